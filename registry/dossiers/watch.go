package dossiers

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"hatang/registry"
)

// Watched is something after approval that somebody has to see to.
type Watched struct {
	// Class is unbuilt, inspection, sharing, plan or data.
	Class    string        `json:"class"`
	Kind     registry.Kind `json:"kind,omitempty"`
	ID       string        `json:"id,omitempty"`
	Code     string        `json:"code,omitempty"`
	Operator string        `json:"operator_code"`
	Due      registry.Date `json:"due"`
	// Days are calendar days to Due, negative when it has passed.
	Days    int           `json:"days"`
	Message registry.Text `json:"message"`
}

// watcher gathers what is to be watched as of a day.
type watcher struct {
	rules
	reader   registry.Reader
	operator string // "" for all
	found    []Watched
}

// Watch is the watch list: approved positions unbuilt near their term, inspection
// certificates near expiry, owners late with sharing answers, yearly plans due,
// operators whose data are older than a quarter; what is due first comes first.
// operator keeps to one operator's, and leaves out whose dossier asks for a share of
// its masts; "" is all.
func (s *Service) Watch(ctx context.Context, operator string) ([]Watched, error) {
	r, err := s.rules(ctx)
	if err != nil {
		return nil, err
	}
	w := &watcher{rules: r, operator: operator, found: []Watched{}}
	err = s.options.Store.View(ctx, func(ctx context.Context, reader registry.Reader) error {
		w.reader = reader
		for _, look := range []func(context.Context) error{w.unbuilt, w.certificates, w.sharing, w.plansAndData} {
			if err := look(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortStableFunc(w.found, func(a, b Watched) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Class, b.Class), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Operator, b.Operator))
	})
	return w.found, err
}

func (w *watcher) tell(found Watched) {
	if w.operator != "" && found.Operator != w.operator {
		return
	}
	found.Days = int(found.Due.Time().Sub(w.today.Time()).Hours() / 24)
	w.found = append(w.found, found)
}

// near tells whether a day has passed or is so near that it is warned of.
func (w *watcher) near(d registry.Date) bool {
	return !d.IsZero() && d.Before(w.today.AddDays(w.workflow.Limits.WarnDays+1))
}

// unbuilt: QĐ 72/2025, Điều 4: not deployed within 12 months.
func (w *watcher) unbuilt(ctx context.Context) error {
	apps, err := registry.Find[*registry.Application](ctx, w.reader, registry.Query{
		Kind: registry.Applications, Where: []registry.Condition{registry.Where("state", stateApproved, stateConditional, "building")},
	})
	if err != nil {
		return err
	}
	for _, app := range apps {
		file, err := readFile(ctx, w.reader, app.Row.ID)
		if err != nil {
			return err
		}
		until := file.buildBy(w.workflow.Limits)
		if !w.near(until) {
			continue
		}
		for _, p := range file.Positions {
			if p.State == registry.StateApproved && p.SiteID == "" {
				w.tell(Watched{
					Class: "unbuilt", Kind: registry.Positions, ID: p.Row.ID, Code: p.Code, Operator: p.OperatorCode, Due: until,
					Message: registry.Textf("%[1]s (hồ sơ %[2]s) chưa hoàn công, hạn triển khai %[3]s", "%[1]s (dossier %[2]s) is not built, its term ends %[3]s", p.Code, app.Code, registry.VI.Date(until)),
				})
			}
		}
	}
	return nil
}

// certificates: a station is on air with an inspection certificate in force
// (TT 08/2020/TT-BTTTT).
func (w *watcher) certificates(ctx context.Context) error {
	return w.reader.Scan(ctx, registry.Query{Kind: registry.Stations}, func(rec registry.Record) error {
		s, ok := rec.(*registry.Station)
		if !ok || s.State == registry.StateDismantled || s.State == registry.StateWithdrawn || s.State == registry.StateRejected || !w.near(s.CertificateTo) {
			return nil
		}
		w.tell(Watched{
			Class: "inspection", Kind: registry.Stations, ID: s.Row.ID, Code: s.Code, Operator: s.OperatorCode, Due: s.CertificateTo,
			Message: registry.Textf("giấy chứng nhận kiểm định %[1]s của trạm %[2]s hết hạn %[3]s", "inspection certificate %[1]s of station %[2]s expires %[3]s", s.CertificateNo, s.Code, registry.VI.Date(s.CertificateTo)),
		})
		return nil
	})
}

