package planning

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/indicators"
)

// Goal is what a plan is to reach.
type Goal string

// The goals.
const (
	Add     Goal = "add"     // Count more points, so that the way is shortest for all together
	Cover   Goal = "cover"   // Count more points, so that most people are within RadiusM
	Fewest  Goal = "fewest"  // as few more points as bring Share of the people within RadiusM, and one into each commune
	Close   Goal = "close"   // Count points closed, so that the way grows least
	Upgrade Goal = "upgrade" // Count of the BĐVHX made full post offices
	Ratio   Goal = "ratio"   // as many more points as bring people per point down to PeoplePerPoint
)

// Goals lists the goals that a network can have.
func Goals(network indicators.Network) []Goal {
	if network == indicators.PostalNetwork {
		return []Goal{Add, Cover, Fewest, Close, Upgrade, Ratio}
	}
	return []Goal{Cover, Fewest}
}

// How the way to a point is measured.
const (
	Straight = "straight" // along the geodesic
	Road     = "road"     // time over the imported roads, on foot beside them
)

// Question is what is asked of a plan.
type Question struct {
	Name    string             `json:"name,omitempty"`
	Network indicators.Network `json:"network"`
	Goal    Goal               `json:"goal"`
	Unit    string             `json:"unit,omitempty"`
	AsOf    registry.Date      `json:"as_of"`
	Points  Filter             `json:"points"`
	Travel  string             `json:"travel,omitempty"` // Straight unless said otherwise

	Count int `json:"count,omitempty"`
	// RadiusM is a distance, Minutes its stand-in where Travel is Road.
	RadiusM        float64 `json:"radius_m,omitempty"`
	Minutes        float64 `json:"minutes,omitempty"`
	Share          float64 `json:"share,omitempty"` // 0 to 1
	EachCommune    bool    `json:"each_commune,omitempty"`
	PeoplePerPoint float64 `json:"people_per_point,omitempty"`

	Candidates Candidates `json:"candidates"`
	// Force and Forbid are IDs of candidates that must or must not be chosen; when
	// points are closed, of points that must or must not be.
	Force  []string `json:"force,omitempty"`
	Forbid []string `json:"forbid,omitempty"`
	// Weights of people in the choice; none: everybody counts for one.
	Weights *Weights `json:"weights,omitempty"`

	Speaker *Speaker `json:"speaker,omitempty"` // of a new loudspeaker cluster
	// Mast of a new mobile site, whose footprint is then computed; with RadiusM in
	// its place it is a disc.
	Mast *Mast `json:"mast,omitempty"`

	LimitS float64 `json:"limit_s,omitempty"` // seconds to search; 0: 8
	// Gap, 0 to 1, ends the search once the choice is proven to be within this share
	// of the best; 0: once it is proven to be the best.
	Gap  float64 `json:"gap,omitempty"`
	Seed uint64  `json:"seed,omitempty"`
}

// Filter says which points of the network count as serving. The zero value takes
// all that worked on the day.
type Filter struct {
	Classes []string `json:"classes,omitempty"` // none: every class
	Staffed bool     `json:"staffed,omitempty"`
	// MinHours is how many hours a day a point is open at least.
	MinHours float64 `json:"min_hours,omitempty"`
	Internet bool    `json:"internet,omitempty"`
	// Approximate lets points known only approximately take part in distances.
	Approximate bool `json:"approximate,omitempty"`
}

// Candidates says where points may be added. Where nothing is said, settlements
// and commune centres are candidates, or a grid where there are no settlements.
type Candidates struct {
	Settlements bool    `json:"settlements,omitempty"`
	Seats       bool    `json:"seats,omitempty"`  // the middle of each commune's people
	GridM       float64 `json:"grid_m,omitempty"` // the most populated cell of each square of this side
	List        []Place `json:"list,omitempty"`
	// Most is how many are looked at, spread over the land; 0: 2000.
	Most int `json:"most,omitempty"`
}

// Place is a candidate somebody named.
type Place struct {
	ID   string  `json:"id,omitempty"` // none: its number in the list
	Name string  `json:"name,omitempty"`
	Lon  float64 `json:"lon"`
	Lat  float64 `json:"lat"`
}

// At is the place as a point.
func (p Place) At() orb.Point { return orb.Point{p.Lon, p.Lat} }

// Speaker is the loudspeaker of a new cluster.
type Speaker struct {
	SensitivityDB float64 `json:"sensitivity_db"`
	PowerW        float64 `json:"power_w"`
	Town          bool    `json:"town,omitempty"` // between houses
	NoiseDB       float64 `json:"noise_db,omitempty"`
}

// mostCandidates is Candidates.Most where it is not said, limitS Question.LimitS.
const (
	mostCandidates = 2000
	limitS         = 8.0
)

// normRadiusM is the distance that figures speak of where the question names
// none: the 3 km of the national quality norm.
const normRadiusM = 3000.0

