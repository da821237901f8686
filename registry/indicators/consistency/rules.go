package consistency

import (
	"math"
	"strings"

	"hatang/registry"
)

// judged puts into words how a printed figure relates to what was computed for
// it: left says the computation.
func (g *group) judged(rule string, s *Statement, computed interval, codes []string, left func(registry.Lang) string) Finding {
	more := s.Decimals + 2
	if m := computed.middle(); math.Abs(m-math.Round(m)) < 1e-9 {
		more = s.Decimals // a whole number needs no more
	}
	write := func(lang registry.Lang) []any {
		return []any{left(lang), lang.Number(computed.middle(), more), s.Code, s.shown(lang), lang.Number(computed.middle(), s.Decimals)}
	}
	switch s.compare(computed) {
	case Rounded:
		return g.finding(rule, Consistent, codes, both(
			"%[1]s = %[2]s, in %[3]s = %[4]s: khớp", "%[1]s = %[2]s, printed %[3]s = %[4]s: agrees", write))
	case Truncated:
		return g.finding(rule, Odd, codes, both(
			"%[1]s = %[2]s, in %[3]s = %[4]s: số in đã cắt bớt, làm tròn phải là %[5]s",
			"%[1]s = %[2]s, printed %[3]s = %[4]s: the printed figure was cut off, rounded it is %[5]s", write))
	}
	return g.finding(rule, Inconsistent, codes, both(
		"%[1]s = %[2]s, nhưng in %[3]s = %[4]s: mâu thuẫn", "%[1]s = %[2]s, but printed %[3]s = %[4]s: they contradict", write))
}

func share(g *group, r Rule) []Finding {
	s := g.all(r.Result, r.Part, r.Whole)
	if s == nil || s[2].Value <= 0 {
		return nil
	}
	computed := s[1].rounded().over(s[2].rounded()).scaled(100)
	return []Finding{g.judged("share", s[0], computed, []string{r.Result, r.Part, r.Whole}, func(lang registry.Lang) string {
		return s[1].shown(lang) + "/" + s[2].shown(lang) + " × 100"
	})}
}

func sum(g *group, r Rule) []Finding {
	total, parts := g.of[r.Result], g.all(r.Parts...)
	if total == nil || parts == nil {
		return nil
	}
	codes := append([]string{r.Result}, r.Parts...)
	for _, code := range r.Optional {
		if s := g.of[code]; s != nil {
			parts, codes = append(parts, s), append(codes, code)
		}
	}
	computed := interval{}
	for _, p := range parts {
		computed = computed.plus(p.rounded())
	}
	return []Finding{g.judged("sum", total, computed, codes, func(lang registry.Lang) string {
		return joined(parts, lang, " + ")
	})}
}

func joined(statements []*Statement, lang registry.Lang, between string) string {
	texts := make([]string, len(statements))
	for i, s := range statements {
		texts[i] = s.shown(lang)
	}
	return strings.Join(texts, between)
}

func atMost(g *group, r Rule) []Finding {
	s := g.all(r.Part, r.Whole)
	if s == nil || s[0].Value <= s[1].Value {
		return nil
	}
	return []Finding{g.finding("at_most", Inconsistent, []string{r.Part, r.Whole}, both(
		"%[1]s = %[2]s nhiều hơn %[3]s = %[4]s", "%[1]s = %[2]s is more than %[3]s = %[4]s",
		func(lang registry.Lang) []any { return []any{r.Part, s[0].shown(lang), r.Whole, s[1].shown(lang)} }))}
}

// implied is the population that an amount and its density mean together.
type implied struct {
	amount, density *Statement
	people          interval
}

func (p implied) codes() []string { return []string{p.amount.Code, p.density.Code} }

func (p implied) middle(per float64) float64 { return p.amount.Value / p.density.Value * per }

// density compares the populations that amounts and their densities imply with
// each other and with those that are stated.
func density(g *group, r Rule) (findings []Finding) {
	var all []implied
	for i, code := range r.Amounts {
		s := g.all(code, r.Densities[i])
		if s == nil || s[1].rounded().low <= 0 {
			continue
		}
		all = append(all, implied{s[0], s[1], s[0].rounded().over(s[1].rounded()).scaled(r.Per)})
	}
	people := g.any(r.People)
	for i, p := range all {
		for _, q := range all[:i] {
			findings = append(findings, g.twoDensities(p, q, r.Per))
		}
		switch {
		case people != nil:
			findings = append(findings, g.densityAndPeople(p, people, r.Per))
		case len(all) == 1:
			findings = append(findings, g.finding("density", Consistent, p.codes(), both(
				"%[1]s / %[2]s × %[3]s hàm ý %[4]s người; báo cáo không nêu dân số để so sánh", "%[1]s / %[2]s × %[3]s imply %[4]s people; no population is stated to compare with",
				func(lang registry.Lang) []any {
					return []any{p.amount.shown(lang), p.density.shown(lang), lang.Number(r.Per, 0), lang.Number(p.middle(r.Per), 0)}
				})))
		}
	}
	return findings
}

