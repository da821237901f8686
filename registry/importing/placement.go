package importing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/geo/polygon"
	"hatang/registry"
)

// Records that come with their commune but without coordinates can be given a
// stand-in: the inside of the commune that holds their commune's territory on the
// day of the row. It is marked approximate, with the reason and with the distance
// to the farthest place in the commune as its accuracy, and yields to any position
// that is stated. It is asked for, never done unasked: a point that nobody
// measured appears on a map.

// Placement says what became of the rows without coordinates when they were to
// be placed in their commune.
type Placement struct {
	Placed    int        `json:"placed"`     // they stand in their commune
	Divided   int        `json:"divided"`    // of Placed: in one of several communes that share the old one
	NotPlaced int        `json:"not_placed"` // they are kept without a position
	Unplaced  []Unplaced `json:"unplaced"`   // the rows of NotPlaced
}

// Unplaced is a row that could not be placed.
type Unplaced struct {
	Row         int           `json:"row"`
	Code        string        `json:"code,omitempty"`
	Name        string        `json:"name,omitempty"`
	CommuneCode string        `json:"commune_code,omitempty"`
	Reason      registry.Text `json:"reason"`
}

// standInWhy begins the reason of every stand-in, by which it is recognised.
const standInWhy = "Chưa có tọa độ, tạm đặt trong xã: "

// standIn is a position for want of a better one.
type standIn struct {
	at        orb.Point
	accuracyM float64
	why       string
	divided   bool
}

// placement finds stand-ins.
type placement struct {
	lineage *registry.Lineage
	days    map[registry.Date]*communes
	codesOf registry.Date // the day that commune codes are of; zero: the row's
}

// communes are those of a day, by code and by name.
type communes struct {
	byCode map[string]*spot
	byName map[string][]*spot
}

// of is the commune with a boundary that a succession leads to. Where two sources
// give a commune different codes, its full name tells it, if the country has it
// once.
func (c *communes) of(heir registry.Successor) (s *spot, known bool) {
	s, known = c.byCode[heir.Code]
	if known && s.locate() {
		return s, true
	}
	if alike := c.byName[heir.Name]; heir.Name != "" {
		alike = slices.DeleteFunc(slices.Clone(alike), func(s *spot) bool { return len(s.area) == 0 })
		if len(alike) == 1 && alike[0].locate() {
			return alike[0], true
		}
	}
	return nil, known
}

// spot is a commune and, once somebody wants it, the place in it that stands for
// it.
type spot struct {
	code, name string
	area       orb.MultiPolygon
	at         orb.Point
	reachM     float64
	found      bool
}

func newPlacement(lineage *registry.Lineage, codesOf registry.Date) *placement {
	return &placement{lineage: lineage, days: map[registry.Date]*communes{}, codesOf: codesOf}
}

// mayPlace prepares the report of the placement, and refuses kinds that have no
// commune or stand on something else.
func (im *importer) mayPlace() error {
	if !im.opts.PlaceInCommune {
		return nil
	}
	if im.schema.Shapes != registry.Points || im.schema.Kind == registry.Stations || im.schema.Field("commune_code") == nil {
		return registry.Errorf(registry.Invalid, "%[1]s không đặt vào xã được: cần loại có tọa độ và mã xã",
			"%[2]s cannot be placed in a commune: a kind with coordinates and a commune code is expected", im.schema.Label.VI, im.schema.Label.EN)
	}
	im.report.Placement = &Placement{Unplaced: []Unplaced{}}
	return nil
}

