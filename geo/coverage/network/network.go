package network

import (
	"maps"
	"slices"

	"hatang/geo/raster"
)

// NoServer is the server of a cell that no station reaches.
const NoServer = -1

// Network is the layers of one operator and technology, combined. Its methods
// that change it are for one goroutine at a time; Clone gives a copy to change
// while others read.
type Network struct {
	Grid raster.Grid
	// Usable is the least level that serves, hundredths of a decibel.
	Usable int16
	// Best, Server and Servers have one element for each cell of the grid: the
	// best level or NoLevel, the number of the station that gives it or NoServer,
	// and how many stations give at least Usable.
	Best    []int16
	Server  []int32
	Servers []uint16

	layers map[int32]*Layer
}

// New is a network without stations.
func New(g raster.Grid, usable int16) *Network {
	n := &Network{
		Grid: g, Usable: usable, layers: map[int32]*Layer{},
		Best: make([]int16, g.Cells()), Server: make([]int32, g.Cells()), Servers: make([]uint16, g.Cells()),
	}
	n.clear(Window{Cols: g.Cols, Rows: g.Rows})
	return n
}

// Clone is a copy that shares the layers.
func (n *Network) Clone() *Network {
	return &Network{
		Grid: n.Grid, Usable: n.Usable, layers: maps.Clone(n.layers),
		Best: slices.Clone(n.Best), Server: slices.Clone(n.Server), Servers: slices.Clone(n.Servers),
	}
}

// Layer is the layer of a station, nil where there is none.
func (n *Network) Layer(server int32) *Layer { return n.layers[server] }

// Len is the number of stations.
func (n *Network) Len() int { return len(n.layers) }

// Put adds a station, whose number must not be negative, or puts another layer
// in the place of its old one.
func (n *Network) Put(server int32, l *Layer) error {
	if err := l.Check(n.Grid); err != nil {
		return err
	}
	n.Remove(server)
	n.layers[server] = l
	n.merge(server, l, l.Window)
	return nil
}

// Remove takes a station out; one that is not there changes nothing.
func (n *Network) Remove(server int32) {
	old, there := n.layers[server]
	if !there {
		return
	}
	delete(n.layers, server)
	n.clear(old.Window)
	for other, l := range n.layers {
		n.merge(other, l, old.Window)
	}
}

func (n *Network) clear(w Window) {
	if w.Empty() {
		return
	}
	for row := w.Row0; row < w.Row0+w.Rows; row++ {
		from, to := row*n.Grid.Cols+w.Col0, row*n.Grid.Cols+w.Col0+w.Cols
		for i := from; i < to; i++ {
			n.Best[i], n.Server[i] = NoLevel, NoServer
		}
		clear(n.Servers[from:to])
	}
}

// merge lets a layer take part within a window.
func (n *Network) merge(server int32, l *Layer, within Window) {
	w := l.Meet(within)
	if w.Empty() {
		return
	}
	for row := w.Row0; row < w.Row0+w.Rows; row++ {
		from := row*n.Grid.Cols + w.Col0
		best, who, count := n.Best[from:from+w.Cols], n.Server[from:from+w.Cols], n.Servers[from:from+w.Cols]
		offset := (row-l.Row0)*l.Cols + w.Col0 - l.Col0
		for i, level := range l.Level[offset : offset+w.Cols] {
			if level == NoLevel {
				continue
			}
			if level > best[i] || level == best[i] && server < who[i] {
				best[i], who[i] = level, server
			}
			if level >= n.Usable {
				count[i]++
			}
		}
	}
}

// AddUsable adds the cells with usable signal to a mask of the same grid.
func (n *Network) AddUsable(m *raster.Mask) {
	cols := n.Grid.Cols
	for row := range n.Grid.Rows {
		from := -1
		for col, count := range n.Servers[row*cols : (row+1)*cols] {
			switch {
			case count > 0 && from < 0:
				from = col
			case count == 0 && from >= 0:
				m.AddSpan(row, from, col)
				from = -1
			}
		}
		if from >= 0 {
			m.AddSpan(row, from, cols)
		}
	}
}
