package submissions

import (
	"cmp"
	"context"
	"slices"

	"hatang/registry"
)

// SinceLast is how a file differs from the operator's last accepted one of the
// same kind.
type SinceLast struct {
	Last    *registry.Submission
	Added   []string // codes that the last one did not have
	Gone    []string // codes that only the last one has
	Changed []RecordChange
}

// SinceLast compares a submission's file with the operator's last accepted file
// of the same kind, record by record; nil when there is none. What only one of the
// files states about a record is no difference, and restricted fields are left
// out. Nothing is written.
func (d *Desk) SinceLast(ctx context.Context, author registry.Author, s *registry.Submission) (*SinceLast, error) {
	last, err := d.last(ctx, s)
	if err != nil || last == nil {
		return nil, err
	}
	now, err := d.read(ctx, author, s)
	if err != nil {
		return nil, err
	}
	was, err := d.read(ctx, author, last)
	if err != nil {
		return nil, err
	}
	c := &SinceLast{Last: last, Added: []string{}, Gone: []string{}, Changed: []RecordChange{}}
	for code, rec := range now {
		before, had := was[code]
		if !had {
			c.Added = append(c.Added, code)
			continue
		}
		if change := changeOf(before, rec, bothState); len(change.Fields) > 0 {
			c.Changed = append(c.Changed, change)
		}
	}
	for code := range was {
		if _, has := now[code]; !has {
			c.Gone = append(c.Gone, code)
		}
	}
	slices.Sort(c.Added)
	slices.Sort(c.Gone)
	slices.SortFunc(c.Changed, func(x, y RecordChange) int { return cmp.Compare(x.Code, y.Code) })
	return c, nil
}

// last is the newest accepted submission of the operator and kind for an earlier
// period, nil when there is none.
func (d *Desk) last(ctx context.Context, s *registry.Submission) (*registry.Submission, error) {
	found, err := registry.Find[*registry.Submission](ctx, d.Store, registry.Query{
		Kind: registry.Submissions, AllRows: true, Where: []registry.Condition{
			registry.Where("operator_code", s.OperatorCode), registry.Where("record_kind", s.RecordKind), registry.Where("state", Accepted),
		},
	})
	if err != nil {
		return nil, err
	}
	var last *registry.Submission
	for _, one := range found {
		if one.Row.ID != s.Row.ID && one.PeriodTo.Before(s.PeriodTo) && (last == nil || last.PeriodTo.Before(one.PeriodTo)) {
			last = one
		}
	}
	return last, nil
}

// bothState tells whether two values are stated and differ.
func bothState(was, is any) bool {
	return was != nil && is != nil && was != "" && is != "" && was != is
}

// read is the records of a submission's file by what people call them, as the file
// states them.
func (d *Desk) read(ctx context.Context, author registry.Author, s *registry.Submission) (map[string]registry.Record, error) {
	content, err := d.Content(s)
	if err != nil {
		return nil, err
	}
	records := map[string]registry.Record{}
	_, err = d.try(ctx, author, s, content, trial{dry: true, row: func(rec registry.Record) {
		code := codeOf(rec)
		if code == "" {
			code = rec.Head().ID
		}
		records[code] = rec
	}})
	return records, err
}