// communesOn reads the communes of a day, once.
func (p *placement) communesOn(ctx context.Context, r registry.Reader, day registry.Date) (*communes, error) {
	if known := p.days[day]; known != nil {
		return known, nil
	}
	found := &communes{byCode: map[string]*spot{}, byName: map[string][]*spot{}}
	query := registry.Query{Kind: registry.Units, AsOf: day, Where: []registry.Condition{registry.Where("level", registry.LevelCommune)}}
	err := r.Scan(ctx, query, func(rec registry.Record) error {
		if u, ok := rec.(*registry.AdminUnit); ok {
			s := &spot{code: u.Code, name: u.Name, area: u.Area}
			found.byCode[u.Code] = s
			found.byName[u.Name] = append(found.byName[u.Name], s)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the communes to place records in: %w", err)
	}
	p.days[day] = found
	return found, nil
}

// locate finds the point that stands for the commune.
func (s *spot) locate() bool {
	if s.found || len(s.area) == 0 {
		return s.found
	}
	if s.at, s.found = polygon.InteriorPoint(s.area); s.found {
		s.reachM = farthestM(s.at, s.area)
	}
	return s.found
}

// farthestM is how far the area reaches from a point.
func farthestM(p orb.Point, area orb.MultiPolygon) float64 {
	farthest := 0.0
	for _, polygon := range area {
		for _, v := range polygon[0] {
			farthest = max(farthest, geodesy.DistanceM(p, v))
		}
	}
	return farthest
}

// placeInCommunes gives the run's drafts without a position a stand-in, or the
// reason why there is none.
func (im *importer) placeInCommunes(ctx context.Context, r registry.Reader, run []*draft) error {
	if im.placement == nil {
		return nil
	}
	for _, d := range run {
		if d.faulty || d.repeats || d.shape != nil || d.inherited != nil {
			continue
		}
		day := im.effective(d.from)
		on, err := im.placement.communesOn(ctx, r, day)
		if err != nil {
			return err
		}
		code, _ := im.schema.Fields[im.fieldIndex["commune_code"]].Value(d.rec).(string)
		d.standIn, d.unplaced = im.placement.find(code, day, on)
	}
	return nil
}

// find is the stand-in for a commune's code, or the reason why there is none.
func (p *placement) find(code string, day registry.Date, on *communes) (*standIn, registry.Text) {
	switch {
	case code == "":
		return nil, registry.Text{VI: "không có mã xã", EN: "no commune code"}
	case len(on.byCode) == 0:
		return nil, registry.Textf("sổ không có xã nào ngày %[1]s", "the registry has no commune on %[2]s", registry.VI.Date(day), registry.EN.Date(day))
	}
	heirs := p.heirs(code, day, on)
	var spots []*spot
	known := false
	for _, heir := range heirs {
		s, there := on.of(heir)
		known = known || there
		if s != nil && !slices.Contains(spots, s) {
			spots = append(spots, s)
		}
	}
	switch {
	case !known:
		return nil, registry.Textf("sổ không có xã %[1]s ngày %[2]s và không có quan hệ kế thừa dẫn tới xã của ngày đó",
			"the registry has no commune %[1]s on %[3]s and no succession that leads to one of that day", code, registry.VI.Date(day), registry.EN.Date(day))
	case len(spots) == 0:
		return nil, registry.Textf("xã kế thừa %[1]s chưa có ranh giới", "the succeeding commune %[1]s has no boundary", heirs[0].Code)
	case len(spots) == 1:
		s := spots[0]
		return &standIn{at: s.at, accuracyM: s.reachM, why: standInWhy + s.name + " (" + s.code + ")" + formerly(code, s.code)}, registry.Text{}
	}
	return between(code, spots), registry.Text{}
}

// heirs are the communes of the day that hold the territory of the code's unit:
// of the day that codes are of, or else, for a code that holds no more, of ever.
func (p *placement) heirs(code string, day registry.Date, on *communes) []registry.Successor {
	from := p.codesOf
	if from.IsZero() && on.byCode[code] != nil {
		from = day
	}
	return p.lineage.Successors(code, from, day)
}

func formerly(old, now string) string {
	if old == now {
		return ""
	}
	return ", kế thừa xã " + old
}

// between is the stand-in in one of several communes: the one that is nearest to
// all the others, so that the error is least whichever is right.
func between(code string, spots []*spot) *standIn {
	best, bestM := spots[0], -1.0
	for _, s := range spots {
		sum := 0.0
		for _, other := range spots {
			sum += geodesy.DistanceM(s.at, other.at)
		}
		if bestM < 0 || sum < bestM {
			best, bestM = s, sum
		}
	}
	names, reachM := make([]string, 0, len(spots)), 0.0
	for _, s := range spots {
		names = append(names, s.name+" ("+s.code+")")
		reachM = max(reachM, farthestM(best.at, s.area))
	}
	return &standIn{at: best.at, accuracyM: reachM, divided: true,
		why: standInWhy + best.name + " (" + best.code + "); xã cũ " + code + " được chia cho " + strings.Join(names, ", ")}
}

// standOn puts a stand-in into a record that has no position, or another
// stand-in, and tells whether that changed it.
func (im *importer) standOn(d *draft, rec registry.Record) (changed bool) {
	held := rec.Shape()
	d.positioned = held != nil
	if d.standIn == nil || held != nil && !im.isStandIn(rec) {
		return false
	}
	d.positioned, d.stands = true, true
	set := func(name string, value any) {
		f := &im.schema.Fields[im.fieldIndex[name]]
		if f.Value(rec) != value {
			_ = f.Set(rec, value) // the type is the field's
			changed = true
		}
	}
	if !sameShape(held, d.standIn.at) {
		_ = rec.SetShape(d.standIn.at) // a point, as newImporter checked
		changed = true
	}
	set("approximate", true)
	set("approximate_reason", d.standIn.why)
	set("accuracy_m", float64(int64(min(d.standIn.accuracyM, maxAccuracyM))))
	return changed
}

// maxAccuracyM is the most that the field accuracy_m takes.
const maxAccuracyM = 100_000

// isStandIn tells whether a record's position is a stand-in of an earlier import.
func (im *importer) isStandIn(rec registry.Record) bool {
	approximate, _ := im.schema.Fields[im.fieldIndex["approximate"]].Value(rec).(bool)
	why, _ := im.schema.Fields[im.fieldIndex["approximate_reason"]].Value(rec).(string)
	return approximate && strings.HasPrefix(why, standInWhy)
}

// countPlacement adds a draft to the report's placement.
func (im *importer) countPlacement(d *draft) {
	p := im.report.Placement
	if p == nil || d.faulty || d.repeats {
		return
	}
	switch {
	case d.stands:
		p.Placed++
		if d.standIn.divided {
			p.Divided++
		}
	case !d.unplaced.IsZero() && !d.positioned:
		p.NotPlaced++
		if len(p.Unplaced) < maxProblems {
			text := func(name string) string {
				if f := im.schema.Field(name); f != nil {
					value, _ := f.Value(d.rec).(string)
					return value
				}
				return ""
			}
			p.Unplaced = append(p.Unplaced, Unplaced{d.row, text("code"), text("name"), text("commune_code"), d.unplaced})
		}
	}
}

// sort puts the rows in the order of the file.
func (p *Placement) sort() {
	if p != nil {
		slices.SortFunc(p.Unplaced, func(a, b Unplaced) int { return cmp.Compare(a.Row, b.Row) })
	}
}
