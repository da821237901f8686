package coverage

import (
	"fmt"
	"io"
	"math"
	"strings"

	"hatang/registry"
)

// printer keeps the first error of a run of prints.
type printer struct {
	w    io.Writer
	lang registry.Lang
	err  error
}

func (p *printer) line(vi, en string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.w, registry.Textf(vi, en, args...).In(p.lang))
	}
}

func (p *printer) number(v float64, decimals int) string { return p.lang.Number(v, decimals) }

// brief is a number with no more decimals than it needs, and at the most so many.
func brief(v float64, most int) registry.Text {
	least := 0.5 * math.Pow10(-most)
	decimals := 0
	for decimals < most && math.Abs(v-math.Round(v*math.Pow10(decimals))/math.Pow10(decimals)) >= least {
		decimals++
	}
	return registry.Decimals(v, decimals)
}

// between says what a number that is out of range must be.
func between(least, most float64) registry.Text {
	from, to := brief(least, 1), brief(most, 1)
	return registry.Text{VI: "phải từ " + from.VI + " đến " + to.VI, EN: "must be from " + from.EN + " to " + to.EN}
}

func (p *printer) share(c Covered) string {
	if !c.Share.Known {
		return "–"
	}
	return p.number(100*c.Share.Value, 1) + " %"
}

// cautions prints warnings; those of the whole claim begin with an exclamation
// mark.
func (p *printer) cautions(all []Caution) {
	for _, c := range all {
		if c.Stations == 0 {
			p.line("  ! %s", "  ! %s", c.Text.In(p.lang))
			continue
		}
		p.line("  ! %s: %s", "  ! %s: %s", p.lang.Integer(c.Stations), c.Text.In(p.lang))
	}
}

// standIn is the line that every output made over another place's terrain
// begins with.
func (p *printer) standIn(yes bool) {
	if yes {
		p.line("*** ĐỊA HÌNH DÙNG TẠM CỦA NƠI KHÁC – chỉ để thử, không phải kết quả thật ***", "*** STAND-IN TERRAIN OF ANOTHER PLACE – a trial, not real results ***")
	}
}

// TileText describes a tile to people, and says so if it is none of its place.
func TileText(t Tile) registry.Text {
	step := brief(t.StepDeg*3600, 3)
	text := registry.Text{VI: fmt.Sprintf("%s (%s, %s″)", t.Name, t.Format, step.VI), EN: fmt.Sprintf("%s (%s, %s″)", t.Name, t.Format, step.EN)}
	if t.StandIn {
		text.VI += fmt.Sprintf(": địa hình của %s DÙNG TẠM, không phải của nơi này", t.Of)
		text.EN += fmt.Sprintf(": the terrain of %s as a STAND-IN, not of this place", t.Of)
	}
	if t.Voids > 0 {
		text.VI += fmt.Sprintf("; %d điểm trống đã nội suy", t.Voids)
		text.EN += fmt.Sprintf("; %d voids filled", t.Voids)
	}
	return text
}

// WriteText prints what a computation did.
func (r *ComputeReport) WriteText(w io.Writer, lang registry.Lang) error {
	p := &printer{w: w, lang: lang}
	p.standIn(r.StandIn)
	p.line("Vùng phủ của %s: %s trạm (%s chỉ theo bán kính khai báo), %s giây", "Coverage of %s: %s stations (%s by declared radius only), %s seconds",
		r.Unit, lang.Integer(r.Stations), lang.Integer(r.Declared), p.number(r.Seconds, 1))
	p.line("  suy hao: %s tính mới, %s dùng lại; mức thu: %s tính mới, %s dùng lại", "  losses: %s computed, %s kept; levels: %s computed, %s kept",
		lang.Integer(r.LossesComputed), lang.Integer(r.LossesKept), lang.Integer(r.LevelsComputed), lang.Integer(r.LevelsKept))
	for _, c := range r.Claims {
		p.line("  %s %s: %s trạm, mô hình %s", "  %s %s: %s stations, model %s", c.Operator, c.Technology, lang.Integer(len(c.Stations)), strings.Join(c.models(), ", "))
	}
	for _, tile := range r.Terrain {
		p.line("  địa hình: %s", "  terrain: %s", TileText(tile).In(lang))
	}
	p.cautions(r.Warnings)
	for i, left := range r.Left {
		if i == listedLeft {
			p.line("  … còn %s bản ghi không tính", "  … %s more records left out", lang.Integer(len(r.Left)-i))
			break
		}
		p.line("  không tính %s %s: %s", "  left out %s %s: %s", left.Kind, left.Code, left.Reason.In(lang))
	}
	return p.err
}

