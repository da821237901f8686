package network

import (
	"context"
	"slices"

	"hatang/registry"
)

// mergeAt is the number of changed rows from which on the base is made anew.
func (l *Layer) mergeAt(option int) int {
	if option > 0 {
		return option
	}
	return 1000 + int(l.base.len())/100
}

// replacedBy tells whether edits are so many that the layer gets a new base with
// them at once.
func (l *Layer) replacedBy(edits []edit, mergeAfter int) bool {
	return len(edits) > 4*l.mergeAt(mergeAfter)
}

// stale tells whether the layer is due for a new base: too much changed since,
// or the day came on which a row begins or ends to hold.
func (l *Layer) stale(mergeAfter int) bool {
	return l.lost+len(l.fresh) >= l.mergeAt(mergeAfter) || !l.now.holds(l.env.today())
}

// rebuilt is the same layer on a new base.
func (l *Layer) rebuilt() (*Layer, error) {
	records, rows := l.merged()
	next, err := l.on(records, rows, l.seq)
	if err == nil {
		next.journal = l.journal
	}
	return next, err
}

// rebuiltWith is the layer after the edits on a new base, for edits so many that
// each by itself would cost more.
func (l *Layer) rebuiltWith(edits []edit) (*Layer, error) {
	names, last := latest(edits)
	var added []registry.Record
	for _, name := range names {
		if rec := last[name].record; rec != nil {
			added = append(added, rec)
		}
	}
	slices.SortFunc(added, compareRecords)
	old, numbers := l.merged()
	records, rows := make([]registry.Record, 0, len(old)+len(added)), make([]int32, 0, len(old)+len(added))
	add := func(rec registry.Record, row int32) { records, rows = append(records, rec), append(rows, row) }
	for i, rec := range old {
		for len(added) > 0 && compareRecords(added[0], rec) <= 0 {
			add(added[0], unrendered)
			added = added[1:]
		}
		if _, touched := last[nameOf(rec)]; !touched {
			add(rec, numbers[i])
		}
	}
	for _, rec := range added {
		add(rec, unrendered)
	}
	return l.on(records, rows, edits[len(edits)-1].seq)
}

// unrendered stands for the row of a record that the layer does not have.
const unrendered int32 = -1

// on is a layer of the records, which are in order, on a new base that comes
// with the columns and indexes that the old one had made, and with the features
// of the layer's rows.
func (l *Layer) on(records []registry.Record, rows []int32, seq int64) (*Layer, error) {
	b, err := newBase(l.base.schema, records)
	if err != nil {
		return nil, err
	}
	for i := range b.columns {
		b.remake(i, &l.base.columns[i], rows)
	}
	if l.base.numbers.ready() {
		b.numberOf(nil)
	}
	b.takeNumbers(l, rows)
	for i, row := range rows {
		if row == unrendered {
			continue
		}
		if feature := l.feature(row).Load(); feature != nil {
			b.features[i].Store(feature)
			b.held.Add(int64(len(*feature)))
		}
	}
	return newLayer(l.env, b, seq, l.generation+1)
}

// merged is every row that is, in order, with its number.
func (l *Layer) merged() (records []registry.Record, rows []int32) {
	records, rows = make([]registry.Record, 0, l.Len()), make([]int32, 0, l.Len())
	n, next := l.base.len(), int32(0)
	copyUpTo := func(end int32) {
		for ; next < end; next++ {
			if !l.gone.has(next) {
				records, rows = append(records, l.base.records[next]), append(rows, next)
			}
		}
	}
	for _, i := range l.order {
		copyUpTo(l.fresh[i].before)
		records, rows = append(records, l.fresh[i].record), append(rows, n+i)
	}
	copyUpTo(n)
	return records, rows
}

// start runs a job in the background until Close.
func (l *Live) start(job func(context.Context)) {
	l.jobs.Go(func() {
		select {
		case l.worker <- struct{}{}:
			defer func() { <-l.worker }()
		case <-l.background.Done():
			return
		}
		job(l.background)
	})
}

// tend starts what the current view is due for; the caller holds the token.
func (l *Live) tend() {
	view := l.View()
	for kind, layer := range view.layers {
		if _, busy := l.merging[kind]; busy || !layer.stale(l.options.MergeAfter) {
			continue
		}
		l.merging[kind] = []edit{}
		l.start(func(ctx context.Context) { l.merge(ctx, kind) })
	}
	if !l.drawing && view.communes.stale(l.env.today()) {
		l.drawing = true
		l.start(l.draw)
	}
}

// merge gives a layer a new base. What changes meanwhile is applied to it again.
func (l *Live) merge(ctx context.Context, kind registry.Kind) {
	old := l.begin(ctx, kind)
	if old == nil {
		return
	}
	merged, err := old.rebuilt()
	release, stopped := l.acquire(ctx)
	if stopped != nil {
		return
	}
	defer release()
	edits := l.merging[kind]
	delete(l.merging, kind)
	view := l.View()
	if view.layers[kind].base != old.base {
		return // a great change has made a new base at once
	}
	if err == nil && len(edits) > 0 {
		merged, err = merged.with(edits)
	}
	if err != nil {
		l.options.Logger.Error("a layer of the view could not be merged", "kind", kind, "error", err)
		return
	}
	l.current.Store(view.withLayer(merged))
	l.tend()
}

// begin is the layer to merge, nil when Live is closing.
func (l *Live) begin(ctx context.Context, kind registry.Kind) *Layer {
	release, err := l.acquire(ctx)
	if err != nil {
		return nil
	}
	defer release()
	l.merging[kind] = []edit{} // what the layer has by now need not be applied again
	return l.View().layers[kind]
}

// draw makes the map of communes anew. Borders that change meanwhile spoil it
// again.
func (l *Live) draw(ctx context.Context) {
	release, err := l.acquire(ctx)
	if err != nil {
		return
	}
	l.redrawn = nil // what the communes have by now need not be applied again
	old, today := l.View().communes, l.env.today()
	release()
	old.prepare(today)
	if release, err = l.acquire(ctx); err != nil {
		return
	}
	defer release()
	l.drawing = false
	i := old.spellOf(today)
	if now := l.View().communes; now != old {
		if d := old.spells[i].Load(); d != nil {
			old.hand(d, i, now, l.redrawn)
		}
	}
	l.redrawn = nil
	l.tend()
}
