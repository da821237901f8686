package planning

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"hatang/geo/access"
	"hatang/geo/raster"
	"hatang/registry"
)

// Weights let some people count for more than one, or for less, when points are
// chosen: those of poor communes, those outside towns, those who are far from every
// point. They steer the choice alone: every figure, gain and rank goes on counting
// people as they are.
//
// A person's weight is the factor of the commune, else that of its type, else 1,
// times Beyond for those beyond the limit.
type Weights struct {
	Types    []Weight `json:"types,omitempty"`    // by type of commune, such as "xa"
	Communes []Weight `json:"communes,omitempty"` // by code; goes before the type's
	// Beyond weighs the people whom no point serves within the limit as the network
	// is, for goals that shorten the way; 0: as everybody else.
	Beyond float64 `json:"beyond,omitempty"`
}

// Weight is for how many each person counts.
type Weight struct {
	Code   string  `json:"code"`
	Factor float64 `json:"factor"`
}

// The range of a factor: wide enough for any policy, and narrow enough that no sum
// of weighted people loses the digits of the light ones.
const (
	leastWeight = 0.01
	mostWeight  = 100.0
)

// given tells whether anybody weighs otherwise than everybody else.
func (w *Weights) given() bool {
	return w != nil && (len(w.Types) > 0 || len(w.Communes) > 0 || w.Beyond != 0)
}

// weighsWay tells whether the goal is about how far people have to go.
func (g Goal) weighsWay() bool { return g != Cover && g != Fewest }

func (w *Weights) check(goal Goal, l *problemList) {
	if !w.given() {
		return
	}
	if goal == Fewest {
		l.add("weights", "", "contradiction", "mục tiêu này đạt tỷ lệ dân, tính trên người thật: không dùng trọng số",
			"this goal reaches a share of people as they are: it takes no weights")
		return
	}
	if w.Beyond != 0 && !goal.weighsWay() {
		l.add("weights.beyond", fmt.Sprint(w.Beyond), "contradiction", "mục tiêu này chỉ tính người đang ở ngoài tầm nên trọng số này không đổi gì",
			"this goal gains only people beyond reach, so this weight changes nothing")
	}
	factor := func(column, value string, f float64) {
		if !(f >= leastWeight && f <= mostWeight) {
			l.add(column, value, "range", "trọng số phải từ %v đến %v", "a weight must be from %v to %v", leastWeight, mostWeight)
		}
	}
	if w.Beyond != 0 {
		factor("weights.beyond", fmt.Sprint(w.Beyond), w.Beyond)
	}
	types := registry.SchemaOf(registry.Units).Field("type").Codes
	for column, list := range map[string][]Weight{"weights.types": w.Types, "weights.communes": w.Communes} {
		seen := map[string]bool{}
		for _, one := range list {
			factor(column, one.Code+"="+strconv.FormatFloat(one.Factor, 'g', -1, 64), one.Factor)
			if seen[one.Code] {
				l.add(column, one.Code, "unique", "nêu hai lần", "is given twice")
			}
			seen[one.Code] = true
			if column == "weights.types" && !slices.ContainsFunc(types, func(c registry.CodeValue) bool { return c.Code == one.Code }) {
				l.add(column, one.Code, "code", "không có loại đơn vị này", "there is no such type of unit")
			}
		}
	}
}

// checkWeights refuses weights of communes that are none of the unit's.
func (s *stage) checkWeights(q *Question) error {
	var l problemList
	if q.Weights != nil {
		for _, one := range q.Weights.Communes {
			if s.communeCoded(one.Code) == nil {
				l.add("weights.communes", one.Code, "reference", "không phải xã của %[1]s vào ngày %[2]s", "is no commune of %[1]s on %[2]s", s.ground.Unit.Name, s.asOf)
			}
		}
	}
	return l.err()
}

func (s *stage) communeCoded(code string) *registry.AdminUnit {
	for _, c := range s.ground.Communes {
		if c.Code == code {
			return c
		}
	}
	return nil
}

// weigh is for how many the people of each cell count in the search; field is who
// goes where as the network is.
func (s *stage) weigh(q *Question, cells *access.Cells, field access.Field) []float64 {
	w := q.Weights
	if !w.given() {
		return cells.People
	}
	of := make([]float64, len(s.ground.Communes))
	for i, c := range s.ground.Communes {
		of[i] = w.of(c)
	}
	cost, limit := field.Cost(), q.limit()
	weighed := make([]float64, cells.Len())
	for i, people := range cells.People {
		weighed[i] = people
		if unit := cells.Unit[i]; unit != raster.NoUnit {
			weighed[i] *= of[s.communeOf[unit]]
		}
		if w.Beyond != 0 && float64(cost[i]) > limit {
			weighed[i] *= w.Beyond
		}
	}
	return weighed
}

// of is the factor of a commune.
func (w *Weights) of(c *registry.AdminUnit) float64 {
	for _, lists := range []struct {
		code string
		list []Weight
	}{{c.Code, w.Communes}, {c.Type, w.Types}} {
		if k := slices.IndexFunc(lists.list, func(one Weight) bool { return one.Code == lists.code }); k >= 0 {
			return lists.list[k].Factor
		}
	}
	return 1
}

// weighed says of a solver's unit that its people are weighed.
func (q *Question) weighed(unit registry.Text) registry.Text {
	if !q.Weights.given() {
		return unit
	}
	return registry.Text{VI: unit.VI + ", theo trọng số", EN: unit.EN + ", weighted"}
}

// weightNotes tells for how many people count when points are chosen.
func (s *stage) weightNotes(q *Question) []registry.Text {
	if !q.Weights.given() {
		return nil
	}
	say := func(lang registry.Lang) string { return strings.Join(s.weightsIn(q, lang), "; ") }
	return []registry.Text{{
		VI: "khi chọn vị trí, mỗi người được tính theo trọng số: " + say(registry.VI) + ". Các chỉ tiêu, lợi ích và thứ tự từng điểm vẫn đếm người thật",
		EN: "when points are chosen, each person counts by weights: " + say(registry.EN) + ". Figures, gains and ranks go on counting people as they are",
	}}
}

func (s *stage) weightsIn(q *Question, lang registry.Lang) []string {
	var parts []string
	say := func(name string, factor float64) {
		parts = append(parts, name+" × "+lang.Number(factor, decimalsOf(factor)))
	}
	for _, one := range q.Weights.Types {
		label := one.Code
		for _, code := range registry.SchemaOf(registry.Units).Field("type").Codes {
			if code.Code == one.Code {
				label = strings.ToLower(code.Label.In(lang))
			}
		}
		say(label, one.Factor)
	}
	for _, one := range q.Weights.Communes {
		name := one.Code
		if c := s.communeCoded(one.Code); c != nil {
			name = c.Name + " (" + c.Code + ")"
		}
		say(name, one.Factor)
	}
	if q.Weights.Beyond != 0 {
		limit := wayIn(s.metric.Unit(), registry.Some(q.limit()), lang)
		say(registry.Text{VI: "người hiện cách điểm gần nhất quá " + limit, EN: "those now farther than " + limit + " from a point"}.In(lang), q.Weights.Beyond)
	}
	return append(parts, registry.Text{VI: "còn lại × 1", EN: "everybody else × 1"}.In(lang))
}

// decimalsOf is how many decimals a factor is written with.
func decimalsOf(factor float64) int {
	text := strconv.FormatFloat(factor, 'f', -1, 64)
	_, fraction, _ := strings.Cut(text, ".")
	return min(len(fraction), 2)
}
