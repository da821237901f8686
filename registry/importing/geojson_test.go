package importing

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/crs"
)

// readAllGeoJSON reads a file as one line a feature.
func readAllGeoJSON(data string, wanted crs.CRS) (header, rows []string, r *geojsonReader, err error) {
	r, err = newGeoJSONReader(bufio.NewReader(strings.NewReader(data)), wanted)
	if err != nil {
		return nil, nil, nil, err
	}
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return r.Header(), rows, r, nil
		}
		if err != nil {
			return r.Header(), rows, r, err
		}
		rows = append(rows, fmt.Sprintf("%s %v", rowText(row), row.Geometry))
	}
}

func collection(features string) string {
	return `{"type":"FeatureCollection","features":[` + features + `]}`
}

func point(properties, coordinates string) string {
	return `{"type":"Feature","properties":` + properties + `,"geometry":{"type":"Point","coordinates":` + coordinates + `}}`
}

func TestGeoJSONForms(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		data   string
		header []string
		rows   []string
	}{
		"a point":              {collection(point(`{"code":"A","height_m":12.50}`, `[107.9,14.3]`)), []string{"code", "height_m"}, []string{"1: A|12.50 [107.9 14.3]"}},
		"properties grow":      {collection(point(`{"b":"1","a":"2"}`, `[1,2]`) + "," + point(`{"c":"3","b":"4"}`, `[3,4]`)), []string{"b", "a", "c"}, []string{"1: 1|2 [1 2]", "2: 4||3 [3 4]"}},
		"null and booleans":    {collection(`{"type":"Feature","properties":{"a":null,"b":true,"c":"x"},"geometry":null}`), []string{"a", "b", "c"}, []string{"1: |true|x <nil>"}},
		"lists":                {collection(point(`{"technologies":["2G","3G"],"none":[]}`, `[1,2]`)), []string{"technologies", "none"}, []string{"1: 2G;3G| [1 2]"}},
		"no properties":        {collection(`{"type":"Feature","properties":null,"geometry":{"type":"Point","coordinates":[1,2]}}`), nil, []string{"1:  [1 2]"}},
		"a nested property":    {collection(point(`{"a":{"b":1},"c":"x"}`, `[1,2]`)), []string{"a", "c"}, []string{"1: |x !nested [1 2]"}},
		"heights":              {collection(point(`{}`, `[1,2,300]`)), nil, []string{"1:  [1 2]"}},
		"a position too short": {collection(point(`{"a":"x"}`, `[107]`)), []string{"a"}, []string{"1: x !geometry <nil>"}},
		"empty coordinates":    {collection(point(`{"a":"x"}`, `[]`)), []string{"a"}, []string{"1: x <nil>"}},
		"an unknown geometry":  {collection(`{"type":"Feature","properties":{"a":"x"},"geometry":{"type":"Circle","coordinates":[1,2]}}`), []string{"a"}, []string{"1: x !geometry <nil>"}},
		"not a feature":        {collection(`{"type":"Point","coordinates":[1,2]},` + point(`{"a":"x"}`, `[1,2]`)), []string{"a"}, []string{"1:  !json <nil>", "2: x [1 2]"}},
		"properties a list":    {collection(`{"type":"Feature","properties":[],"geometry":null}`), nil, []string{"1:  !json <nil>"}},
		"escapes":              {collection(point(`{"a":"x\ny \u0110"}`, `[1,2]`)), []string{"a"}, []string{"1: x\ny Đ [1 2]"}},
		"members after":        {`{"features":[` + point(`{"a":"x"}`, `[1,2]`) + `],"numberReturned":1,"type":"FeatureCollection"}`, []string{"a"}, []string{"1: x [1 2]"}},
		"crs of RFC 7946":      {`{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[]}`, nil, nil},
		"a byte order mark":    {"\uFEFF" + collection(""), nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header, rows, _, err := readAllGeoJSON(c.data, crs.CRS{})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(header, c.header) || !slices.Equal(rows, c.rows) {
				t.Errorf("got %q, %q, want %q, %q", header, rows, c.header, c.rows)
			}
		})
	}
}

func TestGeoJSONSaysThatHeightsWereDropped(t *testing.T) {
	t.Parallel()
	for coordinates, want := range map[string]bool{"[1,2]": false, "[1,2,3]": true} {
		_, _, r, err := readAllGeoJSON(collection(point(`{}`, coordinates)), crs.CRS{})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(r.Notes()) == 1; got != want {
			t.Errorf("%s: noted %v, want %v", coordinates, got, want)
		}
	}
}

