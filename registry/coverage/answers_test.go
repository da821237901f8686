package coverage

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"pgregory.net/rapid"

	"hatang/geo/coverage/network"
	"hatang/geo/geodesy"
	"hatang/geo/raster"
	"hatang/geo/terrain"
	"hatang/registry"
)

// A single antenna's compliance distance is √(EIRP/(4π·S)): 65 dBm and 2 W/m²
// make 11.2 m, DOMAIN.md's figure for QCVN 8:2022.
func TestEMF(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := orb.Point{107.95, 14.35}
	recs := mast(1, "viettel", "4G", at, 40)
	for _, rec := range recs[2:] {
		if s, ok := rec.(*registry.Sector); ok {
			s.EIRPdBm = registry.Some(65.0)
		}
	}
	w.put(recs...)
	field, err := w.engine.EMF(t.Context(), w.store, EMFRequest{Site: "S001"})
	if err != nil {
		t.Fatal(err)
	}
	if len(field.Emitters) != 3 || field.Limits.ID != "qcvn8" && !strings.Contains(strings.ToLower(field.Limits.ID), "qcvn") {
		t.Fatalf("%d emitters, limits %q", len(field.Emitters), field.Limits.ID)
	}
	for _, e := range field.Emitters {
		if math.Abs(e.ComplianceM-11.2) > 0.05 || e.LimitWPerM2 != 2 {
			t.Errorf("%s: %v m at a limit of %v W/m², want 11.2 at 2", e.Name, e.ComplianceM, e.LimitWPerM2)
		}
		if e.Box.FrontM > e.ComplianceM+1e-6 || e.Box.BackM >= e.Box.FrontM {
			t.Errorf("%s: box %+v", e.Name, e.Box)
		}
	}
	if !field.Within || field.Ground.Ratio <= 0 {
		t.Errorf("at the ground: %+v", field.Ground)
	}
	// Another mast near by adds to what is there, and only to that.
	near := mast(2, "vnpt", "4G", geodesy.Direct(at, 90, 50), 12)
	w.put(near...)
	both, err := w.engine.EMF(t.Context(), w.store, EMFRequest{Site: "S001", Reflection: 2.56})
	if err != nil {
		t.Fatal(err)
	}
	if len(both.Near) != 1 || math.Abs(both.Near[0].DistanceM-50) > 0.01 || both.Near[0].Emitters != 3 {
		t.Errorf("near masts: %+v", both.Near)
	}
	if both.Ground.Ratio <= 2.56*field.Ground.Ratio*0.999 || len(both.Emitters) != 3 {
		t.Errorf("ratio %v with another mast, %v without", both.Ground.Ratio, field.Ground.Ratio)
	}
	if got := both.Emitters[0].ComplianceM / field.Emitters[0].ComplianceM; math.Abs(got-1.6) > 1e-9 {
		t.Errorf("ground reflection stretches distances by %v, want 1.6", got)
	}
	for name, ask := range map[string]EMFRequest{
		"no site": {Site: "nowhere"}, "limits": {Site: "S001", Limits: "mine"}, "reflection": {Site: "S001", Reflection: 9},
	} {
		if code := registry.CodeOf(second(w.engine.EMF(t.Context(), w.store, ask))); code != registry.Invalid && code != registry.NotFound {
			t.Errorf("%s: code %s", name, code)
		}
	}
	own := `[{"id":"own","name":"Own","source":"test","pieces":[{"from_mhz":10,"to_mhz":10000,"field_v_per_m":6,"field_exponent":0,"density_w_per_m2":0.1,"density_exponent":0}]}]`
	if err := StoreSetting(t.Context(), w.store, author, SettingEMFLimits, []byte(own)); err != nil {
		t.Fatal(err)
	}
	strict, err := w.engine.EMF(t.Context(), w.store, EMFRequest{Site: "S001", Limits: "own"})
	if err != nil || math.Abs(strict.Emitters[0].ComplianceM/field.Emitters[0].ComplianceM-math.Sqrt(20)) > 1e-9 {
		t.Errorf("own limits: %+v, %v", strict, err)
	}
	if byDefault, err := w.engine.EMF(t.Context(), w.store, EMFRequest{Site: "S001"}); err != nil || byDefault.Limits.ID != field.Limits.ID {
		t.Errorf("the default became %q, %v", byDefault.Limits.ID, err)
	}
}

