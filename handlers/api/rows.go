package api

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"hatang/registry"
	"hatang/registry/network"
)

// layered is a view that can be asked for rows by number. Putting records in
// order of distance takes a geodesic for each of them, a hundred times what
// finding them takes; who only wants to know which they are need not wait.
type layered interface {
	Layer(kind registry.Kind) *network.Layer
}

// layerOf is the layer of the question's kind; nil: this view has none.
func (r *nearRequest) layerOf(view View) *network.Layer {
	if v, ok := view.(layered); ok {
		return v.Layer(r.schema.Kind)
	}
	return nil
}

// layer is where an unordered question is answered; nil: it is an ordered one.
func (r *nearRequest) layer(view View) *network.Layer {
	if !r.unordered {
		return nil
	}
	return r.layerOf(view)
}

// acceptRow is accept for rows of the layer; nil: all.
func (r *nearRequest) acceptRow(layer *network.Layer) func(row int32) bool {
	if r.accept == nil {
		return nil
	}
	return func(row int32) bool { return r.accept(layer.Record(row)) }
}

// keep drops the rows that accept does not let pass, in the same memory.
func (r *nearRequest) keep(layer *network.Layer, rows []int32) []int32 {
	if r.accept == nil {
		return rows
	}
	kept := rows[:0]
	for _, row := range rows {
		if r.accept(layer.Record(row)) {
			kept = append(kept, row)
		}
	}
	return kept
}

// sendRows answers {"ids":[…],"count":…,"total":…}, or with fids, with the rows
// that find appends, at most limit of them.
func (a *API) sendRows(c *gin.Context, r *nearRequest, layer *network.Layer, limit int, find func(dst []int32) []int32) error {
	var fids network.FIDs
	if r.format.Name == formatFIDs {
		var err error
		if fids, err = layer.FIDs(c.Request.Context()); err != nil {
			return err
		}
	}
	buffer, ok := a.numbers.Get().(*[]int32)
	if !ok {
		buffer = new([]int32)
	}
	rows := find((*buffer)[:0])
	a.send(c, typeJSON, func(dst []byte) []byte {
		dst = append(dst, r.listOpening()...)
		shown := rows[:min(limit, len(rows))]
		if r.format.Name == formatFIDs {
			dst = fids.Append(dst, shown)
		} else {
			dst = appendIDs(dst, layer, shown)
		}
		return appendCounts(append(dst, ']'), len(shown), len(rows))
	})
	if cap(rows) <= maxPooledBytes/4 {
		*buffer = rows
		a.numbers.Put(buffer)
	}
	return nil
}

func appendIDs(dst []byte, layer *network.Layer, rows []int32) []byte {
	for i, row := range rows {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendText(dst, layer.ID(row))
	}
	return dst
}

func (r *nearRequest) listOpening() string {
	if r.format.Name == formatFIDs {
		return `{"fids":[`
	}
	return `{"ids":[`
}

// sendNames answers {"ids":[…],"distances_m":[…],"count":…,"total":…}, or with
// fids.
func (a *API) sendNames(c *gin.Context, view View, r *nearRequest, hits []Hit, total int) error {
	name := func(dst []byte, rec registry.Record) []byte { return appendText(dst, rec.Head().ID) }
	if r.format.Name == formatFIDs {
		layer := r.layerOf(view)
		if layer == nil {
			return registry.Errorf(registry.Invalid, "sổ đăng ký này không có fid", "this registry has no feature ids")
		}
		fids, err := layer.FIDs(c.Request.Context())
		if err != nil {
			return err
		}
		name = func(dst []byte, rec registry.Record) []byte { return appendFID(dst, layer.FIDOf(fids, rec)) }
	}
	a.send(c, typeJSON, func(dst []byte) []byte {
		dst = append(dst, r.listOpening()...)
		for i, hit := range hits {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = name(dst, hit.Record)
		}
		dst = append(dst, ']')
		if !r.unordered && len(hits) > 0 && hits[0].DistanceM >= 0 {
			dst = append(dst, `,"distances_m":[`...)
			for i, hit := range hits {
				if i > 0 {
					dst = append(dst, ',')
				}
				dst = strconv.AppendFloat(dst, hit.DistanceM, 'f', 3, 64)
			}
			dst = append(dst, ']')
		}
		return appendCounts(dst, len(hits), total)
	})
	return nil
}

func appendCounts(dst []byte, count, total int) []byte {
	dst = append(dst, `,"count":`...)
	dst = strconv.AppendInt(dst, int64(count), 10)
	dst = append(dst, `,"total":`...)
	return append(strconv.AppendInt(dst, int64(total), 10), '}')
}

// appendFID appends a feature id; one that the file no longer has is null, so
// that the others stay in step with the distances.
func appendFID(dst []byte, fid int64) []byte {
	if fid == 0 {
		return append(dst, "null"...)
	}
	return strconv.AppendInt(dst, fid, 10)
}

// inBox answers GET /api/v1/within?bbox=: the records of a kind in a box, by id.
func (a *API) inBox(c *gin.Context, args *args) error {
	// arguments
	box := args.bbox("bbox")
	for _, name := range []string{"lon", "lat", "at", "crs", "radius_m"} {
		if args.has(name) {
			args.reject(name, args.given.get(name), "repeated", registry.Text{VI: "cho bbox, hoặc tâm và bán kính", EN: "give bbox, or a centre and a radius"})
		}
	}
	limit := args.count("limit", maxFeatures, maxLimit)
	r, err := a.nearArguments(c, args, a.placed)
	if err := args.err(); err != nil {
		return err
	}
	if err != nil {
		return err
	}

	// operation
	view := a.options.Live.View()
	if layer := r.layer(view); layer != nil {
		return a.sendRows(c, r, layer, limit, func(dst []int32) []int32 {
			return r.keep(layer, layer.AppendBox(dst, *box, r.day))
		})
	}
	var hits []Hit
	err = view.Scan(c.Request.Context(), registry.Query{Kind: r.schema.Kind, AsOf: r.day, Box: box}, func(rec registry.Record) error {
		if r.accept == nil || r.accept(rec) {
			hits = append(hits, Hit{Record: rec, DistanceM: -1})
		}
		return nil
	})
	if err != nil {
		return err
	}

	// response
	return a.sendHits(c, view, r, hits[:min(limit, len(hits))], len(hits))
}
