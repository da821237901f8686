package planning

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"strings"

	"hatang/geo/access"
	"hatang/geo/raster"
	"hatang/registry"
	"hatang/registry/indicators"
)

// Friction is the purpose of a raster of seconds that a metre on foot takes: a
// cost surface. Cells without a value are walked at the usual speed; a negative
// value bars the way.
const Friction = "friction"

// PutFriction stores a cost surface, in place of the one before.
func PutFriction(ctx context.Context, store registry.Store, author registry.Author, source string, v *raster.Values) error {
	for i, s := range v.Value {
		if math.IsInf(float64(s), 0) || s == 0 || s > 3600 {
			return registry.Errorf(registry.Invalid, "ô %d có giá trị %v: cần số giây để đi bộ một mét, trên 0 đến 3600, âm là không đi được",
				"cell %d is %v: the seconds that a metre on foot takes are needed, more than 0 and up to 3600, negative where nobody can go", i, s)
		}
	}
	g := v.Grid
	return store.Update(ctx, author, func(ctx context.Context, w registry.Writer) error {
		return w.PutRaster(ctx, registry.Raster{
			Name: Friction, Purpose: Friction, Source: source, West: g.West, North: g.North,
			CellLonDeg: g.CellLonDeg, CellLatDeg: g.CellLatDeg, Cols: g.Cols, Rows: g.Rows, Values: v.Value,
		})
	})
}

// ReadFriction reads an ESRI ASCII grid, or lines of longitude, latitude and value
// on a regular grid, packed with gzip or not.
func ReadFriction(src io.Reader) (*raster.Values, error) {
	content, err := unpacked(src)
	if err != nil {
		return nil, err
	}
	var values *raster.Values
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(string(content[:min(len(content), 64)]))), "ncols") {
		values, err = raster.ReadASCIIGrid(bytes.NewReader(content), raster.Limits{})
	} else {
		values, _, err = raster.ReadXYZ(bytes.NewReader(content), raster.Limits{})
	}
	if err == nil && values == nil {
		err = errors.New("the places make up no regular grid")
	}
	if err != nil {
		return nil, &registry.Error{Code: registry.Invalid, Cause: err, Message: registry.Text{
			VI: "bề mặt chi phí không đọc được: cần lưới ASCII của ESRI hoặc các dòng kinh độ, vĩ độ, giá trị",
			EN: "the cost surface cannot be read: an ESRI ASCII grid or lines of longitude, latitude and value are needed",
		}}
	}
	return values, nil
}

// frictionOf is the registry's cost surface, nil when there is none.
func frictionOf(ctx context.Context, rasters indicators.RasterSource) (*registry.Raster, error) {
	if rasters == nil {
		return nil, nil
	}
	r, err := rasters.Raster(ctx, Friction)
	var e *registry.Error
	if errors.As(err, &e) && e.Code == registry.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &r, nil
}

// slowness is the cost surface on a grid, by the cell that holds each centre; nil
// where there is none.
func slowness(r *registry.Raster, g raster.Grid) []float32 {
	if r == nil {
		return nil
	}
	from := raster.Grid{West: r.West, North: r.North, CellLonDeg: r.CellLonDeg, CellLatDeg: r.CellLatDeg, Cols: r.Cols, Rows: r.Rows}
	out := make([]float32, g.Cells())
	for i := range out {
		out[i] = 3.6 / access.WalkKMH
		k, ok := from.Index(g.Centre(i%g.Cols, i/g.Cols))
		switch {
		case !ok || math.IsNaN(float64(r.Values[k])):
		case r.Values[k] < 0:
			out[i] = float32(math.Inf(1))
		default:
			out[i] = r.Values[k]
		}
	}
	return out
}
