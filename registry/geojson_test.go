package registry_test

import (
	"strings"
	"testing"

	"hatang/registry"
)

func TestParseGeometry(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]struct {
		geometry string // as it is written again
		heights  bool
		says     string
	}{
		`{"type":"Point","coordinates":[107.9,14.3]}`:                         {`{"type":"Point","coordinates":[107.9,14.3]}`, false, ""},
		`{"type":"Point","coordinates":[107.9,14.3,512]}`:                     {`{"type":"Point","coordinates":[107.9,14.3]}`, true, ""},
		`{"coordinates":[1,2],"type":"Point","x":"[1]"}`:                      {`{"type":"Point","coordinates":[1,2]}`, false, ""},
		`{"type":"Polygon","coordinates":[[[1,2],[3,4],[5,6],[1,2]]]}`:        {`{"type":"Polygon","coordinates":[[[1,2],[3,4],[5,6],[1,2]]]}`, false, ""},
		`{"type":"Polygon","coordinates":[[[1,2,3],[3,4],[5,6],[1,2]]]}`:      {`{"type":"Polygon","coordinates":[[[1,2],[3,4],[5,6],[1,2]]]}`, true, ""},
		`{"type":"MultiPolygon","coordinates":[[[[1,2],[3,4],[5,6],[1,2]]]]}`: {`{"type":"Polygon","coordinates":[[[1,2],[3,4],[5,6],[1,2]]]}`, false, ""},
		`{"type":"Point","coordinates":[]}`:                                   {"null", false, ""},
		`{"type":"Point","coordinates":[ ]}`:                                  {"null", false, ""},
		`{"type":"MultiPolygon","coordinates":[]}`:                            {"null", false, ""},
		`{"type":"Point","coordinates":[107.9]}`:                              {"null", false, "one number"},
		`{"type":"Point","coordinates":[1,2,3,4,5]}`:                          {"null", false, "5 numbers"},
		`{"type":"Polygon","coordinates":[[[1],[3,4],[5,6],[1]]]}`:            {"null", false, "one number"},
		`{"type":"Point","coordinates":["107.9","14.3"]}`:                     {"null", false, "no GeoJSON geometry"},
		`{"type":"Point","coordinates":[1e400,14.3]}`:                         {"null", false, "no GeoJSON geometry"},
		`{"type":"Point"}`:                    {"null", false, "no GeoJSON geometry"},
		`{"type":"Blob","coordinates":[1,2]}`: {"null", false, "no GeoJSON geometry"},
		`"POINT (107.9 14.3)"`:                {"null", false, "no GeoJSON geometry"},
		`[107.9,14.3]`:                        {"null", false, "no GeoJSON geometry"},
	} {
		g, heights, wrong := registry.ParseGeometry([]byte(raw))
		written := "null"
		if g != nil {
			written = string(registry.AppendGeometry(nil, g))
		}
		if written != want.geometry || (wrong.IsZero() && heights != want.heights) || (want.says == "") != wrong.IsZero() || !strings.Contains(wrong.EN, want.says) {
			t.Errorf("%s: %s, %v, %q, want %+v", raw, written, heights, wrong.EN, want)
		}
		if wrong.IsZero() != (wrong.VI == "") {
			t.Errorf("%s: nothing is said in Vietnamese", raw)
		}
	}
}

// Whatever is sent, what is taken for a geometry holds places that were written.
func FuzzParseGeometry(f *testing.F) {
	for _, seed := range []string{
		`{"type":"Point","coordinates":[107.9,14.3]}`, `{"type":"Polygon","coordinates":[[[1,2],[3,4],[5,6],[1,2]]]}`, `{"type":"Point","coordinates":[1]}`,
		`{"type":"GeometryCollection","geometries":[]}`, `{"type":"Po\"[1]int","coordinates":[1,2]}`, `null`, `[[[`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		g, _, wrong := registry.ParseGeometry([]byte(raw))
		if !wrong.IsZero() && (g != nil || wrong.VI == "" || wrong.EN == "") {
			t.Fatalf("%q: %v and %+v", raw, g, wrong)
		}
		if g != nil && !strings.Contains(raw, "[") {
			t.Fatalf("%q has no position and is %v", raw, g)
		}
	})
}
