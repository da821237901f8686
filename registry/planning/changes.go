package planning

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"hatang/registry"
	"hatang/registry/indicators"
)

// served is the people of one changed point, before and after.
type served struct {
	people, before, after float64 // ways are sums over people; those not reached count a day's
	within                float64
}

// changes tells, for each point added or closed, whom it concerns and how.
func (s *stage) changes(q *Question, t *state) []Change {
	ofAdded, ofClosed := make(map[int32]*served), make(map[int32]*served)
	for _, number := range t.added {
		ofAdded[number] = &served{}
	}
	for _, i := range t.closed {
		if s.number[i] >= 0 {
			ofClosed[int32(s.number[i])] = &served{}
		}
	}
	limit := q.limit()
	was, is := s.field.Cost(), t.field.Cost()
	before, after := s.field.Owner(), t.field.Owner()
	for i, people := range s.cells.People {
		if after[i] == before[i] {
			continue
		}
		if v := ofAdded[after[i]]; v != nil {
			v.add(people, was[i], is[i], limit)
		}
		if v := ofClosed[before[i]]; v != nil {
			v.add(people, was[i], is[i], limit)
		}
	}
	in, out := s.count(nil).inCommune, s.count(t).inCommune
	changes := []Change{}
	for k := range t.layout.Added {
		a := &t.layout.Added[k]
		c := Change{Kind: Opened, ID: a.ID, Name: a.Name, Source: a.Source, Lon: a.Lon, Lat: a.Lat}
		if a.Source == "point" {
			c.Kind = Upgraded
		}
		s.place(&c, t.commune[k])
		c.First = t.commune[k] >= 0 && in[t.commune[k]] == 0
		c.tell(s, q, ofAdded[t.added[k]])
		changes = append(changes, c)
	}
	for _, i := range t.closed {
		pt := &s.points[i]
		c := Change{Kind: Closed, ID: pt.id, Name: pt.label(), Source: "point", Lon: pt.Point[0], Lat: pt.Point[1]}
		s.place(&c, pt.commune)
		c.Last = out[pt.commune] == 0
		v := &served{}
		if s.number[i] >= 0 {
			v = ofClosed[int32(s.number[i])]
		}
		c.tell(s, q, v)
		changes = append(changes, c)
	}
	return changes
}

func (v *served) add(people float64, was, is float32, limit float64) {
	v.people += people
	v.before += people * math.Min(float64(was), farWay)
	v.after += people * math.Min(float64(is), farWay)
	switch {
	case float64(is) <= limit && float64(was) > limit:
		v.within += people
	case float64(is) > limit && float64(was) <= limit:
		v.within -= people
	}
}

func (s *stage) place(c *Change, commune int) {
	if commune >= 0 {
		c.Commune = unitRef(s.ground.Communes[commune])
	}
}

// tell enters the figures and says them in words.
func (c *Change) tell(s *stage, q *Question, v *served) {
	c.People, c.Within = v.people, v.within
	if v.people > 0 {
		c.MeanBefore, c.MeanAfter = known(v.before/v.people), known(v.after/v.people)
	}
	c.Reason = registry.Text{VI: c.reason(s, q, registry.VI), EN: c.reason(s, q, registry.EN)}
}

func (c *Change) reason(s *stage, q *Question, lang registry.Lang) string {
	say := func(vi, en string) string { return registry.Text{VI: vi, EN: en}.In(lang) }
	people := lang.Number(c.People, 0)
	way := func(v registry.Opt[float64]) string { return s.way(v, lang) }
	var text string
	switch c.Kind {
	case Closed:
		text = people + say(" người đang đến đây sẽ đi xa hơn: bình quân từ ", " people who come here will go farther: on average from ") +
			way(c.MeanBefore) + say(" thành ", " to ") + way(c.MeanAfter)
	default:
		text = people + say(" người sẽ có điểm này là gần nhất: bình quân từ ", " people will have this as their nearest: on average from ") +
			way(c.MeanBefore) + say(" còn ", " to ") + way(c.MeanAfter)
	}
	if math.Abs(c.Within) >= 0.5 {
		limit := s.way(registry.Some(q.limit()), lang)
		if c.Within > 0 {
			text += say("; thêm ", "; ") + lang.Number(c.Within, 0) + say(" người trong ", " more people within ") + limit
		} else {
			text += say("; ", "; ") + lang.Number(-c.Within, 0) + say(" người ra ngoài ", " people beyond ") + limit
		}
	}
	switch {
	case c.First:
		text += say("; "+c.Commune.Name+" hiện chưa có điểm nào", "; "+c.Commune.Name+" has no point now")
	case c.Last:
		text += say("; "+c.Commune.Name+" không còn điểm nào", "; "+c.Commune.Name+" is left without a point")
	}
	if slices.Contains(q.Force, c.ID) {
		text += say("; bắt buộc theo yêu cầu", "; forced by the question")
	}
	return text
}

