package importing

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"hatang/registry"
)

func TestShapeOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]shape{
		"":            notNumber,
		"-":           notNumber,
		"12":          plainShape,
		"-12":         plainShape,
		"--12":        notNumber,
		"1e5":         plainShape,
		"1.5e-3":      pointShape,
		"1.234e3":     pointShape,
		"12.5":        pointShape,
		"12,5":        commaShape,
		".5":          pointShape,
		",5":          commaShape,
		"0.234":       pointShape,
		"0,234":       commaShape,
		"1.234":       ambiguousPoint,
		"1,234":       ambiguousComma,
		"-107.995":    ambiguousPoint,
		"1234.567":    pointShape,
		"1.2345":      pointShape,
		"1.234.567":   commaShape,
		"1,234,567":   pointShape,
		"1.234,5":     commaShape,
		"1,234.5":     pointShape,
		"1.234,567":   commaShape,
		"12.34,5":     notNumber,
		"1,23,456.7":  notNumber,
		"1.2.3":       notNumber,
		"1.234.56":    notNumber,
		"553.194,965": commaShape,
		"1/2":         notNumber,
		"12m":         notNumber,
		"NaN":         notNumber,
		"0x10":        notNumber,
		"1_000":       notNumber,
		"Inf":         notNumber,
	} {
		if got := shapeOf(text); got != want {
			t.Errorf("shapeOf(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestReadAs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		style style
		want  float64
		ok    bool
	}{
		{"1.234,5", commaStyle, 1234.5, true},
		{"1.234", commaStyle, 1234, true},
		{"1.234", pointStyle, 1.234, true},
		{"1,234", pointStyle, 1234, true},
		{"1,234", commaStyle, 1.234, true},
		{"1,234.5", commaStyle, 0, false},
		{"12,5", pointStyle, 0, false},
		{"12,5", groupedStyle, 0, false},
		{"4.054", groupedStyle, 4054, true},
		{"1,234,567", groupedStyle, 1234567, true},
		{"-3,5", commaStyle, -3.5, true},
		{"+7", pointStyle, 7, true},
		{"1e400", pointStyle, 0, false},
		{"", pointStyle, 0, false},
	} {
		got, ok := readAs(c.text, c.style)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("readAs(%q, %d) = %v, %v, want %v, %v", c.text, c.style, got, ok, c.want, c.ok)
		}
	}
}

func TestTidyNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, unit, want string }{
		{"1 234,5", "m", "1234,5"},
		{"1\u00a0234\u00a0567", "", "1234567"},
		{"12 34", "m", "12 34"},
		{"45 m", "m", "45"},
		{"45M", "m", "45"},
		{"45 km", "m", "45 km"},
		{"\u22123,5", "", "-3,5"},
		{"98,5MHz", "MHz", "98,5"},
		{"m", "m", "m"},
	} {
		if got := tidyNumber(c.text, c.unit); got != c.want {
			t.Errorf("tidyNumber(%q, %q) = %q, want %q", c.text, c.unit, got, c.want)
		}
	}
}

// What a style writes, the style reads, and no number reads as another one in
// the style that its separators show.
func TestStylesReadWhatTheyWrite(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := math.Round(rapid.Float64Range(-1e9, 1e9).Draw(t, "v")*1e3) / 1e3
		decimals := rapid.IntRange(0, 3).Draw(t, "decimals")
		want, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'f', decimals, 64), 64)
		for lang, s := range map[registry.Lang]style{registry.VI: commaStyle, registry.EN: pointStyle} {
			text := lang.Number(want, decimals)
			got, ok := readAs(text, s)
			if !ok || got != want {
				t.Fatalf("%q in style %d is %v, %v, want %v", text, s, got, ok, want)
			}
		}
	})
}

