package tile

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// Wedge is how an antenna is drawn: the part of a disc on the ellipsoid that
// its main lobe covers.
type Wedge struct {
	AzimuthDeg   float64 // of the middle, clockwise from north
	BeamwidthDeg float64 // above 0; 360 and more is a disc
	RadiusM      float64 // above 0
}

// maxWedgeM keeps a wedge far from where a disc on the map stops to be round.
const maxWedgeM = 200_000

// Wedges are wedges with their apexes, ids and attributes. They never change.
type Wedges struct {
	points *Points
	apexes []orb.Point
	wedges []Wedge
}

// NewWedges takes a wedge for each position; the rest is as in NewPoints. It
// fails also on a wedge without width or radius, or longer than 200 km, naming
// the row.
func NewWedges(apexes []orb.Point, wedges []Wedge, ids []uint64, table *Table) (*Wedges, error) {
	if len(wedges) != len(apexes) {
		return nil, fmt.Errorf("tile: %d wedges for %d apexes", len(wedges), len(apexes))
	}
	for i, w := range wedges {
		if !(w.RadiusM > 0 && w.RadiusM <= maxWedgeM && w.BeamwidthDeg > 0 && math.Abs(w.AzimuthDeg) <= 360) {
			return nil, fmt.Errorf("tile: wedge %d: azimuth %v°, beamwidth %v°, radius %v m; want -360 to 360, above 0, above 0 to 200,000",
				i, w.AzimuthDeg, w.BeamwidthDeg, w.RadiusM)
		}
	}
	points, err := NewPoints(apexes, ids, table)
	if err != nil {
		return nil, err
	}
	return &Wedges{points, slices.Clone(apexes), slices.Clone(wedges)}, nil
}

// Bound is a box that holds the wedge of the row, for an index.
func (w *Wedges) Bound(row int) orb.Bound { return geodesy.Box(w.apexes[row], w.wedges[row].RadiusM) }

// Zooms of wedges: the first that has them, and the last that is sharper than
// the one before.
const (
	WedgeMinZoom = 13
	WedgeMaxZoom = 16
)

// WedgeLayer draws wedges from zoom 13 on.
type WedgeLayer struct {
	Name   string
	Wedges *Wedges
	// Index finds the rows of Wedges whose Bound meets a box; it may find more.
	Index Finder
}

// Info describes the layer.
func (l *WedgeLayer) Info() Info {
	rows := l.Index.Box(nil, world)
	return Info{
		Name: l.Name, Geometry: PolygonGeometry, Fields: countedFields(l.Wedges.points.table),
		Bound: l.Wedges.points.bound(rows), MinZoom: WedgeMinZoom, MaxZoom: WedgeMaxZoom, Features: len(rows),
	}
}

// sagittas are how far, in tile units, the edges that stand for an arc may run
// from it; a tile that is too large tries the next.
var sagittas = [...]float64{0.5, 4, 24}

// AppendTile implements Layer. A tile in which the wedges do not fit, however
// coarse, shows their apexes in groups instead.
func (l *WedgeLayer) AppendTile(dst []byte, e *Encoder, id ID) []byte {
	if id.Z < WedgeMinZoom {
		return dst
	}
	e.rows = l.Index.Box(e.rows[:0], id.reach())
	for _, sagitta := range sagittas {
		if drawn, fits := l.draw(dst, e, id, sagitta); fits {
			if drawn == 0 {
				return dst
			}
			return e.end()
		}
	}
	return l.Wedges.points.appendGroups(dst, e, id, l.Name)
}

