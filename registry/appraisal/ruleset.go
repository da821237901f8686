package appraisal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"hatang/registry"
)

// RuleSet is a dated text of a jurisdiction. It does not change after Parse and
// may be used by several goroutines.
type RuleSet struct {
	Code string        `yaml:"code" json:"code"`
	Name registry.Text `yaml:"name" json:"name"`
	// Jurisdiction is the code of the province, "" for the whole country.
	Jurisdiction string `yaml:"jurisdiction" json:"jurisdiction"`
	// ValidFrom ≤ day < ValidTo is when it is in force.
	ValidFrom registry.Date `yaml:"valid_from" json:"valid_from"`
	ValidTo   registry.Date `yaml:"valid_to" json:"valid_to,omitzero"`
	Citation  registry.Text `yaml:"citation" json:"citation"`
	// Example marks sets that ship to show what other provinces write.
	Example    bool          `yaml:"example" json:"example,omitempty"`
	Note       registry.Text `yaml:"note" json:"note,omitzero"`
	Parameters Parameters    `yaml:"parameters" json:"parameters"`
	// Counts are the states in which a mast counts as a neighbour, Ignores those
	// in which it does not. A mast in neither, or of no stated state, may or may
	// not: where it would decide, nothing is decided.
	Counts   []string        `yaml:"counts" json:"counts,omitempty"`
	Ignores  []string        `yaml:"ignores" json:"ignores,omitempty"`
	Clauses  []Clause        `yaml:"clauses" json:"clauses"`
	Licences []Licence       `yaml:"licences" json:"licences,omitempty"`
	Holidays []registry.Date `yaml:"holidays" json:"holidays,omitempty"`

	sum      string
	compiled []*rule
}

// Parameters are figures that the checks use and that are no thresholds of a
// clause. Zero members take those of the layer below.
type Parameters struct {
	// SamePlaceM is how near two positions are one mast or building.
	SamePlaceM float64 `yaml:"same_place_m" json:"same_place_m,omitempty"`
	// ApproximateM is how wrong an approximate position without an accuracy may be.
	ApproximateM float64 `yaml:"approximate_m" json:"approximate_m,omitempty"`
	// ListWithinM is how far neighbours are listed, however small the thresholds.
	ListWithinM float64 `yaml:"list_within_m" json:"list_within_m,omitempty"`
	// SharingWithinM is how far a mast may stand to be shared instead.
	SharingWithinM float64 `yaml:"sharing_within_m" json:"sharing_within_m,omitempty"`
	// LargestMoveM bounds the moves that are looked for.
	LargestMoveM float64 `yaml:"largest_move_m" json:"largest_move_m,omitempty"`
	// DuplicateM is how near two positions of one operator are the same request.
	DuplicateM float64 `yaml:"duplicate_m" json:"duplicate_m,omitempty"`
	// EmittersWithinM is how far other antennas are added to the exposure.
	EmittersWithinM float64 `yaml:"emitters_within_m" json:"emitters_within_m,omitempty"`
	// PersonM is the height of a person's head above the reachable floor.
	PersonM float64 `yaml:"person_m" json:"person_m,omitempty"`
	// GroundReflection is the factor for reflections, 1 or more.
	GroundReflection float64 `yaml:"ground_reflection" json:"ground_reflection,omitempty"`
	// EMFLimits names the set of limits: qcvn8-2022, icnirp-1998, icnirp-2020.
	EMFLimits string `yaml:"emf_limits" json:"emf_limits,omitempty"`
}

