package planning

import (
	"context"
	"slices"

	"hatang/registry"
	"hatang/registry/indicators"
)

// Verdict says whether a norm is met: three values, because registers have gaps.
type Verdict string

// The verdicts.
const (
	Met         Verdict = "met"
	NotMet      Verdict = "not_met"
	Undecidable Verdict = "undecidable" // the registry does not say
	NotAsked    Verdict = "not_asked"   // the norm is not for such communes
)

// Text is the verdict in words.
func (v Verdict) Text() registry.Text {
	return map[Verdict]registry.Text{
		Met: {VI: "đạt", EN: "met"}, NotMet: {VI: "không đạt", EN: "not met"},
		Undecidable: {VI: "chưa đủ dữ liệu", EN: "not decidable"}, NotAsked: {VI: "không áp dụng", EN: "does not apply"},
	}[v]
}

// NormSheet holds the postal network of a unit against the norms in force.
type NormSheet struct {
	Unit     indicators.UnitRef `json:"unit"`
	AsOf     registry.Date      `json:"as_of"`
	National []NormChange       `json:"national"` // Before and After are the same
	Norms    []NormTotal        `json:"norms"`
	Communes []CommuneSheet     `json:"communes"`
	Points   []PointShortfall   `json:"points"` // that are open too briefly, or nobody knows how long
	Notes    []registry.Text    `json:"notes"`
}

// NormTotal counts the communes, or points, by verdict, with the people concerned.
type NormTotal struct {
	Norm        NormRef `json:"norm"`
	Met         int     `json:"met"`
	NotMet      int     `json:"not_met"`
	Undecidable int     `json:"undecidable"`
	// People of the communes that do not meet it; unknown for norms of points.
	People registry.Opt[float64] `json:"people"`
}

// CommuneSheet is one commune's line.
type CommuneSheet struct {
	Unit           indicators.UnitRef    `json:"unit"`
	Type           string                `json:"type"`
	People         registry.Opt[float64] `json:"people"`
	Points         int                   `json:"points"`
	Staffed        int                   `json:"staffed"`
	Connected      int                   `json:"connected"`
	MostHours      registry.Opt[float64] `json:"most_hours"` // of its points, those known
	PeoplePerPoint registry.Opt[float64] `json:"people_per_point"`
	Verdicts       []NormVerdict         `json:"verdicts"`
}

// NormVerdict is a norm's verdict, and why where it is not met.
type NormVerdict struct {
	Norm    string        `json:"norm"`
	Verdict Verdict       `json:"verdict"`
	Why     registry.Text `json:"why"`
}

// PointShortfall is a point that is open for less than its norm.
type PointShortfall struct {
	ID      string                `json:"id"`
	Name    string                `json:"name"`
	Class   string                `json:"class"`
	Commune string                `json:"commune"`
	Hours   registry.Opt[float64] `json:"hours"`
	Norm    string                `json:"norm"`
	Verdict Verdict               `json:"verdict"`
}

// NormSheet holds the postal points of a unit on a day against the norms.
func (p *Planner) NormSheet(ctx context.Context, src indicators.Source, unit string, asOf registry.Date) (*NormSheet, error) {
	if asOf.IsZero() {
		asOf = p.calculator.Today()
	}
	g, err := p.calculator.Ground(ctx, src, unit, asOf)
	if err != nil {
		return nil, err
	}
	points, err := networkPoints(ctx, src, indicators.PostalNetwork, g, asOf)
	if err != nil {
		return nil, err
	}
	norms, err := p.normsKept(ctx)
	if err != nil {
		return nil, err
	}
	sheet := &NormSheet{
		Unit: unitRef(g.Unit), AsOf: asOf, National: nationalNorms(norms, g, points, asOf), Communes: []CommuneSheet{},
		Points: []PointShortfall{}, Norms: []NormTotal{}, Notes: []registry.Text{},
	}
	of := make([][]*point, len(g.Communes))
	for i := range points {
		of[points[i].commune] = append(of[points[i].commune], &points[i])
	}
	for k, c := range g.Communes {
		sheet.Communes = append(sheet.Communes, communeSheet(c, of[k]))
	}
	for i := range norms {
		n := &norms[i]
		switch {
		case !n.inForce(asOf.Year()):
		case n.Scope == scopeCommune:
			sheet.Norms = append(sheet.Norms, sheet.judge(n, of))
		case n.Scope == scopePoint:
			sheet.Norms = append(sheet.Norms, sheet.judgePoints(n, g, points))
		}
	}
	return sheet, nil
}

