package basemap

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/index"
	"hatang/geo/tile"
)

// Set is the layers of a folder, ready for tiles. It never changes.
type Set struct {
	// Stamp tells sets apart.
	Stamp  string
	Layers []Drawn
	tiles  [tile.MaxZoom + 1]tile.Stack
}

// Drawn is a layer that is there.
type Drawn struct {
	About
	Info tile.Info
}

// lookEvery is how often, at most, the files are looked at: tiles are asked for
// by the dozen.
const lookEvery = time.Second

// Set is what the folder holds now, or held a second ago.
func (f *Folder) Set(ctx context.Context) (*Set, error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	now := f.now()
	if f.held != nil && now.Sub(f.looked) < lookEvery {
		return f.held, nil
	}
	stamp, err := f.stamp()
	if err != nil {
		return nil, err
	}
	if f.held == nil || f.held.Stamp != stamp {
		// Whoever asks first may go away; the others are waiting.
		set, err := f.load(context.WithoutCancel(ctx), stamp)
		if err != nil {
			return nil, err
		}
		f.held = set
	}
	f.looked = now
	return f.held, nil
}

func (f *Folder) load(ctx context.Context, stamp string) (*Set, error) {
	s := &Set{Stamp: stamp}
	made := map[Layer]func(zoom uint8) tile.Layer{}
	for _, layer := range Layers() {
		found, err := f.read(ctx, layer)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		draw, info, err := newDrawing(layer, found.features)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.file(layer), err)
		}
		made[layer] = draw
		s.Layers = append(s.Layers, Drawn{found.about, info})
	}
	for zoom := range s.tiles {
		for _, layer := range []Layer{Places, Borders, Land, Water, Roads, Rivers} { // points first; see tile.Stack
			if draw := made[layer]; draw != nil {
				s.tiles[zoom] = append(s.tiles[zoom], draw(uint8(zoom)))
			}
		}
	}
	return s, nil
}

// Tile is what a tile of the zoom is drawn of.
func (s *Set) Tile(zoom uint8) tile.Stack { return s.tiles[zoom] }

// Bound is the box around all layers, empty without any.
func (s *Set) Bound() orb.Bound {
	b := orb.MultiPoint(nil).Bound()
	for _, layer := range s.Layers {
		if !layer.Info.Bound.IsEmpty() {
			b = b.Union(layer.Info.Bound)
		}
	}
	return b
}

// Attribution names the sources with their licences, as HTML, which is how maps
// show it.
func (s *Set) Attribution() string {
	var parts []string
	for _, layer := range s.Layers {
		text := layer.Source
		if layer.Licence != "" {
			text += " (" + layer.Licence + ")"
		}
		if text = html.EscapeString(text); !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " · ")
}

// newDrawing makes a layer of tiles, which may differ by zoom.
func newDrawing(layer Layer, features []kept) (draw func(zoom uint8) tile.Layer, info tile.Info, err error) {
	table, from, err := attributes(layer, features)
	if err != nil {
		return nil, info, err
	}
	switch layer {
	case Land, Water:
		areas, err := drawAreas(layer, features, table, from)
		if err != nil {
			return nil, info, err
		}
		return func(uint8) tile.Layer { return areas }, areas.Info(), nil
	case Places:
		return drawPoints(layer, features, table, from)
	}
	shapes := make([]orb.MultiLineString, len(features))
	for i, f := range features {
		shapes[i], _ = f.shape.(orb.MultiLineString)
	}
	lines, err := tile.NewLines(shapes)
	if err != nil {
		return nil, info, err
	}
	made, err := tile.NewLineLayer(string(layer), lines, table, from)
	if err != nil {
		return nil, info, err
	}
	return func(uint8) tile.Layer { return made }, made.Info(), nil
}

func drawAreas(layer Layer, features []kept, table *tile.Table, from []uint8) (*tile.AreaLayer, error) {
	areas := make([]orb.MultiPolygon, len(features))
	for i, f := range features {
		areas[i], _ = f.shape.(orb.MultiPolygon)
	}
	shapes, err := tile.NewShapes(areas)
	if err != nil {
		return nil, err
	}
	made, err := tile.NewAreaLayer(string(layer), shapes, nil, table)
	if err != nil {
		return nil, err
	}
	return made.From(from)
}

// drawPoints has an index for each zoom, of the points that it shows.
func drawPoints(layer Layer, features []kept, table *tile.Table, from []uint8) (draw func(uint8) tile.Layer, info tile.Info, err error) {
	positions := make([]orb.Point, len(features))
	for i, f := range features {
		positions[i], _ = f.shape.(orb.Point)
	}
	points, err := tile.NewPoints(positions, nil, table)
	if err != nil {
		return nil, info, err
	}
	byZoom := make([]*tile.PointLayer, 0, tile.MaxZoom+1)
	n := 0 // how many are shown: ranks ascend, and first zooms with them
	var last *tile.PointLayer
	for zoom := range uint8(tile.MaxZoom + 1) {
		before := n
		for n < len(from) && from[n] <= zoom {
			n++
		}
		if last == nil || n != before {
			shown, err := index.NewPoints(positions[:n])
			if err != nil {
				return nil, info, err
			}
			last = &tile.PointLayer{Name: string(layer), Points: points, Index: shown}
		}
		byZoom = append(byZoom, last)
	}
	return func(zoom uint8) tile.Layer { return byZoom[zoom] }, last.Info(), nil
}

// attributes are what tiles carry, with the first zoom of each feature.
func attributes(layer Layer, features []kept) (*tile.Table, []uint8, error) {
	fields := []tile.Field{
		{Name: "class", Type: tile.TextType}, {Name: "rank", Type: tile.NumberType}, {Name: "name", Type: tile.TextType},
	}
	switch layer {
	case Roads:
		fields = append(fields, tile.Field{Name: "ref", Type: tile.TextType})
	case Places:
		fields = append(fields, tile.Field{Name: "population", Type: tile.NumberType})
	}
	b := tile.NewTable(fields...)
	from := make([]uint8, len(features))
	for i, f := range features {
		row := []tile.Value{tile.Text(f.Class), tile.Int(int64(f.Rank)), tile.Text(f.Name)}
		switch {
		case layer == Roads:
			row = append(row, tile.Text(f.Ref))
		case layer == Places && f.Population > 0:
			row = append(row, tile.Int(f.Population))
		case layer == Places:
			row = append(row, tile.Value{})
		}
		b.Add(row...)
		from[i] = FirstZoom(f.Rank)
	}
	table, err := b.Table()
	return table, from, err
}
