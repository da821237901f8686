package indicators

import (
	"fmt"
	"io"
	"strings"

	"hatang/registry"
)

// Lines of the tables in the printed answer.
const (
	listedCommunes = 10
	listedPoints   = 15
)

// WriteText prints the answer for a reader. With all, every point and commune
// is listed instead of the worst.
func (s *Served) WriteText(w io.Writer, lang registry.Lang, all bool) error {
	p := &printer{w: w, lang: lang, all: all}
	p.heading(s)
	p.official(s)
	p.shares(s.Shares)
	p.published(s.Published)
	p.declared(s.Declared)
	p.access(s.Access)
	p.notes(s)
	return p.err
}

// printer keeps the first error of a run of prints.
type printer struct {
	w    io.Writer
	lang registry.Lang
	all  bool
	err  error
}

func (p *printer) line(vi, en string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.w, registry.Textf(vi, en, args...).In(p.lang))
	}
}

func (p *printer) km(metres float64) string { return p.lang.Number(metres/1000, 2) + " km" }

func (n Network) title() registry.Text {
	switch n {
	case PostalNetwork:
		return registry.Text{VI: "Mạng bưu chính", EN: "Postal network"}
	case BTSNetwork:
		return registry.Text{VI: "Mạng di động (vị trí BTS)", EN: "Mobile network (BTS sites)"}
	}
	return registry.Text{VI: "Truyền thanh cấp xã", EN: "Commune radio"}
}

func (p *printer) heading(s *Served) {
	p.line("%s – %s (%s), ngày %s", "%s – %s (%s), as of %s",
		s.Network.title().In(p.lang), s.Unit.Name, s.Unit.Code, p.lang.Date(s.AsOf))
}

func (p *printer) official(s *Served) {
	o := s.Official
	p.line("", "")
	p.line("Số liệu bình quân (chính thức)", "Mean figures (official)")
	p.line("  N  = %s điểm%s", "  N  = %s points%s", p.lang.Integer(o.N), p.classes(o.Counts))
	p.line("  S  = %s km²%s; nguồn: %s", "  S  = %s km²%s; source: %s", p.value(o.AreaKM2.Value, 2), yearOf(o.AreaKM2, p.lang), o.AreaKM2.Source.In(p.lang))
	p.line("  P  = %s người%s; nguồn: %s", "  P  = %s people%s; source: %s", p.value(o.People.Value, 0), yearOf(o.People, p.lang), o.People.Source.In(p.lang))
	if !o.Why.IsZero() {
		p.line("  %s", "  %s", o.Why.In(p.lang))
	}
	p.line("  bán kính phục vụ, hình tròn  √(S/πN) = %s km/điểm", "  service radius, circle       √(S/πN) = %s km a point", p.value(o.RadiusCircleKM, 3))
	p.line("  bán kính phục vụ, nửa cạnh   ½√(S/N) = %s km/điểm", "  service radius, half-square  ½√(S/N) = %s km a point", p.value(o.RadiusHalfSquareKM, 3))
	p.line("  số dân phục vụ bình quân     P/N     = %s người/điểm", "  people per point             P/N     = %s", p.value(o.PeoplePerPoint, 0))
}

func (p *printer) value(v registry.Opt[float64], decimals int) string {
	if !v.Known {
		return "–"
	}
	return p.lang.Number(v.Value, decimals)
}

func (p *printer) classes(counts []ClassCount) string {
	var counted, beside []string
	for _, c := range counts {
		text := p.lang.Integer(c.N) + " " + c.Label.In(p.lang)
		if c.Counted {
			counted = append(counted, text)
		} else {
			beside = append(beside, text)
		}
	}
	var out string
	if len(counted) > 0 {
		out = registry.Textf(", gồm %s", ": %s", strings.Join(counted, ", ")).In(p.lang)
	}
	if len(beside) > 0 {
		out += registry.Textf(" (ngoài ra, không tính vào N: %s)", " (besides, not in N: %s)", strings.Join(beside, ", ")).In(p.lang)
	}
	return out
}

func (p *printer) shares(shares []Share) {
	for _, s := range shares {
		p.line("  %s: %s/%s = %s %%", "  %s: %s/%s = %s %%", s.Name.In(p.lang), p.lang.Integer(s.Part), p.lang.Integer(s.Whole), p.value(s.Percent, 1))
	}
}

func (p *printer) published(comparisons []Comparison) {
	if len(comparisons) == 0 {
		return
	}
	p.line("", "")
	p.line("So với số đã công bố", "Against published figures")
	for _, c := range comparisons {
		p.line("  %s: in %s (%s); %s", "  %s: printed %s (%s); %s", c.Name.In(p.lang), c.Printed, c.Source, c.Finding.In(p.lang))
	}
}