// measure puts readings that differ from the model by a known law.
func (w *world) measure(n int, law func(km float64, indoor bool, random *rand.Rand) float64) {
	w.tb.Helper()
	random := rand.New(rand.NewPCG(11, 12))
	g := w.engine.state.Load().groups[groupKey{"viettel", "4G"}]
	s := g.claim.Stations[0]
	var recs []registry.Record
	for len(recs) < n {
		p := geodesy.Direct(s.At, 360*random.Float64(), 100+3500*random.Float64())
		here, err := w.engine.At(w.tb.Context(), p, "viettel", "4G")
		if err != nil {
			w.tb.Fatal(err)
		}
		h := here.Networks[0]
		if !h.Level.Known {
			continue
		}
		indoor := len(recs)%4 == 0
		level := h.Level.Value + h.Serving.UplinkShortfallDB + law(h.Serving.DistanceM/1000, indoor, random)
		m := &registry.Measurement{RowHead: head(fmt.Sprintf("m-%d", len(recs))), OperatorCode: "viettel", Technology: "4G", Level: registry.Some(level), Where: "outdoor"}
		if indoor {
			m.Where = "indoor"
			m.Level = registry.Some(level - g.claim.Budget.Building.MeanDB)
		}
		m.Point, m.Located = p, true
		recs = append(recs, m)
	}
	lost := &registry.Measurement{RowHead: head("m-lost"), OperatorCode: "viettel", Technology: "4G", Level: registry.Some(-90.0)}
	lost.Point, lost.Located = orb.Point{100, 10}, true
	w.put(append(recs, lost)...)
}

// The tuning finds the law by which readings differ from the model.
func TestCompare(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(mast(1, "viettel", "4G", orb.Point{107.95, 14.35}, 40)...)
	w.compute(w.engine)
	w.measure(400, func(km float64, indoor bool, random *rand.Rand) float64 {
		d := -7 - 5*math.Log10(km) + 3*random.NormFloat64()
		if indoor {
			d -= 4
		}
		return d
	})
	c, err := w.engine.Compare(t.Context(), w.store, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Networks) != 1 || c.Networks[0].Errors.N != 400 || c.Left["outside the grid"] != 1 {
		t.Fatalf("%+v, left %v", c.Networks, c.Left)
	}
	tuned := c.Networks[0].Tuning
	if tuned == nil || math.Abs(tuned.OffsetDB+7) > 0.7 || math.Abs(tuned.SlopeDB+5) > 1.5 || math.Abs(tuned.Extra["indoor"]+4) > 1 {
		t.Fatalf("tuning %+v, want -7 dB, -5 dB a decade, -4 dB indoors", tuned)
	}
	if math.Abs(tuned.After.SigmaDB-3) > 0.4 || math.Abs(tuned.HeldOut.SigmaDB-3) > 0.6 || !tuned.Recommended || tuned.Before.RMSDB < 6 {
		t.Errorf("before %+v, after %+v, held out %+v", tuned.Before, tuned.After, tuned.HeldOut)
	}
	cells, err := w.engine.Measured(t.Context(), w.store, "viettel", "")
	if err != nil || len(cells) < 200 {
		t.Fatalf("%d measured cells, %v", len(cells), err)
	}
	total := 0
	for _, cell := range cells {
		total += cell.N
	}
	if total != 400 {
		t.Errorf("%d readings in cells, want 400", total)
	}
}

