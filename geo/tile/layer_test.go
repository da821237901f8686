package tile_test

import (
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/tile"
)

func TestViewsKnowWhichTilesStayed(t *testing.T) {
	t.Parallel()
	id := hanoi(10)
	here, there := orb.Point{105.83, 21.02}.Bound(), orb.Point{106.68, 10.78}.Bound()
	corner := id.Bound()
	beside := orb.Point{corner.Min[0] - 0.0001, corner.Max[1] + 0.0001}.Bound() // 1 unit beyond the corner
	beyond := orb.Point{corner.Min[0] - 0.1, corner.Max[1]}.Bound()
	tests := map[string]struct {
		boxes    []orb.Bound
		known    bool
		revision int64
		want     bool
	}{
		"the same revision":         {[]orb.Bound{here}, false, 7, true},
		"nothing is known":          {nil, false, 5, false},
		"nothing changed":           {nil, true, 5, true},
		"elsewhere":                 {[]orb.Bound{there}, true, 5, true},
		"here":                      {[]orb.Bound{there, here}, true, 5, false},
		"beside, within reach":      {[]orb.Bound{beside}, true, 5, false},
		"beyond reach":              {[]orb.Bound{beyond}, true, 5, true},
		"around":                    {[]orb.Bound{corner.Pad(1)}, true, 5, false},
		"something without a place": {[]orb.Bound{orb.MultiPoint(nil).Bound()}, true, 5, true},
		"a revision yet to come":    {nil, true, 8, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			view := tile.View{Revision: 7, ChangedSince: func(since int64) ([]orb.Bound, bool) {
				if since != tc.revision {
					t.Errorf("asked since %d, want %d", since, tc.revision)
				}
				return tc.boxes, tc.known
			}}
			if got := view.Same(id, tc.revision); got != tc.want {
				t.Errorf("Same = %v, want %v", got, tc.want)
			}
		})
	}
	silent := tile.View{Revision: 7}
	if silent.Same(id, 6) {
		t.Error("a view that cannot tell calls a tile the same")
	}
}

func TestFieldsAppearFromTheirZoomOn(t *testing.T) {
	t.Parallel()
	b := tile.NewTable(tile.Field{Name: "id", Type: tile.TextType, MinZoom: 12}, tile.Field{Name: "state", Type: tile.TextType})
	b.Add(tile.Text("0198"), tile.Text("on_air"))
	table, err := b.Table()
	if err != nil {
		t.Fatal(err)
	}
	at := orb.Point{105.83, 21.02}
	points, err := tile.NewPoints([]orb.Point{at}, nil, table)
	if err != nil {
		t.Fatal(err)
	}
	layer := &tile.PointLayer{Name: "sites", Points: points, Index: mustIndex(t, []record{{point: at}})}
	for z, want := range map[uint8]any{11: nil, 12: "0198"} {
		f := decode(t, layer.AppendTile(nil, new(tile.Encoder), hanoi(z)))[0]
		if f.Properties["id"] != want || f.Properties["state"] != "on_air" {
			t.Errorf("zoom %d has %v", z, f.Properties)
		}
	}
}

func TestInfo(t *testing.T) {
	t.Parallel()
	list := people(t, 500, 1)
	info := layerOf(t, list).Info()
	if info.Features != 500 || info.Geometry != tile.PointGeometry || len(info.Fields) != len(fields())+1 {
		t.Errorf("%+v", info)
	}
	for _, r := range list {
		if !info.Bound.Pad(1e-7).Contains(r.point) {
			t.Fatalf("%v does not hold %v", info.Bound, r.point)
		}
	}
	wedges := wedgesOf(t, list).Info()
	if wedges.Features != 500 || wedges.MinZoom != 13 || wedges.Geometry != tile.PolygonGeometry {
		t.Errorf("%+v", wedges)
	}
}
