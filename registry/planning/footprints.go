package planning

import (
	"context"
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/access"
	"hatang/geo/siting/cover"
	"hatang/geo/sound"
	"hatang/registry"
	"hatang/registry/indicators"
)

// Footprints tells which cells a site covers: an existing one by its ID, or, with
// an empty ID, a new one at a place. known is false where nothing is known of it.
// It is called from several goroutines.
type Footprints interface {
	Of(ctx context.Context, cells *access.Cells, id string, at orb.Point) (covered []int32, known bool, err error)
	Method() registry.Text
}

// discs are the radii that are declared, the only footprints known without a
// propagation model.
type discs struct {
	radiusM map[string]float64 // of existing points
	newM    float64
	method  registry.Text
}

// Of implements Footprints.
func (d *discs) Of(_ context.Context, cells *access.Cells, id string, at orb.Point) (covered []int32, known bool, err error) {
	radiusM := d.newM
	if id != "" {
		radiusM, known = d.radiusM[id]
		if !known {
			return nil, false, nil
		}
	}
	return cells.Within(nil, at, radiusM), true, nil
}

// Method implements Footprints.
func (d *discs) Method() registry.Text { return d.method }

// footprintsFor is what covers in the question: the coverage engine's footprints
// for mobile sites where the program has them, else discs.
func (p *Planner) footprintsFor(s *stage, q *Question) (Footprints, error) {
	if q.Network == indicators.BTSNetwork && p.footprints != nil {
		return p.footprints, nil
	}
	d := &discs{radiusM: map[string]float64{}, newM: q.RadiusM}
	for i := range s.points {
		if r := s.points[i].radiusM; r.Known && r.Value > 0 {
			d.radiusM[s.points[i].id] = r.Value
		}
	}
	if q.Network == indicators.RadioNetwork && q.RadiusM == 0 {
		radiusM, err := q.Speaker.radius()
		if err != nil {
			return nil, err
		}
		d.newM = radiusM
	}
	if d.newM <= 0 {
		var l problemList
		l.add("radius_m", "0", "required", "nêu bán kính phủ của một trạm mới, mét", "state the radius that a new site covers, metres")
		return nil, l.err()
	}
	d.method = registry.Text{
		VI: "hình tròn theo bán kính phủ đã khai báo; vị trí mới: " + registry.VI.Number(d.newM, 0) + " m; chưa tính địa hình",
		EN: "discs of the declared radii; new sites: " + registry.EN.Number(d.newM, 0) + " m; terrain is not in it",
	}
	return d, nil
}

// radius is how far the loudspeaker of a new cluster is understood: 25 W at 108 dB
// in the country where nothing is said.
func (v *Speaker) radius() (float64, error) {
	if v == nil {
		v = &Speaker{SensitivityDB: 108, PowerW: 25}
	}
	source := sound.Source{SensitivityDB: v.SensitivityDB, PowerW: v.PowerW}
	var l problemList
	if err := source.Check(); err != nil {
		l.add("speaker", "", "range", "độ nhạy từ 60 đến 140 dB, công suất trên 0 đến 10000 W", "sensitivity must be 60 to 140 dB, power more than 0 and up to 10000 W")
	}
	if math.IsNaN(v.NoiseDB) || v.NoiseDB < 0 || v.NoiseDB > 120 {
		l.add("speaker.noise_db", "", "range", "từ 0 đến 120 dB", "must be 0 to 120 dB")
	}
	if err := l.err(); err != nil {
		return 0, err
	}
	air, noise := sound.Country(), float64(sound.CountryNoiseDB)
	if v.Town {
		air, noise = sound.Town(), sound.TownNoiseDB
	}
	if v.NoiseDB > 0 {
		noise = v.NoiseDB
	}
	return sound.RadiusM(source, air, noise+sound.AboveNoiseDB), nil
}

// footing is how often each cell is covered, and by what.
type footing struct {
	prints  Footprints
	of      [][]int32 // of each of the stage's points
	count   []int32
	without int
}

func (s *stage) footing(ctx context.Context, prints Footprints) (*footing, error) {
	f := &footing{prints: prints, of: make([][]int32, len(s.points)), count: make([]int32, s.cells.Len())}
	errs := make([]error, len(s.points))
	is := make([]bool, len(s.points))
	err := each(ctx, len(s.points), func(i int) {
		if s.points[i].Located {
			f.of[i], is[i], errs[i] = prints.Of(ctx, s.cells, s.points[i].id, s.points[i].Point)
		}
	})
	if err != nil {
		return nil, err
	}
	for i := range f.of {
		if errs[i] != nil {
			return nil, errs[i]
		}
		if !is[i] {
			f.without++
		}
		for _, cell := range f.of[i] {
			f.count[cell]++
		}
	}
	return f, nil
}

// cover is the problem of who is covered by which candidate.
func (f *footing) problem(ctx context.Context, s *stage, q *Question, candidates []candidate) (*cover.Problem, error) {
	lists, errs := make([][]int32, len(candidates)), make([]error, len(candidates))
	err := each(ctx, len(candidates), func(i int) {
		lists[i], _, errs[i] = f.prints.Of(ctx, s.cells, "", candidates[i].at)
	})
	if err != nil {
		return nil, err
	}
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	covered := make([]bool, len(f.count))
	for i, n := range f.count {
		covered[i] = n > 0
	}
	return &cover.Problem{Weights: s.cells.People, Covers: cover.FromLists(lists), States: q.states(candidates), Covered: covered}, nil
}

// laid is how often each cell is covered once a layout is in force.
func (f *footing) laid(ctx context.Context, s *stage, t *state) ([]int32, error) {
	count := append([]int32{}, f.count...)
	for i := range t.layout.Added {
		cells, _, err := f.prints.Of(ctx, s.cells, "", t.layout.Added[i].At())
		if err != nil {
			return nil, err
		}
		for _, cell := range cells {
			count[cell]++
		}
	}
	for _, i := range t.closed {
		for _, cell := range f.of[i] {
			count[cell]--
		}
	}
	return count, nil
}

func (f *footing) share(s *stage, count []int32) *CoverageShare {
	c := &CoverageShare{Without: f.without, Method: f.prints.Method()}
	for i, n := range count {
		if n > 0 {
			c.People += s.cells.People[i]
		}
	}
	if s.cells.Total > 0 {
		c.Share = math.Min(1, c.People/s.cells.Total)
	}
	return c
}
