package network

import (
	"errors"
	"slices"

	"hatang/geo/radio/budget"
	"hatang/geo/raster"
)

// Bands is the number of bands of signal, from none to the best.
const Bands = int(budget.Indoor) + 1

// Served is how much of a surface a network reaches. Arrays are by the best band
// of a cell: what a band covers altogether is the sum from it up.
type Served struct {
	People [Bands]float64
	Cells  [Bands]int
	AreaM2 [Bands]float64
	// Once and More are people in cells with one usable station and with more.
	Once, More float64
}

// Limits are the thresholds of the bands in hundredths of a decibel.
type Limits struct{ Limited, Outdoor, InCar, Indoor int16 }

// LimitsOf rounds thresholds.
func LimitsOf(t budget.Thresholds) Limits {
	return Limits{Centi(t.Limited), Centi(t.Outdoor), Centi(t.InCar), Centi(t.Indoor)}
}

// Band is what a level is good for.
func (t Limits) Band(level int16) budget.Band {
	switch {
	case level == NoLevel || level < t.Limited:
		return budget.None
	case level >= t.Indoor && level >= t.InCar:
		return budget.Indoor
	case level >= t.InCar:
		return budget.InCar
	case level >= t.Outdoor:
		return budget.Outdoor
	}
	return budget.Limited
}

// Served adds up people and area of the surface's units by band. Cells that
// belong to no unit do not count. It fails for a surface of another grid.
func (n *Network) Served(s *raster.Surface, t Limits) (Served, error) {
	var sum Served
	if s.Grid != n.Grid {
		return sum, raster.ErrOtherGrid
	}
	for row := range n.Grid.Rows {
		area := n.Grid.RowAreaM2(row)
		for i := row * n.Grid.Cols; i < (row+1)*n.Grid.Cols; i++ {
			if s.Unit[i] == raster.NoUnit {
				continue
			}
			band := t.Band(n.Best[i])
			sum.People[band] += s.People[i]
			sum.Cells[band]++
			sum.AreaM2[band] += area
			switch n.Servers[i] {
			case 0:
			case 1:
				sum.Once += s.People[i]
			default:
				sum.More += s.People[i]
			}
		}
	}
	return sum, nil
}

// StationPeople is what one station means to people: how many live inside its
// usable footprint, for how many it is the best server with usable signal, and
// whom only it serves, who would be lost with it.
type StationPeople struct {
	Server             int32
	Inside, Best, Only float64
}

// Stations are the people of every station, by its number.
func (n *Network) Stations(s *raster.Surface) ([]StationPeople, error) {
	if s.Grid != n.Grid {
		return nil, raster.ErrOtherGrid
	}
	place := map[int32]int{}
	var all []StationPeople
	for server := range n.layers {
		all = append(all, StationPeople{Server: server})
	}
	slices.SortFunc(all, func(a, b StationPeople) int { return int(a.Server) - int(b.Server) })
	for i := range all {
		place[all[i].Server] = i
		all[i].Inside = n.layers[all[i].Server].Runs(n.Usable).People(s)
	}
	for i, people := range s.People {
		if people == 0 || n.Servers[i] == 0 {
			continue
		}
		at := &all[place[n.Server[i]]]
		at.Best += people
		if n.Servers[i] == 1 {
			at.Only += people
		}
	}
	return all, nil
}

// UnitPeople is how many people of a unit have usable signal.
type UnitPeople struct{ People, Served float64 }

// Units adds up, for each unit of a surface, its people and those in the cells
// of a mask.
func Units(s *raster.Surface, usable *raster.Mask) ([]UnitPeople, error) {
	if usable.Grid() != s.Grid {
		return nil, raster.ErrOtherGrid
	}
	if len(s.Unit) != s.Grid.Cells() {
		return nil, errors.New("network: the surface has not one unit a cell")
	}
	sums := make([]UnitPeople, len(s.Units))
	for row := range s.Grid.Rows {
		for col := range s.Grid.Cols {
			i := row*s.Grid.Cols + col
			unit := s.Unit[i]
			if unit == raster.NoUnit || s.People[i] == 0 {
				continue
			}
			sums[unit].People += s.People[i]
			if usable.Has(col, row) {
				sums[unit].Served += s.People[i]
			}
		}
	}
	return sums, nil
}
