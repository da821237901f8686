package terrain_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"hatang/geo/terrain"
)

const side = 1201

// tileOf makes the bytes of a 3-second tile.
func tileOf(height func(col, row int) int16) []byte {
	b := make([]byte, 0, 2*side*side)
	for row := range side {
		for col := range side {
			b = binary.BigEndian.AppendUint16(b, uint16(height(col, row)))
		}
	}
	return b
}

// slope rises to the east by 1 m and to the south by 2 m a sample.
func slope(col, row int) int16 { return int16(100 + col + 2*row) }

func gzipped(tb testing.TB, b []byte) []byte {
	tb.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func zipped(tb testing.TB, files map[string][]byte) []byte {
	tb.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, b := range files {
		f, err := w.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := f.Write(b); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func read(name string, b []byte, o terrain.Options) (*terrain.Raster, error) {
	return terrain.Read(bytes.NewReader(b), name, int64(len(b)), o)
}

func mustRead(tb testing.TB, name string, b []byte, o terrain.Options) *terrain.Raster {
	tb.Helper()
	r, err := read(name, b, o)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func modelOf(tb testing.TB, rasters ...*terrain.Raster) *terrain.Model {
	tb.Helper()
	m, err := terrain.NewModel(rasters...)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// shared is a file of ../shared/data/terrain, or a skip.
func shared(tb testing.TB, name string) string {
	tb.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "terrain", name)
	if _, err := os.Stat(path); err != nil {
		tb.Skipf("the shared terrain tile is absent: %v", err)
	}
	return path
}
