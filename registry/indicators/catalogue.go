package indicators

import (
	"errors"
	"fmt"
	"go/ast"
	"math"

	"github.com/goccy/go-yaml"

	"hatang/data"
	"hatang/registry"
)

// Definition describes an indicator: exactly one of Base, Count, Coverage, Formula
// and Entered says where its value comes from.
type Definition struct {
	Code        string        `yaml:"code" json:"code"`
	VI          string        `yaml:"vi" json:"-"`
	EN          string        `yaml:"en" json:"-"`
	Measure     registry.Text `yaml:"-" json:"measure"`
	MeasureIn   pair          `yaml:"measure" json:"-"`
	Decimals    int           `yaml:"decimals" json:"decimals"`
	Group       string        `yaml:"group" json:"group"`
	Forms       []string      `yaml:"forms" json:"forms"`
	Base        string        `yaml:"base" json:"base,omitempty"`
	Count       *Count        `yaml:"count" json:"count,omitempty"`
	Coverage    *CoveredOf    `yaml:"coverage" json:"coverage,omitempty"`
	Formula     string        `yaml:"formula" json:"formula,omitempty"`
	Reading     string        `yaml:"reading" json:"reading,omitempty"`
	Entered     bool          `yaml:"entered" json:"entered"`
	EnteredAs   []string      `yaml:"entered_as" json:"entered_as,omitempty"`
	Additive    bool          `yaml:"additive" json:"additive"`
	Basis       string        `yaml:"basis" json:"basis,omitempty"`
	Denominator registry.Text `yaml:"-" json:"denominator"`
	DividedBy   pair          `yaml:"denominator" json:"-"`
	Least       *float64      `yaml:"least" json:"least,omitempty"`
	Most        *float64      `yaml:"most" json:"most,omitempty"`
	// CommuneTypes restricts a count of communes to these types.
	CommuneTypes []string      `yaml:"commune_types" json:"commune_types,omitempty"`
	Name         registry.Text `yaml:"-" json:"name"`

	expression ast.Expr
	inputs     []string
}

// pair is a text as the catalogue writes it.
type pair struct {
	VI string `yaml:"vi"`
	EN string `yaml:"en"`
}

func (p pair) text() registry.Text { return registry.Text{VI: p.VI, EN: p.EN} }

// Count says which records an indicator counts.
type Count struct {
	Kind registry.Kind `yaml:"kind" json:"kind"`
	// Where holds, by field, the values of which a record must have one; "" is a
	// field that is not stated.
	Where map[string][]string `yaml:"where" json:"where,omitempty"`
	// AtLeast holds, by field, the smallest number that a record must state.
	AtLeast map[string]float64 `yaml:"at_least" json:"at_least,omitempty"`
	// Distinct counts communes ("commune"), or the different combinations of the
	// fields it names, instead of records.
	Distinct     string   `yaml:"distinct" json:"distinct,omitempty"`
	CommuneTypes []string `yaml:"commune_types" json:"commune_types,omitempty"`
	// By names the fields by which the figure is broken down.
	By string `yaml:"by" json:"by,omitempty"`
	// Sum adds up a number instead of counting.
	Sum string `yaml:"sum" json:"sum,omitempty"`
	// During counts records whose date of this field lies in the period.
	During string `yaml:"during" json:"during,omitempty"`
	// Event "began" counts what works on the last day of the period and did not
	// the day before the first; "ended" the reverse.
	Event string `yaml:"event" json:"event,omitempty"`
}

// The events of a Count.
const (
	eventBegan = "began"
	eventEnded = "ended"
	distinctOf = "commune"
)

// Catalogue is the indicators that are known, in their order. It does not change.
type Catalogue struct {
	All    []*Definition
	byCode map[string]*Definition
}

// NewCatalogue reads the built-in catalogue.
func NewCatalogue() (*Catalogue, error) { return ParseCatalogue(data.IndicatorCatalogue) }

// ParseCatalogue reads a catalogue as YAML. Unknown members, codes used twice,
// fields that a kind does not have, formulas that cannot be read, name an
// unknown indicator or themselves are errors, all told at once.
func ParseCatalogue(text []byte) (*Catalogue, error) {
	c := &Catalogue{byCode: map[string]*Definition{}}
	if err := yaml.UnmarshalWithOptions(text, &c.All, yaml.Strict()); err != nil {
		return nil, &registry.Error{Code: registry.Invalid, Cause: err, Message: registry.Text{
			VI: "danh mục chỉ tiêu không đọc được", EN: "the catalogue of indicators cannot be read",
		}}
	}
	var faults []error
	for _, d := range c.All {
		if d == nil {
			faults = append(faults, errors.New("an entry is empty"))
			continue
		}
		if c.byCode[d.Code] != nil {
			faults = append(faults, fmt.Errorf("%s: the code is used twice", d.Code))
		}
		c.byCode[d.Code] = d
		d.Name, d.Measure, d.Denominator = registry.Text{VI: d.VI, EN: d.EN}, d.MeasureIn.text(), d.DividedBy.text()
		if err := d.check(); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", d.Code, err))
		}
	}
	faults = append(faults, c.checkFormulas()...)
	if len(faults) > 0 {
		return nil, &registry.Error{Code: registry.Invalid, Cause: errors.Join(faults...), Message: registry.Text{
			VI: "danh mục chỉ tiêu có lỗi", EN: "the catalogue of indicators has faults",
		}}
	}
	return c, nil
}

