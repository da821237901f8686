package indicators_test

import (
	"context"
	"strings"
	"testing"

	"hatang/registry"
	"hatang/registry/indicators"
)

// computed is coverage as if it had been computed.
type computed struct{ covered *indicators.Covered }

func (c computed) Covered(context.Context) (*indicators.Covered, error) { return c.covered, nil }
func (c computed) Stamp() string                                        { return "1" }

func TestSharesOfComputedCoverage(t *testing.T) {
	t.Parallel()
	store := demonstrationStore(t)
	part := func(p, w float64) indicators.CoveredPart { return indicators.CoveredPart{Part: p, Whole: w} }
	covered := &indicators.Covered{
		Unit: registry.Text{VI: "Tỉnh Kon Tum", EN: "Kon Tum"}, Code: "62", AsOf: day(t, "2020-12-31"), StandIn: true, Source: registry.Text{VI: "p1812", EN: "p1812"},
		Networks: []indicators.CoveredNetwork{
			{People: part(500, 1000), Communes: part(80, 102)}, {Technology: "4G", People: part(400, 1000), Settlements: part(0, 0)}, {Technology: "3G", People: part(300, 1000)},
			{Operator: "viettel", Technology: "4G", People: part(350, 1000)}, {Operator: "vnpt", Technology: "4G", People: part(200, 1000)},
		},
	}
	open := func(c *indicators.Covered) *indicators.Book {
		book, err := indicators.OpenBook(t.Context(), store, indicators.BookOptions{Settings: store, Today: day(t, "2026-11-22"), Coverage: computed{c}})
		if err != nil {
			t.Fatal(err)
		}
		return book
	}
	ask := indicators.Ask{Unit: "62", Period: year(t, "2020")}
	f := figure(t, open(covered), "covered_people_share_4g", ask)
	if f.Value != registry.Some(40.0) || len(f.Parts) != 2 || f.Parts[0].Label.VI != "Viettel" || f.Parts[0].Value != 35 {
		t.Errorf("4G: %v, parts %+v", f.Value, f.Parts)
	}
	for _, want := range []string{"100 * 400 / 1.000", "địa hình dùng để tính là của nơi khác", "đã thay đổi từ khi"} {
		if text := f.Explain(registry.VI); !strings.Contains(text, want) {
			t.Errorf("%q is not explained:\n%s", want, text)
		}
	}
	if f := figure(t, open(covered), "covered_people_share", ask); f.Value != registry.Some(50.0) || len(f.Parts) != 2 || f.Parts[1].Key[0] != "3G" {
		t.Errorf("any: %v, parts %+v", f.Value, f.Parts)
	}
	for name, c := range map[string]struct {
		covered *indicators.Covered
		code    string
		ask     indicators.Ask
		why     string
	}{
		"nothing computed":        {nil, "covered_people_share", ask, "chưa tính vùng phủ"},
		"another technology":      {covered, "covered_people_share_5g", ask, "chưa tính vùng phủ 5G"},
		"another time":            {covered, "covered_people_share", indicators.Ask{Unit: "62", Period: year(t, "2021")}, "31/12/2020, ngoài kỳ này"},
		"another unit":            {covered, "covered_people_share", indicators.Ask{Unit: "23281", Period: year(t, "2020")}, "không phải đơn vị này"},
		"no settlements are held": {covered, "covered_settlements_share_4g", ask, "không có khu dân cư nào"},
	} {
		if f := figure(t, open(c.covered), c.code, c.ask); f.Value.Known || !strings.Contains(f.Why.VI, c.why) {
			t.Errorf("%s: %v, %q", name, f.Value, f.Why.VI)
		}
	}
}
