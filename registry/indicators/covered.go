package indicators

import (
	"context"

	"hatang/registry"
)

// Coverage tells whom the mobile networks cover, by what was computed for the
// registry. It is implemented where coverage is computed, which builds on this
// package.
type Coverage interface {
	// Covered is what was computed; nil when nothing was.
	Covered(ctx context.Context) (*Covered, error)
	// Stamp changes when something else is computed.
	Stamp() string
}

// Covered says whom networks cover in a unit, as it was computed for a day.
type Covered struct {
	Unit registry.Text // its name, for messages
	Code string        // of the unit
	AsOf registry.Date
	// Current tells that the registry has not changed since; StandIn that the
	// terrain is that of another place.
	Current, StandIn bool
	Source           registry.Text // model and date
	Cautions         []registry.Text
	// Networks are single operators and technologies. Those without an operator, or
	// technology, are the union of all: whoever has signal from any of them.
	Networks []CoveredNetwork
}

// CoveredNetwork is the four indicators of usable signal, each with a denominator
// of its own.
type CoveredNetwork struct {
	Operator, Technology string // empty: any
	People               CoveredPart
	SettledCells         CoveredPart
	Settlements          CoveredPart
	Communes             CoveredPart
}

// CoveredPart is a part of a whole.
type CoveredPart struct{ Part, Whole float64 }

// CoveredOf says which share an indicator is.
type CoveredOf struct {
	// Of is people, settled_cells, settlements or communes.
	Of string `yaml:"of" json:"of"`
	// Technology is that whose signal counts; empty: any.
	Technology string `yaml:"technology" json:"technology,omitempty"`
}

// part is the share of a network that the indicator is, and what it is of.
func (c *CoveredOf) part(n *CoveredNetwork) (CoveredPart, registry.Text, bool) {
	switch c.Of {
	case "people":
		return n.People, registry.Text{VI: "người", EN: "people"}, true
	case "settled_cells":
		return n.SettledCells, registry.Text{VI: "ô dân cư", EN: "settled cells"}, true
	case "settlements":
		return n.Settlements, registry.Text{VI: "khu dân cư", EN: "settlements"}, true
	case "communes":
		return n.Communes, registry.Text{VI: "xã", EN: "communes"}, true
	}
	return CoveredPart{}, registry.Text{}, false
}

// coverage is what was computed, read once.
func (b *Book) coverage(ctx context.Context) (*Covered, error) {
	if b.coverageRead || b.coverageOf == nil {
		return b.covered, nil
	}
	var err error
	if b.covered, err = b.coverageOf.Covered(ctx); err == nil {
		b.coverageRead = true
	}
	return b.covered, err
}

// coveredFigure fills in a share of computed coverage. What was not computed, or
// for another unit or time, is not known: it is never 0.
func (b *Book) coveredFigure(ctx context.Context, d *Definition, t *territory, f *Figure) error {
	c, err := b.coverage(ctx)
	if err != nil {
		return err
	}
	if f.Why = c.unfit(t, f.Period); !f.Why.IsZero() {
		return nil
	}
	for i := range c.Networks {
		f.takeNetwork(d, &c.Networks[i], c.Source)
	}
	f.Source = c.Source
	f.cautions(c)
	if !f.Value.Known && f.Why.IsZero() {
		f.Why = registry.Textf("chưa tính vùng phủ %[1]s", "coverage of %[1]s is not computed", d.Coverage.Technology)
	}
	if f.Parts == nil || d.Coverage.Technology == "" {
		return nil
	}
	names, err := b.operatorNames(ctx)
	for i := range f.Parts {
		if short := names[f.Parts[i].Key[0]]; short != "" {
			f.Parts[i].Label = registry.Text{VI: short, EN: short}
			f.Parts[i].Keys = []registry.Text{f.Parts[i].Label}
		}
	}
	return err
}

// unfit says why what was computed says nothing about the territory and period;
// empty where it does.
func (c *Covered) unfit(t *territory, p Period) registry.Text {
	switch {
	case c == nil:
		return registry.Text{VI: "chưa tính vùng phủ (hatang coverage compute)", EN: "not decidable: coverage is not computed (hatang coverage compute)"}
	case c.Code != t.unit.Code || !t.unit.Row.Period().Holds(c.AsOf):
		return registry.Textf("vùng phủ được tính cho %[1]s, không phải đơn vị này", "coverage is computed for %[2]s, not for this unit", c.Unit.VI, c.Unit.EN)
	case c.AsOf.Before(p.From) || p.To.Before(c.AsOf):
		return registry.Text{
			VI: "vùng phủ được tính cho ngày " + registry.VI.Date(c.AsOf) + ", ngoài kỳ này",
			EN: "coverage is computed for " + registry.EN.Date(c.AsOf) + ", outside this period",
		}
	}
	return registry.Text{}
}

// takeNetwork makes a network the figure's value or one of its parts: of one
// technology its operators, of any technology the technologies.
func (f *Figure) takeNetwork(d *Definition, n *CoveredNetwork, source registry.Text) {
	whichever, same := d.Coverage.Technology == "", n.Technology == d.Coverage.Technology
	switch {
	case same && n.Operator == "":
		f.setCovered(d, n, source)
	case same && !whichever:
		f.addCovered(d, n, n.Operator)
	case whichever && n.Operator == "":
		f.addCovered(d, n, n.Technology)
	}
}

func (f *Figure) setCovered(d *Definition, n *CoveredNetwork, source registry.Text) {
	part, of, _ := d.Coverage.part(n)
	f.Formula, f.Reading = "100 * covered / whole", "a/b"
	input := func(code string, vi, en string, value float64) FigureInput {
		return FigureInput{
			Code: code, Name: registry.Text{VI: vi + of.VI, EN: of.EN + en}, Value: registry.Some(value), Measure: of, Source: source,
		}
	}
	f.Inputs = []FigureInput{input("covered", "được phủ: ", " covered", part.Part), input("whole", "tổng số: ", " in all", part.Whole)}
	if part.Whole > 0 {
		f.Value = registry.Some(100 * part.Part / part.Whole)
		return
	}
	f.Why = registry.Textf("không có %[1]s nào để tính tỷ lệ", "there are no %[2]s to make a share of", of.VI, of.EN)
}

// addCovered adds the share of an operator or technology by itself; such parts
// overlap and do not sum up.
func (f *Figure) addCovered(d *Definition, n *CoveredNetwork, name string) {
	if part, _, _ := d.Coverage.part(n); part.Whole > 0 {
		label := registry.Text{VI: name, EN: name}
		f.Parts = append(f.Parts, FigurePart{Key: []string{name}, Keys: []registry.Text{label}, Label: label, Value: 100 * part.Part / part.Whole})
	}
}

// cautions says where computed coverage may not be what is there.
func (f *Figure) cautions(c *Covered) {
	f.Cautions = append(f.Cautions, c.Cautions...)
	if c.StandIn {
		f.Cautions = append(f.Cautions, registry.Text{
			VI: "địa hình dùng để tính là của nơi khác: chỉ để thử", EN: "the terrain that it was computed over is that of another place: a trial only",
		})
	}
	if !c.Current {
		f.Cautions = append(f.Cautions, registry.Text{
			VI: "sổ đăng ký đã thay đổi từ khi tính vùng phủ", EN: "the registry has changed since coverage was computed",
		})
	}
}
