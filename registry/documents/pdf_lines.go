package documents

import (
	"strings"
	"unicode/utf8"
)

// word is a piece of a line that is not broken.
type word struct {
	text    string
	look    look
	width   float64 // mm
	blank   float64 // width of the blank before it, 0 where it adjoins the last
	endLine bool    // a line ends after it
}

// lines sets runs of text as lines between the margins, its first line indented.
func (s *setter) lines(runs []Run, base look, align Align, indentMM float64) {
	words := s.words(runs, base)
	height := base.size * mmPerPt * leading
	for first := true; len(words) > 0; first = false {
		indent := 0.0
		if first {
			indent = indentMM
		}
		n, used, blanks := fit(words, s.width-indent)
		s.need(height)
		last := n == len(words) || words[n-1].endLine
		s.line(words[:n], s.left+indent, s.width-indent, used, blanks, height, align, last)
		words = words[n:]
	}
}

// words takes runs apart. A word too long for a line is broken where it must.
func (s *setter) words(runs []Run, base look) []word {
	var words []word
	adjoins := false
	for _, run := range runs {
		l := base
		l.bold, l.italic = l.bold || run.Bold, l.italic || run.Italic
		s.pdf.SetFont(serif, l.style(), l.size)
		blank := s.pdf.GetStringWidth(" ")
		for i, line := range strings.Split(printable(run.Text), "\n") {
			if i > 0 && len(words) > 0 {
				words[len(words)-1].endLine = true
			}
			startsBlank := strings.HasPrefix(line, " ")
			for j, text := range strings.Fields(line) {
				before := blank
				if len(words) == 0 || j == 0 && adjoins && !startsBlank && i == 0 {
					before = 0
				}
				words = s.appendWord(words, text, l, before)
			}
			adjoins = !strings.HasSuffix(line, " ")
		}
		if run.Note > 0 {
			l.rise, l.size = l.size/3, l.size*0.65
			s.pdf.SetFont(serif, l.style(), l.size)
			words = s.appendWord(words, noteMark(run.Note), l, 0)
		}
	}
	return words
}

// appendWord measures a word in the font that is set.
func (s *setter) appendWord(words []word, text string, l look, blank float64) []word {
	for s.pdf.GetStringWidth(text) > s.width {
		cut := s.longestFit(text)
		words = append(words, word{text: text[:cut], look: l, width: s.pdf.GetStringWidth(text[:cut]), blank: blank})
		text, blank = text[cut:], 0
	}
	return append(words, word{text: text, look: l, width: s.pdf.GetStringWidth(text), blank: blank})
}

// longestFit is the length of the longest beginning that fits into a line, at
// least one letter.
func (s *setter) longestFit(text string) int {
	_, cut := utf8.DecodeRuneInString(text)
	for at, r := range text {
		end := at + utf8.RuneLen(r)
		if s.pdf.GetStringWidth(text[:end]) > s.width {
			break
		}
		cut = max(cut, end)
	}
	return cut
}

// fit is how many words go into the width, what they need and how many blanks
// are between them.
func fit(words []word, width float64) (n int, used float64, blanks int) {
	for n < len(words) {
		w := words[n]
		blank := w.blank
		if n == 0 {
			blank = 0
		}
		if n > 0 && used+blank+w.width > width+1e-6 {
			break
		}
		used += blank + w.width
		if n > 0 && blank > 0 {
			blanks++
		}
		n++
		if w.endLine {
			break
		}
	}
	return n, used, blanks
}

// line sets one line and moves below it.
func (s *setter) line(words []word, left, width, used float64, blanks int, height float64, align Align, last bool) {
	x, stretch := left, 0.0
	switch {
	case align == Centre:
		x += (width - used) / 2
	case align == Right:
		x += width - used
	case align == Justified && !last && blanks > 0:
		stretch = (width - used) / float64(blanks)
	}
	y := s.pdf.GetY()
	for i, w := range words {
		if i > 0 {
			x += w.blank
			if w.blank > 0 {
				x += stretch
			}
		}
		s.pdf.SetFont(serif, w.look.style(), w.look.size)
		s.pdf.Text(x, y+height*0.78-w.look.rise*mmPerPt, w.text)
		x += w.width
	}
	s.pdf.SetY(y + height)
}

// heightOf is the height of the lines that a text takes in the width.
func (s *setter) heightOf(text string, l look, width float64) float64 {
	if text == "" {
		return 0
	}
	outer := s.width
	s.width = width
	words := s.words([]Run{{Text: text}}, l)
	s.width = outer
	lines := 0
	for len(words) > 0 {
		n, _, _ := fit(words, width)
		words = words[n:]
		lines++
	}
	return float64(lines) * l.size * mmPerPt * leading
}
