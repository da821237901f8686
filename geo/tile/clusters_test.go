package tile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"hatang/geo/tile"
)

// TestClustersCountTrue adds up, over the tiles of a zoom, what clusters count,
// altogether and by operator, and compares it with the records.
func TestClustersCountTrue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := people(t, rapid.IntRange(1, 500).Draw(t, "n"), rapid.Uint64().Draw(t, "seed"))
		layer := layerOf(t, list)
		layer.Clustering = &tile.Clustering{Bits: uint8(rapid.IntRange(2, 6).Draw(t, "bits")), MaxZoom: 9, By: "operator"}
		zoom := uint8(rapid.IntRange(0, 8).Draw(t, "zoom"))
		want := map[string]int{}
		for _, r := range list {
			want["count"]++
			if operator, ok := r.attributes["operator"].(string); ok {
				want["count_"+operator]++
			}
		}
		got := map[string]int{}
		tilesUnder(tile.ID{}, zoom, everywhereOf(list), func(id tile.ID) {
			if id.Z != zoom {
				return
			}
			content := layer.AppendTile(nil, new(tile.Encoder), id)
			for _, f := range decode(t, content) {
				n := countOf(t, f)
				got["count"] += n
				if (n == 1) != (f.ID != nil) {
					t.Fatalf("%v: a feature of %d points with id %v", id, n, f.ID)
				}
				parts := 0
				for name, value := range f.Properties {
					if strings.HasPrefix(name, "count_") {
						part, _ := value.(float64)
						got[name] += int(part)
						parts += int(part)
					}
				}
				if n == 1 {
					if operator, ok := f.Properties["operator"].(string); ok {
						got["count_"+operator]++
					}
					if parts != 0 {
						t.Fatalf("%v: a single point counts by operator: %v", id, f.Properties)
					}
				} else if parts > n {
					t.Fatalf("%v: %v", id, f.Properties)
				}
			}
		})
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("zoom %d counts %v, want %v", zoom, got, want)
		}
	})
}

func everywhereOf(list []record) orb.Bound {
	points := make(orb.MultiPoint, 0, len(list))
	for _, r := range list {
		points = append(points, r.point)
	}
	return points.Bound().Pad(0.001)
}

// TestClustersEndAtTheirZoom compares the zoom after the last with the layer
// without clusters.
func TestClustersEndAtTheirZoom(t *testing.T) {
	t.Parallel()
	list := people(t, 2000, 4)
	plain, clustered := layerOf(t, list), layerOf(t, list)
	clustered.Clustering = &tile.Clustering{Bits: 3, MaxZoom: 7, By: "operator"}
	at := tile.Project(list[0].point)
	e := new(tile.Encoder)
	if got, want := clustered.AppendTile(nil, e, tile.Containing(at, 8)), plain.AppendTile(nil, e, tile.Containing(at, 8)); string(got) != string(want) {
		t.Error("zoom 8 differs")
	}
	content := clustered.AppendTile(nil, e, tile.Containing(at, 5))
	if features := decode(t, content); len(features) > 64 {
		t.Errorf("%d clusters in a grid of 64", len(features))
	}
	info := clustered.Info()
	found := false
	for _, f := range info.Fields {
		found = found || f.Name == "count_viettel" && f.Type == tile.NumberType
	}
	if !found {
		t.Errorf("the fields do not tell of count_viettel: %v", info.Fields)
	}
	if len(plain.Info().Fields) >= len(info.Fields) {
		t.Error("the plain layer tells of as many fields")
	}
}

func BenchmarkClusterTile(b *testing.B) {
	layer := benched(b, 400_000)
	layer.Clustering = &tile.Clustering{Bits: 3, MaxZoom: 9, By: "operator"}
	for _, z := range []uint8{5, 8} {
		b.Run(fmt.Sprintf("z=%d", z), func(b *testing.B) { benchTile(b, layer, hanoi(z)) })
	}
}
