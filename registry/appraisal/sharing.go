package appraisal

import (
	"cmp"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// Candidate is an existing mast that might carry the antennas instead.
type Candidate struct {
	Kind       registry.Kind `json:"kind"`
	ID         string        `json:"id"`
	Code       string        `json:"code"`
	Operator   string        `json:"operator"`
	State      string        `json:"state"`
	DistanceM  float64       `json:"distance_m"`
	BearingDeg float64       `json:"bearing_deg"`
	// HeightM is the mast's, with its building's; NeededM what the proposal needs.
	HeightM *float64        `json:"height_m,omitempty"`
	NeededM *float64        `json:"needed_m,omitempty"`
	Tenants []string        `json:"tenants,omitempty"`
	Room    *int64          `json:"tenant_room,omitempty"`
	Answer  string          `json:"answer,omitempty"` // agreed or refused, by the dossier
	Fits    Verdict         `json:"fits"`
	Missing []string        `json:"missing,omitempty"`
	Reasons []registry.Text `json:"reasons,omitempty"`
	Rank    int             `json:"rank"`
	Point   orb.Point       `json:"point"`
}

// sharing looks for masts within reach that could carry the antennas, ranks them
// and compares them with what was asked and answered.
func (r *run) sharing() []Finding {
	if !r.located {
		return []Finding{{Verdict: Undecided, Missing: []string{"geometry"}, Summary: registry.Text{
			VI: "chưa có tọa độ nên chưa tìm được cột để dùng chung", EN: "without coordinates no mast to share can be looked for",
		}}}
	}
	candidates := r.candidates()
	f := Finding{Verdict: Met, Clause: Reference{Verified: true}, Candidates: candidates, Unit: "m", Evidence: r.drawn()}
	possible, unsure := 0, false
	for i := range candidates {
		c := &candidates[i]
		f.Evidence.Append(feature(c.Point, "candidate", map[string]any{
			"code": c.Code, "operator": c.Operator, "rank": c.Rank, "fits": string(c.Fits), "distance_m": c.DistanceM,
		}))
		switch {
		case c.Fits == Met && c.Answer != "refused":
			possible++
		case c.Fits == Undecided && c.Answer != "refused":
			unsure = true
			f.Missing = union(f.Missing, c.Missing)
		}
	}
	switch {
	case possible > 0:
		r.facts["sharing_possible"] = true
	case !unsure:
		r.facts["sharing_possible"] = false
	}
	r.judgeSharing(&f, possible, unsure)
	return []Finding{f}
}

func (r *run) judgeSharing(f *Finding, possible int, unsure bool) {
	if len(f.Candidates) > 0 {
		f.Number = ptr(f.Candidates[0].DistanceM)
	}
	within := r.rules.parameters.SharingWithinM
	switch {
	case possible > 0:
		f.Verdict, f.Officer, f.Missing, f.Consequence = Undecided, true, nil, "share_or_move"
		f.Summary = registry.Textf("%[1]d cột trong %[2]s có thể dùng chung, gần nhất %[3]s (%[4]s): xem xét dùng chung trước",
			"%[1]d masts within %[5]s could be shared, the best %[3]s (%[4]s): consider sharing first",
			possible, metres(registry.VI, within), f.Candidates[0].Code, f.Candidates[0].Operator, metres(registry.EN, within))
	case unsure:
		f.Verdict = Undecided
		closed := slices.ContainsFunc(f.Candidates, func(c Candidate) bool { return c.Fits == Undecided && len(c.Reasons) > 0 })
		f.Summary = registry.Text{VI: "có cột trong tầm nhưng thiếu chiều cao hoặc số chỗ còn lại để biết có mang được không",
			EN: "masts stand within reach, but their height or room is not on record"}
		if closed {
			f.Summary = registry.Text{VI: "có cột trong tầm nhưng chiều cao hoặc số chỗ còn lại không công khai: hỏi doanh nghiệp chủ cột",
				EN: "masts stand within reach, but their height or room is not shown to everybody: ask their owners"}
		}
	default:
		f.Missing = nil
		f.Summary = registry.Textf("không có cột nào trong %[1]s mang được hoặc chủ cột đã từ chối",
			"no mast within %[2]s could carry it, or the owners refused", metres(registry.VI, within), metres(registry.EN, within))
	}
}

func (r *run) candidates() []Candidate {
	candidates := []Candidate{}
	for i := range r.nearby {
		m := &r.nearby[i]
		if m.Counts != "yes" || m.InBatch || m.DistanceM > r.rules.parameters.SharingWithinM {
			continue
		}
		candidates = append(candidates, r.candidate(m))
	}
	order := map[Verdict]int{Met: 0, Undecided: 1, NotMet: 2}
	answers := map[string]int{"agreed": 0, "": 1, "refused": 2}
	slices.SortStableFunc(candidates, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(order[a.Fits], order[b.Fits]), cmp.Compare(answers[a.Answer], answers[b.Answer]),
			cmp.Compare(a.DistanceM, b.DistanceM), cmp.Compare(a.Code, b.Code))
	})
	for i := range candidates {
		candidates[i].Rank = i + 1
	}
	return candidates
}

