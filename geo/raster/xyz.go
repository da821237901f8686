package raster

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"golang.org/x/text/unicode/norm"
)

// Weight is a number at a place: the people of a settlement, or how it weighs
// against the others.
type Weight struct {
	At    orb.Point
	Value float64
}

// ReadXYZ reads lines of longitude, latitude and value, in degrees on WGS 84,
// as text separated by commas, semicolons, tabs or spaces, with or without a
// header. Without one there are three columns in that order; a header names
// them (lon, lat, value; x, y, z; kinh độ, vĩ độ, dân số; …) in any order and
// may have others beside them, which are ignored. Numbers may have decimal
// commas unless commas separate the columns.
//
// Where the places make up a regular grid, with gaps or without, the values
// come back as a raster whose cells have them for centres, else as points; one
// of the two results is nil. Faults come as a *ReadError.
func ReadXYZ(r io.Reader, limits Limits) (*Values, []Weight, error) {
	found := newFaults(limits)
	x := xyzReader{found: found, limits: limits}
	if err := x.read(bufio.NewReaderSize(r, 1<<16)); err != nil {
		return nil, nil, err
	}
	if len(x.points) == 0 && !found.any() {
		found.add(1, "", "the file has no values")
	}
	if found.any() {
		return nil, nil, found.err()
	}
	grid, cells, ok := lattice(x.points)
	if !ok || grid.Cells() > limits.cells() {
		return nil, x.points, nil
	}
	values := x.values(grid, cells)
	if found.any() {
		return nil, nil, found.err()
	}
	return values, nil, nil
}

// xyzReader is one file being read.
type xyzReader struct {
	found   *faults
	limits  Limits
	comma   bool   // columns are separated by commas
	columns [3]int // of longitude, latitude, value
	plain   bool   // no header: exactly three columns
	points  []Weight
	lines   []int32 // of points
}

func (x *xyzReader) read(in *bufio.Reader) error {
	first, err := in.Peek(in.Size())
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return fmt.Errorf("raster: %w", err)
	}
	if strings.HasPrefix(string(first), "\ufeff") {
		_, _ = in.Discard(len("\ufeff")) // cannot fail: it was peeked
		first = first[len("\ufeff"):]
	}
	lines := x.lineReader(in, separator(string(first)))
	for started := false; ; {
		fields, line, err := lines()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case len(fields) == 0:
			continue
		}
		if !started {
			started = true
			if header := x.start(fields, line); header {
				if x.found.any() {
					return nil
				}
				continue
			}
		}
		if len(x.points) == x.limits.cells() {
			x.found.add(line, "", fmt.Sprintf("more than %d values, which is the limit", x.limits.cells()))
			return nil
		}
		x.line(fields, line)
	}
}

// separator is the first of tab, semicolon and comma in the first line that
// holds anything, else a space.
func separator(text string) rune {
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		for _, r := range "\t;," {
			if strings.ContainsRune(line, r) {
				return r
			}
		}
		break
	}
	return ' '
}

// lineReader returns a function that yields the fields of one line after the
// other and io.EOF at the end.
func (x *xyzReader) lineReader(in *bufio.Reader, separator rune) func() ([]string, int, error) {
	x.comma = separator == ','
	if separator == ' ' {
		scanner := bufio.NewScanner(in)
		line := 0
		return func() ([]string, int, error) {
			if !scanner.Scan() {
				if err := scanner.Err(); err != nil {
					return nil, 0, fmt.Errorf("raster: after line %d: %w", line, err)
				}
				return nil, 0, io.EOF
			}
			line++
			return strings.Fields(scanner.Text()), line, nil
		}
	}
	rows := csv.NewReader(in)
	rows.Comma = separator
	rows.FieldsPerRecord = -1
	rows.ReuseRecord = true
	rows.TrimLeadingSpace = separator != '\t'
	return func() ([]string, int, error) {
		fields, err := rows.Read()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, 0, fmt.Errorf("raster: %w", err)
		}
		if err != nil {
			return nil, 0, err
		}
		line, _ := rows.FieldPos(0)
		return fields, line, nil
	}
}