const listedLeft = 10

// bandLabel names a band for people.
func bandLabel(band string) registry.Text {
	switch band {
	case "indoor":
		return registry.Text{VI: "trong nhà", EN: "indoor"}
	case "in-car":
		return registry.Text{VI: "trong xe", EN: "in-car"}
	case "outdoor":
		return registry.Text{VI: "ngoài trời", EN: "outdoor"}
	case "limited":
		return registry.Text{VI: "hạn chế", EN: "limited"}
	case string(Declared):
		return registry.Text{VI: "theo khai báo", EN: "declared"}
	}
	return registry.Text{VI: "không có sóng", EN: "none"}
}

// WriteText prints who serves a place.
func (h *Here) WriteText(w io.Writer, lang registry.Lang) error {
	p := &printer{w: w, lang: lang}
	p.standIn(h.StandIn)
	p.line("Tại %s, %s", "At %s, %s", p.number(h.At[0], 6), p.number(h.At[1], 6))
	if !h.Inside {
		p.line("  nằm ngoài vùng đã tính", "  outside what was computed")
	}
	for i := range h.Networks {
		p.network(&h.Networks[i])
	}
	p.cautions(h.Notes)
	return p.err
}

func (p *printer) network(n *NetworkHere) {
	level := "–"
	if n.Level.Known {
		level = n.Quantity + " " + p.number(n.Level.Value, 1) + " " + n.Unit
	}
	p.line("  %-13s %-3s %-24s %-14s dự trữ %s dB, %s trạm", "  %-13s %-3s %-24s %-14s margin %s dB, %s stations", n.Operator, n.Technology, level,
		bandLabel(n.Band).In(p.lang), p.optional(n.MarginDB), p.lang.Integer(n.Servers))
	s := n.Serving
	if s == nil {
		return
	}
	sight := registry.Text{VI: "không rõ tầm nhìn", EN: "sight not known"}
	if s.Sight != nil {
		sight = registry.Text{VI: "bị che", EN: "no line of sight"}
		if *s.Sight {
			sight = registry.Text{VI: "thấy thẳng", EN: "line of sight"}
		}
	}
	p.line("      %s %s: cách %s km, phương vị %s°, %s, %s", "      %s %s: %s km away, azimuth %s°, %s, %s", s.StationCode, s.SectorCode,
		p.number(s.DistanceM/1000, 2), p.number(s.AzimuthDeg, 0), sight.In(p.lang), p.basis(s))
}

func (p *printer) basis(s *Serving) string {
	if s.Basis == Declared {
		return registry.Text{VI: "bán kính khai báo", EN: "declared radius"}.In(p.lang)
	}
	return strings.Join(s.Models, ", ")
}

func (p *printer) optional(v registry.Opt[float64]) string {
	if !v.Known {
		return "–"
	}
	return p.number(v.Value, 1)
}

