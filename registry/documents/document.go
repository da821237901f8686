package documents

import (
	"strconv"
	"strings"
	"time"

	"hatang/registry"
)

// Document is what is to be written. Parts that are empty are left out.
type Document struct {
	// Title names the file in its properties.
	Title      string
	Letterhead *Letterhead
	// Kind is the sort of document in capitals, "BÁO CÁO THẨM ĐỊNH"; none for a
	// letter, whose subject stands below its number.
	Kind    string
	Subject string // trích yếu
	// Addressees are those that a letter is addressed to ("Kính gửi").
	Addressees []string
	Body       []Block
	Closing    *Closing
	// Notes are printed below the body, numbered from 1; Run.Note refers to them.
	Notes []string
	Lang  registry.Lang
	// Made is when the document was made: a property of the file, so that the
	// same document is the same bytes.
	Made time.Time
}

// Letterhead is the top of the first page: on the left who writes, on the right
// the name of the state, which is the same for everybody.
type Letterhead struct {
	Superior string // "ỦY BAN NHÂN DÂN TỈNH BẮC NINH"
	Agency   string // "SỞ KHOA HỌC VÀ CÔNG NGHỆ"
	Number   string // "123/BC-SKHCN"; empty: dots to be filled in by hand
	Place    string
	Date     registry.Date // zero: dots to be filled in by hand
}

// Closing is the bottom of the last page.
type Closing struct {
	Recipients []string // "Nơi nhận"
	Capacity   string   // "KT. GIÁM ĐỐC"; none when the head signs
	Post       string   // "PHÓ GIÁM ĐỐC"
	Name       string
}

// Block is a part of the body: Paragraph, Heading, Table, Picture or PageBreak.
type Block interface{ block() }

// Align is how lines stand between the margins.
type Align uint8

// The alignments. Justified is that of running text.
const (
	Justified Align = iota
	Left
	Centre
	Right
)

// Paragraph is running text, its first line indented unless it is Flush.
type Paragraph struct {
	Runs  []Run
	Align Align
	Flush bool
}

// Run is text of one look.
type Run struct {
	Text         string
	Bold, Italic bool
	Note         int // number of a note, set small and high after the text; 0: none
}

// Heading is the title of a section; levels are 1 and 2.
type Heading struct {
	Level int
	Text  string
}

// Table has a row of titles that is repeated on every page.
type Table struct {
	Caption string
	Columns []Column
	Rows    []Row
}

// Column is a column of a table. Widths are shares of the width of the page.
type Column struct {
	Title string
	Width float64
	Align Align
}

// Row is a row of a table; Strong ones are bold, such as totals.
type Row struct {
	Cells  []string
	Strong bool
}

// Picture is a PNG, scaled to its width on paper.
type Picture struct {
	PNG     []byte
	WidthMM float64
	Caption string
	Alt     string // what it shows, for those who cannot see it
}

// PageBreak begins a new page.
type PageBreak struct{}

func (Paragraph) block() {}
func (Heading) block()   {}
func (Table) block()     {}
func (Picture) block()   {}
func (PageBreak) block() {}

// Text is a paragraph of one look. Parts between double asterisks are bold.
func Text(text string) Paragraph {
	var p Paragraph
	for i, part := range strings.Split(text, "**") {
		if part != "" {
			p.Runs = append(p.Runs, Run{Text: part, Bold: i%2 == 1})
		}
	}
	return p
}

// state is the name of the state and its motto, which head every document.
const (
	stateName  = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
	stateMotto = "Độc lập - Tự do - Hạnh phúc"
)

const dots = "……"

// number is the line "Số: 123/BC-SKHCN".
func (l *Letterhead) number() string {
	if l.Number == "" {
		return "Số: " + dots
	}
	return "Số: " + l.Number
}

// placeAndDate is the line "Bắc Ninh, ngày 05 tháng 01 năm 2026": days below 10
// and the first two months have a leading zero.
func (l *Letterhead) placeAndDate() string {
	day, month, year := dots, dots, dots
	if t := l.Date.Time(); !l.Date.IsZero() {
		day, month, year = twoDigits(t.Day()), strconv.Itoa(int(t.Month())), strconv.Itoa(t.Year())
		if t.Month() <= time.February {
			month = twoDigits(int(t.Month()))
		}
	}
	text := "ngày " + day + " tháng " + month + " năm " + year
	if l.Place == "" {
		return text
	}
	return l.Place + ", " + text
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// letterSubject is the subject as a letter has it, below its number.
func (d *Document) letterSubject() string {
	if d.Kind != "" || d.Subject == "" {
		return ""
	}
	return "V/v " + d.Subject
}

// addressed are the lines of those that a letter is addressed to.
func (d *Document) addressed() []string {
	switch len(d.Addressees) {
	case 0:
		return nil
	case 1:
		return []string{"Kính gửi: " + d.Addressees[0]}
	}
	lines := []string{"Kính gửi:"}
	for i, name := range d.Addressees {
		end := ";"
		if i == len(d.Addressees)-1 {
			end = "."
		}
		lines = append(lines, "- "+name+end)
	}
	return lines
}

// recipients are the lines below "Nơi nhận:", the last one the archive's.
func (c *Closing) recipients() []string {
	lines := make([]string, len(c.Recipients))
	for i, name := range c.Recipients {
		end := ";"
		if i == len(c.Recipients)-1 {
			end = "."
		}
		lines[i] = "- " + name + end
	}
	return lines
}

// noteMark is how a note is referred to.
func noteMark(n int) string { return "(" + strconv.Itoa(n) + ")" }