// Readings that are the model's have no error and all hit.
func TestCompareExact(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(mast(1, "viettel", "4G", orb.Point{107.95, 14.35}, 40)...)
	w.compute(w.engine)
	w.measure(40, func(float64, bool, *rand.Rand) float64 { return 0 })
	c, err := w.engine.Compare(t.Context(), w.store, "viettel", "4G")
	if err != nil {
		t.Fatal(err)
	}
	n := c.Networks[0]
	if math.Abs(n.Errors.MeanDB) > 1e-9 || n.Errors.SigmaDB > 1e-6 || n.HitRate < 0.9 {
		t.Errorf("%+v", n)
	}
}

func flat(t *testing.T, ridgeM float32) *terrain.Model {
	t.Helper()
	g := raster.Grid{West: 107.9, North: 14.4, CellLonDeg: 0.001, CellLatDeg: 0.001, Cols: 200, Rows: 100}
	v := &raster.Values{Grid: g, Value: make([]float32, g.Cells())}
	for i := range v.Value {
		if col := i % g.Cols; col == 100 || col == 101 {
			v.Value[i] = ridgeM
		}
	}
	r, err := terrain.FromValues("flat", v)
	if err != nil {
		t.Fatal(err)
	}
	m, err := terrain.NewModel(r)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestPath(t *testing.T) {
	t.Parallel()
	ask := ProfileRequest{From: orb.Point{107.95, 14.35}, To: orb.Point{108.05, 14.35}, FromHeightM: 30, ToHeightM: 30, FrequencyMHz: 900}
	open, err := NewPath(flat(t, 0), ask)
	if err != nil {
		t.Fatal(err)
	}
	length := geodesy.DistanceM(ask.From, ask.To)
	middle := len(open.GroundM) / 2
	d := open.DistancesM[middle]
	// First Fresnel zone in the middle: √(λ·d1·d2/d); bulge d1·d2/(2·4/3·R).
	fresnel := math.Sqrt(299.792458 / 900 * d * (length - d) / length)
	if math.Abs(open.Fresnel1M[middle]-fresnel) > 1e-3 || math.Abs(open.BulgeM[middle]-d*(length-d)/(2*4./3*6371e3)) > 1e-6 {
		t.Errorf("in the middle: Fresnel %v, bulge %v", open.Fresnel1M[middle], open.BulgeM[middle])
	}
	if !open.Sight || math.Abs(open.ClearanceM-(30-open.BulgeM[middle])) > 0.01 || open.Loss == nil || len(open.Loss.Steps) == 0 {
		t.Errorf("over flat ground: sight %v, clearance %v, loss %+v", open.Sight, open.ClearanceM, open.Loss)
	}
	shut, err := NewPath(flat(t, 80), ask)
	if err != nil {
		t.Fatal(err)
	}
	if shut.Sight || shut.ClearanceM > -40 || shut.Loss.LossDB < open.Loss.LossDB+10 {
		t.Errorf("behind a ridge: sight %v, clearance %v, loss %v against %v", shut.Sight, shut.ClearanceM, shut.Loss.LossDB, open.Loss.LossDB)
	}
	for _, lang := range []registry.Lang{registry.VI, registry.EN} {
		svg := shut.SVG(lang)
		decoder := xml.NewDecoder(bytes.NewReader(svg))
		elements := map[string]int{}
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("the drawing is no XML: %v", err)
			}
			if start, ok := token.(xml.StartElement); ok {
				elements[start.Name.Local]++
			}
		}
		if elements["path"] != 3 || elements["title"] != 1 || bytes.Contains(svg, []byte("NaN")) || bytes.Contains(svg, []byte("%!")) {
			t.Errorf("the drawing has %v", elements)
		}
	}
}

func TestFrequencyOfBand(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]float64{
		"900": 900, "1800 MHz": 1800, "2,1 GHz": 2100, "2.6GHz": 2600, "B3": 1842.5, "band 28": 780.5, "n78": 3550, "N41": 2593, "Băng 8": 942.5,
		"": 0, "LTE": 0, "B99": 0, "12": 0, "999999": 0,
	} {
		if got, ok := FrequencyOfBand(name); ok != (want > 0) || ok && got != want {
			t.Errorf("%q: %v %v, want %v", name, got, ok, want)
		}
	}
}

