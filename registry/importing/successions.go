package importing

import (
	"cmp"
	"context"
	"slices"

	"hatang/registry"
)

// successionImport does what successions need beyond other kinds: their day, the
// end of the units that went into others, and the beginning of those that a
// reform made.
type successionImport struct {
	ends     map[string]registry.Date // of units that are not there any more
	endsRead bool
	begun    map[string]pair // of a reform, by the new code
	over     map[string]bool // districts that a reform did away with
	renewed  map[string]bool // provinces, by their old code, that a reform divided anew
	went     []*registry.Succession
}

func newSuccessionImport() *successionImport {
	return &successionImport{ends: map[string]registry.Date{}, begun: map[string]pair{}, over: map[string]bool{}, renewed: map[string]bool{}}
}

// readEnds reads on which day units of the registry ended. A code that goes on
// under other facts on that day has not.
func (s *successionImport) readEnds(ctx context.Context, r registry.Reader) error {
	if s.endsRead {
		return nil
	}
	s.endsRead = true
	begins := map[string]map[registry.Date]bool{}
	closed := map[string][]registry.Date{}
	err := r.Scan(ctx, registry.Query{Kind: registry.Units, AllRows: true}, func(rec registry.Record) error {
		u, ok := rec.(*registry.AdminUnit)
		if !ok {
			return nil
		}
		if begins[u.Code] == nil {
			begins[u.Code] = map[registry.Date]bool{}
		}
		begins[u.Code][u.Row.ValidFrom] = true
		if !u.Row.ValidTo.IsZero() {
			closed[u.Code] = append(closed[u.Code], u.Row.ValidTo)
		}
		return nil
	})
	for code, days := range closed {
		for _, day := range days {
			if !begins[code][day] && s.ends[code].Before(day) {
				s.ends[code] = day
			}
		}
	}
	return err
}

// reform keeps which units a crosswalk says are new, and which districts are
// over.
func (s *successionImport) reform(pairs []pair) {
	for _, p := range pairs {
		if _, known := s.begun[p.to]; !known {
			s.begun[p.to] = p
		}
		if _, known := s.begun[p.toProvince]; !known && p.toProvince != "" {
			s.begun[p.toProvince] = pair{row: p.row, to: p.toProvince, toName: p.toProvinceName}
		}
		if p.district != "" {
			s.over[p.district] = true
		}
		s.renewed[p.province] = true
	}
}

// complete wants a day: a succession without one answers no question.
func (s *successionImport) complete(im *importer, d *draft) {
	if !d.faulty && !d.stated.has(im.fieldIndex["on_date"]) {
		im.fault(d, im.headerOf("on_date"), "", "required", registry.Text{
			VI: "thiếu ngày của thay đổi: thêm cột on_date, hoặc cho biết --default on_date=NGÀY (danh sách đơn vị trong sổ không cho biết ngày đơn vị cũ hết hiệu lực)",
			EN: "the day of the change is missing: add a column on_date or say --default on_date=DATE (the registry's unit lists do not tell when the old unit ended)",
		})
	}
}

// collect keeps the successions of the file for its end.
func (s *successionImport) collect(d *draft) {
	if rec, ok := d.rec.(*registry.Succession); ok && !d.faulty && !d.repeats {
		s.went = append(s.went, rec)
	}
}

// finish ends the units that went into others and begins those of a reform. A
// unit that is its own successor, or of which a part remains, goes on.
func (s *successionImport) finish(ctx context.Context, im *importer, w registry.Writer) error {
	if im.report.faults > 0 || len(s.went) == 0 {
		return nil
	}
	lineage := registry.NewLineage(s.went)
	reformed := registry.Date{}
	days := map[string]registry.Date{}
	heirs := map[registry.Date]map[string]bool{}
	for _, c := range s.went {
		if heirs[c.On] == nil {
			heirs[c.On] = map[string]bool{}
		}
		heirs[c.On][c.ToCode] = true
		days[c.FromCode] = c.On
		if _, anew := s.begun[c.ToCode]; anew {
			reformed = c.On
		}
	}
	ended := map[string]registry.Date{}
	for code, day := range days {
		before := day.AddDays(-1)
		goesOn := slices.ContainsFunc(lineage.Successors(code, before, day), func(to registry.Successor) bool { return to.Code == code })
		if !goesOn && !heirs[day][code] {
			ended[code] = day
		}
	}
	for code := range s.over {
		if !reformed.IsZero() && !heirs[reformed][code] {
			ended[code] = reformed
		}
	}
	rows, err := unitRows(ctx, w)
	if err != nil {
		return err
	}
	s.endForgotten(im, rows, ended, heirs[reformed], reformed)
	if err := s.end(ctx, im, w, rows, ended); err != nil {
		return err
	}
	if reformed.IsZero() {
		return nil
	}
	return s.begin(ctx, im, w, rows, reformed)
}

