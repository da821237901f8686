package raster

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// ReadASCIIGrid reads an ESRI ASCII grid (.asc) in degrees on WGS 84: a header
// of ncols, nrows, xllcorner or xllcenter, yllcorner or yllcenter, cellsize (or
// dx and dy, as GDAL writes for cells that are not square) and, optionally,
// NODATA_value (default -9999); then nrows × ncols numbers with decimal points,
// the northernmost row first, however they are broken into lines. Faults come
// as a *ReadError.
func ReadASCIIGrid(r io.Reader, limits Limits) (*Values, error) {
	tokens := &tokenReader{in: bufio.NewReaderSize(r, 1<<16), line: 1}
	found := newFaults(limits)
	header, err := readHeader(tokens, found)
	if err != nil {
		return nil, err
	}
	grid, noData := header.grid(found, limits)
	if found.any() {
		return nil, found.err()
	}
	values, err := readCells(tokens, found, grid, noData)
	if err != nil {
		return nil, err
	}
	return values, found.err()
}

// asciiHeader is what the header says, as it stands.
type asciiHeader struct {
	value map[string]headerValue
	end   int // the line after the header
}

type headerValue struct {
	text string
	line int
}

// headerKeys are the words that may begin a header line, lower case.
const headerKeys = " ncols nrows xllcorner xllcenter yllcorner yllcenter cellsize dx dy nodata_value "

// readHeader reads pairs of words up to the first number.
func readHeader(tokens *tokenReader, found *faults) (asciiHeader, error) {
	h := asciiHeader{value: make(map[string]headerValue)}
	for {
		key, err := tokens.peek()
		h.end = tokens.line
		if errors.Is(err, io.EOF) {
			return h, nil
		}
		if err != nil {
			return h, err
		}
		name := strings.ToLower(strings.TrimPrefix(key, "\ufeff"))
		if isNumber(name) || strings.IndexAny(name, "+-.0123456789") == 0 {
			return h, nil
		}
		line := tokens.line
		tokens.take()
		if !strings.Contains(headerKeys, " "+name+" ") {
			found.add(line, key, "unknown word in the header, expected one of"+strings.TrimRight(headerKeys, " "))
			if len(found.found.Faults) >= found.limit {
				return h, found.err()
			}
			continue
		}
		text, err := tokens.peek()
		if err != nil && !errors.Is(err, io.EOF) {
			return h, err
		}
		tokens.take()
		if _, twice := h.value[name]; twice {
			found.add(line, key, "stands twice in the header")
		}
		h.value[name] = headerValue{text, line}
	}
}

func isNumber(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}

// grid makes sense of the header and adds what it cannot to the faults.
func (h asciiHeader) grid(found *faults, limits Limits) (Grid, float64) {
	var g Grid
	g.Cols = h.count("ncols", found, limits)
	g.Rows = h.count("nrows", found, limits)
	g.CellLonDeg, g.CellLatDeg = h.steps(found)
	west := h.origin("xll", g.CellLonDeg, found)
	south := h.origin("yll", g.CellLatDeg, found)
	noData := -9999.0
	if _, ok := h.value["nodata_value"]; ok {
		noData = h.number("nodata_value", found)
	}
	if found.any() {
		return g, noData
	}
	g.West, g.North = west, south+float64(g.Rows)*g.CellLatDeg
	if err := g.Validate(); err != nil {
		found.add(h.end, "", strings.TrimPrefix(err.Error(), "raster: "))
	} else if g.Cols > limits.cells()/g.Rows {
		found.add(h.end, "", fmt.Sprintf("grid has %d × %d cells, at most %d are read", g.Cols, g.Rows, limits.cells()))
	}
	return g, noData
}

func (h asciiHeader) count(key string, found *faults, limits Limits) int {
	v, ok := h.value[key]
	if !ok {
		found.add(h.end, "", "the header has no "+key)
		return 0
	}
	n, err := strconv.Atoi(v.text)
	if err != nil || n < 1 || n > limits.cells() {
		found.add(v.line, v.text, fmt.Sprintf("%s: expected a whole number from 1 to %d", key, limits.cells()))
		return 0
	}
	return n
}

func (h asciiHeader) steps(found *faults) (dx, dy float64) {
	_, hasX := h.value["dx"]
	_, hasY := h.value["dy"]
	_, hasSize := h.value["cellsize"]
	switch {
	case hasSize && (hasX || hasY):
		found.add(h.end, "", "the header has both cellsize and dx or dy")
	case hasSize:
		dx = h.step("cellsize", found)
		dy = dx
	case hasX && hasY:
		dx, dy = h.step("dx", found), h.step("dy", found)
	default:
		found.add(h.end, "", "the header has no cellsize (or dx and dy)")
	}
	return dx, dy
}

func (h asciiHeader) step(key string, found *faults) float64 {
	x := h.number(key, found)
	if x <= 0 {
		found.add(h.value[key].line, h.value[key].text, key+": expected a positive number of degrees")
	}
	return x
}

// origin is the western or southern edge, from the corner or from the centre of
// the first cell.
func (h asciiHeader) origin(prefix string, step float64, found *faults) float64 {
	_, corner := h.value[prefix+"corner"]
	_, centre := h.value[prefix+"center"]
	switch {
	case corner && centre:
		found.add(h.end, "", "the header has both "+prefix+"corner and "+prefix+"center")
	case corner:
		return h.number(prefix+"corner", found)
	case centre:
		return h.number(prefix+"center", found) - step/2
	default:
		found.add(h.end, "", "the header has no "+prefix+"corner or "+prefix+"center")
	}
	return 0
}

func (h asciiHeader) number(key string, found *faults) float64 {
	v := h.value[key]
	x, err := strconv.ParseFloat(v.text, 64)
	if err != nil || math.IsInf(x, 0) || (math.IsNaN(x) && key != "nodata_value") {
		found.add(v.line, v.text, key+": "+expectedNumber(v.text))
	}
	return x
}

// expectedNumber says why text is not one.
func expectedNumber(text string) string {
	if strings.Contains(text, ",") && isNumber(strings.Replace(text, ",", ".", 1)) {
		return "decimal comma, expected a decimal point"
	}
	return "expected a number"
}

// readCells reads the numbers after the header.
func readCells(tokens *tokenReader, found *faults, g Grid, noData float64) (*Values, error) {
	cells := g.Cells()
	// Memory grows with the file, not with what its header claims.
	v := &Values{Grid: g, Value: make([]float32, 0, min(cells, 1<<20))}
	none := float32(math.NaN())
	for {
		token, err := tokens.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if len(v.Value) == cells {
			found.add(tokens.line, string(token), fmt.Sprintf("more than the %d × %d values that the header announces",
				g.Rows, g.Cols))
			return v, nil
		}
		x, err := strconv.ParseFloat(string(token), 64)
		switch {
		case err != nil || math.IsInf(x, 0) || math.Abs(x) > math.MaxFloat32 && x != noData:
			found.add(tokens.line, string(token), expectedNumber(string(token)))
			x = 0
		case x == noData:
			v.Value = append(v.Value, none)
			continue
		}
		v.Value = append(v.Value, float32(x))
	}
	if len(v.Value) < cells {
		found.add(tokens.line, "", fmt.Sprintf("the file ends after %d values, expected %d × %d = %d",
			len(v.Value), g.Rows, g.Cols, cells))
	}
	return v, nil
}