// sharing: QĐ 72/2025, Điều 7: the owner answers within 7 working days, 15 with a
// survey.
func (w *watcher) sharing(ctx context.Context) error {
	type request struct{ application, owner, site string }
	asked, answered := map[request]*registry.Event{}, map[request]string{}
	err := w.reader.Scan(ctx, registry.Query{Kind: registry.Events, AllRows: true}, func(rec registry.Record) error {
		e, ok := rec.(*registry.Event)
		if !ok || e.Action != "ask_sharing" && e.Action != "answer_sharing" {
			return nil
		}
		var detail Sharing
		if err := json.Unmarshal([]byte(e.Detail), &detail); err != nil {
			return nil //nolint:nilerr // an event that another program wrote says nothing of sharing
		}
		key := request{e.ApplicationID, detail.Owner, detail.Site}
		if e.Action == "answer_sharing" {
			answered[key] = max(answered[key], e.At)
		} else if was := asked[key]; was == nil || was.At < e.At {
			asked[key] = e
		}
		return nil
	})
	if err != nil {
		return err
	}
	for key, e := range asked {
		if answered[key] > e.At || !e.Until.Before(w.today) {
			continue
		}
		id := key.application
		if w.operator != "" { // the owner of the mast is asked; the dossier is the asker's
			id = ""
		}
		w.tell(Watched{
			Class: "sharing", Kind: registry.Applications, ID: id, Code: key.site, Operator: key.owner, Due: e.Until,
			Message: registry.Textf("%[1]s chưa trả lời đề nghị dùng chung %[2]s, hạn %[3]s", "%[1]s has not answered about sharing %[2]s, due %[3]s", key.owner, key.site, registry.VI.Date(e.Until)),
		})
	}
	return nil
}

// plansAndData: QĐ 72/2025, Điều 4: the plan of the next year is filed by 30/11;
// Điều 30: data come at least every quarter.
func (w *watcher) plansAndData(ctx context.Context) error {
	newest, err := w.newestData(ctx)
	if err != nil {
		return err
	}
	planned, err := w.planned(ctx)
	if err != nil {
		return err
	}
	due, err := monthDay(w.today.Year(), w.workflow.Limits.PlanDue)
	if err != nil {
		return err
	}
	for operator, day := range newest {
		if w.near(due) && !planned[operator] {
			w.tell(Watched{
				Class: "plan", Kind: registry.Plan, Operator: operator, Due: due,
				Message: registry.Textf("%[1]s chưa nộp kế hoạch năm %[2]d, hạn %[3]s", "%[1]s has not filed its plan of %[2]d, due %[3]s", operator, w.today.Year()+1, registry.VI.Date(due)),
			})
		}
		if late := addMonths(day, w.workflow.Limits.DataMonths); !day.IsZero() && late.Before(w.today) {
			w.tell(Watched{
				Class: "data", Kind: registry.Operators, Code: operator, Operator: operator, Due: late,
				Message: registry.Textf("số liệu của %[1]s cập nhật lần cuối %[2]s", "the data of %[1]s were last brought up to date on %[2]s", operator, registry.VI.Date(day)),
			})
		}
	}
	return nil
}

// newestData is the day of each operator's newest data: the last submission that
// came, and without one the newest row of its sites and stations. Operators
// without either have nothing to keep up.
func (w *watcher) newestData(ctx context.Context) (map[string]registry.Date, error) {
	rows, sent := map[string]registry.Date{}, map[string]registry.Date{}
	later := func(into map[string]registry.Date, operator string, d registry.Date) {
		if was, seen := into[operator]; operator != "" && (!seen || was.Before(d)) {
			into[operator] = d
		}
	}
	for _, kind := range []registry.Kind{registry.Sites, registry.Stations, registry.Submissions} {
		err := w.reader.Scan(ctx, registry.Query{Kind: kind}, func(rec registry.Record) error {
			switch r := rec.(type) {
			case *registry.Site:
				later(rows, r.OperatorCode, r.Row.ValidFrom)
			case *registry.Station:
				later(rows, r.OperatorCode, r.Row.ValidFrom)
			case *registry.Submission:
				if r.State != "returned" && !r.Received.IsZero() {
					later(sent, r.OperatorCode, r.Received)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for operator := range rows {
		if d, ok := sent[operator]; ok {
			rows[operator] = d
		}
	}
	return rows, nil
}

// planned are the operators that have a plan of the next year.
func (w *watcher) planned(ctx context.Context) (map[string]bool, error) {
	planned := map[string]bool{}
	err := w.reader.Scan(ctx, registry.Query{Kind: registry.Plan}, func(rec registry.Record) error {
		if p, ok := rec.(*registry.PlannedPosition); ok && p.Year.Or(0) == int64(w.today.Year()+1) {
			planned[p.OperatorCode] = true
		}
		return nil
	})
	return planned, err
}