func TestDecideStyles(t *testing.T) {
	t.Parallel()
	schema := registry.SchemaOf(registry.Sites)
	height, room := schema.Field("height_m"), schema.Field("tenant_room")
	area := registry.SchemaOf(registry.Units).Field("area_km2")
	people := registry.SchemaOf(registry.Units).Field("population")
	type col struct {
		field *registry.Field
		cells []string
	}
	for name, c := range map[string]struct {
		columns []col
		asked   style
		want    []style
		faults  int
	}{
		"decimal comma":                   {[]col{{height, []string{"12,5", "30"}}}, undecided, []style{commaStyle}, 0},
		"decimal point":                   {[]col{{height, []string{"12.5", "30"}}}, undecided, []style{pointStyle}, 0},
		"one reading out of range":        {[]col{{height, []string{"45.500"}}}, undecided, []style{pointStyle}, 0},
		"both ways in one column":         {[]col{{height, []string{"12.5", "12,5"}}}, undecided, []style{undecided}, 1},
		"ambiguous alone":                 {[]col{{area, []string{"9.674", "1.234"}}}, undecided, []style{undecided}, 1},
		"ambiguous, asked":                {[]col{{area, []string{"9.674"}}}, commaStyle, []style{commaStyle}, 0},
		"ambiguous, file has commas":      {[]col{{area, []string{"9.674"}}, {height, []string{"12,5"}}}, undecided, []style{commaStyle, commaStyle}, 0},
		"ambiguous, file shows both":      {[]col{{area, []string{"9.674"}}, {height, []string{"12,5"}}, {height, []string{"1.5"}}}, undecided, []style{undecided, commaStyle, pointStyle}, 1},
		"whole numbers group":             {[]col{{people, []string{"4.054", "12.345"}}}, undecided, []style{groupedStyle}, 0},
		"grouped people tell of the rest": {[]col{{area, []string{"9.674"}}, {people, []string{"4.054"}}}, undecided, []style{commaStyle, groupedStyle}, 0},
		"digits only":                     {[]col{{height, []string{"12"}}, {room, []string{"3"}}}, undecided, []style{pointStyle, groupedStyle}, 0},
		"whole numbers with a fraction":   {[]col{{people, []string{"12.0", "13.0"}}}, undecided, []style{pointStyle}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var columns []*column
			for _, in := range c.columns {
				made := &column{target: target{use: fieldUse, field: in.field}}
				for i, cell := range in.cells {
					made.survey(i+2, writtenCell(cell), true)
				}
				columns = append(columns, made)
			}
			problems := decideStyles(columns, c.asked)
			if len(problems) != c.faults {
				t.Errorf("%d problems, want %d: %v", len(problems), c.faults, problems)
			}
			for i, made := range columns {
				if made.style != c.want[i] {
					t.Errorf("column %d has style %d, want %d", i, made.style, c.want[i])
				}
			}
		})
	}
}

func TestBooleans(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"có": true, "Có": true, "x": true, "X": true, "1": true, "yes": true, "TRUE": true, "đạt": true, "✓": true, "đã có": true,
		"không": false, "KHÔNG": false, "0": false, "no": false, "false": false, "chưa đạt": false, "không đạt": false, "chưa": false,
	} {
		got, ok := readBoolean(writtenCell(text))
		if !ok || got != want {
			t.Errorf("readBoolean(%q) = %v, %v, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"2", "có thể", "?", "01", "-1"} {
		if got, ok := readBoolean(writtenCell(text)); ok {
			t.Errorf("readBoolean(%q) = %v, want nothing", text, got)
		}
	}
}

func TestCodebook(t *testing.T) {
	t.Parallel()
	site := registry.SchemaOf(registry.Sites)
	technologies := newCodebook(site.Field("technologies").Codes)
	for text, want := range map[string]string{
		"2G/3G/4G": "2G;3G;4G", "2G, 3G": "2G;3G", "4G": "4G", "2g 3g": "2G;3G", "LTE; NR": "4G;5G", "3G + 4G": "3G;4G", "3G;;2G": "2G;3G", "": "",
	} {
		codes, unknown := technologies.list(text)
		if got := site.Field("technologies").JoinList(codes); got != want || unknown != "" {
			t.Errorf("list(%q) = %q, unknown %q, want %q", text, got, unknown, want)
		}
	}
	if _, unknown := technologies.list("2G/6G"); unknown != "6G" {
		t.Errorf("list(2G/6G): unknown %q, want 6G", unknown)
	}
	structure := newCodebook(site.Field("structure").Codes)
	for text, want := range map[string]string{
		"tự đứng": "self_supporting", "TU DUNG": "self_supporting", "Cột dây co": "guyed", "monopole": "monopole", "guyed": "guyed",
	} {
		if got, ok := structure.find(text); !ok || got != want {
			t.Errorf("find(%q) = %q, %v, want %q", text, got, ok, want)
		}
	}
	if got, ok := structure.find("cột gỗ"); ok {
		t.Errorf("find(cột gỗ) = %q, want nothing", got)
	}
}

// Two codes that differ only in accents are told apart by them, and not at all
// without.
func TestCodebookKeepsAccentsApart(t *testing.T) {
	t.Parallel()
	b := newCodebook([]registry.CodeValue{{Code: "a", Label: registry.Text{VI: "bản"}}, {Code: "b", Label: registry.Text{VI: "bán"}}})
	if got, _ := b.find("Bán"); got != "b" {
		t.Errorf("Bán is %q, want b", got)
	}
	if got, ok := b.find("ban"); ok {
		t.Errorf("ban is %q, want nothing", got)
	}
}