func TestBudgets(t *testing.T) {
	t.Parallel()
	good := DefaultBudgets()
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(good)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := ParseBudgets(data); err != nil || len(back.Technologies) != 4 {
		t.Errorf("there and back: %v, %v", back, err)
	}
	for name, alter := range map[string]func(*Budgets){
		"location": func(b *Budgets) { b.LocationPercent = 5 }, "usable": func(b *Budgets) { b.Usable = "well" },
		"none": func(b *Budgets) { b.Technologies = nil }, "unassumed": func(b *Budgets) { b.Assumed = b.Assumed[:1] },
		"height": func(b *Budgets) { b.Assumed[0].HeightM = -1 },
	} {
		bad := DefaultBudgets()
		alter(&bad)
		data, err := json.Marshal(bad)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseBudgets(data); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	w := newWorld(t)
	if err := StoreSetting(t.Context(), w.store, author, SettingBudgets, []byte(`{"location_percent":90}`)); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("half a budget: %v", err)
	}
	if err := StoreSetting(t.Context(), w.store, author, "other", nil); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("another setting: %v", err)
	}
	w.put(mast(1, "viettel", "4G", orb.Point{107.95, 14.35}, 40)...)
	w.compute(w.engine)
	before, err := w.engine.Summary(t.Context(), w.store, "", "")
	if err != nil {
		t.Fatal(err)
	}
	strict := DefaultBudgets()
	strict.Usable = "indoor"
	if data, err = json.Marshal(strict); err != nil {
		t.Fatal(err)
	}
	if err := StoreSetting(t.Context(), w.store, author, SettingBudgets, data); err != nil {
		t.Fatal(err)
	}
	report := w.compute(w.engine)
	after, err := w.engine.Summary(t.Context(), w.store, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if report.LossesComputed+report.LevelsComputed != 0 || after.All.People.Part >= before.All.People.Part {
		t.Errorf("asking for indoor signal: %d computed, %v people instead of %v", report.LevelsComputed, after.All.People.Part, before.All.People.Part)
	}
	if math.Abs(after.All.People.Part-before.Networks[0].Bands[0].People) > 1e-6 {
		t.Errorf("%v people, want those of the indoor band, %v", after.All.People.Part, before.Networks[0].Bands[0].People)
	}
}

