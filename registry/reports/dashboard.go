package reports

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"hatang/registry"
	"hatang/registry/indicators"
)

// Dashboard is how a unit stands on a day: cards, charts, and a table by commune.
type Dashboard struct {
	Unit         indicators.UnitRef `json:"unit"`
	Date         registry.Date      `json:"date"`
	Period       indicators.Period  `json:"period"`
	PreviousDate registry.Date      `json:"previous_date"`
	Seq          int64              `json:"registry_seq"`
	Notice       registry.Text      `json:"notice"`
	Cards        []Card             `json:"cards"`
	Charts       []string           `json:"charts"`
	Table        CommuneTable       `json:"table"`
}

// Card is an indicator with the same day a year before, the plan of the calendar
// year, and the same day of the years before it.
type Card struct {
	Code          string                `json:"code"`
	Name          registry.Text         `json:"name"`
	Measure       registry.Text         `json:"measure"`
	Decimals      int                   `json:"decimals"`
	Group         string                `json:"group"`
	Value         registry.Opt[float64] `json:"value"`
	Previous      registry.Opt[float64] `json:"previous"`
	Change        registry.Opt[float64] `json:"change"`
	ChangePercent registry.Opt[float64] `json:"change_percent"`
	Plan          registry.Opt[float64] `json:"plan"`
	OfPlanPercent registry.Opt[float64] `json:"of_plan_percent"`
	Why           registry.Text         `json:"why"`
	Findings      []registry.Text       `json:"findings"`
	Spark         SparkLine             `json:"spark"`
}

// SparkLine is an indicator over time.
type SparkLine struct {
	Dates  []registry.Date         `json:"dates"`
	Values []registry.Opt[float64] `json:"values"`
}

// CommuneTable is every indicator that is counted by commune, a column each.
type CommuneTable struct {
	Columns []CommuneColumn `json:"columns"`
	Sort    string          `json:"sort"`
	Rows    []CommuneCells  `json:"rows"`
}

// CommuneColumn is an indicator of the table.
type CommuneColumn struct {
	Code     string        `json:"code"`
	Name     registry.Text `json:"name"`
	Measure  registry.Text `json:"measure"`
	Decimals int           `json:"decimals"`
}

// CommuneCells is a commune with its values in the order of the columns.
type CommuneCells struct {
	Code   string                  `json:"code"`
	Name   string                  `json:"name"`
	Type   string                  `json:"type"`
	Values []registry.Opt[float64] `json:"values"`
}

// dashboardForm is the form of the indicators that have a card.
const dashboardForm = "dashboard"

// sparkYears is how many days a card's line has, a year apart.
const sparkYears = 5

// MakeDashboard makes the dashboard of a unit on a day. The table is sorted by
// "code", "name", "type" or the code of a column, descending with "-" before it;
// what is not known comes last. A sort that there is not is Invalid.
func MakeDashboard(ctx context.Context, book *indicators.Book, unit string, day registry.Date, sort string, notice registry.Text) (*Dashboard, error) {
	request := Request{Unit: unit, Until: day, Years: sparkYears}
	period, err := request.Period()
	if err != nil {
		return nil, err
	}
	previous, err := request.period(1)
	if err != nil {
		return nil, err
	}
	d := &Dashboard{Date: day, Period: period, PreviousDate: previous.To, Seq: book.Seq(), Notice: notice, Charts: []string{}}
	ask := indicators.Ask{Unit: unit, Period: period, Boundaries: day}
	for _, definition := range book.Catalogue().Form(dashboardForm) {
		card, err := d.card(ctx, book, definition, request)
		if err != nil {
			return nil, err
		}
		d.Cards = append(d.Cards, *card)
	}
	all, err := Charts(ctx, book, request, notice)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if c.Drawable {
			d.Charts = append(d.Charts, c.Code)
		}
	}
	if d.Table, err = communeTable(ctx, book, ask); err != nil {
		return nil, err
	}
	return d, d.Table.sort(sort)
}