// WriteText prints the gaps.
func (g *Gaps) WriteText(w io.Writer, lang registry.Lang) error {
	p := &printer{w: w, lang: lang}
	p.standIn(g.StandIn)
	who := strings.TrimSpace(g.Operator + " " + g.Technology)
	if who == "" {
		who = registry.Text{VI: "mọi doanh nghiệp, mọi công nghệ", EN: "any operator, any technology"}.In(lang)
	}
	p.line("Vùng lõm sóng (%s): %s người không có tín hiệu dùng được, trong %s vùng", "Coverage gaps (%s): %s people without usable signal, in %s areas",
		who, p.number(g.People, 0), lang.Integer(g.Count))
	for _, gap := range g.Gaps {
		p.line("  %3d. %-28s %8s người, %8s km², giữa %s, %s", "  %3d. %-28s %8s people, %8s km², around %s, %s",
			gap.Rank, gap.Commune.Name, p.number(gap.People, 0), p.number(gap.AreaKM2, 2), p.number(gap.Centre[0], 5), p.number(gap.Centre[1], 5))
	}
	p.line("  dân số: %s", "  people: %s", g.Basis.In(lang))
	p.cautions(g.Warnings)
	return p.err
}

// WriteText prints the summary.
func (s *Summary) WriteText(w io.Writer, lang registry.Lang) error {
	p := &printer{w: w, lang: lang}
	p.standIn(s.StandIn)
	p.line("%s (%s): %s người, %s km²", "%s (%s): %s people, %s km²", s.Unit.Name, s.Unit.Code, p.number(s.People, 0), p.number(s.AreaKM2, 1))
	if !s.Current {
		p.line("  ! sổ đã thay đổi từ khi tính: chạy lại hatang coverage compute", "  ! the registry has changed since: run hatang coverage compute")
	}
	for i := range s.Networks {
		n := &s.Networks[i]
		p.line("  %s %s, %s trạm", "  %s %s, %s stations", n.Operator, n.Technology, lang.Integer(n.Stations))
		for _, b := range n.Bands {
			p.line("    ≥ %-12s %9s người = %s %%, %s km²", "    ≥ %-12s %9s people = %s %%, %s km²", bandLabel(b.Band).In(lang), p.number(b.People, 0), p.number(100*b.Share, 1), p.number(b.AreaKM2, 1))
		}
		p.union(&n.Usable)
		p.line("    chỉ một trạm phục vụ: %s người; nhiều trạm: %s; theo mô hình %s, theo khai báo %s",
			"    only one station: %s people; several: %s; modelled %s, declared %s",
			p.number(n.Once, 0), p.number(n.More, 0), p.number(n.Modelled, 0), p.number(n.Declared, 0))
	}
	for _, part := range []struct {
		title registry.Text
		all   []Union
	}{
		{registry.Text{VI: "Doanh nghiệp, bất kỳ công nghệ", EN: "Operators, any technology"}, s.Operators},
		{registry.Text{VI: "Công nghệ, bất kỳ doanh nghiệp", EN: "Technologies, any operator"}, s.Technologies},
		{registry.Text{VI: "Tất cả", EN: "All"}, []Union{s.All}},
	} {
		p.line("  %s", "  %s", part.title.In(lang))
		for i := range part.all {
			if part.all[i].Name != "" {
				p.line("    %s", "    %s", part.all[i].Name)
			}
			p.union(&part.all[i])
		}
	}
	for _, d := range s.Definitions {
		p.line("  · %s", "  · %s", d.In(lang))
	}
	p.line("  dân số: %s", "  people: %s", s.Basis.In(lang))
	p.cautions(s.Warnings)
	return p.err
}

func (p *printer) union(u *Union) {
	p.line("    người %s (%s) · ô dân cư %s · khu dân cư %s/%s = %s · xã %s/%s = %s (có sóng một phần: %s)",
		"    people %s (%s) · settled cells %s · settlements %s/%s = %s · communes %s/%s = %s (any signal: %s)",
		p.number(u.People.Part, 0), p.share(u.People), p.share(u.Settled), p.number(u.Places.Part, 0), p.number(u.Places.Whole, 0), p.share(u.Places),
		p.number(u.Communes.Part, 0), p.number(u.Communes.Whole, 0), p.share(u.Communes), p.lang.Integer(u.CommunesTouched))
}