func (g *group) twoDensities(p, q implied, per float64) Finding {
	a, b := q.middle(per), p.middle(per)
	write := func(lang registry.Lang) []any {
		return []any{q.density.Code, p.density.Code, lang.Number(a, 0), lang.Number(b, 0), lang.Number(100*math.Abs(a-b)/a, 3)}
	}
	codes := append(q.codes(), p.codes()...)
	if p.people.meets(q.people) {
		return g.finding("density", Consistent, codes, both(
			"%s và %s hàm ý %s và %s người, lệch %s %%: khớp trong độ chính xác của số in", "%s and %s imply %s and %s people, %s %% apart: they agree at printed precision", write))
	}
	return g.finding("density", Inconsistent, codes, both(
		"%s và %s hàm ý hai dân số khác nhau, %s và %s người, lệch %s %%", "%s and %s imply different populations, %s and %s people, %s %% apart", write))
}

func (g *group) densityAndPeople(p implied, people *Statement, per float64) Finding {
	codes := append(p.codes(), people.Code)
	write := func(lang registry.Lang) []any {
		return []any{p.amount.shown(lang), p.density.shown(lang), lang.Number(per, 0), lang.Number(p.middle(per), 0), people.Code, people.shown(lang)}
	}
	if p.people.meets(people.rounded()) {
		return g.finding("density", Consistent, codes, both(
			"%s / %s × %s hàm ý %s người, %s = %s: khớp", "%s / %s × %s imply %s people, %s = %s: agrees", write))
	}
	return g.finding("density", Inconsistent, codes, both(
		"%s / %s × %s hàm ý %s người, nhưng %s = %s: mẫu số khác", "%s / %s × %s imply %s people, but %s = %s: another denominator", write))
}

// growth compares now = previous × (1 + g), and previous + new − removed = now.
func growth(g *group, r Rule) (findings []Finding) {
	now, rate, previous := g.of[r.Result], g.of[r.Growth], g.of[r.Previous]
	if now == nil {
		return nil
	}
	var before interval
	switch {
	case previous != nil:
		before = previous.rounded()
	case rate != nil && rate.Value > -100:
		before = now.rounded().over(exactly(1).plus(rate.rounded().scaled(0.01)))
	default:
		return nil
	}
	if previous != nil && rate != nil {
		computed := now.rounded().over(before).minus(exactly(1)).scaled(100)
		findings = append(findings, g.judged("growth", rate, computed, []string{r.Result, r.Previous, r.Growth}, func(lang registry.Lang) string {
			return "(" + now.shown(lang) + "/" + previous.shown(lang) + " − 1) × 100"
		}))
	}
	added := g.any(r.New)
	if added == nil {
		return findings
	}
	change, given := now.rounded().minus(before), added.rounded()
	if removed := g.of[r.Removed]; removed != nil {
		given = given.minus(removed.rounded())
	}
	verdict, endVI, endEN := Consistent, "khớp", "they agree"
	if !change.meets(given) {
		verdict, endVI, endEN = Inconsistent, "mâu thuẫn", "they contradict"
	}
	return append(findings, g.finding("growth", verdict, []string{r.Result, r.Growth, added.Code}, both(
		"%[1]s = %[2]s hàm ý kỳ trước %[3]s, tức tăng %[4]s, còn %[5]s = %[6]s: "+endVI,
		"%[1]s = %[2]s implies %[3]s the period before, which is +%[4]s, while %[5]s = %[6]s: "+endEN,
		func(lang registry.Lang) []any {
			was := now.Value - change.middle()
			if rate != nil && previous == nil {
				was = now.Value / (1 + rate.Value/100)
				return []any{r.Result, now.shown(lang) + " (+" + rate.shown(lang) + " %)", lang.Number(was, 0), lang.Number(now.Value-was, 0), added.Code, added.shown(lang)}
			}
			return []any{r.Result, now.shown(lang), lang.Number(was, 0), lang.Number(now.Value-was, 0), added.Code, added.shown(lang)}
		})))
}

// way is one way to compute a mean service radius.
type way struct {
	half     bool
	n        float64
	codes    []string
	computed interval
}

func (w way) formula() string {
	if w.half {
		return "½·√(S/N)"
	}
	return "√(S/(π·N))"
}