func (l *WedgeLayer) draw(dst []byte, e *Encoder, id ID, sagitta float64) (drawn int, fits bool) {
	points := l.Wedges.points
	e.begin(dst, l.Name, id.Z, points.table, true)
	f, room := newUnitFrame(id), e.room()
	for _, row := range e.rows {
		if !l.Wedges.mayReach(&f, row) {
			continue
		}
		count := int64(0)
		apex := points.position(row)
		if id.Holds(apex) {
			count = 1
		}
		l.Wedges.outline(&e.shape, &f, row, sagitta)
		if e.shape.rings.len() == 0 {
			if count == 0 {
				continue
			}
			v := f.vertex(l.Wedges.apexes[row]) // too small to be drawn, but counted
			e.shape.rings.add([]vertex{v, {v.x + 1, v.y}, {v.x + 1, v.y + 1}, {v.x, v.y + 1}})
		}
		e.geometry = appendRings(e.geometry[:0], &e.shape.rings)
		e.add(&feature{
			id: points.id(row), cells: points.table.row(row), count: count, kind: polygonType, geometry: e.geometry,
		})
		drawn++
		if e.size() > room {
			return drawn, false
		}
	}
	return drawn, true
}

// mayReach tells whether a wedge may reach into the tile; the map's scale at
// its apex changes by less than a tenth along its radius.
func (w *Wedges) mayReach(frame *unitFrame, row int32) bool {
	apex := frame.vertex(w.apexes[row])
	reach := 1 + int64(1.1*w.wedges[row].RadiusM*frame.perMetre(w.apexes[row]))
	return apex.x+reach >= window.low.x && apex.x-reach <= window.high.x &&
		apex.y+reach >= window.low.y && apex.y-reach <= window.high.y
}

// outline puts the part of a wedge that the tile shows into s.rings.
func (w *Wedges) outline(s *shape, frame *unitFrame, row int32, sagitta float64) {
	wedge, apex := w.wedges[row], w.apexes[row]
	s.rings.reset()
	width := min(wedge.BeamwidthDeg, 360)
	from := wedge.AzimuthDeg - width/2
	edges := arcEdges(width, wedge.RadiusM*frame.perMetre(apex), sagitta)
	last := edges
	if width == 360 {
		last-- // the disc closes by itself
	} else {
		s.rings.vertices = append(s.rings.vertices, frame.vertex(apex))
	}
	around := newSurroundings(apex)
	for i := 0; i <= last; i++ {
		azimuth := from + width*float64(i)/float64(edges)
		s.rings.vertices = append(s.rings.vertices, frame.vertex(around.at(azimuth, wedge.RadiusM)))
	}
	switch b := boxOf(s.rings.vertices); {
	case !b.meets(window):
		s.rings.reset()
		return
	case !b.inside(window):
		s.rings.vertices = append(s.rings.vertices[:0], s.clip(s.rings.vertices, window)...)
	}
	s.rings.closeLike(1)
	clean(&s.rings, s)
}

// arcEdges is the number of edges whose middles stay within sagitta units of an
// arc of the given width and radius: s = r(1 - cos(α/2)).
func arcEdges(widthDeg, radius, sagitta float64) int {
	edges := int(math.Ceil(widthDeg / 90)) // enough to look like an arc
	if sagitta < radius {
		stepDeg := 2 * math.Acos(1-sagitta/radius) * 180 / math.Pi
		edges = max(edges, int(math.Ceil(widthDeg/stepDeg)))
	}
	return max(edges, 1+int(widthDeg/180)) // a disc needs three
}

// unitFrame turns degrees into a tile's units, rounded to the nearest.
type unitFrame struct{ side, x, y float64 }

func newUnitFrame(id ID) unitFrame {
	return unitFrame{
		side: float64(uint64(1)<<id.Z) * Extent, x: float64(id.X) * Extent, y: float64(id.Y) * Extent,
	}
}

func (f *unitFrame) vertex(p orb.Point) vertex {
	x, y := mercator(p)
	return vertex{int64(math.Round(x*f.side - f.x)), int64(math.Round(min(max(y, 0), 1)*f.side - f.y))}
}

// perMetre is about how many units a metre at p is long.
func (f *unitFrame) perMetre(p orb.Point) float64 {
	return f.side / (2 * math.Pi * geodesy.SemiMajorAxisM * math.Cos(p[1]*math.Pi/180))
}
