package documents

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"hatang/registry"
)

// The placeholders that become blocks.
const (
	bodyPlace  = "body"
	notesPlace = "notes"
)

// Placeholders lists what a template may name between double braces, with what
// it stands for.
func Placeholders() []Placeholder {
	return []Placeholder{
		{"title", registry.Text{VI: "tên tệp", EN: "title of the file"}},
		{"made", registry.Text{VI: "thời điểm lập", EN: "when it was made"}},
		{"superior", registry.Text{VI: "cơ quan chủ quản", EN: "superior agency"}},
		{"agency", registry.Text{VI: "cơ quan ban hành", EN: "agency"}},
		{"number", registry.Text{VI: "dòng số, ký hiệu", EN: "the line with the number"}},
		{"place_date", registry.Text{VI: "địa danh, ngày tháng năm", EN: "place and date"}},
		{"kind", registry.Text{VI: "tên loại văn bản", EN: "kind of document"}},
		{"subject", registry.Text{VI: "trích yếu dưới tên loại", EN: "subject below the kind"}},
		{"letter_subject", registry.Text{VI: "trích yếu của công văn", EN: "subject of a letter"}},
		{"addressees", registry.Text{VI: "nơi kính gửi", EN: "addressees"}},
		{bodyPlace, registry.Text{VI: "nội dung, một đoạn riêng", EN: "the body, a paragraph of its own"}},
		{notesPlace, registry.Text{VI: "ghi chú cuối văn bản", EN: "notes"}},
		{"recipients", registry.Text{VI: "nơi nhận, mỗi nơi một dòng", EN: "recipients, a line each"}},
		{"capacity", registry.Text{VI: "quyền hạn ký (KT., TM.)", EN: "capacity of the signer"}},
		{"post", registry.Text{VI: "chức vụ người ký", EN: "post of the signer"}},
		{"name", registry.Text{VI: "họ tên người ký", EN: "name of the signer"}},
	}
}

// Placeholder is a name that a template may have between double braces.
type Placeholder struct {
	Name    string
	Meaning registry.Text
}

// values are what the placeholders of text stand for, as lines.
func (d *Document) values() map[string][]string {
	lines := func(texts ...string) []string {
		return slices.DeleteFunc(texts, func(t string) bool { return t == "" })
	}
	v := map[string][]string{}
	for _, p := range Placeholders() {
		v[p.Name] = nil
	}
	v["title"], v["made"] = lines(d.Title), []string{d.Made.UTC().Format(time.RFC3339)}
	if l := d.Letterhead; l != nil {
		v["superior"], v["agency"] = lines(l.Superior), lines(l.Agency)
		v["number"], v["place_date"] = []string{l.number()}, []string{l.placeAndDate()}
	}
	v["kind"], v["letter_subject"] = lines(d.Kind), lines(d.letterSubject())
	if d.Kind != "" {
		v["subject"] = lines(d.Subject)
	}
	v["addressees"] = d.addressed()
	for i, note := range d.Notes {
		v[notesPlace] = append(v[notesPlace], noteMark(i+1)+" "+note)
	}
	if c := d.Closing; c != nil {
		v["recipients"] = c.recipients()
		v["capacity"], v["post"], v["name"] = lines(c.Capacity), lines(c.Post), lines(c.Name)
	}
	return v
}