func (d *Dashboard) card(ctx context.Context, book *indicators.Book, definition *indicators.Definition, request Request) (*Card, error) {
	card := &Card{Code: definition.Code, Group: definition.Group}
	periods, err := request.Periods()
	if err != nil {
		return nil, err
	}
	series, err := book.Series(ctx, definition.Code, request.Unit, periods, request.Until)
	if err != nil {
		return nil, err
	}
	for i, f := range series {
		card.Spark.Dates, card.Spark.Values = append(card.Spark.Dates, periods[i].To), append(card.Spark.Values, f.Value)
	}
	f := series[len(series)-1]
	d.Unit = f.Unit
	card.Name, card.Measure, card.Decimals, card.Value, card.Why = f.Name, f.Measure, f.Decimals, f.Value, f.Why
	card.Findings = append(append([]registry.Text{}, f.Findings...), f.Cautions...)
	whole := *f
	if whole.Period, err = (Request{Year: request.Until.Time().Year()}).Period(); err != nil {
		return nil, err
	}
	row := Row{Figure: f, Previous: series[len(series)-2].Value}
	if row.Plan, err = book.Plan(ctx, &whole); err != nil {
		return nil, err
	}
	card.Previous, card.Plan, card.ChangePercent, card.OfPlanPercent = row.Previous, row.Plan, row.Change(), row.OfPlan()
	if f.Value.Known && row.Previous.Known {
		card.Change = registry.Some(f.Value.Value - row.Previous.Value)
	}
	return card, nil
}

// peopleColumn is the table's column of the communes' people.
const peopleColumn = "people"

func communeTable(ctx context.Context, book *indicators.Book, ask indicators.Ask) (CommuneTable, error) {
	var table CommuneTable
	people, err := book.Catalogue().Definition(peopleColumn)
	if err != nil {
		return table, err
	}
	table.Columns = []CommuneColumn{{people.Code, people.Name, people.Measure, people.Decimals}}
	for _, d := range book.Catalogue().Form(tablesForm) {
		if d.Count == nil || d.Count.Distinct == "commune" {
			continue
		}
		figures, err := book.ByCommune(ctx, d.Code, ask)
		if registry.CodeOf(err) == registry.Unsupported {
			continue // what it counts belongs to no commune
		}
		if err != nil {
			return table, err
		}
		if table.Rows == nil {
			for _, f := range figures {
				u := f.Unit
				cells := CommuneCells{Code: u.Code, Name: u.Name, Type: u.Type}
				cells.Values = append(cells.Values, registry.Opt[float64]{Value: float64(u.Population.Value), Known: u.Population.Known})
				table.Rows = append(table.Rows, cells)
			}
		}
		table.Columns = append(table.Columns, CommuneColumn{d.Code, d.Name, d.Measure, d.Decimals})
		for i, f := range figures {
			table.Rows[i].Values = append(table.Rows[i].Values, f.Value)
		}
	}
	return table, nil
}

// sort orders the rows; code breaks ties.
func (t *CommuneTable) sort(by string) error {
	if by == "" {
		by = "code"
	}
	t.Sort = by
	name, descending := strings.CutPrefix(by, "-")
	text := map[string]func(*CommuneCells) string{
		"code": func(c *CommuneCells) string { return c.Code },
		"name": func(c *CommuneCells) string { return registry.Fold(c.Name) },
		"type": func(c *CommuneCells) string { return c.Type },
	}[name]
	column := slices.IndexFunc(t.Columns, func(c CommuneColumn) bool { return c.Code == name })
	if text == nil && column < 0 {
		return registry.Errorf(registry.Invalid, "không sắp xếp được theo %q: chọn code, name, type hoặc mã một cột", "cannot sort by %q: code, name, type or the code of a column is expected", by)
	}
	slices.SortStableFunc(t.Rows, func(a, b CommuneCells) int {
		var order int
		if text != nil {
			order = strings.Compare(text(&a), text(&b))
		} else {
			x, y := a.Values[column], b.Values[column]
			if x.Known != y.Known {
				return map[bool]int{true: -1, false: 1}[x.Known]
			}
			order = cmp.Compare(x.Value, y.Value)
		}
		if descending {
			order = -order
		}
		return cmp.Or(order, strings.Compare(a.Code, b.Code))
	})
	return nil
}