// start decides by the first line which column is which and tells whether the
// line is a header.
func (x *xyzReader) start(fields []string, line int) (header bool) {
	x.columns = [3]int{0, 1, 2}
	for _, field := range fields {
		if _, err := x.number(field); err == nil {
			x.plain = true
			return false
		}
	}
	x.columns = [3]int{-1, -1, -1}
	for i, field := range fields {
		k := columnOf(field)
		if k >= 0 && x.columns[k] >= 0 {
			x.found.add(line, field, "a second column for "+fields[x.columns[k]])
		} else if k >= 0 {
			x.columns[k] = i
		}
	}
	for k, name := range [3]string{"a longitude (lon, x, kinh độ)", "a latitude (lat, y, vĩ độ)", "values (value, z, population, dân số)"} {
		if x.columns[k] < 0 {
			x.found.add(line, strings.Join(fields, " "), "the header has no column for "+name)
		}
	}
	return true
}

// columnOf is 0 for longitude, 1 for latitude, 2 for the value, -1 for another.
func columnOf(name string) int {
	switch strings.ToLower(norm.NFC.String(strings.TrimSpace(name))) {
	case "lon", "long", "lng", "longitude", "x", "kinh độ", "kinh do", "kinh_do":
		return 0
	case "lat", "latitude", "y", "vĩ độ", "vi do", "vi_do":
		return 1
	case "value", "z", "v", "pop", "population", "people", "weight",
		"giá trị", "gia tri", "gia_tri", "dân số", "dan so", "dan_so", "số dân", "so dan", "so_dan", "trọng số":
		return 2
	}
	return -1
}

func (x *xyzReader) line(fields []string, line int) {
	if x.plain && len(fields) != 3 {
		x.found.add(line, strings.Join(fields, " "), fmt.Sprintf("%d columns, expected longitude, latitude and value%s",
			len(fields), x.hint(len(fields))))
		return
	}
	var v [3]float64
	for k, name := range [3]string{"longitude", "latitude", "value"} {
		if x.columns[k] >= len(fields) {
			x.found.add(line, strings.Join(fields, " "), "no "+name)
			return
		}
		text := fields[x.columns[k]]
		number, err := x.number(text)
		if err != nil {
			x.found.add(line, text, name+": "+expectedNumber(strings.TrimSpace(text)))
			return
		}
		v[k] = number
	}
	if math.Abs(v[0]) > 180 || math.Abs(v[1]) > 90 {
		x.found.add(line, fmt.Sprintf("%v %v", v[0], v[1]),
			"expected a longitude within ±180 and a latitude within ±90 degrees; "+
				"are the columns swapped, or in metres?")
		return
	}
	x.points = append(x.points, Weight{At: orb.Point{v[0], v[1]}, Value: v[2]})
	x.lines = append(x.lines, int32(line))
}

func (x *xyzReader) hint(columns int) string {
	if x.comma && columns > 3 {
		return "; decimal commas need semicolons or tabs between columns"
	}
	return ""
}

// number reads a finite number, with a decimal comma where that is allowed.
func (x *xyzReader) number(text string) (float64, error) {
	text = strings.TrimSpace(text)
	if !x.comma && strings.Count(text, ",") == 1 && !strings.Contains(text, ".") {
		text = strings.Replace(text, ",", ".", 1)
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0, strconv.ErrSyntax
	}
	return v, nil
}

// values puts the points into the cells that lattice found for them.
func (x *xyzReader) values(g Grid, cells []int) *Values {
	v := &Values{Grid: g, Value: make([]float32, g.Cells())}
	none := float32(math.NaN())
	for i := range v.Value {
		v.Value[i] = none
	}
	for i, cell := range cells {
		if first := v.Value[cell]; first == first { // not NaN
			x.found.add(int(x.lines[i]), fmt.Sprint(x.points[i].At[0], " ", x.points[i].At[1]),
				"the place stands in an earlier line of the grid already")
		}
		v.Value[cell] = float32(x.points[i].Value)
	}
	return v
}