// way is a way in words: kilometres, or minutes where plans travel.
func (s *stage) way(v registry.Opt[float64], lang registry.Lang) string {
	return wayIn(s.metric.Unit(), v, lang)
}

func wayIn(unit string, v registry.Opt[float64], lang registry.Lang) string {
	switch {
	case !v.Known:
		return "–"
	case unit == "s":
		return lang.Number(v.Value/60, 0) + registry.Text{VI: " phút", EN: " min"}.In(lang)
	}
	return lang.Number(v.Value/1000, 2) + " km"
}

// evaluateCoverage fills in what footprints cover.
func (s *stage) evaluateCoverage(ctx context.Context, r *Result, t *state, foot *footing) error {
	prints := make([]Print, len(t.layout.Added))
	errs := make([]error, len(prints))
	err := each(ctx, len(prints), func(k int) { prints[k], errs[k] = foot.print(ctx, t.layout.Added[k].At()) })
	if err = cmp.Or(err, errors.Join(errs...)); err != nil {
		return err
	}
	count := foot.laid(t, prints)
	r.Coverage = foot.prints.Basis()
	r.Before.Coverage, r.After.Coverage = foot.share(s, foot.count), foot.share(s, count)
	if foot.without > 0 {
		r.Notes = append(r.Notes, registry.Textf("%d điểm không rõ phủ đến đâu, coi như không phủ", "%d points do not say how far they cover and count as covering nothing", foot.without))
	}
	r.Notes = append(r.Notes, r.Coverage.Method)
	r.Notes = append(r.Notes, r.Coverage.Caveats...)
	r.Notes = append(r.Notes, doubtsOf(t, prints)...)
	lists := make([][]int32, len(prints))
	for k := range prints {
		lists[k] = prints[k].Cells
	}
	r.Curve = s.coverageCurve(t, foot, lists)
	gain := map[string]float64{}
	for _, step := range r.Curve {
		gain[step.ID] = step.GainPeople
	}
	r.Changes = s.coverageChanges(t, foot, lists, gain)
	return nil
}

// doubtsOf says what is to be doubted about the footprints of the points added,
// each thing once with the points that it concerns.
func doubtsOf(t *state, prints []Print) []registry.Text {
	var said []registry.Text
	concerns := map[registry.Text][]string{}
	for k := range prints {
		for _, doubt := range prints[k].Doubts {
			if concerns[doubt] == nil {
				said = append(said, doubt)
			}
			concerns[doubt] = append(concerns[doubt], t.layout.Added[k].Name)
		}
	}
	for i, doubt := range said {
		names := " (" + strings.Join(concerns[doubt], ", ") + ")"
		said[i] = registry.Text{VI: doubt.VI + names, EN: doubt.EN + names}
	}
	return said
}

// coverageCurve orders the sites added by the people newly covered, then lists
// those closed with the people lost.
func (s *stage) coverageCurve(t *state, foot *footing, lists [][]int32) []Step {
	count := slices.Clone(foot.count)
	var people float64
	for i, n := range count {
		if n > 0 {
			people += s.cells.People[i]
		}
	}
	steps := []Step{}
	step := func(id, name string, gain float64) {
		people += gain
		steps = append(steps, Step{N: len(steps) + 1, ID: id, Name: name, Gain: gain, GainPeople: gain, Share: math.Max(0, math.Min(1, people/s.cells.Total))})
	}
	taken := make([]bool, len(lists))
	for range lists {
		best, most := -1, -1.0
		for k := range lists {
			if !taken[k] {
				if gain := s.newly(count, lists[k]); gain > most {
					best, most = k, gain
				}
			}
		}
		taken[best] = true
		for _, cell := range lists[best] {
			count[cell]++
		}
		step(t.layout.Added[best].ID, t.layout.Added[best].Name, most)
	}
	for _, i := range t.closed {
		var lost float64
		for _, cell := range foot.of[i] {
			if count[cell]--; count[cell] == 0 {
				lost += s.cells.People[cell]
			}
		}
		step(s.points[i].id, s.points[i].label(), -lost)
	}
	return steps
}

