package planning

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/goccy/go-yaml"

	"hatang/registry"
)

// Norm is what a text asks of the network, dated and cited.
type Norm struct {
	ID       string   `yaml:"id" json:"id"`
	Citation string   `yaml:"citation" json:"citation"`
	Scope    string   `yaml:"scope" json:"scope"`
	Measure  string   `yaml:"measure" json:"measure"`
	Relation string   `yaml:"relation" json:"relation"` // at_most, at_least
	Value    float64  `yaml:"value" json:"value"`
	From     int      `yaml:"from" json:"from"` // years
	To       int      `yaml:"to" json:"to,omitempty"`
	Due      int      `yaml:"due" json:"due,omitempty"` // the year by which it is to be reached
	Classes  []string `yaml:"classes" json:"classes,omitempty"`
	Types    []string `yaml:"types" json:"types,omitempty"` // of communes; none: all
	Verified bool     `yaml:"verified" json:"verified"`
	Title    sentence `yaml:"title" json:"title"`
	Note     sentence `yaml:"note" json:"note"`
}

// sentence is a registry.Text as YAML writes it.
type sentence struct {
	VI string `yaml:"vi" json:"vi"`
	EN string `yaml:"en" json:"en"`
}

// NormRef names a norm where it is held against something.
type NormRef struct {
	ID       string        `json:"id"`
	Citation string        `json:"citation"`
	Scope    string        `json:"scope"`
	Relation string        `json:"relation"`
	Value    float64       `json:"value"`
	Due      int           `json:"due,omitempty"`
	Verified bool          `json:"verified"`
	Title    registry.Text `json:"title"`
	Note     registry.Text `json:"note"`
}

// The scopes and measures of norms.
const (
	scopeNational = "national"
	scopeCommune  = "commune"
	scopePoint    = "point"

	measureRadius   = "mean_radius_km"
	measurePeople   = "people_per_point"
	measurePoints   = "points"
	measureCommune  = "commune_points"
	measureStaffed  = "commune_staffed"
	measureInternet = "commune_internet"
	measureOpen     = "commune_hours"
	measureHours    = "point_hours"
)

// ParseNorms reads a file of norms; the error tells everything wrong with it.
func ParseNorms(data []byte) ([]Norm, error) {
	var file struct {
		Norms []Norm `yaml:"norms"`
	}
	if err := yaml.UnmarshalWithOptions(data, &file, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("norms: %w", err)
	}
	var problems []error
	seen := map[string]bool{}
	for i := range file.Norms {
		n := &file.Norms[i]
		for _, problem := range n.problems() {
			problems = append(problems, fmt.Errorf("norm %d (%s): %s", i+1, n.ID, problem))
		}
		if seen[n.ID] {
			problems = append(problems, fmt.Errorf("norm %d (%s): the id occurs twice", i+1, n.ID))
		}
		seen[n.ID] = true
	}
	return file.Norms, errors.Join(problems...)
}

func (n *Norm) problems() []string {
	var p []string
	scopes := map[string][]string{
		scopeNational: {measureRadius, measurePeople, measurePoints},
		scopeCommune:  {measureCommune, measureStaffed, measureInternet, measureOpen},
		scopePoint:    {measureHours},
	}
	switch measures, known := scopes[n.Scope]; {
	case !known:
		p = append(p, fmt.Sprintf("scope %q, expected national, commune or point", n.Scope))
	case !slices.Contains(measures, n.Measure):
		p = append(p, fmt.Sprintf("measure %q, expected one of %v", n.Measure, measures))
	}
	if n.ID == "" || n.Citation == "" || n.Title.VI == "" || n.Title.EN == "" {
		p = append(p, "id, citation and title in both languages are needed")
	}
	if n.Relation != "at_most" && n.Relation != "at_least" {
		p = append(p, fmt.Sprintf("relation %q, expected at_most or at_least", n.Relation))
	}
	if !(n.Value > 0) || math.IsInf(n.Value, 0) {
		p = append(p, fmt.Sprintf("value %v, expected more than 0", n.Value))
	}
	if !n.yearsInOrder() {
		p = append(p, fmt.Sprintf("years from %d to %d, due %d", n.From, n.To, n.Due))
	}
	return p
}