// fill puts the document into the parts of a template and returns its pictures,
// which are further parts.
func fill(all parts, d *Document) ([]part, error) {
	var body bodyWriter
	for _, b := range d.Body {
		if err := body.block(b); err != nil {
			return nil, err
		}
	}
	f := filler{values: d.values(), body: body.out.String()}
	for i := range all {
		p := &all[i]
		switch {
		case p.name == coreProps:
			p.content = f.properties(p.content)
		case strings.HasPrefix(p.name, "word/") && strings.HasSuffix(p.name, ".xml") && bytes.Contains(p.content, []byte("{{")),
			p.name == mainDocument:
			p.content = []byte(f.paragraphs(string(p.content)))
		}
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	return body.pictures, body.attach(all)
}

// filler replaces placeholders and notes what it finds.
type filler struct {
	values  map[string][]string
	body    string
	placed  bool
	unknown []string
}

var placeholder = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

func (f *filler) err() error {
	if len(f.unknown) > 0 {
		var known []string
		for _, p := range Placeholders() {
			known = append(known, "{{"+p.Name+"}}")
		}
		return badTemplate("không biết "+strings.Join(f.unknown, ", ")+"; có: "+strings.Join(known, ", "),
			"it names "+strings.Join(f.unknown, ", ")+", which is not known; there are: "+strings.Join(known, ", "), nil)
	}
	if !f.placed {
		return badTemplate("thiếu một đoạn chỉ có {{body}}", "a paragraph that holds only {{body}} is missing", nil)
	}
	return nil
}

// lookup is what a placeholder stands for.
func (f *filler) lookup(name string) []string {
	lines, known := f.values[name]
	if !known && !slices.Contains(f.unknown, "{{"+name+"}}") {
		f.unknown = append(f.unknown, "{{"+name+"}}")
	}
	return lines
}

// properties fills placeholders outside paragraphs.
func (f *filler) properties(content []byte) []byte {
	return placeholder.ReplaceAllFunc(content, func(match []byte) []byte {
		return []byte(escaped(composed(strings.Join(f.lookup(string(placeholder.FindSubmatch(match)[1])), " "))))
	})
}

// paragraphs fills the paragraphs of a part. Paragraphs within paragraphs, in
// text boxes, are filled, what is around them stays.
func (f *filler) paragraphs(content string) string {
	var out strings.Builder
	at := 0
	for _, span := range innerParagraphs(content) {
		out.WriteString(content[at:span[0]])
		alone := strings.HasPrefix(content[span[1]:], "</w:tc>")
		out.WriteString(f.paragraph(content[span[0]:span[1]], alone))
		at = span[1]
	}
	return out.String() + content[at:]
}

var paragraphTag = regexp.MustCompile(`<w:p(?:\s[^>]*)?>|</w:p>`)

// innerParagraphs are the spans of the paragraphs that hold no other.
func innerParagraphs(content string) [][2]int {
	var spans [][2]int
	open := -1
	for _, tag := range paragraphTag.FindAllStringIndex(content, -1) {
		switch text := content[tag[0]:tag[1]]; {
		case strings.HasSuffix(text, "/>"):
		case text == "</w:p>":
			if open >= 0 {
				spans = append(spans, [2]int{open, tag[1]})
			}
			open = -1
		default:
			open = tag[0]
		}
	}
	return spans
}

var (
	textElement = regexp.MustCompile(`<w:t(?:\s[^>]*)?>([^<]*)</w:t>`)
	pProperties = regexp.MustCompile(`(?s)<w:pPr>.*?</w:pPr>|<w:pPr/>`)
	rProperties = regexp.MustCompile(`(?s)<w:r(?:\s[^>]*)?>\s*(<w:rPr>.*?</w:rPr>)`)
)

// paragraph fills one paragraph; Word may have cut its text into several runs,
// which become one, with the look of the first. A paragraph of which nothing is
// left goes, unless it must stay as the last of its cell.
func (f *filler) paragraph(content string, needed bool) string {
	var text strings.Builder
	for _, t := range textElement.FindAllStringSubmatch(content, -1) {
		text.WriteString(html.UnescapeString(t[1]))
	}
	matches := placeholder.FindAllStringSubmatch(text.String(), -1)
	if matches == nil {
		return content
	}
	properties := pProperties.FindString(content)
	look := ""
	if found := rProperties.FindStringSubmatch(strings.Replace(content, properties, "", 1)); found != nil {
		look = found[1]
	}
	if len(matches) == 1 && strings.TrimSpace(text.String()) == matches[0][0] {
		name := matches[0][1]
		if name == bodyPlace {
			f.placed = true
			return f.body
		}
		return linesOf(f.lookup(name), properties, look, needed)
	}
	filled := placeholder.ReplaceAllStringFunc(text.String(), func(match string) string {
		return strings.Join(f.lookup(placeholder.FindStringSubmatch(match)[1]), "\n")
	})
	return linesOf([]string{filled}, properties, look, needed)
}

// linesOf is a paragraph for each line.
func linesOf(lines []string, properties, look string, needed bool) string {
	if len(lines) == 0 && needed {
		return `<w:p>` + properties + `</w:p>`
	}
	var out strings.Builder
	for _, line := range lines {
		out.WriteString(`<w:p>` + properties + `<w:r>` + look + runText(line) + `</w:r></w:p>`)
	}
	return out.String()
}

// attach adds the pictures, their relations and the styles that the template
// lacks.
func (w *bodyWriter) attach(all parts) error {
	if p := all.find("word/styles.xml"); p != nil {
		p.content = withStyles(p.content)
	}
	if len(w.pictures) > 0 {
		p := all.find(relationships)
		p.content = before(p.content, "</Relationships>", strings.Join(w.links, ""))
		p = all.find(contentTypes)
		if !bytes.Contains(p.content, []byte(`Extension="png"`)) {
			p.content = before(p.content, "</Types>", `<Default Extension="png" ContentType="image/png"/>`)
		}
	}
	for _, p := range all {
		if strings.HasPrefix(p.name, "word/") && strings.HasSuffix(p.name, ".xml") {
			if err := wellFormed(p.content); err != nil {
				return badTemplate("phần "+p.name+" không còn đúng XML", "the part "+p.name+" is no XML any more", err)
			}
		}
	}
	return nil
}

func wellFormed(content []byte) error {
	decoder := xml.NewDecoder(bytes.NewReader(content))
	for {
		_, err := decoder.Token()
		switch {
		case err == nil:
		case errors.Is(err, io.EOF):
			return nil
		default:
			return fmt.Errorf("byte %d: %w", decoder.InputOffset(), err)
		}
	}
}

// before puts text in front of the last end.
func before(content []byte, end, text string) []byte {
	at := bytes.LastIndex(content, []byte(end))
	if at < 0 {
		return content
	}
	return slices.Concat(content[:at], []byte(text), content[at:])
}

var styleElement = regexp.MustCompile(`(?s)<w:style [^>]*w:styleId="([^"]+)".*?</w:style>`)

// withStyles adds the styles of the body that a template does not have.
func withStyles(content []byte) []byte {
	own, err := form.ReadFile("form/word/styles.xml")
	if err != nil {
		return content
	}
	missing := ""
	for _, style := range styleElement.FindAllSubmatch(own, -1) {
		id := string(style[1])
		if id != "Normal" && id != "TableNormal" && !bytes.Contains(content, []byte(`w:styleId="`+id+`"`)) {
			missing += string(style[0])
		}
	}
	return before(content, "</w:styles>", missing)
}
