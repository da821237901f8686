package documents

import (
	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifbolditalic"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
)

// serif is the name of the typeface within a PDF.
const serif = "serif"

func addFonts(pdf *fpdf.Fpdf) {
	pdf.AddUTF8FontFromBytes(serif, "", liberationserifregular.TTF)
	pdf.AddUTF8FontFromBytes(serif, "B", liberationserifbold.TTF)
	pdf.AddUTF8FontFromBytes(serif, "I", liberationserifitalic.TTF)
	pdf.AddUTF8FontFromBytes(serif, "BI", liberationserifbolditalic.TTF)
}

// look is how a piece of text looks: size in points, raised by as many.
type look struct {
	bold, italic bool
	size, rise   float64
}

func (l look) style() string {
	style := ""
	if l.bold {
		style = "B"
	}
	if l.italic {
		style += "I"
	}
	return style
}
