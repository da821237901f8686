package appraisal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/registry"
	"hatang/registry/appraisal"
)

// origin is where the position of every case stands, in Bắc Ninh.
var origin = orb.Point{106.1, 21.2}

func day(tb testing.TB, text string) registry.Date {
	tb.Helper()
	d, err := registry.ParseDate(text)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// caseFile is one file of testdata/cases.
type caseFile struct {
	Cases []goldenCase `yaml:"cases"`
}

// goldenCase is a written case: a position, what stands around it, and the
// verdicts that the text of the decision leads to, with the reason.
type goldenCase struct {
	Name    string `yaml:"name"`
	Article string `yaml:"article"` // điều, khoản, điểm of QĐ 72/2025 or the text of the national layer
	Because string `yaml:"because"` // the reasoning
	AsOf    string `yaml:"as_of"`

	Type       string  `yaml:"type"`        // of the commune; default phuong; "none": no type on record
	AreaClass  string  `yaml:"area_class"`  // as an officer set it
	TypeBefore string  `yaml:"type_before"` // until 30/6/2025
	BorderM    float64 `yaml:"border_m"`    // east of the position another commune begins
	EastType   string  `yaml:"east_type"`

	Position    map[string]any    `yaml:"position"` // over the default; null removes
	Unlocated   bool              `yaml:"unlocated"`
	Application map[string]any    `yaml:"application"`
	Unfiled     bool              `yaml:"unfiled"`
	Attachments []string          `yaml:"attachments"`
	Unattached  bool              `yaml:"unattached"` // it is not known what is attached
	Neighbours  []placedRecord    `yaml:"neighbours"`
	Pending     []placedRecord    `yaml:"pending"` // positions of other dossiers
	Plan        []placedRecord    `yaml:"plan"`
	Zones       []zoneOf          `yaml:"zones"`
	Gain        *gainOf           `yaml:"gain"`
	Terms       map[string]int    `yaml:"terms"`
	Expect      map[string]string `yaml:"expect"`
}

type placedRecord struct {
	Azimuth   float64        `yaml:"azimuth"`
	DistanceM float64        `yaml:"distance_m"`
	Fields    map[string]any `yaml:"fields"`
}

type zoneOf struct {
	Class     string   `yaml:"class"`
	DistanceM float64  `yaml:"distance_m"` // its western edge, east of the position; negative: around it
	LimitM    *float64 `yaml:"limit_m"`
	BufferM   *float64 `yaml:"buffer_m"`
}

type gainOf struct {
	PeopleNew float64 `yaml:"people_new"`
	Overlap   float64 `yaml:"overlap"`
	Gaps      int     `yaml:"gaps"`
}

// Gain implements appraisal.Coverage.
func (g *gainOf) Gain(context.Context, appraisal.Proposal) (appraisal.Gain, error) {
	gain := appraisal.Gain{PeopleNew: g.PeopleNew, PeopleOverlap: g.Overlap, Provenance: "case"}
	for i := range g.Gaps {
		gain.Gaps = append(gain.Gaps, appraisal.Gap{Name: fmt.Sprint(i), People: 100, Area: square(origin, 100)})
	}
	return gain, nil
}

func readCases(tb testing.TB) []goldenCase {
	tb.Helper()
	paths, err := filepath.Glob("testdata/cases/*.yaml")
	if err != nil || len(paths) == 0 {
		tb.Fatalf("no cases: %v", err)
	}
	var all []goldenCase
	for _, path := range paths {
		body, err := os.ReadFile(path)
		if err != nil {
			tb.Fatal(err)
		}
		var file caseFile
		if err := yaml.UnmarshalWithOptions(body, &file, yaml.Strict()); err != nil {
			tb.Fatalf("%s: %v", path, err)
		}
		for i := range file.Cases {
			file.Cases[i].Name = strings.TrimSuffix(filepath.Base(path), ".yaml") + "/" + file.Cases[i].Name
		}
		all = append(all, file.Cases...)
	}
	return all
}

// square is an area of side 2·halfM around a point.
func square(p orb.Point, halfM float64) orb.MultiPolygon {
	b := geodesy.Box(p, halfM)
	return orb.MultiPolygon{b.ToPolygon()}
}

// between is an area 60 km high from a longitude to another.
func between(west, east float64) orb.MultiPolygon {
	return orb.MultiPolygon{orb.Bound{Min: orb.Point{west, 20.9}, Max: orb.Point{east, 21.5}}.ToPolygon()}
}

// merged is a record of a kind: defaults, then the case's own fields.
func merged(tb testing.TB, kind registry.Kind, layers ...map[string]any) registry.Record {
	tb.Helper()
	all := map[string]any{}
	for _, layer := range layers {
		for k, v := range layer {
			if v == nil {
				delete(all, k)
				continue
			}
			all[k] = v
		}
	}
	body, err := json.Marshal(all)
	if err != nil {
		tb.Fatal(err)
	}
	rec, problems := registry.ParseJSON(kind, body)
	for _, p := range registry.Faults(problems) {
		if p.Rule != "required" && p.Rule != "range" {
			tb.Fatalf("%s: %s", kind, p.In(registry.EN))
		}
	}
	return rec
}

// filled is a position that lacks nothing and meets everything.
func filled() map[string]any {
	return map[string]any{
		"id": "p", "code": "VT01", "application_id": "a", "operator_code": "viettel", "commune_code": "09001",
		"structure": "monopole", "support_class": "A2a", "legal_type": "2", "height_m": 30, "building_height_m": 12,
		"technologies": []string{"4G", "5G"}, "bands": "1800;2600", "hosts": 2, "eirp_dbm": 60, "antenna_height_m": 40,
		"hardened": true, "backup_power": true, "sharing_asked": true, "sharing_answers": "VNPT: từ chối; MobiFone: từ chối; Viettel: từ chối; Vietnamobile: từ chối",
		"public_land": false, "land_owner": "Nguyễn Văn A", "reason": "vùng lõm",
	}
}

// scene is a case made into records.
type scene struct {
	dossier  appraisal.Dossier
	records  []registry.Record
	coverage appraisal.Coverage
}

func (c *goldenCase) scene(tb testing.TB) scene {
	tb.Helper()
	s := scene{dossier: appraisal.Dossier{AsOf: day(tb, orDefault(c.AsOf, "2026-08-03"))}}
	s.records = append(c.communes(tb), c.masts(tb)...)
	s.records = append(s.records, c.surroundings(tb)...)
	position, ok := merged(tb, registry.Positions, filled(), c.Position).(*registry.ProposedPosition)
	if !ok {
		tb.Fatal("no position")
	}
	if !c.Unlocated {
		position.Point, position.Located = origin, true
	}
	s.dossier.Positions = []*registry.ProposedPosition{position}
	if !c.Unfiled {
		s.dossier.Application, _ = merged(tb, registry.Applications, map[string]any{
			"id": "a", "code": "HS01", "type": "position", "operator_code": "viettel", "state": "filed", "filed": "2026-07-20",
			"received": "2026-07-21", "sharing_plan": true, "province_code": "24",
		}, c.Application).(*registry.Application)
	}
	if !c.Unattached {
		classes := c.Attachments
		if classes == nil {
			classes = []string{"application", "sharing_plan", "safety", "land"}
		}
		s.dossier.Attachments = []*registry.Attachment{}
		for _, class := range classes {
			s.dossier.Attachments = append(s.dossier.Attachments, &registry.Attachment{ApplicationID: "a", Name: class + ".pdf", Class: class, MediaType: "application/pdf", SHA256: class})
		}
	}
	if c.Gain != nil {
		s.coverage = c.Gain
	}
	return s
}

func orDefault(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func (c *goldenCase) communes(tb testing.TB) []registry.Record {
	tb.Helper()
	east := 106.4
	if c.BorderM != 0 {
		east = geodesy.Direct(origin, 90, c.BorderM)[0]
	}
	unit := func(id, code, kind string, west, east float64, from, to string) *registry.AdminUnit {
		u := &registry.AdminUnit{Code: code, Name: "Đơn vị " + code, Level: registry.LevelCommune, Type: kind, ProvinceCode: "24"}
		if kind == "none" {
			u.Type = ""
		}
		u.Row = registry.Head{ID: id, ValidFrom: day(tb, from), ValidTo: day(tb, to)}
		u.Area = between(west, east)
		return u
	}
	west := unit("u-west", "09001", orDefault(c.Type, "phuong"), 105.8, east, "2025-07-01", "")
	west.AreaClass = c.AreaClass
	all := []registry.Record{west}
	if c.TypeBefore != "" {
		all = append(all, unit("u-before", "09001", c.TypeBefore, 105.8, east, "", "2025-07-01"))
	}
	if c.BorderM != 0 {
		all = append(all, unit("u-east", "09002", c.EastType, east, 106.4, "2025-07-01", ""))
	}
	return all
}

func (c *goldenCase) masts(tb testing.TB) []registry.Record {
	tb.Helper()
	var all []registry.Record
	place := func(kind registry.Kind, i int, p placedRecord, defaults map[string]any) {
		defaults["id"] = fmt.Sprintf("%s-%d", kind, i)
		rec := merged(tb, kind, defaults, p.Fields)
		if _, unplaced := p.Fields["unplaced"]; !unplaced {
			if err := rec.SetShape(geodesy.Direct(origin, p.Azimuth, p.DistanceM)); err != nil {
				tb.Fatal(err)
			}
		}
		all = append(all, rec)
	}
	for i, p := range c.Neighbours {
		place(registry.Sites, i, p, map[string]any{"code": fmt.Sprintf("C%02d", i+1), "operator_code": "vnpt", "state": "on_air", "height_m": 30, "tenant_room": 0})
	}
	for i, p := range c.Pending {
		place(registry.Positions, i, p, map[string]any{"code": fmt.Sprintf("D%02d", i+1), "application_id": "b", "operator_code": "vnpt", "height_m": 30})
	}
	for i, p := range c.Plan {
		place(registry.Plan, i, p, map[string]any{"code": fmt.Sprintf("KH%02d", i+1), "plan_code": "KH 2026", "operator_code": "viettel", "state": "approved", "year": 2026, "approved_on": "2025-12-29"})
	}
	return all
}

// surroundings are zones, a layer of obstacle surfaces far away, a hardened
// station of the commune far away, and the operators.
func (c *goldenCase) surroundings(tb testing.TB) []registry.Record {
	tb.Helper()
	far := &registry.Zone{Code: "HK", Name: "sân bay", Class: "aviation"}
	far.Row.ID, far.Area = "z-air", square(orb.Point{105.9, 21.4}, 1000)
	all := []registry.Record{far}
	for i, z := range c.Zones {
		if z.Class == "no_aviation" {
			all = all[1:]
			continue
		}
		zone := &registry.Zone{Code: fmt.Sprintf("Z%d", i), Name: "khu vực", Class: z.Class, Citation: "quyết định của tỉnh"}
		zone.Row.ID = fmt.Sprintf("z-%d", i)
		west := geodesy.Direct(origin, 90, z.DistanceM)[0]
		zone.Area = orb.MultiPolygon{orb.Bound{Min: orb.Point{west, 21.1}, Max: orb.Point{106.2, 21.3}}.ToPolygon()}
		if z.LimitM != nil {
			zone.HeightM = registry.Some(*z.LimitM)
		}
		if z.BufferM != nil {
			zone.BufferM = registry.Some(*z.BufferM)
		}
		all = append(all, zone)
	}
	for _, code := range []string{"viettel", "vnpt", "mobifone", "vietnamobile"} {
		all = append(all, &registry.Operator{RowHead: registry.RowHead{Row: registry.Head{ID: "op-" + code}}, Code: code, Name: code})
	}
	return all
}

// check compares an assessment with what the case expects and returns what is
// wrong.
func (c *goldenCase) check(a *appraisal.Assessment) []string {
	var wrong []string
	for key, want := range c.Expect {
		name, relation, _ := strings.Cut(key, ".")
		verdict, rest, _ := strings.Cut(want, " ")
		line := a.Find(appraisal.Check(name))
		if line == nil {
			wrong = append(wrong, "no check "+name)
			continue
		}
		got, findings := verdictText(line.Verdict, line.Officer), line.Findings
		if relation != "" {
			i := slices.Index([]string{"other", "same"}, relation)
			findings = line.Findings[i : i+1]
			got = verdictText(findings[0].Verdict, findings[0].Officer)
		}
		if got != verdict {
			wrong = append(wrong, fmt.Sprintf("%s = %s, want %s: %s", key, got, verdict, said(findings)))
			continue
		}
		for _, clause := range strings.Fields(rest) {
			if other, not := strings.CutPrefix(clause, "-"); not {
				if names(findings, other, line.Verdict) {
					wrong = append(wrong, fmt.Sprintf("%s rests on %s, which does not speak of it: %s", key, other, said(findings)))
				}
				continue
			}
			if !names(findings, clause, line.Verdict) {
				wrong = append(wrong, fmt.Sprintf("%s: %s does not rest on %s: %s", key, got, clause, said(findings)))
			}
		}
	}
	slices.Sort(wrong)
	return wrong
}

func verdictText(v appraisal.Verdict, officer bool) string {
	if v == appraisal.Undecided && officer {
		return "officer"
	}
	return string(v)
}

// names tells whether a finding of the verdict rests on the clause, or lacks the
// datum of that name.
func names(findings []appraisal.Finding, clause string, verdict appraisal.Verdict) bool {
	return slices.ContainsFunc(findings, func(f appraisal.Finding) bool {
		refers := slices.ContainsFunc(append(slices.Clone(f.Also), f.Clause), func(r appraisal.Reference) bool { return r.Clause == clause })
		lacks := slices.Contains(f.Missing, clause)
		return f.Verdict == verdict && (refers || lacks)
	})
}

func said(findings []appraisal.Finding) string {
	var all []string
	for i := range findings {
		f := &findings[i]
		all = append(all, fmt.Sprintf("[%s %s %v %s]", verdictText(f.Verdict, f.Officer), f.Clause.Clause, f.Missing, f.Summary.EN))
	}
	return strings.Join(all, " ")
}
