package indicators

import (
	"context"
	"sync"

	"hatang/geo/index"
	"hatang/registry"
)

// Book is one state of the registry opened for figures: the rows that
// indicators count, read once each with their history, and to which commune each
// belongs. It is safe for concurrent use and does not see later changes.
type Book struct {
	src        Source
	rasters    RasterSource
	catalogue  *Catalogue
	version    string
	today      registry.Date
	seq        int64
	territory  string   // setting
	coverageOf Coverage // nil: none is computed

	mutex        sync.Mutex // guards what follows
	tables       map[registry.Kind]*table
	territories  map[territoryKey]*territory
	selections   map[string]*selection
	entered      map[enteredKey][]*registry.IndicatorValue
	lineage      *registry.Lineage
	older        map[olderKey][]older
	locators     map[registry.Date]*index.Locator // of every commune of a day
	currencyOK   bool
	covered      *Covered
	coverageRead bool
}

// BookOptions is what a Book is opened with.
type BookOptions struct {
	Settings  RasterSource
	Catalogue *Catalogue // nil: the built-in one
	Version   string     // of the program, which signs figures
	Today     registry.Date
	Coverage  Coverage // nil: what rests on computed coverage is not known
}

// OpenBook opens a state of the registry. The state must stay readable for as
// long as the book is used.
func OpenBook(ctx context.Context, src Source, options BookOptions) (*Book, error) {
	catalogue := options.Catalogue
	if catalogue == nil {
		var err error
		if catalogue, err = NewCatalogue(); err != nil {
			return nil, err
		}
	}
	seq, err := src.Seq(ctx)
	if err != nil {
		return nil, err
	}
	setting, err := options.Settings.Setting(ctx, registry.SettingTerritory)
	if err != nil {
		return nil, err
	}
	return &Book{
		src: src, rasters: options.Settings, catalogue: catalogue, version: options.Version, today: options.Today, seq: seq, territory: setting, coverageOf: options.Coverage,
		locators: map[registry.Date]*index.Locator{}, tables: map[registry.Kind]*table{}, territories: map[territoryKey]*territory{}, selections: map[string]*selection{},
	}, nil
}

// Catalogue is the indicators that the book computes.
func (b *Book) Catalogue() *Catalogue { return b.catalogue }

// Seq is the change that the book's figures stand at.
func (b *Book) Seq() int64 { return b.seq }

// Version is the program's version, which signs figures.
func (b *Book) Version() string { return b.version }

// Today is the day after which periods lie in the future.
func (b *Book) Today() registry.Date { return b.today }

// table is every row of a kind, with what counting asks of each.
type table struct {
	schema  *registry.Schema
	rows    []registry.Record
	periods []registry.Period
	lives   []registry.Period // when the thing worked; open where the kind has no such dates
	things  []int32           // rows about the same thing have the same number
	count   int32             // of things
	placed  bool              // the kind's records belong to communes
	derived map[string][]string
}

func (b *Book) table(ctx context.Context, kind registry.Kind) (*table, error) {
	if t := b.tables[kind]; t != nil {
		return t, nil
	}
	schema := registry.SchemaOf(kind)
	t := &table{schema: schema, placed: schema.Field("commune_code") != nil, derived: map[string][]string{}}
	began, ended := schema.Field("commissioned"), schema.Field("decommissioned")
	things := map[string]int32{}
	err := b.src.Scan(ctx, registry.Query{Kind: kind, AllRows: true}, func(rec registry.Record) error {
		head := rec.Head()
		thing, known := things[head.ID]
		if !known {
			thing = int32(len(things))
			things[head.ID] = thing
		}
		t.rows, t.periods, t.things = append(t.rows, rec), append(t.periods, head.Period()), append(t.things, thing)
		t.lives = append(t.lives, registry.Period{From: dateOf(began, rec), To: dateOf(ended, rec)})
		return nil
	})
	if err != nil {
		return nil, err
	}
	t.count = int32(len(things))
	if kind == registry.Positions {
		if err := b.deriveDecisions(ctx, t); err != nil {
			return nil, err
		}
	}
	b.tables[kind] = t
	return t, nil
}

func dateOf(f *registry.Field, rec registry.Record) registry.Date {
	if f == nil {
		return registry.Date{}
	}
	d, _ := f.Value(rec).(registry.Date)
	return d
}

// The fields that are not written on a record but follow from others.
const (
	fieldShared  = "shared" // sites: used by more than one operator
	fieldSigned  = "decision.signed"
	fieldOutcome = "decision.outcome"
)

// derived tells whether a kind has a field that follows from other records.
func derived(kind registry.Kind, name string) bool {
	switch kind {
	case registry.Sites:
		return name == fieldShared
	case registry.Positions:
		return name == fieldSigned || name == fieldOutcome
	}
	return false
}

// deriveDecisions gives each position the last decision about its application.
func (b *Book) deriveDecisions(ctx context.Context, positions *table) error {
	decisions, err := b.table(ctx, registry.Decisions)
	if err != nil {
		return err
	}
	last := map[string]*registry.Decision{}
	for _, rec := range decisions.rows {
		d, ok := rec.(*registry.Decision)
		if !ok || d.Signed.IsZero() {
			continue
		}
		if old := last[d.ApplicationID]; old == nil || old.Signed.Before(d.Signed) {
			last[d.ApplicationID] = d
		}
	}
	signed, outcome := make([]string, len(positions.rows)), make([]string, len(positions.rows))
	for i, rec := range positions.rows {
		if p, ok := rec.(*registry.ProposedPosition); ok && last[p.ApplicationID] != nil {
			signed[i], outcome[i] = last[p.ApplicationID].Signed.String(), last[p.ApplicationID].Outcome
		}
	}
	positions.derived[fieldSigned], positions.derived[fieldOutcome] = signed, outcome
	return nil
}

// holds tells whether the row holds on the day and its thing works.
func (t *table) holds(row int32, day registry.Date) bool {
	return t.periods[row].Holds(day) && t.lives[row].Holds(day)
}

// beginsAfter tells whether every row of a kind begins after the day, and when
// the first does: nothing is known then of what there was.
func (t *table) beginsAfter(day registry.Date) (first registry.Date, later bool) {
	for i, p := range t.periods {
		if !day.Before(p.From) {
			return registry.Date{}, false
		}
		if i == 0 || p.From.Before(first) {
			first = p.From
		}
	}
	return first, len(t.periods) > 0
}
