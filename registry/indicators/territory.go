package indicators

import (
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/index"
	"hatang/registry"
)

type territoryKey struct {
	unit       string
	boundaries registry.Date
}

// territory is a unit with its communes as they were on a day, and to which of
// them the rows of each kind belong.
type territory struct {
	unit       *registry.AdminUnit
	communes   []*registry.AdminUnit
	byCode     map[string]int32
	locator    *index.Locator
	everywhere *index.Locator // every commune of the day; nil where there are no others
	boundaries registry.Date
	lineage    *registry.Lineage

	places map[registry.Kind][]int32
}

func (b *Book) territoryOf(ctx context.Context, unit string, boundaries registry.Date) (*territory, error) {
	key := territoryKey{unit, boundaries}
	if t := b.territories[key]; t != nil {
		return t, nil
	}
	chosen, err := chooseUnit(ctx, b.src, unit, b.territory, boundaries)
	if err != nil {
		return nil, err
	}
	communes, err := communesOf(ctx, b.src, chosen, boundaries)
	if err != nil {
		return nil, err
	}
	if len(communes) == 0 {
		communes = []*registry.AdminUnit{chosen}
	}
	lineage, err := b.lineageOf(ctx)
	if err != nil {
		return nil, err
	}
	t := &territory{
		unit: chosen, communes: communes, byCode: map[string]int32{}, boundaries: boundaries, lineage: lineage,
		places: map[registry.Kind][]int32{},
	}
	areas := make([]orb.MultiPolygon, len(communes))
	for i, c := range communes {
		t.byCode[c.Code] = int32(i)
		areas[i] = c.Area
	}
	if t.locator, err = index.NewLocator(areas); err != nil {
		return nil, err
	}
	if t.everywhere, err = b.everyCommune(ctx, boundaries, len(communes)); err != nil {
		return nil, err
	}
	b.territories[key] = t
	return t, nil
}

// everyCommune finds in which commune of a day a place lies, whichever the unit;
// nil where there are no more than so many.
func (b *Book) everyCommune(ctx context.Context, day registry.Date, known int) (*index.Locator, error) {
	if l, done := b.locators[day]; done {
		return l, nil
	}
	all, err := registry.Find[*registry.AdminUnit](ctx, b.src, registry.Query{
		Kind: registry.Units, AsOf: day, Where: []registry.Condition{registry.Where("level", registry.LevelCommune)},
	})
	if err != nil || len(all) <= known {
		return nil, err
	}
	areas := make([]orb.MultiPolygon, len(all))
	for i, c := range all {
		areas[i] = c.Area
	}
	l, err := index.NewLocator(areas)
	if err == nil {
		b.locators[day] = l
	}
	return l, err
}

func (b *Book) lineageOf(ctx context.Context) (*registry.Lineage, error) {
	if b.lineage != nil {
		return b.lineage, nil
	}
	all, err := registry.Find[*registry.Succession](ctx, b.src, registry.Query{Kind: registry.Successions, AllRows: true})
	if err == nil {
		b.lineage = registry.NewLineage(all)
	}
	return b.lineage, err
}

// placesOf is, for each row of a kind, its commune by place in t.communes, -1
// for a row outside the territory.
func (t *territory) placesOf(kind registry.Kind, rows *table) []int32 {
	if places, done := t.places[kind]; done {
		return places
	}
	places := make([]int32, len(rows.rows))
	declared := rows.schema.Field("commune_code")
	for i, rec := range rows.rows {
		code, _ := declared.Value(rec).(string)
		places[i] = t.place(code, rec, rows.periods[i].From)
	}
	t.places[kind] = places
	return places
}

// place finds the commune of a record: by its surveyed position; else by the
// commune declared for it, followed through the succession of units to the day
// of the boundaries; where that commune was divided, by the stand-in position.
func (t *territory) place(code string, rec registry.Record, since registry.Date) int32 {
	point, located := rec.Shape().(orb.Point)
	if located && !approximate(rec) {
		if i := t.locator.Locate(point); i >= 0 {
			return i
		}
		if t.everywhere != nil && t.everywhere.Locate(point) >= 0 {
			return -1 // it lies in a commune outside this territory
		}
	}
	if code != "" {
		heirs := t.lineage.Successors(code, since, t.boundaries)
		if len(heirs) == 1 {
			if i, ours := t.byCode[heirs[0].Code]; ours {
				return i
			}
			if t.lineage.Knows(code) {
				return -1 // it went to a unit outside this territory
			}
		}
	}
	if located {
		return t.locator.Locate(point)
	}
	return -1
}