// over is p with the members that it lacks taken from below.
func (p Parameters) over(below Parameters) Parameters {
	for _, m := range []struct{ to, from *float64 }{
		{&p.SamePlaceM, &below.SamePlaceM}, {&p.ApproximateM, &below.ApproximateM},
		{&p.ListWithinM, &below.ListWithinM}, {&p.SharingWithinM, &below.SharingWithinM},
		{&p.LargestMoveM, &below.LargestMoveM}, {&p.DuplicateM, &below.DuplicateM},
		{&p.EmittersWithinM, &below.EmittersWithinM}, {&p.PersonM, &below.PersonM},
		{&p.GroundReflection, &below.GroundReflection},
	} {
		if *m.to == 0 {
			*m.to = *m.from
		}
	}
	if p.EMFLimits == "" {
		p.EMFLimits = below.EMFLimits
	}
	return p
}

// The kinds of clause.
const (
	// MinDistance demands Value metres to the neighbours of a pair that When
	// describes; Exempt frees pairs from it.
	MinDistance = "min_distance"
	// Refer hands to the officer a pair that falls short and that When describes.
	Refer = "refer"
	// AtLeast and AtMost compare Number with Value.
	AtLeast = "at_least"
	AtMost  = "at_most"
	// Below demands that Number be less than Value.
	Below = "below"
	// Require demands a predicate.
	Require = "require"
	// Fields demands that the fields of the position, or of the application (with
	// "application." before the name), be stated.
	Fields = "fields"
	// KeepOut forbids zones of the Classes, with their buffer or Value metres,
	// unless Unless holds.
	KeepOut = "keep_out"
	// Within is a term of Value working days, or months, from what From names: received
	// (the dossier, complete), plan_approved, sharing_request.
	Within = "within"
	// Duty comes as a condition with a consent.
	Duty = "duty"
	// Exposure demands that the exposure to fields be at most Value of the limit.
	Exposure = "exposure"
)

// Clause is one demand of a text.
type Clause struct {
	ID      string        `yaml:"id" json:"id"`
	Check   Check         `yaml:"check" json:"check"`
	Kind    string        `yaml:"kind" json:"kind"`
	Cite    registry.Text `yaml:"cite" json:"cite"` // "điểm a khoản 5 Điều 15"
	Text    registry.Text `yaml:"text" json:"text"` // what it demands, in our words
	When    string        `yaml:"when" json:"when,omitempty"`
	Exempt  string        `yaml:"exempt" json:"exempt,omitempty"`
	Require string        `yaml:"require" json:"require,omitempty"`
	Unless  string        `yaml:"unless" json:"unless,omitempty"`
	Number  string        `yaml:"number" json:"number,omitempty"`
	Value   *float64      `yaml:"value" json:"value,omitempty"`
	// SameAs takes the Value of another clause of the set: a clause that demands
	// "the distance of point a".
	SameAs  string   `yaml:"same_as" json:"same_as,omitempty"`
	Unit    string   `yaml:"unit" json:"unit,omitempty"`
	Fields  []string `yaml:"fields" json:"fields,omitempty"`
	Classes []string `yaml:"classes" json:"classes,omitempty"`
	From    string   `yaml:"from" json:"from,omitempty"`
	// Consequence of not being met.
	Consequence string `yaml:"consequence" json:"consequence,omitempty"`
	// Unverified marks what was entered from memory.
	Unverified bool `yaml:"unverified" json:"unverified,omitempty"`
}

// Licence is a right to a band.
type Licence struct {
	Operator string `yaml:"operator" json:"operator"`
	// Band is the name that people write, such as 900 or 2600.
	Band    string  `yaml:"band" json:"band"`
	FromMHz float64 `yaml:"from_mhz" json:"from_mhz,omitempty"`
	ToMHz   float64 `yaml:"to_mhz" json:"to_mhz,omitempty"`
	// Exclusive: nobody else has the band.
	Exclusive  bool          `yaml:"exclusive" json:"exclusive,omitempty"`
	Technology string        `yaml:"technologies" json:"technologies,omitempty"`
	From       registry.Date `yaml:"from" json:"from,omitzero"`
	To         registry.Date `yaml:"to" json:"to,omitzero"`
	Cite       registry.Text `yaml:"cite" json:"cite,omitzero"`
	Unverified bool          `yaml:"unverified" json:"unverified,omitempty"`
}

