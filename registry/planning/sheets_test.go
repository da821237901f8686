package planning_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/xuri/excelize/v2"

	"hatang/data"
	"hatang/geo/geodesy"
	"hatang/geo/polygon"
	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/jobs"
	"hatang/registry/planning"
	"hatang/registry/sqlite"
)

// Given S and N of the published reports, both formulas give what was printed, or
// what the other formula would have given.
func TestPublishedFiguresByBothFormulas(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name           string
		areaKM2        float64
		n              int
		circle, square string
	}{
		{"Kon Tum 2020", 9674.18, 129, "4,886", "4,330"},
		{"Bắc Giang 2008, 232", 3827.45, 232, "2,292", "2,031"},
		{"Bắc Giang 2008, 231", 3827.45, 231, "2,297", "2,035"},
		{"nation 12/2008", 331150, 18502, "2,387", "2,115"},
		{"nation 12/2009", 331150, 17976, "2,422", "2,146"},
		{"nation 3/2010", 331150, 17898, "2,427", "2,151"},
		{"nation 2012", 330957, 14911, "2,658", "2,356"},
		{"nation 2015", 330967, 12757, "2,874", "2,547"},
	} {
		circle, square := indicators.CircleRadiusKM(c.areaKM2, c.n), indicators.HalfSquareRadiusKM(c.areaKM2, c.n)
		if got := registry.VI.Number(circle.Value, 3); got != c.circle {
			t.Errorf("%s: circle %s, want %s", c.name, got, c.circle)
		}
		if got := registry.VI.Number(square.Value, 3); got != c.square {
			t.Errorf("%s: half-square %s, want %s", c.name, got, c.square)
		}
	}
}

// A plan prints Kon Tum's official figures before and after.
func TestOfficialFiguresOfAPlan(t *testing.T) {
	t.Parallel()
	w := demo(t)
	r, err := w.planner.Evaluate(ctx, w.live.View(), question(planning.Add, nil), planning.Layout{Added: []planning.Added{{ID: "x", Lon: 108, Lat: 14.35}}})
	if err != nil {
		t.Fatal(err)
	}
	lang := registry.VI
	for name, pair := range map[string][2]string{
		"N":               {lang.Integer(r.Before.Counted) + " " + lang.Integer(r.After.Counted), "129 130"},
		"circle":          {lang.Number(r.Before.RadiusCircleKM.Value, 3) + " " + lang.Number(r.After.RadiusCircleKM.Value, 3), "4,886 4,867"},
		"half-square":     {lang.Number(r.Before.RadiusHalfSquareKM.Value, 3) + " " + lang.Number(r.After.RadiusHalfSquareKM.Value, 3), "4,330 4,313"},
		"people":          {lang.Number(r.Before.PeoplePerPoint.Value, 0) + " " + lang.Number(r.After.PeoplePerPoint.Value, 0), "4.189 4.157"},
		"inputs":          {lang.Number(r.Before.AreaKM2.Value, 2) + " " + lang.Number(r.Before.People.Value, 0), "9.674,18 540.438"},
		"norms in force":  {r.Norms[0].Norm.ID, "qcvn01-2015-radius"},
		"schematic, said": {map[bool]string{true: "yes"}[strings.Contains(r.Notes[len(r.Notes)-1].VI+r.Notes[0].VI, "sơ đồ")], "yes"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %s, want %s", name, pair[0], pair[1])
		}
	}
	if said := r.Norms[0].Said.VI; !strings.Contains(said, "không phải vi phạm") {
		t.Errorf("a national average is held against a province: %s", said)
	}
}

