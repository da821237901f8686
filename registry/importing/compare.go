package importing

import (
	"reflect"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// compare decides what the draft changes about a thing whose rows are given,
// none for a thing that is not known.
func (im *importer) compare(d *draft, rows []registry.Record) {
	if d.faulty {
		return
	}
	if len(rows) == 0 {
		im.create(d)
		return
	}
	if d.from.IsZero() {
		im.correctToday(d, rows)
		return
	}
	base := holding(rows, d.from)
	switch {
	case base == nil:
		im.beginApart(d, rows)
	case base.Head().ValidFrom == d.from, im.units.completes(im, d, base):
		im.correct(d, base)
	default:
		im.begin(d, base)
	}
}

// create makes a thing that the registry does not know.
func (im *importer) create(d *draft) {
	head := d.rec.Head()
	head.ID, head.ValidFrom, head.ValidTo = d.id, d.from, d.to
	if d.inherited != nil && d.shape == nil {
		im.keepShape(d, *d.inherited, *d.inherited)
	}
	im.standOn(d, d.rec)
	d.put, d.outcome = d.rec, registry.Created
}

// correctToday corrects the row that holds today, for a draft without a date.
func (im *importer) correctToday(d *draft, rows []registry.Record) {
	base := holding(rows, im.opts.today())
	if base == nil {
		last := rows[len(rows)-1].Head()
		im.fault(d, im.matcher.keyColumn(), "", "valid_from", registry.Textf(
			"bản ghi này không có hiệu lực hôm nay (%[1]s – %[2]s): cho biết --valid-from để ghi từ ngày nào",
			"this record does not hold today (%[1]s – %[2]s): say --valid-from to begin it on a day",
			registry.VI.Date(last.ValidFrom), registry.VI.Date(last.ValidTo)))
		return
	}
	im.correct(d, base)
}

// correct changes a row in place.
func (im *importer) correct(d *draft, base registry.Record) {
	merged, changed := im.merge(d, base)
	head := merged.Head()
	if !d.to.IsZero() && d.to != head.ValidTo {
		head.ValidTo, changed = d.to, true
	}
	if changed {
		d.put, d.outcome = merged, registry.Changed
	}
}

// begin lets a new row follow the one that holds, when the facts differ.
func (im *importer) begin(d *draft, base registry.Record) {
	merged, changed := im.merge(d, base)
	head := merged.Head()
	if !d.to.IsZero() && d.to != head.ValidTo {
		head.ValidTo, changed = d.to, true
	}
	if !changed {
		return
	}
	if !base.Head().ValidTo.IsZero() { // the store closes open rows itself
		d.before = clone(base)
		d.before.Head().ValidTo = d.from
	}
	im.units.forget(im, d, merged, base)
	head.ValidFrom, head.Revision = d.from, 0
	d.put, d.outcome = merged, registry.Changed
}

// beginApart makes a row of a time on which no row holds: facts carry on from
// the row before, never back from the one after.
func (im *importer) beginApart(d *draft, rows []registry.Record) {
	var before registry.Record
	to := d.to
	for _, rec := range rows {
		if rec.Head().ValidFrom.Before(d.from) {
			before = rec
		} else if to.IsZero() || rec.Head().ValidFrom.Before(to) {
			to = rec.Head().ValidFrom
			break
		}
	}
	put := d.rec
	if before != nil {
		put, _ = im.merge(d, before)
		im.units.forget(im, d, put, before)
	} else {
		if d.inherited != nil && d.shape == nil {
			im.keepShape(d, *d.inherited, *d.inherited)
		}
		im.standOn(d, put)
	}
	head := put.Head()
	head.ID, head.ValidFrom, head.ValidTo, head.Revision = rows[0].Head().ID, d.from, to, 0
	d.put, d.outcome = put, registry.Changed
}

// merge is a copy of base with what the draft states, and whether that differs.
func (im *importer) merge(d *draft, base registry.Record) (merged registry.Record, changed bool) {
	merged, changed = clone(base), d.site != nil
	d.stated.each(func(i int) {
		f := &im.schema.Fields[i]
		value := f.Value(d.rec)
		if held := f.Value(base); value == held || value == normalised(held) {
			return
		}
		changed = true
		im.set(&draft{rec: merged, row: d.row}, i, f, value)
	})
	shape := d.shape
	if shape == nil && d.inherited != nil && base.Shape() == nil {
		shape = *d.inherited
	}
	if shape == nil && im.standOn(d, merged) {
		changed = true
	}
	if shape == nil || sameShape(shape, base.Shape()) || sameShape(d.raw, base.Shape()) {
		return merged, changed
	}
	if err := merged.SetShape(shape); err != nil {
		im.fault(d, "geometry", shape.GeoJSONType(), "geometry", im.expectedShape())
	}
	im.forgetPosition(d, merged)
	return merged, true
}

// normalised is a held value in the form in which files are read: what other
// programs put into the registry may have other white space.
func normalised(held any) any {
	if text, ok := held.(string); ok {
		return registry.Normalise(text)
	}
	return held
}

// forgetPosition drops how the old position was given, when the row states a new
// one without that.
func (im *importer) forgetPosition(d *draft, merged registry.Record) {
	for _, name := range []string{"given_crs", "given_coordinates", "accuracy_m", "approximate", "approximate_reason"} {
		if i, ok := im.fieldIndex[name]; ok && !d.stated.has(i) {
			_ = im.schema.Fields[i].Set(merged, nil) // nil is good for every field
		}
	}
}

// clone copies a record; its geometry is shared, and never changed.
func clone(rec registry.Record) registry.Record {
	copied := reflect.New(reflect.TypeOf(rec).Elem())
	copied.Elem().Set(reflect.ValueOf(rec).Elem())
	result, _ := copied.Interface().(registry.Record)
	return result
}

func sameShape(a, b orb.Geometry) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return a.GeoJSONType() == b.GeoJSONType() && orb.Equal(a, b)
}
