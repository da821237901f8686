package importing

import (
	"bufio"
	"fmt"
	"io"
	"unicode"

	"hatang/registry"
)

const (
	// likeWarnings is from how many warnings of one rule and column on only the
	// first are told as text.
	likeWarnings = 10
	toldWarnings = 5
)

// WriteText writes the report for people: figures, columns, decisions, then
// every fault, then the warnings, those alike gathered.
func (r *Report) WriteText(w io.Writer, lang registry.Lang) error {
	out := bufio.NewWriter(w)
	r.writeFigures(out, lang)
	r.writeColumns(out, lang)
	if len(r.Decisions) > 0 {
		fmt.Fprintln(out, registry.Text{VI: "Cách đọc tệp:", EN: "How the file was read:"}.In(lang))
		for _, d := range r.Decisions {
			fmt.Fprintf(out, "  %s\n", d.In(lang))
		}
	}
	r.Placement.write(out, lang)
	r.writeFaults(out, lang)
	r.writeWarnings(out, lang)
	if r.Unlisted > 0 {
		fmt.Fprintln(out, registry.Textf("và %[1]s thông báo nữa không liệt kê", "and %[2]s more that are not listed",
			registry.VI.Integer(r.Unlisted), registry.EN.Integer(r.Unlisted)).In(lang))
	}
	return out.Flush()
}

func (r *Report) writeFigures(out io.Writer, lang registry.Lang) {
	label := registry.SchemaOf(r.Kind).Label
	fmt.Fprintln(out, registry.Textf("%[1]s: nhập %[2]s", "%[1]s: import of %[3]s", r.File, lower(label.VI), lower(label.EN)).In(lang))
	for _, figure := range []struct {
		label registry.Text
		count int
		show  bool
	}{
		{registry.Text{VI: "số dòng", EN: "rows"}, r.Rows, true},
		{registry.Text{VI: "tạo mới", EN: "created"}, r.Created, true},
		{registry.Text{VI: "thay đổi", EN: "changed"}, r.Changed, true},
		{registry.Text{VI: "không đổi", EN: "unchanged"}, r.Unchanged, true},
		{registry.Text{VI: "từ chối", EN: "rejected"}, r.Rejected, true},
		{registry.Text{VI: "lặp lại", EN: "repeated"}, r.Repeated, r.Repeated > 0},
		{registry.Text{VI: "có cảnh báo", EN: "warned"}, r.Warned, true},
	} {
		if figure.show {
			fmt.Fprintf(out, "  %-12s %10s\n", figure.label.In(lang), lang.Integer(figure.count))
		}
	}
	for _, related := range r.Related {
		fmt.Fprintf(out, "  + %s %s\n", lang.Integer(related.Created), related.Why.In(lang))
	}
	fmt.Fprintf(out, "  %s\n", r.outcome().In(lang))
}

// outcome says whether anything was written.
func (r *Report) outcome() registry.Text {
	switch {
	case r.faults > 0:
		return registry.Text{VI: "Có lỗi: không ghi gì vào sổ.", EN: "There are errors: nothing was written."}
	case r.DryRun:
		return registry.Text{VI: "Chạy thử: không ghi gì vào sổ.", EN: "Dry run: nothing was written."}
	case r.Written:
		return registry.Text{VI: "Đã ghi vào sổ.", EN: "Written to the registry."}
	}
	return registry.Text{VI: "Không có gì mới để ghi.", EN: "There was nothing new to write."}
}

func (r *Report) writeColumns(out io.Writer, lang registry.Lang) {
	if len(r.Columns) == 0 {
		return
	}
	fmt.Fprintln(out, registry.Text{VI: "Các cột:", EN: "Columns:"}.In(lang))
	for _, c := range r.Columns {
		field, note := c.Field, c.Note.In(lang)
		if field == "" {
			field = "–"
		}
		if note != "" {
			note = " (" + note + ")"
		}
		fmt.Fprintf(out, "  %s → %s%s\n", c.Header, field, note)
	}
}

