package importing

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/transform"

	"hatang/registry"
)

// dbfReader reads the attributes of a shapefile: dBASE III, one record a shape.
type dbfReader struct {
	in       *bufio.Reader
	fields   []dbfField
	header   []string
	record   []byte
	encoding Encoding
	notes    []registry.Text
}

// dbfField is one column.
type dbfField struct {
	name  []byte
	kind  byte
	start int
	size  int
}

const (
	dbfHeaderBytes = 32
	dbfFieldBytes  = 32
	dbfNameBytes   = 11
)

func newDBFReader(data io.Reader, encoding Encoding, columns *columns) (*dbfReader, error) {
	r := &dbfReader{in: bufio.NewReaderSize(data, 1<<16), encoding: encoding}
	var head [dbfHeaderBytes]byte
	if _, err := io.ReadFull(r.in, head[:]); err != nil {
		return nil, unexpected(err)
	}
	headerBytes, recordBytes := int(binary.LittleEndian.Uint16(head[8:])), int(binary.LittleEndian.Uint16(head[10:]))
	rest, err := appendN(nil, r.in, int64(max(headerBytes-dbfHeaderBytes, 0)))
	if err != nil {
		return nil, err
	}
	start := 1 // after the mark of deletion
	for len(rest) >= dbfFieldBytes && rest[0] != '\r' {
		name, _, _ := bytes.Cut(rest[:dbfNameBytes], []byte{0})
		f := dbfField{name: name, kind: rest[11], start: start, size: int(rest[16])}
		r.fields = append(r.fields, f)
		start += f.size
		rest = rest[dbfFieldBytes:]
	}
	if start > recordBytes {
		return nil, damaged(io.ErrUnexpectedEOF)
	}
	r.record = make([]byte, recordBytes)
	return r, r.decideEncoding(columns)
}

// decideEncoding finds out the encoding where nobody stated it, and decodes the
// names of the columns.
func (r *dbfReader) decideEncoding(columns *columns) error {
	sample, err := r.in.Peek(r.in.Size())
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	text := bytes.ReplaceAll(sample, []byte{0}, []byte{' '})
	text = bytes.ReplaceAll(text, []byte("  "), []byte(",")) // padding parts the cells
	found := r.encoding == ""
	if found {
		r.encoding = UTF8
		if len(text) > 0 {
			if r.encoding, err = detectEncoding(text, columns.known); err != nil {
				return err
			}
		}
	}
	note := registry.Textf("bảng mã: %s", "encoding: %s", r.encoding.label())
	if proof := proofOf(text, r.encoding); proof != "" && r.encoding != UTF8 {
		note.VI, note.EN = note.VI+": "+proof, note.EN+": "+proof
	}
	r.notes = append(r.notes, note)
	for _, f := range r.fields {
		name, ok := r.decode(f.name)
		if !ok {
			return notUTF8(0)
		}
		r.header = append(r.header, columns.whole(registry.Normalise(name)))
	}
	return nil
}

// decode gives a text in UTF-8.
func (r *dbfReader) decode(raw []byte) (string, bool) {
	if r.encoding == UTF8 || isASCII(raw) {
		return string(raw), utf8.Valid(raw)
	}
	text, _, err := transform.Bytes(r.encoding.decoder(), raw)
	return string(text), err == nil
}

// next reads a record into cells; deleted tells one that is only marked as gone.
func (r *dbfReader) next(cells []Cell) (deleted bool, err error) {
	if _, err := io.ReadFull(r.in, r.record); err != nil {
		return false, err
	}
	for i, f := range r.fields {
		raw := bytes.Trim(r.record[f.start:f.start+f.size], " \x00")
		if cells[i], err = r.cell(f, raw); err != nil {
			return false, err
		}
	}
	return r.record[0] == '*', nil
}

func (r *dbfReader) cell(f dbfField, raw []byte) (Cell, error) {
	if len(raw) == 0 {
		return Cell{}, nil
	}
	switch f.kind {
	case 'N', 'F':
		if raw[0] == '*' { // too large for the column
			return Cell{}, nil
		}
		if v, err := strconv.ParseFloat(string(raw), 64); err == nil {
			return Cell{strconv.FormatFloat(v, 'f', -1, 64), Number}, nil
		}
	case 'L':
		switch raw[0] {
		case 'T', 't', 'Y', 'y':
			return Cell{"true", Boolean}, nil
		case 'F', 'f', 'N', 'n':
			return Cell{"false", Boolean}, nil
		}
		return Cell{}, nil
	case 'D':
		if len(raw) == 8 && string(raw) != "00000000" {
			return Cell{string(raw[:4]) + "-" + string(raw[4:6]) + "-" + string(raw[6:]), Written}, nil
		}
		return Cell{}, nil
	}
	text, ok := r.decode(raw)
	if !ok {
		return Cell{}, notUTF8(0)
	}
	return writtenCell(text), nil
}

// whole is the field whose name a shapefile cut to ten letters, where it is the
// only one that begins so; any other name stays.
func (c *columns) whole(name string) string {
	const cut = 10
	if len(name) != cut || c.known(name) {
		return name
	}
	found := ""
	for i := range c.dictionary.schema.Fields {
		if full := c.dictionary.schema.Fields[i].Name; strings.HasPrefix(full, strings.ToLower(name)) {
			if found != "" {
				return name
			}
			found = full
		}
	}
	if found == "" {
		return name
	}
	return found
}