func (n *Norm) yearsInOrder() bool {
	return n.From >= 1945 && n.From <= 2200 && (n.To == 0 || n.To >= n.From) && (n.Due == 0 || n.Due >= n.From)
}

// inForce tells whether the norm holds in the year.
func (n *Norm) inForce(year int) bool { return n.From <= year && (n.To == 0 || year <= n.To) }

// meets tells whether a value does.
func (n *Norm) meets(v float64) bool {
	const rounding = 1e-9
	if n.Relation == "at_most" {
		return v <= n.Value*(1+rounding)
	}
	return v >= n.Value*(1-rounding)
}

func (n *Norm) ref() NormRef {
	return NormRef{
		ID: n.ID, Citation: n.Citation, Scope: n.Scope, Relation: n.Relation, Value: n.Value, Due: n.Due, Verified: n.Verified,
		Title: registry.Text{VI: n.Title.VI, EN: n.Title.EN}, Note: registry.Text{VI: n.Note.VI, EN: n.Note.EN},
	}
}

// limitText is the norm's value with its relation, such as "≤ 3 km".
func (n *Norm) limitText(lang registry.Lang) string {
	sign := "≥ "
	if n.Relation == "at_most" {
		sign = "≤ "
	}
	return sign + n.valueText(n.Value, lang)
}

func (n *Norm) valueText(v float64, lang registry.Lang) string {
	word := func(vi, en string) string { return registry.Text{VI: vi, EN: en}.In(lang) }
	switch n.Measure {
	case measureRadius:
		return lang.Number(v, 2) + " km"
	case measurePeople:
		return lang.Number(v, 0) + word(" người/điểm", " people per point")
	case measureOpen, measureHours:
		return lang.Number(v, 1) + word(" giờ/ngày", " h/day")
	}
	return lang.Number(v, 0) + word(" điểm", " points")
}

// said compares the national norm with a province's figure in words: an average of
// the country is no duty of a province.
func (n *Norm) said(v registry.Opt[float64], lang registry.Lang) string {
	word := func(vi, en string) string { return registry.Text{VI: vi, EN: en}.In(lang) }
	if !v.Known {
		return word("chưa đủ dữ liệu", "not decidable")
	}
	due := ""
	if n.Due != 0 {
		due = word(" (đến "+strconv.Itoa(n.Due)+")", " (by "+strconv.Itoa(n.Due)+")")
	}
	figure := n.valueText(v.Value, lang)
	if n.meets(v.Value) {
		return figure + word(": trong mức bình quân quốc gia ", ": within the national average of ") + n.limitText(lang) + due
	}
	return figure + word(": chưa bằng mức bình quân quốc gia ", ": not as good as the national average of ") + n.limitText(lang) + due +
		word("; đây là mức bình quân cả nước, không phải vi phạm của tỉnh", "; this is an average of the country, no breach by the province")
}

// normChanges holds the national norms in force against the network before and
// after.
func normChanges(norms []Norm, q *Question, r *Result) []NormChange {
	changes := []NormChange{}
	if q.Network != "postal" || q.Goal == Upgrade {
		return changes
	}
	for i := range norms {
		n := &norms[i]
		if !n.inForce(r.AsOf.Year()) || n.Scope != scopeNational || n.Measure == measurePoints {
			continue
		}
		c := NormChange{Norm: n.ref(), Before: n.of(&r.Before), After: n.of(&r.After)}
		c.Said = registry.Text{VI: n.said(c.After, registry.VI), EN: n.said(c.After, registry.EN)}
		changes = append(changes, c)
	}
	return changes
}

// of is the figure that a national norm speaks of.
func (n *Norm) of(f *Figures) registry.Opt[float64] {
	if n.Measure == measureRadius {
		return f.RadiusCircleKM
	}
	return f.PeoplePerPoint
}
