package coverage

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/coverage/network"
	"hatang/geo/geodesy"
	"hatang/geo/raster"
	"hatang/registry"
	"hatang/registry/indicators"
)

// Summary says whom the networks of a unit cover.
type Summary struct {
	Unit    indicators.UnitRef `json:"unit"`
	People  float64            `json:"people"`
	AreaKM2 float64            `json:"area_km2"`
	// Networks are by operator and technology. Operators, Technologies and All
	// are unions: whoever has usable signal from any of them.
	Networks     []NetworkSummary `json:"networks"`
	Operators    []Union          `json:"operators"`
	Technologies []Union          `json:"technologies"`
	All          Union            `json:"all"`
	Definitions  []registry.Text  `json:"definitions"`
	Basis        registry.Text    `json:"people_basis"`
	StandIn      bool             `json:"stand_in"`
	Current      bool             `json:"current"`
	Warnings     []Caution        `json:"warnings,omitempty"`
	Notes        []registry.Text  `json:"notes,omitempty"`
}

// NetworkSummary is one operator and technology.
type NetworkSummary struct {
	Operator   string `json:"operator"`
	Technology string `json:"technology"`
	Stations   int    `json:"stations"`
	// Bands are cumulative: who has at least that signal. Declared coverage
	// counts as usable.
	Bands []BandShare `json:"bands"`
	// Usable are the three indicators of usable signal.
	Usable Union `json:"usable"`
	// Once are people whom only one station serves, More those with several.
	Once float64 `json:"people_one_station"`
	More float64 `json:"people_several_stations"`
	// ByBasis parts people with usable signal by what the best of it rests on.
	Modelled float64  `json:"people_modelled"`
	Declared float64  `json:"people_declared"`
	Claim    ClaimRef `json:"claim"`
}

// BandShare is people and area with at least a band of signal.
type BandShare struct {
	Band    string  `json:"band"`
	Level   float64 `json:"least_level"`
	People  float64 `json:"people"`
	Share   float64 `json:"share"` // of the unit's people, 0…1
	AreaKM2 float64 `json:"area_km2"`
}

// Union is the three indicators of usable signal, which have three different
// denominators: people, settled places (khu dân cư) and communes.
type Union struct {
	Name     string  `json:"name,omitempty"`
	People   Covered `json:"people"`
	Settled  Covered `json:"settled_cells"`
	Places   Covered `json:"settlements"`
	Communes Covered `json:"communes"`
	// CommunesTouched have usable signal for anybody at all.
	CommunesTouched int     `json:"communes_with_any"`
	AreaKM2         float64 `json:"area_km2"`
}

// Covered is a part of a whole; Share is not known where the whole is nothing.
type Covered struct {
	Part  float64               `json:"part"`
	Whole float64               `json:"whole"`
	Share registry.Opt[float64] `json:"share"`
}

func covered(part, whole float64) Covered {
	c := Covered{Part: part, Whole: whole}
	if whole > 0 {
		c.Share = registry.Some(part / whole)
	}
	return c
}

// Thresholds of the indicators.
const (
	// SettledPeople is from how many people on a cell is settled.
	SettledPeople = 1.0
	// PlaceRadiusM around a settlement's point is the settlement, which is covered
	// when PlaceShare of the area about it has usable signal.
	PlaceRadiusM = 500.0
	PlaceShare   = 0.5
	// CommuneShare of a commune's people must have usable signal for the commune to
	// count as covered.
	CommuneShare = 0.9
)

func definitions() []registry.Text {
	return []registry.Text{
		registry.Textf("người: dân cư trong các ô 100 m có tín hiệu dùng được", "people: those in the 100 m cells with usable signal"),
		registry.Textf("ô dân cư: ô 100 m có từ %g người trở lên", "settled cells: 100 m cells with at least %g people", SettledPeople),
		registry.Textf("khu dân cư: điểm dân cư có ít nhất %.0f %% diện tích trong vòng %.0f m có tín hiệu dùng được",
			"settlements: at least %.0f %% of the area within %.0f m of the point has usable signal", 100*PlaceShare, PlaceRadiusM),
		registry.Textf("xã: ít nhất %.0f %% số dân của xã có tín hiệu dùng được", "communes: at least %.0f %% of the commune's people have usable signal", 100*CommuneShare),
	}
}