func TestGeoJSONThatCannotBeRead(t *testing.T) {
	t.Parallel()
	vn2000 := `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::9216"}},"features":[]}`
	for name, c := range map[string]struct{ data, rule string }{
		"empty":              {"", "empty"},
		"not JSON":           {"code,name\nA,x\n", "json"},
		"an array":           {"[]", "json"},
		"a bare feature":     {point(`{}`, `[1,2]`), "json"},
		"no features":        {`{"type":"FeatureCollection"}`, "json"},
		"no type":            {`{"features":[]}`, "json"},
		"features an object": {`{"type":"FeatureCollection","features":{}}`, "json"},
		"features twice":     {`{"type":"FeatureCollection","features":[],"features":[]}`, "json"},
		"cut short":          {`{"type":"FeatureCollection","features":[` + point(`{"a":"x"}`, `[1,2]`) + `,{"type":"Fea`, "json"},
		"a missing comma":    {collection(point(`{}`, `[1,2]`) + point(`{}`, `[1,2]`)), "json"},
		"something after":    {collection("") + "{}", "json"},
		"another crs":        {vn2000, "crs"},
		"not UTF-8":          {collection(point("{\"a\":\"Tr\xe5m\"}", `[1,2]`)), "encoding"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, _, err := readAllGeoJSON(c.data, crs.CRS{})
			var bad *Broken
			if !errors.As(err, &bad) || bad.Problem.Rule != c.rule {
				t.Errorf("got %v, want a Broken of rule %s", err, c.rule)
			}
		})
	}
	zone, err := crs.ByEPSG(9216)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := readAllGeoJSON(vn2000, zone); err != nil {
		t.Errorf("the system that the user names is refused: %v", err)
	}
}

func FuzzGeoJSON(f *testing.F) {
	for _, seed := range []string{
		collection(point(`{"code":"A","t":["2G"]}`, `[107.9,14.3]`)), collection(""), `{"type":"FeatureCollection","features":[{"type":"Feature"}]}`,
		collection(`{"type":"Feature","properties":{"a":{"b":[1]}},"geometry":{"type":"Polygon","coordinates":[[[1,2],[3,4],[5,6],[1,2]]]}}`),
		`{"type":"FeatureCollection","features":[1,null,"x",[]]}`, "\uFEFF{}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		header, rows, _, err := readAllGeoJSON(string(data), crs.CRS{})
		var bad *Broken
		if err != nil && !errors.As(err, &bad) {
			t.Fatalf("%q: the error is not told as a problem: %v", data, err)
		}
		seen := map[string]bool{}
		for _, name := range header {
			if seen[name] {
				t.Fatalf("the header has %q twice", name)
			}
			seen[name] = true
		}
		if len(rows) > strings.Count(string(data), ",")+1 {
			t.Fatalf("%d rows of %q", len(rows), data)
		}
	})
}

func FuzzWKT(f *testing.F) {
	for _, seed := range []string{"POINT(107.9 14.3)", "SRID=4326;POINT(1 2)", "MULTIPOLYGON(((1 2,3 4,5 6,1 2)))", "POLYGON EMPTY", "point (1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		g, err := parseWKT(text)
		if err == nil && g == nil {
			t.Fatalf("%q is nothing and no error", text)
		}
		if p, ok := g.(orb.Point); ok && err == nil && len(text) < 7 {
			t.Fatalf("%q is the point %v", text, p)
		}
	})
}

// FuzzNumber: text that is read in both styles has a mark that says which, or
// is refused as ambiguous where no field limits it.
func FuzzNumber(f *testing.F) {
	for _, seed := range []string{"1.234,5", "1,234.5", "12", "-0.5", "1.234", "1 234", "45 m", "1e5", "١٢"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tidy := tidyNumber(text, "m")
		point, okPoint := readAs(tidy, pointStyle)
		comma, okComma := readAs(tidy, commaStyle)
		form := shapeOf(tidy)
		if okPoint && okComma && point != comma && form != ambiguousPoint && form != ambiguousComma {
			t.Fatalf("%q is %v or %v and not found ambiguous (%d)", text, point, comma, form)
		}
		if (okPoint || okComma) && form == notNumber {
			t.Fatalf("%q is no number and is read", text)
		}
	})
}
