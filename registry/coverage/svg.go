package coverage

import (
	"bytes"
	"fmt"
	"html"
	"math"

	"hatang/registry"
)

// The frame of the drawing, in pixels.
const (
	svgWidth, svgHeight               = 960.0, 420.0
	svgLeft, svgRight, svgTop, svgLow = 64.0, 20.0, 56.0, 48.0
)

// SVG draws the path: ground over the bulging earth, ray and Fresnel zone.
func (p *Path) SVG(lang registry.Lang) []byte {
	d := p.frame()
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" role="img" font-family="system-ui, sans-serif" font-size="13">`, svgWidth, svgHeight)
	title := registry.Text{VI: "Mặt cắt %s km, phương vị %s°, %s MHz: %s", EN: "Profile of %s km, azimuth %s°, %s MHz: %s"}
	fmt.Fprintf(&b, "<title>%s</title>", html.EscapeString(fmt.Sprintf(title.In(lang), lang.Number(p.DistanceM/1000, 2), lang.Number(p.AzimuthDeg, 1),
		lang.Number(p.FrequencyMHz, 0), p.verdict().In(lang))))
	fmt.Fprintf(&b, `<rect width="%g" height="%g" fill="#fff"/>`, svgWidth, svgHeight)
	d.axes(&b, lang)
	d.area(&b, "#c8b79b", "#7a6648", func(i int) float64 { return p.GroundM[i] + p.BulgeM[i] })
	d.zone(&b)
	fmt.Fprintf(&b, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#b3261e" stroke-width="1.6"/>`,
		d.x(0), d.y(p.RayM[0]), d.x(p.DistanceM), d.y(p.RayM[len(p.RayM)-1]))
	last := len(p.GroundM) - 1
	for _, i := range []int{0, last} {
		fmt.Fprintf(&b, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#222" stroke-width="2.5"/>`,
			d.x(p.DistancesM[i]), d.y(p.GroundM[i]), d.x(p.DistancesM[i]), d.y(p.RayM[i]))
	}
	d.caption(&b, lang)
	b.WriteString("</svg>\n")
	return b.Bytes()
}

func (p *Path) verdict() registry.Text {
	switch {
	case !p.Sight:
		return registry.Text{VI: "bị che khuất", EN: "obstructed"}
	case p.ClearanceShare < 0.6:
		return registry.Text{VI: "thấy nhau, vùng Fresnel bị lấn", EN: "in sight, the Fresnel zone is touched"}
	}
	return registry.Text{VI: "thấy nhau, thoáng 60 % vùng Fresnel", EN: "in sight, 60 % of the Fresnel zone is clear"}
}

// drawing maps metres to pixels.
type drawing struct {
	path      *Path
	low, high float64
}

func (p *Path) frame() *drawing {
	d := &drawing{path: p, low: math.Inf(1), high: math.Inf(-1)}
	for i := range p.GroundM {
		d.low = min(d.low, p.GroundM[i]+p.BulgeM[i])
		d.high = max(d.high, p.GroundM[i]+p.BulgeM[i], p.RayM[i]+p.Fresnel1M[i])
	}
	pad := max((d.high-d.low)*0.08, 5)
	d.low, d.high = d.low-pad, d.high+pad
	return d
}

func (d *drawing) x(m float64) float64 {
	return svgLeft + m/d.path.DistanceM*(svgWidth-svgLeft-svgRight)
}

func (d *drawing) y(m float64) float64 {
	return svgHeight - svgLow - (m-d.low)/(d.high-d.low)*(svgHeight-svgTop-svgLow)
}

