package reports

import (
	"context"

	"hatang/registry"
)

// CommuneRow is what stands for one commune, with criterion 8 of the national
// standard for new rural communes (2021–2025, Quyết định 1127/QĐ-BTTTT).
type CommuneRow struct {
	Code   string              `json:"code"`
	Name   string              `json:"name"`
	Type   string              `json:"type"`
	People registry.Opt[int64] `json:"people"`
	// Counts are by indicator.
	Counts map[string]registry.Opt[float64] `json:"counts"`
	NTM    map[string]Criterion             `json:"criterion_8"`
}

// Criterion is the answer to a criterion: met, not met, or not decidable.
type Criterion struct {
	Met registry.Opt[bool] `json:"met"`
	Why registry.Text      `json:"why"`
}

// communeCounts are the counted indicators that the sheet by commune shows.
func communeCounts() []string {
	return []string{
		"postal_points", "bdvhx_points", "postal_4h_points", "bts_sites", "bts_stations", "bts_stations_3g", "bts_stations_4g", "bts_stations_5g",
		"radio_working", "radio_villages", "radio_villages_served", "loudspeaker_clusters",
	}
}

func (b *builder) byCommune(ctx context.Context) error {
	for _, code := range communeCounts() {
		figures, err := b.book.ByCommune(ctx, code, b.ask)
		if err != nil {
			return err
		}
		if b.report.Communes == nil {
			for _, f := range figures {
				b.report.Communes = append(b.report.Communes, CommuneRow{
					Code: f.Unit.Code, Name: f.Unit.Name, Type: f.Unit.Type, People: f.Unit.Population, Counts: map[string]registry.Opt[float64]{},
				})
			}
		}
		for i, f := range figures {
			b.report.Communes[i].Counts[code] = f.Value
		}
	}
	for i := range b.report.Communes {
		row := &b.report.Communes[i]
		declared, err := b.declared(ctx, row.Code)
		if err != nil {
			return err
		}
		row.NTM = map[string]Criterion{
			"8.1": decided(row.Counts["postal_4h_points"], "điểm phục vụ mở cửa từ 4 giờ/ngày", "a point open 4 hours a day or more"),
			"8.2": decided(sum(row.Counts, "bts_stations_3g", "bts_stations_4g", "bts_stations_5g"),
				"có trạm 3G, 4G hoặc 5G; phần Internet cố định phải khai", "a 3G, 4G or 5G station; fixed Internet must be declared"),
			"8.3": villages(row.Counts),
			"8.4": declared,
		}
	}
	return nil
}

// decided is met where there is one at least, and not decidable where that is not
// known.
func decided(count registry.Opt[float64], vi, en string) Criterion {
	return Criterion{Met: registry.Opt[bool]{Value: count.Value > 0, Known: count.Known}, Why: registry.Text{VI: vi, EN: en}}
}

// sum adds counts up; unknown when one of them is.
func sum(counts map[string]registry.Opt[float64], codes ...string) registry.Opt[float64] {
	total := registry.Some(0.0)
	for _, code := range codes {
		total.Value += counts[code].Value
		total.Known = total.Known && counts[code].Known
	}
	if !total.Known {
		return registry.Opt[float64]{}
	}
	return total
}

// villages decides criterion 8.3: a station that works, and loudspeakers to the
// villages. Which share of the villages the standard takes is not settled here,
// so a part of them is not decidable.
func villages(counts map[string]registry.Opt[float64]) Criterion {
	all, served := counts["radio_villages"].Value, counts["radio_villages_served"].Value
	working := counts["radio_working"]
	why := registry.Textf("đài hoạt động: %g; thôn được phủ: %g/%g", "stations that work: %g; villages served: %g of %g", working.Value, served, all)
	switch {
	case !working.Known:
		return Criterion{Why: registry.Text{VI: "sổ đăng ký chưa có đài nào vào thời gian này", EN: "the registry holds no stations of that time"}}
	case working.Value == 0:
		return Criterion{Met: registry.Some(false), Why: why}
	case all > 0 && served >= all:
		return Criterion{Met: registry.Some(true), Why: why}
	}
	return Criterion{Why: why}
}

// declared is criterion 8.4, which communes state themselves.
func (b *builder) declared(ctx context.Context, commune string) (Criterion, error) {
	values, err := b.book.EnteredFor(ctx, commune, b.ask.Period)
	if err != nil {
		return Criterion{}, err
	}
	for _, v := range values {
		if v.Code == "ntm_8_4" {
			return Criterion{Met: registry.Some(v.Value.Value == 1), Why: registry.Text{VI: v.Source, EN: v.Source}}, nil
		}
	}
	return Criterion{Why: registry.Text{VI: "chưa khai báo", EN: "not declared"}}, nil
}
