package charts

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Line is values over time, one line a series.
type Line struct {
	Head
	Labels   []string // of the times, from the oldest
	Series   []Series
	Measure  string // what the values are in
	Decimals int
}

const plotHeight = 250.0

// Picture lays the chart out.
func (l *Line) Picture() (*Picture, error) {
	p, err := l.picture(0)
	if err != nil {
		return nil, err
	}
	_, low, high := known(l.Series)
	if math.IsInf(low, 0) {
		low, high = 0, 1
	}
	p.Description = l.describe()
	y := p.heading(l.Title)
	if len(l.Series) > 1 {
		names := make([]string, len(l.Series))
		for i, s := range l.Series {
			names[i] = s.Name
		}
		y = p.legend(y, names, func(i int, x, y float64) {
			style := l.Series[i].style(i)
			p.add(&stroke{points: []point{{x, y}, {x + 26, y}}, colour: style.Colour, width: 2, dash: style.Dash})
			p.add(&mark{at: point{x + 13, y}, symbol: style.Symbol, colour: style.Colour, size: 4.5})
		})
	}
	f := l.frame(p, y+20, scaleOver(low, high, 5, false))
	f.grid(l)
	for i := range l.Series {
		f.series(l, i)
	}
	f.lastValues(l)
	p.note(l.Note, f.bottom+26)
	return p, nil
}

func (l *Line) describe() string {
	parts := make([]string, len(l.Series))
	for i := range l.Series {
		parts[i] = inWords(l.Lang, l.Labels, &l.Series[i], l.Decimals)
	}
	return l.Title + " (" + l.Measure + "). " + strings.Join(parts, ". ") + "."
}

// frame is where the values are plotted.
type frame struct {
	*Picture
	scale                    scale
	left, right, top, bottom float64
	n                        int // times
}

func (l *Line) frame(p *Picture, top float64, s scale) *frame {
	widest := 0.0
	for _, v := range s.ticks(l.Decimals) {
		widest = math.Max(widest, p.textWidth(l.Lang.Number(v, s.tickDecimals()), textSize, false))
	}
	last := 0.0
	for _, series := range l.Series {
		if v := lastKnown(&series); v >= 0 {
			last = math.Max(last, p.textWidth(l.Lang.Number(series.Values[v].Value, l.Decimals), textSize, true))
		}
	}
	return &frame{p, s, 12 + widest + 8, p.Width - last - 26, top, top + plotHeight, len(l.Labels)}
}

func (f *frame) x(i int) float64 {
	if f.n < 2 {
		return (f.left + f.right) / 2
	}
	pad := math.Min(40, (f.right-f.left)/float64(2*f.n))
	return f.left + pad + float64(i)/float64(f.n-1)*(f.right-f.left-2*pad)
}

func (f *frame) y(v float64) float64 { return f.bottom - f.scale.share(v)*(f.bottom-f.top) }

// grid draws the axes: numbers at the left, times below.
func (f *frame) grid(l *Line) {
	for _, v := range f.scale.ticks(l.Decimals) {
		f.line(f.left, f.y(v), f.right, f.y(v), faint, 1)
		f.text(f.left-8, f.y(v)+4, end, l.Lang.Number(v, f.scale.tickDecimals()), grey)
	}
	f.line(f.left, f.bottom, f.right, f.bottom, ink, 1)
	measure := l.Measure
	if f.scale.low != 0 {
		measure += map[bool]string{true: " (trục không bắt đầu từ 0)", false: " (the axis does not begin at 0)"}[l.Lang == "vi"]
	}
	f.text(12, f.top-14, start, measure, grey)
	every := 1
	widest := 0.0
	for _, text := range l.Labels {
		widest = math.Max(widest, f.textWidth(text, textSize, false))
	}
	for f.n > 1 && float64(every)*(f.x(1)-f.x(0)) < widest+8 {
		every++
	}
	for i, text := range l.Labels {
		if (f.n-1-i)%every == 0 { // the last time is always named
			f.text(f.x(i), f.bottom+17, middle, text, grey)
		}
	}
}

// series draws a line, broken where values are not known.
func (f *frame) series(l *Line, at int) {
	s := &l.Series[at]
	style := s.style(at)
	var run []point
	flush := func() {
		if len(run) > 1 {
			f.add(&stroke{points: run, colour: style.Colour, width: 2, dash: style.Dash})
		}
		run = nil
	}
	for i, v := range s.Values {
		if !v.Known {
			flush()
			continue
		}
		run = append(run, point{f.x(i), f.y(v.Value)})
	}
	flush()
	for i, v := range s.Values {
		if v.Known {
			title := s.Name + ", " + l.Labels[i] + ": " + l.Lang.Number(v.Value, l.Decimals) + " " + l.Measure
			f.add(&mark{at: point{f.x(i), f.y(v.Value)}, symbol: style.Symbol, colour: style.Colour, size: 4.5, title: title})
		}
	}
}

func lastKnown(s *Series) int {
	for i := len(s.Values) - 1; i >= 0; i-- {
		if s.Values[i].Known {
			return i
		}
	}
	return -1
}

// lastValues writes the newest value of each series beside its mark, pushed apart
// where they would meet.
func (f *frame) lastValues(l *Line) {
	var texts []*label
	for i := range l.Series {
		s := &l.Series[i]
		at := lastKnown(s)
		if at < 0 {
			continue
		}
		v := s.Values[at].Value
		texts = append(texts, &label{
			at: point{f.x(at) + 9, f.y(v) + 4}, text: l.Lang.Number(v, l.Decimals), size: textSize, bold: true, colour: ink, halo: true,
		})
	}
	slices.SortFunc(texts, func(a, b *label) int { return cmp.Compare(a.at.y, b.at.y) })
	for i, t := range texts {
		if i > 0 {
			t.at.y = math.Max(t.at.y, texts[i-1].at.y+textSize+1)
		}
		f.add(t)
	}
}

// Spark is a line without axes, for the side of a number.
type Spark struct {
	Head
	Labels   []string
	Series   Series
	Decimals int
	Height   float64 // 0: 40
}

// Picture lays the chart out. What is not known is a gap.
func (s *Spark) Picture() (*Picture, error) {
	if s.Width <= 0 {
		s.Width = 160
	}
	if s.Height <= 0 {
		s.Height = 40
	}
	p, err := s.picture(s.Height)
	if err != nil {
		return nil, err
	}
	p.Description = inWords(s.Lang, s.Labels, &s.Series, s.Decimals)
	n, low, high := known([]Series{s.Series})
	if n == 0 {
		return p, nil
	}
	f := &frame{Picture: p, scale: scaleOver(low, high, 2, false), left: -2, right: p.Width + 2, top: 6, bottom: p.Height - 6, n: len(s.Labels)}
	line := &Line{Head: s.Head, Labels: s.Labels, Series: []Series{s.Series}, Decimals: s.Decimals}
	f.series(line, 0)
	return p, nil
}
