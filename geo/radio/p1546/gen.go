//go:build ignore

// This program packs the tabulated field strengths of Recommendation ITU-R
// P.1546, one CSV file a family, into the compact form that the package embeds:
// the families in the order of their figures, each curve after curve, as the
// varints of the differences between successive values in units of 0.0001 dB.
package main

import (
	"encoding/binary"
	"encoding/csv"
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"
	"strconv"
)

const (
	families = 24
	heights  = 8
)

func main() {
	tables := flag.String("tables", "", "folder of the 24 tables, fig01_….csv to fig24_….csv")
	out := flag.String("out", "curves.bin", "file to write")
	flag.Parse()
	var packed []byte
	for figure := 1; figure <= families; figure++ {
		family, err := pack(*tables, figure)
		if err != nil {
			log.Fatal(err)
		}
		packed = append(packed, family...)
	}
	if err := os.WriteFile(*out, packed, 0o644); err != nil {
		log.Fatal(err)
	}
}

func pack(folder string, figure int) ([]byte, error) {
	names, err := filepath.Glob(filepath.Join(folder, fmt.Sprintf("fig%02d_*.csv", figure)))
	if err != nil || len(names) != 1 {
		return nil, fmt.Errorf("figure %d: found %d tables in %s, expected 1", figure, len(names), folder)
	}
	file, err := os.Open(names[0])
	if err != nil {
		return nil, err
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, err
	}
	var packed []byte
	for height := 1; height <= heights; height++ {
		last := int64(0)
		for i, row := range rows[1:] {
			v, err := strconv.ParseFloat(row[height], 64)
			if err != nil {
				return nil, fmt.Errorf("%s, row %d: %w", names[0], i+2, err)
			}
			scaled := math.Round(v * 1e4)
			if math.Abs(scaled-v*1e4) > 1e-6 {
				return nil, fmt.Errorf("%s, row %d: %s has more than four decimals", names[0], i+2, row[height])
			}
			packed = binary.AppendVarint(packed, int64(scaled)-last)
			last = int64(scaled)
		}
	}
	return packed, nil
}
