package network

import (
	"bytes"
	"encoding/json"
	"sync/atomic"

	"hatang/registry"
)

// maxFeatureBytes bounds what a layer keeps of rendered features: those of
// 400,000 stations would take 190 MB, of which those come first that are asked
// for first.
const maxFeatureBytes = 64 << 20

// AppendFeature appends the record as a GeoJSON feature with every stated field:
// {"type":"Feature","id":…,"geometry":…,"properties":{…}}. The bytes of records
// that this view hands out are made once; any other record is rendered.
func (v *View) AppendFeature(dst []byte, rec registry.Record) []byte {
	if l := v.layers[rec.Kind()]; l != nil {
		if row, ok := l.numberOf(rec); ok {
			return l.AppendFeature(dst, row)
		}
	}
	return renderFeature(dst, rec)
}

// AppendFeature appends the row's record as View.AppendFeature does.
func (l *Layer) AppendFeature(dst []byte, row int32) []byte {
	kept := l.feature(row)
	if feature := kept.Load(); feature != nil {
		return append(dst, *feature...)
	}
	start := len(dst)
	dst = renderFeature(dst, l.Record(row))
	if size := int64(len(dst) - start); l.base.held.Load()+size <= maxFeatureBytes {
		feature := bytes.Clone(dst[start:])
		if kept.CompareAndSwap(nil, &feature) {
			l.base.held.Add(size)
		}
	}
	return dst
}

func (l *Layer) feature(row int32) *atomic.Pointer[[]byte] {
	if n := l.base.len(); row >= n {
		return &l.fresh[row-n].feature
	}
	return &l.base.features[row]
}

// numberOf is the row that holds this very record.
func (l *Layer) numberOf(rec registry.Record) (int32, bool) {
	if row, ok := l.base.numberOf(rec); ok {
		return row, true
	}
	head := rec.Head()
	if place, found := l.findFresh(head.ID, int32(head.ValidFrom.Days())); found {
		i := l.order[place]
		return l.base.len() + i, l.fresh[i].record == rec
	}
	return 0, false
}

func renderFeature(dst []byte, rec registry.Record) []byte {
	dst = append(dst, `{"type":"Feature","id":`...)
	dst = appendText(dst, rec.Head().ID)
	dst = append(dst, `,"geometry":`...)
	if shape := rec.Shape(); shape != nil {
		dst = registry.AppendGeometry(dst, shape)
	} else {
		dst = append(dst, "null"...)
	}
	dst = append(dst, `,"properties":{`...)
	dst = registry.AppendMembers(dst, rec, nil)
	return append(dst, '}', '}')
}

// appendText appends a JSON string.
func appendText(dst []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			var out bytes.Buffer
			encoder := json.NewEncoder(&out)
			encoder.SetEscapeHTML(false)
			_ = encoder.Encode(text) // a string has an encoding, a Buffer takes it
			return append(dst, bytes.TrimSuffix(out.Bytes(), []byte{'\n'})...)
		}
	}
	dst = append(dst, '"')
	dst = append(dst, text...)
	return append(dst, '"')
}
