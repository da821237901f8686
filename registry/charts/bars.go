package charts

import (
	"math"
	"strings"

	"hatang/registry"
)

// Bars is a bar for each category; with several series each bar is stacked of
// them. Bars lie, so that long names stand beside them.
type Bars struct {
	Head
	Categories []string
	Series     []Series // a value for each category
	Measure    string
	Decimals   int
}

const (
	barHeight = 24.0
	barGap    = 12.0
)

// Picture lays the chart out.
func (b *Bars) Picture() (*Picture, error) {
	p, err := b.picture(0)
	if err != nil {
		return nil, err
	}
	p.Description = b.describe()
	y := p.heading(b.Title)
	if len(b.Series) > 1 {
		names := make([]string, len(b.Series))
		for i, s := range b.Series {
			names[i] = s.Name
		}
		y = p.legend(y, names, func(i int, x, y float64) {
			style := b.Series[i].style(i)
			p.box(x, y-6, 26, 12, fill{style.Colour, style.Hatch}, "")
		})
	}
	y += 6
	names, totals, high := 0.0, 0.0, 0.0
	for i, name := range b.Categories {
		names = math.Max(names, p.textWidth(name, textSize, false))
		total := b.total(i)
		high = math.Max(high, total)
		totals = math.Max(totals, p.textWidth(b.Lang.Number(total, b.Decimals), textSize, true))
	}
	names = math.Min(names, p.Width*0.36)
	left, right := 12+names+8, p.Width-12-totals-10
	s := scaleOver(0, high, 5, true)
	bottom := y + float64(len(b.Categories))*(barHeight+barGap)
	b.grid(p, s, left, right, y, bottom)
	for i := range b.Categories {
		b.bar(p, i, left, right, y+float64(i)*(barHeight+barGap)+barGap/2, s)
	}
	p.line(left, y, left, bottom, ink, 1)
	p.text(right, bottom+32, end, b.Measure, grey)
	p.note(b.Note, bottom+34)
	return p, nil
}

func (b *Bars) total(category int) float64 {
	sum := 0.0
	for _, s := range b.Series {
		sum += s.Values[category].Or(0)
	}
	return sum
}

func (b *Bars) grid(p *Picture, s scale, left, right, top, bottom float64) {
	for _, v := range s.ticks(b.Decimals) {
		x := left + s.share(v)*(right-left)
		p.line(x, top, x, bottom, faint, 1)
		p.text(x, bottom+16, middle, b.Lang.Number(v, s.tickDecimals()), grey)
	}
}

func (b *Bars) bar(p *Picture, category int, left, right, y float64, s scale) {
	name := b.Categories[category]
	p.text(left-8, y+barHeight/2+4, end, p.clipped(name, textSize, left-20), ink)
	x := left
	for i := range b.Series {
		v := b.Series[i].Values[category]
		if !v.Known || v.Value <= 0 {
			continue
		}
		width := s.share(s.low+v.Value) * (right - left)
		style := b.Series[i].style(i)
		shown := b.Lang.Number(v.Value, b.Decimals)
		title := name + ": " + shown + " " + b.Measure
		if len(b.Series) > 1 {
			title = name + ", " + b.Series[i].Name + ": " + shown + " " + b.Measure
		}
		p.box(x, y, width, barHeight, fill{style.Colour, style.Hatch}, title)
		if len(b.Series) > 1 && p.textWidth(shown, smallSize, false)+10 < width {
			p.add(&label{at: point{x + width/2, y + barHeight/2 + 4}, text: shown, size: smallSize, anchor: middle, colour: ink, halo: true})
		}
		x += width
	}
	p.add(&label{at: point{x + 7, y + barHeight/2 + 4}, text: b.Lang.Number(b.total(category), b.Decimals), size: textSize, bold: true, colour: ink})
}

func (b *Bars) describe() string {
	parts := make([]string, len(b.Categories))
	for i, name := range b.Categories {
		parts[i] = name + " " + b.Lang.Number(b.total(i), b.Decimals)
		if len(b.Series) > 1 {
			parts[i] += " (" + b.made(i) + ")"
		}
	}
	return b.Title + " (" + b.Measure + "). " + strings.Join(parts, "; ") + "."
}

// made lists what a bar is stacked of.
func (b *Bars) made(category int) string {
	var parts []string
	for _, s := range b.Series {
		if v := s.Values[category]; v != (registry.Opt[float64]{}) && v.Value > 0 {
			parts = append(parts, s.Name+" "+b.Lang.Number(v.Value, b.Decimals))
		}
	}
	return strings.Join(parts, ", ")
}
