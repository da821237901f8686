package indicators

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"hatang/registry"
)

// selection is the rows that an indicator counts whatever the day, with what
// distinguishes and divides them.
type selection struct {
	spec  *Count
	table *table
	rows  []int32
	keys  []int32 // of each of rows: records with the same key count once
	parts []int32 // of each of rows: the place of its label in labels
	// labels are the combinations by which the figure is broken down.
	labels    []string
	operators map[string]string // short names by code, where the figure is broken down by operator
	stated    []bool            // of each of rows: whether it states the number
	sums      []float64         // of each of rows, where numbers are added up
	dates     []registry.Date
	total     int32 // of keys
}

// numbering gives equal texts equal numbers.
type numbering struct {
	of    map[string]int32
	names []string
}

func (n *numbering) number(name string) int32 {
	if i, known := n.of[name]; known {
		return i
	}
	i := int32(len(n.names))
	n.of[name], n.names = i, append(n.names, name)
	return i
}

func splitNames(names string) []string {
	if names == "" {
		return nil
	}
	return strings.Split(names, ",")
}

func (b *Book) selection(ctx context.Context, d *Definition) (*selection, error) {
	if s := b.selections[d.Code]; s != nil {
		return s, nil
	}
	t, err := b.table(ctx, d.Count.Kind)
	if err != nil {
		return nil, err
	}
	s := &selection{spec: d.Count, table: t}
	if slices.Contains(splitNames(s.spec.By), fieldOperator) {
		if s.operators, err = b.operatorNames(ctx); err != nil {
			return nil, err
		}
	}
	keys, parts := numbering{of: map[string]int32{}}, numbering{of: map[string]int32{}}
	passes := s.filter()
	for row := range int32(len(t.rows)) {
		if !passes(row) {
			continue
		}
		s.rows = append(s.rows, row)
		switch s.spec.Distinct {
		case "", distinctOf:
			s.keys = append(s.keys, t.things[row])
		default:
			s.keys = append(s.keys, keys.number(t.combined(splitNames(s.spec.Distinct), row)))
		}
		s.parts = append(s.parts, parts.number(t.combined(splitNames(s.spec.By), row)))
		if s.spec.Sum != "" {
			v, stated := t.number(s.spec.Sum, row)
			s.sums, s.stated = append(s.sums, v), append(s.stated, stated)
		}
		if s.spec.During != "" {
			s.dates = append(s.dates, t.date(s.spec.During, row))
		}
	}
	s.labels, s.total = parts.names, max(t.count, int32(len(keys.names)))
	b.selections[d.Code] = s
	return s, nil
}

const fieldOperator = "operator_code"

// operatorNames are the short names of operators by code.
func (b *Book) operatorNames(ctx context.Context) (map[string]string, error) {
	t, err := b.table(ctx, registry.Operators)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, rec := range t.rows {
		if o, ok := rec.(*registry.Operator); ok && o.Short != "" {
			names[o.Code] = o.Short
		}
	}
	return names, nil
}

// filter is the test that does not depend on the day.
func (s *selection) filter() func(row int32) bool {
	return func(row int32) bool {
		for name, values := range s.spec.Where {
			if name != fieldShared && !slices.Contains(values, s.table.text(name, row)) {
				return false
			}
		}
		for name, least := range s.spec.AtLeast {
			if v, known := s.table.number(name, row); !known || v < least {
				return false
			}
		}
		return true
	}
}

// text is a field's value as the catalogue writes it, "" when it is not stated.
func (t *table) text(name string, row int32) string {
	if values, is := t.derived[name]; is {
		return values[row]
	}
	switch v := t.schema.Field(name).Value(t.rows[row]).(type) {
	case nil:
		return ""
	case string:
		return v
	default:
		return fmt.Sprint(v)
	}
}

func (t *table) number(name string, row int32) (float64, bool) {
	switch v := t.schema.Field(name).Value(t.rows[row]).(type) {
	case float64:
		return v, true
	case int64:
		return float64(v), true
	}
	return 0, false
}

func (t *table) date(name string, row int32) registry.Date {
	d, err := registry.ParseDate(t.text(name, row))
	if err != nil {
		return registry.Date{}
	}
	return d
}

// separator joins the values of a combination.
const separator = "\x1f"

func (t *table) combined(names []string, row int32) string {
	values := make([]string, len(names))
	for i, name := range names {
		values[i] = t.text(name, row)
	}
	return strings.Join(values, separator)
}

// tally is what counting gave.
type tally struct {
	value     float64
	parts     []float64 // by selection.labels
	byCommune []float64 // by territory.communes
	none      bool      // the registry holds nothing of the kind on the day before the period
	stated    bool      // some record that counts states the number that is added up
	rows      []int32   // of the table, those that counted; only where they are asked for
}

// count counts on the last day of the period.
func (s *selection) count(ctx context.Context, b *Book, t *territory, period Period) (*tally, error) {
	return s.tallied(ctx, b, t, period, false)
}