// approximate tells whether a record's position is a stand-in.
func approximate(rec registry.Record) bool {
	switch r := rec.(type) {
	case *registry.Site:
		return r.Approximate.Or(false)
	case *registry.Station:
		return r.Approximate.Or(false)
	case *registry.PostalPoint:
		return r.Approximate.Or(false)
	case *registry.RadioStation:
		return r.Approximate.Or(false)
	case *registry.Cluster:
		return r.Approximate.Or(false)
	case *registry.ProposedPosition:
		return r.Approximate.Or(false)
	case *registry.PlannedPosition:
		return r.Approximate.Or(false)
	}
	return false
}

// countCommunes counts the communes of the types, all when none is named.
func (t *territory) countCommunes(types []string) int {
	n := 0
	for _, c := range t.communes {
		if len(types) == 0 || slices.Contains(types, c.Type) {
			n++
		}
	}
	return n
}

// peopleOn is the people of the territory on a day. Where the units of that day
// are not those of the boundaries, people come with the territory they lived in:
// with the whole of a commune that went whole, else with the share of its area.
func (b *Book) peopleOn(ctx context.Context, t *territory, day registry.Date) (Input, error) {
	if t.unit.Row.Period().Holds(day) {
		return peopleInput(t.unit, t.communes), nil
	}
	older, err := b.olderOf(ctx, t, day)
	if err != nil {
		return Input{}, err
	}
	var people float64
	whole, divided := 0, 0
	for _, o := range older {
		if o.divided {
			divided++
		} else {
			whole++
		}
		people += o.share * float64(o.unit.Population.Or(0))
	}
	if len(older) == 0 {
		return Input{Source: registry.Textf("không có đơn vị nào của ngày %s dẫn đến địa giới này", "no unit of %s leads to these boundaries", shown(day))}, nil
	}
	in := Input{Value: registry.Some(people), Source: registry.Textf(
		"dân số ngày %[1]s của %[2]d xã chuyển nguyên vẹn và %[3]d xã bị chia, theo quan hệ kế thừa đơn vị và hình học",
		"people of %[1]s of %[2]d communes that went whole and %[3]d that were divided, by the succession of units and geometry",
		shown(day), whole, divided)}
	if share := t.knownShare(older); share < knownEnough {
		in.Source.VI += fmt.Sprintf("; các xã này chỉ chiếm %.0f %% diện tích địa giới, phần còn lại chưa có đơn vị cũ trong sổ", 100*share)
		in.Source.EN += fmt.Sprintf("; these make up only %.0f %% of the area, the registry holds no older units of the rest", 100*share)
	}
	return in, nil
}

// shareOf is the part of an older unit that lies in the territory, 0…1, and
// into how many units it went.
func (t *territory) shareOf(u *registry.AdminUnit, day registry.Date) (share float64, parts int) {
	heirs := t.lineage.Successors(u.Code, day, t.boundaries)
	known := t.lineage.Knows(u.Code)
	if !known {
		_, ours := t.byCode[u.Code]
		lasts := u.Row.Period().Holds(t.boundaries) // else the code is another unit's by then
		if ours && (lasts || len(u.Area) == 0) {
			return 1, 1
		}
		share := t.overlap(u.Area)
		if share > 0 && share < 1 {
			return share, 2
		}
		return share, 1
	}
	ours, stated := 0, true
	for _, h := range heirs {
		if _, in := t.byCode[h.Code]; in {
			ours++
			share += h.Share.Or(0)
		}
		stated = stated && h.Share.Known
	}
	switch {
	case ours == len(heirs):
		return 1, len(heirs)
	case ours == 0:
		return 0, len(heirs)
	case stated:
		return min(share, 1), len(heirs)
	}
	return t.overlap(u.Area), len(heirs)
}

// overlapSide is how many sample points a divided unit gets across its box: its
// share is then known to about one part in a thousand.
const overlapSide = 64

// overlap is the share of an area that lies in the territory, sampled on a
// regular grid of points.
func (t *territory) overlap(area orb.MultiPolygon) float64 {
	old, err := index.NewLocator([]orb.MultiPolygon{area})
	if err != nil || len(area) == 0 {
		return 0
	}
	box := area.Bound()
	inside, ours := 0, 0
	for i := range overlapSide {
		for j := range overlapSide {
			p := orb.Point{
				box.Min[0] + (float64(i)+0.5)/overlapSide*(box.Max[0]-box.Min[0]),
				box.Min[1] + (float64(j)+0.5)/overlapSide*(box.Max[1]-box.Min[1]),
			}
			if old.Locate(p) < 0 {
				continue
			}
			inside++
			if t.locator.Locate(p) >= 0 {
				ours++
			}
		}
	}
	if inside == 0 {
		return 0
	}
	return float64(ours) / float64(inside)
}