func TestAreas(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	a, err := w.planner.Areas(ctx, w.live.View(), planning.AreaQuestion{AsOf: asOf(), Polygons: true})
	if err != nil {
		t.Fatal(err)
	}
	var units []polygon.Unit
	var sumKM2, people float64
	for i := range a.Points {
		p := &a.Points[i]
		units = append(units, polygon.Unit{Code: p.ID, Area: p.Area})
		sumKM2 += p.AreaKM2.Value
		people += p.Ways.People
		if !polygon.Contains(p.Area, orb.Point{p.Lon, p.Lat}) && p.AreaKM2.Value > 1 {
			t.Errorf("%s lies outside its own area", p.Name)
		}
	}
	report, err := polygon.Check(ctx, units, polygon.CheckOptions{SliverM2: 100})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Overlaps)+len(report.Gaps) > 0 {
		t.Errorf("areas overlap or leave gaps: %+v %+v", report.Overlaps, report.Gaps)
	}
	if whole := geodesy.AreaM2(square(west, south, 3*widthDeg)) / 1e6; math.Abs(sumKM2/whole-1) > 0.01 {
		t.Errorf("areas sum to %v km², the province has %v", sumKM2, whole)
	}
	if math.Abs(people-90_000) > 1e-6 {
		t.Errorf("%v people are served, want 90000", people)
	}
	var text bytes.Buffer
	if err := a.WriteText(&text, registry.VI, true); err != nil || strings.Contains(text.String(), "%!") {
		t.Errorf("text: %v\n%s", err, &text)
	}
	var m bytes.Buffer
	if err := planning.WriteGeoJSON(&m, a.Map()); err != nil || !json.Valid(m.Bytes()) || len(a.Map().Features) != len(a.Points) {
		t.Errorf("map: %v", err)
	}
}

// Filters leave out what the registry says no to, and count what it does not say.
func TestFilters(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	all, err := registry.Find[*registry.PostalPoint](ctx, w.live.View(), registry.Query{Kind: registry.Postal, AsOf: asOf()})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		filter planning.Filter
		keeps  func(*registry.PostalPoint) bool
	}{
		"staffed":  {planning.Filter{Staffed: true}, func(p *registry.PostalPoint) bool { return p.Staffed.Or(false) }},
		"internet": {planning.Filter{Internet: true}, func(p *registry.PostalPoint) bool { return p.Internet.Or(false) }},
		"hours":    {planning.Filter{MinHours: 4}, func(p *registry.PostalPoint) bool { return p.HoursPerDay.Or(0) >= 4 }},
		"class":    {planning.Filter{Classes: []string{registry.CommunePoint}}, func(p *registry.PostalPoint) bool { return p.Class == registry.CommunePoint }},
	} {
		a, err := w.planner.Areas(ctx, w.live.View(), planning.AreaQuestion{AsOf: asOf(), Points: c.filter})
		if err != nil {
			t.Fatal(err)
		}
		want := 0
		for _, p := range all {
			if c.keeps(p) {
				want++
			}
		}
		if len(a.Points) != want || want == 0 || want == len(all) {
			t.Errorf("%s: %d points, want %d of %d", name, len(a.Points), want, len(all))
		}
		if name != "class" && len(a.Notes) == 0 {
			t.Errorf("%s: points of which nothing is known are not told", name)
		}
	}
}

