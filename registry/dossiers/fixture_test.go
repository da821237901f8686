package dossiers_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/data"
	"hatang/geo/geodesy"
	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/dossiers"
	"hatang/registry/network"
	"hatang/registry/sqlite"
)

// origin is where the first position of every dossier stands, in Bắc Ninh.
var origin = orb.Point{106.1, 21.2}

func day(tb testing.TB, text string) registry.Date {
	tb.Helper()
	d, err := registry.ParseDate(text)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// clock is a clock that tests turn.
type clock struct{ now time.Time }

func (c *clock) tell() time.Time { return c.now }

// fixture is an office with a registry of its own.
type fixture struct {
	*dossiers.Service
	store *sqlite.Store
	live  *network.Live
	path  string
	clock *clock
}

// open is the office of a registry file, made with two operators and a commune
// when it is not there yet.
func open(tb testing.TB, path string, now string) *fixture {
	tb.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", now, time.FixedZone("+07", 7*60*60))
	if err != nil {
		tb.Fatal(err)
	}
	f := &fixture{path: path, clock: &clock{at}}
	options := sqlite.Options{Clock: f.clock.tell, ProgramVersion: "test"}
	f.store, err = sqlite.Open(tb.Context(), path, options)
	if registry.CodeOf(err) == registry.NotFound || err != nil {
		if f.store, err = sqlite.Create(tb.Context(), path, options); err != nil {
			tb.Fatal(err)
		}
		f.furnish(tb)
	}
	f.live, err = network.Open(tb.Context(), f.store, network.Options{Clock: f.clock.tell})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		f.live.Close()
		if err := f.store.Close(); err != nil {
			tb.Error(err)
		}
	})
	f.Service = f.service(tb, network.Through{Store: f.store, Live: f.live})
	return f
}

