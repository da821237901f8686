package importing

import (
	"github.com/paulmach/orb"

	"hatang/registry"
)

// What a Look holds of a file: enough to recognise it by.
const (
	lookRows      = 20
	lookPositions = 500
	lookText      = 200 // letters of a cell
)

// Look is what a file shows to someone who decides how it is to be read: its
// parts, its first rows as they are written, where its first rows lie.
type Look struct {
	Format Format `json:"format"`
	// Parts are the sheets of a workbook that could be read; Part is the one that is.
	Parts []string `json:"parts,omitempty"`
	Part  string   `json:"part,omitempty"`
	// Header is the names of the columns, Rows the first rows under it.
	Header []string  `json:"header"`
	Rows   []LookRow `json:"rows"`
	// Positions are the coordinates of the first rows as they are written.
	Positions []GivenPosition `json:"-"`
}

// LookRow is a row as it is written.
type LookRow struct {
	Row   int      `json:"row"` // 1-based line, or feature number
	Cells []string `json:"cells"`
}

// GivenPosition is the coordinates of a row before anybody has said in what
// system they are.
type GivenPosition struct {
	Row           int
	First, Second float64 // by their headers or their order
	CommuneCode   string  // that the row states; "" for none
}

// Met is what became of a row, or would.
type Met struct {
	Row  int
	Name string // code or name of the record, "" for neither
	// Shape is where it stands by what the row says, nil when it says nothing.
	Shape   orb.Geometry
	Outcome RowOutcome
}

// RowOutcome is what becomes of a row.
type RowOutcome string

// The outcomes; a report counts each.
const (
	RowCreated   RowOutcome = "created"
	RowChanged   RowOutcome = "changed"
	RowUnchanged RowOutcome = "unchanged"
	RowRejected  RowOutcome = "rejected"
	RowRepeated  RowOutcome = "repeated"
)

// look notes a row of the first pass.
func (im *importer) look(reader Reader, row *Row) {
	l := im.opts.Look
	if l == nil {
		return
	}
	if l.Format == "" {
		l.Format = im.format
		if parted, ok := reader.(interface{ Parts() ([]string, string) }); ok {
			l.Parts, l.Part = parted.Parts()
		}
	}
	l.Header = reader.Header()
	if len(l.Rows) < lookRows {
		l.Rows = append(l.Rows, lookRow(row))
	}
	if len(l.Positions) < lookPositions {
		im.lookPosition(row)
	}
}

func lookRow(row *Row) LookRow {
	cells := make([]string, len(row.Cells))
	for i, c := range row.Cells {
		cells[i] = c.Text
		if letters := []rune(c.Text); len(letters) > lookText {
			cells[i] = string(letters[:lookText]) + "…"
		}
	}
	return LookRow{row.Number, cells}
}

func (im *importer) lookPosition(row *Row) {
	at := GivenPosition{Row: row.Number}
	given, err := im.positions.read(row.Cells)
	if err == nil {
		at.First, at.Second = given.first, given.second
	} else if point, ok := row.Geometry.(orb.Point); ok {
		at.First, at.Second = point[0], point[1]
	} else {
		return
	}
	if col := im.columns.field("commune_code"); col != nil {
		at.CommuneCode = registry.Normalise(cellAt(row.Cells, col).Text)
	}
	im.opts.Look.Positions = append(im.opts.Look.Positions, at)
}

// met is what became of a draft.
func (im *importer) met(d *draft) Met {
	m := Met{Row: d.row, Name: im.nameOf(d.rec), Shape: d.shape, Outcome: RowChanged}
	switch {
	case d.faulty:
		m.Outcome = RowRejected
	case d.repeats:
		m.Outcome = RowRepeated
	case d.put == nil:
		m.Outcome = RowUnchanged
	case d.outcome == registry.Created:
		m.Outcome = RowCreated
	}
	return m
}