// Definition is the indicator of a code; NotFound when there is none.
func (c *Catalogue) Definition(code string) (*Definition, error) {
	if d := c.byCode[code]; d != nil {
		return d, nil
	}
	e := registry.Errorf(registry.NotFound, "không có chỉ tiêu %q", "there is no indicator %q", code)
	e.Hint = registry.Text{VI: "xem danh mục: hatang report --list", EN: "list them with: hatang report --list"}
	return nil, e
}

// Form is the indicators that a form uses, in the order of the catalogue.
func (c *Catalogue) Form(form string) []*Definition {
	var used []*Definition
	for _, d := range c.All {
		for _, f := range d.Forms {
			if f == form {
				used = append(used, d)
				break
			}
		}
	}
	return used
}

func (d *Definition) check() error {
	ways := 0
	for _, stated := range []bool{d.Base != "", d.Count != nil, d.Coverage != nil, d.Formula != "", d.Entered} {
		if stated {
			ways++
		}
	}
	switch {
	case d.Code == "" || d.VI == "" || d.EN == "":
		return errors.New("code, vi and en are needed")
	case ways != 1:
		return errors.New("exactly one of base, count, coverage, formula and entered is needed")
	case d.Decimals < 0 || d.Decimals > 6:
		return fmt.Errorf("decimals %d: 0 to 6 are expected", d.Decimals)
	case d.Count != nil:
		return d.Count.check()
	case d.Coverage != nil:
		if _, _, known := d.Coverage.part(new(CoveredNetwork)); !known {
			return fmt.Errorf("coverage of %q: people, settled_cells, settlements or communes is expected", d.Coverage.Of)
		}
	case d.Base != "" && baseOf(d.Base) == nil:
		return fmt.Errorf("base %q is not known", d.Base)
	}
	return nil
}

func (c *Count) check() error {
	schema := registry.SchemaOf(c.Kind)
	if schema == nil {
		return fmt.Errorf("kind %q is not known", c.Kind)
	}
	names := append(splitNames(c.By), c.Sum, c.During)
	if c.Distinct != distinctOf {
		names = append(names, splitNames(c.Distinct)...)
	}
	for name := range c.Where {
		names = append(names, name)
	}
	for name := range c.AtLeast {
		names = append(names, name)
	}
	for _, name := range names {
		if name != "" && schema.Field(name) == nil && !derived(c.Kind, name) {
			return fmt.Errorf("%s has no field %q", c.Kind, name)
		}
	}
	if c.Event != "" && c.Event != eventBegan && c.Event != eventEnded {
		return fmt.Errorf("event %q: began or ended is expected", c.Event)
	}
	return nil
}

// checkFormulas parses the formulas and refuses circles.
func (c *Catalogue) checkFormulas() (faults []error) {
	for _, d := range c.All {
		if d == nil || d.Formula == "" {
			continue
		}
		var err error
		if d.expression, d.inputs, err = parseFormula(d.Formula); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", d.Code, err))
		}
		for _, name := range d.inputs {
			if c.byCode[name] == nil {
				faults = append(faults, fmt.Errorf("%s: the formula names %q, which is no indicator", d.Code, name))
			}
		}
	}
	if len(faults) > 0 {
		return faults
	}
	const visiting, done = 1, 2
	state := map[string]int{}
	var visit func(d *Definition) error
	visit = func(d *Definition) error {
		switch state[d.Code] {
		case visiting:
			return fmt.Errorf("%s: the formula leads back to itself", d.Code)
		case done:
			return nil
		}
		state[d.Code] = visiting
		for _, name := range d.inputs {
			if err := visit(c.byCode[name]); err != nil {
				return err
			}
		}
		state[d.Code] = done
		return nil
	}
	for _, d := range c.All {
		if err := visit(d); err != nil {
			return append(faults, err)
		}
	}
	return faults
}

// possible tells whether a value lies within what the indicator can be.
func (d *Definition) possible(v float64) bool {
	return !math.IsNaN(v) && (d.Least == nil || v >= *d.Least) && (d.Most == nil || v <= *d.Most)
}
