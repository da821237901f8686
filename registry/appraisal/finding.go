package appraisal

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"hatang/registry"
)

// Verdict is what a check came to.
type Verdict string

// The verdicts: đạt, không đạt, chưa đủ dữ liệu.
const (
	Met       Verdict = "met"
	NotMet    Verdict = "not_met"
	Undecided Verdict = "undecided"
)

// Label is the verdict in words.
func (v Verdict) Label() registry.Text {
	switch v {
	case Met:
		return registry.Text{VI: "đạt", EN: "met"}
	case NotMet:
		return registry.Text{VI: "không đạt", EN: "not met"}
	}
	return registry.Text{VI: "chưa đủ dữ liệu", EN: "not decidable"}
}

// worst is the verdict of two that must both hold.
func worst(a, b Verdict) Verdict {
	switch {
	case a == NotMet || b == NotMet:
		return NotMet
	case a == Undecided || b == Undecided:
		return Undecided
	}
	return Met
}

// Check names one of the sixteen things that an officer looks at.
type Check string

// The checks, in the order of the officer's list.
const (
	Completeness Check = "completeness"
	Licences     Check = "licences"
	Coordinates  Check = "coordinates"
	InPlan       Check = "plan"
	AreaClass    Check = "area"
	Zones        Check = "zones"
	Structure    Check = "structure"
	Spacing      Check = "spacing"
	Sharing      Check = "sharing"
	Hosts        Check = "hosts"
	Safety       Check = "safety"
	EMF          Check = "emf"
	Aviation     Check = "aviation"
	Land         Check = "land"
	Need         Check = "need"
	Procedure    Check = "procedure"
)

// Checks lists the checks in the order of the officer's list.
func Checks() []Check {
	return []Check{
		Completeness, Licences, Coordinates, InPlan, AreaClass, Zones, Structure, Spacing,
		Sharing, Hosts, Safety, EMF, Aviation, Land, Need, Procedure,
	}
}

// Label is the check as a heading.
func (c Check) Label() registry.Text {
	switch c {
	case Completeness:
		return registry.Text{VI: "Thành phần hồ sơ", EN: "Completeness"}
	case Licences:
		return registry.Text{VI: "Giấy phép băng tần", EN: "Licences for the bands"}
	case Coordinates:
		return registry.Text{VI: "Tọa độ và địa bàn", EN: "Coordinates and commune"}
	case InPlan:
		return registry.Text{VI: "Kế hoạch được duyệt", EN: "Approved plan"}
	case AreaClass:
		return registry.Text{VI: "Loại khu vực", EN: "Area class"}
	case Zones:
		return registry.Text{VI: "Khu vực có quy định riêng", EN: "Restricted zones"}
	case Structure:
		return registry.Text{VI: "Loại cột và chiều cao", EN: "Class and height"}
	case Spacing:
		return registry.Text{VI: "Khoảng cách", EN: "Spacing"}
	}
	return c.laterLabel()
}

func (c Check) laterLabel() registry.Text {
	switch c {
	case Sharing:
		return registry.Text{VI: "Khả năng dùng chung", EN: "Sharing"}
	case Hosts:
		return registry.Text{VI: "Số doanh nghiệp cột mang được", EN: "Operators that the mast carries"}
	case Safety:
		return registry.Text{VI: "Cam kết an toàn", EN: "Safety declarations"}
	case EMF:
		return registry.Text{VI: "Phơi nhiễm điện từ", EN: "Exposure to fields"}
	case Aviation:
		return registry.Text{VI: "Tĩnh không hàng không", EN: "Aviation"}
	case Land:
		return registry.Text{VI: "Giấy tờ đất", EN: "Land papers"}
	case Need:
		return registry.Text{VI: "Sự cần thiết", EN: "Need"}
	case Procedure:
		return registry.Text{VI: "Trình tự và thời hạn", EN: "Procedure and deadline"}
	}
	return registry.Text{VI: string(c), EN: string(c)}
}

// Reference is the clause that a finding rests on.
type Reference struct {
	RuleSet string        `json:"rule_set,omitempty"`
	Clause  string        `json:"clause,omitempty"`
	Cite    registry.Text `json:"cite"` // "điểm a khoản 5 Điều 15 Quyết định …"
	// Verified is false where the clause was entered from memory: it is shown so.
	Verified bool `json:"verified"`
}

// Input is a value that a finding used, and where it came from.
type Input struct {
	Name   string `json:"name"`
	Value  any    `json:"value"`
	Unit   string `json:"unit,omitempty"`
	Source string `json:"source,omitempty"`
}