const (
	maxBodyBytes = 1 << 20
	maxClauses   = 1000
)

// Parse reads a rule set from YAML and checks it. Every fault is told at once, in
// a registry.Error of class Invalid.
func Parse(body []byte) (*RuleSet, error) {
	if len(body) > maxBodyBytes {
		return nil, registry.Errorf(registry.Invalid, "bộ quy định dài hơn %d byte", "the rule set is longer than %d bytes", maxBodyBytes)
	}
	if err := plainYAML(body); err != nil {
		return nil, err
	}
	set := new(RuleSet)
	decoder := yaml.NewDecoder(bytes.NewReader(body), yaml.Strict())
	if err := decoder.Decode(set); err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("empty document")
		}
		return nil, &registry.Error{Code: registry.Invalid, Message: registry.Text{
			VI: "bộ quy định không phải YAML đúng mẫu", EN: "the rule set is no YAML of the expected form",
		}, Cause: errors.New(plainError(err)), Hint: registry.Text{VI: plainError(err), EN: plainError(err)}}
	}
	sum := sha256.Sum256(body)
	set.sum = hex.EncodeToString(sum[:])
	problems := set.check()
	if len(registry.Faults(problems)) > 0 {
		return nil, &registry.Error{Code: registry.Invalid, Problems: problems, Message: registry.Textf(
			"bộ quy định %q có lỗi", "the rule set %q has faults", set.Code)}
	}
	return set, set.compile()
}

// compile makes the programs of the clauses, once for all uses of the set.
func (s *RuleSet) compile() error {
	compiled := make([]*rule, 0, len(s.Clauses))
	for i := range s.Clauses {
		r, err := compileClause(s, &s.Clauses[i])
		if err != nil {
			return err
		}
		compiled = append(compiled, r)
	}
	s.compiled = compiled
	return nil
}

// plainYAML refuses anchors and aliases, by which a short text can unfold without
// bound; a rule set needs neither.
func plainYAML(body []byte) error {
	for line := range strings.Lines(string(body)) {
		trimmed := strings.TrimLeft(line, " -")
		_, value, _ := strings.Cut(trimmed, ": ")
		for _, start := range []string{trimmed, strings.TrimLeft(value, " ")} {
			if strings.HasPrefix(start, "&") || strings.HasPrefix(start, "*") || strings.HasPrefix(start, "<<") {
				return registry.Errorf(registry.Invalid, "YAML của bộ quy định không dùng neo (&, *, <<): %q",
					"the YAML of a rule set takes no anchors (&, *, <<): %q", strings.TrimSpace(line))
			}
		}
	}
	return nil
}

// SHA256 is the hash of the text that it was read from.
func (s *RuleSet) SHA256() string { return s.sum }

// Reference names the set.
func (s *RuleSet) Reference() SetReference {
	return SetReference{Code: s.Code, Name: s.Name, Citation: s.Citation, SHA256: s.sum}
}

