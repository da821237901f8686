package registry

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// Operation is what a change did to a row.
type Operation string

// The operations.
const (
	Created Operation = "create"
	Changed Operation = "change"
	Retired Operation = "retire" // its last row was closed
	Deleted Operation = "delete" // the row was removed
)

// Origin tells which road a change came by.
type Origin string

// The origins. Outside are edits by QGIS, ogr2ogr and the like, found after the
// fact.
const (
	Program Origin = "program"
	Outside Origin = "outside"
)

// Author says on whose behalf and why something is written.
type Author struct {
	Actor   string // who, such as "officer:an.nguyen" or "local"
	Request string // request id, one for all changes of a request or import
	Reason  string
}

// Change is one link of the chain: what was written down, when and by whom.
// Before and After are the row as canonical JSON (AppendJSON), empty where
// there was none.
type Change struct {
	Seq       int64     `json:"seq"`
	At        time.Time `json:"at"`
	Origin    Origin    `json:"origin"`
	Actor     string    `json:"actor"`
	Request   string    `json:"request"`
	Reason    string    `json:"reason"`
	Kind      Kind      `json:"kind"`
	RecordID  string    `json:"record_id"`
	Operation Operation `json:"operation"`
	Before    []byte    `json:"-"`
	After     []byte    `json:"-"`
	Previous  string    `json:"previous"` // Hash of the change before, empty for the first
	Hash      string    `json:"hash"`
}

// ComputeHash is the SHA-256, in hexadecimal, over the previous hash and every
// field of the change, each preceded by its length so that no two changes share
// an encoding. The time counts in milliseconds, as it is stored.
func (c *Change) ComputeHash() string {
	h := sha256.New()
	var length [8]byte
	put := func(field []byte) {
		binary.BigEndian.PutUint64(length[:], uint64(len(field)))
		h.Write(length[:])
		h.Write(field)
	}
	binary.BigEndian.PutUint64(length[:], uint64(c.Seq))
	h.Write(length[:])
	for _, field := range []string{
		c.At.UTC().Format(TimeLayout), string(c.Origin), c.Actor, c.Request, c.Reason,
		string(c.Kind), c.RecordID, string(c.Operation),
	} {
		put([]byte(field))
	}
	put(c.Before)
	put(c.After)
	put([]byte(c.Previous))
	return hex.EncodeToString(h.Sum(nil))
}

// TimeLayout is how instants are stored: UTC with milliseconds.
const TimeLayout = "2006-01-02T15:04:05.000Z"