// WriteText prints the status.
func (s Status) WriteText(w io.Writer, lang registry.Lang) error {
	p := &printer{w: w, lang: lang}
	if !s.Computed {
		p.line("chưa tính vùng phủ: hatang coverage compute", "coverage is not computed yet: hatang coverage compute")
		return p.err
	}
	for _, c := range s.Claims {
		p.standIn(c.StandIn)
		p.line("%s %s: %s trạm, %s, sổ ở thay đổi %s, hiện hành: %s", "%s %s: %s stations, %s, registry at change %s, current: %s", c.Operator, c.Technology,
			lang.Integer(c.Stations), strings.Join(c.Models, ", "), lang.Integer(int(c.Seq)), yesNo(c.Current).In(lang))
		p.cautions(c.Warnings)
	}
	return p.err
}

func yesNo(yes bool) registry.Text {
	if yes {
		return registry.Text{VI: "có", EN: "yes"}
	}
	return registry.Text{VI: "không", EN: "no"}
}

// WriteText prints a gain.
func (g *Gain) WriteText(w io.Writer, lang registry.Lang) error {
	p := &printer{w: w, lang: lang}
	p.standIn(g.Provenance.StandIn)
	p.line("Phủ %s người; thêm mới %s, đã có sóng của doanh nghiệp %s", "Reaches %s people; %s new, %s served by the operator already",
		p.number(g.PeopleInside, 0), p.number(g.PeopleNew, 0), p.number(g.PeopleOverlap, 0))
	for _, t := range g.Technologies {
		p.line("  %s %s MHz (%s): %s người, thêm mới %s, trùng %s", "  %s %s MHz (%s): %s people, %s new, %s overlap", t.Technology, p.number(t.FrequencyMHz, 0), t.Model,
			p.number(t.PeopleInside, 0), p.number(t.PeopleNew, 0), p.number(t.PeopleOverlap, 0))
	}
	for _, gap := range g.GapsFilled {
		p.line("  lấp vùng lõm ở %s: %s người, %s km²", "  fills a gap in %s: %s people, %s km²", gap.Commune.Name, p.number(gap.People, 0), p.number(gap.AreaKM2, 2))
	}
	p.line("  %s", "  %s", g.Provenance.Assumption.In(lang))
	for _, warning := range g.Provenance.Warnings {
		p.line("  ! %s", "  ! %s", registry.Text{VI: warning.Vietnamese, EN: warning.English}.In(lang))
	}
	return p.err
}

// WriteText prints a path.
func (p *Path) WriteText(w io.Writer, lang registry.Lang) error {
	out := &printer{w: w, lang: lang}
	out.standIn(p.StandIn)
	out.line("Đường %s km, phương vị %s°, %s MHz: %s", "Path of %s km, azimuth %s°, %s MHz: %s", out.number(p.DistanceM/1000, 3), out.number(p.AzimuthDeg, 1),
		out.number(p.FrequencyMHz, 0), p.verdict().In(lang))
	out.line("  khoảng hở nhỏ nhất %s m tại %s km (%s lần bán kính Fresnel)", "  least clearance %s m at %s km (%s of the Fresnel radius)",
		out.number(p.ClearanceM, 1), out.number(p.ClearanceAtM/1000, 2), out.number(p.ClearanceShare, 2))
	if p.Loss != nil {
		out.line("  suy hao %s dB (%s)", "  loss %s dB (%s)", out.number(p.Loss.LossDB, 1), p.Loss.Name)
	} else {
		out.line("  mô hình từ chối: %s", "  the model refuses: %s", p.LossRefused)
	}
	for _, tile := range p.Terrain {
		out.line("  địa hình: %s", "  terrain: %s", TileText(tile).In(lang))
	}
	return out.err
}

