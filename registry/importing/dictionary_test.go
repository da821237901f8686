package importing

import (
	"testing"

	"hatang/registry"
)

func TestHeaders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind    registry.Kind
		header  string
		use     use
		field   string
		factor  float64
		year    int64
		problem string
	}{
		{kind: registry.Sites, header: "Mã trạm", use: fieldUse, field: "code"},
		{kind: registry.Sites, header: "MA TRAM", use: fieldUse, field: "code"},
		{kind: registry.Sites, header: "ma_tram", use: fieldUse, field: "code"},
		{kind: registry.Sites, header: "Chiều cao cột (m)", use: fieldUse, field: "height_m"},
		{kind: registry.Sites, header: "chiều cao cột", use: fieldUse, field: "height_m"},
		{kind: registry.Sites, header: "Chiều cao cột [m]", use: fieldUse, field: "height_m"},
		{kind: registry.Sites, header: "height_m", use: fieldUse, field: "height_m"},
		{kind: registry.Sites, header: "Bán kính phủ sóng (km)", use: fieldUse, field: "coverage_radius_m", factor: 1000},
		{kind: registry.Sites, header: "Chiều cao cột (dBm)", use: fieldUse, field: "height_m", problem: "dBm"},
		{kind: registry.Sites, header: "Doanh nghiệp", use: fieldUse, field: "operator_code"},
		{kind: registry.Sites, header: "has_4g", use: flagUse, field: "technologies"},
		{kind: registry.Sites, header: "Kinh độ", use: xUse},
		{kind: registry.Sites, header: "Vĩ độ (độ)", use: yUse},
		{kind: registry.Sites, header: "Tọa độ X", use: xUse},
		{kind: registry.Sites, header: "Toạ độ Y", use: yUse},
		{kind: registry.Sites, header: "X (VN-2000)", use: xUse},
		{kind: registry.Sites, header: "Kinh độ VN2000", use: xUse},
		{kind: registry.Sites, header: "Easting", use: xUse},
		{kind: registry.Sites, header: "Tọa độ", use: pairUse},
		{kind: registry.Sites, header: "WKT", use: wktUse},
		{kind: registry.Sites, header: "Giá thuê", use: unknownUse},
		{kind: registry.Sites, header: "Chiều cao cột 2020", use: unknownUse},
		{kind: registry.Stations, header: "site_code", use: referenceUse, field: "site_id"},
		{kind: registry.Stations, header: "Mã vị trí", use: referenceUse, field: "site_id"},
		{kind: registry.Stations, header: "Mã trạm", use: fieldUse, field: "code"},
		{kind: registry.Sectors, header: "station_code", use: referenceUse, field: "station_id"},
		{kind: registry.Sectors, header: "Nhà mạng", use: operatorUse, field: "operator_code"},
		{kind: registry.Clusters, header: "Mã đài", use: referenceUse, field: "radio_id"},
		{kind: registry.Units, header: "population_2019", use: fieldUse, field: "population", year: 2019},
		{kind: registry.Units, header: "Dân số năm 2023", use: fieldUse, field: "population", year: 2023},
		{kind: registry.Units, header: "households_2019", use: fieldUse, field: "households", year: 2019},
		{kind: registry.Units, header: "Diện tích (ha)", use: fieldUse, field: "area_km2", factor: 0.01},
		{kind: registry.Units, header: "lon", use: unknownUse},
		{kind: registry.Operators, header: "wkt", use: unknownUse},
		{kind: registry.Sites, header: "", use: unknownUse},
		{kind: registry.Sites, header: "()", use: unknownUse},
	} {
		got := newDictionary(registry.SchemaOf(c.kind)).find(c.header)
		field := ""
		if got.field != nil {
			field = got.field.Name
		}
		if got.use != c.use || field != c.field || got.factor != c.factor || got.year != c.year || got.wrongUnit != c.problem {
			t.Errorf("%s %q: %+v (field %q), want %+v", c.kind, c.header, got, field, c)
		}
	}
}

// Every header of our own exports, every label and every alias means its field.
func TestEveryNameOfAFieldIsKnown(t *testing.T) {
	t.Parallel()
	for _, kind := range registry.Kinds() {
		schema := registry.SchemaOf(kind)
		d := newDictionary(schema)
		for i := range schema.Fields {
			f := &schema.Fields[i]
			for _, header := range append([]string{f.Name, f.Label.VI, f.Label.EN}, f.Aliases...) {
				if got := d.find(header); got.use != fieldUse || got.field.Name != f.Name {
					t.Errorf("%s: %q means %+v, want %s", kind, header, got, f.Name)
				}
			}
		}
	}
}
