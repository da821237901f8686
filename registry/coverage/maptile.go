package coverage

import (
	"context"
	"image"
	"math"

	"hatang/geo/coverage/network"
	"hatang/geo/raster"
	"hatang/registry"
)

// MapRequest asks for a picture of a tile of the tile matrix set
// WebMercatorQuad.
type MapRequest struct {
	// Operator whose coverage is meant; empty: everybody's.
	Operator string
	// Technology, or AnyTechnology.
	Technology string
	Look       Look
	Z          uint8
	X, Y       uint32
}

// TilePixels is the side of a picture of a tile.
const TilePixels = 256

// maxTileZoom is the deepest zoom: a pixel is 4 cm there.
const maxTileZoom = 22

// MapTile draws a tile. A pixel shows the cell under its middle; gaps, which may
// be smaller than a pixel, show wherever one lies under it.
func (e *Engine) MapTile(ctx context.Context, src Source, ask MapRequest) (*image.Paletted, error) {
	if ask.Z > maxTileZoom || ask.X >= 1<<ask.Z || ask.Y >= 1<<ask.Z {
		return nil, registry.Errorf(registry.NotFound, "không có ô bản đồ %d/%d/%d", "there is no tile %d/%d/%d", ask.Z, ask.X, ask.Y)
	}
	st, groups, err := e.pictured(ask.Operator, ask.Technology)
	if err != nil {
		return nil, err
	}
	grid := st.claims.Grid
	picture := image.NewPaletted(image.Rect(0, 0, TilePixels, TilePixels), schemeOf(ask.Look, ask.Technology, groups, ask.Operator).palette)
	w := pixelsOver(grid, ask)
	if w.empty() {
		return picture, nil
	}
	if ask.Look == GapsLook {
		ground, err := e.surface(ctx, src, st)
		if err != nil {
			return nil, err
		}
		drawGaps(picture, &w, ground.Surface, groups)
		return picture, nil
	}
	shade := shader(ask.Look, ask.Technology, groups, ask.Operator)
	for y := w.top; y < w.bottom; y++ {
		line := picture.Pix[y*picture.Stride:]
		row := w.rows[y].middle
		for x := w.left; x < w.right; x++ {
			if col := w.cols[x].middle; row >= 0 && col >= 0 {
				line[x] = shade(row*grid.Cols + col)
			}
		}
	}
	return picture, nil
}

// pictured are the groups that a picture is about.
func (e *Engine) pictured(operator, technology string) (*state, []*group, error) {
	if technology == AnyTechnology {
		technology = ""
	}
	return e.asked(operator, technology)
}

// shader is the place in the palette for each cell of the grid.
func shader(look Look, technology string, groups []*group, operator string) func(cell int) uint8 {
	switch {
	case look == ServersLook:
		return func(cell int) uint8 {
			n := 0
			for _, g := range groups {
				n += int(g.network.Servers[cell])
			}
			return uint8(min(n, 4))
		}
	case look == BestLook && operator == "":
		return bestOperator(groups, technology == AnyTechnology)
	case look == BestLook:
		return bestStation(groups, technology == AnyTechnology)
	}
	return bestBand(groups)
}

// bestBand is the best band of any group; declared coverage where nothing better
// is modelled.
func bestBand(groups []*group) func(cell int) uint8 {
	limits := make([]network.Limits, len(groups))
	declared := make([]map[int32]bool, len(groups))
	for i, g := range groups {
		limits[i], declared[i] = g.claim.limits(), g.declared()
	}
	return func(cell int) uint8 {
		best, stated := uint8(0), false
		for i, g := range groups {
			if len(declared[i]) > 0 && declared[i][g.network.Server[cell]] {
				stated = true
				continue
			}
			best = max(best, uint8(limits[i].Band(g.network.Best[cell])))
		}
		if best == 0 && stated {
			return declaredPlace
		}
		return best
	}
}