func (r *Report) writeFaults(out io.Writer, lang registry.Lang) {
	if r.faults == 0 {
		return
	}
	fmt.Fprintln(out, registry.Textf("Lỗi (%[1]s):", "Errors (%[2]s):", registry.VI.Integer(r.faults), registry.EN.Integer(r.faults)).In(lang))
	for _, p := range r.Problems {
		if p.Severity == registry.Fault {
			fmt.Fprintf(out, "  %s\n", inFile(p, lang))
		}
	}
}

// warningKind is what warnings alike have in common.
type warningKind struct{ rule, column string }

// writeWarnings tells the warnings; of many alike the first, and how many more.
func (r *Report) writeWarnings(out io.Writer, lang registry.Lang) {
	if r.warnings == 0 {
		return
	}
	alike := map[warningKind]int{}
	for _, p := range r.Problems {
		if p.Severity == registry.Warning {
			alike[warningKind{p.Rule, p.Column}]++
		}
	}
	fmt.Fprintln(out, registry.Textf("Cảnh báo (%[1]s):", "Warnings (%[2]s):", registry.VI.Integer(r.warnings), registry.EN.Integer(r.warnings)).In(lang))
	told := map[warningKind]int{}
	for _, p := range r.Problems {
		if p.Severity != registry.Warning {
			continue
		}
		key := warningKind{p.Rule, p.Column}
		told[key]++
		switch more := alike[key] - toldWarnings; {
		case alike[key] < likeWarnings || told[key] <= toldWarnings:
			fmt.Fprintf(out, "  %s\n", inFile(p, lang))
		case told[key] == toldWarnings+1:
			fmt.Fprintf(out, "  %s\n", registry.Textf("… và %[1]s cảnh báo nữa về cột %[3]q như vậy (--json liệt kê hết)",
				"… and %[2]s more warnings like it about column %[3]q (--json lists them all)",
				registry.VI.Integer(more), registry.EN.Integer(more), p.Column).In(lang))
		}
	}
}

// inFile is a problem on one line; the heading has named the file.
func inFile(p registry.Problem, lang registry.Lang) string {
	p.File = ""
	return p.In(lang)
}

// lower puts the first letter of a label in lower case, but leaves BTS and the
// like.
func lower(label string) string {
	runes := []rune(label)
	if len(runes) > 1 && !unicode.IsUpper(runes[1]) {
		runes[0] = unicode.ToLower(runes[0])
	}
	return string(runes)
}

// WriteText writes the report for people.
func (r *RasterReport) WriteText(w io.Writer, lang registry.Lang) error {
	out := bufio.NewWriter(w)
	if len(r.Problems) > 0 {
		fmt.Fprintln(out, registry.Textf("%s: lưới dân số không dùng được", "%s: the population grid cannot be used", r.File).In(lang))
		for _, p := range r.Problems {
			fmt.Fprintf(out, "  %s\n", inFile(p, lang))
		}
		return out.Flush()
	}
	fmt.Fprintln(out, registry.Textf("%s: lưới dân số", "%s: population grid", r.File).In(lang))
	fmt.Fprintf(out, "  %d × %d, %s × %s°\n", r.Cols, r.Rows, lang.Number(r.CellLonDeg, 6), lang.Number(r.CellLatDeg, 6))
	fmt.Fprintln(out, "  "+registry.Textf("%[1]s ô có giá trị, tổng %[2]s người", "%[3]s cells with a value, %[4]s people in all",
		registry.VI.Integer(r.Cells), registry.VI.Number(r.Sum, 0), registry.EN.Integer(r.Cells), registry.EN.Number(r.Sum, 0)).In(lang))
	switch {
	case r.DryRun:
		fmt.Fprintln(out, "  "+registry.Text{VI: "Chạy thử: không ghi gì vào sổ.", EN: "Dry run: nothing was written."}.In(lang))
	case r.Written:
		fmt.Fprintln(out, "  "+registry.Text{VI: "Đã ghi vào sổ.", EN: "Written to the registry."}.In(lang))
	}
	return out.Flush()
}
