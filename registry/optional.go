package registry

import (
	"database/sql"
	"encoding/json"
)

// Opt is a value that may be unknown. Unknown is not zero and not false.
type Opt[T any] struct {
	Value T
	Known bool
}

// Some is the known value v.
func Some[T any](v T) Opt[T] { return Opt[T]{v, true} }

// Or is the value, or other when it is unknown.
func (o Opt[T]) Or(other T) T {
	if o.Known {
		return o.Value
	}
	return other
}

// MarshalJSON writes the value, or null.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if !o.Known {
		return []byte("null"), nil
	}
	return json.Marshal(o.Value)
}

// UnmarshalJSON reads the value, or null.
func (o *Opt[T]) UnmarshalJSON(data []byte) error {
	*o = Opt[T]{}
	if string(data) == "null" {
		return nil
	}
	o.Known = true
	return json.Unmarshal(data, &o.Value)
}

// Scan reads from a database column that may be NULL.
func (o *Opt[T]) Scan(value any) error {
	var n sql.Null[T]
	err := n.Scan(value)
	*o = Opt[T]{n.V, n.Valid}
	return err
}
