package planning

import (
	"strings"
	"time"

	"hatang/registry"
)

// rows are what a reader has to know of computed footprints, as a table; none for
// discs, of which the method says everything.
func (b *CoverageBasis) rows(p *printer) [][]string {
	if b == nil || !b.Computed {
		return nil
	}
	number := func(v float64, decimals int) string { return p.lang.Number(v, decimals) }
	either := func(text, otherwise string) string {
		if text == "" {
			return otherwise
		}
		return text
	}
	directions := p.say("mọi hướng", "all round")
	if len(b.AzimuthsDeg) > 0 {
		var list []string
		for _, azimuth := range b.AzimuthsDeg {
			list = append(list, number(azimuth, 0)+"°")
		}
		directions = strings.Join(list, ", ")
	}
	rows := [][]string{
		{p.say("Căn cứ vùng phủ", "What coverage rests on"), ""},
		{p.say("công nghệ", "technology"), b.Technology},
		{p.say("doanh nghiệp", "operator"), either(b.Operator, p.say("bất kỳ: ai phủ cũng tính", "any: whoever covers counts"))},
		{p.say("mô hình", "model"), b.Model},
		{p.say("độ cao anten, m", "antenna height, m"), number(b.HeightM, 0)},
		{p.say("tần số, MHz", "frequency, MHz"), number(b.FrequencyMHz, 0)},
		{p.say("EIRP, dBm", "EIRP, dBm"), number(b.EIRPDBm, 1)},
		{p.say("hướng anten", "antennas face"), directions},
		{p.say("giả định, không ai khai báo", "assumed, stated by nobody"), either(b.assumed(p), "–")},
		{p.say("mức dùng được ngoài trời ở ", "usable level out of doors at ") + number(b.LocationPercent, 0) + p.say(" % vị trí", " % of places"),
			b.Quantity + " ≥ " + number(b.UsableLevel, 1) + " " + b.LevelUnit},
		{p.say("độ cao máy thu, m", "receiver height, m"), number(b.RxHeightM, 1)},
		{p.say("tính đến, km", "computed to, km"), number(b.RadiusM/1000, 1)},
		{p.say("địa hình", "terrain"), either(b.tiles(p), p.say("không có", "none"))},
		{p.say("vị trí có vùng phủ đã tính", "sites with a computed footprint"), p.lang.Integer(b.SitesComputed)},
		{p.say("vị trí theo bán kính khai báo", "sites by the radius declared"), p.lang.Integer(b.SitesDeclared)},
		{p.say("vị trí không rõ phủ đến đâu", "sites of unknown reach"), p.lang.Integer(b.SitesUnknown)},
		{p.say("vị trí không rõ công nghệ", "sites of unknown technology"), p.lang.Integer(b.SitesSilent)},
	}
	if at, err := time.Parse(time.RFC3339, b.ComputedAt); err == nil {
		rows = append(rows, []string{p.say("vùng phủ tính lúc", "coverage computed at"), at.In(registry.Vietnam()).Format("15:04 02/01/2006")})
	}
	return rows
}

// assumed are, in words, the values that nobody stated.
func (b *CoverageBasis) assumed(p *printer) string {
	words := map[string]string{
		"gain_dbi": p.say("độ lợi anten", "antenna gain"), "omni": p.say("phát mọi hướng", "radiating all round"), "eirp_dbm": "EIRP",
		"frequency_mhz": p.say("tần số", "frequency"), "beamwidth_deg": p.say("độ rộng búp ngang", "horizontal beamwidth"),
		"vertical_beam_deg": p.say("độ rộng búp đứng", "vertical beamwidth"), "electrical_tilt_deg": p.say("góc cụp điện", "electrical tilt"),
		"height_m": p.say("độ cao", "height"),
	}
	var list []string
	for _, name := range b.Assumed {
		if word, known := words[name]; known {
			name = word
		}
		list = append(list, name)
	}
	return strings.Join(list, ", ")
}

// tiles names the tiles of the terrain; the caveats tell of which place they are.
func (b *CoverageBasis) tiles(p *printer) string {
	var list []string
	for _, tile := range b.Terrain {
		name, _, _ := strings.Cut(tile.EN, " ")
		list = append(list, name)
	}
	text := strings.Join(list, ", ")
	if b.StandIn {
		text = p.say("DÙNG TẠM: ", "STAND-IN: ") + text
	}
	return text
}

// rankingRows are the candidates by themselves.
func (r *Result) rankingRows(p *printer) [][]any {
	rows := [][]any{{
		"#", p.say("ứng viên", "candidate"), p.say("xã", "commune"), "lon", "lat", p.say("phủ (người)", "covers (people)"),
		p.say("phủ mới (người)", "newly covered (people)"), "id",
	}}
	for i := range r.Ranking {
		c := &r.Ranking[i]
		rows = append(rows, []any{i + 1, c.Name, c.Commune.Name, c.Lon, c.Lat, c.People, c.Newly, c.ID})
	}
	return rows
}

// basis prints on what coverage rests and, of the candidates by themselves, the
// best.
func (p *printer) basis(r *Result) {
	if rows := r.Coverage.rows(p); rows != nil {
		p.table(rows)
		p.line("", "")
	}
	if len(r.Ranking) == 0 {
		return
	}
	p.line("Ứng viên xét riêng từng nơi, phủ mới nhiều nhất:", "Candidates by themselves, most people newly covered:")
	rows := [][]string{{"", p.say("ứng viên", "candidate"), p.say("phủ (người)", "covers (people)"), p.say("phủ mới (người)", "newly covered (people)")}}
	for i := range r.Ranking[:min(len(r.Ranking), worstShown)] {
		c := &r.Ranking[i]
		rows = append(rows, []string{p.lang.Integer(i + 1), c.Name + ", " + c.Commune.Name, p.lang.Number(c.People, 0), p.lang.Number(c.Newly, 0)})
	}
	p.table(rows)
	p.line("", "")
}

// said is a text for a sheet.
func said(rows [][]string) [][]any {
	list := make([][]any, len(rows))
	for i, row := range rows {
		list[i] = texts(row)
	}
	return list
}
