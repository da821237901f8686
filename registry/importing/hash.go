package importing

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"hatang/registry"
)

// hash stands for a key or a content in memory: 128 bits of SHA-256, so that a
// million rows share none by accident.
type hash [16]byte

func hashOf(data []byte) hash {
	sum := sha256.Sum256(data)
	return hash(sum[:16])
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
