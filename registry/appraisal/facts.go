package appraisal

import (
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"hatang/registry"
)

// known is what predicates may ask of the position.
func (r *run) known() facts {
	f := facts{}
	text := func(name, v string) {
		if v != "" {
			f[name] = v
		}
	}
	text("area", r.area)
	text("operator", r.p.OperatorCode)
	text("structure", r.p.Structure)
	text("support_class", r.p.SupportClass)
	text("legal_type", r.p.LegalType)
	keep(f, "height_m", r.p.HeightM)
	keep(f, "building_height_m", r.p.BuildingHeightM)
	if total, ok := totalHeightM(r.p); ok {
		f["total_height_m"] = total
	}
	if r.p.Technologies != "" {
		f["technologies"] = parts(r.p.Technologies)
	}
	if r.p.Hosts.Known {
		f["hosts"] = float64(r.p.Hosts.Value)
	}
	keep(f, "hardened", r.p.Hardened)
	keep(f, "backup_power", r.p.BackupPower)
	keep(f, "public_land", r.p.PublicLand)
	keep(f, "sharing_asked", r.p.SharingAsked)
	if r.p.LandOwner != "" {
		f["land_owner_stated"] = true
	}
	if r.located {
		f["zones"] = r.zoneClasses(r.at)
	}
	r.knownOfDossier(f)
	return f
}

func keep[T any](f facts, name string, v registry.Opt[T]) {
	if v.Known {
		f[name] = v.Value
	}
}

func (r *run) knownOfDossier(f facts) {
	answered := r.p.SharingAnswers != ""
	if app := r.dossier.Application; app != nil {
		if app.Type != "" {
			f["application_type"] = app.Type
		}
		keep(f, "sharing_plan", app.SharingPlan)
	}
	if r.dossier.Attachments != nil {
		classes := r.attached()
		f["attachments"] = classes
		if slices.Contains(classes, "sharing_plan") {
			f["sharing_plan"] = true
		}
		if slices.Contains(classes, "sharing_request") {
			f["sharing_asked"] = true
		}
		answered = answered || slices.Contains(classes, "sharing_answer")
		if r.p.LandOwner == "" {
			f["land_owner_stated"] = false // the papers were looked at
		}
	}
	// Nothing said of answers means that there are none only where it is said
	// whether anybody was asked.
	if _, said := f["sharing_asked"]; answered || said {
		f["sharing_answered"] = answered
	}
}

// attached are the classes of the attachments about this position or about the
// whole dossier.
func (r *run) attached() []string {
	classes := []string{}
	for _, a := range r.dossier.Attachments {
		if a.PositionID == "" || a.PositionID == r.p.Head().ID {
			classes = append(classes, a.Class)
		}
	}
	return classes
}

// totalHeightM is the height above ground: the mast, and the building it stands
// on if it does. A mast of type 1 stands on the ground.
func totalHeightM(p *registry.ProposedPosition) (float64, bool) {
	if !p.HeightM.Known {
		return 0, false
	}
	switch {
	case p.BuildingHeightM.Known:
		return p.HeightM.Value + p.BuildingHeightM.Value, true
	case onGround(p):
		return p.HeightM.Value, true
	}
	return 0, false
}

// onGround tells masts that stand on the ground by their classes.
func onGround(p *registry.ProposedPosition) bool {
	return p.LegalType == "1" || p.SupportClass == "A1b" || p.SupportClass == "A2b"
}

// parts are the members of a list joined by semicolons, or by what else people
// type.
func parts(list string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(list, func(c rune) bool { return c == ';' || c == ',' || c == '/' || c == '+' || c == '|' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// The area classes.
const (
	urbanArea   = "urban"
	outsideArea = "outside"
)

// areaAt is the area class of a place on the day and what says so: a zone drawn
// as urban, else the class or the type of its commune.
func (s *session) areaAt(p orb.Point, unit *registry.AdminUnit) (area, from string) {
	for _, z := range s.zones {
		if z.Class == urbanArea && contains(z, p) {
			return urbanArea, "zone " + z.Code
		}
	}
	if unit == nil {
		return "", ""
	}
	urban, known := unit.Urban()
	switch {
	case !known:
		return "", ""
	case urban:
		area = urbanArea
	default:
		area = outsideArea
	}
	if unit.AreaClass != "" {
		return area, "commune " + unit.Code + ", area_class"
	}
	return area, "commune " + unit.Code + ", type " + unit.Type
}

func contains(z *registry.Zone, p orb.Point) bool {
	return len(z.Area) > 0 && z.Area.Bound().Contains(p) && planar.MultiPolygonContains(z.Area, p)
}

// zoneClasses are the classes of the zones in which a place lies.
func (s *session) zoneClasses(p orb.Point) []string {
	classes := []string{}
	for _, z := range s.zones {
		if contains(z, p) && !slices.Contains(classes, z.Class) {
			classes = append(classes, z.Class)
		}
	}
	slices.Sort(classes)
	return classes
}

// millimetre is the resolution at which lengths are compared with thresholds.
const millimetre = 0.001

// short tells whether a length is less than a threshold, to the millimetre.
func short(lengthM, thresholdM float64) bool {
	return math.Round(lengthM/millimetre) < math.Round(thresholdM/millimetre)
}
