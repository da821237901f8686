package planning

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/indicators"
)

// candidate is a place where a point may be added.
type candidate struct {
	id, name string
	source   string // settlement, seat, grid, list, point
	at       orb.Point
	commune  int
	weight   float64 // people near, for thinning
}

// candidates gathers what the question allows, and everything wrong with it.
func (s *stage) candidates(ctx context.Context, src indicators.Source, q *Question) ([]candidate, []registry.Text, error) {
	if q.Goal == Upgrade {
		return s.upgradable(q)
	}
	var l problemList
	var found []candidate
	want := q.Candidates
	nothing := !want.Settlements && !want.Seats && want.GridM == 0 && len(want.List) == 0
	found = append(found, s.listed(want.List, &l)...)
	if want.Settlements || nothing {
		settlements, err := s.settlements(ctx, src)
		if err != nil {
			return nil, nil, err
		}
		found = append(found, settlements...)
		if len(settlements) == 0 && nothing {
			want.GridM = 1000
		}
	}
	if want.Seats || nothing {
		found = append(found, s.seats()...)
	}
	if want.GridM > 0 {
		found = append(found, s.grid(want.GridM)...)
	}
	found, notes := s.thin(found, want.Most, q)
	checkNamed(q, found, &l)
	return found, notes, l.err()
}

// listed is the places somebody named; those outside the territory are problems.
func (s *stage) listed(list []Place, l *problemList) []candidate {
	var found []candidate
	for i, p := range list {
		commune := s.ground.CommuneOf(registry.Position{Point: p.At(), Located: true}, "")
		if commune < 0 {
			l.addRow(i+1, "candidates.list", fmt.Sprintf("%v %v", p.Lon, p.Lat), "inside",
				"nằm ngoài %[1]s", "lies outside %[1]s", s.ground.Unit.Name)
			continue
		}
		id, name := p.ID, p.Name
		if id == "" {
			id = "l:" + strconv.Itoa(i+1)
		}
		if name == "" {
			name = id
		}
		found = append(found, candidate{id: id, name: name, source: "list", at: p.At(), commune: commune})
	}
	return found
}

func (s *stage) settlements(ctx context.Context, src indicators.Source) ([]candidate, error) {
	box := s.ground.Surface.Grid.Bound()
	var found []candidate
	err := src.Scan(ctx, registry.Query{Kind: registry.Settlements, AsOf: s.asOf, Box: &box}, func(rec registry.Record) error {
		settlement, ok := rec.(*registry.Settlement)
		if !ok || !settlement.Located {
			return nil
		}
		commune := s.ground.CommuneOf(registry.Position{Point: settlement.Point, Located: true}, "")
		if commune >= 0 {
			found = append(found, candidate{
				id: "s:" + settlement.Row.ID, name: settlement.Name, source: "settlement", at: settlement.Point, commune: commune,
				weight: settlement.SpreadWeight(),
			})
		}
		return nil
	})
	return found, err
}

// seats is, for each commune, the populated cell nearest to the middle of its
// people.
func (s *stage) seats() []candidate {
	var found []candidate
	for u := range s.ground.Surface.Units {
		from, to := s.cells.OfUnit(u)
		var lon, lat, people float64
		for i := from; i < to; i++ {
			p := s.cells.Centre(i)
			lon, lat, people = lon+p[0]*s.cells.People[i], lat+p[1]*s.cells.People[i], people+s.cells.People[i]
		}
		if people == 0 {
			continue
		}
		middle := orb.Point{lon / people, lat / people}
		best, least := from, math.Inf(1)
		for i := from; i < to; i++ {
			p := s.cells.Centre(i)
			if d := math.Hypot((p[0]-middle[0])*math.Cos(middle[1]*math.Pi/180), p[1]-middle[1]); d < least {
				best, least = i, d
			}
		}
		c := s.ground.Communes[s.communeOf[u]]
		found = append(found, candidate{
			id: "u:" + c.Code, name: c.Name, source: "seat", at: s.cells.Centre(best), commune: s.communeOf[u], weight: math.Inf(1),
		})
	}
	return found
}