func (d *drawing) axes(b *bytes.Buffer, lang registry.Lang) {
	for _, m := range ticks(d.low, d.high, 5) {
		fmt.Fprintf(b, `<line x1="%g" x2="%g" y1="%.1f" y2="%.1f" stroke="#e3e3e3"/><text x="%g" y="%.1f" text-anchor="end" fill="#444">%s</text>`,
			svgLeft, svgWidth-svgRight, d.y(m), d.y(m), svgLeft-6, d.y(m)+4, html.EscapeString(lang.Number(m, 0)))
	}
	for _, m := range ticks(0, d.path.DistanceM, 8) {
		fmt.Fprintf(b, `<text x="%.1f" y="%g" text-anchor="middle" fill="#444">%s</text>`,
			d.x(m), svgHeight-svgLow+18, html.EscapeString(lang.Number(m/1000, 1)))
	}
	labels := registry.Text{VI: "km từ trạm; độ cao m trên mực nước biển, mặt đất cong theo 4/3 bán kính Trái Đất", EN: "km from the station; height in m above sea level, over an earth of 4/3 its radius"}
	fmt.Fprintf(b, `<text x="%g" y="%g" text-anchor="middle" fill="#444">%s</text>`, svgWidth/2, svgHeight-10, html.EscapeString(labels.In(lang)))
}

// area fills what lies under a line.
func (d *drawing) area(b *bytes.Buffer, fill, stroke string, height func(i int) float64) {
	fmt.Fprintf(b, `<path fill="%s" stroke="%s" d="M%.1f %.1f`, fill, stroke, d.x(0), svgHeight-svgLow)
	for i, m := range d.path.DistancesM {
		fmt.Fprintf(b, "L%.1f %.1f", d.x(m), d.y(height(i)))
	}
	fmt.Fprintf(b, `L%.1f %.1fZ"/>`, d.x(d.path.DistanceM), svgHeight-svgLow)
}

// zone draws the first Fresnel zone and its inner 60 %.
func (d *drawing) zone(b *bytes.Buffer) {
	p := d.path
	for _, share := range []float64{1, 0.6} {
		fmt.Fprintf(b, `<path fill="#2a6fdb" fill-opacity="0.12" stroke="#2a6fdb" stroke-opacity="0.5" d="M`)
		for i, m := range p.DistancesM {
			fmt.Fprintf(b, "%.1f %.1fL", d.x(m), d.y(p.RayM[i]+share*p.Fresnel1M[i]))
		}
		for i := len(p.DistancesM) - 1; i >= 0; i-- {
			fmt.Fprintf(b, "%.1f %.1fL", d.x(p.DistancesM[i]), d.y(p.RayM[i]-share*p.Fresnel1M[i]))
		}
		fmt.Fprintf(b, `%.1f %.1fZ"/>`, d.x(0), d.y(p.RayM[0]+share*p.Fresnel1M[0]))
	}
}

func (d *drawing) caption(b *bytes.Buffer, lang registry.Lang) {
	p := d.path
	text := registry.Text{VI: "%s km · %s MHz · %s · khoảng hở nhỏ nhất %s m tại %s km", EN: "%s km · %s MHz · %s · least clearance %s m at %s km"}
	line := fmt.Sprintf(text.In(lang), lang.Number(p.DistanceM/1000, 2), lang.Number(p.FrequencyMHz, 0), p.verdict().In(lang),
		lang.Number(p.ClearanceM, 1), lang.Number(p.ClearanceAtM/1000, 2))
	if p.Loss != nil {
		line += registry.Textf(" · suy hao %s dB (%s)", " · loss %s dB (%s)", lang.Number(p.Loss.LossDB, 1), p.Loss.Name).In(lang)
	}
	fmt.Fprintf(b, `<text x="%g" y="22" fill="#111">%s</text>`, svgLeft, html.EscapeString(line))
	if p.StandIn {
		warning := registry.Text{VI: "Địa hình dùng tạm của nơi khác: KHÔNG phải địa hình thật", EN: "Stand-in terrain of another place: NOT the heights of this place"}
		fmt.Fprintf(b, `<text x="%g" y="42" fill="#b3261e" font-weight="600">%s</text>`, svgLeft, html.EscapeString(warning.In(lang)))
	}
}

// ticks are round numbers between two.
func ticks(low, high float64, about int) []float64 {
	raw := (high - low) / float64(about)
	unit := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * unit
	for _, k := range []float64{1, 2, 5} {
		if raw <= k*unit {
			step = k * unit
			break
		}
	}
	var all []float64
	for v := math.Ceil(low/step) * step; v <= high; v += step {
		all = append(all, v)
	}
	return all
}