// endForgotten ends the communes that a reform's crosswalk says nothing about,
// though it divides their province anew, and warns of each: nothing is known of
// what became of them.
func (s *successionImport) endForgotten(im *importer, rows map[string][]*registry.AdminUnit, ended map[string]registry.Date, heirs map[string]bool, day registry.Date) {
	if day.IsZero() {
		return
	}
	for code, of := range rows {
		last := of[len(of)-1]
		_, known := ended[code]
		open := last.Row.ValidFrom.Before(day) && (last.Row.ValidTo.IsZero() || day.Before(last.Row.ValidTo))
		if known || !open || heirs[code] || last.Level != registry.LevelCommune || !s.renewed[last.ProvinceCode] {
			continue
		}
		ended[code] = day
		im.report.add(registry.Problem{Column: im.headerOf("from_code"), Value: code, Rule: "no-successor", Severity: registry.Warning,
			Message: registry.Textf("%[1]s (%[2]s) có trong sổ nhưng bảng chuyển đổi không nêu: kết thúc ngày %[3]s, không rõ xã kế thừa",
				"%[1]s (%[2]s) is in the registry but not in the crosswalk: it ends on %[4]s, its successor is not known",
				last.Name, last.ProvinceName, registry.VI.Date(day), registry.EN.Date(day))})
	}
}

// unitRows is every row about every unit, by code, the oldest first.
func unitRows(ctx context.Context, r registry.Reader) (map[string][]*registry.AdminUnit, error) {
	rows := map[string][]*registry.AdminUnit{}
	err := r.Scan(ctx, registry.Query{Kind: registry.Units, AllRows: true}, func(rec registry.Record) error {
		if u, ok := rec.(*registry.AdminUnit); ok {
			rows[u.Code] = append(rows[u.Code], u)
		}
		return nil
	})
	for _, of := range rows {
		slices.SortFunc(of, func(a, b *registry.AdminUnit) int { return a.Row.ValidFrom.Compare(b.Row.ValidFrom) })
	}
	return rows, err
}

// end closes the rows that reach beyond the day their unit ended on.
func (s *successionImport) end(ctx context.Context, im *importer, w registry.Writer, rows map[string][]*registry.AdminUnit, ended map[string]registry.Date) error {
	var put []registry.Record
	for code, day := range ended {
		for _, u := range rows[code] {
			reaches := u.Row.ValidTo.IsZero() || day.Before(u.Row.ValidTo)
			if u.Row.ValidFrom.Before(day) && reaches {
				u.Row.ValidTo = day
				put = append(put, u)
			}
		}
	}
	return s.put(ctx, im, w, put, registry.Text{VI: "đơn vị hết hiệu lực theo quan hệ kế thừa", EN: "units ended by the successions"})
}

// begin makes the units of a reform that the registry does not have from its day
// on.
func (s *successionImport) begin(ctx context.Context, im *importer, w registry.Writer, rows map[string][]*registry.AdminUnit, day registry.Date) error {
	var put []registry.Record
	named := s.namedFrom(rows, day)
	for code, p := range s.begun {
		known := rows[code]
		if other := named[p.toProvince+" "+p.toName]; other != "" && len(code) == len(other) {
			im.report.add(registry.Problem{Row: p.row, Column: im.headerOf("to_code"), Value: code, Rule: "other-code", Severity: registry.Warning,
				Message: registry.Textf("%[1]s có mã %[2]s trong sổ: không lập thêm đơn vị", "%[1]s has the code %[2]s in the registry: no second unit is made", p.toName, other)})
			if n := len(known); n > 0 && known[n-1].Row.ValidFrom.Before(day) && known[n-1].Row.ValidTo.IsZero() {
				known[n-1].Row.ValidTo = day // the older unit of this code is over
				put = append(put, known[n-1])
			}
			continue
		}
		if n := len(known); n > 0 && !known[n-1].Row.ValidFrom.Before(day) {
			continue // imported before, with its boundary
		}
		level, class := levelAndType(p.toName, "", code)
		if class == "thanh_pho" && level == registry.LevelProvince {
			class = "thanh_pho_tw"
		}
		u := &registry.AdminUnit{Code: code, Name: p.toName, Level: level, Type: class, ProvinceCode: p.toProvince, ProvinceName: p.toProvinceName}
		u.Row.ValidFrom = day
		if len(known) > 0 {
			u.Row.ID = known[0].Row.ID
		}
		put = append(put, u)
	}
	return s.put(ctx, im, w, put, registry.Text{VI: "đơn vị mới lập theo bảng chuyển đổi, chưa có ranh giới", EN: "units made from the crosswalk, as yet without boundaries"})
}

// namedFrom finds the codes of units that begin on the day or later and that the
// crosswalk does not name, by province and name.
func (s *successionImport) namedFrom(rows map[string][]*registry.AdminUnit, day registry.Date) map[string]string {
	named := map[string]string{}
	for code, of := range rows {
		last := of[len(of)-1]
		if _, agreed := s.begun[code]; !agreed && !last.Row.ValidFrom.Before(day) {
			named[last.ProvinceCode+" "+last.Name] = code
		}
	}
	return named
}

func (s *successionImport) put(ctx context.Context, im *importer, w registry.Writer, put []registry.Record, why registry.Text) error {
	if len(put) == 0 {
		return nil
	}
	slices.SortFunc(put, func(a, b registry.Record) int { return cmp.Compare(codeOfUnit(a), codeOfUnit(b)) })
	if _, err := w.PutAll(ctx, put); err != nil {
		return err
	}
	for range put {
		im.report.relate(registry.Units, why)
	}
	return nil
}

func codeOfUnit(rec registry.Record) string {
	u, _ := rec.(*registry.AdminUnit)
	if u == nil {
		return ""
	}
	return u.Code
}
