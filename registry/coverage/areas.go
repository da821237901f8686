package coverage

import (
	"image"
	"image/color"
	"math"

	"github.com/paulmach/orb"

	"hatang/geo/coverage/network"
	"hatang/geo/radio/budget"
	"hatang/registry"
)

// Area is where one operator and technology has a band of signal, for maps.
type Area struct {
	Operator   string
	Technology string
	Band       string
	Level      float64 // from which on
	Basis      Basis
	Area       orb.MultiPolygon
}

func bandName(band int) string { return budget.Band(band).String() }

// Areas are the bands of one operator and technology, along the edges of cells:
// each band by itself, modelled and declared coverage apart.
func (e *Engine) Areas(operator, technology string) ([]Area, *Claim, error) {
	g, err := e.group(operator, technology)
	if err != nil {
		return nil, nil, err
	}
	declared := g.declared()
	limits := g.claim.limits()
	n := g.network
	whole := network.Window{Cols: n.Grid.Cols, Rows: n.Grid.Rows}
	levels := [...]float64{0, g.claim.Thresholds.Limited, g.claim.Thresholds.Outdoor, g.claim.Thresholds.InCar, g.claim.Thresholds.Indoor}
	var all []Area
	for band := budget.Indoor; band > budget.None; band-- {
		area := network.Outline(n.Grid, whole, func(col, row int) bool {
			i := row*n.Grid.Cols + col
			return limits.Band(n.Best[i]) == band && !declared[n.Server[i]]
		})
		if len(area) > 0 {
			all = append(all, Area{operator, technology, band.String(), levels[band], Modelled, area})
		}
	}
	if len(declared) > 0 {
		area := network.Outline(n.Grid, whole, func(col, row int) bool {
			return declared[n.Server[row*n.Grid.Cols+col]]
		})
		if len(area) > 0 {
			all = append(all, Area{operator, technology, string(Declared), g.claim.Usable, Declared, area})
		}
	}
	return all, g.claim, nil
}

// declared are the numbers of stations with declared coverage.
func (g *group) declared() map[int32]bool {
	declared := map[int32]bool{}
	for number, s := range g.stations {
		if s.Basis == Declared {
			declared[number] = true
		}
	}
	return declared
}

// group is the one group of an operator and technology, both named.
func (e *Engine) group(operator, technology string) (*group, error) {
	if _, err := e.current(); err != nil {
		return nil, err
	}
	if operator == "" || technology == "" {
		return nil, registry.Errorf(registry.Invalid, "cần nêu doanh nghiệp và công nghệ", "an operator and a technology are needed")
	}
	_, all, err := e.asked(operator, technology)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// MaxImageSide bounds an overlay.
const MaxImageSide = 4096

// palette colours the bands from none to indoor, and declared coverage: the
// stronger the darker, so that bands can be told apart without colour.
func palette() color.Palette {
	return color.Palette{
		color.NRGBA{}, color.NRGBA{0xfd, 0xe7, 0x25, 0xa0}, color.NRGBA{0x5e, 0xc9, 0x62, 0xa8},
		color.NRGBA{0x21, 0x91, 0x8c, 0xb0}, color.NRGBA{0x3b, 0x52, 0x8b, 0xb8}, color.NRGBA{0x88, 0x88, 0x88, 0x90},
	}
}

// Overlay draws the bands of one operator and technology over a box of
// longitudes and latitudes, whose image has its rows evenly spaced in the
// Mercator projection, as web maps place it. Each pixel is the cell under its
// middle.
func (e *Engine) Overlay(operator, technology string, box orb.Bound, width, height int) (*image.Paletted, error) {
	g, err := e.group(operator, technology)
	if err != nil {
		return nil, err
	}
	if err := checkPicture(box, width, height); err != nil {
		return nil, err
	}
	limits, declared := g.claim.limits(), g.declared()
	grid := g.network.Grid
	picture := image.NewPaletted(image.Rect(0, 0, width, height), palette())
	top, bottom := mercator(box.Max[1]), mercator(box.Min[1])
	cols := make([]int, width)
	for x := range cols {
		lon := box.Min[0] + (float64(x)+0.5)/float64(width)*(box.Max[0]-box.Min[0])
		cols[x] = int(math.Floor((lon - grid.West) / grid.CellLonDeg))
	}
	for y := range height {
		lat := inverseMercator(top + (float64(y)+0.5)/float64(height)*(bottom-top))
		row := int(math.Floor((grid.North - lat) / grid.CellLatDeg))
		if row < 0 || row >= grid.Rows {
			continue
		}
		line := picture.Pix[y*picture.Stride:]
		for x, col := range cols {
			if col >= 0 && col < grid.Cols {
				i := row*grid.Cols + col
				line[x] = shade(limits.Band(g.network.Best[i]), declared[g.network.Server[i]])
			}
		}
	}
	return picture, nil
}

func mercator(latDeg float64) float64 { return math.Asinh(math.Tan(latDeg * math.Pi / 180)) }

func inverseMercator(y float64) float64 { return math.Atan(math.Sinh(y)) * 180 / math.Pi }

// shade is the place in the palette.
func shade(band budget.Band, declared bool) uint8 {
	if declared {
		return uint8(budget.Indoor) + 1
	}
	return uint8(band)
}

func checkPicture(box orb.Bound, width, height int) error {
	if width < 1 || height < 1 || width > MaxImageSide || height > MaxImageSide {
		return registry.Errorf(registry.Invalid, "ảnh %d × %d điểm, tối đa %d", "an image of %d × %d pixels, at most %d a side", width, height, MaxImageSide)
	}
	if !(box.Min[0] < box.Max[0] && box.Min[1] < box.Max[1]) || box.Min[1] < -85 || box.Max[1] > 85 || box.Min[0] < -180 || box.Max[0] > 180 {
		return registry.Errorf(registry.Invalid, "khung %v không phải tây, nam, đông, bắc", "%v is no west, south, east, north", box)
	}
	return nil
}
