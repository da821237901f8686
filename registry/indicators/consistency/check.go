package consistency

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"hatang/data"
	"hatang/registry"
	"hatang/registry/indicators"
)

// Verdict is what a rule says about figures.
type Verdict string

// The verdicts.
const (
	Consistent   Verdict = "consistent"   // the figures agree at printed precision
	Odd          Verdict = "odd"          // they agree in an unusual way, which is said
	Inconsistent Verdict = "inconsistent" // no numbers behind the printed ones agree
)

// Finding is what a rule found, in words, with both sides.
type Finding struct {
	Rule    string        `json:"rule"`
	Verdict Verdict       `json:"verdict"`
	Codes   []string      `json:"codes"`
	Unit    string        `json:"unit"`
	From    registry.Date `json:"from"`
	To      registry.Date `json:"to"`
	Text    registry.Text `json:"text"`
	// Sides are the figures that the rule compared.
	Sides []Side `json:"sides"`
}

// Side is a figure that a rule compared.
type Side struct {
	Code     string  `json:"code"`
	Value    float64 `json:"value"`
	Decimals int     `json:"decimals"`
	Printed  string  `json:"printed"`
	Source   string  `json:"source"`
}

// Rule says how figures of one place and period depend on each other; which
// members a rule has depends on its name.
type Rule struct {
	Name      string     `yaml:"rule"`
	Result    string     `yaml:"result"`
	Part      string     `yaml:"part"`
	Whole     string     `yaml:"whole"`
	Parts     []string   `yaml:"parts"`
	Optional  []string   `yaml:"optional"` // further parts, where they are stated
	Per       float64    `yaml:"per"`
	Amounts   []string   `yaml:"amounts"`
	Densities []string   `yaml:"densities"`
	People    []string   `yaml:"people"`
	Growth    string     `yaml:"growth"`
	Previous  string     `yaml:"previous"`
	New       []string   `yaml:"new"`
	Removed   string     `yaml:"removed"`
	Area      string     `yaml:"area"`
	Points    [][]string `yaml:"points"`
}

// Checker runs the rules. It does not change.
type Checker struct {
	rules     []Rule
	catalogue *indicators.Catalogue
	today     registry.Date
}

// NewChecker is a Checker with the built-in rules. After today periods lie in
// the future; the zero date: never.
func NewChecker(catalogue *indicators.Catalogue, today registry.Date) (*Checker, error) {
	text, err := data.Published.ReadFile("published/rules.yaml")
	if err != nil {
		return nil, err
	}
	c := &Checker{catalogue: catalogue, today: today}
	if err := yaml.UnmarshalWithOptions(text, &c.rules, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("rules of consistency: %w", err)
	}
	for _, r := range c.rules {
		if c.runner(r.Name) == nil {
			return nil, fmt.Errorf("rules of consistency: there is no rule %q", r.Name)
		}
	}
	return c, nil
}

// Previous lists the codes of figures of the period before that rules take, such
// as "bts_stations_previous", with the code that each is of.
func (c *Checker) Previous() map[string]string {
	of := map[string]string{}
	for _, r := range c.rules {
		if r.Previous != "" {
			of[r.Previous] = r.Result
		}
	}
	return of
}

// group is the figures of one place and period by code.
type group struct {
	unit     string
	from, to registry.Date
	of       map[string]*Statement
}

