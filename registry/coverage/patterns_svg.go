package coverage

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"math"
	"strings"

	"hatang/registry"
)

// The frame of a polar drawing, in pixels, and what its middle stands for.
const (
	polarSize, polarRadius = 420.0, 170.0
	polarFloorDB           = 40.0 // below the highest gain
)

// patternColours are of the Okabe–Ito palette, one a sector; dashes tell them
// apart where colours do not.
func patternColours() []string {
	return []string{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"}
}

// PatternsSVG draws how the antennas of a mast radiate: on the left seen from
// above, towards the horizon, on the right each in the vertical plane of its own
// azimuth; 40 dB from the rim, which is the highest gain, to the middle. Without
// antennas on the mast it is NotFound.
func (e *Engine) PatternsSVG(ctx context.Context, src Source, siteCode, operator string, lang registry.Lang) ([]byte, error) {
	site, err := findSite(ctx, src, siteCode, operator)
	if err != nil {
		return nil, err
	}
	all, err := e.emitters(ctx, src, site, 0)
	if err != nil {
		return nil, err
	}
	own := all[:0:0]
	for _, one := range all {
		if one.station.SiteID == site.Row.ID {
			own = append(own, one)
		}
	}
	return drawPatterns(site.Code, own, lang), nil
}

func drawPatterns(code string, own []emitter, lang registry.Lang) []byte {
	peak := math.Inf(-1)
	for i := range own {
		for azimuth := 0.0; azimuth < 360; azimuth++ {
			peak = max(peak, own[i].mounted.GainDBi(azimuth, 0))
		}
		for elevation := -90.0; elevation <= 90; elevation++ {
			peak = max(peak, own[i].mounted.GainDBi(own[i].antenna.AzimuthDeg, elevation))
		}
	}
	var b bytes.Buffer
	title := registry.Textf("Đồ thị bức xạ của cột %[1]s, vành ngoài %[2]s dBi, mỗi vòng 10 dB", "Radiation of the mast %[1]s, rim %[3]s dBi, 10 dB a ring",
		code, registry.VI.Number(peak, 1), registry.EN.Number(peak, 1)).In(lang)
	height := polarSize + 20*float64(len(own)) + 40
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" role="img" font-family="system-ui, sans-serif" font-size="13"><title>%s</title>`,
		2*polarSize, height, html.EscapeString(title))
	fmt.Fprintf(&b, `<rect width="%g" height="%g" fill="#fff"/><text x="16" y="22">%s</text>`, 2*polarSize, height, html.EscapeString(title))
	rings(&b, polarSize/2, registry.Text{VI: "nhìn từ trên, mặt ngang", EN: "from above, towards the horizon"}.In(lang))
	rings(&b, polarSize*3/2, registry.Text{VI: "mặt đứng theo phương vị của từng anten", EN: "upright, along the azimuth of each"}.In(lang))
	for i := range own {
		m, azimuth := own[i].mounted, own[i].antenna.AzimuthDeg
		colour, dash := patternColours()[i%6], []string{"", "7 4", "2 3"}[i/6%3]
		drawOutline(&b, polarSize/2, colour, dash, peak, func(deg float64) float64 { return m.GainDBi(deg, 0) })
		drawOutline(&b, polarSize*3/2, colour, dash, peak, func(deg float64) float64 { return m.GainDBi(upright(azimuth, deg)) })
		fmt.Fprintf(&b, `<text x="16" y="%g" fill="%s">%s</text>`, polarSize+20*float64(i)+30, colour,
			html.EscapeString(fmt.Sprintf("%s %s – %s°", own[i].station.Operator, own[i].station.Technology, lang.Number(azimuth, 0))))
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// upright turns an angle on the drawing, clockwise from straight up, into a
// direction in the vertical plane of the azimuth.
func upright(azimuth, deg float64) (bearing, elevation float64) {
	if deg <= 180 {
		return azimuth, 90 - deg
	}
	return math.Mod(azimuth+180, 360), deg - 270
}

func rings(b *bytes.Buffer, x float64, caption string) {
	y := polarSize/2 + 20
	for i := 1; i <= 4; i++ {
		fmt.Fprintf(b, `<circle cx="%g" cy="%g" r="%g" fill="none" stroke="#ccc"/>`, x, y, polarRadius*float64(i)/4)
	}
	for deg := 0.0; deg < 180; deg += 30 {
		sin, cos := math.Sincos(deg * math.Pi / 180)
		fmt.Fprintf(b, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#eee"/>`, x-polarRadius*sin, y+polarRadius*cos, x+polarRadius*sin, y-polarRadius*cos)
	}
	fmt.Fprintf(b, `<text x="%g" y="%g" text-anchor="middle" fill="#555">%s</text>`, x, y+polarRadius+22, html.EscapeString(caption))
}

func drawOutline(b *bytes.Buffer, x float64, colour, dash string, peak float64, gain func(deg float64) float64) {
	y := polarSize/2 + 20
	var points strings.Builder
	for deg := 0.0; deg < 360; deg++ {
		radius := polarRadius * max(0, 1-(peak-gain(deg))/polarFloorDB)
		sin, cos := math.Sincos(deg * math.Pi / 180)
		fmt.Fprintf(&points, "%.1f,%.1f ", x+radius*sin, y-radius*cos)
	}
	fmt.Fprintf(b, `<polygon points="%s" fill="%s" fill-opacity="0.08" stroke="%s" stroke-width="1.6" stroke-dasharray="%s"/>`,
		strings.TrimSpace(points.String()), colour, colour, dash)
}
