package dossiers

import (
	"hatang/registry"
	"hatang/registry/documents"
)

// Readable is a document as a screen shows it: what stands in it, without how it
// is set on paper.
type Readable struct {
	Letterhead *ReadableHead    `json:"letterhead"`
	Kind       string           `json:"kind,omitempty"`
	Subject    string           `json:"subject,omitempty"`
	Addressees []string         `json:"addressees"`
	Body       []ReadableBlock  `json:"body"`
	Closing    *ReadableClosing `json:"closing"`
	Notes      []string         `json:"notes"`
}

// ReadableHead is the top of the first page.
type ReadableHead struct {
	Superior string        `json:"superior"`
	Agency   string        `json:"agency"`
	Number   string        `json:"number"`
	Place    string        `json:"place"`
	Date     registry.Date `json:"date,omitzero"`
}

// ReadableClosing is the bottom of the last page.
type ReadableClosing struct {
	Recipients []string `json:"recipients"`
	Capacity   string   `json:"capacity,omitempty"`
	Post       string   `json:"post"`
	Name       string   `json:"name,omitempty"`
}

// ReadableBlock is a part of the body; Block says which: paragraph, heading,
// table or picture.
type ReadableBlock struct {
	Block   string        `json:"block"`
	Text    string        `json:"text,omitempty"` // of a heading; the caption of a table or picture
	Level   int           `json:"level,omitempty"`
	Runs    []ReadableRun `json:"runs,omitempty"`
	Columns []string      `json:"columns,omitempty"`
	Rows    [][]string    `json:"rows,omitempty"`
	// PNG is the picture, in base64; Alt what it shows.
	PNG []byte `json:"png,omitempty"`
	Alt string `json:"alt,omitempty"`
}

// ReadableRun is text of one look.
type ReadableRun struct {
	Text   string `json:"text"`
	Bold   bool   `json:"bold,omitempty"`
	Italic bool   `json:"italic,omitempty"`
	Note   int    `json:"note,omitempty"`
}

func readable(d *documents.Document) *Readable {
	r := &Readable{Kind: d.Kind, Subject: d.Subject, Addressees: some(d.Addressees), Notes: some(d.Notes), Body: []ReadableBlock{}}
	if l := d.Letterhead; l != nil {
		r.Letterhead = &ReadableHead{l.Superior, l.Agency, l.Number, l.Place, l.Date}
	}
	if c := d.Closing; c != nil {
		r.Closing = &ReadableClosing{some(c.Recipients), c.Capacity, c.Post, c.Name}
	}
	for _, block := range d.Body {
		if b, shown := readableBlock(block); shown {
			r.Body = append(r.Body, b)
		}
	}
	return r
}

// some is the list, empty rather than null.
func some(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func readableBlock(block documents.Block) (ReadableBlock, bool) {
	switch b := block.(type) {
	case documents.Paragraph:
		out := ReadableBlock{Block: "paragraph"}
		for _, run := range b.Runs {
			out.Runs = append(out.Runs, ReadableRun{run.Text, run.Bold, run.Italic, run.Note})
		}
		return out, true
	case documents.Heading:
		return ReadableBlock{Block: "heading", Text: b.Text, Level: b.Level}, true
	case documents.Table:
		out := ReadableBlock{Block: "table", Text: b.Caption}
		for _, column := range b.Columns {
			out.Columns = append(out.Columns, column.Title)
		}
		for _, row := range b.Rows {
			out.Rows = append(out.Rows, row.Cells)
		}
		return out, true
	case documents.Picture:
		return ReadableBlock{Block: "picture", Text: b.Caption, PNG: b.PNG, Alt: b.Alt}, true
	}
	return ReadableBlock{}, false // page breaks mean nothing on a screen
}
