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

// layer is where an unordered question is answered; nil: it has conditions that
// only records can be asked about.
func (r *nearRequest) layer(view View) *network.Layer {
	if !r.unordered || r.accept != nil {
		return nil
	}
	if v, ok := view.(layered); ok {
		return v.Layer(r.schema.Kind)
	}
	return nil
}

// sendRows answers {"ids":[…],"count":…,"total":…} with the rows that find
// appends, at most limit of them.
func (a *API) sendRows(c *gin.Context, layer *network.Layer, limit int, find func(dst []int32) []int32) {
	buffer, ok := a.numbers.Get().(*[]int32)
	if !ok {
		buffer = new([]int32)
	}
	rows := find((*buffer)[:0])
	a.send(c, typeJSON, func(dst []byte) []byte {
		dst = append(dst, `{"ids":[`...)
		shown := rows[:min(limit, len(rows))]
		for i, row := range shown {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendText(dst, layer.ID(row))
		}
		dst = append(dst, `],"count":`...)
		dst = strconv.AppendInt(dst, int64(len(shown)), 10)
		dst = append(dst, `,"total":`...)
		return append(strconv.AppendInt(dst, int64(len(rows)), 10), '}')
	})
	if cap(rows) <= maxPooledBytes/4 {
		*buffer = rows
		a.numbers.Put(buffer)
	}
}
