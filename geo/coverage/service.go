package coverage

import (
	"cmp"
	"math"
	"slices"

	"hatang/geo/raster"
)

// Bands is the number of distances in BandsM.
const Bands = 4

// BandsM are the distances, metres, within which the shares of people served
// are told: 1, 2, 3 and 5 km.
func BandsM() [Bands]float64 { return [Bands]float64{1000, 2000, 3000, 5000} }

// Service is how well people are served by their nearest point. Distances are
// metres and weigh by people: P50M is the least distance within which at least
// half of them live, with people living at the centres of their cells; P90M and
// R95M likewise for 90 % and 95 %. Without people all but Cells and AreaM2 are
// 0.
type Service struct {
	People float64
	MeanM  float64
	P50M   float64
	P90M   float64
	R95M   float64 // the radius that holds 95 % of the people
	MaxM   float64 // of cells with people
	// Within is the share of people, 0 to 1, no farther than each of BandsM.
	Within [Bands]float64
	Cells  int // assigned, with people or not
	AreaM2 float64
}

// UnitService is how well a unit of the surface is served.
type UnitService struct {
	Service
	// MainPoint is the index of the point that is nearest to most of the unit's
	// people (of its land, if it has no people), NoPoint for a unit without
	// cells; MainShare is the share of people (or land), 0 to 1, for whom it is.
	MainPoint int
	MainShare float64
	Points    int // how many points are the nearest for part of the unit
}

// WorstUnits lists the indices of at most n units with people, the one whose
// people have farthest to go on average first.
func (a *Areas) WorstUnits(n int) []int {
	worst := make([]int, 0, len(a.Units))
	for u := range a.Units {
		if a.Units[u].People > 0 {
			worst = append(worst, u)
		}
	}
	slices.SortStableFunc(worst, func(u, v int) int { return cmp.Compare(a.Units[v].MeanM, a.Units[u].MeanM) })
	return worst[:min(max(n, 0), len(worst))]
}

// serve adds up points, units and total.
func (a *Areas) serve(s *raster.Surface, points int) {
	a.Points = make([]Service, points)
	a.Units = make([]UnitService, len(s.Units))
	main := newMainPoints(len(s.Units))
	for row := range s.Grid.Rows {
		a.serveRow(s, row, main)
	}
	for i := range a.Points {
		a.Total.add(&a.Points[i])
	}
	main.fill(a.Units)
	a.percentiles(s)
	a.Total.finish()
	for i := range a.Points {
		a.Points[i].finish()
	}
	for u := range a.Units {
		a.Units[u].finish()
	}
}

// serveRow adds up the cells of a row in runs of one point and one unit.
func (a *Areas) serveRow(s *raster.Surface, row int, main *mainPoints) {
	first := row * s.Grid.Cols
	cellM2 := s.Grid.RowAreaM2(row)
	for col := 0; col < s.Grid.Cols; {
		point, unit := a.Assign[first+col], s.Unit[first+col]
		var run Service
		for ; col < s.Grid.Cols && a.Assign[first+col] == point && s.Unit[first+col] == unit; col++ {
			run.addCell(s.People[first+col], float64(a.DistanceM[first+col]))
		}
		if point == NoPoint {
			continue
		}
		run.AreaM2 = float64(run.Cells) * cellM2
		a.Points[point].add(&run)
		if unit != raster.NoUnit {
			a.Units[unit].add(&run)
			main.add(unit, point, &run)
		}
	}
}

// addCell and add keep sums: MeanM of distance times people, Within of people.
// finish divides them.
func (s *Service) addCell(people, distanceM float64) {
	s.Cells++
	if people == 0 {
		return
	}
	s.People += people
	s.MeanM += people * distanceM
	s.MaxM = max(s.MaxM, distanceM)
	for band, limitM := range BandsM() {
		if distanceM <= limitM {
			s.Within[band] += people
		}
	}
}

func (s *Service) add(part *Service) {
	s.People += part.People
	s.MeanM += part.MeanM
	s.MaxM = max(s.MaxM, part.MaxM)
	for band := range s.Within {
		s.Within[band] += part.Within[band]
	}
	s.Cells += part.Cells
	s.AreaM2 += part.AreaM2
}

func (s *Service) finish() {
	if s.People == 0 {
		return
	}
	s.MeanM /= s.People
	for band := range s.Within {
		// Sums taken in the same order cannot exceed the whole; those of parts
		// could, by rounding.
		s.Within[band] = math.Min(1, s.Within[band]/s.People)
	}
}

// mainPoints counts what each point serves of each unit.
type mainPoints struct {
	pairs map[pair]served
	units int
}

type pair struct{ unit, point int32 }

type served struct{ people, areaM2 float64 }

func newMainPoints(units int) *mainPoints {
	return &mainPoints{pairs: make(map[pair]served), units: units}
}

func (m *mainPoints) add(unit, point int32, run *Service) {
	key := pair{unit, point}
	sum := m.pairs[key]
	sum.people += run.People
	sum.areaM2 += run.AreaM2
	m.pairs[key] = sum
}

// fill finds the point that serves most of each unit, the lowest index if
// several do.
func (m *mainPoints) fill(units []UnitService) {
	most := make([]float64, len(units))
	for u := range units {
		units[u].MainPoint, most[u] = NoPoint, -1
	}
	for key, sum := range m.pairs {
		unit := &units[key.unit]
		amount, whole := sum.people, unit.People
		if whole == 0 {
			amount, whole = sum.areaM2, unit.AreaM2
		}
		unit.Points++
		point := int(key.point)
		if amount > most[key.unit] || (amount == most[key.unit] && point < unit.MainPoint) {
			most[key.unit] = amount
			unit.MainPoint, unit.MainShare = point, math.Min(1, amount/whole)
		}
	}
}