func (s *stage) grid(sideM float64) []candidate {
	side := max(1, int(math.Round(sideM/indicators.CellM)))
	var found []candidate
	for _, i := range s.cells.Thin(side) {
		commune := s.communeOfUnit(s.cells.Unit[i])
		if commune < 0 {
			continue
		}
		name := "ô " + strconv.Itoa(int(s.cells.Index[i])) + ", " + s.ground.Communes[commune].Name
		found = append(found, candidate{
			id: "g:" + strconv.Itoa(int(s.cells.Index[i])), name: name, source: "grid", at: s.cells.Centre(i), commune: commune, weight: s.cells.People[i],
		})
	}
	return found
}

// thin keeps at most so many, spread over the land: of each square of a grid the
// most peopled, with squares as large as it takes. Places that were listed or are
// forced, and commune centres, stay.
func (s *stage) thin(found []candidate, most int, q *Question) ([]candidate, []registry.Text) {
	if most == 0 {
		most = mostCandidates
	}
	if len(found) <= most {
		return found, nil
	}
	g := s.ground.Surface.Grid
	for side := 2.0; ; side *= 1.15 {
		best := map[[2]int]int{}
		var kept []int
		for i := range found {
			c := &found[i]
			if c.source == "list" || c.source == "seat" || slices.Contains(q.Force, c.id) {
				kept = append(kept, i)
				continue
			}
			key := [2]int{int((g.North - c.at[1]) / g.CellLatDeg / side), int((c.at[0] - g.West) / g.CellLonDeg / side)}
			if k, taken := best[key]; !taken || c.weight > found[k].weight {
				best[key] = i
			}
		}
		if len(kept)+len(best) > most && len(best) > 1 {
			continue
		}
		for _, i := range best {
			kept = append(kept, i)
		}
		slices.Sort(kept)
		thinned := make([]candidate, len(kept))
		for k, i := range kept {
			thinned[k] = found[i]
		}
		return thinned, []registry.Text{registry.Textf("xét %[2]d trong %[1]d vị trí ứng viên, rải đều, nơi đông dân trước",
			"%[2]d of %[1]d candidates are looked at, spread over the land, the most peopled first", len(found), len(thinned))}
	}
}

// upgradable is the BĐVHX that the network could make full offices; the network
// itself must be the offices alone.
func (s *stage) upgradable(q *Question) ([]candidate, []registry.Text, error) {
	var l problemList
	var found []candidate
	unplaced := 0
	for i := range s.all {
		p := &s.all[i]
		if p.class != registry.CommunePoint {
			continue
		}
		if !p.Located {
			unplaced++
			continue
		}
		found = append(found, candidate{id: p.id, name: p.label(), source: "point", at: p.Point, commune: p.commune})
	}
	var notes []registry.Text
	if unplaced > 0 {
		notes = append(notes, registry.Textf("%d BĐVHX chưa có tọa độ, không xét", "%d BĐVHX have no coordinates and are not looked at", unplaced))
	}
	checkNamed(q, found, &l)
	return found, notes, l.err()
}

// checkNamed reports forced and forbidden IDs that are no candidates, and counts
// that cannot be reached.
func checkNamed(q *Question, found []candidate, l *problemList) {
	ids := make(map[string]bool, len(found))
	for i := range found {
		ids[found[i].id] = true
	}
	checkIDs(q, ids, l)
	counted := q.Goal == Add || q.Goal == Cover || q.Goal == Upgrade
	free := len(found) - countIn(q.Forbid, ids)
	switch {
	case counted && q.Count > free:
		l.add("count", strconv.Itoa(q.Count), "range", "nhiều hơn số vị trí ứng viên còn được chọn: %d", "more than the candidates that may be chosen: %d", free)
	case counted && countIn(q.Force, ids) > q.Count:
		l.add("force", strconv.Itoa(len(q.Force)), "range", "bắt buộc nhiều điểm hơn số cần thêm: %d", "more points are forced than wanted: %d", q.Count)
	case len(found) == 0:
		l.add("candidates", "", "required", "không có vị trí ứng viên nào", "there are no candidates")
	}
}

func checkIDs(q *Question, ids map[string]bool, l *problemList) {
	for name, list := range map[string][]string{"force": q.Force, "forbid": q.Forbid} {
		for _, id := range list {
			if !ids[id] {
				l.add(name, id, "reference", "không có trong các vị trí ứng viên", "is none of the candidates")
			}
		}
	}
}

func countIn(list []string, ids map[string]bool) int {
	n := 0
	seen := map[string]bool{}
	for _, id := range list {
		if ids[id] && !seen[id] {
			n++
			seen[id] = true
		}
	}
	return n
}
