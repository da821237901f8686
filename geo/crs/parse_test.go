package crs_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/crs"
)

func TestParseAngle(t *testing.T) {
	t.Parallel()
	const (
		tenth = 14 + 21.0/60 + 0.5/3600
		half  = 107.5
	)
	tests := map[string]float64{
		`14.35`:                  14.35,
		`14,35`:                  14.35,
		`-14,35`:                 -14.35,
		`−14.35`:                 -14.35, // U+2212
		`+14.35`:                 14.35,
		` 14.35 °`:               14.35,
		`14.35N`:                 14.35,
		`14.35 S`:                -14.35,
		`s 14.35`:                -14.35,
		`14°21'00.5"N`:           tenth,
		`14°21'00,5"N`:           tenth,
		`N14°21'00.5"`:           tenth,
		`14° 21′ 00.5″ N`:        tenth,
		`14º21’00,5”B`:           tenth,
		`14˚21ʹ00.5''n`:          tenth,
		`14 21 0.5`:              tenth,
		`14:21:00.5`:             tenth,
		`14:21:00,5 N`:           tenth,
		`14d21'0.5"`:             tenth,
		`14d21m0.5s`:             tenth,
		`14d21m0.5s S`:           -tenth,
		`14 21 0.5s`:             -tenth, // s is seconds only after m
		`１４°２１′００．５″Ｎ`:           tenth,
		`14 độ 21 phút 0,5 giây`: tenth,
		`14 độ 21 phút 0,5 giây vĩ độ Bắc`:         tenth,
		"14 đo\u0323\u0302 21 phu\u0301t 0,5 giây": tenth, // NFD
		`vĩ độ 14°21'0,5"`:                         tenth,
		`Lat: 14°21'0.5"`:                          tenth,
		`latitude=14 21 0.5`:                       tenth,
		`14°21.5'`:                                 14 + 21.5/60,
		`14°0.5"`:                                  14 + 0.5/3600,
		`14° 21'`:                                  14.35,
		`N14°21'`:                                  14.35,
		`107d30'E`:                                 half,
		`107°30'Đ`:                                 half,
		`107°30' Đông`:                             half,
		`kinh độ 107,5`:                            half,
		`kinh tuyến 107 30 Đông`:                   half,
		`107°30'W`:                                 -half,
		`107°30' Tây`:                              -half,
		`-107°30'`:                                 -half,
		`-0°30'`:                                   -0.5,
		"\ufeff14.35\u200b":                        14.35,
		"14\u00a021\u202f0.5":                      tenth,
		`180`:                                      180,
		`-180`:                                     -180,
		`90N`:                                      90,
		`0`:                                        0,
		`.5`:                                       0.5,
	}
	for text, want := range tests {
		got, err := crs.ParseAngle(text)
		if err != nil || math.Abs(got-want) > 1e-13 {
			t.Errorf("ParseAngle(%q) = %.15f, %v, want %.15f", text, got, err, want)
		}
	}
}

func TestParseAngleRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]crs.Problem{
		``:                       crs.ProblemSyntax,
		` `:                      crs.ProblemSyntax,
		`-`:                      crs.ProblemSyntax,
		`N`:                      crs.ProblemSyntax,
		`°`:                      crs.ProblemSyntax,
		`abc`:                    crs.ProblemSyntax,
		`14..35`:                 crs.ProblemSyntax,
		`14.`:                    crs.ProblemSyntax,
		`14,`:                    crs.ProblemSyntax,
		`14.35.2`:                crs.ProblemSyntax,
		`1e2`:                    crs.ProblemSyntax,
		`NaN`:                    crs.ProblemSyntax,
		`inf`:                    crs.ProblemSyntax,
		`0x10`:                   crs.ProblemSyntax,
		`N14°21'N`:               crs.ProblemSyntax,
		`14°21'NE`:               crs.ProblemSyntax,
		`vĩ độ 14 Đông`:          crs.ProblemSyntax,
		`-14°21'N`:               crs.ProblemSyntax,
		`14'21°`:                 crs.ProblemSyntax,
		`21'30"`:                 crs.ProblemSyntax,
		`14 21 0 5`:              crs.ProblemSyntax,
		`14 -21 0`:               crs.ProblemSyntax,
		`14;21`:                  crs.ProblemSyntax,
		`14:`:                    crs.ProblemSyntax,
		`14°21'N 107°59'E`:       crs.ProblemSyntax,
		strings.Repeat("1", 250): crs.ProblemSyntax,
		`14 60`:                  crs.ProblemRange,
		`14 21 60`:               crs.ProblemRange,
		`14.5 21`:                crs.ProblemRange,
		`14 21.5 30`:             crs.ProblemRange,
		`180.000001`:             crs.ProblemRange,
		`553194.965`:             crs.ProblemRange,
		`90°00'00.1"N`:           crs.ProblemRange,
		`91 N`:                   crs.ProblemRange,
		`181E`:                   crs.ProblemRange,
		`vĩ độ 107`:              crs.ProblemRange,
	}
	for text, want := range tests {
		got, err := crs.ParseAngle(text)
		var input *crs.InputError
		if !errors.As(err, &input) || input.Problem != want || input.Expected == "" || got != 0 {
			t.Errorf("ParseAngle(%q) = %v, %v, want 0 and %v", text, got, err, want)
		}
	}
}

func TestParsePair(t *testing.T) {
	t.Parallel()
	const lat, lon = 14.35, 107.99
	dms := func(d, m, s float64) float64 { return d + m/60 + s/3600 }
	latFirst := crs.Pair{First: lat, Second: lon, LatitudeFirst: true, Degrees: true}
	lonFirst := crs.Pair{First: lon, Second: lat, LongitudeFirst: true, Degrees: true}
	tests := map[string]crs.Pair{
		`14.35, 107.99`:                 {First: lat, Second: lon},
		`14.35,107.99`:                  {First: lat, Second: lon},
		`14.35 107.99`:                  {First: lat, Second: lon},
		`14.35;107.99`:                  {First: lat, Second: lon},
		"14.35\t107.99":                 {First: lat, Second: lon},
		`14.35 / 107.99`:                {First: lat, Second: lon},
		`(14.35, 107.99)`:               {First: lat, Second: lon},
		`14,35; 107,99`:                 {First: lat, Second: lon},
		`14,35 107,99`:                  {First: lat, Second: lon},
		`14,35, 107,99`:                 {First: lat, Second: lon},
		`14,35,107,99`:                  {First: lat, Second: lon},
		`107,29 14,35`:                  {First: 107.29, Second: lat},
		`14,107`:                        {First: 14, Second: 107},
		`-14.35, -107.99`:               {First: -lat, Second: -lon},
		`14.350, 107.990`:               {First: lat, Second: lon},
		`14.350,107.990`:                {First: lat, Second: lon},
		`14.35N 107.99E`:                latFirst,
		`14.35°N, 107.99°E`:             latFirst,
		`14.35B 107.99Đ`:                latFirst,
		`14,35N;107,99E`:                latFirst,
		`N14.35 E107.99`:                latFirst,
		`N 14.35 E 107.99`:              latFirst,
		`N14.35E107.99`:                 latFirst,
		`14.35N107.99E`:                 latFirst,
		`lat 14.35 lon 107.99`:          {First: lat, Second: lon, LatitudeFirst: true},
		`Vĩ độ: 14,35; Kinh độ: 107,99`: {First: lat, Second: lon, LatitudeFirst: true},
		`kinh độ 107,99 vĩ độ 14,35`:    {First: lon, Second: lat, LongitudeFirst: true},
		`107.99E 14.35N`:                lonFirst,
		`107.99E, 14.35`:                lonFirst,
		`107.99, 14.35 N`:               lonFirst,
		`14°21'N 107°59'E`:              {First: lat, Second: dms(107, 59, 0), LatitudeFirst: true, Degrees: true},
		`14°21'N107°59'E`:               {First: lat, Second: dms(107, 59, 0), LatitudeFirst: true, Degrees: true},
		`14°21'00.0"N 107°59'42.0"E`:    {First: lat, Second: dms(107, 59, 42), LatitudeFirst: true, Degrees: true},
		`14°21'00,0" 107°59'42,0"`:      {First: lat, Second: dms(107, 59, 42), Degrees: true},
		`14 21 0.5 107 59 42`:           {First: dms(14, 21, 0.5), Second: dms(107, 59, 42), Degrees: true},
		`14 21 0.5,107 59 42`:           {First: dms(14, 21, 0.5), Second: dms(107, 59, 42), Degrees: true},
		`14 21 107 59`:                  {First: lat, Second: dms(107, 59, 0), Degrees: true},
		`14 21 7 5`:                     {First: lat, Second: dms(7, 5, 0), Degrees: true},
		`14 độ 21 phút 107 độ 59 phút`:  {First: lat, Second: dms(107, 59, 0), Degrees: true},
	}
	checkPairs(t, tests)
}

