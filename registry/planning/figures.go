package planning

import (
	"cmp"
	"slices"

	"hatang/geo/access"
	"hatang/geo/siting/equity"
	"hatang/registry"
	"hatang/registry/indicators"
)

// Figures are the indicators of a network, before or after a plan.
type Figures struct {
	Points  int `json:"points"`  // that the filter takes
	Counted int `json:"counted"` // of these, what official means count: N
	// AreaKM2 and People are S and P of the official means.
	AreaKM2            registry.Opt[float64] `json:"area_km2"`
	People             registry.Opt[float64] `json:"people"`
	RadiusCircleKM     registry.Opt[float64] `json:"radius_circle_km"`
	RadiusHalfSquareKM registry.Opt[float64] `json:"radius_half_square_km"`
	PeoplePerPoint     registry.Opt[float64] `json:"people_per_point"`

	Access Ways `json:"access"`
	// CommunesWith and CommunesWithout a point of the network.
	CommunesWith    int            `json:"communes_with"`
	CommunesWithout int            `json:"communes_without"`
	Worst           []CommuneWays  `json:"worst"` // communes by mean way, the longest first
	Equity          Equity         `json:"equity"`
	Coverage        *CoverageShare `json:"coverage,omitempty"` // of mobile sites and loudspeakers
}

// Ways is how far people have to go to the nearest point: metres along the
// geodesic, or seconds where the plan travels. Unknown where so many are not
// reached at all.
type Ways struct {
	Unit      string                `json:"unit"` // "m" or "s"
	People    float64               `json:"people"`
	Unreached float64               `json:"unreached"`
	Mean      registry.Opt[float64] `json:"mean"`
	P50       registry.Opt[float64] `json:"p50"`
	P90       registry.Opt[float64] `json:"p90"`
	P95       registry.Opt[float64] `json:"p95"`
	Max       registry.Opt[float64] `json:"max"`
	Within    []Band                `json:"within"`
}

// Band is the people within a limit.
type Band struct {
	Limit  float64 `json:"limit"` // in the unit of the ways
	People float64 `json:"people"`
	Share  float64 `json:"share"`
}

// CommuneWays is how one commune is served.
type CommuneWays struct {
	Unit   indicators.UnitRef `json:"unit"`
	Points int                `json:"points"` // that lie in it
	Ways   Ways               `json:"ways"`
}

// Equity is how evenly communes are served, by their mean way: 0 is even for
// Gini, a quarter for Palma. Unknown where a commune is not reached.
type Equity struct {
	Gini  registry.Opt[float64] `json:"gini"`
	Palma registry.Opt[float64] `json:"palma"`
}

// CoverageShare is the people within at least one footprint.
type CoverageShare struct {
	People  float64       `json:"people"`
	Share   float64       `json:"share"`
	Without int           `json:"without"` // points of whose footprint nothing is known
	Method  registry.Text `json:"method"`
}

// worstShown is how many communes Figures.Worst lists.
const worstShown = 10

func waysOf(m access.Metric, s *access.Service) Ways {
	w := Ways{Unit: m.Unit(), People: s.People, Unreached: s.Unreached, Within: []Band{}}
	if s.People > s.Unreached {
		w.Mean, w.Max = known(s.Mean), known(s.Max)
		w.P50, w.P90, w.P95 = known(s.P50), known(s.P90), known(s.P95)
	}
	for k, limit := range m.Bands() {
		w.Within = append(w.Within, Band{limit, s.Within[k] * s.People, s.Within[k]})
	}
	return w
}

// tally counts the points of a state.
type tally struct {
	points, counted int
	inCommune       []int
}

func (s *stage) count(t *state) tally {
	c := tally{inCommune: make([]int, len(s.ground.Communes))}
	add := func(commune, sign int, counted bool) {
		c.points += sign
		if counted {
			c.counted += sign
		}
		if commune >= 0 {
			c.inCommune[commune] += sign
		}
	}
	for i := range s.points {
		add(s.points[i].commune, 1, s.points[i].counted)
	}
	if t == nil {
		return c
	}
	for _, commune := range t.commune {
		add(commune, 1, true)
	}
	for _, i := range t.closed {
		add(s.points[i].commune, -1, s.points[i].counted)
	}
	return c
}

// figures of a state; nil is the network as it is.
func (s *stage) figures(t *state) Figures {
	picture := s.before
	if t != nil {
		picture = t.picture
	}
	n := s.count(t)
	f := Figures{
		Points: n.points, Counted: n.counted, AreaKM2: s.ground.AreaKM2.Value, People: s.ground.People.Value,
		Access: waysOf(s.metric, &picture.Total),
	}
	f.RadiusCircleKM = indicators.CircleRadiusKM(f.AreaKM2.Or(0), n.counted)
	f.RadiusHalfSquareKM = indicators.HalfSquareRadiusKM(f.AreaKM2.Or(0), n.counted)
	if f.People.Known {
		f.PeoplePerPoint = indicators.PeoplePerPoint(f.People.Value, n.counted)
	}
	for _, has := range n.inCommune {
		if has > 0 {
			f.CommunesWith++
		} else {
			f.CommunesWithout++
		}
	}
	f.Worst = s.communeWays(picture, n.inCommune)
	f.Worst = f.Worst[:min(worstShown, len(f.Worst))]
	f.Equity = s.equity(picture)
	return f
}

// communeWays is every commune with people, the one whose people have farthest to
// go on average first; those that are not reached before all.
func (s *stage) communeWays(p *access.Picture, inCommune []int) []CommuneWays {
	order := make([]int, 0, len(p.Units))
	for u := range p.Units {
		if p.Units[u].People > 0 {
			order = append(order, u)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &p.Units[a], &p.Units[b]
		return cmp.Or(cmp.Compare(y.Unreached, x.Unreached), cmp.Compare(y.Mean, x.Mean))
	})
	list := make([]CommuneWays, len(order))
	for k, u := range order {
		list[k] = CommuneWays{
			Unit: unitRef(s.ground.Communes[s.communeOf[u]]), Points: inCommune[s.communeOf[u]], Ways: waysOf(s.metric, &p.Units[u]),
		}
	}
	return list
}

func (s *stage) equity(p *access.Picture) Equity {
	var mean, people []float64
	for u := range p.Units {
		if p.Units[u].Unreached > 0 {
			return Equity{}
		}
		if p.Units[u].People > 0 {
			mean, people = append(mean, p.Units[u].Mean), append(people, p.Units[u].People)
		}
	}
	gini, err := equity.Gini(mean, people)
	if err != nil {
		return Equity{}
	}
	e := Equity{Gini: known(gini)}
	if palma, err := equity.Palma(mean, people); err == nil {
		e.Palma = known(palma)
	}
	return e
}

func unitRef(u *registry.AdminUnit) indicators.UnitRef {
	return indicators.UnitRef{Code: u.Code, Name: u.Name, Level: u.Level}
}
