package importing

import (
	"encoding/binary"
	"fmt"
	"hash/maphash"

	"hatang/registry"
)

// hash stands for a key in memory: 128 bits, so that a million rows share none by
// accident.
type hash [2]uint64

// hasher makes hashes that mean something within one import only.
type hasher [2]maphash.Seed

func newHasher() hasher { return hasher{maphash.MakeSeed(), maphash.MakeSeed()} }

func (h hasher) of(data []byte) hash {
	return hash{maphash.Bytes(h[0], data), maphash.Bytes(h[1], data)}
}

// short is 64 bits, to compare two rows that have a key in common.
func (h hasher) short(data []byte) uint64 { return maphash.Bytes(h[0], data) }

// rowBytes appends what the row states: the cells of the columns that are read,
// and the geometry of the format.
func rowBytes(dst []byte, columns []*column, row *Row) []byte {
	for _, col := range columns {
		if col.use == ignoredUse || col.use == unknownUse {
			continue
		}
		if cell := cellAt(row.Cells, col); cell.Form != Blank {
			dst = binary.AppendUvarint(dst, uint64(col.index+1))
			dst = binary.AppendUvarint(dst, uint64(len(cell.Text)))
			dst = append(dst, cell.Text...)
		}
	}
	if row.Geometry != nil {
		dst = append(dst, 0)
		dst = registry.AppendGeometry(dst, row.Geometry)
	}
	return dst
}

// keyBytes appends the record's values of the fields, told apart by their
// lengths; stated is false when none is.
func keyBytes(dst []byte, rec registry.Record, fields []*registry.Field) (key []byte, stated bool) {
	for _, f := range fields {
		text := ""
		switch v := f.Value(rec).(type) {
		case nil:
		case string:
			text, stated = v, true
		default:
			text, stated = fmt.Sprint(v), true
		}
		dst = binary.AppendUvarint(dst, uint64(len(text)))
		dst = append(dst, text...)
	}
	return dst, stated
}