func TestTwoDays(t *testing.T) {
	t.Parallel()
	store, err := sqlite.Create(ctx, filepath.Join(t.TempDir(), "days.gpkg"), sqlite.Options{ProgramVersion: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	later, _ := registry.NewDate(2020, 6, 1)
	err = store.Update(ctx, registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		if err := putSmall(ctx, w); err != nil {
			return err
		}
		p := &registry.PostalPoint{Code: "NEW", Name: "Điểm mới", OperatorCode: "vnpost", Class: registry.CommunePoint, Position: registry.Position{Point: orb.Point{west + 2.5*widthDeg, south + 0.5*widthDeg}, Located: true}}
		p.Row.ValidFrom = later
		_, err := w.Put(ctx, p)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w, err := newWorld(store, "")
	if err != nil {
		t.Fatal(err)
	}
	earlier, _ := registry.NewDate(2020, 1, 1)
	c, err := w.planner.CompareAreas(ctx, w.live.View(), planning.AreaQuestion{AsOf: asOf()}, earlier)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Opened) != 1 || c.Opened[0].Code != "NEW" || len(c.Closed) != 0 || c.After.Points != c.Before.Points+1 {
		t.Errorf("opened %+v, closed %+v", c.Opened, c.Closed)
	}
	if !slices.ContainsFunc(c.Communes, func(x planning.CommuneChange) bool { return x.Unit.Code == "992" && x.Points == [2]int{0, 1} }) {
		t.Errorf("communes: %+v", c.Communes)
	}
}

func TestNorms(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	day, _ := registry.NewDate(2024, 12, 31)
	sheet, err := w.planner.NormSheet(ctx, w.live.View(), "", day)
	if err != nil {
		t.Fatal(err)
	}
	totals := map[string]planning.NormTotal{}
	for _, n := range sheet.Norms {
		totals[n.Norm.ID] = n
		if n.Norm.Scope == "commune" && n.Met+n.NotMet+n.Undecidable != 9 {
			t.Errorf("%s: %+v, want 9 communes", n.Norm.ID, n)
		}
	}
	if _, old := totals["qcvn1-2008-commune"]; old {
		t.Error("a norm that ended in 2015 is applied in 2024")
	}
	if n := totals["qcvn01-2015-commune"]; n.Met != 7 || n.NotMet != 2 || n.People.Value != 6000+16000 {
		t.Errorf("communes with a point: %+v, want 2 without, of 22000 people", n)
	}
	checkVerdicts(t, w, sheet)
	if len(sheet.National) != 2 {
		t.Errorf("national norms: %+v", sheet.National)
	}
	var text bytes.Buffer
	if err := sheet.WriteText(&text, registry.EN, true); err != nil || strings.Contains(text.String(), "%!") {
		t.Errorf("text: %v\n%s", err, &text)
	}
	checkBook(t, sheet.WriteXLSX, 3)
}

// checkVerdicts judges criterion 8.1 anew: open at least four hours somewhere.
func checkVerdicts(t *testing.T, w *world, sheet *planning.NormSheet) {
	t.Helper()
	all, err := registry.Find[*registry.PostalPoint](ctx, w.live.View(), registry.Query{Kind: registry.Postal, AsOf: asOf()})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[planning.Verdict]int{}
	for _, c := range sheet.Communes {
		index := int(c.Unit.Code[2] - '0')
		want := planning.NotMet
		for _, p := range all {
			if int((p.Point[0]-west)/widthDeg)+3*int((p.Point[1]-south)/widthDeg) != index {
				continue
			}
			switch {
			case p.HoursPerDay.Known && p.HoursPerDay.Value >= 4:
				want = planning.Met
			case !p.HoursPerDay.Known && want == planning.NotMet:
				want = planning.Undecidable
			}
		}
		for _, v := range c.Verdicts {
			if v.Norm == "ntm-8.1" {
				seen[v.Verdict]++
				if v.Verdict != want {
					t.Errorf("%s: 8.1 is %s, want %s", c.Unit.Name, v.Verdict, want)
				}
			}
		}
	}
	if len(seen) < 2 {
		t.Errorf("verdicts %v: the test sees too little", seen)
	}
}

// The province's own edition of the norms goes before the one that ships.
func TestOwnNorms(t *testing.T) {
	t.Parallel()
	w := smallWorld(t)
	day, _ := registry.NewDate(2024, 12, 31)
	put := func(text string) {
		err := w.store.Update(ctx, registry.Author{Actor: "test"}, func(ctx context.Context, wr registry.Writer) error {
			return wr.PutSetting(ctx, planning.SettingNorms, text)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	put("norms:\n- {id: own, citation: Nghị quyết của tỉnh, scope: commune, measure: commune_points, relation: at_least, value: 2, from: 2020, verified: true, title: {vi: hai điểm mỗi xã, en: two points a commune}}\n")
	sheet, err := w.planner.NormSheet(ctx, w.live.View(), "", day)
	if err != nil || len(sheet.Norms) != 1 || sheet.Norms[0].Norm.ID != "own" || sheet.Norms[0].NotMet < 2 || len(sheet.National) != 0 {
		t.Errorf("%+v %v", sheet, err)
	}
	put("norms: [")
	if _, err := w.planner.NormSheet(ctx, w.live.View(), "", day); err == nil {
		t.Error("norms that cannot be read are passed over")
	}
	put("")
	if sheet, err = w.planner.NormSheet(ctx, w.live.View(), "", day); err != nil || len(sheet.Norms) < 2 {
		t.Errorf("%+v %v", sheet, err)
	}
}

func TestParseNorms(t *testing.T) {
	t.Parallel()
	norms, err := planning.ParseNorms(data.Norms)
	if err != nil || len(norms) < 10 {
		t.Fatalf("%d norms, %v", len(norms), err)
	}
	_, err = planning.ParseNorms([]byte("norms:\n- {id: a, scope: moon, measure: x, relation: near, value: -1, from: 3, citation: c, title: {vi: v, en: e}}\n- {id: a, scope: commune, measure: points}\n"))
	for _, want := range []string{"moon", "near", "-1", "years", "occurs twice", "measure"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not told: %v", want, err)
		}
	}
	if _, err := planning.ParseNorms([]byte("norms:\n- {idd: a}\n")); err == nil {
		t.Error("a misspelt member: no error")
	}
}

func FuzzParseNorms(f *testing.F) {
	f.Add(data.Norms)
	f.Add([]byte("norms: [{id: a}]"))
	f.Fuzz(func(_ *testing.T, text []byte) { _, _ = planning.ParseNorms(text) })
}

func checkBook(t *testing.T, write func(io.Writer, registry.Lang) error, sheets int) {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out, registry.VI); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	if got := len(book.GetSheetList()); got != sheets {
		t.Errorf("%d sheets, want %d", got, sheets)
	}
	for _, name := range book.GetSheetList() {
		if rows, err := book.GetRows(name); err != nil || len(rows) == 0 {
			t.Errorf("sheet %s: %d rows, %v", name, len(rows), err)
		}
	}
}

func TestScenarios(t *testing.T) {
	t.Parallel()
	w := writable(t)
	author := registry.Author{Actor: "officer:test"}
	r := plan(t, w, question(planning.Add, func(q *planning.Question) { q.Count = 2 }))
	kept, err := w.planner.Save(ctx, w.live, author, "", r)
	if err != nil {
		t.Fatal(err)
	}
	edited, err := w.planner.Edit(ctx, w.live.View(), r.Question, r.Layout, planning.Edit{Remove: []string{r.Layout.Added[0].ID}})
	if err != nil {
		t.Fatal(err)
	}
	child, err := w.planner.Save(ctx, w.live, author, kept.ID, edited)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{kept.ID, kept.Code} {
		back, err := planning.Load(ctx, w.live.View(), name)
		if err != nil {
			t.Fatal(err)
		}
		a, _ := json.Marshal(back.Result)
		b, _ := json.Marshal(r)
		if !bytes.Equal(a, b) {
			t.Errorf("what comes back differs:\n%s\n%s", a, b)
		}
	}
	list, err := planning.List(ctx, w.live.View())
	if err != nil || len(list) != 2 {
		t.Errorf("list: %+v, %v", list, err)
	}
	c := planning.Compare([]*planning.Kept{kept, child})
	if c.Scenarios[0].Added != 2 || c.Scenarios[1].Added != 1 || len(c.Scenarios[0].OnlyIDs) != 1 || child.Parent != kept.ID {
		t.Errorf("comparison: %+v", c)
	}
	if _, err := planning.Load(ctx, w.live.View(), "nope"); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("no such scenario: %v", err)
	}
	if _, err := w.planner.Save(ctx, w.live, author, "no parent", r); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("no such parent: %v", err)
	}
	checkWritten(t, r, c)
}

func checkWritten(t *testing.T, r *planning.Result, c *planning.Comparison) {
	t.Helper()
	for _, lang := range []registry.Lang{registry.VI, registry.EN} {
		var text, pdf, compared bytes.Buffer
		if err := errors.Join(r.WriteText(&text, lang), r.WritePDF(&pdf, lang), c.WriteText(&compared, lang)); err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF-")) || pdf.Len() < 10_000 {
			t.Errorf("the PDF has %d bytes", pdf.Len())
		}
		if s := text.String() + compared.String(); strings.Contains(s, "%!") || !strings.Contains(s, r.Changes[0].Reason.In(lang)) {
			t.Errorf("text: %s", s)
		}
	}
	checkBook(t, r.WriteXLSX, 4)
}

