package importing

import (
	"archive/zip"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"hatang/registry"
)

// xlsxBook is a workbook of Office Open XML (ISO/IEC 29500-1): its sheets, the
// texts they share, and which formats are dates. The sheets themselves are
// streamed.
type xlsxBook struct {
	*archive
	sheets    []xlsxSheet
	shared    *zip.File
	strings   sharedStrings
	styles    []numberFormat
	epoch1904 bool // serial days count from 1904, as old Excel for Macintosh did
}

// xlsxSheet is one sheet of the workbook.
type xlsxSheet struct {
	name, id string
	hidden   bool
	part     *zip.File
}

func openBook(a *archive) (*xlsxBook, error) {
	b := &xlsxBook{archive: a}
	root, err := b.relations("_rels/.rels", "")
	if err != nil {
		return nil, err
	}
	main := root.ofType("/officeDocument")
	if main == "" {
		main = "xl/workbook.xml"
	}
	part := a.find(main)
	if part == nil {
		return nil, broken("damaged", 0, registry.Text{
			VI: "tệp không phải sổ tính Excel (thiếu xl/workbook.xml)", EN: "the file is no Excel workbook (xl/workbook.xml is missing)",
		})
	}
	if err := b.readPart(part, b.readWorkbook); err != nil {
		return nil, err
	}
	rels, err := b.relations(path.Dir(main)+"/_rels/"+path.Base(main)+".rels", path.Dir(main))
	if err != nil {
		return nil, err
	}
	for i := range b.sheets {
		b.sheets[i].part = a.find(rels.byID[b.sheets[i].id])
	}
	b.shared = a.find(rels.ofType("/sharedStrings"))
	if styles := a.find(rels.ofType("/styles")); styles != nil {
		if err := b.readPart(styles, b.readStyles); err != nil {
			return nil, err
		}
	}
	if b.shared != nil {
		err = b.readPart(b.shared, b.strings.read)
	}
	return b, err
}

// readPart scans a part and tells what is wrong with it.
func (b *xlsxBook) readPart(f *zip.File, read func(*xmlScanner) error) error {
	data, err := b.open(f)
	if err != nil {
		return err
	}
	err = read(newXMLScanner(data))
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(brokenXML(f.Name, err), data.Close())
}

// relations is what a part refers to, with absolute targets.
type relations struct{ byID, byType map[string]string }

// ofType is the target of the relation whose type ends so: transitional and
// strict files name the same types by other addresses.
func (r relations) ofType(suffix string) string {
	for kind, target := range r.byType {
		if strings.HasSuffix(kind, suffix) {
			return target
		}
	}
	return ""
}

func (b *xlsxBook) relations(name, folder string) (relations, error) {
	r := relations{map[string]string{}, map[string]string{}}
	f := b.find(name)
	if f == nil {
		return r, nil
	}
	return r, b.readPart(f, func(s *xmlScanner) error {
		for {
			kind, err := s.next()
			if err != nil {
				return err
			}
			if kind != xmlStart || string(s.name) != "Relationship" {
				continue
			}
			target := s.attrText("Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join(folder, target)
			}
			r.byID[s.attrText("Id")] = strings.TrimPrefix(target, "/")
			r.byType[s.attrText("Type")] = strings.TrimPrefix(target, "/")
		}
	})
}

func (b *xlsxBook) readWorkbook(s *xmlScanner) error {
	for {
		kind, err := s.next()
		if err != nil {
			return err
		}
		if kind != xmlStart {
			continue
		}
		switch string(s.name) {
		case "workbookPr":
			value := string(s.attr("date1904"))
			b.epoch1904 = value == "1" || value == "true"
		case "sheet":
			b.sheets = append(b.sheets, xlsxSheet{name: s.attrText("name"), id: s.attrText("id"), hidden: string(s.attr("state")) > "h"})
		}
	}
}

// numberFormat is what of a cell's format changes what it says.
type numberFormat struct {
	date   bool
	digits int // "00000" shows 7 as 00007; 0 for others
}

func (b *xlsxBook) readStyles(s *xmlScanner) error {
	custom := map[int]string{}
	inCells := false
	for {
		kind, err := s.next()
		if err != nil {
			return err
		}
		switch name := string(s.name); {
		case name == "cellXfs":
			inCells = kind == xmlStart
		case kind == xmlStart && name == "numFmt":
			id, _ := strconv.Atoi(string(s.attr("numFmtId")))
			custom[id] = s.attrText("formatCode")
		case kind == xmlStart && name == "xf" && inCells:
			id, _ := strconv.Atoi(string(s.attr("numFmtId")))
			b.styles = append(b.styles, formatOfNumber(id, custom[id]))
		}
	}
}

// formatOfNumber reads a number format by its ID (ISO/IEC 29500-1, 18.8.30) or
// its code.
func formatOfNumber(id int, code string) numberFormat {
	if code == "" {
		date := id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 58
		return numberFormat{date: date}
	}
	plain := plainFormat(code)
	if plain != "" && strings.Trim(plain, "0") == "" {
		return numberFormat{digits: len(plain)}
	}
	plain = strings.ToLower(plain)
	return numberFormat{date: strings.ContainsAny(plain, "yd") && !strings.Contains(plain, "general")}
}

// plainFormat is a format code without texts, colours and escapes, its first
// section.
func plainFormat(code string) string {
	var out strings.Builder
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"', '[':
			end := strings.IndexByte(code[i+1:], map[byte]byte{'"': '"', '[': ']'}[code[i]])
			if end < 0 {
				return out.String()
			}
			i += end + 1
		case '\\', '_', '*':
			i++
		case ';':
			return out.String()
		default:
			out.WriteByte(code[i])
		}
	}
	return out.String()
}

// sharedStrings are the texts that cells name by number, one after another in
// one piece of memory.
type sharedStrings struct {
	text []byte
	ends []uint32
}

// maxSharedBytes bounds the shared texts, which have to be kept.
const maxSharedBytes = 512 << 20

func (t *sharedStrings) read(s *xmlScanner) error {
	for {
		kind, err := s.next()
		if err != nil {
			return err
		}
		if kind != xmlStart || string(s.name) != "si" {
			continue
		}
		if t.text, err = richText(s, t.text); err != nil {
			return err
		}
		if len(t.text) > maxSharedBytes {
			return errBomb
		}
		t.ends = append(t.ends, uint32(len(t.text)))
	}
}

func (t *sharedStrings) at(i int) ([]byte, bool) {
	if i < 0 || i >= len(t.ends) {
		return nil, false
	}
	start := uint32(0)
	if i > 0 {
		start = t.ends[i-1]
	}
	return t.text[start:t.ends[i]], true
}

// richText appends the text of an "si" or "is" element: its runs together, the
// phonetic reading left out.
func richText(s *xmlScanner, dst []byte) ([]byte, error) {
	for depth := s.depth; ; {
		kind, err := s.next()
		switch {
		case err != nil:
			return dst, unexpected(err)
		case kind == xmlEnd && s.depth < depth:
			return dst, nil
		case kind == xmlStart && string(s.name) == "rPh":
			if err := s.skip(); err != nil {
				return dst, err
			}
		case kind == xmlStart && string(s.name) == "t":
			if dst, err = s.content(dst); err != nil {
				return dst, err
			}
		}
	}
}