// tally computes the indicators of masks over one ground.
type tally struct {
	ground  *indicators.Ground
	surface *raster.Surface
	places  [][]int32 // the cells around each settlement
	settled float64
}

func (e *Engine) newTally(ctx context.Context, src Source, ground *indicators.Ground) (*tally, error) {
	t := &tally{ground: ground, surface: ground.Surface}
	for _, people := range t.surface.People {
		if people >= SettledPeople {
			t.settled++
		}
	}
	box := t.surface.Grid.Bound()
	err := src.Scan(ctx, registry.Query{Kind: registry.Settlements, Box: &box}, func(rec registry.Record) error {
		if s, ok := rec.(*registry.Settlement); ok && s.Located {
			if i, in := t.surface.Grid.Index(s.Point); in && t.surface.Unit[i] != raster.NoUnit {
				t.places = append(t.places, cellsWithin(t.surface.Grid, s.Point, PlaceRadiusM))
			}
		}
		return nil
	})
	return t, err
}

// cellsWithin are the cells whose centres lie in a small disc.
func cellsWithin(g raster.Grid, p orb.Point, radiusM float64) []int32 {
	box := geodesy.Box(p, radiusM)
	col0, row0 := int((box.Min[0]-g.West)/g.CellLonDeg), int((g.North-box.Max[1])/g.CellLatDeg)
	col1, row1 := int((box.Max[0]-g.West)/g.CellLonDeg), int((g.North-box.Min[1])/g.CellLatDeg)
	var cells []int32
	for row := max(0, row0); row <= min(g.Rows-1, row1); row++ {
		for col := max(0, col0); col <= min(g.Cols-1, col1); col++ {
			if geodesy.DistanceM(p, g.Centre(col, row)) <= radiusM {
				cells = append(cells, int32(row*g.Cols+col))
			}
		}
	}
	return cells
}

func (t *tally) union(name string, m *raster.Mask) (Union, error) {
	u := Union{Name: name}
	units, err := network.Units(t.surface, m)
	if err != nil {
		return u, err
	}
	var people, total float64
	communes, whole := 0, 0
	for _, unit := range units {
		people, total = people+unit.Served, total+unit.People
		if unit.People > 0 {
			whole++
			communes += count(unit.Served >= CommuneShare*unit.People)
			u.CommunesTouched += count(unit.Served > 0)
		}
	}
	cols := t.surface.Grid.Cols
	settled := 0
	for row := range t.surface.Grid.Rows {
		for from, to := range m.Spans(row) {
			inside := 0
			for i := row*cols + from; i < row*cols+to; i++ {
				settled += count(t.surface.People[i] >= SettledPeople)
				inside += count(t.surface.Unit[i] != raster.NoUnit)
			}
			u.AreaKM2 += float64(inside) * t.surface.Grid.RowAreaM2(row) / 1e6
		}
	}
	places := 0
	for _, cells := range t.places {
		served := 0
		for _, i := range cells {
			served += count(m.Has(int(i)%cols, int(i)/cols))
		}
		places += count(len(cells) > 0 && float64(served) >= PlaceShare*float64(len(cells)))
	}
	u.People = covered(people, total)
	u.Settled = covered(float64(settled), t.settled)
	u.Places = covered(float64(places), float64(len(t.places)))
	u.Communes = covered(float64(communes), float64(whole))
	return u, nil
}

