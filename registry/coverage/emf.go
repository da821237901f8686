package coverage

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/geo/radio/antenna"
	"hatang/geo/radio/emf"
	"hatang/registry"
)

// SettingEMFLimits is the registry's setting that holds further sets of limits as
// a JSON list; one with the ID of a built-in set replaces it.
const SettingEMFLimits = "emf_limits"

// EMFRequest asks for the field of a mast.
type EMFRequest struct {
	Site       string  // code or ID
	Operator   string  // where the code alone is not enough
	Limits     string  // ID of the set; empty: QCVN 8
	Reflection float64 // factor of the ground, 1 or more; 0: 1
	NearM      float64 // other masts up to here take part; 0: 300 m
}

// EMF is the field of a mast against limits.
type EMF struct {
	Site       string          `json:"site"`
	SiteID     string          `json:"site_id"`
	At         orb.Point       `json:"at"`
	Limits     emf.Limits      `json:"limits"`
	Reflection float64         `json:"reflection"`
	Emitters   []EmitterReport `json:"emitters"`
	// MastBox is the room around the mast's antennas, seen from their middle
	// along north; Middle is that place, metres from the foot.
	MastBox BoxReport     `json:"mast_box"`
	Middle  Offset        `json:"middle"`
	Near    []NearReport  `json:"near_masts"`
	Ground  GroundReport  `json:"ground"`
	Within  bool          `json:"within_limits_at_ground"`
	Method  registry.Text `json:"method"`
}

// EmitterReport is one carrier on the mast.
type EmitterReport struct {
	Name         string  `json:"name"`
	Operator     string  `json:"operator"`
	Technology   string  `json:"technology"`
	FrequencyMHz float64 `json:"frequency_mhz"`
	EIRPDBm      float64 `json:"eirp_dbm"`
	HeightM      float64 `json:"height_m"`
	AzimuthDeg   float64 `json:"azimuth_deg"`
	Omni         bool    `json:"omni,omitempty"`
	LimitWPerM2  float64 `json:"limit_w_per_m2"`
	// ComplianceM is the distance in the main beam at which the emitter by itself
	// meets the limit; Box around its antenna, along its azimuth.
	ComplianceM float64   `json:"compliance_distance_m"`
	Box         BoxReport `json:"box"`
	Assumed     []string  `json:"assumed,omitempty"`
}

// BoxReport is a compliance boundary, metres.
type BoxReport struct {
	FrontM float64 `json:"front_m"`
	BackM  float64 `json:"back_m"`
	SideM  float64 `json:"side_m"`
	AboveM float64 `json:"above_m"`
	BelowM float64 `json:"below_m"`
}

// Offset is a place in metres from the mast's foot.
type Offset struct {
	EastM  float64 `json:"east_m"`
	NorthM float64 `json:"north_m"`
	UpM    float64 `json:"up_m"`
}

// NearReport is another mast whose emitters take part.
type NearReport struct {
	Site      string  `json:"site"`
	Operator  string  `json:"operator"`
	DistanceM float64 `json:"distance_m"`
	Emitters  int     `json:"emitters"`
}

// GroundReport is the worst place for a person standing on the ground around the
// mast: the sum of ratios over all emitters there.
type GroundReport struct {
	Ratio      float64   `json:"sum_of_ratios"`
	DistanceM  float64   `json:"distance_m"`
	BearingDeg float64   `json:"bearing_deg"`
	At         orb.Point `json:"at"`
	HeightM    float64   `json:"height_m"`
}

// personM is the height at which a standing person is exposed.
const personM = 1.7

const defaultNearM = 300.0

// emitter is one antenna with its station and place about the mast.
type emitter struct {
	station *Station
	antenna *Antenna
	mounted antenna.Mounted
	awayM   float64
	emf     emf.Emitter
}

// EMF computes the field of all operators on and near a mast.
func (e *Engine) EMF(ctx context.Context, src Source, ask EMFRequest) (*EMF, error) {
	limits, err := e.limits(ctx, ask.Limits)
	if err != nil {
		return nil, err
	}
	if ask.Reflection == 0 {
		ask.Reflection = emf.NoReflection
	}
	if !(ask.Reflection >= 1 && ask.Reflection <= 4) {
		return nil, registry.Errorf(registry.Invalid, "hệ số phản xạ %g, cần từ 1 đến 4", "reflection %g, expected 1 to 4", ask.Reflection)
	}
	if ask.NearM == 0 {
		ask.NearM = defaultNearM
	}
	site, err := findSite(ctx, src, ask.Site, ask.Operator)
	if err != nil {
		return nil, err
	}
	all, err := e.emitters(ctx, src, site, ask.NearM)
	if err != nil {
		return nil, err
	}
	out := &EMF{Site: site.Code, SiteID: site.Row.ID, At: site.Point, Limits: limits, Reflection: ask.Reflection, Near: []NearReport{}}
	out.Method = registry.Text{
		VI: "trường xa S = EIRP·F/(4πd²) ở tải đầy; tổng tỷ số trên mọi máy phát của mọi doanh nghiệp; mặt đất coi là phẳng",
		EN: "far field S = EIRP·F/(4πd²) at full load; ratios summed over all emitters of all operators; the ground is taken as flat",
	}
	return out, out.fill(all, limits, site.Row.ID)
}

