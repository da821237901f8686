package api

import (
	"testing"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// rendering is a view that only renders features.
type rendering struct {
	View
	feature func(dst []byte, rec registry.Record) []byte
}

func (r rendering) AppendFeature(dst []byte, rec registry.Record) []byte { return r.feature(dst, rec) }

// A record taken out of a rendered feature is the record, whatever its text
// looks like; a feature of another form is not trusted.
func TestRecordsOutOfFeatures(t *testing.T) {
	t.Parallel()
	trap := `","geometry":null,"properties":{"a":"}}`
	located := &registry.Site{Code: trap, Name: "Đắk Tô \\", OperatorCode: `"`}
	located.Row.ID, located.Row.Revision = trap, 12
	located.Point, located.Located = orb.Point{107.5, 14.25}, true
	nowhere := &registry.Operator{Code: "viettel", Name: `{"type":"Feature"}`}
	nowhere.Row.ID = "x"
	area := &registry.Zone{Code: "z"}
	area.Row.ID = "z"
	area.Area = orb.MultiPolygon{{{{107, 14}, {108, 14}, {108, 15}, {107, 14}}}}
	for _, rec := range []registry.Record{located, nowhere, area} {
		s := &shape{geometry: true}
		want := string(appendRecord([]byte("before "), rec, s))
		for name, feature := range map[string]func([]byte, registry.Record) []byte{
			"as agreed":   AppendFeature,
			"other order": func(dst []byte, _ registry.Record) []byte { return append(dst, `{"properties":{},"geometry":null}`...) },
			"no feature":  func(dst []byte, _ registry.Record) []byte { return append(dst, `{}`...) },
		} {
			if got := string(appendView([]byte("before "), rendering{feature: feature}, rec, s)); got != want {
				t.Errorf("%s: got %s, want %s", name, got, want)
			}
		}
	}
}

func TestQuality(t *testing.T) {
	t.Parallel()
	formats := append(recordFormats(), Format{Name: "csv", MediaType: "text/csv; charset=utf-8"})
	for accept, want := range map[string]string{
		"*/*": "json", "application/*": "json", "application/geo+json": "geojson", "text/*": "csv", "text/csv;q=0.2, application/json;q=0.1": "csv",
		"application/json;q=0, */*": "geojson", "APPLICATION/GEO+JSON": "geojson", "application/json, application/geo+json": "json",
	} {
		if got, ok := negotiate(accept, formats); !ok || got.Name != want {
			t.Errorf("%q gives %q", accept, got.Name)
		}
	}
	for _, accept := range []string{"image/png", "*/*;q=0", ""} {
		if got, ok := negotiate(accept, formats); ok {
			t.Errorf("%q gives %q", accept, got.Name)
		}
	}
}
