package demonstration

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io/fs"
	"strconv"

	"github.com/paulmach/orb"

	"hatang/data"
)

// commune is one line of the embedded list of communes.
type commune struct {
	code, name, class          string
	districtCode, districtName string
	people, households         int64
	centre                     orb.Point
	area                       orb.MultiPolygon // schematic
}

// published is a figure that the province printed for 2020.
type published struct {
	code, printed, measure, denominator, source, note string
	value                                             float64
}

// facts is the embedded material, checked.
type facts struct {
	communes  []commune
	outline   orb.Polygon
	published []published
}

func loadFacts() (*facts, error) {
	f := new(facts)
	err := eachLine("communes.csv", func(c columns) error {
		f.communes = append(f.communes, commune{
			code: c.text("code"), name: c.text("name"), class: c.text("type"),
			districtCode: c.text("district_code"), districtName: c.text("district"),
			people: c.count("population_2019"), households: c.count("households_2019"),
			centre: orb.Point{c.number("lon"), c.number("lat")},
		})
		return c.err
	})
	if err != nil {
		return nil, err
	}
	var ring orb.Ring
	err = eachLine("outline.csv", func(c columns) error {
		ring = append(ring, orb.Point{c.number("lon"), c.number("lat")})
		return c.err
	})
	if err != nil {
		return nil, err
	}
	f.outline = orb.Polygon{append(ring, ring[0])}
	err = eachLine("published.csv", func(c columns) error {
		f.published = append(f.published, published{
			code: c.text("code"), value: c.number("value"), printed: c.text("printed"), measure: c.text("measure"),
			denominator: c.text("denominator"), source: c.text("source"), note: c.text("note"),
		})
		return c.err
	})
	return f, err
}

// columns reads the cells of one line by header; the first failure is kept.
type columns struct {
	header, cells []string
	err           error
}

func (c *columns) text(name string) string {
	for i, h := range c.header {
		if h == name {
			return c.cells[i]
		}
	}
	c.err = fmt.Errorf("column %q is missing", name)
	return ""
}

func (c *columns) number(name string) float64 {
	v, err := strconv.ParseFloat(c.text(name), 64)
	if err != nil && c.err == nil {
		c.err = err
	}
	return v
}

func (c *columns) count(name string) int64 {
	v, err := strconv.ParseInt(c.text(name), 10, 64)
	if err != nil && c.err == nil {
		c.err = err
	}
	return v
}

func eachLine(name string, visit func(columns) error) error {
	content, err := fs.ReadFile(data.KonTum2020, "kontum2020/"+name)
	if err != nil {
		return err
	}
	return eachRecord(name, content, visit)
}

func eachRecord(name string, content []byte, visit func(columns) error) error {
	lines, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for i, cells := range lines[1:] {
		if err := visit(columns{header: lines[0], cells: cells}); err != nil {
			return fmt.Errorf("%s line %d: %w", name, i+2, err)
		}
	}
	return nil
}