// newly is the people of the cells that nothing covers yet.
func (s *stage) newly(count []int32, cells []int32) float64 {
	var people float64
	for _, cell := range cells {
		if count[cell] == 0 {
			people += s.cells.People[cell]
		}
	}
	return people
}

func (s *stage) coverageChanges(t *state, foot *footing, lists [][]int32, gain map[string]float64) []Change {
	in := s.count(nil).inCommune
	changes := []Change{}
	for k := range t.layout.Added {
		a := &t.layout.Added[k]
		c := Change{Kind: Opened, ID: a.ID, Name: a.Name, Source: a.Source, Lon: a.Lon, Lat: a.Lat, Within: gain[a.ID]}
		s.place(&c, t.commune[k])
		c.First = t.commune[k] >= 0 && in[t.commune[k]] == 0
		c.People = s.peopleOf(lists[k])
		c.Reason = coverageReason("phủ %[1]s người, trong đó %[2]s người chưa được phủ", "covers %[1]s people, %[2]s of them not covered before", c.People, c.Within)
		changes = append(changes, c)
	}
	for _, i := range t.closed {
		pt := &s.points[i]
		c := Change{Kind: Closed, ID: pt.id, Name: pt.label(), Source: "point", Lon: pt.Point[0], Lat: pt.Point[1], Within: gain[pt.id]}
		s.place(&c, pt.commune)
		c.People = s.peopleOf(foot.of[i])
		c.Reason = coverageReason("đang phủ %[1]s người, trong đó %[2]s người không còn được phủ", "covers %[1]s people now, %[2]s of them by nothing else", c.People, -c.Within)
		changes = append(changes, c)
	}
	return changes
}

func (s *stage) peopleOf(cells []int32) float64 {
	var people float64
	for _, cell := range cells {
		people += s.cells.People[cell]
	}
	return people
}

func coverageReason(vi, en string, people, newly float64) registry.Text {
	return registry.Text{
		VI: fmt.Sprintf(vi, registry.VI.Number(people, 0), registry.VI.Number(newly, 0)),
		EN: fmt.Sprintf(en, registry.EN.Number(people, 0), registry.EN.Number(newly, 0)),
	}
}

// Title is a short name of the question.
func (q *Question) Title() registry.Text {
	if q.Name != "" {
		return registry.Text{VI: q.Name, EN: q.Name}
	}
	count := strconv.Itoa(q.Count)
	network := map[indicators.Network]registry.Text{
		indicators.PostalNetwork: {VI: "bưu chính", EN: "postal"}, indicators.BTSNetwork: {VI: "BTS", EN: "BTS"}, indicators.RadioNetwork: {VI: "cụm loa", EN: "loudspeakers"},
	}[q.Network]
	if m := q.Mast; m != nil {
		name := strings.TrimSuffix("BTS "+m.withDefaults().Technology+" "+m.Operator, " ")
		network = registry.Text{VI: name, EN: name}
	}
	goal := map[Goal]registry.Text{
		Add:     {VI: "thêm " + count + " điểm", EN: count + " more points"},
		Cover:   {VI: "thêm " + count + " điểm, nhiều dân trong tầm nhất", EN: count + " more points, most people within reach"},
		Fewest:  {VI: "ít điểm nhất đạt yêu cầu", EN: "fewest points that meet the need"},
		Close:   {VI: "đóng " + count + " điểm ít ảnh hưởng nhất", EN: count + " closures of least harm"},
		Upgrade: {VI: "nâng cấp " + count + " BĐVHX", EN: count + " BĐVHX upgraded"},
		Ratio:   {VI: registry.VI.Number(q.PeoplePerPoint, 0) + " người mỗi điểm", EN: registry.EN.Number(q.PeoplePerPoint, 0) + " people per point"},
	}[q.Goal]
	title := registry.Text{VI: network.VI + ": " + goal.VI, EN: network.EN + ": " + goal.EN}
	if q.Weights.given() {
		title = registry.Text{VI: title.VI + ", có trọng số", EN: title.EN + ", weighted"}
	}
	return title
}