// problems tells everything that is wrong with the question by itself.
func (q *Question) problems() []registry.Problem {
	var l problemList
	if !slices.Contains([]indicators.Network{indicators.PostalNetwork, indicators.BTSNetwork, indicators.RadioNetwork}, q.Network) {
		l.add("network", string(q.Network), "code", "chọn postal, bts hoặc radio", "choose postal, bts or radio")
	} else if !slices.Contains(Goals(q.Network), q.Goal) {
		l.add("goal", string(q.Goal), "code", "chọn một trong: %v", "choose one of: %v", Goals(q.Network))
	}
	if q.Travel != "" && q.Travel != Straight && q.Travel != Road {
		l.add("travel", q.Travel, "code", "chọn straight hoặc road", "choose straight or road")
	}
	if q.Travel == Road && q.Network != indicators.PostalNetwork {
		l.add("travel", q.Travel, "code", "chỉ mạng bưu chính tính theo đường đi", "only the postal network is measured over roads")
	}
	switch {
	case q.Mast == nil:
	case q.Network != indicators.BTSNetwork:
		l.add("mast", "", "contradiction", "chỉ mạng bts có cột anten", "only the bts network has masts")
	case q.RadiusM != 0:
		l.add("radius_m", fmt.Sprint(q.RadiusM), "contradiction", "hoặc bán kính của hình tròn, hoặc cột anten để tính vùng phủ, không cả hai",
			"either the radius of a disc or a mast whose footprint is computed, not both")
	default:
		q.Mast.check(&l)
	}
	q.checkNumbers(&l)
	q.Points.check(&l)
	q.Candidates.check(&l)
	q.Weights.check(q.Goal, &l)
	for _, id := range q.Force {
		if slices.Contains(q.Forbid, id) {
			l.add("force", id, "contradiction", "vừa bắt buộc vừa cấm", "is both forced and forbidden")
		}
	}
	return l
}

func (q *Question) checkNumbers(l *problemList) {
	counted := q.Goal == Add || q.Goal == Cover || q.Goal == Close || q.Goal == Upgrade
	if counted && (q.Count < 1 || q.Count > 5000) {
		l.add("count", fmt.Sprint(q.Count), "range", "cần số điểm từ 1 đến 5000", "a number of points from 1 to 5000 is needed")
	}
	if q.Goal == Fewest && !q.EachCommune && !(q.Share > 0) {
		l.add("share", fmt.Sprint(q.Share), "required", "nêu tỷ lệ dân (share) hoặc mỗi xã một điểm (each_commune)",
			"state a share of people or one point in each commune")
	}
	if q.Goal == Ratio && !(q.PeoplePerPoint > 0 && q.PeoplePerPoint <= 1e7) {
		l.add("people_per_point", fmt.Sprint(q.PeoplePerPoint), "range", "cần số dân mỗi điểm lớn hơn 0", "people per point must be more than 0")
	}
	q.checkRanges(l)
}

func (q *Question) checkRanges(l *problemList) {
	for name, v := range map[string]struct{ value, most float64 }{
		"radius_m": {q.RadiusM, 200_000}, "minutes": {q.Minutes, 6000}, "share": {q.Share, 1}, "gap": {q.Gap, 1}, "limit_s": {q.LimitS, 86400},
		"candidates.grid_m": {q.Candidates.GridM, 100_000}, "points.min_hours": {q.Points.MinHours, 24},
	} {
		if math.IsNaN(v.value) || v.value < 0 || v.value > v.most {
			l.add(name, fmt.Sprint(v.value), "range", "phải từ 0 đến %v", "must be from 0 to %v", v.most)
		}
	}
	slices.SortFunc(*l, func(a, b registry.Problem) int {
		return slices.Compare([]string{a.Column, a.Value}, []string{b.Column, b.Value})
	})
}

func (f *Filter) check(l *problemList) {
	field := registry.SchemaOf(registry.Postal).Field("class")
	for _, class := range f.Classes {
		if !slices.ContainsFunc(field.Codes, func(c registry.CodeValue) bool { return c.Code == class }) {
			l.add("points.classes", class, "code", "không có loại điểm này", "there is no such class of point")
		}
	}
}

func (c *Candidates) check(l *problemList) {
	ids := map[string]bool{}
	for i, p := range c.List {
		if !(math.Abs(p.Lon) <= 180 && math.Abs(p.Lat) <= 90) {
			l.addRow(i+1, "candidates.list", fmt.Sprintf("%v %v", p.Lon, p.Lat), "range", "không phải kinh độ, vĩ độ", "is no longitude and latitude")
		}
		if p.ID != "" && ids[p.ID] {
			l.addRow(i+1, "candidates.list", p.ID, "unique", "mã lặp lại", "the id occurs twice")
		}
		ids[p.ID] = true
	}
	if c.Most < 0 || c.Most > 100_000 {
		l.add("candidates.most", fmt.Sprint(c.Most), "range", "phải từ 0 đến 100000", "must be from 0 to 100000")
	}
}

// problemList gathers what is wrong, to be told at once.
type problemList []registry.Problem

func (l *problemList) add(column, value, rule, vi, en string, args ...any) {
	l.addRow(0, column, value, rule, vi, en, args...)
}

func (l *problemList) addRow(row int, column, value, rule, vi, en string, args ...any) {
	*l = append(*l, registry.Problem{
		Row: row, Column: column, Value: value, Rule: rule, Severity: registry.Fault, Message: registry.Textf(vi, en, args...),
	})
}

// err is nil when there are no problems.
func (l problemList) err() error {
	if len(l) == 0 {
		return nil
	}
	return &registry.Error{
		Code: registry.Invalid, Problems: l,
		Message: registry.Text{VI: "yêu cầu lập phương án chưa dùng được", EN: "the question cannot be answered as it stands"},
	}
}

// limit is the cost that "within reach" means, in the unit of the metric.
func (q *Question) limit() float64 {
	switch {
	case q.Travel == Road && q.Minutes > 0:
		return q.Minutes * 60
	case q.Travel == Road:
		return 45 * 60 // 3 km on foot
	case q.RadiusM > 0:
		return q.RadiusM
	}
	return normRadiusM
}