// limits is the set of that ID.
func (e *Engine) limits(ctx context.Context, id string) (emf.Limits, error) {
	all := emf.AllLimits()
	text, err := e.settings.Setting(ctx, SettingEMFLimits)
	if err != nil {
		return emf.Limits{}, err
	}
	if text != "" {
		own, err := ParseEMFLimits([]byte(text))
		if err != nil {
			return emf.Limits{}, err
		}
		all = append(own, all...)
	}
	var known []string
	for i, l := range all {
		if strings.EqualFold(l.ID, id) || id == "" && i == len(all)-len(emf.AllLimits()) {
			return l, nil
		}
		known = append(known, l.ID)
	}
	return emf.Limits{}, registry.Errorf(registry.Invalid, "không có bộ giới hạn %q; có: %s", "there is no set of limits %q; there are: %s", id, strings.Join(known, ", "))
}

// ParseEMFLimits reads sets of limits and refuses what can be none.
func ParseEMFLimits(data []byte) ([]emf.Limits, error) {
	var all []emf.Limits
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&all)
	for _, l := range all {
		if l.ID == "" || len(l.Pieces) == 0 {
			err = fmt.Errorf("set %q: an id and pieces are needed", l.ID)
		}
		for _, p := range l.Pieces {
			if !(p.FromMHz < p.ToMHz && p.FieldVPerM > 0 && p.DensityWPerM2 > 0) {
				err = fmt.Errorf("set %q: from_mhz must be below to_mhz, field and density positive", l.ID)
			}
		}
	}
	if err != nil {
		bad := registry.Errorf(registry.Invalid, "bộ giới hạn trường điện từ không dùng được", "the limits of exposure cannot be used")
		bad.Cause = err
		return nil, bad
	}
	return all, nil
}

// findSite is the site of that code or ID.
func findSite(ctx context.Context, r registry.Reader, name, operator string) (*registry.Site, error) {
	where := []registry.Condition{registry.Where("code", name)}
	if operator != "" {
		where = append(where, registry.Where("operator_code", operator))
	}
	found, err := registry.Find[*registry.Site](ctx, r, registry.Query{Kind: registry.Sites, Where: where})
	if err == nil && len(found) == 0 {
		found, err = registry.Find[*registry.Site](ctx, r, registry.Query{Kind: registry.Sites, Where: []registry.Condition{registry.Where("id", name)}})
	}
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, registry.Errorf(registry.NotFound, "không có vị trí %q", "there is no site %q", name)
	case len(found) > 1:
		return nil, registry.Errorf(registry.Invalid, "%d vị trí có mã %q: nêu thêm doanh nghiệp", "%d sites have code %q: name the operator", len(found), name)
	case !found[0].Located:
		return nil, registry.Errorf(registry.Invalid, "vị trí %q không có tọa độ", "site %q has no position", name)
	}
	return found[0], nil
}

// emitters gathers the antennas on and near a mast, its own first.
func (e *Engine) emitters(ctx context.Context, src Source, site *registry.Site, nearM float64) ([]emitter, error) {
	budgets, err := LoadBudgets(ctx, e.settings)
	if err != nil {
		return nil, err
	}
	patterns, err := e.folder.patterns()
	if err != nil {
		return nil, err
	}
	stations, _, err := gather(ctx, src, &budgets, patterns.names, registry.Date{}, "", "")
	if err != nil {
		return nil, err
	}
	var all []emitter
	for i := range stations {
		s := &stations[i]
		for k := range s.Antennas {
			a := &s.Antennas[k]
			away := geodesy.DistanceM(site.Point, a.At)
			if s.SiteID != site.Row.ID && away > nearM {
				continue
			}
			m, err := a.mounted(patterns.load)
			if err != nil {
				return nil, err
			}
			all = append(all, newEmitter(site.Point, s, a, m, away))
		}
	}
	if !slices.ContainsFunc(all, func(em emitter) bool { return em.station.SiteID == site.Row.ID }) {
		return nil, registry.Errorf(registry.NotFound, "vị trí %s không có trạm đang phát nào tính được", "site %s has no station on air that can be computed", site.Code)
	}
	slices.SortStableFunc(all, func(a, b emitter) int {
		return count(b.station.SiteID == site.Row.ID) - count(a.station.SiteID == site.Row.ID)
	})
	return all, nil
}