// WriteText prints the field of a mast.
func (e *EMF) WriteText(w io.Writer, lang registry.Lang) error {
	p := &printer{w: w, lang: lang}
	p.line("Trường điện từ tại %s, %s, hệ số phản xạ %s", "Field of %s, %s, reflection factor %s", e.Site, e.Limits.Name, p.number(e.Reflection, 2))
	for _, m := range e.Emitters {
		p.line("  %-14s %-12s %-3s %6s MHz, EIRP %s dBm, cao %s m: cự ly an toàn %s m; hộp trước %s, sau %s, bên %s, trên %s, dưới %s m",
			"  %-14s %-12s %-3s %6s MHz, EIRP %s dBm, %s m up: compliance distance %s m; box front %s, back %s, side %s, above %s, below %s m",
			m.Name, m.Operator, m.Technology, p.number(m.FrequencyMHz, 0), p.number(m.EIRPDBm, 1), p.number(m.HeightM, 0), p.number(m.ComplianceM, 2),
			p.number(m.Box.FrontM, 2), p.number(m.Box.BackM, 2), p.number(m.Box.SideM, 2), p.number(m.Box.AboveM, 2), p.number(m.Box.BelowM, 2))
		if len(m.Assumed) > 0 {
			p.line("      giả định: %s", "      assumed: %s", strings.Join(m.Assumed, ", "))
		}
	}
	b := e.MastBox
	p.line("  cả cột: bắc %s, nam %s, đông/tây %s, trên %s, dưới %s m, tính từ độ cao %s m", "  whole mast: north %s, south %s, east/west %s, above %s, below %s m, from %s m up",
		p.number(b.FrontM, 2), p.number(b.BackM, 2), p.number(b.SideM, 2), p.number(b.AboveM, 2), p.number(b.BelowM, 2), p.number(e.Middle.UpM, 1))
	for _, n := range e.Near {
		p.line("  tính cả cột gần: %s (%s), cách %s m, %d máy phát", "  with the mast near by: %s (%s), %s m away, %d emitters", n.Site, n.Operator, p.number(n.DistanceM, 0), n.Emitters)
	}
	p.line("  trên mặt đất, chỗ lớn nhất: tổng tỷ số %s, cách chân cột %s m hướng %s°; trong giới hạn: %s", "  at the ground, worst place: sum of ratios %s, %s m from the foot towards %s°; within limits: %s",
		p.number(e.Ground.Ratio, 4), p.number(e.Ground.DistanceM, 1), p.number(e.Ground.BearingDeg, 0), yesNo(e.Within).In(lang))
	p.line("  %s", "  %s", e.Method.In(lang))
	return p.err
}

// WriteText prints the comparison with measurements.
func (c *Comparison) WriteText(w io.Writer, lang registry.Lang) error {
	p := &printer{w: w, lang: lang}
	p.standIn(c.StandIn)
	if len(c.Networks) == 0 {
		p.line("không có kết quả đo nào so được: hatang import measurements TỆP", "there is no measurement to compare: hatang import measurements FILE")
	}
	for _, n := range c.Networks {
		p.line("%s %s: %s mẫu, sai số trung bình %s dB, độ lệch chuẩn %s dB, trúng %s %%", "%s %s: %s readings, mean error %s dB, sigma %s dB, hit rate %s %%",
			n.Operator, n.Technology, lang.Integer(n.Errors.N), p.number(n.Errors.MeanDB, 2), p.number(n.Errors.SigmaDB, 2), p.number(100*n.HitRate, 1))
		if t := n.Tuning; t != nil {
			p.line("  hiệu chỉnh %s dB + %s dB/decade: RMS %s → %s dB, kiểm chéo %s dB", "  correction %s dB + %s dB a decade: RMS %s → %s dB, cross-validated %s dB",
				p.number(t.OffsetDB, 2), p.number(t.SlopeDB, 2), p.number(t.Before.RMSDB, 2), p.number(t.After.RMSDB, 2), p.number(t.HeldOut.RMSDB, 2))
		}
	}
	for why, n := range c.Left {
		p.line("  %s mẫu không so được: %s", "  %s readings left out: %s", lang.Integer(n), why)
	}
	for _, d := range c.Definitions {
		p.line("  · %s", "  · %s", d.In(lang))
	}
	return p.err
}