// candidate weighs whether a mast could carry the antennas.
func (r *run) candidate(m *mast) Candidate {
	c := Candidate{
		Kind: m.Kind, ID: m.ID, Code: m.Code, Operator: m.Operator, State: m.State, DistanceM: m.DistanceM, BearingDeg: m.BearingDeg,
		Room: m.Room, Tenants: parts(m.tenants), Answer: r.answerOf(m.Operator), Fits: Met, Point: m.Point,
	}
	if m.HeightM != nil && !slices.Contains(m.closed, "height_m") {
		total := *m.HeightM
		if m.building != nil {
			total += *m.building
		}
		c.HeightM = &total
	}
	switch {
	case r.p.AntennaHeightM.Known:
		c.NeededM = ptr(r.p.AntennaHeightM.Value)
	default:
		if total, ok := totalHeightM(r.p); ok {
			c.NeededM = &total
		}
	}
	switch {
	case c.HeightM == nil:
		c.lack("height_m")
	case c.NeededM == nil:
		c.lack("antenna_height_m")
	case short(*c.HeightM, *c.NeededM):
		c.refuse(registry.Textf("cột cao %[1]s m, cần %[3]s m", "the mast is %[2]s m high, %[4]s m are needed",
			registry.VI.Number(*c.HeightM, 1), registry.EN.Number(*c.HeightM, 1), registry.VI.Number(*c.NeededM, 1), registry.EN.Number(*c.NeededM, 1)))
	}
	switch {
	case m.Operator == r.p.OperatorCode: // its own mast: the operator knows its room
	case c.Room == nil:
		c.lack("tenant_room")
	case *c.Room < 1:
		c.refuse(registry.Text{VI: "không còn chỗ cho doanh nghiệp khác", EN: "no room for another tenant"})
	}
	if slices.ContainsFunc(c.Missing, func(name string) bool { return slices.Contains(m.closed, name) }) {
		c.Reasons = append(c.Reasons, registry.Text{VI: "không công khai: hỏi doanh nghiệp chủ cột", EN: "not shown to everybody: ask the mast's owner"})
	}
	return c
}

func (c *Candidate) lack(name string) {
	c.Missing = append(c.Missing, name)
	c.Fits = worst(c.Fits, Undecided)
}

func (c *Candidate) refuse(why registry.Text) {
	c.Reasons = append(c.Reasons, why)
	c.Fits = NotMet
}

// answerOf reads what an owner answered from the dossier's text, such as
// "VNPT: từ chối, hết tải; MobiFone: đồng ý".
func (r *run) answerOf(operator string) string {
	for part := range strings.SplitSeq(r.p.SharingAnswers, ";") {
		who, what, found := strings.Cut(part, ":")
		if !found || !strings.Contains(registry.Fold(who), registry.Fold(operator)) {
			continue
		}
		switch folded := registry.Fold(what); {
		case containsAny(folded, "tu choi", "khong", "refuse", "declin"):
			return "refused"
		case containsAny(folded, "dong y", "chap thuan", "nhat tri", "agree", "accept"):
			return "agreed"
		}
	}
	return ""
}

func containsAny(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}
