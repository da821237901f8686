package sqlite

import (
	"context"

	"hatang/registry"
)

// Retire implements registry.Writer; the zero Date is today. A row that begins
// on the day itself never held: it is deleted, not retired. A thing with a
// later row does not end, so retiring it is a Conflict.
func (w *writer) Retire(ctx context.Context, kind registry.Kind, id string, on registry.Date) (registry.Outcome, error) {
	l, err := w.catalogue.layoutOf(kind)
	if err != nil {
		return registry.Outcome{}, err
	}
	on = w.day(on)
	rows, err := w.rowsOf(ctx, l, id)
	if err != nil {
		return registry.Outcome{}, err
	}
	for i := range rows {
		head := rows[i].rec.Head()
		if !head.Period().Holds(on) {
			continue
		}
		if !isLast(rows, i) {
			return registry.Outcome{}, retireError(l, id, "còn dòng bắt đầu sau ngày %s", "has a row that begins after %s", on)
		}
		if head.ValidFrom == on {
			return registry.Outcome{}, retireError(l, id, "mới bắt đầu ngày %s: xóa dòng đó nếu nhập nhầm", "begins on %s itself: delete that row if it is a mistake", on)
		}
		return w.close(ctx, l, rows[i], on)
	}
	return registry.Outcome{}, registry.Absent(l.schema.Kind, id, on)
}

func retireError(l *layout, id, vi, en string, on registry.Date) error {
	return registry.Errorf(registry.Conflict, l.schema.Single.VI+" %s "+vi, l.schema.Single.EN+" %s "+en, id, on)
}

// close ends a row on the day.
func (w *writer) close(ctx context.Context, l *layout, old row, on registry.Date) (registry.Outcome, error) {
	before := registry.AppendJSON(nil, old.rec)
	old.rec.Head().ValidTo = on
	if err := w.mayRetire(ctx, l, old.rec); err != nil {
		return registry.Outcome{}, err
	}
	return w.replaceFields(ctx, l, old.fid, old.rec, []string{`"valid_to"`}, []any{on.String()},
		registry.Retired, before, registry.AppendJSON(nil, old.rec))
}

// Delete implements registry.Writer. The row before it, which may have been
// closed on its account, stays closed.
func (w *writer) Delete(ctx context.Context, kind registry.Kind, id string, validFrom registry.Date) error {
	l, err := w.catalogue.layoutOf(kind)
	if err != nil {
		return err
	}
	rows, err := w.rowsOf(ctx, l, id)
	if err != nil {
		return err
	}
	for _, old := range rows {
		if old.rec.Head().ValidFrom != validFrom {
			continue
		}
		keys := []string{"id"}
		if l.schema.Field("code") != nil {
			keys = append(keys, "code")
		}
		if err := w.mayLose(ctx, l, old, keys...); err != nil {
			return err
		}
		return w.remove(ctx, l, old)
	}
	return notFound(l, id, "không có dòng nào từ ngày %s", "has no row from %s", validFrom)
}

func (w *writer) remove(ctx context.Context, l *layout, old row) error {
	if err := w.begin(ctx); err != nil {
		return err
	}
	if err := w.settle(ctx, l); err != nil {
		return err
	}
	before := registry.AppendJSON(nil, old.rec)
	if _, err := w.record(ctx, l.schema.Kind, old.rec.Head().ID, registry.Deleted, before, nil); err != nil {
		return err
	}
	w.forget(l)
	w.touch(l, old.rec)
	return w.exec(ctx, `DELETE FROM `+quote(l.table)+` WHERE "fid" = ?`, old.fid)
}
