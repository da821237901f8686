package sqlite

import (
	"strings"

	"github.com/mattn/go-sqlite3"
	"github.com/paulmach/orb"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"hatang/geo/polygon"
	"hatang/registry"
)

// register gives a connection the functions that the file's R-tree triggers
// call, which GDAL and QGIS bring themselves, and those that only our own
// queries use. Nothing stored in the file may use the latter, or other programs
// could no longer edit it.
func register(conn *sqlite3.SQLiteConn) error {
	functions := map[string]any{
		"ST_MinX":        func(blob any) any { return edge(blob, func(b orb.Bound) float64 { return b.Min[0] }) },
		"ST_MaxX":        func(blob any) any { return edge(blob, func(b orb.Bound) float64 { return b.Max[0] }) },
		"ST_MinY":        func(blob any) any { return edge(blob, func(b orb.Bound) float64 { return b.Min[1] }) },
		"ST_MaxY":        func(blob any) any { return edge(blob, func(b orb.Bound) float64 { return b.Max[1] }) },
		"ST_IsEmpty":     isEmpty,
		"hatang_fold":    registry.Fold,
		"hatang_begins":  hasWords,
		"hatang_touches": touchesBlob,
	}
	for name, function := range functions {
		if err := conn.RegisterFunc(name, function, true); err != nil {
			return err
		}
	}
	// A collator keeps state between comparisons: each connection has its own.
	order := collate.New(language.Vietnamese)
	return conn.RegisterCollation(collation, order.CompareString)
}

// collation orders text as a Vietnamese dictionary does.
const collation = "hatang_vi"

// geometryOf is the geometry that a function was given; NULL, and whatever else
// is none, is nil. The driver hands over NULL only where any value is taken.
func geometryOf(value any) orb.Geometry {
	blob, isBlob := value.([]byte)
	if text, ok := value.(string); ok && !isBlob {
		blob = []byte(text) // SQL that joins blobs makes text of them
	}
	g, err := decodeGeometry(blob)
	if err != nil {
		return nil
	}
	return g
}

// edge is one side of the geometry's bound, NULL when there is none.
func edge(value any, side func(orb.Bound) float64) any {
	g := geometryOf(value)
	if g == nil || g.Bound().IsEmpty() {
		return nil
	}
	return side(g.Bound())
}

// isEmpty is NULL for no geometry, as GeoPackage has it. A blob that cannot be
// read counts as empty: it has no place in the R-tree.
func isEmpty(value any) any {
	if blob, isBlob := value.([]byte); value == nil || (isBlob && blob == nil) {
		return nil // the driver's NULL is either
	}
	g := geometryOf(value)
	return g == nil || g.Bound().IsEmpty()
}

// hasWords tells whether every word of the folded words begins a word of the
// text.
func hasWords(words, text string) bool {
	folded := " " + registry.Fold(text)
	for word := range strings.SplitSeq(words, " ") {
		if !strings.Contains(folded, " "+word) {
			return false
		}
	}
	return true
}

// touchesBlob tells whether the geometry has a point in the box, edges
// included. The R-tree alone answers for bounds, rounded to 32 bits.
func touchesBlob(value any, minX, minY, maxX, maxY float64) bool {
	return touches(geometryOf(value), orb.Bound{Min: orb.Point{minX, minY}, Max: orb.Point{maxX, maxY}})
}

func touches(g orb.Geometry, box orb.Bound) bool {
	switch g := g.(type) {
	case orb.Point:
		return box.Contains(g)
	case orb.MultiPoint:
		for _, p := range g {
			if box.Contains(p) {
				return true
			}
		}
	case orb.Polygon:
		return polygon.Touches(orb.MultiPolygon{g}, box)
	case orb.MultiPolygon:
		return polygon.Touches(g, box)
	}
	return false
}