// strongest is the group with the best usable signal in a cell, -1 for none:
// by level or, across technologies, whose levels are not alike, by how far it is
// above what is usable.
func strongest(groups []*group, across bool, cell int) int {
	found, best := -1, math.MinInt
	for i, g := range groups {
		if g.network.Servers[cell] == 0 {
			continue
		}
		level := int(g.network.Best[cell])
		if across {
			level -= int(g.network.Usable)
		}
		if level > best {
			found, best = i, level
		}
	}
	return found
}

func bestOperator(groups []*group, across bool) func(cell int) uint8 {
	codes := operatorsOf(groups)
	places := make([]uint8, len(groups))
	for i, g := range groups {
		for k, code := range codes {
			if code == g.claim.Operator {
				places[i] = uint8(k + 1)
			}
		}
	}
	return func(cell int) uint8 {
		if i := strongest(groups, across, cell); i >= 0 {
			return places[i]
		}
		return 0
	}
}

// bestStation spreads the numbers of stations over the colours, so that
// neighbours, which often have numbers side by side, differ.
func bestStation(groups []*group, across bool) func(cell int) uint8 {
	return func(cell int) uint8 {
		i := strongest(groups, across, cell)
		if i < 0 {
			return 0
		}
		return uint8(1 + uint32(groups[i].network.Server[cell])%stationColours)
	}
}

// cells is what of the grid lies under a column or a row of pixels: the cell
// under its middle, -1 where that is beyond the grid, and all that it touches.
type cells struct{ middle, from, to int }

// pixelWindow is how a tile lies over the grid.
type pixelWindow struct {
	left, right, top, bottom int // pixels that touch cells
	cols, rows               [TilePixels]cells
}

func (w *pixelWindow) empty() bool { return w.left >= w.right || w.top >= w.bottom }

func pixelsOver(g raster.Grid, ask MapRequest) pixelWindow {
	w := pixelWindow{left: TilePixels, top: TilePixels}
	side := math.Exp2(float64(ask.Z)) * TilePixels
	col := func(pixel float64) float64 {
		lon := ((float64(ask.X)*TilePixels+pixel)/side - 0.5) * 360
		return (lon - g.West) / g.CellLonDeg
	}
	row := func(pixel float64) float64 {
		lat := inverseMercator((0.5 - (float64(ask.Y)*TilePixels+pixel)/side) * 2 * math.Pi)
		return (g.North - lat) / g.CellLatDeg
	}
	for i := range TilePixels {
		if w.cols[i] = under(col, float64(i), g.Cols); w.cols[i].from < w.cols[i].to {
			w.left, w.right = min(w.left, i), i+1
		}
		if w.rows[i] = under(row, float64(i), g.Rows); w.rows[i].from < w.rows[i].to {
			w.top, w.bottom = min(w.top, i), i+1
		}
	}
	return w
}

// under is what lies under a pixel.
func under(at func(pixel float64) float64, pixel float64, count int) cells {
	c := cells{
		middle: int(math.Floor(at(pixel + 0.5))),
		from:   max(0, int(math.Floor(at(pixel)))), to: min(count, int(math.Ceil(at(pixel+1)))),
	}
	if c.middle < 0 || c.middle >= count {
		c.middle = -1
	}
	return c
}

// Stripes of a hatch: so many pixels apart, so many of them strong. Tiles are a
// multiple of it wide, so that stripes run on.
const (
	hatchPixels  = 8
	stripePixels = 3
)

// drawGaps hatches the settled cells without usable signal of any of the groups.
// What lies between the stripes is pale, so that a gap of one pixel still shows,
// and so are cells in which fewer people live.
func drawGaps(picture *image.Paletted, w *pixelWindow, s *raster.Surface, groups []*group) {
	gap := func(cell int) depth {
		if s.People[cell] <= 0 || s.Unit[cell] == raster.NoUnit {
			return noGap
		}
		for _, g := range groups {
			if g.network.Servers[cell] > 0 {
				return noGap
			}
		}
		if s.People[cell] >= SettledPeople {
			return settledGap
		}
		return thinGap
	}
	for y := w.top; y < w.bottom; y++ {
		line := picture.Pix[y*picture.Stride:]
		for x := w.left; x < w.right; x++ {
			deepest := deepestUnder(w.rows[y], w.cols[x], s.Grid.Cols, gap)
			if deepest != noGap {
				line[x] = palePlace
			}
			if deepest == settledGap && (x+y)%hatchPixels < stripePixels {
				line[x] = stripePlace
			}
		}
	}
}

