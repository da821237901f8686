package api

import (
	"context"
	"net/url"

	"github.com/paulmach/orb"

	"hatang/handlers/auth"
	"hatang/registry"
)

// Lists reads what query strings ask of lists, for surfaces that show the same
// records otherwise, such as maps: what is on the map is what is in the list.
type Lists struct{ filters map[registry.Kind]*filters }

// NewLists is a reader of the questions about every kind.
func NewLists() *Lists { return &Lists{allFilters()} }

// Asked is which records of a kind's list a query string asks for.
type Asked struct {
	query registry.Query
	unit  string
	none  bool
	key   string
}

// Read takes the filters by field, q, unit and in_service out of a query string
// that holds nothing else, as the caller may ask; the problems are those that the
// list would tell.
func (l *Lists) Read(values url.Values, kind registry.Kind, who *auth.Principal) (Asked, []registry.Problem) {
	args := &args{given: queryOf(values), known: map[string]bool{"q": true, "unit": true, "in_service": true}}
	args.checkForm()
	sight := who.Sight(kind)
	asked := Asked{query: registry.Query{
		Kind: kind, InService: args.boolean("in_service", false),
		Where: args.openConditions(l.filters[kind], sight.Asks()), Text: args.text("q"),
	}}
	bound, nothing := who.Bound(&asked.query)
	asked.none = sight.NarrowQuery(&asked.query) || nothing
	asked.unit = args.text("unit")
	if len(values) > 0 || bound != "" || nothing {
		asked.key = values.Encode() + "\n" + sight.Key() + "\n" + bound
	}
	return asked, args.problems
}

// Any tells whether anything is asked; else every record is meant.
func (a *Asked) Any() bool { return a.key != "" }

// Key tells one question from others, and callers with different rights apart.
func (a *Asked) Key() string { return a.key }

// Unit is the code of the unit in whose territory the records must lie, "" for
// none: the answer then also follows from the unit's border.
func (a *Asked) Unit() string { return a.unit }

// Query is the question about a day; none is true when there are no such
// records.
func (a *Asked) Query(ctx context.Context, view Territories, day registry.Date) (q registry.Query, none bool, err error) {
	q = a.query
	q.AsOf = day
	q.Where = append([]registry.Condition(nil), a.query.Where...)
	none, err = inUnit(ctx, view, &q, a.unit)
	return q, none || a.none, err
}

// Territories are records that can be asked for by a territory.
type Territories interface {
	registry.Reader
	// InPolygon is the records whose point lies in the polygons, or whose area
	// meets them.
	InPolygon(kind registry.Kind, area orb.MultiPolygon, asOf registry.Date) []registry.Record
}