// The three indicators differ, and each is what counting by hand gives.
func TestIndicators(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(mast(1, "viettel", "4G", orb.Point{107.93, 14.35}, 30)...)
	for i, p := range []orb.Point{{107.931, 14.351}, {108.045, 14.305}, {107.5, 14.3}} {
		s := &registry.Settlement{RowHead: head(fmt.Sprintf("v-%d", i)), Name: fmt.Sprintf("Thôn %d", i)}
		s.Point, s.Located = p, true
		w.put(s)
	}
	w.compute(w.engine)
	s, err := w.engine.Summary(t.Context(), w.store, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if s.All.Places.Whole != 2 || s.All.Places.Part != 1 {
		t.Errorf("settlements %+v, want 1 of 2: one lies outside", s.All.Places)
	}
	g := w.engine.state.Load().groups[groupKey{"viettel", "4G"}]
	ground, err := w.engine.calculator.Ground(t.Context(), w.store, "62", registry.Date{})
	if err != nil {
		t.Fatal(err)
	}
	var people, settled, whole float64
	byUnit := map[int32]float64{}
	for i, p := range ground.Surface.People {
		if g.network.Servers[i] > 0 {
			people += p
			byUnit[ground.Surface.Unit[i]] += p
		}
		if p >= SettledPeople {
			whole++
			settled += float64(count(g.network.Servers[i] > 0))
		}
	}
	communes := 0
	for unit, served := range byUnit {
		if unit >= 0 {
			communes += count(served >= CommuneShare*[]float64{20000, 10000}[slices.Index([]string{"W", "E"}, ground.Surface.Units[unit])])
		}
	}
	if math.Abs(s.All.People.Part-people) > 1e-6 || s.All.Settled.Part != settled || s.All.Settled.Whole != whole || s.All.Communes.Part != float64(communes) {
		t.Errorf("%+v, want %v people, %v of %v cells, %d communes", s.All, people, settled, whole, communes)
	}
	last := 0.
	for _, b := range s.Networks[0].Bands { // the strongest first
		if b.People < last {
			t.Errorf("band %s has fewer people than a stronger one", b.Band)
		}
		last = b.People
	}
}

func TestFiling(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(mast(1, "viettel", "4G", orb.Point{107.93, 14.35}, 30)...)
	f := w.compute(w.engine).Claims[0].Filing
	if f == nil || !strings.Contains(f.Model, "p1812") || f.Sectors != 3 || f.EIRPDBm != (Spread{58, 58, 58}) || f.CellEdgePercent != 90 ||
		f.RxHeightM != 1.5 || f.TerrainSource == "none" || f.Tilt.Mean != 4 || math.Abs(f.ResolutionM-100) > 1 {
		t.Errorf("filed %+v", f)
	}
}

func TestGeoJSON(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(mast(1, "viettel", "4G", orb.Point{107.93, 14.35}, 30)...)
	w.compute(w.engine)
	for _, contours := range []bool{false, true} {
		var b bytes.Buffer
		if err := w.engine.WriteAreas(&b, "viettel", "4G", contours); err != nil {
			t.Fatal(err)
		}
		fc, err := geojson.UnmarshalFeatureCollection(b.Bytes())
		if err != nil || len(fc.Features) == 0 {
			t.Fatalf("contours %v: %d features, %v", contours, len(fc.Features), err)
		}
		area := 0.
		for _, f := range fc.Features {
			area += geodesy.AreaM2(f.Geometry)
			if f.Properties["basis"] != "modelled" {
				t.Errorf("basis %v", f.Properties["basis"])
			}
		}
		if area < 1e6 {
			t.Errorf("contours %v: %v m²", contours, area)
		}
	}
	if err := w.engine.WriteAreas(io.Discard, "viettel", "", false); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("no technology: %v", err)
	}
}

// Terrain that stands in says so on every output.
func TestStandIn(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "..", "..", "shared", "data", "terrain", "N44W072.hgt.gz")
	if _, err := os.Stat(file); err != nil {
		t.Skipf("skipped: %s is not beside this checkout", file)
	}
	folder := filepath.Join(t.TempDir(), "terrain")
	tiles, err := OpenTiles(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, as := range []string{"N14E107", "N14E108"} {
		tile, known, err := tiles.Import(file, as)
		if err != nil || known || !tile.StandIn || tile.Of != "N44W072" {
			t.Fatalf("%+v, %v, %v", tile, known, err)
		}
	}
	if _, known, err := tiles.Import(file, "N14E107"); err != nil || !known {
		t.Errorf("again: known %v, %v", known, err)
	}
	reopened, err := OpenTiles(folder)
	if err != nil {
		t.Fatal(err)
	}
	ground, err := reopened.Model()
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	w.put(mast(1, "viettel", "4G", orb.Point{107.93, 14.35}, 30)...)
	report := w.computeWith(w.engine, func(ask *ComputeRequest) { ask.Terrain = ground })
	here, err := w.engine.At(t.Context(), orb.Point{107.93, 14.352}, "", "")
	if err != nil {
		t.Fatal(err)
	}
	gaps, err := w.engine.Gaps(t.Context(), w.store, GapsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	summary, err := w.engine.Summary(t.Context(), w.store, "", "")
	if err != nil {
		t.Fatal(err)
	}
	path, err := NewPath(ground, ProfileRequest{From: orb.Point{107.93, 14.35}, To: orb.Point{107.96, 14.36}, FromHeightM: 30, ToHeightM: 2, FrequencyMHz: 900})
	if err != nil {
		t.Fatal(err)
	}
	gain, err := w.engine.Gain(t.Context(), w.store, GainRequest{At: orb.Point{107.97, 14.35}, HeightM: 30, Operator: "viettel", Technologies: []string{"4G"}, Terrain: ground})
	if err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func(io.Writer, registry.Lang) error{
		"compute": report.WriteText, "at": here.WriteText, "gaps": gaps.WriteText, "summary": summary.WriteText, "path": path.WriteText, "gain": gain.WriteText,
	} {
		for lang, want := range map[registry.Lang]string{registry.VI: "DÙNG TẠM", registry.EN: "STAND-IN"} {
			var b bytes.Buffer
			if err := write(&b, lang); err != nil || !strings.Contains(b.String(), want) {
				t.Errorf("%s in %s does not say that its terrain stands in: %v\n%s", name, lang, err, b.String())
			}
		}
	}
	var b bytes.Buffer
	if err := w.engine.WriteAreas(&b, "viettel", "4G", false); err != nil || !strings.Contains(b.String(), `"stand_in":true`) {
		t.Errorf("areas do not say so: %v", err)
	}
	if err := ground.Close(); err != nil {
		t.Error(err)
	}
	if err := reopened.Remove("N14E107"); err != nil || len(reopened.List()) != 1 {
		t.Errorf("removed: %d left, %v", len(reopened.List()), err)
	}
	if _, err := reopened.Model(); err != nil {
		t.Errorf("the file that both shared is gone: %v", err)
	}
	if _, _, err := reopened.Import(file, "somewhere"); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("as no tile: %v", err)
	}
}