func (f *fixture) service(tb testing.TB, store dossiers.Store) *dossiers.Service {
	tb.Helper()
	rules, err := data.RuleSets()
	if err != nil {
		tb.Fatal(err)
	}
	s, err := dossiers.New(dossiers.Options{
		Store: store, World: func() appraisal.World { return f.live.View() }, Files: dossiers.FilesOf(f.path),
		Workflow: data.Workflow, Calendar: data.Holidays, Rules: rules, Clock: f.clock.tell,
	})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func office(tb testing.TB) *fixture {
	tb.Helper()
	return open(tb, filepath.Join(tb.TempDir(), "bacninh.gpkg"), "2026-03-02 09:00")
}

func (f *fixture) furnish(tb testing.TB) {
	tb.Helper()
	commune := &registry.AdminUnit{Code: "09001", Name: "Phường Võ Cường", Level: registry.LevelCommune, Type: "phuong", ProvinceCode: "24"}
	commune.Row.ValidFrom = day(tb, "2025-07-01")
	commune.Area = orb.MultiPolygon{orb.Bound{Min: orb.Point{105.9, 21.0}, Max: orb.Point{106.3, 21.4}}.ToPolygon()}
	far := &registry.Site{Code: "BNH0001", OperatorCode: "vnpt", State: registry.StateOnAir, HeightM: registry.Some(36.0)}
	far.Row.ValidFrom = day(tb, "2026-01-15")
	far.Point, far.Located = geodesy.Direct(origin, 40, 400), true
	f.put(tb,
		&registry.Operator{Code: "viettel", Name: "Tập đoàn Công nghiệp – Viễn thông Quân đội"},
		&registry.Operator{Code: "vnpt", Name: "Tập đoàn Bưu chính Viễn thông Việt Nam"}, commune, far)
}

// put writes records as the registry's editors do.
func (f *fixture) put(tb testing.TB, recs ...registry.Record) {
	tb.Helper()
	update := f.store.Update
	if f.live != nil {
		update = f.live.Update
	}
	err := update(tb.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		for _, rec := range recs {
			if _, err := w.Put(ctx, rec); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
}

func (f *fixture) seq(tb testing.TB) int64 {
	tb.Helper()
	seq, err := f.store.Seq(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return seq
}

// pass lets days go by.
func (f *fixture) pass(days int) { f.clock.now = f.clock.now.AddDate(0, 0, days) }

// The people of the office.
var (
	viettel  = dossiers.Actor{Name: "operator:binh", Role: dossiers.RoleOperator, OperatorCode: "viettel"}
	vnpt     = dossiers.Actor{Name: "operator:chi", Role: dossiers.RoleOperator, OperatorCode: "vnpt"}
	officer  = dossiers.Actor{Name: "officer:an", Role: dossiers.RoleOfficer}
	second   = dossiers.Actor{Name: "officer:dung", Role: dossiers.RoleOfficer}
	approver = dossiers.Actor{Name: "approver:giang", Role: dossiers.RoleApprover}
	admin    = dossiers.Actor{Name: "administrator:hai", Role: dossiers.RoleAdministrator}
	auditor  = dossiers.Actor{Name: "auditor:khoa", Role: "auditor"}
)

// position is the JSON of a position that lies so far east of the origin.
func position(code string, eastM float64) json.RawMessage {
	at := geodesy.Direct(origin, 90, eastM)
	return registry.AppendJSON(nil, &registry.ProposedPosition{
		Code: code, Name: "Võ Cường " + code, CommuneCode: "09001", Commune: "Phường Võ Cường", Structure: "monopole", SupportClass: "A2b", LegalType: "1",
		HeightM: registry.Some(30.0), Technologies: "4G;5G", Bands: "1800;2600", Hosts: registry.Some(int64(2)), EIRPDBm: registry.Some(60.0),
		AntennaHeightM: registry.Some(28.0), SharingAsked: registry.Some(true), Reason: "vùng lõm sóng", Position: registry.Position{Point: at, Located: true},
	})
}

func (f *fixture) filed(tb testing.TB, draft bool) *dossiers.File {
	tb.Helper()
	file, err := f.Create(tb.Context(), viettel, dossiers.Filing{
		Type: "position", Title: "Đề nghị thỏa thuận vị trí BTS", OperatorCode: "viettel", ProvinceCode: "24", Draft: draft,
		Positions: []json.RawMessage{position("BNH1001", 0), position("BNH1002", 600)},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return file
}

// requests are complete requests of every action of the shipped workflow.
func (f *fixture) request(tb testing.TB, action string, file *dossiers.File) dossiers.Request {
	tb.Helper()
	today := registry.DateOf(f.clock.now)
	q := dossiers.Request{Action: action, Revision: file.Application.Row.Revision}
	switch action {
	case "amend":
		q.Amendment = &dossiers.Amendment{Application: json.RawMessage(`{"title":"Đề nghị (sửa)"}`)}
	case "assign":
		q.Officer = officer.Name
	case "return":
		q.Missing = []string{"văn bản trả lời dùng chung của VNPT", "giấy tờ đất"}
	case "submit":
		q.Proposal = &dossiers.Proposal{Outcome: "conditional", Reason: "Bảo đảm khoảng cách, cần thiết.", Conditions: "Kiểm định trước khi phát sóng."}
	case "send_back", "withdraw", "comment", "expire":
		q.Comment = "Theo đề nghị."
	case "sign":
		q.Signature = &dossiers.Signature{Number: "12/SKHCN-BCVT", Signer: "Nguyễn Thị Quỳnh Như"}
	case "ask_sharing":
		q.Sharing = &dossiers.Sharing{Owner: "vnpt", Site: "BNH0001"}
	case "answer_sharing":
		q.Sharing, q.Comment = &dossiers.Sharing{Owner: "vnpt", Site: "BNH0001"}, "Cột không đủ tải."
	case "as_built":
		for _, p := range file.Positions {
			if p.State == registry.StateApproved {
				q.Built = append(q.Built, dossiers.AsBuilt{Position: p.Code, Built: today})
			}
		}
		if q.Built == nil {
			q.Built = []dossiers.AsBuilt{{Position: "BNH1001", Built: today}}
		}
	case "inspect":
		q.Certificate = &dossiers.Certificate{Number: "A-77/2026", Issued: today, Expires: today.AddDays(5 * 365)}
	case "on_air":
		q.Day = today
	case "extend":
		q.Comment, q.Day = "Bất khả kháng: bão số 3.", today.AddDays(400)
	case "relate":
		q.Related = []string{f.other(tb).Application.Code}
	}
	return q
}

// other is a dossier to relate to.
func (f *fixture) other(tb testing.TB) *dossiers.File {
	tb.Helper()
	file, err := f.Read(tb.Context(), "HS-2026-00001")
	if err != nil {
		tb.Fatal(err)
	}
	return file
}

// act does an action that must work.
func (f *fixture) act(tb testing.TB, actor dossiers.Actor, file *dossiers.File, action string) *dossiers.File {
	tb.Helper()
	q := f.request(tb, action, file)
	if q.Signature != nil {
		q.Signature.Preview = f.preview(tb, actor, file, q).Hash
	}
	after, err := f.Act(tb.Context(), actor, file.Application.Row.ID, q)
	if err != nil {
		tb.Fatalf("%s: %v", action, err)
	}
	return after
}

func (f *fixture) preview(tb testing.TB, actor dossiers.Actor, file *dossiers.File, q dossiers.Request) *dossiers.Preview {
	tb.Helper()
	p, err := f.Preview(tb.Context(), actor, file.Application.Row.ID, q)
	if err != nil {
		tb.Fatalf("preview of %s: %v", q.Action, err)
	}
	return p
}

// step is an action by somebody.
type step struct {
	who    dossiers.Actor
	action string
}

// way is how a dossier comes to a state.
func way(state string) []step {
	ways := map[string][]step{
		"draft":      {},
		"filed":      {{viettel, "file"}},
		"incomplete": {{viettel, "file"}, {officer, "return"}},
		"appraising": {{viettel, "file"}, {officer, "accept"}},
		"withdrawn":  {{viettel, "withdraw"}},
	}
	further := func(state string, s step) []step { return slices.Concat(ways[state], []step{s}) }
	ways["signing"] = further("appraising", step{officer, "submit"})
	ways["conditional"] = further("signing", step{approver, "sign"})
	ways["approved"], ways["rejected"] = ways["conditional"], ways["conditional"]
	ways["building"] = further("conditional", step{viettel, "start"})
	ways["built"] = further("building", step{officer, "as_built"})
	ways["inspected"] = further("built", step{officer, "inspect"})
	ways["on_air"] = further("inspected", step{officer, "on_air"})
	ways["expired"] = ways["conditional"]
	return ways[state]
}

// at is a dossier in the state.
func (f *fixture) at(tb testing.TB, state string) *dossiers.File {
	tb.Helper()
	file := f.filed(tb, true)
	for _, s := range way(state) {
		if s.action == "submit" && (state == "approved" || state == "rejected") {
			q := f.request(tb, "submit", file)
			q.Proposal = &dossiers.Proposal{Outcome: state, Reason: "Theo kết quả thẩm định."}
			var err error
			if file, err = f.Act(tb.Context(), s.who, file.Application.Row.ID, q); err != nil {
				tb.Fatal(err)
			}
			continue
		}
		file = f.act(tb, s.who, file, s.action)
	}
	if state == "expired" {
		before := f.clock.now
		f.pass(380)
		file = f.act(tb, approver, file, "expire")
		f.clock.now = before
	}
	if file.Application.State != state {
		tb.Fatalf("the dossier is %s, not %s", file.Application.State, state)
	}
	return file
}