func newEmitter(foot orb.Point, s *Station, a *Antenna, m antenna.Mounted, awayM float64) emitter {
	out := emitter{station: s, antenna: a, mounted: m, awayM: awayM}
	var east, north float64
	if awayM > 0 {
		_, azimuth, _ := geodesy.Inverse(foot, a.At)
		sin, cos := math.Sincos(azimuth * math.Pi / 180)
		east, north = awayM*sin, awayM*cos
	}
	name := a.Code
	if name == "" {
		name = s.Code
	}
	out.emf = emf.Emitter{
		Name: name, FrequencyMHz: a.FrequencyMHz, PowerDBm: a.EIRPDBm - m.PeakDBi(), Antenna: m,
		At: emf.Position{EastM: east, NorthM: north, UpM: a.HeightM},
	}
	return out
}

// fill computes boxes and ratios.
func (out *EMF) fill(all []emitter, limits emf.Limits, siteID string) error {
	var own, everything []emf.Emitter
	near := map[string]*NearReport{}
	for i := range all {
		em := &all[i]
		everything = append(everything, em.emf)
		if em.station.SiteID != siteID {
			if near[em.station.SiteID] == nil {
				near[em.station.SiteID] = &NearReport{Site: em.station.SiteID, Operator: em.station.Operator, DistanceM: em.awayM}
			}
			near[em.station.SiteID].Emitters++
			continue
		}
		own = append(own, em.emf)
		report, err := em.report(limits, out.Reflection)
		if err != nil {
			return err
		}
		out.Emitters = append(out.Emitters, report)
	}
	for _, n := range near {
		out.Near = append(out.Near, *n)
	}
	slices.SortFunc(out.Near, func(a, b NearReport) int { return strings.Compare(a.Site, b.Site) })
	mast, err := emf.NewSite(own, limits, out.Reflection)
	if err != nil {
		return badEMF(err)
	}
	box, middle := mast.MastBox(0)
	out.MastBox, out.Middle = BoxReport(box), Offset(middle)
	field, err := emf.NewSite(everything, limits, out.Reflection)
	if err != nil {
		return badEMF(err)
	}
	out.ground(field)
	return nil
}

func badEMF(err error) error {
	bad := registry.Errorf(registry.Invalid, "không tính được trường điện từ", "the field cannot be computed")
	bad.Cause = err
	return bad
}

func (em *emitter) report(limits emf.Limits, reflection float64) (EmitterReport, error) {
	a := em.antenna
	_, density, err := limits.At(a.FrequencyMHz)
	if err != nil {
		return EmitterReport{}, badEMF(err)
	}
	alone, err := emf.NewSite([]emf.Emitter{em.emf}, limits, reflection)
	if err != nil {
		return EmitterReport{}, badEMF(err)
	}
	return EmitterReport{
		Name: em.emf.Name, Operator: em.station.Operator, Technology: em.station.Technology, FrequencyMHz: a.FrequencyMHz,
		EIRPDBm: a.EIRPDBm, HeightM: a.HeightM, AzimuthDeg: a.AzimuthDeg, Omni: a.Omni, LimitWPerM2: density,
		ComplianceM: emf.ComplianceDistanceM(math.Pow(10, (a.EIRPDBm-30)/10), density, reflection),
		Box:         BoxReport(alone.SectorBox(em.emf.At, a.AzimuthDeg)), Assumed: a.Assumed,
	}, nil
}

// ground looks for the worst place of a standing person: every metre to 20 m,
// then ever farther to 300 m, every 5°.
func (out *EMF) ground(field *emf.Site) {
	out.Ground.HeightM = personM
	for d := 1.0; d <= 300; d += max(1, d/20) {
		for bearing := 0.0; bearing < 360; bearing += 5 {
			sin, cos := math.Sincos(bearing * math.Pi / 180)
			ratio := field.Ratio(emf.Position{EastM: d * sin, NorthM: d * cos, UpM: personM})
			if ratio > out.Ground.Ratio {
				out.Ground.Ratio, out.Ground.DistanceM, out.Ground.BearingDeg = ratio, d, bearing
			}
		}
	}
	out.Ground.At = geodesy.Direct(out.At, out.Ground.BearingDeg, out.Ground.DistanceM)
	out.Within = out.Ground.Ratio <= 1
}
