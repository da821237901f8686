package submissions

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"hatang/registry"
	"hatang/registry/importing"
	"hatang/registry/wholefile"
)

// The states of a submission.
const (
	Expected = "expected"
	Received = "received"
	Accepted = "accepted"
	Returned = "returned"
)

// Desk is where submissions are handled. Files are kept in Folder.
type Desk struct {
	Store  registry.Store
	Folder string
}

// Obligation is a kind of data that an operator owes every quarter.
type Obligation struct {
	Operator string
	Kind     registry.Kind
}

// quarterOf is the days of a quarter.
func quarterOf(year, quarter int) (from, to registry.Date, err error) {
	if quarter < 1 || quarter > 4 || year < 1900 || year > 2200 {
		return from, to, registry.Errorf(registry.Invalid, "quý %d năm %d: cần quý 1 đến 4, năm 1900 đến 2200", "quarter %d of %d: quarters 1 to 4 of 1900 to 2200 are expected", quarter, year)
	}
	first := time.Date(year, time.Month(3*quarter-2), 1, 0, 0, 0, 0, time.UTC)
	return registry.DateOf(first), registry.DateOf(first.AddDate(0, 3, -1)), nil
}

// Expect notes that the obligations' data of a quarter are due so many days after
// its end. What is noted already is left alone. It returns how many were noted.
func (d *Desk) Expect(ctx context.Context, author registry.Author, year, quarter, dueDays int, owed []Obligation) (int, error) {
	from, to, err := quarterOf(year, quarter)
	if err != nil {
		return 0, err
	}
	if dueDays < 0 {
		return 0, registry.Errorf(registry.Invalid, "hạn nộp %d ngày: cần từ 0", "due after %d days: 0 or more are expected", dueDays)
	}
	noted := 0
	err = d.Store.Update(ctx, author, func(ctx context.Context, w registry.Writer) error {
		for _, o := range owed {
			if _, operated := operatorOf(registry.SchemaOf(o.Kind).New()); !operated {
				return registry.Errorf(registry.Invalid, "dữ liệu %q không thuộc doanh nghiệp nào", "records of kind %q belong to no operator", o.Kind)
			}
			_, there, err := w.Find(ctx, registry.Query{Kind: registry.Submissions, AllRows: true, Limit: 1, Where: []registry.Condition{
				registry.Where("operator_code", o.Operator), registry.Where("record_kind", string(o.Kind)), registry.Where("period_from", from),
			}})
			if err != nil {
				return err
			}
			if there > 0 {
				continue
			}
			_, err = w.Put(ctx, &registry.Submission{
				OperatorCode: o.Operator, RecordKind: string(o.Kind), PeriodFrom: from, PeriodTo: to, Due: to.AddDays(dueDays), State: Expected,
			})
			if err != nil {
				return err
			}
			noted++
		}
		return nil
	})
	return noted, err
}

// Item is a submission as it stands on a day.
type Item struct {
	*registry.Submission
	// LateDays is how many days it is, or was, late; 0: in time.
	LateDays int `json:"late_days"`
}

// List is every submission for which the conditions hold, those that are late
// first, then by due date.
func (d *Desk) List(ctx context.Context, today registry.Date, where ...registry.Condition) ([]Item, error) {
	found, err := registry.Find[*registry.Submission](ctx, d.Store, registry.Query{Kind: registry.Submissions, AsOf: today, Where: where})
	if err != nil {
		return nil, err
	}
	items := make([]Item, len(found))
	for i, s := range found {
		items[i] = ItemOf(s, today)
	}
	slices.SortStableFunc(items, func(x, y Item) int {
		return cmp.Or(cmp.Compare(open(y), open(x)), x.Due.Compare(y.Due), cmp.Compare(x.OperatorCode, y.OperatorCode), cmp.Compare(x.RecordKind, y.RecordKind))
	})
	return items, nil
}

// ItemOf is a submission as it stands on a day.
func ItemOf(s *registry.Submission, today registry.Date) Item {
	return Item{Submission: s, LateDays: lateDays(s, today)}
}

// Waited tells whether the submission is still waited for.
func (i Item) Waited() bool { return i.State == Expected || i.State == Returned }