func drawStored(t *rapid.T) *network.Layer {
	w := network.Window{Col0: rapid.IntRange(0, 50).Draw(t, "col"), Row0: rapid.IntRange(0, 50).Draw(t, "row"), Cols: rapid.IntRange(0, 12).Draw(t, "cols"), Rows: rapid.IntRange(0, 12).Draw(t, "rows")}
	l := &network.Layer{Window: w, Level: rapid.SliceOfN(rapid.Int16(), w.Cells(), w.Cells()).Draw(t, "levels")}
	if words := (w.Cells() + 63) / 64; words > 0 && rapid.Bool().Draw(t, "sight") {
		l.Sight = rapid.SliceOfN(rapid.Uint64(), words, words).Draw(t, "words")
	}
	return l
}

func TestLayerFile(t *testing.T) {
	t.Parallel()
	c, err := newCodec()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		l := drawStored(t)
		data := c.encodeLayer(l)
		back, err := c.decodeLayer(data)
		if err != nil || back.Window != l.Window || !slices.Equal(back.Level, l.Level) || !slices.Equal(back.Sight, l.Sight) {
			t.Fatalf("there and back: %+v, %v", back, err)
		}
		at := rapid.IntRange(0, len(data)-1).Draw(t, "byte")
		data[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := c.decodeLayer(data); err == nil {
			t.Fatalf("a flipped bit in byte %d went unnoticed", at)
		}
	})
}

func FuzzLayerBody(f *testing.F) {
	f.Add([]byte{})
	f.Add(make([]byte, windowBytes))
	f.Add(append([]byte{0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1}, make([]byte, 10)...))
	f.Fuzz(func(t *testing.T, body []byte) {
		l, err := layerOf(body)
		if err == nil && len(l.Level) != l.Cells() {
			t.Errorf("%d levels for %d cells", len(l.Level), l.Cells())
		}
	})
}

func FuzzBudgets(f *testing.F) {
	data, err := json.Marshal(DefaultBudgets())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"usable":"outdoor","location_percent":90,"technologies":[],"assumed":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := ParseBudgets(data)
		if err == nil && (len(b.Technologies) == 0 || b.check() != nil) {
			t.Errorf("accepted %+v", b)
		}
		_, _ = ParseEMFLimits(data)
	})
}

func FuzzFrequencyOfBand(f *testing.F) {
	f.Add("B3")
	f.Add("2,1 GHz")
	f.Fuzz(func(t *testing.T, name string) {
		if mhz, ok := FrequencyOfBand(name); ok && !(mhz >= 30 && mhz <= 100e3) {
			t.Errorf("%q: %v MHz", name, mhz)
		}
	})
}