// writable is the small province in a registry of its own.
func writable(t *testing.T) *world {
	t.Helper()
	store, err := sqlite.Create(ctx, filepath.Join(t.TempDir(), "small.gpkg"), sqlite.Options{ProgramVersion: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if err := store.Update(ctx, registry.Author{Actor: "test"}, putSmall); err != nil {
		t.Fatal(err)
	}
	w, err := newWorld(store, filepath.Join(t.TempDir(), "roads"))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// A plan that runs as a job leaves a scenario; one that is cancelled leaves nothing.
func TestJobs(t *testing.T) {
	t.Parallel()
	w := writable(t)
	started := make(chan struct{}, 1)
	kind := w.planner.Job(func() indicators.Source { return w.live.View() }, w.live)
	slow := jobs.Kind{Work: func(ctx context.Context, task jobs.Task) (any, error) {
		task.Progress = func(float64, registry.Text) {
			select {
			case started <- struct{}{}:
			default:
			}
			<-ctx.Done()
		}
		return kind.Work(ctx, task)
	}}
	pool, err := jobs.Open(filepath.Join(t.TempDir(), "jobs"), map[string]jobs.Kind{planning.JobKind: kind, "slow": slow}, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	q := question(planning.Add, func(q *planning.Question) { q.Count = 2 })
	cancelled, err := pool.Submit(jobs.Request{Kind: "slow", Actor: "test", Input: q})
	if err != nil {
		t.Fatal(err)
	}
	<-started
	if _, err := pool.Cancel(cancelled.ID); err != nil {
		t.Fatal(err)
	}
	if job, err := pool.Wait(ctx, cancelled.ID); err != nil || job.State != jobs.Cancelled {
		t.Fatalf("cancelled: %+v, %v", job, err)
	}
	if list, err := planning.List(ctx, w.live.View()); err != nil || len(list) != 0 {
		t.Fatalf("a cancelled job left %+v, %v", list, err)
	}
	submitted, err := pool.Submit(jobs.Request{Kind: planning.JobKind, Actor: "officer:x", Input: q})
	if err != nil {
		t.Fatal(err)
	}
	job, err := pool.Wait(ctx, submitted.ID)
	if err != nil || job.State != jobs.Done {
		t.Fatalf("job: %+v, %v", job, err)
	}
	var done planning.JobDone
	if err := json.Unmarshal(job.Result, &done); err != nil || done.Added != 2 {
		t.Fatalf("result %s: %v", job.Result, err)
	}
	if kept, err := planning.Load(ctx, w.live.View(), done.Scenario.ID); err != nil || kept.Author != "officer:x" {
		t.Errorf("the scenario: %+v, %v", kept, err)
	}
}

func TestRoads(t *testing.T) {
	t.Parallel()
	speeds, err := planning.ParseSpeeds(data.RoadSpeeds)
	if err != nil {
		t.Fatal(err)
	}
	const file = `{"type":"FeatureCollection","features":[
	 {"type":"Feature","properties":{"highway":"primary","name":"QL 14"},"geometry":{"type":"LineString","coordinates":[[108,14.09],[108.18,14.09]]}},
	 {"type":"Feature","properties":{"loai_duong":"Đường sắt"},"geometry":{"type":"MultiLineString","coordinates":[[[108,14],[108.1,14]]]}},
	 {"type":"Feature","properties":{"speed_kmh":12.5},"geometry":{"type":"MultiLineString","coordinates":[[[108.09,14],[108.09,14.18]],[[108.01,14],[108.01,14.1]]]}}]}`
	lines, _, err := planning.ReadRoads(ctx, strings.NewReader(file), speeds)
	if err != nil || len(lines) != 3 || lines[0].SpeedKMH != 50 || lines[0].Name != "QL 14" || lines[1].SpeedKMH != 12.5 {
		t.Fatalf("%+v, %v", lines, err)
	}
	w := writable(t)
	q := question(planning.Add, func(q *planning.Question) { q.Count, q.Travel = 2, planning.Road })
	if _, err := w.planner.Plan(ctx, w.live.View(), q, nil); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("without roads: %v", err)
	}
	path := filepath.Join(t.TempDir(), "small.gpkg.roads")
	if err := planning.NewRoads(path).Write(&planning.RoadSet{Lines: lines, About: planning.RoadAbout{Source: "thử"}}); err != nil {
		t.Fatal(err)
	}
	w, err = newWorld(w.store, path)
	if err != nil {
		t.Fatal(err)
	}
	r := plan(t, w, q)
	if r.After.Access.Unit != "s" || !r.Solver.Optimal || !(r.After.Access.Mean.Value < r.Before.Access.Mean.Value) {
		t.Errorf("by road: %+v, %+v", r.Solver, r.After.Access)
	}
	checkConsistent(t, r)
	again, err := w.planner.Evaluate(ctx, w.live.View(), q, r.Layout)
	if err != nil || again.After.Access.Mean != r.After.Access.Mean {
		t.Errorf("evaluated again: %v", err)
	}
	closed := plan(t, w, question(planning.Close, func(q *planning.Question) { q.Count, q.Travel = 2, planning.Road }))
	if len(closed.Layout.Closed) != 2 || closed.Solver.Bound.Known || closed.Solver.Optimal {
		t.Errorf("closing by road claims what it does not prove: %+v", closed.Solver)
	}
}

func TestBadRoads(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no JSON": "x", "no collection": `{"type":"Point"}`, "gzip cut short": "\x1f\x8b", "empty": "",
		"no line": `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"highway":"path"},"geometry":{"type":"Point","coordinates":[1,2]}}]}`,
		"unknown class, metres": `{"type":"FeatureCollection","features":[
		 {"type":"Feature","properties":{"highway":"teleport"},"geometry":{"type":"LineString","coordinates":[[108,14],[108,15]]}},
		 {"type":"Feature","properties":{"highway":"path"},"geometry":{"type":"LineString","coordinates":[[500000,14],[108,15]]}}]}`,
		"nothing to travel": `{"type":"FeatureCollection","features":[]}`,
	} {
		_, _, err := planning.ReadRoads(ctx, strings.NewReader(text), planning.Speeds{"path": 5})
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		if name == "unknown class, metres" {
			if problems := problemsOf(t, name, err); len(problems) != 2 {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func FuzzReadRoads(f *testing.F) {
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"highway":"path"},"geometry":{"type":"LineString","coordinates":[[108,14],[108,15]]}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		lines, _, err := planning.ReadRoads(ctx, bytes.NewReader(text), planning.Speeds{"path": 5})
		for _, l := range lines {
			if err != nil || !(l.SpeedKMH > 0) || len(l.Path) < 2 {
				t.Fatalf("%+v, %v", l, err)
			}
		}
	})
}

func TestFriction(t *testing.T) {
	t.Parallel()
	w := writable(t)
	grid := "ncols 4\nnrows 4\nxllcorner 108\nyllcorner 14\ncellsize 0.05\nNODATA_value -9999\n" + strings.Repeat("1 2 -1 0.9\n", 4)
	values, err := planning.ReadFriction(strings.NewReader(grid))
	if err != nil {
		t.Fatal(err)
	}
	if err := planning.PutFriction(ctx, w.store, registry.Author{Actor: "test"}, "thử", values); err != nil {
		t.Fatal(err)
	}
	if err := w.live.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	a, err := w.planner.Areas(ctx, w.live.View(), planning.AreaQuestion{AsOf: asOf(), Travel: planning.Road})
	if err != nil || a.Figures.Access.Unit != "s" {
		t.Fatalf("%+v, %v", a, err)
	}
	// The column 108.10 to 108.15 cannot be entered: its people are not reached.
	if u := a.Figures.Access.Unreached; !(u > 1000 && u < 60_000) {
		t.Errorf("%v people are not reached", u)
	}
	for _, bad := range []string{"x y z", "ncols 1", strings.Replace(grid, "0.9", "0", 1)} {
		values, err := planning.ReadFriction(strings.NewReader(bad))
		if err == nil {
			err = planning.PutFriction(ctx, w.store, registry.Author{Actor: "test"}, "bad", values)
		}
		if registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%q: %v", bad[:5], err)
		}
	}
}

// The real lines of the basemap are read by the speeds that come with the program.
func TestRealRoads(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "..", "shared", "data", "basemap", "vn_main_roads_legocity.geojson.gz")
	file, err := os.Open(path)
	if err != nil {
		t.Skipf("skipped: %s is not beside this checkout", path)
	}
	defer func() { _ = file.Close() }()
	speeds, err := planning.ParseSpeeds(data.RoadSpeeds)
	if err != nil {
		t.Fatal(err)
	}
	lines, _, err := planning.ReadRoads(ctx, file, speeds)
	if err != nil || len(lines) < 400 {
		t.Errorf("%d lines, %v", len(lines), err)
	}
}