func TestParsePairOfMetres(t *testing.T) {
	t.Parallel()
	metres := crs.Pair{First: 553194.965, Second: 1587081.308}
	checkPairs(t, map[string]crs.Pair{
		`553194.965 1587081.308`:        metres,
		`553194,965 1587081,308`:        metres,
		`553194,965; 1587081,308`:       metres,
		`553194,965, 1587081,308`:       metres,
		`553.194,965 1.587.081,308`:     metres,
		`553.194,965; 1.587.081,308`:    metres,
		`553,194.965, 1,587,081.308`:    metres,
		`X=553194.965 Y=1587081.308`:    metres,
		`X: 553194,965; Y: 1587081,308`: metres,
		`553194.965E 1587081.308N`:      {First: 553194.965, Second: 1587081.308, LongitudeFirst: true},
		`N 1587081.308 E 553194.965`:    {First: 1587081.308, Second: 553194.965, LatitudeFirst: true},
		`553194, 1587081`:               {First: 553194, Second: 1587081},
		`5531941587081 1`:               {First: 5531941587081, Second: 1},
	})
}

func checkPairs(t *testing.T, tests map[string]crs.Pair) {
	t.Helper()
	for text, want := range tests {
		got, err := crs.ParsePair(text)
		near := math.Abs(got.First-want.First) < 1e-9 && math.Abs(got.Second-want.Second) < 1e-9
		got.First, got.Second = want.First, want.Second
		if err != nil || !near || got != want {
			t.Errorf("ParsePair(%q) = %+v, %v, want %+v", text, got, err, want)
		}
	}
}

func TestParsePairRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]crs.Problem{
		``:                        crs.ProblemSyntax,
		`14.35`:                   crs.ProblemSyntax,
		`14.35;`:                  crs.ProblemSyntax,
		`;14.35`:                  crs.ProblemSyntax,
		`14.35; 107.99; 3`:        crs.ProblemSyntax,
		`14.35, 107.99, 600`:      crs.ProblemSyntax,
		`a b`:                     crs.ProblemSyntax,
		`NaN 14.5`:                crs.ProblemSyntax,
		`14.35 xyz`:               crs.ProblemSyntax,
		`1e5 2e5`:                 crs.ProblemSyntax,
		strings.Repeat("1 ", 200): crs.ProblemSyntax,
		`14,35,107`:               crs.ProblemAmbiguous,
		`14°21'N; 15°59'N`:        crs.ProblemAxes,
		`107.99E 14.35E`:          crs.ProblemAxes,
		`lat 14.35; lat 107.99`:   crs.ProblemAxes,
		`14°75'N; 107°59'E`:       crs.ProblemRange,
		`120N 14E`:                crs.ProblemRange,
		`14°21' 190°`:             crs.ProblemRange,
	}
	for text, want := range tests {
		got, err := crs.ParsePair(text)
		var input *crs.InputError
		if !errors.As(err, &input) || input.Problem != want || input.Expected == "" {
			t.Errorf("ParsePair(%q) = %+v, %v, want %v", text, got, err, want)
		}
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text     string
		epsg     int
		x, y     float64
		decision crs.AxisDecision
		problem  crs.Problem
	}{
		{"107.99 14.35", 4326, 107.99, 14.35, crs.AxesAsGiven, 0},
		{"14.35 107.99", 4326, 107.99, 14.35, crs.AxesSwapped, 0},
		{"14.35 107.99", 4756, 107.99, 14.35, crs.AxesSwapped, 0},
		{"14.35N 107.99E", 4326, 107.99, 14.35, crs.AxesStated, 0},
		{"107.99E 14.35N", 4326, 107.99, 14.35, crs.AxesStated, 0},
		{"48.85N 2.35E", 4326, 2.35, 48.85, crs.AxesStated, 0},
		{"48.85 2.35", 4326, 48.85, 2.35, crs.AxesUndecided, 0},
		{"-33.9 151.2", 4326, 151.2, -33.9, crs.AxesSwapped, 0}, // 151.2 is no latitude
		{"553194.965 1587081.308", 9216, 553194.965, 1587081.308, crs.AxesAsGiven, 0},
		{"1587081.308 553194.965", 9216, 553194.965, 1587081.308, crs.AxesSwapped, 0},
		{"1587081.308N 553194.965E", 9216, 553194.965, 1587081.308, crs.AxesStated, 0},
		{"1107855.6 1666566", 9216, 1107855.6, 1666566, crs.AxesUndecided, 0},
		{"12021948 1614401", 3857, 12021948, 1614401, crs.AxesAsGiven, 0},
		{"1614401 12021948", 3857, 12021948, 1614401, crs.AxesSwapped, 0},
		{"107.99 14.35", 9216, 0, 0, 0, crs.ProblemDegrees},
		{"14°21'N 107°59'E", 9216, 0, 0, 0, crs.ProblemDegrees},
		{"lat 14.35 lon 107.99", 9216, 0, 0, 0, crs.ProblemDegrees},
		{"553194.965 1587081.308", 4326, 0, 0, 0, crs.ProblemMetres},
		{"553194.965E 1587081.308N", 4326, 0, 0, 0, crs.ProblemMetres},
		{"107.99 1587081", 4326, 0, 0, 0, crs.ProblemRange},
		{"9553194 19587081", 9216, 0, 0, 0, crs.ProblemRange},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			pair, err := crs.ParsePair(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			x, y, decision, err := pair.Resolve(system(t, tt.epsg))
			var input *crs.InputError
			if errors.As(err, &input) != (tt.problem != 0) || input != nil && input.Problem != tt.problem {
				t.Fatalf("Resolve in %d: %v, want problem %v", tt.epsg, err, tt.problem)
			}
			if x != tt.x || y != tt.y || decision != tt.decision {
				t.Errorf("Resolve in %d = %v, %v, %v, want %v, %v, %v", tt.epsg, x, y, decision, tt.x, tt.y, tt.decision)
			}
		})
	}
}

// Whatever the system, coordinates of a place in Vietnam within the width of its
// zone are recognised in both orders.
func TestAxesAreRecognisedEverywhere(t *testing.T) {
	t.Parallel()
	systems := crs.All()
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(systems).Draw(t, "system")
		lon, lat := rapid.Float64Range(102.1, 109.5).Draw(t, "lon"), rapid.Float64Range(8.3, 23.4).Draw(t, "lat")
		if m := c.Meridian(); m != 0 {
			lon = m + rapid.Float64Range(-2.5, 2.5).Draw(t, "offset")
		}
		x, y, err := crs.Transform(systems[slot4326(systems)], c, lon, lat)
		if err != nil {
			t.Fatal(err)
		}
		for want, pair := range map[crs.AxisDecision][2]float64{crs.AxesAsGiven: {x, y}, crs.AxesSwapped: {y, x}} {
			X, Y, decision, err := crs.DecideAxes(c, pair[0], pair[1])
			if X != x || Y != y || decision != want || err != nil {
				t.Fatalf("DecideAxes(%v, %v) = %v, %v, %v, %v, want %v", c, pair, X, Y, decision, err, want)
			}
		}
	})
}

func slot4326(systems []crs.CRS) int {
	for i, c := range systems {
		if c.EPSG() == 4326 {
			return i
		}
	}
	return -1
}
