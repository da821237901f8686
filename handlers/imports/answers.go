package imports

import (
	"cmp"
	"slices"
	"time"

	"hatang/registry"
	"hatang/registry/importing"
)

// Answer is an import as it stands.
type Answer struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Bytes   int64     `json:"bytes"`
	Begun   time.Time `json:"begun"`
	Expires time.Time `json:"expires"`
	State   State     `json:"state"`
	// Share is how much of what runs is done, 0 to 1.
	Share   float64 `json:"share"`
	Options Asked   `json:"options"`
	// Preview is what the last reading found, null while there is none.
	Preview *Preview `json:"preview"`
	// Failure is why the file cannot be read by these options.
	Failure *Failure `json:"failure,omitempty"`
	// Request is the id of the write, by which it can be found in the chain of
	// changes and taken back; Result what it did.
	Request string            `json:"request,omitempty"`
	Result  *importing.Report `json:"result,omitempty"`
}

// Failure says why a file cannot be read.
type Failure struct {
	Message registry.Text `json:"message"`
	Hint    registry.Text `json:"hint"`
	Errors  []Fault       `json:"errors"`
}

// Preview is what a file holds and what an import of it would do.
type Preview struct {
	Look importing.Look `json:"look"`
	// Metres tells that coordinates are metres, whose system must be stated.
	Metres  bool                  `json:"metres"`
	Systems []importing.SystemFit `json:"systems"`
	Columns []Column              `json:"columns"`
	Targets []importing.Target    `json:"targets"`
	// Decisions say how the file was understood.
	Decisions []registry.Text `json:"decisions"`
	Rows      int             `json:"rows"`
	Created   int             `json:"created"`
	Changed   int             `json:"changed"`
	Unchanged int             `json:"unchanged"`
	Rejected  int             `json:"rejected"`
	Repeated  int             `json:"repeated"`
	Warned    int             `json:"warned"`
	// Faults and Warnings count problems; a row may have several.
	Faults    int                  `json:"faults"`
	Warnings  int                  `json:"warnings"`
	Summary   []Group              `json:"summary"`
	Related   []importing.Related  `json:"related"`
	Placement *importing.Placement `json:"placement,omitempty"`
	Points    int                  `json:"points"` // rows that would lie somewhere
}

// Column is a column of the file and what it is read for.
type Column struct {
	Header string        `json:"header"`
	Target string        `json:"target"` // as Options.Map takes it; empty: it is not read
	Note   registry.Text `json:"note"`
	// Samples are its first values that differ.
	Samples []string `json:"samples"`
	// Unknown tells that nobody has said what it is.
	Unknown bool `json:"unknown,omitempty"`
}

// Group counts the problems of one rule in one column.
type Group struct {
	Severity registry.Severity `json:"severity"`
	Rule     string            `json:"rule"`
	Column   string            `json:"column"`
	Count    int               `json:"count"`
	Example  registry.Text     `json:"example"`
}

// answer is the import as it stands; the mutex is held.
func (s *Service) answer(k *kept) Answer {
	a := Answer{
		ID: k.id, Name: k.name, Bytes: k.bytes, Begun: k.begun, Expires: k.touched.Add(keptFor), State: k.state, Share: k.share,
		Options: k.asked, Request: k.request, Result: k.result,
	}
	if k.failure != nil {
		a.Failure = &Failure{plain(k.failure.Message), plain(k.failure.Hint), faults(k.failure.Problems)}
	}
	if k.seen.report != nil && k.state != Reading {
		a.Preview = k.seen.preview(&k.asked)
	}
	return a
}

// preview puts together what a reading found.
func (f *seen) preview(asked *Asked) *Preview {
	r := f.report
	p := &Preview{
		Look: f.look, Metres: f.look.Metres(), Systems: f.systems, Columns: f.columns(), Targets: importing.Targets(asked.Kind),
		Decisions: plainAll(r.Decisions), Rows: r.Rows, Created: r.Created, Changed: r.Changed, Unchanged: r.Unchanged, Rejected: r.Rejected,
		Repeated: r.Repeated, Warned: r.Warned, Faults: r.Faults(), Summary: groups(r.Problems), Related: r.Related, Placement: r.Placement,
		Points: len(f.points) + f.beyond,
	}
	p.Warnings = len(r.Problems) + r.Unlisted - p.Faults
	return p
}

// columns joins what became of each column with what stands in it.
func (f *seen) columns() []Column {
	columns := make([]Column, 0, len(f.report.Columns))
	unknown := map[string]bool{}
	for _, p := range f.report.Problems {
		unknown[p.Column] = unknown[p.Column] || p.Rule == "unknown-column"
	}
	for i, use := range f.report.Columns {
		columns = append(columns, Column{
			Header: use.Header, Target: targetOf(use.Field), Note: plain(use.Note), Samples: f.samples(i), Unknown: unknown[use.Header],
		})
	}
	return columns
}

// targetOf is what Options.Map takes for a use that a report names.
func targetOf(field string) string {
	switch field {
	case "x":
		return "lon"
	case "y":
		return "lat"
	case "geometry":
		return "wkt"
	}
	return field
}

const samplesOfColumn = 3

func (f *seen) samples(column int) []string {
	samples := []string{}
	for _, row := range f.look.Rows {
		if column < len(row.Cells) && row.Cells[column] != "" && !slices.Contains(samples, row.Cells[column]) {
			samples = append(samples, row.Cells[column])
		}
		if len(samples) == samplesOfColumn {
			break
		}
	}
	return samples
}

// groups counts problems by severity, rule and column, faults first.
func groups(problems []registry.Problem) []Group {
	list := []Group{}
	at := map[Group]int{}
	for _, p := range problems {
		key := Group{Severity: p.Severity, Rule: p.Rule, Column: p.Column}
		i, known := at[key]
		if !known {
			i = len(list)
			at[key] = i
			list = append(list, key)
			list[i].Example = worded(p)
		}
		list[i].Count++
	}
	slices.SortStableFunc(list, func(a, b Group) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(b.Count, a.Count))
	})
	return list
}

// List is the imports of one person, newest first, without their previews.
type List struct {
	Imports []Answer `json:"imports"`
}

func (l *List) sort() {
	slices.SortFunc(l.Imports, func(a, b Answer) int { return b.Begun.Compare(a.Begun) })
}
