package network

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
	"strconv"

	"hatang/registry"
)

// fidStore is a Store whose rows have numbers in its file, as those of a
// GeoPackage have.
type fidStore interface {
	// FIDs calls yield with the number of each row of the kind about the things
	// of these ids, nil for all, by ID and then by the day from which it holds.
	FIDs(ctx context.Context, kind registry.Kind, ids []string, yield func(id string, from registry.Date, fid int64) error) error
}

// FIDs are the feature ids of a layer's rows: the numbers by which the
// registry's file, and so QGIS, knows them. A row keeps its number as long as it
// is in the file.
type FIDs struct {
	base  []fidText
	fresh []*freshRow
}

// Of is the feature id of a row; 0, which no row has, when the row has left the
// file since.
func (f FIDs) Of(row int32) int64 {
	if n := int32(len(f.base)); row >= n {
		return f.fresh[row-n].fid
	}
	return f.base[row].number()
}

// Append appends the feature ids of the rows in decimal digits, joined by
// commas; null where the row has left the file since.
func (f FIDs) Append(dst []byte, rows []int32) []byte {
	if len(rows) == 0 {
		return dst
	}
	for _, row := range rows {
		if int(row) < len(f.base) && f.base[row].written() {
			// The rows of an answer are scattered: eight bytes at once let the
			// processor fetch the next ones meanwhile.
			dst = binary.LittleEndian.AppendUint64(dst, uint64(f.base[row]))
			dst = dst[:len(dst)-bits.LeadingZeros64(uint64(f.base[row]))/8]
			continue
		}
		if fid := f.Of(row); fid != 0 {
			dst = strconv.AppendInt(dst, fid, 10)
		} else {
			dst = append(dst, "null"...)
		}
		dst = append(dst, ',')
	}
	return dst[:len(dst)-1]
}

// fidText is a feature id with its decimal digits written: the first in the
// lowest byte, a comma after the last. One of more than seven digits is kept as
// a number above a byte of zeros.
type fidText uint64

const writtenFIDs = 1e7

func newFIDText(fid int64) fidText {
	if fid <= 0 || fid >= writtenFIDs {
		return fidText(fid) << 8
	}
	text := fidText(',')
	for ; fid > 0; fid /= 10 {
		text = text<<8 | fidText('0'+fid%10)
	}
	return text
}

func (t fidText) written() bool { return byte(t) != 0 }

func (t fidText) number() int64 {
	if !t.written() {
		return int64(t) >> 8
	}
	var fid int64
	for ; byte(t) != ','; t >>= 8 {
		fid = 10*fid + int64(byte(t)-'0')
	}
	return fid
}

// FIDs are the feature ids of the layer's rows. They are read from the file when
// they are first asked for, unless the background did; a Store without such
// numbers is an Invalid error.
func (l *Layer) FIDs(ctx context.Context) (FIDs, error) {
	base, err := l.base.numbered(ctx, l.env.fids)
	return FIDs{base, l.fresh}, err
}

// FIDOf is the feature id of a record that the layer hands out.
func (l *Layer) FIDOf(f FIDs, rec registry.Record) int64 {
	head := rec.Head()
	if row, found := l.find(rowName{head.ID, head.ValidFrom}); found {
		return f.Of(row)
	}
	return 0
}

// numbered is the feature ids of the base's rows.
func (b *base) numbered(ctx context.Context, store fidStore) ([]fidText, error) {
	if fids := b.fids.Load(); fids != nil {
		return *fids, nil
	}
	if store == nil {
		return nil, registry.Errorf(registry.Invalid, "sổ đăng ký này không có fid", "this registry has no feature ids")
	}
	b.numbering.Lock()
	defer b.numbering.Unlock()
	if fids := b.fids.Load(); fids != nil {
		return *fids, nil
	}
	fids := make([]fidText, b.len())
	row := int32(0)
	err := store.FIDs(ctx, b.schema.Kind, nil, func(id string, from registry.Date, fid int64) error {
		day := int32(from.Days())
		for row < b.len() && compareNames(b.ids[row], b.spans[row].from, id, day) < 0 {
			row++
		}
		if row < b.len() && b.ids[row] == id && b.spans[row].from == day {
			fids[row] = newFIDText(fid)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("feature ids of %s: %w", b.schema.Kind, err)
	}
	b.fids.Store(&fids)
	return fids, nil
}

// number gives the rows that were written their feature ids. Where a layer gets
// a new base at once, all of its numbers are read later.
func (c *changes) number(ctx context.Context, v *View, mergeAfter int) error {
	store := v.env.fids
	for kind, edits := range c.edits {
		if store == nil || v.layers[kind].replacedBy(edits, mergeAfter) {
			continue
		}
		var ids []string
		for _, e := range edits {
			if e.record != nil {
				ids = append(ids, e.record.Head().ID)
			}
		}
		if len(ids) == 0 {
			continue
		}
		slices.Sort(ids)
		found := map[rowName]int64{}
		err := store.FIDs(ctx, kind, slices.Compact(ids), func(id string, from registry.Date, fid int64) error {
			found[rowName{id, from}] = fid
			return nil
		})
		if err != nil {
			return fmt.Errorf("feature ids of %s: %w", kind, err)
		}
		for i := range edits {
			if edits[i].record != nil {
				edits[i].fid = found[nameOf(edits[i].record)]
			}
		}
	}
	return nil
}

// great tells whether the changes replace a base of the view's.
func (c *changes) great(v *View, mergeAfter int) bool {
	for kind, edits := range c.edits {
		if v.layers[kind].replacedBy(edits, mergeAfter) {
			return true
		}
	}
	return false
}

// takeNumbers makes the feature ids of a base out of those of the layer that it
// follows, of which rows tells its rows; a base with rows of its own reads them
// anew.
func (b *base) takeNumbers(l *Layer, rows []int32) {
	old := l.base.fids.Load()
	if old == nil || slices.Contains(rows, unrendered) {
		return
	}
	was := FIDs{*old, l.fresh}
	fids := make([]fidText, len(rows))
	for i, row := range rows {
		fids[i] = newFIDText(was.Of(row))
	}
	if !slices.Contains(fids, 0) {
		b.fids.Store(&fids)
	}
}

// numberAll reads the feature ids that are not known yet, the largest layer
// first: it is the one whose reader would wait longest.
func (v *View) numberAll(ctx context.Context) error {
	if v.env.fids == nil {
		return nil
	}
	layers := make([]*Layer, 0, len(v.layers))
	for _, l := range v.layers {
		layers = append(layers, l)
	}
	slices.SortFunc(layers, func(a, b *Layer) int { return cmp.Compare(b.base.len(), a.base.len()) })
	for _, l := range layers {
		if _, err := l.base.numbered(ctx, v.env.fids); err != nil {
			return err
		}
	}
	return nil
}
