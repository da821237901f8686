package orlib

import (
	"reflect"
	"strings"
	"testing"
)

func TestReadMedian(t *testing.T) {
	t.Parallel()
	m, err := ReadMedian(strings.NewReader(" 3 4 2 \n 1 2 30 \n 2 3 46 \n 2 1 7\n 1 3 5\n"))
	if err != nil {
		t.Fatal(err)
	}
	// The edge between 1 and 2 is named twice: the last cost counts.
	if want := (&Median{Nodes: 3, P: 2, Edges: []Edge{{0, 1, 7}, {1, 2, 46}, {0, 2, 5}}}); !reflect.DeepEqual(m, want) {
		t.Errorf("%+v, expected %+v", m, want)
	}
	for name, text := range map[string]string{
		"empty":             "",
		"no nodes":          "0 0 1",
		"p beyond nodes":    "2 0 3",
		"edges missing":     "2 2 1\n1 2 3\n",
		"node out of range": "2 1 1\n1 3 3\n",
		"negative cost":     "2 1 1\n1 2 -3\n",
		"cost not a number": "2 1 1\n1 2 x\n",
	} {
		if m, err := ReadMedian(strings.NewReader(text)); err == nil {
			t.Errorf("%s: %+v, expected an error", name, m)
		}
	}
}

func TestReadCapacitated(t *testing.T) {
	t.Parallel()
	c, err := ReadCapacitated(strings.NewReader(" 1 713\n 2 1 120\n 1 0 0 3\n 2 3 3 14\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := &Capacitated{P: 1, Best: 713, Capacity: 120, X: []float64{0, 3}, Y: []float64{0, 3}, Demand: []float64{3, 14}}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("%+v, expected %+v", c, want)
	}
	if rows := c.Costs(); !reflect.DeepEqual(rows, [][]float64{{0, 4}, {4, 0}}) {
		t.Errorf("costs %v: 4.24 rounds down to 4", rows)
	}
	if c, err := ReadCapacitated(strings.NewReader("1 713 2 1 120\n1 0 0 3\n")); err == nil {
		t.Errorf("%+v, expected an error: a customer is missing", c)
	}
}

func FuzzReadMedian(f *testing.F) {
	f.Add(" 3 3 2 \n 1 2 30 \n 2 3 46 \n 2 1 7\n")
	f.Add("1 0 1")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ReadMedian(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, e := range m.Edges {
			if min(e.A, e.B) < 0 || max(e.A, e.B) >= m.Nodes || e.Cost < 0 {
				t.Errorf("edge %+v of %d nodes", e, m.Nodes)
			}
		}
	})
}

func FuzzReadCapacitated(f *testing.F) {
	f.Add(" 1 713\n 2 1 120\n 1 0 0 3\n 2 3 3 14\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ReadCapacitated(strings.NewReader(text))
		if err == nil && (len(c.X) != len(c.Y) || len(c.X) != len(c.Demand)) {
			t.Errorf("%+v", c)
		}
	})
}
