// Package vectors reads the reference cases with known answers that stand
// beside the project, for tests. A test that asks for one is skipped on a
// machine that does not have them.
package vectors

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"hatang/geo/radio"
)

// Path is the place of a file below the radio vectors; the test is skipped
// where there is none.
func Path(tb testing.TB, elements ...string) string {
	tb.Helper()
	_, here, _, ok := runtime.Caller(0)
	if !ok {
		tb.Skip("cannot tell where the source of the tests stands")
	}
	root := filepath.Join(filepath.Dir(here), "..", "..", "..", "..", "..", "shared", "vectors", "radio")
	path := filepath.Join(append([]string{root}, elements...)...)
	if _, err := os.Stat(path); err != nil {
		tb.Skipf("reference cases absent: put the shared folder beside the project (%v)", err)
	}
	return path
}

// Lines are the lines of a file, without their ends.
func Lines(tb testing.TB, elements ...string) []string {
	tb.Helper()
	data, err := os.ReadFile(Path(tb, elements...))
	if err != nil {
		tb.Fatal(err)
	}
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	return strings.Split(text, "\n")
}

// Row is a line of a table under the names of its header.
type Row struct {
	tb     testing.TB
	names  map[string]int
	fields []string
}

// Rows are the lines of a CSV file with a header.
func Rows(tb testing.TB, elements ...string) []Row {
	tb.Helper()
	file, err := os.Open(Path(tb, elements...))
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	reader := csv.NewReader(file)
	reader.FieldsPerRecord = -1
	reader.TrimLeadingSpace = true
	records, err := reader.ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	names := make(map[string]int)
	for i, name := range records[0] {
		names[strings.TrimSpace(name)] = i
	}
	rows := make([]Row, 0, len(records)-1)
	for _, fields := range records[1:] {
		rows = append(rows, Row{tb, names, fields})
	}
	if len(rows) == 0 {
		tb.Fatalf("%v holds no case", elements)
	}
	return rows
}

// For is the row as another test reads it, whose failure it then is.
func (r Row) For(tb testing.TB) Row {
	r.tb = tb
	return r
}

// Text is a field by the name of its column.
func (r Row) Text(name string) string {
	r.tb.Helper()
	i, ok := r.names[name]
	if !ok || i >= len(r.fields) {
		r.tb.Fatalf("no column %q in %v", name, r.fields)
	}
	return strings.TrimSpace(r.fields[i])
}

// Float is a field as a number.
func (r Row) Float(name string) float64 {
	r.tb.Helper()
	return Number(r.tb, r.Text(name))
}

// Int is a field as a whole number.
func (r Row) Int(name string) int { return int(r.Float(name)) }

// Number reads a number or fails the test.
func Number(tb testing.TB, text string) float64 {
	tb.Helper()
	v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

// Numbers are the comma-separated numbers of a line.
func Numbers(tb testing.TB, line string) []float64 {
	tb.Helper()
	var out []float64
	for field := range strings.SplitSeq(line, ",") {
		if strings.TrimSpace(field) != "" {
			out = append(out, Number(tb, field))
		}
	}
	return out
}

// Profile reads a terrain profile in the format of ITU-R's Study Group 3.
func Profile(tb testing.TB, elements ...string) *radio.Profile {
	tb.Helper()
	p := new(radio.Profile)
	inside := false
	for _, line := range Lines(tb, elements...) {
		switch {
		case strings.HasPrefix(line, "{Begin of Profile}"):
			inside = true
		case strings.HasPrefix(line, "{End of Profile}"):
			return p
		case inside && !strings.HasPrefix(line, "Number of Points"):
			v := Numbers(tb, line)
			if len(v) < 5 {
				tb.Fatalf("profile line %q has %d numbers, expected 5", line, len(v))
			}
			p.DistanceKm = append(p.DistanceKm, v[0])
			p.GroundM = append(p.GroundM, v[1])
			p.Cover = append(p.Cover, radio.Cover(v[2]))
			p.ClutterM = append(p.ClutterM, v[3])
			p.Zone = append(p.Zone, radio.Zone(v[4]))
		}
	}
	tb.Fatalf("%v holds no profile", elements)
	return nil
}
