package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"hatang/geo/crs"
	"hatang/registry"
)

// coordTable is a table on its way: what comes out, and what was wrong with it.
type coordTable struct {
	job     *coordJob
	layout  coordLayout
	begun   bool // the first line with something in it has been met
	output  bytes.Buffer
	count   int
	results []coordResult // kept for JSON only
	faults  []registry.Problem
}

// table converts the lines of standard input. It prints nothing unless all of
// them are right.
func (j *coordJob) table(command *cobra.Command) error {
	const longestLine = 1 << 20
	table := coordTable{job: j, results: []coordResult{}}
	lines := bufio.NewScanner(command.InOrStdin())
	lines.Buffer(nil, longestLine)
	number := 1
	for ; lines.Scan(); number++ {
		if err := command.Context().Err(); err != nil {
			return err
		}
		line := strings.TrimSuffix(lines.Text(), "\r")
		if number == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		table.convert(number, line)
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		table.faults = append(table.faults, coordFault(number, "length", "", registry.Text{VI: "dòng quá dài", EN: "the line is too long"}))
	case err != nil:
		return fmt.Errorf("reading standard input: %w", err)
	case table.count+len(table.faults) == 0:
		table.faults = append(table.faults, coordFault(0, "empty", "",
			registry.Text{VI: "đầu vào chuẩn không có tọa độ nào", EN: "standard input holds no coordinates"}))
	}
	if len(table.faults) > 0 {
		return coordError(table.faults)
	}
	j.notes.print(command.ErrOrStderr(), j)
	if j.json {
		return printCoordJSON(command.OutOrStdout(), table.results)
	}
	_, err := table.output.WriteTo(command.OutOrStdout())
	return err
}

// convert takes the next line, without its end.
func (t *coordTable) convert(number int, line string) {
	if strings.TrimSpace(line) == "" {
		t.output.WriteString(line + "\n")
		return
	}
	first := !t.begun
	if first {
		t.begun, t.layout = true, detectCoordLayout(line)
	}
	pair, err := t.layout.pair(line)
	if err != nil && first && t.layout.isHeader(line) {
		t.output.WriteString(t.layout.append(line, coordHeader(t.job.to)))
		return
	}
	var result coordResult
	if err == nil {
		result, err = t.job.convert(number, pair)
	}
	if err != nil {
		fault := coordInputFault(number, err)
		fault.Value = strings.TrimSpace(line) // as it stands in the file
		t.faults = append(t.faults, fault)
		return
	}
	t.count++
	if t.job.json {
		t.results = append(t.results, result)
		return
	}
	t.output.WriteString(t.layout.append(line, t.layout.numbers(line, result.Output)))
}

// coordLayout is how the lines of a table divide into two columns.
type coordLayout struct{ delimiter string }

// detectCoordLayout looks at the first line: semicolons and tabs always divide, a
// comma does if it is alone or stands between quotes; otherwise spaces do.
func detectCoordLayout(line string) coordLayout {
	switch {
	case strings.Contains(line, ";"):
		return coordLayout{";"}
	case strings.Contains(line, "\t"):
		return coordLayout{"\t"}
	case strings.Count(line, ",") == 1, strings.Contains(line, `","`):
		return coordLayout{","}
	}
	return coordLayout{" "}
}

// errCoordColumns stands for a line that has not two columns.
var errCoordColumns = errors.New("expected exactly two columns")

func (l coordLayout) pair(line string) (crs.Pair, error) {
	if l.delimiter == " " {
		return crs.ParsePair(line)
	}
	fields := l.fields(line)
	switch {
	case len(fields) == 2:
		return crs.ParsePair(fields[0] + ";" + fields[1])
	case len(fields) == 4 && l.delimiter == "," && !strings.Contains(line, "."):
		return crs.ParsePair(line) // decimal commas beside dividing ones
	}
	return crs.Pair{}, errCoordColumns
}

// fields divides a line. Quotes count only where a field begins with one, so that
// the seconds of 14°21'00.5" stay what they are.
func (l coordLayout) fields(line string) []string {
	if l.delimiter == " " {
		return strings.Fields(line)
	}
	if !strings.HasPrefix(line, `"`) && !strings.Contains(line, l.delimiter+`"`) {
		return strings.Split(line, l.delimiter)
	}
	reader := csv.NewReader(strings.NewReader(line))
	reader.Comma, _ = utf8.DecodeRuneInString(l.delimiter)
	reader.LazyQuotes = true
	fields, err := reader.Read()
	if err != nil {
		return nil
	}
	return fields
}

// isHeader tells a line of names: every column begins with a letter.
func (l coordLayout) isHeader(line string) bool {
	fields := l.fields(line)
	for _, field := range fields {
		first, _ := utf8.DecodeRuneInString(strings.TrimSpace(field))
		if !unicode.IsLetter(first) {
			return false
		}
	}
	return len(fields) >= 2
}

func (l coordLayout) append(line string, columns [2]string) string {
	return line + l.delimiter + columns[0] + l.delimiter + columns[1] + "\n"
}

// numbers follow the decimal mark of the line where that cannot be mistaken.
func (l coordLayout) numbers(line string, xy coordXY) [2]string {
	x, y := xy.X.String(), xy.Y.String()
	if l.delimiter != "," && strings.LastIndexByte(line, ',') > strings.LastIndexByte(line, '.') {
		x, y = strings.Replace(x, ".", ",", 1), strings.Replace(y, ".", ",", 1)
	}
	return [2]string{x, y}
}

func coordHeader(c crs.CRS) [2]string {
	if c.Geographic() {
		return [2]string{fmt.Sprintf("lon_%d", c.EPSG()), fmt.Sprintf("lat_%d", c.EPSG())}
	}
	return [2]string{fmt.Sprintf("E_%d", c.EPSG()), fmt.Sprintf("N_%d", c.EPSG())}
}