func nationalNorms(norms []Norm, g *indicators.Ground, points []point, asOf registry.Date) []NormChange {
	n := 0
	for i := range points {
		if points[i].counted {
			n++
		}
	}
	f := Figures{RadiusCircleKM: indicators.CircleRadiusKM(g.AreaKM2.Value.Or(0), n)}
	if g.People.Value.Known {
		f.PeoplePerPoint = indicators.PeoplePerPoint(g.People.Value.Value, n)
	}
	r := &Result{AsOf: asOf, Before: f, After: f}
	return normChanges(norms, &Question{Network: indicators.PostalNetwork}, r)
}

func communeSheet(c *registry.AdminUnit, points []*point) CommuneSheet {
	line := CommuneSheet{Unit: unitRef(c), Type: c.Type, Points: len(points), Verdicts: []NormVerdict{}}
	if c.Population.Known {
		line.People = registry.Some(float64(c.Population.Value))
		line.PeoplePerPoint = indicators.PeoplePerPoint(line.People.Value, len(points))
	}
	for _, p := range points {
		if p.staffed.Or(false) {
			line.Staffed++
		}
		if p.internet.Or(false) {
			line.Connected++
		}
		if p.hours.Known && p.hours.Value >= line.MostHours.Or(0) {
			line.MostHours = p.hours
		}
	}
	return line
}

// judge holds a norm against every commune.
func (s *NormSheet) judge(n *Norm, of [][]*point) NormTotal {
	total := NormTotal{Norm: n.ref(), People: registry.Some(0.0)}
	for k := range s.Communes {
		line := &s.Communes[k]
		v := NormVerdict{Norm: n.ID, Verdict: NotAsked}
		if len(n.Types) == 0 || slices.Contains(n.Types, line.Type) {
			v.Verdict, v.Why = n.verdict(of[k])
		}
		line.Verdicts = append(line.Verdicts, v)
		switch v.Verdict {
		case Met:
			total.Met++
		case NotMet:
			total.NotMet++
			total.People.Value += line.People.Or(0)
		case Undecidable:
			total.Undecidable++
		}
	}
	return total
}

// verdict is that of a commune with these points. What the registry does not say
// of any point leaves the matter open, unless another point settles it.
func (n *Norm) verdict(points []*point) (Verdict, registry.Text) {
	if len(points) == 0 {
		return NotMet, registry.Text{VI: "chưa có điểm nào", EN: "there is no point"}
	}
	good, unknown := 0, 0
	for _, p := range points {
		switch has, known := n.has(p); {
		case !known:
			unknown++
		case has:
			good++
		}
	}
	need := 1
	if n.Measure != measureOpen {
		need = int(n.Value)
	}
	switch {
	case good >= need:
		return Met, registry.Text{}
	case good+unknown >= need:
		return Undecidable, registry.Textf("%d điểm chưa ghi rõ", "of %d points the registry does not say", unknown)
	}
	return NotMet, n.lacking()
}

// has tells whether a point counts for the norm.
func (n *Norm) has(p *point) (has, known bool) {
	switch n.Measure {
	case measureStaffed:
		return p.staffed.Value, p.staffed.Known
	case measureInternet:
		return p.internet.Value, p.internet.Known
	case measureOpen:
		return n.meets(p.hours.Value), p.hours.Known
	}
	return true, true
}

func (n *Norm) lacking() registry.Text {
	switch n.Measure {
	case measureStaffed:
		return registry.Text{VI: "không có điểm nào có người phục vụ", EN: "no point is staffed"}
	case measureInternet:
		return registry.Text{VI: "không có điểm nào có Internet", EN: "no point is connected"}
	case measureOpen:
		return registry.Text{VI: "không có điểm nào mở đủ " + n.valueText(n.Value, registry.VI), EN: "no point is open " + n.valueText(n.Value, registry.EN)}
	}
	return registry.Text{VI: "chưa đủ số điểm", EN: "too few points"}
}

func (s *NormSheet) judgePoints(n *Norm, g *indicators.Ground, points []point) NormTotal {
	total := NormTotal{Norm: n.ref()}
	for i := range points {
		p := &points[i]
		if !slices.Contains(n.Classes, p.class) {
			continue
		}
		v := PointShortfall{ID: p.id, Name: p.label(), Class: p.class, Commune: g.Communes[p.commune].Name, Hours: p.hours, Norm: n.ID}
		switch {
		case !p.hours.Known:
			total.Undecidable++
			v.Verdict = Undecidable
		case n.meets(p.hours.Value):
			total.Met++
			continue
		default:
			total.NotMet++
			v.Verdict = NotMet
		}
		s.Points = append(s.Points, v)
	}
	return total
}
