package registry_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"hatang/registry"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Kon Rẫy":                    "kon ray",
		"  Đắk  Đoa ":                "dak doa",
		"Điểm bưu điện – văn hóa xã": "diem buu dien van hoa xa",
		"Huyện Ia H' Drai":           "huyen ia h drai",
		"Tu Mơ Rông":                 "tu mo rong",
		"Ho\u0300a Bi\u0300nh":       "hoa binh", // NFD
		"ĐẶC KHU 2":                  "dac khu 2",
		"":                           "",
		"…":                          "",
	} {
		if got := registry.Fold(text); got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add("Kon Rẫy")
	f.Add("\xff Đ\u0301")
	f.Fuzz(func(t *testing.T, text string) {
		once := registry.Fold(text)
		if twice := registry.Fold(once); twice != once {
			t.Errorf("Fold is not idempotent on %q: %q then %q", text, once, twice)
		}
		normal := registry.Normalise(text)
		if again := registry.Normalise(normal); again != normal {
			t.Errorf("Normalise is not idempotent on %q: %q then %q", text, normal, again)
		}
	})
}

func TestNumbersInTheReadersForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		v        float64
		decimals int
		vi, en   string
	}{
		{9674.18, 2, "9.674,18", "9,674.18"},
		{4.886, 1, "4,9", "4.9"},
		{4054, 0, "4.054", "4,054"},
		{540438, 0, "540.438", "540,438"},
		{1234567.5, 1, "1.234.567,5", "1,234,567.5"},
		{2.675, 2, "2,68", "2.68"},
		{-0.001, 2, "0,00", "0.00"},
		{-1234.5, 1, "-1.234,5", "-1,234.5"},
		{999, 0, "999", "999"},
		{math.NaN(), 1, "–", "–"},
		{math.Inf(1), 1, "–", "–"},
	} {
		if got := registry.VI.Number(c.v, c.decimals); got != c.vi {
			t.Errorf("VI.Number(%v, %d) = %q, want %q", c.v, c.decimals, got, c.vi)
		}
		if got := registry.Decimals(c.v, c.decimals); got != (registry.Text{VI: c.vi, EN: c.en}) {
			t.Errorf("Decimals(%v, %d) = %q", c.v, c.decimals, got)
		}
		if got := registry.EN.Number(c.v, c.decimals); got != c.en {
			t.Errorf("EN.Number(%v, %d) = %q, want %q", c.v, c.decimals, got, c.en)
		}
	}
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2020-12-31": "2020-12-31", "31/12/2020": "2020-12-31", "1/7/2025": "2025-07-01",
		"31.12.2020": "2020-12-31", "2020-12-31T23:59:59.123Z": "2020-12-31",
		"2025-07-01T00:00:00+07:00": "2025-07-01", "": "", "01-07-2025": "2025-07-01",
	} {
		got, err := registry.ParseDate(text)
		if err != nil || got.String() != want {
			t.Errorf("ParseDate(%q) = %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"31/02/2020", "12/31/2020", "2020", "hôm nay", "45000", "2020-13-01"} {
		if got, err := registry.ParseDate(text); err == nil {
			t.Errorf("ParseDate(%q) = %s, want an error", text, got)
		}
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	day := func(text string) registry.Date {
		d, err := registry.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	p := registry.Period{From: day("2020-01-01"), To: day("2021-01-01")}
	for text, want := range map[string]bool{
		"2019-12-31": false, "2020-01-01": true, "2020-12-31": true, "2021-01-01": false,
	} {
		if got := p.Holds(day(text)); got != want {
			t.Errorf("%v holds %s: %v, want %v", p, text, got, want)
		}
	}
	open := registry.Period{}
	if !open.Holds(day("0001-01-01")) || !open.Overlaps(p) || !p.Overlaps(open) {
		t.Error("an open period does not hold everything")
	}
	next := registry.Period{From: p.To}
	if p.Overlaps(next) || next.Overlaps(p) {
		t.Error("periods that touch overlap")
	}
	if got := day("2020-12-31").AddDays(1); got != day("2021-01-01") {
		t.Errorf("31/12/2020 and a day is %s", got)
	}
}

func TestOptionalRoundTrip(t *testing.T) {
	t.Parallel()
	for _, o := range []registry.Opt[float64]{{}, registry.Some(0.0), registry.Some(-3.5)} {
		data, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		var back registry.Opt[float64]
		if err := json.Unmarshal(data, &back); err != nil || back != o {
			t.Errorf("%s came back as %v, %v, want %v", data, back, err, o)
		}
	}
}

func TestHashCoversEveryField(t *testing.T) {
	t.Parallel()
	base := registry.Change{
		Seq: 7, At: time.Date(2026, 11, 21, 1, 2, 3, 4e6, time.UTC), Origin: registry.Program, Actor: "an", Request: "r",
		Reason: "vì", Kind: registry.Sites, RecordID: "x", Operation: registry.Changed,
		Before: []byte(`{"a":1}`), After: []byte(`{"a":2}`), Previous: "00",
	}
	variants := map[string]func(*registry.Change){
		"seq":       func(c *registry.Change) { c.Seq++ },
		"at":        func(c *registry.Change) { c.At = c.At.Add(time.Millisecond) },
		"origin":    func(c *registry.Change) { c.Origin = registry.Outside },
		"actor":     func(c *registry.Change) { c.Actor = "bn" },
		"request":   func(c *registry.Change) { c.Request = "s" },
		"reason":    func(c *registry.Change) { c.Reason = "" },
		"kind":      func(c *registry.Change) { c.Kind = registry.Postal },
		"record":    func(c *registry.Change) { c.RecordID = "y" },
		"operation": func(c *registry.Change) { c.Operation = registry.Created },
		"before":    func(c *registry.Change) { c.Before = nil },
		"after":     func(c *registry.Change) { c.After = []byte(`{"a":3}`) },
		"previous":  func(c *registry.Change) { c.Previous = "01" },
		"boundary": func(c *registry.Change) { // bytes moved from one field to the next
			c.Before, c.After = []byte(`{"a":1}{`), []byte(`"a":2}`)
		},
	}
	for name, alter := range variants {
		changed := base
		alter(&changed)
		if changed.ComputeHash() == base.ComputeHash() {
			t.Errorf("changing %s leaves the hash the same", name)
		}
	}
	zone := base
	zone.At = zone.At.In(time.FixedZone("ICT", 7*3600))
	if zone.ComputeHash() != base.ComputeHash() {
		t.Error("the same instant in another zone has another hash")
	}
}

func TestClip(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"short":               {"Đăk Tô", "Đăk Tô"},
		"as long as may be":   {strings.Repeat("a", 80), strings.Repeat("a", 80)},
		"long":                {strings.Repeat("a", 81), strings.Repeat("a", 80) + "…"},
		"within a letter":     {strings.Repeat("a", 79) + "ộn", strings.Repeat("a", 79) + "…"},
		"no letters at all":   {strings.Repeat("\x80", 200), "\uFFFD…"},
		"a byte that is none": {"a\xffb", "a\uFFFDb"},
	} {
		if got := registry.Clip(c.text); got != c.want {
			t.Errorf("%s: Clip(%q) = %q, want %q", name, c.text, got, c.want)
		}
	}
}
