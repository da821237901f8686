package importing

import (
	"context"
	"errors"
	"slices"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// matcher recognises which thing a row is about: among the rows before it, and
// among the records of the registry.
type matcher struct {
	im   *importer
	keys []*registry.Field // of the natural key, without valid_from
	near []*registry.Field
	seen ledger         // by key and date: the row, and the hash of its content
	met  map[hash]int32 // things of the current batch, by key
	// places is filled from the registry with the first row that has no code.
	places       *nearIndex
	placesLoaded bool
	buffer       []byte
}

func newMatcher(im *importer) *matcher {
	m := &matcher{im: im, met: map[hash]int32{}}
	for _, name := range im.schema.Keys {
		if name != "valid_from" { // the date picks the row, not the thing
			m.keys = append(m.keys, im.schema.Field(name))
		}
	}
	for _, name := range im.schema.NearKeys {
		m.near = append(m.near, im.schema.Field(name))
	}
	if im.schema.NearM > 0 {
		m.places = newNearIndex(im.schema.NearM)
	}
	return m
}

// keyOf is the hash of the thing that the draft names, by ID or key; false when
// it names none.
func (m *matcher) keyOf(d *draft) (hash, bool) {
	if d.id != "" {
		return m.im.hasher.of(append([]byte{1}, d.id...)), true
	}
	return m.naturalKey(d.rec)
}

func (m *matcher) naturalKey(rec registry.Record) (hash, bool) {
	if m.places != nil && m.keys[0].Value(rec) == nil {
		return hash{}, false // without a code it is its place that tells
	}
	m.buffer = append(m.buffer[:0], 2)
	key, stated := keyBytes(m.buffer, rec, m.keys)
	m.buffer = key
	return m.im.hasher.of(key), stated
}

// nearKey is the hash of the fields that must agree besides the place.
func (m *matcher) nearKey(rec registry.Record) uint64 {
	key, _ := keyBytes(m.buffer[:0], rec, m.near)
	m.buffer = key
	return m.im.hasher.short(key)
}

// recogniseRepeats finds rows about what an earlier row of the file is about:
// the same again is left out with a warning, something else is a fault.
func (m *matcher) recogniseRepeats(ctx context.Context, r registry.Reader, batch []*draft) error {
	clear(m.met)
	for _, d := range batch {
		if d.faulty {
			continue
		}
		key, named := m.keyOf(d)
		if !named {
			if err := m.recogniseNear(ctx, r, d); err != nil {
				return err
			}
			continue
		}
		if _, again := m.met[key]; again {
			d.after = true
			clear(m.met)
		}
		m.met[key] = int32(d.row)
		dated := key
		dated[1] += uint64(d.from.Days()) // the same thing on another day is another row
		if row, content := m.seen.find(dated); row != 0 {
			m.repeat(d, int(row), content == d.content)
			continue
		}
		if err := m.seen.set(dated, int32(d.row), d.content); err != nil {
			return err
		}
	}
	if m.places != nil {
		return m.places.err
	}
	return nil
}

func (m *matcher) repeat(d *draft, earlier int, same bool) {
	switch {
	case same:
		d.repeats = true
		m.im.warn(d, "", "", "repeated", registry.Textf("lặp lại dòng %d, đã bỏ qua", "repeats row %d, left out", earlier))
	case m.im.opts.KeepFirst:
		d.repeats = true
		m.im.warn(d, "", "", "repeated", registry.Textf(
			"cùng một đối tượng với dòng %d nhưng nội dung khác: giữ dòng đầu", "about the same thing as row %d with other content: the first is kept", earlier))
	default:
		m.im.fault(d, m.keyColumn(), "", "repeated", registry.Textf(
			"cùng một đối tượng với dòng %d nhưng nội dung khác: gộp hai dòng, hoặc giữ dòng đầu bằng --keep-first",
			"about the same thing as row %d with other content: make one of them, or keep the first with --keep-first", earlier))
	}
}

// keyColumn is the column to name in a problem about the key.
func (m *matcher) keyColumn() string {
	if col := m.im.columns.field(m.keys[0].Name); col != nil {
		return col.header
	}
	return ""
}

// recogniseNear is recogniseRepeats for rows that only their place tells.
func (m *matcher) recogniseNear(ctx context.Context, r registry.Reader, d *draft) error {
	at, located := d.shape.(orb.Point)
	if !located && d.inherited != nil {
		at, located = *d.inherited, true
	}
	if m.places == nil || !located {
		if !m.im.positions.unusable {
			m.im.fault(d, m.keyColumn(), "", "key", m.expectedKey())
		}
		return nil
	}
	if err := m.loadPlaces(ctx, r); err != nil {
		return err
	}
	key := m.nearKey(d.rec)
	repeated := false
	m.places.each(key, at, func(i int32, _ float64) {
		e := m.places.entry(i)
		switch {
		case repeated || e.row == 0:
		case e.fromDays == d.from.Days():
			repeated = true
			m.repeat(d, int(e.row), e.content == d.content)
		default:
			d.after = true
		}
	})
	if !repeated {
		d.near = m.places.add(key, nearEntry{at: at, content: d.content, fromDays: d.from.Days(), row: int32(d.row)})
	}
	return nil
}

// expectedKey says what a row needs to be recognised again.
func (m *matcher) expectedKey() registry.Text {
	if m.places == nil {
		return registry.Textf("thiếu %[1]s để nhận ra bản ghi", "%[2]s is needed to recognise the record", m.keys[0].Label.VI, m.keys[0].Label.EN)
	}
	return registry.Textf("không có %[1]s và cũng không có tọa độ: lần sau không nhận ra được bản ghi này",
		"neither %[2]s nor coordinates: the record could not be recognised again", m.keys[0].Label.VI, m.keys[0].Label.EN)
}

// loadPlaces reads where the registry's records of the kind lie.
func (m *matcher) loadPlaces(ctx context.Context, r registry.Reader) error {
	if m.placesLoaded {
		return nil
	}
	m.placesLoaded = true
	return r.Scan(ctx, registry.Query{Kind: m.im.schema.Kind, AllRows: true}, func(rec registry.Record) error {
		if at, located := rec.Shape().(orb.Point); located {
			m.places.add(m.nearKey(rec), nearEntry{at: at, id: rec.Head().ID, coded: m.keys[0].Value(rec) != nil})
		}
		return nil
	})
}

// remember notes the IDs that rows without a code were given.
func (m *matcher) remember(run []*draft) {
	for _, d := range run {
		if d.near >= 0 && d.put != nil {
			m.places.name(d.near, d.put.Head().ID)
		}
	}
}

// match finds the registry's rows about the drafts' things and decides what is
// to be written.
func (m *matcher) match(ctx context.Context, r registry.Reader, run []*draft) error {
	things, err := m.idsByKey(ctx, r, run)
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, d := range run {
		if d.id != "" && !d.faulty {
			wanted[d.id] = true
		}
		for _, id := range things[d] {
			wanted[id] = true
		}
	}
	rows, err := rowsOf(ctx, r, m.im.schema.Kind, wanted)
	if err != nil {
		return err
	}
	for _, d := range run {
		if d.faulty || d.repeats {
			continue
		}
		m.im.compare(d, m.pick(d, things[d], rows))
	}
	return nil
}

// rowsOf reads every row about the things, oldest first.
func rowsOf(ctx context.Context, r registry.Reader, kind registry.Kind, ids map[string]bool) (map[string][]registry.Record, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows := map[string][]registry.Record{}
	query := registry.Query{Kind: kind, AllRows: true, Where: []registry.Condition{registry.Where("id", valuesOf(ids)...)}}
	err := r.Scan(ctx, query, func(rec registry.Record) error {
		rows[rec.Head().ID] = append(rows[rec.Head().ID], rec)
		return nil
	})
	for _, of := range rows {
		slices.SortFunc(of, func(a, b registry.Record) int { return a.Head().ValidFrom.Compare(b.Head().ValidFrom) })
	}
	return rows, err
}

// pick is the rows about the draft's thing: that of its ID, else the one of its
// key that holds on its day, else the last of its key.
func (m *matcher) pick(d *draft, things []string, rows map[string][]registry.Record) []registry.Record {
	if own := rows[d.id]; len(own) > 0 {
		return own
	}
	day := m.im.effective(d.from)
	var last []registry.Record
	for _, id := range things {
		of := rows[id]
		if len(of) == 0 {
			continue
		}
		if holding(of, day) != nil {
			last = of
			break
		}
		if last == nil || last[len(last)-1].Head().ValidFrom.Before(of[len(of)-1].Head().ValidFrom) {
			last = of
		}
	}
	if d.id != "" && last != nil {
		m.im.warn(d, m.im.headerOf("id"), d.id, "id", registry.Textf(
			"sổ không có định danh này; nhận ra theo mã là %s", "the registry does not know this ID; recognised by its key as %s", last[0].Head().ID))
	}
	return last
}

// holding is the row that holds on the day, nil when none does.
func holding(rows []registry.Record, day registry.Date) registry.Record {
	for _, rec := range rows {
		if rec.Head().Period().Holds(day) {
			return rec
		}
	}
	return nil
}

// idsByKey finds the things of the registry that the drafts may be about.
func (m *matcher) idsByKey(ctx context.Context, r registry.Reader, run []*draft) (map[*draft][]string, error) {
	byField := map[*registry.Field]map[string]bool{}
	byKey := map[hash][]*draft{}
	things := map[*draft][]string{}
	for _, d := range run {
		if d.faulty || d.repeats {
			continue
		}
		if d.near >= 0 {
			things[d] = m.nearThings(d)
			continue
		}
		key, stated := m.naturalKey(d.rec)
		if !stated {
			continue
		}
		byKey[key] = append(byKey[key], d)
		for _, f := range m.keys {
			if text, ok := f.Value(d.rec).(string); ok {
				if byField[f] == nil {
					byField[f] = map[string]bool{}
				}
				byField[f][text] = true
				break // one field finds it, the whole key recognises it
			}
		}
	}
	for f, wanted := range byField {
		query := registry.Query{Kind: m.im.schema.Kind, AllRows: true, Where: []registry.Condition{registry.Where(f.Name, valuesOf(wanted)...)}}
		err := r.Scan(ctx, query, func(rec registry.Record) error {
			key, _ := m.naturalKey(rec)
			for _, d := range byKey[key] {
				if id := rec.Head().ID; !slices.Contains(things[d], id) {
					things[d] = append(things[d], id)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return things, nil
}

// nearThings is the thing at the draft's place: one without a code before one
// that has a code, the nearest of several. Several with codes are a fault.
func (m *matcher) nearThings(d *draft) []string {
	own := m.places.entry(d.near)
	key := m.nearKey(d.rec)
	best, bestM := "", 0.0
	coded := map[string]bool{}
	m.places.each(key, own.at, func(i int32, distanceM float64) {
		e := m.places.entry(i)
		switch {
		case i == d.near || e.id == "":
		case e.coded:
			coded[e.id] = true
		case best == "" || distanceM < bestM:
			best, bestM = e.id, distanceM
		}
	})
	switch {
	case best != "":
		return []string{best}
	case len(coded) > 1:
		m.im.fault(d, m.keyColumn(), "", "key", registry.Textf(
			"sổ có %d bản ghi ở đúng vị trí này: cho biết mã", "the registry has %d records at this place: give the code", len(coded)))
	case len(coded) == 1:
		for id := range coded {
			return []string{id}
		}
	}
	return nil
}

// close gives the working space back.
func (m *matcher) close() error {
	if m.places == nil {
		return m.seen.close()
	}
	return errors.Join(m.seen.close(), m.places.close())
}