// depth is how much of a gap a cell is.
type depth uint8

const (
	noGap depth = iota
	thinGap
	settledGap
)

func deepestUnder(rows, cols cells, width int, of func(cell int) depth) depth {
	deepest := noGap
	for row := rows.from; row < rows.to; row++ {
		for col := cols.from; col < cols.to; col++ {
			if deepest = max(deepest, of(row*width+col)); deepest == settledGap {
				return deepest
			}
		}
	}
	return deepest
}

// Legend says what the colours of pictures mean, and what they rest on.
type Legend struct {
	Look       Look   `json:"view"`
	Technology string `json:"technology"`
	Operator   string `json:"operator"`
	// Quantity and Unit of From; empty where the networks differ.
	Quantity   string         `json:"quantity,omitempty"`
	Unit       string         `json:"unit,omitempty"`
	Items      []LegendItem   `json:"items"`
	Networks   []ClaimStatus  `json:"networks"`
	Models     []string       `json:"models"`
	AsOf       *registry.Date `json:"as_of"` // null: the networks stand at different days
	ComputedAt string         `json:"computed_at"`
	Current    bool           `json:"current"`
	StandIn    bool           `json:"stand_in"`
	// Terrain tells whether hills were reckoned with in all of it.
	Terrain  bool       `json:"terrain"`
	Bounds   [4]float64 `json:"bounds"` // west, south, east, north
	Warnings []Caution  `json:"warnings"`
}

// Legend is that of the pictures of an operator, or of all, and a technology, or
// AnyTechnology. src is the registry as it is now.
func (e *Engine) Legend(ctx context.Context, src Source, operator, technology string, look Look) (*Legend, error) {
	st, groups, err := e.pictured(operator, technology)
	if err != nil {
		return nil, err
	}
	named := technology
	if named == AnyTechnology {
		named = ""
	}
	status, err := e.Ready(ctx, src, operator, named)
	if err != nil {
		return nil, err
	}
	b := st.claims.Grid.Bound()
	l := &Legend{
		Look: look, Technology: technology, Operator: operator, Items: schemeOf(look, technology, groups, operator).items,
		Networks: status.Claims, Models: []string{}, Current: status.Current, Terrain: true,
		Bounds: [4]float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}, Warnings: []Caution{},
	}
	l.tell(groups)
	return l, nil
}

// tell gathers what the groups rest on.
func (l *Legend) tell(groups []*group) {
	var notes Claim
	var models = map[string]bool{}
	day, alike := groups[0].claim.AsOf, true
	computed := groups[0].claim.ComputedAt
	for _, g := range groups {
		c := g.claim
		for _, m := range c.models() {
			if !models[m] {
				models[m] = true
				l.Models = append(l.Models, m)
			}
		}
		for _, w := range c.Warnings {
			notes.caution(w.Code, w.Text, w.Stations)
		}
		alike = alike && c.AsOf == day
		if c.ComputedAt.Before(computed) {
			computed = c.ComputedAt
		}
		l.StandIn = l.StandIn || c.StandIn
		l.Terrain = l.Terrain && c.Parameters.Terrain
	}
	if alike {
		l.AsOf = &day
	}
	l.ComputedAt = computed.UTC().Format("2006-01-02T15:04:05Z")
	l.Warnings = append(l.Warnings, notes.Warnings...)
	if l.Look == BandLook {
		l.quantity(groups)
	}
}

func (l *Legend) quantity(groups []*group) {
	for i, g := range groups {
		if g.claim.Budget == nil {
			continue
		}
		if i > 0 && l.Quantity != "" && l.Quantity != g.claim.Budget.Quantity {
			l.Quantity, l.Unit = "", ""
			return
		}
		l.Quantity, l.Unit = g.claim.Budget.Quantity, g.claim.Budget.Unit
	}
}