// Summary counts whom the networks cover: of an operator and technology, or of
// all where these are empty.
func (e *Engine) Summary(ctx context.Context, src Source, operator, technology string) (*Summary, error) {
	st, groups, err := e.asked(operator, technology)
	if err != nil {
		return nil, err
	}
	ground, err := e.surface(ctx, src, st)
	if err != nil {
		return nil, err
	}
	t, err := e.newTally(ctx, src, ground)
	if err != nil {
		return nil, err
	}
	s := &Summary{
		Unit:   indicators.UnitRef{Code: ground.Unit.Code, Name: ground.Unit.Name, Level: ground.Unit.Level},
		People: t.surface.Total(), Definitions: definitions(), Basis: ground.Basis, Notes: ground.Notes,
	}
	if err := s.networks(t, groups); err != nil {
		return nil, err
	}
	if err := s.unions(t, groups); err != nil {
		return nil, err
	}
	seq, err := src.Seq(ctx)
	if err != nil {
		return nil, err
	}
	s.Current = true
	var all Claim
	for _, g := range groups {
		s.StandIn = s.StandIn || g.claim.StandIn
		s.Current = s.Current && g.claim.Seq == seq
		for _, w := range g.claim.Warnings {
			all.caution(w.Code, w.Text, w.Stations)
		}
	}
	s.Warnings = all.Warnings
	return s, nil
}

func (s *Summary) networks(t *tally, groups []*group) error {
	for _, g := range groups {
		served, err := g.network.Served(t.surface, g.claim.limits())
		if err != nil {
			return err
		}
		m := raster.NewMask(t.surface.Grid)
		g.network.AddUsable(m)
		u, err := t.union("", m)
		if err != nil {
			return err
		}
		n := NetworkSummary{
			Operator: g.claim.Operator, Technology: g.claim.Technology, Stations: len(g.stations), Usable: u, Once: served.Once, More: served.More,
			Claim: ClaimRef{Parameters: g.claim.Parameters, Seq: g.claim.Seq, StandIn: g.claim.StandIn},
		}
		levels := [...]float64{0, g.claim.Thresholds.Limited, g.claim.Thresholds.Outdoor, g.claim.Thresholds.InCar, g.claim.Thresholds.Indoor}
		var people, area float64
		for band := network.Bands - 1; band > 0; band-- {
			people, area = people+served.People[band], area+served.AreaM2[band]/1e6
			n.Bands = append(n.Bands, BandShare{
				Band: bandName(band), Level: levels[band], People: people, Share: people / max(s.People, 1), AreaKM2: area,
			})
		}
		s.AreaKM2 = area + served.AreaM2[0]/1e6
		n.byBasis(g, t.surface)
		s.Networks = append(s.Networks, n)
	}
	return nil
}

// byBasis parts people with usable signal by the basis of their best server.
func (n *NetworkSummary) byBasis(g *group, surface *raster.Surface) {
	declared := map[int32]bool{}
	for number, s := range g.stations {
		if s.Basis == Declared {
			declared[number] = true
		}
	}
	for i, people := range surface.People {
		switch {
		case people == 0 || g.network.Servers[i] == 0 || surface.Unit[i] == raster.NoUnit:
		case len(declared) > 0 && declared[g.network.Server[i]]:
			n.Declared += people
		default:
			n.Modelled += people
		}
	}
}

func (s *Summary) unions(t *tally, groups []*group) error {
	operators, technologies := map[string]*raster.Mask{}, map[string]*raster.Mask{}
	all := raster.NewMask(t.surface.Grid)
	add := func(to map[string]*raster.Mask, name string, g *group) {
		if to[name] == nil {
			to[name] = raster.NewMask(t.surface.Grid)
		}
		g.network.AddUsable(to[name])
	}
	for _, g := range groups {
		add(operators, g.claim.Operator, g)
		add(technologies, g.claim.Technology, g)
		g.network.AddUsable(all)
	}
	var err error
	if s.Operators, err = t.unions(operators); err != nil {
		return err
	}
	if s.Technologies, err = t.unions(technologies); err != nil {
		return err
	}
	s.All, err = t.union("", all)
	return err
}

func (t *tally) unions(masks map[string]*raster.Mask) ([]Union, error) {
	var all []Union
	for name, m := range masks {
		u, err := t.union(name, m)
		if err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	slices.SortFunc(all, func(a, b Union) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return all, nil
}
