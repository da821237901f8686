package indicators

import (
	"context"
	"slices"
	"strings"

	"hatang/geo/geodesy"
	"hatang/registry"
)

// olderKey is a territory and the day of the communes that lead to it.
type olderKey struct {
	territoryKey
	day registry.Date
}

// older is a commune of an earlier day that lies in a territory of a later one.
type older struct {
	unit    *registry.AdminUnit
	share   float64 // of it that lies in the territory, 0…1
	divided bool
}

// olderOf is the communes of a day of which something lies in the territory.
func (b *Book) olderOf(ctx context.Context, t *territory, day registry.Date) ([]older, error) {
	key := olderKey{territoryKey{t.unit.Row.ID, t.boundaries}, day}
	if all, done := b.older[key]; done {
		return all, nil
	}
	units, err := registry.Find[*registry.AdminUnit](ctx, b.src, registry.Query{
		Kind: registry.Units, AsOf: day, Order: []registry.Order{{Field: "code"}},
		Where: []registry.Condition{registry.Where("level", registry.LevelCommune)},
	})
	if err != nil {
		return nil, err
	}
	all := []older{}
	for _, u := range units {
		if share, parts := t.shareOf(u, day); share > 0 {
			all = append(all, older{u, share, parts > 1})
		}
	}
	if b.older == nil {
		b.older = map[olderKey][]older{}
	}
	b.older[key] = all
	return all, nil
}

// knownEnough is from which share of a territory's area on its older communes are
// taken to be all there: polygons of two days differ by a few per cent.
const knownEnough = 0.95

// knownShare is the part of the territory's area that its older communes make up,
// at most 1; 1 where areas are not known.
func (t *territory) knownShare(all []older) float64 {
	var now, then float64
	for _, c := range t.communes {
		now += geodesy.AreaM2(c.Area)
	}
	for _, o := range all {
		if len(o.unit.Area) == 0 {
			return 1
		}
		then += o.share * geodesy.AreaM2(o.unit.Area)
	}
	if now <= 0 {
		return 1
	}
	return min(then/now, 1)
}

// lot is what was entered for an older unit, with the part of its people that the
// territory has.
type lot struct {
	unit         *registry.AdminUnit
	value        *registry.IndicatorValue
	people, ours float64
}

// mostMissing is the share of a territory's people for which a series may have no
// value before its sum is not given.
const mostMissing = 0.0005

// besideMapped takes what was entered for the units of the period into the
// boundaries of another day: each value by the share of its unit's people that
// lie in the territory; densities and shares as the mean over these people.
func (b *Book) besideMapped(ctx context.Context, d *Definition, t *territory, f *Figure, codes []string) error {
	if f.Value.Known || d.Base != "" || d.Formula != "" {
		return nil // computed on these boundaries; what was printed is of others
	}
	lots, total, err := b.lots(ctx, t, f.Period, codes)
	if err != nil || len(lots) == 0 {
		if d.Entered && err == nil {
			f.Origin = Entered
			f.Why = registry.Text{VI: "chưa nhập cho đơn vị nào của kỳ này", EN: "not entered for any unit of this period"}
		}
		return err
	}
	var sum, ours float64
	for _, l := range lots {
		weight := l.ours
		if d.Additive {
			weight = l.ours / l.people
		}
		sum += l.value.Value.Value * weight
		ours += l.ours
	}
	if !d.Additive {
		sum /= ours
	}
	f.Origin = Entered
	f.explainLots(d, lots)
	if missing := 1 - ours/total; missing > mostMissing {
		f.Why = registry.Text{
			VI: "chưa nhập cho đơn vị cũ của " + registry.VI.Number(100*missing, 1) + " % số dân trong địa giới này",
			EN: "not entered for the older units of " + registry.EN.Number(100*missing, 1) + " % of the people within these boundaries",
		}
		return nil
	}
	f.Value, f.Why = registry.Some(sum), registry.Text{}
	return nil
}

// explainLots says from which units a series was taken over, and by which shares.
func (f *Figure) explainLots(d *Definition, lots []lot) {
	words := func(lang registry.Lang) string {
		var parts []string
		for _, l := range lots {
			parts = append(parts, registry.Textf("%[1]s %[2]s × %[3]s %% số dân", "%[1]s %[2]s × %[3]s %% of its people",
				l.unit.Name, lang.Number(l.value.Value.Value, d.Decimals), lang.Number(100*l.ours/l.people, 2)).In(lang))
		}
		return strings.Join(parts, " + ")
	}
	vi, en := "chuyển từ địa giới cũ theo số dân: ", "taken over from older boundaries by people: "
	if !d.Additive {
		vi, en = "bình quân theo số dân từ địa giới cũ: ", "mean by people over older boundaries: "
	}
	f.Source = registry.Text{VI: vi + words(registry.VI), EN: en + words(registry.EN)}
	for _, l := range lots {
		f.Inputs = append(f.Inputs, FigureInput{
			Code: d.Code + "@" + l.unit.Code, Name: registry.Text{VI: l.unit.Name, EN: l.unit.Name}, Value: l.value.Value, Decimals: d.Decimals,
			Measure: d.Measure, Source: enteredSource(l.value.Source),
		})
	}
}

// lots finds the units of the period's last day for which something was entered
// and whose people lie in the territory, all of one level: the territory's own,
// else the next below. total is the territory's people of that day.
func (b *Book) lots(ctx context.Context, t *territory, period Period, codes []string) (lots []lot, total float64, err error) {
	communes, err := b.olderOf(ctx, t, period.To)
	if err != nil {
		return nil, 0, err
	}
	for _, o := range communes {
		total += o.share * float64(o.unit.Population.Or(0))
	}
	levels := []string{registry.LevelProvince, registry.LevelDistrict, registry.LevelCommune}
	for _, level := range levels[max(0, slices.Index(levels, t.unit.Level)):] {
		if lots, err = b.lotsAt(ctx, level, communes, period, codes); err != nil || len(lots) > 0 {
			return lots, total, err
		}
	}
	return nil, total, nil
}

func (b *Book) lotsAt(ctx context.Context, level string, communes []older, period Period, codes []string) ([]lot, error) {
	shares := map[string]float64{}
	for _, o := range communes {
		shares[o.unit.Row.ID] = o.share
	}
	units, err := registry.Find[*registry.AdminUnit](ctx, b.src, registry.Query{
		Kind: registry.Units, AsOf: period.To, Order: []registry.Order{{Field: "code"}}, Where: []registry.Condition{registry.Where("level", level)},
	})
	if err != nil {
		return nil, err
	}
	var lots []lot
	for _, u := range units {
		values, err := b.enteredValues(ctx, u.Code, period, codes)
		if err != nil {
			return nil, err
		}
		if len(values) == 0 {
			continue
		}
		one := lot{unit: u, value: values[len(values)-1]}
		below, err := communesOf(ctx, b.src, u, period.To)
		if err != nil {
			return nil, err
		}
		for _, c := range below {
			people := float64(c.Population.Or(0))
			one.people += people
			one.ours += people * shares[c.Row.ID]
		}
		if one.ours > 0 {
			lots = append(lots, one)
		}
	}
	return lots, nil
}