// Finding is what one clause, or one question that no clause asks, came to.
type Finding struct {
	Check   Check   `json:"check"`
	Verdict Verdict `json:"verdict"`
	// Officer marks an undecided finding in which nothing is missing: the text
	// admits several readings, or asks for a judgement.
	Officer bool          `json:"officer,omitempty"`
	Clause  Reference     `json:"clause"`
	Also    []Reference   `json:"also,omitempty"` // further clauses, such as one that contradicts
	Summary registry.Text `json:"summary"`
	// Number is compared with Threshold; Margin is how far it is on the right side,
	// negative on the wrong one. nil where there is no number.
	Number    *float64 `json:"number,omitempty"`
	Threshold *float64 `json:"threshold,omitempty"`
	Margin    *float64 `json:"margin,omitempty"`
	Unit      string   `json:"unit,omitempty"`
	// Consequence of not being met: share_or_move, amend_plan, supplement, consent,
	// refuse, refer.
	Consequence string      `json:"consequence,omitempty"`
	Missing     []string    `json:"missing,omitempty"` // names of the data that would decide it
	Inputs      []Input     `json:"inputs,omitempty"`
	Neighbours  []Neighbour `json:"neighbours,omitempty"`
	Candidates  []Candidate `json:"candidates,omitempty"`
	// Evidence is what can be drawn: masts, lines with distance and bearing,
	// buffers, zones, boxes, gaps.
	Evidence *geojson.FeatureCollection `json:"evidence,omitempty"`
}

// Neighbour is a mast near the position, with what the rules say of the pair.
type Neighbour struct {
	Kind       registry.Kind `json:"kind"` // sites or positions
	ID         string        `json:"id"`
	Code       string        `json:"code"`
	Name       string        `json:"name,omitempty"`
	Operator   string        `json:"operator"`
	Relation   string        `json:"relation"` // same or other
	State      string        `json:"state"`
	Counts     string        `json:"counts"` // yes, no or unknown, by its state
	Area       string        `json:"area,omitempty"`
	HeightM    *float64      `json:"height_m,omitempty"`
	Room       *int64        `json:"tenant_room,omitempty"`
	DistanceM  float64       `json:"distance_m"`
	BearingDeg float64       `json:"bearing_deg"`
	Verdict    Verdict       `json:"verdict"`
	Officer    bool          `json:"officer,omitempty"`
	Clauses    []Reference   `json:"clauses,omitempty"`
	ThresholdM *float64      `json:"threshold_m,omitempty"`
	MarginM    *float64      `json:"margin_m,omitempty"`
	Missing    []string      `json:"missing,omitempty"`
	Why        registry.Text `json:"why,omitzero"`
	InBatch    bool          `json:"in_batch,omitempty"` // filed earlier in the same batch
	Point      orb.Point     `json:"point"`
}

// CheckResult is one line of the officer's list.
type CheckResult struct {
	Check    Check         `json:"check"`
	Label    registry.Text `json:"label"`
	Verdict  Verdict       `json:"verdict"`
	Officer  bool          `json:"officer,omitempty"`
	Findings []Finding     `json:"findings"`
}

// CommuneReference is the commune in which the position lies.
type CommuneReference struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	Type     string `json:"type"`
	Province string `json:"province"`
}

// Assessment is everything found about one position.
type Assessment struct {
	ID       string            `json:"id,omitempty"`
	Code     string            `json:"code"`
	Name     string            `json:"name,omitempty"`
	Operator string            `json:"operator"`
	Row      int               `json:"row,omitempty"` // of the file, when it came from one
	Point    *orb.Point        `json:"point,omitempty"`
	GivenCRS string            `json:"given_crs,omitempty"`
	Given    string            `json:"given_coordinates,omitempty"`
	Commune  *CommuneReference `json:"commune,omitempty"`
	Area     string            `json:"area,omitempty"` // urban, outside or ""
	AsOf     registry.Date     `json:"as_of"`
	RuleSets []SetReference    `json:"rule_sets"`
	Verdict  Verdict           `json:"verdict"`
	Checks   []CheckResult     `json:"checks"`
	// Conditions go into a consent: notify before building, inspect before going
	// on air, build within 12 months.
	Conditions   []Condition   `json:"conditions"`
	Alternatives []Alternative `json:"alternatives,omitempty"`
}

// SetReference names a rule set exactly, by the hash of its text.
type SetReference struct {
	Code     string        `json:"code"`
	Name     registry.Text `json:"name"`
	Citation registry.Text `json:"citation"`
	SHA256   string        `json:"sha256"`
}

// Condition is a duty that comes with a consent.
type Condition struct {
	Clause Reference     `json:"clause"`
	Text   registry.Text `json:"text"`
	Until  registry.Date `json:"until,omitzero"`
}

// Find is the findings of a check.
func (a *Assessment) Find(c Check) *CheckResult {
	for i := range a.Checks {
		if a.Checks[i].Check == c {
			return &a.Checks[i]
		}
	}
	return nil
}

// summarise gathers findings into the line of a check.
func summarise(c Check, findings []Finding) CheckResult {
	r := CheckResult{Check: c, Label: c.Label(), Verdict: Met, Findings: findings}
	missing := false
	for i := range findings {
		f := &findings[i]
		r.Verdict = worst(r.Verdict, f.Verdict)
		if f.Verdict == Undecided {
			r.Officer = r.Officer || f.Officer
			missing = missing || !f.Officer
		}
	}
	r.Officer = r.Officer && r.Verdict == Undecided && !missing
	return r
}

func ptr[T any](v T) *T { return &v }

// optional is the value, nil when it is not known.
func optional[T any](o registry.Opt[T]) *T {
	if !o.Known {
		return nil
	}
	return &o.Value
}
