package consistency_test

import (
	"bytes"
	"io/fs"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hatang/data"
	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/indicators/consistency"
)

func checker(t testing.TB) *consistency.Checker {
	t.Helper()
	catalogue, err := indicators.NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	today, err := registry.ParseDate("2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	c, err := consistency.NewChecker(catalogue, today)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func published(t testing.TB, name string) []consistency.Finding {
	t.Helper()
	content, err := fs.ReadFile(data.Published, "published/"+name+".csv")
	if err != nil {
		t.Fatal(err)
	}
	statements, err := consistency.Read(name, bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return checker(t).Check(statements)
}

// Every inconsistency and oddity of the published reports is found and put in
// words; what agrees passes; nothing else is complained of.
func TestPublishedReports(t *testing.T) {
	t.Parallel()
	type want struct {
		rule    string
		verdict consistency.Verdict
		words   []string
	}
	for name, wants := range map[string][]want{
		"kon_tum_2020": {
			{"radius", consistency.Odd, []string{"4,886", "cắt bớt", "làm tròn phải là 4,9"}},
			{"per_point", consistency.Inconsistent, []string{"522.966", "540.438", "561.742", "số dân cũ"}},
			{"share", consistency.Consistent, []string{"70/86", "81,4"}},
		},
		"bac_giang_2008": {
			{"radius", consistency.Odd, []string{"½·√(S/N), N = 232", "2,0309", "N = 231: 2,035 chỉ khớp nếu cắt bớt", "2,29"}},
			{"sum", consistency.Consistent, []string{"46 + 185"}},
			{"sum", consistency.Consistent, []string{"40 + 766,7"}},
			{"density", consistency.Consistent, []string{"1.615.646"}},
		},
		"thanh_hoa_2018": {
			{"growth", consistency.Inconsistent, []string{"+12,7", "tăng 819", "424", "mâu thuẫn"}},
			{"density", consistency.Consistent, []string{"3.568.782", "3.569.046", "0,007 %"}},
			{"share", consistency.Consistent, []string{"427/635", "67,2"}},
		},
		"ha_nam_2021": {
			{"denominators", consistency.Odd, []string{"khu dân cư", "xã", "không so sánh"}},
		},
		"national_2008_2015": {
			{"radius", consistency.Consistent, []string{"N = 18.502", "2,39"}}, {"radius", consistency.Consistent, []string{"N = 17.976", "2,42"}},
			{"radius", consistency.Consistent, []string{"N = 17.898", "2,43"}}, {"radius", consistency.Consistent, []string{"N = 14.911", "2,66"}},
			{"radius", consistency.Consistent, []string{"N = 12.757", "2,87"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			findings := published(t, name)
			if len(findings) != len(wants) {
				t.Errorf("%d findings, want %d", len(findings), len(wants))
			}
			for _, w := range wants {
				if !found(findings, w.rule, w.verdict, w.words) {
					t.Errorf("no finding %s %s with %q", w.rule, w.verdict, w.words)
				}
			}
			if t.Failed() {
				for _, f := range findings {
					t.Logf("%s %s: %s", f.Rule, f.Verdict, f.Text.VI)
				}
			}
		})
	}
}

func found(findings []consistency.Finding, rule string, verdict consistency.Verdict, words []string) bool {
	for _, f := range findings {
		all := f.Rule == rule && f.Verdict == verdict
		for _, w := range words {
			all = all && strings.Contains(f.Text.VI, w)
		}
		if all {
			return true
		}
	}
	return false
}

const header = "code,unit_code,period_from,period_to,printed,denominator,source\n"

func TestFiguresThatCannotBe(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ lines, rule, words string }{
		"entered twice":   {"bts_stations,1,2020-01-01,2020-12-31,10,,a\nbts_stations,1,2020-01-01,2020-12-31,11,,b\n", "twice", "10 (a) và 11 (b)"},
		"future":          {"bts_stations,1,2030-01-01,2030-12-31,10,,a\n", "future", "sau hôm nay"},
		"density":         {"phone_density,1,2020-01-01,2020-12-31,\"1.200,5\",,a\n", "possible", "ngoài khoảng"},
		"share":           {"anything_share,1,2020-01-01,2020-12-31,101,,a\n", "possible", "ngoài khoảng"},
		"part over whole": {"bts_communes,1,2020-01-01,2020-12-31,12,,a\ncommunes,1,2020-01-01,2020-12-31,10,,a\n", "at_most", "nhiều hơn"},
		"two populations": {
			"phone_subscribers,1,2020-01-01,2020-12-31,1.000,,a\nphone_density,1,2020-01-01,2020-12-31,\"50,0\",,a\n" +
				"internet_subscribers,1,2020-01-01,2020-12-31,1.000,,a\ninternet_density,1,2020-01-01,2020-12-31,\"40,0\",,a\n", "density", "hai dân số khác nhau, 2.000 và 2.500",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			statements, err := consistency.Read("report.csv", strings.NewReader(header+c.lines))
			if err != nil {
				t.Fatal(err)
			}
			if findings := checker(t).Check(statements); !found(findings, c.rule, consistency.Inconsistent, []string{c.words}) {
				t.Errorf("not found: %v", findings)
			}
		})
	}
}

// Whatever the counts, a share that was rounded agrees, one cut off is said to
// be, and one that misses by more than a printed unit contradicts.
func TestSharesAtPrintedPrecision(t *testing.T) {
	t.Parallel()
	c := checker(t)
	rapid.Check(t, func(rt *rapid.T) {
		whole := rapid.IntRange(1, 100000).Draw(rt, "whole")
		part := rapid.IntRange(0, whole).Draw(rt, "part")
		decimals := rapid.IntRange(0, 3).Draw(rt, "decimals")
		scale := math.Pow10(decimals)
		exact := 100 * float64(part) / float64(whole)
		check := func(printed float64) consistency.Finding {
			day, _ := registry.ParseDate("2020-12-31")
			at := func(code string, v float64, d int) consistency.Statement {
				return consistency.Statement{Code: code, Unit: "1", From: day, To: day, Value: v, Decimals: d}
			}
			for _, f := range c.Check([]consistency.Statement{at("bdvhx_share", printed, decimals), at("bdvhx_communes", float64(part), 0), at("rural_communes", float64(whole), 0)}) {
				if f.Rule == "share" {
					return f
				}
			}
			rt.Fatal("no share was checked")
			return consistency.Finding{}
		}
		if f := check(math.Round(exact*scale) / scale); f.Verdict != consistency.Consistent {
			rt.Errorf("rounded: %s", f.Text.VI)
		}
		if f := check(math.Floor(exact*scale) / scale); f.Verdict == consistency.Inconsistent {
			rt.Errorf("cut off: %s", f.Text.VI)
		}
		if f := check((math.Round(exact*scale) + 2) / scale); f.Verdict != consistency.Inconsistent {
			rt.Errorf("missed: %s", f.Text.VI)
		}
	})
}

func TestReportsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text   string
		row    int
		column string
	}{
		"no code":        {header + ",1,,2020-12-31,5,,a\n", 2, "code"},
		"no period":      {header + "a,1,,,5,,a\n", 2, "period_to"},
		"not a number":   {header + "a,1,,2020-12-31,nhiều,,a\n", 2, "printed"},
		"wrong groups":   {header + "a,1,,2020-12-31,\"1.23,4\",,a\n", 2, "printed"},
		"missing column": {"code,printed\na,5\n", 1, "unit_code"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := consistency.Read("report.csv", strings.NewReader(c.text))
			e, ok := err.(*registry.Error) //nolint:errorlint // Read returns it unwrapped
			if !ok || len(e.Problems) == 0 || e.Problems[0].Row != c.row || e.Problems[0].Column != c.column || e.Problems[0].File != "report.csv" {
				t.Errorf("%v", err)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(header + "postal_radius_km,62,2020-01-01,2020-12-31,\"4,8\",,a\n")
	f.Add(header + "bts_growth,38,,31/12/2018,\"+12,7 %\",,a\n")
	c := checker(f)
	f.Fuzz(func(_ *testing.T, text string) {
		statements, err := consistency.Read("fuzz", strings.NewReader(text))
		if err == nil {
			c.Check(statements)
		}
	})
}