// open is 1 for a late submission that is still waited for, else 0.
func open(i Item) int {
	if i.LateDays > 0 && i.Waited() {
		return 1
	}
	return 0
}

func lateDays(s *registry.Submission, today registry.Date) int {
	day := today
	if s.State == Received || s.State == Accepted {
		day = s.Received
	}
	if s.Due.IsZero() || day.IsZero() || !s.Due.Before(day) {
		return 0
	}
	return int(day.Time().Sub(s.Due.Time()).Hours() / 24)
}

// Receive takes a file in: it is kept, tried against the registry without writing,
// and the difference is noted on the submission. A file with faults is refused
// with all of them.
func (d *Desk) Receive(ctx context.Context, author registry.Author, id, name string, content []byte, today registry.Date) (*registry.Submission, *Difference, error) {
	s, err := registry.Get[*registry.Submission](ctx, d.Store, registry.Submissions, id, today)
	if err != nil {
		return nil, nil, err
	}
	if s.State == Accepted {
		return nil, nil, registry.Errorf(registry.Conflict, "lần nộp %s đã được chấp nhận", "submission %s has been accepted", id)
	}
	sum := sha256.Sum256(content)
	next := *s
	next.State, next.Received, next.FileName, next.SHA256 = Received, today, filepath.Base(name), hex.EncodeToString(sum[:])
	difference, err := d.try(ctx, author, &next, content, trial{dry: true})
	if err != nil {
		return nil, nil, err
	}
	if err := difference.noteOn(&next); err != nil {
		return nil, nil, err
	}
	if err := d.keep(next.SHA256, content); err != nil {
		return nil, nil, err
	}
	err = d.Store.Update(ctx, author, func(ctx context.Context, w registry.Writer) error {
		_, err := w.Put(ctx, &next)
		return err
	})
	return &next, difference, err
}

// Allow tells by an error whether a record may be made out of another, nil for a
// new one.
type Allow func(ctx context.Context, r registry.Reader, before, after registry.Record) error

// Accept writes what a received file says into the registry, and that it was
// accepted, in one transaction. What allow refuses is not written, nor is the
// rest; nil allows everything.
func (d *Desk) Accept(ctx context.Context, author registry.Author, id string, today registry.Date, allow Allow) (*registry.Submission, *Difference, error) {
	s, err := registry.Get[*registry.Submission](ctx, d.Store, registry.Submissions, id, today)
	if err != nil {
		return nil, nil, err
	}
	if s.State != Received {
		return nil, nil, registry.Errorf(registry.Conflict, "lần nộp %s ở trạng thái %q, chỉ chấp nhận được số liệu đã nhận", "submission %s is %q; only what was received can be accepted", id, s.State)
	}
	content, err := d.kept(s.SHA256)
	if err != nil {
		return nil, nil, err
	}
	next := *s
	next.State, next.AcceptedBy, next.AcceptedOn = Accepted, author.Actor, today
	difference, err := d.try(ctx, author, &next, content, trial{allow: allow, also: func(ctx context.Context, w registry.Writer) error {
		_, err := w.Put(ctx, &next)
		return err
	}})
	return &next, difference, err
}

// Return sends a received submission back with the reason.
func (d *Desk) Return(ctx context.Context, author registry.Author, id, reason string, today registry.Date) error {
	s, err := registry.Get[*registry.Submission](ctx, d.Store, registry.Submissions, id, today)
	switch {
	case err != nil:
		return err
	case s.State != Received:
		return registry.Errorf(registry.Conflict, "lần nộp %s ở trạng thái %q, chỉ trả lại được số liệu đã nhận", "submission %s is %q; only what was received can be returned", id, s.State)
	case reason == "":
		return registry.Errorf(registry.Invalid, "cần lý do trả lại", "a reason for the return is needed")
	}
	next := *s
	next.State, next.Note = Returned, reason
	return d.Store.Update(ctx, author, func(ctx context.Context, w registry.Writer) error {
		_, err := w.Put(ctx, &next)
		return err
	})
}

