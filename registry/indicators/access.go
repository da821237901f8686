package indicators

import (
	"context"

	"github.com/paulmach/orb"

	"hatang/geo/coverage"
	"hatang/geo/raster"
	"hatang/registry"
)

// measure fills in what rests on the population surface: distances and declared
// coverage. Points known only approximately take part where approximate says so.
func (s *Served) measure(ctx context.Context, g *ground, points []point, commune []int, approximate bool) error {
	placed, left, unplaced := placedPoints(points, approximate)
	s.noteApproximate(points, left, unplaced, approximate)
	if g.surface == nil || len(placed) == 0 {
		return nil
	}
	at := make([]orb.Point, len(placed))
	for i, p := range placed {
		at[i] = points[p].Point
	}
	areas, err := coverage.Nearest(ctx, g.surface, at, coverage.NearestOptions{})
	if err != nil {
		return err
	}
	s.Access = newAccess(g, areas, points, placed, commune)
	s.Declared, err = declared(ctx, g, points, placed)
	return err
}

// placedPoints is the indices of the points whose place may be measured from,
// and how many were left out as approximate or have no place at all.
func placedPoints(points []point, approximate bool) (placed []int, left, unplaced int) {
	for i := range points {
		switch {
		case !points[i].Located:
			unplaced++
		case points[i].Approximate.Or(false) && !approximate:
			left++
		default:
			placed = append(placed, i)
		}
	}
	return placed, left, unplaced
}

func (s *Served) noteApproximate(points []point, left, unplaced int, used bool) {
	if unplaced > 0 {
		s.Notes = append(s.Notes, registry.Textf(
			"%d điểm chưa có tọa độ, không tính khoảng cách", "%d points have no coordinates and take no part in distances", unplaced))
	}
	if left > 0 {
		s.Notes = append(s.Notes, registry.Textf(
			"%d điểm có vị trí gần đúng, không tính khoảng cách (--approximate để tính)",
			"%d points are known only approximately and take no part in distances (--approximate includes them)", left))
	}
	inexact := 0
	for i := range points {
		if points[i].Located && points[i].Approximate.Or(false) {
			inexact++
		}
	}
	if used && inexact > 0 {
		s.Notes = append(s.Notes, registry.Textf(
			"%d/%d điểm có vị trí gần đúng: khoảng cách chỉ để tham khảo", "%d of %d points are known only approximately: distances are indicative",
			inexact, len(points)))
	}
}

func newAccess(g *ground, areas *coverage.Areas, points []point, placed, commune []int) *Access {
	bands := coverage.BandsM()
	a := &Access{BandsM: bands[:], Total: distances(areas.Total)}
	inCommune := make([]int, len(g.communes))
	for _, c := range commune {
		if c >= 0 {
			inCommune[c]++
		}
	}
	for i, p := range placed {
		served := PointServe{
			ID: points[p].id, Code: points[p].code, Name: points[p].name, Class: points[p].class,
			Lon: points[p].Point.Lon(), Lat: points[p].Point.Lat(),
			AreaKM2: areas.Points[i].AreaM2 / 1e6, Serves: distances(areas.Points[i]),
		}
		if c := commune[p]; c >= 0 {
			served.Commune = g.communes[c].Name
		}
		a.Points = append(a.Points, served)
	}
	for _, u := range areas.WorstUnits(len(areas.Units)) {
		i, known := g.byCode[g.surface.Units[u]]
		if !known {
			continue
		}
		a.Communes = append(a.Communes, CommuneServe{
			Unit: unitRef(g.communes[i]), Points: inCommune[i], Serves: distances(areas.Units[u].Service),
		})
	}
	return a
}

func distances(s coverage.Service) Distances {
	return Distances{
		People: s.People, MeanM: s.MeanM, P50M: s.P50M, P90M: s.P90M, R95M: s.R95M, MaxM: s.MaxM,
		Within: append([]float64{}, s.Within[:]...),
	}
}

// declared is the union of the declared discs, nil where no point declares one.
func declared(ctx context.Context, g *ground, points []point, placed []int) (*DeclaredCoverage, error) {
	var discs []raster.Disc
	d := new(DeclaredCoverage)
	for _, p := range placed {
		if r := points[p].radiusM; r.Known && r.Value > 0 {
			discs = append(discs, raster.Disc{Centre: points[p].Point, RadiusM: r.Value})
		} else {
			d.Without++
		}
	}
	if len(discs) == 0 {
		return nil, nil
	}
	mask := raster.NewMask(g.surface.Grid)
	if err := mask.AddDiscs(ctx, discs); err != nil {
		return nil, err
	}
	people, err := g.surface.PeopleIn(mask)
	if err != nil {
		return nil, err
	}
	d.Points, d.People, d.AreaKM2 = len(discs), people, coveredKM2(g.surface, mask)
	if total := g.surface.Total(); total > 0 {
		d.Share = people / total
	}
	return d, nil
}

// coveredKM2 is the area of the mask's cells that belong to the unit.
func coveredKM2(s *raster.Surface, m *raster.Mask) float64 {
	var sumM2 float64
	for row := range s.Grid.Rows {
		cells := 0
		units := s.Unit[row*s.Grid.Cols : (row+1)*s.Grid.Cols]
		for from, to := range m.Spans(row) {
			for _, unit := range units[from:to] {
				if unit != raster.NoUnit {
					cells++
				}
			}
		}
		sumM2 += float64(cells) * s.Grid.RowAreaM2(row)
	}
	return sumM2 / 1e6
}