// Clause is the clause of that ID, nil when there is none.
func (s *RuleSet) Clause(id string) *Clause {
	i := slices.IndexFunc(s.Clauses, func(c Clause) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return &s.Clauses[i]
}

// Period is when the set is in force.
func (s *RuleSet) Period() registry.Period { return registry.Period{From: s.ValidFrom, To: s.ValidTo} }

// cite is a reference to one of the set's clauses.
func (s *RuleSet) cite(c *Clause) Reference {
	return Reference{RuleSet: s.Code, Clause: c.ID, Verified: !c.Unverified, Cite: registry.Text{
		VI: strings.TrimSpace(c.Cite.VI + " " + s.Name.VI), EN: strings.Trim(c.Cite.EN+", "+s.Name.EN, ", "),
	}}
}

// value is what a clause compares with, by way of SameAs.
func (s *RuleSet) value(c *Clause) float64 {
	for range len(s.Clauses) {
		if c.SameAs == "" {
			break
		}
		other := s.Clause(c.SameAs)
		if other == nil {
			break
		}
		c = other
	}
	if c.Value == nil {
		return math.NaN()
	}
	return *c.Value
}

// check finds what is wrong with a set by itself.
func (s *RuleSet) check() []registry.Problem {
	c := &checker{set: s}
	c.head()
	seen := map[string]bool{}
	for i := range s.Clauses {
		clause := &s.Clauses[i]
		c.row = i + 1
		if clause.ID == "" || seen[clause.ID] {
			c.fault("id", clause.ID, "duplicate", "mỗi điểm, khoản cần một mã riêng", "every clause needs an id of its own")
		}
		seen[clause.ID] = true
		c.clause(clause)
	}
	return c.problems
}

type checker struct {
	set      *RuleSet
	row      int
	problems []registry.Problem
}

func (c *checker) fault(column, value, rule, vi, en string) {
	c.problems = append(c.problems, registry.Problem{Row: c.row, Column: column, Value: value, Rule: rule,
		Severity: registry.Fault, Message: registry.Text{VI: vi, EN: en}})
}

func (c *checker) head() {
	s := c.set
	if strings.TrimSpace(s.Code) == "" {
		c.fault("code", "", "required", "bộ quy định cần mã", "a rule set needs a code")
	}
	if s.Name.VI == "" || s.Citation.VI == "" {
		c.fault("name", s.Name.VI, "required", "cần tên và văn bản (name.vi, citation.vi)", "name.vi and citation.vi are needed")
	}
	if s.ValidFrom.IsZero() {
		c.fault("valid_from", "", "required", "cần ngày có hiệu lực", "the day it enters into force is needed")
	}
	if !s.ValidTo.IsZero() && !s.ValidFrom.Before(s.ValidTo) {
		c.fault("valid_to", s.ValidTo.String(), "order", "phải sau valid_from", "must come after valid_from")
	}
	if len(s.Clauses) > maxClauses {
		c.fault("clauses", fmt.Sprint(len(s.Clauses)), "range", "quá nhiều điều khoản", "too many clauses")
	}
	c.parameters()
	c.stateNames()
}

func (c *checker) parameters() {
	p := c.set.Parameters
	for _, v := range []float64{p.SamePlaceM, p.ApproximateM, p.ListWithinM, p.SharingWithinM, p.LargestMoveM,
		p.DuplicateM, p.EmittersWithinM, p.PersonM, p.GroundReflection} {
		if math.IsNaN(v) || v < 0 || v > largestParameter {
			c.fault("parameters", fmt.Sprint(v), "range", "tham số phải trong 0…20000", "parameters lie within 0…20000")
		}
	}
	if p.GroundReflection != 0 && p.GroundReflection < 1 {
		c.fault("parameters", fmt.Sprint(p.GroundReflection), "range", "ground_reflection ít nhất là 1", "ground_reflection is at least 1")
	}
}

func (c *checker) stateNames() {
	s := c.set
	for _, state := range slices.Concat(s.Counts, s.Ignores) {
		if f := registry.SchemaOf(registry.Sites).Field("state"); !slices.ContainsFunc(f.Codes, func(v registry.CodeValue) bool { return v.Code == state }) {
			c.fault("counts", state, "code", "không có trạng thái này", "there is no such state")
		}
		if slices.Contains(s.Counts, state) && slices.Contains(s.Ignores, state) {
			c.fault("counts", state, "order", "một trạng thái không thể vừa tính vừa không tính", "a state cannot both count and be ignored")
		}
	}
}

// largestParameter bounds distances in parameters and clauses, metres.
const largestParameter = 20000

// needs tells what clauses of a kind must say.
func needs(kind string) (value, require, number, known bool) {
	switch kind {
	case MinDistance, Within, Exposure:
		return true, false, false, true
	case AtLeast, AtMost, Below:
		return true, false, true, true
	case Require:
		return false, true, false, true
	case Refer, Fields, KeepOut, Duty:
		return false, false, false, true
	}
	return false, false, false, false
}

func (c *checker) clause(clause *Clause) {
	value, require, number, known := needs(clause.Kind)
	if !known {
		c.fault("kind", clause.Kind, "code", "không có loại điều khoản này", "there is no such kind of clause")
		return
	}
	if !slices.Contains(Checks(), clause.Check) {
		c.fault("check", string(clause.Check), "code", "không có mục kiểm tra này", "there is no such check")
	}
	if clause.Cite.VI == "" || clause.Text.VI == "" {
		c.fault("cite", clause.ID, "required", "mỗi điều khoản cần dẫn chiếu và nội dung (cite.vi, text.vi)", "every clause needs cite.vi and text.vi")
	}
	v := c.set.value(clause)
	if clause.SameAs != "" && (c.set.Clause(clause.SameAs) == nil || math.IsNaN(v)) {
		c.fault("same_as", clause.SameAs, "reference", "không dẫn đến điều khoản có giá trị", "leads to no clause with a value")
	}
	if (clause.Value != nil || value) && (math.IsNaN(v) || math.IsInf(v, 0) || v < 0 || v > largestParameter) {
		c.fault("value", clause.ID, "range", "cần giá trị trong 0…20000", "a value within 0…20000 is needed")
	}
	c.wanted(clause, require, number)
	c.named(clause)
	c.expressions(clause)
}

// wanted checks that a clause says what its kind needs.
func (c *checker) wanted(clause *Clause, require, number bool) {
	if require && clause.Require == "" {
		c.fault("require", clause.ID, "required", "cần biểu thức require", "needs the predicate require")
	}
	if number && clause.Number == "" {
		c.fault("number", clause.ID, "required", "cần biểu thức number", "needs the expression number")
	}
	if clause.Kind == Fields && len(clause.Fields) == 0 {
		c.fault("fields", clause.ID, "required", "cần danh sách trường", "needs a list of fields")
	}
}

// named checks the names of fields and zones that a clause refers to.
func (c *checker) named(clause *Clause) {
	for _, name := range clause.Fields {
		kind, field := registry.Positions, name
		if rest, ok := strings.CutPrefix(name, "application."); ok {
			kind, field = registry.Applications, rest
		}
		if field != "geometry" && registry.SchemaOf(kind).Field(field) == nil {
			c.fault("fields", name, "unknown-field", "không có trường này", "there is no such field")
		}
	}
	classes := registry.SchemaOf(registry.Zones).Field("class").Codes
	for _, class := range clause.Classes {
		if !slices.ContainsFunc(classes, func(v registry.CodeValue) bool { return v.Code == class }) {
			c.fault("classes", class, "code", "không có loại khu vực này", "there is no such class of zone")
		}
	}
	if clause.Kind == KeepOut && len(clause.Classes) == 0 {
		c.fault("classes", clause.ID, "required", "cần loại khu vực", "needs classes of zones")
	}
}

// expressions compiles the predicates of a clause, for their faults.
func (c *checker) expressions(clause *Clause) {
	for _, e := range clause.expressions() {
		if e.text == "" {
			continue
		}
		if _, err := check(e.text, e.number); err != nil {
			c.fault(e.name, e.text, "predicate", "biểu thức không dùng được: "+err.Error(), "the expression cannot be used: "+err.Error())
		}
	}
}

type expression struct {
	name, text string
	number     bool
}

func (c *Clause) expressions() []expression {
	return []expression{
		{"when", c.When, false}, {"exempt", c.Exempt, false}, {"require", c.Require, false},
		{"unless", c.Unless, false}, {"number", c.Number, true},
	}
}