// trial is how a file is imported.
type trial struct {
	dry   bool // nothing is written
	allow Allow
	// also, unless it is nil, is done in the same transaction.
	also func(context.Context, registry.Writer) error
	// row, unless it is nil, is told what each row states.
	row func(registry.Record)
}

// try imports the file for its operator alone.
func (d *Desk) try(ctx context.Context, author registry.Author, s *registry.Submission, content []byte, how trial) (*Difference, error) {
	kind := registry.Kind(s.RecordKind)
	guarded := &guard{Store: d.Store, operator: s.OperatorCode, kind: kind, day: s.PeriodTo, allow: how.allow, also: how.also}
	report, err := importing.Import(ctx, guarded, kind, s.FileName, bytes.NewReader(content), importing.Options{
		DryRun: how.dry, Author: author, Defaults: map[string]string{"operator_code": s.OperatorCode}, Today: s.PeriodTo, Row: how.row,
	})
	if err != nil {
		return nil, err
	}
	difference := &Difference{Created: report.Created, Changed: report.Changed, Unchanged: report.Unchanged, Records: guarded.records}
	_, held, err := d.Store.Find(ctx, registry.Query{
		Kind: kind, AsOf: s.PeriodTo, Limit: 1, Where: []registry.Condition{registry.Where("operator_code", s.OperatorCode)},
	})
	difference.Absent = max(held-report.Changed-report.Unchanged, 0)
	if !how.dry {
		difference.Absent = max(held-report.Created-report.Changed-report.Unchanged, 0)
	}
	return difference, err
}

const folderMode, fileMode = 0o700, 0o600

func (d *Desk) keep(hash string, content []byte) error {
	if err := os.MkdirAll(d.Folder, folderMode); err != nil {
		return err
	}
	return wholefile.WriteBytes(filepath.Join(d.Folder, hash), fileMode, content)
}

// kept is a file that was taken in; one that is not what it was is a Conflict.
func (d *Desk) kept(hash string) ([]byte, error) {
	content, err := os.ReadFile(filepath.Join(d.Folder, hash))
	if errors.Is(err, os.ErrNotExist) {
		return nil, registry.Errorf(registry.NotFound, "không còn tệp đã nộp %s", "the file %s that was handed in is gone", hash)
	}
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != hash {
		return nil, registry.Errorf(registry.Conflict, "tệp đã nộp %s bị thay đổi", "the file %s that was handed in has been changed", hash)
	}
	return content, nil
}

// Difference is how a file differs from what the registry held.
type Difference struct {
	Created   int `json:"created"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	// Absent counts the operator's records of which the file says nothing.
	Absent  int            `json:"absent"`
	Records []RecordChange `json:"records,omitempty"`
}

// noteOn writes the difference on the submission.
func (d *Difference) noteOn(s *registry.Submission) error {
	detail, err := json.Marshal(d.Records)
	if err != nil {
		return fmt.Errorf("difference: %w", err)
	}
	s.Created, s.Changed = registry.Some(int64(d.Created)), registry.Some(int64(d.Changed))
	s.Unchanged, s.Retired = registry.Some(int64(d.Unchanged)), registry.Some(int64(d.Absent))
	s.Detail = string(detail)
	return nil
}

// Content is the file that was handed in.
func (d *Desk) Content(s *registry.Submission) ([]byte, error) {
	if s.SHA256 == "" {
		return nil, registry.Errorf(registry.NotFound, "lần nộp này chưa có tệp", "nothing has been handed in for this submission")
	}
	return d.kept(s.SHA256)
}

// Noted is the difference that was noted when the file was received.
func Noted(s *registry.Submission) (*Difference, error) {
	if s.SHA256 == "" {
		return nil, registry.Errorf(registry.NotFound, "lần nộp này chưa có tệp", "nothing has been handed in for this submission")
	}
	d := &Difference{
		Created: int(s.Created.Value), Changed: int(s.Changed.Value), Unchanged: int(s.Unchanged.Value), Absent: int(s.Retired.Value),
	}
	if s.Detail == "" {
		return d, nil
	}
	if err := json.Unmarshal([]byte(s.Detail), &d.Records); err != nil {
		return nil, fmt.Errorf("difference of submission %s: %w", s.Row.ID, err)
	}
	return d, nil
}
