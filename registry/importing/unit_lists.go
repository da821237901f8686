package importing

import (
	"cmp"
	"maps"
	"slices"

	"hatang/registry"
)

// A list of units as the statistics office gives it out tells, for one day, the
// communes of a province with their district. Several of them in one file, told
// apart by their day, are a history: it is read into one row for each stretch of
// time on which a unit's name, type and place in the hierarchy stayed the same.
//
// A later list need not cover the country. What it says, it says about the
// provinces that it lists: a commune that the next list of its own province does
// not have any more has ended on that list's day; one of a province that the
// later list leaves out goes on. Districts and provinces are taken from the
// communes' rows, and end likewise.

// unitList is where the columns of such a file stand.
type unitList struct{ day, province, provinceName, district, districtName, code, name, kind int }

// unitListColumns recognises the layout by its header.
func unitListColumns(header map[string]int) (columns unitList, ok bool) {
	missing := false
	find := func(names ...string) int {
		for _, name := range names {
			if at, found := header[name]; found {
				return at
			}
		}
		missing = true
		return -1
	}
	columns = unitList{
		day:      find("effective date", "valid from", "ngay hieu luc", "hieu luc tu", "tu ngay"),
		province: find("province code", "ma tinh", "ma tp"), provinceName: find("province", "province name", "tinh", "tinh thanh pho", "ten tinh"),
		district: find("district code", "ma huyen", "ma qh"), districtName: find("district", "quan huyen", "huyen", "ten huyen"),
		code: find("commune code", "ma xa", "ma px"), name: find("commune", "phuong xa", "xa phuong", "ten xa"),
		kind: find("commune type", "cap", "loai", "loai don vi"),
	}
	return columns, !missing
}

// unitFacts is what a list says about a unit on its day.
type unitFacts struct{ name, kind, parent, parentName, province, provinceName string }

// listed is one mention of a unit.
type listed struct {
	day registry.Date
	row int
	unitFacts
}

// unitHistory gathers mentions of units, by level and code.
type unitHistory struct {
	mentions map[string]map[string][]listed    // level → code → mentions
	days     map[string]map[registry.Date]bool // province → days of its lists
	faulty   []Row                             // rows that cannot be used, with why
	onAll    map[registry.Date]map[string]bool // day → provinces
}

// newUnitListReader reads the whole file: a unit's end shows in another row than
// its own. What it keeps grows with the lists, which are of a size that the
// country sets.
func newUnitListReader(r Reader, columns unitList) (Reader, error) {
	h := &unitHistory{
		mentions: map[string]map[string][]listed{}, days: map[string]map[registry.Date]bool{}, onAll: map[registry.Date]map[string]bool{},
	}
	if err := eachOf(r, func(row *Row) error { h.read(row, columns); return nil }); err != nil {
		return nil, err
	}
	out := &rewritten{
		header: []string{"code", "name", "level", "type", "parent_code", "parent_name", "province_code", "province_name", "valid_from", "valid_to"},
		notes:  append(slices.Clone(r.Notes()), h.notes()...),
		rows:   h.faulty,
	}
	for _, level := range []string{registry.LevelProvince, registry.LevelDistrict, registry.LevelCommune} {
		for _, s := range h.stretches(level) {
			out.add(s.row, nil, s.code, s.name, level, s.kind, s.parent, s.parentName, s.province, s.provinceName, s.from.String(), dateText(s.to))
		}
	}
	return out, nil
}