// Check runs every rule over the figures, place by place and period by period.
// Inconsistencies come first, then oddities, then what agrees.
func (c *Checker) Check(statements []Statement) []Finding {
	var findings []Finding
	var groups []*group
	byKey := map[string]*group{}
	for i := range statements {
		s := &statements[i]
		key := strings.Join([]string{s.Unit, s.From.String(), s.To.String()}, "|")
		g := byKey[key]
		if g == nil {
			g = &group{unit: s.Unit, from: s.From, to: s.To, of: map[string]*Statement{}}
			byKey[key], groups = g, append(groups, g)
		}
		old := g.of[s.Code]
		if old == nil {
			g.of[s.Code] = s
		}
		findings = append(findings, c.alone(g, s)...)
		if old != nil && old.Value != s.Value {
			findings = append(findings, g.finding("twice", Inconsistent, []string{s.Code}, registry.Textf(
				"%s được nêu hai lần với giá trị khác nhau: %s (%s) và %s (%s)", "%s is stated twice with different values: %s (%s) and %s (%s)",
				s.Code, old.Printed, old.Source, s.Printed, s.Source)))
		}
	}
	for _, g := range groups {
		for _, r := range c.rules {
			findings = append(findings, c.runner(r.Name)(g, r)...)
		}
	}
	order := map[Verdict]int{Inconsistent: 0, Odd: 1, Consistent: 2}
	slices.SortStableFunc(findings, func(x, y Finding) int { return cmp.Compare(order[x.Verdict], order[y.Verdict]) })
	return findings
}

func (g *group) finding(rule string, verdict Verdict, codes []string, text registry.Text) Finding {
	f := Finding{Rule: rule, Verdict: verdict, Codes: codes, Unit: g.unit, From: g.from, To: g.to, Text: text, Sides: []Side{}}
	for _, code := range codes {
		if s := g.of[code]; s != nil {
			f.Sides = append(f.Sides, Side{Code: s.Code, Value: s.Value, Decimals: s.Decimals, Printed: s.Printed, Source: s.Source})
		}
	}
	return f
}

// alone checks a figure by itself: its period, and whether it can be.
func (c *Checker) alone(g *group, s *Statement) (findings []Finding) {
	if !c.today.IsZero() && c.today.Before(s.To) {
		findings = append(findings, g.finding("future", Inconsistent, []string{s.Code}, registry.Textf(
			"%s: kỳ kết thúc ngày %s, sau hôm nay (%s)", "%s: the period ends on %s, after today (%s)", s.Code, registry.VI.Date(s.To), registry.VI.Date(c.today))))
	}
	least, most := 0.0, -1.0
	if d, err := c.catalogue.Definition(s.Code); err == nil {
		if d.Most != nil {
			most = *d.Most
		}
	} else if hasSuffix(s.Code, "_share") {
		most = 100
	}
	if (s.Value < least && !hasSuffix(s.Code, "_growth") && !hasSuffix(s.Code, "_new")) || (most >= 0 && s.Value > most) {
		findings = append(findings, g.finding("possible", Inconsistent, []string{s.Code}, registry.Textf(
			"%s = %s nằm ngoài khoảng có thể", "%s = %s lies outside what is possible", s.Code, s.Printed)))
	}
	return findings
}

func (c *Checker) runner(name string) func(*group, Rule) []Finding {
	return map[string]func(*group, Rule) []Finding{
		"share": share, "sum": sum, "density": density, "growth": growth, "radius": radius,
		"per_point": perPoint, "denominators": denominators, "at_most": atMost,
	}[name]
}

// all is the statements of the codes, nil when one is missing.
func (g *group) all(codes ...string) []*Statement {
	found := make([]*Statement, 0, len(codes))
	for _, code := range codes {
		s := g.of[code]
		if s == nil {
			return nil
		}
		found = append(found, s)
	}
	return found
}

// any is the first of the codes that is stated, nil when none is.
func (g *group) any(codes []string) *Statement {
	for _, code := range codes {
		if s := g.of[code]; s != nil {
			return s
		}
	}
	return nil
}

// both writes numbers in the reader's form: the sentence has %s for each.
func both(vi, en string, write func(lang registry.Lang) []any) registry.Text {
	return registry.Text{VI: fmt.Sprintf(vi, write(registry.VI)...), EN: fmt.Sprintf(en, write(registry.EN)...)}
}

// shown writes a figure as it was printed, in the reader's form.
func (s *Statement) shown(lang registry.Lang) string {
	sign := ""
	switch {
	case s.AtLeast:
		sign = "> "
	case s.AtMost:
		sign = "< "
	}
	return sign + lang.Number(s.Value, s.Decimals)
}
