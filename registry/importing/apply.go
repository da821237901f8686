package importing

import (
	"context"
	"errors"

	"hatang/registry"
)

// batchRows is how many rows are looked up and written at a time.
const batchRows = 2000

// apply is the second pass: it converts, compares and writes, until the first
// fault, after which it only checks. One batch is read and converted while the
// one before it is written.
func (im *importer) apply(ctx context.Context, w registry.Writer) (err error) {
	im.matcher = newMatcher(im)
	defer func() { err = errors.Join(err, im.release()) }()
	if im.operators != nil {
		if err := im.operators.write(ctx, im, w); err != nil {
			return err
		}
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	batches, ended := make(chan []*draft), make(chan error, 1)
	go func() {
		defer close(batches)
		ended <- im.convertAll(reading, batches)
	}()
	var failed error
	for batch := range batches {
		if failed != nil {
			continue // it is on its way to its end
		}
		if failed = im.applyBatch(ctx, w, batch); failed != nil {
			stop()
		}
	}
	if err := <-ended; failed == nil {
		failed = im.brokenOff(err)
	}
	if failed != nil {
		return failed
	}
	im.reportMissing()
	im.otherZones.tell(im)
	defer im.checks.findings.tellNotes(im.report)
	if im.tidied > 0 {
		im.report.decide(registry.Textf("%d hình học có đỉnh lặp hoặc vòng chưa khép: đã sửa, ranh giới không đổi",
			"%d geometries had repeated vertices or open rings: mended, the boundary is the same", im.tidied))
	}
	if im.gazetteer != nil && im.gazetteer.resolved > 0 {
		im.report.decide(registry.Textf("%[1]d dòng không có mã xã được tìm theo tên", "the communes of %[1]d rows without a code were found by name", im.gazetteer.resolved))
	}
	if im.stations != nil {
		im.stations.finish(im)
	}
	if im.units != nil {
		return im.units.finish(ctx, im, w)
	}
	if im.successions != nil {
		return im.successions.finish(ctx, im, w)
	}
	return nil
}

// convertAll reads the file and hands over its rows as drafts. What it shares
// with those who work on the drafts does not change any more.
func (im *importer) convertAll(ctx context.Context, batches chan<- []*draft) error {
	batch := make([]*draft, 0, batchRows)
	hand := func() error {
		select {
		case batches <- batch:
			batch = make([]*draft, 0, batchRows)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := im.eachRow(ctx, func(_ Reader, row *Row) error {
		if row == nil {
			return nil
		}
		batch = append(batch, im.convert(row))
		if len(batch) < batchRows {
			return nil
		}
		return hand()
	})
	var bad *Broken
	if err != nil && !errors.As(err, &bad) {
		return err
	}
	return errors.Join(hand(), err)
}

// applyBatch takes a batch of drafts to the registry.
func (im *importer) applyBatch(ctx context.Context, w registry.Writer, batch []*draft) error {
	if err := im.resolveReferences(ctx, w, batch); err != nil {
		return err
	}
	if err := im.matcher.recogniseRepeats(ctx, w, batch); err != nil {
		return err
	}
	// A row about a thing that an earlier row of the batch is also about, on
	// another date, must see what that one wrote.
	start := 0
	for i, d := range batch {
		if d.after && i > start {
			if err := im.applyRun(ctx, w, batch[start:i]); err != nil {
				return err
			}
			start = i
		}
	}
	return im.applyRun(ctx, w, batch[start:])
}

// applyRun takes drafts about different things to the registry.
func (im *importer) applyRun(ctx context.Context, w registry.Writer, run []*draft) error {
	if err := im.placeInCommunes(ctx, w, run); err != nil {
		return err
	}
	if err := im.matcher.match(ctx, w, run); err != nil {
		return err
	}
	if im.stations != nil {
		if err := im.stations.placeOnSites(ctx, w, run); err != nil {
			return err
		}
	}
	for _, d := range run {
		im.check(d)
	}
	if err := im.checkNeighbours(ctx, w, run); err != nil {
		return err
	}
	if err := im.checkWhereabouts(ctx, w, run); err != nil {
		return err
	}
	for _, d := range run {
		im.tell(d)
		if im.units != nil {
			im.units.collect(d)
		}
		if im.successions != nil {
			im.successions.collect(d)
		}
	}
	if err := im.write(ctx, w, run); err != nil {
		return err
	}
	for _, d := range run {
		im.tell(d)
		im.count(d)
		if im.opts.Row != nil && !d.faulty {
			im.opts.Row(d.rec)
		}
	}
	return nil
}

// tell reports the draft's problems.
func (im *importer) tell(d *draft) {
	for _, p := range d.problems {
		im.report.add(p)
	}
	for _, rule := range d.noted {
		im.checks.findings.note(rule)
	}
	d.problems, d.noted = nil, nil
}

// write gives the run's records to the store, unless there were faults.
func (im *importer) write(ctx context.Context, w registry.Writer, run []*draft) error {
	var recs []registry.Record
	var from []*draft // of recs
	for _, d := range run {
		if d.put == nil || d.faulty {
			continue
		}
		if d.before != nil {
			recs, from = append(recs, d.before), append(from, d)
		}
		recs, from = append(recs, d.put), append(from, d)
	}
	if im.report.faults > 0 || len(recs) == 0 {
		return nil
	}
	if im.stations != nil {
		if err := im.stations.putSites(ctx, w, run); err != nil {
			return err
		}
	}
	if _, err := w.PutAll(ctx, recs); err != nil {
		return im.refused(err, from)
	}
	im.matcher.remember(run)
	im.rememberNeighbours(run)
	return nil
}

// refused reports what the store does not take, such as the end of a record that
// others refer to; other errors are returned.
func (im *importer) refused(err error, from []*draft) error {
	var told *registry.Error
	if !errors.As(err, &told) || told.Code != registry.Invalid && told.Code != registry.Conflict {
		return err
	}
	for _, p := range told.Problems {
		if p.Row < 1 || p.Row > len(from) {
			return err
		}
		d := from[p.Row-1]
		im.fault(d, im.headerOf(p.Column), p.Value, p.Rule, p.Message)
	}
	if len(told.Problems) == 0 {
		return err
	}
	return nil
}

// check runs the checks of the record by itself and of its place.
func (im *importer) check(d *draft) {
	if d.repeats {
		return
	}
	rec, whole := d.put, !d.faulty
	if d.faulty {
		rec = d.rec // what could be read may have more faults
	}
	im.checkCommune(d, im.effective(d.from))
	im.checkTerritory(d)
	if rec == nil {
		return
	}
	for _, p := range im.schema.Validate(rec) {
		if whole || p.Rule != "required" {
			im.validated(d, p)
		}
	}
}

// validated reports what Schema.Validate found in a value that the row states,
// or in what it lacks; what the registry held before is not the file's problem.
func (im *importer) validated(d *draft, p registry.Problem) {
	at, isField := im.fieldIndex[p.Column]
	switch {
	case p.Rule == "required":
		col := im.columns.field(p.Column)
		if col == nil {
			im.missingColumn(d, p)
			return
		}
		p.Message = registry.Text{VI: "bắt buộc phải có", EN: "must be given"}
	case isField && !d.stated.has(at) && p.Column != "valid_to":
		return
	}
	p.Column = im.headerOf(p.Column)
	im.problem(d, p)
}

// missingColumn counts new records that lack a field for which the file has no
// column: one problem, not one a row.
func (im *importer) missingColumn(d *draft, p registry.Problem) {
	d.faulty = true
	m := im.missing[p.Column]
	if m == nil {
		p.Row = d.row
		m = &missingField{problem: p}
		im.missing[p.Column] = m
		im.report.faults++ // its problem is listed at the end, with the number of rows
	}
	m.rows++
}

func (im *importer) reportMissing() {
	for i := range im.schema.Fields {
		f := &im.schema.Fields[i]
		m := im.missing[f.Name]
		if m == nil {
			continue
		}
		p := m.problem
		p.Rule = "required-column"
		p.Message = registry.Textf("thiếu cột “%[1]s”, bắt buộc với bản ghi mới (%[2]d dòng, từ dòng này)",
			"the column %[3]q is missing, which new records need (%[2]d rows from this one on)", f.Label.VI, m.rows, f.Label.EN)
		im.report.faults--
		im.report.add(p)
	}
}

// count adds the draft to the report's figures.
func (im *importer) count(d *draft) {
	r := im.report
	r.Rows++
	if d.tidied {
		im.tidied++
	}
	im.countPlacement(d)
	if im.opts.Met != nil {
		im.opts.Met(im.met(d))
	}
	if d.warned {
		r.Warned++
	}
	switch {
	case d.faulty:
		r.Rejected++
	case d.repeats:
		r.Repeated++
	case d.put == nil:
		r.Unchanged++
	case d.outcome == registry.Created:
		r.Created++
	default:
		r.Changed++
	}
}