func dateText(d registry.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func (h *unitHistory) read(row *Row, c unitList) {
	if len(row.Problems) > 0 {
		h.faulty = append(h.faulty, Row{Number: row.Number, Problems: slices.Clone(row.Problems)})
		return
	}
	day, err := registry.ParseDate(textAt(row, c.day))
	code, province := statisticsCode(textAt(row, c.code), 5), statisticsCode(textAt(row, c.province), 2)
	district := statisticsCode(textAt(row, c.district), 3)
	provinceName := textAt(row, c.provinceName)
	switch {
	case err != nil || day.IsZero():
		h.refuse(row, "effective_date", textAt(row, c.day), "date", registry.Text{
			VI: "phải là ngày của danh sách, như 31/12/2020 hoặc 2020-12-31", EN: "must be the day of the list, such as 31/12/2020 or 2020-12-31"})
		return
	case province == "":
		h.refuse(row, "province_code", "", "required", registry.Text{VI: "bắt buộc phải có", EN: "must be given"})
		return
	}
	h.listOn(province, day)
	h.mention(registry.LevelProvince, province, listed{day, row.Number, unitFacts{name: provinceName}})
	if district != "" {
		h.mention(registry.LevelDistrict, district, listed{day, row.Number, unitFacts{
			name: textAt(row, c.districtName), parent: province, parentName: provinceName, province: province, provinceName: provinceName}})
	}
	if code == "" {
		return // a district without communes, such as an island
	}
	h.mention(registry.LevelCommune, code, listed{day, row.Number, unitFacts{
		name: textAt(row, c.name), kind: textAt(row, c.kind), parent: district, parentName: textAt(row, c.districtName),
		province: province, provinceName: provinceName}})
}

func (h *unitHistory) refuse(row *Row, column, value, rule string, message registry.Text) {
	h.faulty = append(h.faulty, Row{Number: row.Number, Problems: []registry.Problem{
		{Row: row.Number, Column: column, Value: value, Rule: rule, Message: message, Severity: registry.Fault}}})
}

func (h *unitHistory) listOn(province string, day registry.Date) {
	if h.days[province] == nil {
		h.days[province] = map[registry.Date]bool{}
	}
	h.days[province][day] = true
	if h.onAll[day] == nil {
		h.onAll[day] = map[string]bool{}
	}
	h.onAll[day][province] = true
}

// mention keeps what a row says; of the rows of one list about one district or
// province the first.
func (h *unitHistory) mention(level, code string, m listed) {
	if h.mentions[level] == nil {
		h.mentions[level] = map[string][]listed{}
	}
	known := h.mentions[level][code]
	if n := len(known); level != registry.LevelCommune && n > 0 && known[n-1].day == m.day {
		return
	}
	if level == registry.LevelProvince {
		m.province = "" // a province is in none
	}
	h.mentions[level][code] = append(known, m)
}

// notes says how many lists there are, and what each covers.
func (h *unitHistory) notes() []registry.Text {
	days := slices.SortedFunc(maps.Keys(h.onAll), registry.Date.Compare)
	notes := []registry.Text{registry.Textf(
		"danh sách đơn vị của %d ngày: mỗi dòng sổ là một quãng thời gian không đổi; đơn vị vắng trong danh sách sau của chính tỉnh mình là đã hết",
		"unit lists of %d days: each row of the registry is a stretch of time without change; a unit missing from its own province's next list has ended",
		len(days))}
	for _, day := range days {
		notes = append(notes, registry.Textf("danh sách ngày %s: %d tỉnh", "list of %s: %d provinces", day, len(h.onAll[day])))
	}
	return notes
}

// stretch is a time on which what is said about a unit stayed the same.
type stretch struct {
	code     string
	from, to registry.Date
	row      int
	unitFacts
}

// stretches are those of a level's units, the earliest first.
func (h *unitHistory) stretches(level string) []stretch {
	var all []stretch
	for code, mentions := range h.mentions[level] {
		slices.SortStableFunc(mentions, func(a, b listed) int { return a.day.Compare(b.day) })
		all = append(all, h.stretchesOf(level, code, mentions)...)
	}
	slices.SortFunc(all, func(a, b stretch) int {
		return cmp.Or(a.from.Compare(b.from), cmp.Compare(a.code, b.code), cmp.Compare(a.row, b.row))
	})
	return all
}

func (h *unitHistory) stretchesOf(level, code string, mentions []listed) []stretch {
	var all []stretch
	for i, m := range mentions {
		if n := len(all); n > 0 {
			last := &all[n-1]
			before := mentions[i-1]
			if last.to.IsZero() {
				last.to = h.endAfter(level, code, before, m.day)
			}
			if last.to.IsZero() && last.unitFacts == m.unitFacts && m.day != before.day {
				continue
			}
			if last.to.IsZero() && m.day != last.from { // two rows of one day are told as repeated
				last.to = m.day
			}
		}
		all = append(all, stretch{code: code, from: m.day, row: m.row, unitFacts: m.unitFacts})
	}
	if n := len(all); n > 0 && all[n-1].to.IsZero() {
		all[n-1].to = h.endAfter(level, code, mentions[len(mentions)-1], registry.Date{})
	}
	return all
}

// endAfter is the day of the first list after a mention, and before the next, of
// the province that the unit then lay in: on it the unit was not there any more.
// Zero when there is none.
func (h *unitHistory) endAfter(level, code string, m listed, next registry.Date) registry.Date {
	province := m.province
	if level == registry.LevelProvince {
		province = code
	}
	var end registry.Date
	for day := range h.days[province] {
		if m.day.Before(day) && (next.IsZero() || day.Before(next)) && (end.IsZero() || day.Before(end)) {
			end = day
		}
	}
	return end
}

// statisticsCode gives a unit's code the digits that it has: programs that take
// it for a number write 4 or 4.0 for 00004.
func statisticsCode(text string, digits int) string {
	n := len(text)
	if n > 2 && text[n-2:] == ".0" {
		text = text[:n-2]
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return text
		}
	}
	if text == "" {
		return ""
	}
	for len(text) < digits {
		text = "0" + text
	}
	return text
}