// radius finds which formula and which count of points give the printed radius:
// the circle over the first of the counts is the usual way.
func radius(g *group, r Rule) []Finding {
	printed, area := g.of[r.Result], g.of[r.Area]
	if printed == nil || area == nil {
		return nil
	}
	ways := g.ways(r, area)
	if len(ways) == 0 {
		return nil
	}
	usual := ways[0]
	best := usual
	for _, w := range ways[1:] {
		if printed.compare(w.computed) > printed.compare(best.computed) {
			best = w
		}
	}
	first := g.judged("radius", printed, usual.computed, append([]string{r.Result, r.Area}, usual.codes...), func(lang registry.Lang) string {
		return usual.formula() + registry.Text{VI: " với S = ", EN: " with S = "}.In(lang) + area.shown(lang) + ", N = " + lang.Number(usual.n, 0)
	})
	if first.Verdict == Consistent || printed.compare(best.computed) == Differs || (best.half == usual.half && best.n == usual.n) {
		return []Finding{first}
	}
	others := func(lang registry.Lang) string {
		var texts []string
		for _, w := range ways {
			if w.half == best.half && w.n == best.n {
				continue
			}
			how := map[Agreement]registry.Text{
				Differs: {VI: "không khớp", EN: "does not agree"}, Truncated: {VI: "chỉ khớp nếu cắt bớt", EN: "agrees only cut off"}, Rounded: {VI: "khớp", EN: "agrees"},
			}[printed.compare(w.computed)].In(lang)
			texts = append(texts, w.formula()+", N = "+lang.Number(w.n, 0)+": "+lang.Number(w.computed.middle(), printed.Decimals+1)+" "+how)
		}
		return strings.Join(texts, "; ")
	}
	return []Finding{g.finding("radius", Odd, append([]string{r.Result, r.Area}, best.codes...), both(
		"%[1]s = %[2]s khớp với %[3]s, N = %[4]s (%[5]s): %[6]s; các cách khác: %[7]s",
		"%[1]s = %[2]s agrees with %[3]s, N = %[4]s (%[5]s): %[6]s; other ways: %[7]s",
		func(lang registry.Lang) []any {
			return []any{
				r.Result, printed.shown(lang), best.formula(), lang.Number(best.n, 0), strings.Join(best.codes, " + "),
				lang.Number(best.computed.middle(), printed.Decimals+2), others(lang),
			}
		}))}
}

func (g *group) ways(r Rule, area *Statement) (ways []way) {
	for _, half := range []bool{false, true} {
		for _, codes := range r.Points {
			counts := g.all(codes...)
			n := 0.0
			for _, s := range counts {
				n += s.Value
			}
			if counts == nil || n <= 0 {
				continue
			}
			w := way{half: half, n: n, codes: codes}
			if half {
				w.computed = area.rounded().scaled(1 / n).root().scaled(0.5)
			} else {
				w.computed = area.rounded().scaled(1 / (math.Pi * n)).root()
			}
			ways = append(ways, w)
		}
	}
	return ways
}

// perPoint compares points × people per point with the populations stated.
func perPoint(g *group, r Rule) []Finding {
	s := g.all(r.Result, r.Whole)
	if s == nil {
		return nil
	}
	meant := s[0].printedAs().times(s[1].rounded())
	var stated []*Statement
	for _, code := range r.People {
		if p := g.of[code]; p != nil {
			stated = append(stated, p)
		}
	}
	if len(stated) == 0 {
		return nil
	}
	codes := []string{r.Result, r.Whole}
	agrees := false
	for _, p := range stated {
		codes = append(codes, p.Code)
		agrees = agrees || p.rounded().meets(meant)
	}
	write := func(lang registry.Lang) []any {
		return []any{s[1].shown(lang), s[0].shown(lang), lang.Number(s[0].Value*s[1].Value, 0), joined(stated, lang, registry.Text{VI: " và ", EN: " and "}.In(lang))}
	}
	if agrees {
		return []Finding{g.finding("per_point", Consistent, codes, both(
			"%s điểm × %s người = %s người, dân số nêu %s: khớp", "%s points × %s people = %s people, stated %s: agrees", write))}
	}
	return []Finding{g.finding("per_point", Inconsistent, codes, both(
		"%s điểm × %s người = %s người, nhưng dân số nêu là %s: báo cáo dùng mẫu số khác, có thể là số dân cũ",
		"%s points × %s people = %s people, but the population is stated as %s: another denominator, perhaps an older one", write))}
}

// denominators tells shares that sound alike apart.
func denominators(g *group, r Rule) []Finding {
	var stated []*Statement
	different := map[string]bool{}
	for _, code := range r.Parts {
		if s := g.of[code]; s != nil && s.Denominator != "" {
			stated = append(stated, s)
			different[s.Denominator] = true
		}
	}
	if len(different) < 2 {
		return nil
	}
	codes, texts := make([]string, len(stated)), make([]string, len(stated))
	for i, s := range stated {
		codes[i] = s.Code
		texts[i] = s.Code + " = " + s.Printed + " / " + s.Denominator
	}
	list := strings.Join(texts, "; ")
	return []Finding{g.finding("denominators", Odd, codes, registry.Text{
		VI: list + ": mẫu số khác nhau, là những chỉ tiêu khác nhau, không so sánh với nhau được",
		EN: list + ": the denominators differ, these are different indicators that cannot be compared",
	})}
}