func (p *printer) declared(d *DeclaredCoverage) {
	if d == nil {
		return
	}
	p.line("", "")
	p.line("Phủ theo bán kính khai báo (hợp các hình tròn, mỗi người tính một lần)", "Coverage by declared radii (union of discs, each person once)")
	p.line("  %s điểm có bán kính, %s điểm không khai báo", "  %s points with a radius, %s without", p.lang.Integer(d.Points), p.lang.Integer(d.Without))
	p.line("  %s người = %s %%, trên %s km²", "  %s people = %s %%, on %s km²", p.lang.Number(d.People, 0), p.lang.Number(100*d.Share, 1), p.lang.Number(d.AreaKM2, 1))
}

func (p *printer) access(a *Access) {
	if a == nil {
		return
	}
	p.line("", "")
	p.line("Tham khảo: mỗi ô dân cư đến điểm gần nhất (khoảng cách ellipsoid)", "For reference: every populated cell to its nearest point (ellipsoidal distance)")
	p.distances(registry.Text{VI: "toàn đơn vị", EN: "whole unit"}.In(p.lang), a.Total, a.BandsM)
	p.line("  Xã xa điểm phục vụ nhất", "  Communes farthest from a point")
	for i, c := range a.Communes {
		if i == listedCommunes && !p.all {
			p.line("    … còn %s xã (--all)", "    … %s more communes (--all)", p.lang.Integer(len(a.Communes)-i))
			break
		}
		p.line("    %-28s %8s người, trung bình %9s, xa nhất %9s, %s điểm", "    %-28s %8s people, mean %9s, farthest %9s, %s points",
			c.Unit.Name, p.lang.Number(c.Serves.People, 0), p.km(c.Serves.MeanM), p.km(c.Serves.MaxM), p.lang.Integer(c.Points))
	}
	p.points(a)
}

func (p *printer) points(a *Access) {
	p.line("  Từng điểm", "  Each point")
	p.line("    %-34s %8s %10s %10s %10s %10s", "    %-34s %8s %10s %10s %10s %10s",
		registry.Text{VI: "điểm", EN: "point"}.In(p.lang), registry.Text{VI: "người", EN: "people"}.In(p.lang),
		registry.Text{VI: "TB", EN: "mean"}.In(p.lang), "p90", "r95", registry.Text{VI: "xa nhất", EN: "farthest"}.In(p.lang))
	for i, point := range a.Points {
		if i == listedPoints && !p.all {
			p.line("    … còn %s điểm (--all)", "    … %s more points (--all)", p.lang.Integer(len(a.Points)-i))
			break
		}
		d := point.Serves
		p.line("    %-34s %8s %10s %10s %10s %10s", "    %-34s %8s %10s %10s %10s %10s",
			shorten(point.Name, 34), p.lang.Number(d.People, 0), p.km(d.MeanM), p.km(d.P90M), p.km(d.R95M), p.km(d.MaxM))
	}
}

func (p *printer) distances(name string, d Distances, bands []float64) {
	p.line("  %s: %s người, trung bình %s, p50 %s, p90 %s, xa nhất %s, bán kính chứa 95 %% dân %s",
		"  %s: %s people, mean %s, p50 %s, p90 %s, farthest %s, radius that holds 95 %% %s",
		name, p.lang.Number(d.People, 0), p.km(d.MeanM), p.km(d.P50M), p.km(d.P90M), p.km(d.MaxM), p.km(d.R95M))
	var parts []string
	for i, share := range d.Within {
		parts = append(parts, fmt.Sprintf("≤ %s km: %s %%", p.lang.Number(bands[i]/1000, 0), p.lang.Number(100*share, 1)))
	}
	p.line("  %s", "  %s", strings.Join(parts, " · "))
}

func (p *printer) notes(s *Served) {
	p.line("", "")
	for _, n := range s.Notes {
		p.line("  ! %s", "  ! %s", n.In(p.lang))
	}
	p.line("  Cách tính: %s; dân số: %s; sổ đăng ký ở thay đổi số %s; hatang %s", "  Method: %s; people: %s; registry at change %s; hatang %s",
		s.Provenance.Method.In(p.lang), s.Provenance.Surface.In(p.lang), p.lang.Integer(int(s.Provenance.Seq)), s.Provenance.Version)
}

// shorten cuts a name to at most n letters.
func shorten(name string, n int) string {
	letters := []rune(name)
	if len(letters) <= n {
		return name
	}
	return string(letters[:n-1]) + "…"
}