func (s *selection) tallied(ctx context.Context, b *Book, t *territory, period Period, keeps bool) (*tally, error) {
	c := &counter{selection: s, territory: t, period: period, seen: make([]bool, s.total), communes: make([]bool, len(t.communes)), keeps: keeps}
	c.tally = &tally{parts: make([]float64, len(s.labels)), byCommune: make([]float64, len(t.communes))}
	if s.table.placed {
		c.places = t.placesOf(s.spec.Kind, s.table)
	}
	if s.spec.Event != "" {
		c.tally.none = !slices.ContainsFunc(s.table.periods, func(p registry.Period) bool { return p.Holds(period.From.AddDays(-1)) })
		c.other = c.workingOn(s.otherDay(period))
	}
	if wanted, asked := s.spec.Where[fieldShared]; asked {
		shared, err := b.sharedSites(ctx, period.To)
		if err != nil {
			return nil, err
		}
		c.pass = func(row int32) bool { return slices.Contains(wanted, fmt.Sprint(shared[s.table.rows[row].Head().ID])) }
	}
	for i := range s.rows {
		c.add(i)
	}
	return c.tally, nil
}

// otherDay is the day with which an event compares.
func (s *selection) otherDay(p Period) registry.Date {
	if s.spec.Event == eventEnded {
		return p.To
	}
	return p.From.AddDays(-1)
}

// day is the day on which rows must hold.
func (s *selection) day(p Period) registry.Date {
	if s.spec.Event == eventEnded {
		return p.From.AddDays(-1)
	}
	return p.To
}

type counter struct {
	*selection
	territory *territory
	period    Period
	places    []int32 // nil: the kind belongs to no commune
	other     []bool  // things that work on the other day of an event
	pass      func(row int32) bool
	seen      []bool
	communes  []bool
	keeps     bool // the rows that counted
	tally     *tally
}

// workingOn marks the things of the selection that work in the territory on a day.
func (c *counter) workingOn(day registry.Date) []bool {
	working := make([]bool, c.table.count)
	for _, row := range c.rows {
		if c.table.holds(row, day) && (c.places == nil || c.places[row] >= 0) {
			working[c.table.things[row]] = true
		}
	}
	return working
}

// applies tells whether the i-th row of the selection counts in the period.
func (c *counter) applies(i int) bool {
	row := c.rows[i]
	if c.spec.During != "" {
		d := c.dates[i]
		if d.IsZero() || d.Before(c.period.From) || c.period.To.Before(d) {
			return false
		}
	} else if !c.table.holds(row, c.day(c.period)) {
		return false
	}
	return (c.other == nil || !c.other[c.table.things[row]]) && (c.pass == nil || c.pass(row))
}

func (c *counter) add(i int) {
	commune := int32(-1)
	if c.places != nil {
		if commune = c.places[c.rows[i]]; commune < 0 {
			return
		}
		types := c.spec.CommuneTypes
		if len(types) > 0 && !slices.Contains(types, c.territory.communes[commune].Type) {
			return
		}
	}
	if !c.applies(i) {
		return
	}
	amount := 1.0
	switch {
	case c.spec.Distinct == distinctOf:
		if commune < 0 || c.communes[commune] {
			return
		}
		c.communes[commune] = true
	case c.seen[c.keys[i]]:
		return
	}
	c.seen[c.keys[i]] = true
	if c.spec.Sum != "" {
		amount = c.sums[i]
		c.tally.stated = c.tally.stated || c.stated[i]
	}
	c.tally.value += amount
	c.tally.parts[c.parts[i]] += amount
	if c.keeps {
		c.tally.rows = append(c.tally.rows, c.rows[i])
	}
	if commune >= 0 {
		c.tally.byCommune[commune] += amount
	}
}

// sharedSites tells which sites more than one operator uses on the day: by the
// tenants that are stated, or by the stations that are on air there.
func (b *Book) sharedSites(ctx context.Context, day registry.Date) (map[string]bool, error) {
	sites, err := b.table(ctx, registry.Sites)
	if err != nil {
		return nil, err
	}
	stations, err := b.table(ctx, registry.Stations)
	if err != nil {
		return nil, err
	}
	owner, shared := map[string]string{}, map[string]bool{}
	for row, rec := range sites.rows {
		if s, ok := rec.(*registry.Site); ok && sites.holds(int32(row), day) {
			owner[s.Row.ID] = s.OperatorCode
			shared[s.Row.ID] = s.Tenants != ""
		}
	}
	for row, rec := range stations.rows {
		s, ok := rec.(*registry.Station)
		if !ok || !stations.holds(int32(row), day) || (s.State != registry.StateOnAir && s.State != "") {
			continue
		}
		if of, there := owner[s.SiteID]; there && of != s.OperatorCode {
			shared[s.SiteID] = true
		}
	}
	return shared, nil
}
