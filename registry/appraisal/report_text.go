package appraisal

import (
	"fmt"
	"io"
	"strings"

	"hatang/registry"
)

// WriteText writes the result for people: a paragraph a position with every check
// that is not met, or undecided, then the conflicts and the alternatives. With all
// set it lists what is met too.
func (r *Result) WriteText(w io.Writer, lang registry.Lang, all bool) error {
	var out strings.Builder
	counts := map[Verdict]int{}
	for i := range r.Positions {
		counts[r.Positions[i].Verdict]++
		r.Positions[i].writeText(&out, lang, all)
	}
	for i := range r.Conflicts {
		c := &r.Conflicts[i]
		fmt.Fprintln(&out, registry.Textf("Xung đột trong đợt: %[1]s (nộp trước) và %[2]s cách nhau %[3]s, ngưỡng %[4]s",
			"Conflict within the batch: %[1]s (filed first) and %[2]s are %[5]s apart, threshold %[6]s", c.First, c.Second,
			metres(registry.VI, c.DistanceM), metres(registry.VI, c.ThresholdM), metres(registry.EN, c.DistanceM), metres(registry.EN, c.ThresholdM)).In(lang))
	}
	fmt.Fprintln(&out, registry.Textf("%[1]d vị trí ngày %[2]s: %[3]d đạt, %[4]d không đạt, %[5]d chưa đủ dữ liệu",
		"%[1]d positions as of %[2]s: %[3]d met, %[4]d not met, %[5]d not decidable", len(r.Positions), lang.Date(r.AsOf), counts[Met], counts[NotMet], counts[Undecided]).In(lang))
	_, err := io.WriteString(w, out.String())
	return err
}

func (a *Assessment) writeText(out *strings.Builder, lang registry.Lang, all bool) {
	place := "–"
	if a.Commune != nil {
		place = a.Commune.Name + ", " + areaText(a.Area, lang)
	}
	fmt.Fprintf(out, "%s (%s) – %s – %s\n", a.Code, a.Operator, place, strings.ToUpper(a.Verdict.Label().In(lang)))
	for i := range a.Checks {
		line := &a.Checks[i]
		if line.Verdict == Met && !all {
			continue
		}
		fmt.Fprintf(out, "  %s: %s\n", line.Label.In(lang), verdictWords(line.Verdict, line.Officer, lang))
		for j := range line.Findings {
			f := &line.Findings[j]
			if f.Verdict == Met && !all {
				continue
			}
			fmt.Fprintf(out, "    – %s%s\n", f.Summary.In(lang), f.because(lang))
		}
	}
	for i := range a.Alternatives {
		fmt.Fprintf(out, "  → %s\n", a.Alternatives[i].Summary.In(lang))
	}
}

// because is the clause and what is missing, in brackets.
func (f *Finding) because(lang registry.Lang) string {
	var reasons []string
	if cite := f.Clause.words(lang); cite != "" {
		reasons = append(reasons, cite)
	}
	if len(f.Missing) > 0 {
		reasons = append(reasons, label("thiếu: ", "missing: ").In(lang)+missingWords(f.Missing, lang))
	}
	if len(reasons) == 0 {
		return ""
	}
	return " [" + strings.Join(reasons, "; ") + "]"
}
