package importing_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hatang/geo/crs"
	"hatang/registry"
	"hatang/registry/importing"
)

func setRule(tb testing.TB, store registry.Store, rule string, level importing.Level) {
	tb.Helper()
	if err := importing.SetRule(context.Background(), store, registry.Author{Actor: "test"}, rule, level); err != nil {
		tb.Fatal(err)
	}
}

// decided tells whether the report says so among what was decided.
func decided(r *importing.Report, text string) bool {
	return slices.ContainsFunc(r.Decisions, func(d registry.Text) bool { return strings.Contains(d.EN, text) })
}

func TestRulesAreKeptInTheRegistry(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	store := withOperators(t)
	level := func(rule string) importing.Level {
		rules, err := importing.Rules(ctx, store)
		if err != nil {
			t.Fatal(err)
		}
		return rules[slices.IndexFunc(rules, func(r importing.Rule) bool { return r.Name == rule })].Level
	}
	if got := level("duplicate"); got != importing.WarningLevel {
		t.Errorf("at first doubles are a %s", got)
	}
	setRule(t, store, "duplicate", importing.ErrorLevel)
	setRule(t, store, "gap", importing.OffLevel)
	if level("duplicate") != importing.ErrorLevel || level("gap") != importing.OffLevel || level("overlap") != importing.WarningLevel {
		t.Errorf("duplicate %s, gap %s, overlap %s", level("duplicate"), level("gap"), level("overlap"))
	}
	setRule(t, store, "gap", importing.WarningLevel)
	setRule(t, store, "duplicate", importing.WarningLevel)
	if text, err := store.Setting(ctx, registry.SettingChecks); text != "" || err != nil {
		t.Errorf("defaults are kept as %q (%v)", text, err)
	}
	for _, c := range []struct {
		rule  string
		level importing.Level
	}{{"nothing", importing.OffLevel}, {"gap", "loud"}, {"operator", importing.WarningLevel}} {
		err := importing.SetRule(ctx, store, registry.Author{Actor: "test"}, c.rule, c.level)
		if registry.CodeOf(err) != registry.Invalid {
			t.Errorf("setting %s to %s: %v", c.rule, c.level, err)
		}
	}
}

const siteCSVHeader = "code,operator_code,lon,lat\n"

func TestDoublesAndNeighbours(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	// 0.00003° of longitude are 3.2 m here, 0.00006° are 6.5 m.
	const file = siteCSVHeader + "A,VIETTEL,108,14\nB,VIETTEL,108.00003,14\nC,VNPT,108,14\nD,VIETTEL,108.00012,14\n"
	report := mustRun(t, store, registry.Sites, "s.csv", file, importing.Options{DryRun: true})
	if got := rules(report); !slices.Equal(got, []string{"?3:lon:duplicate"}) || report.Problems[0].Value != "A" {
		t.Errorf("problems %v", report.Problems)
	}
	if !decided(report, "note: 1 rows: within 5 m of another operator's record") {
		t.Errorf("the shared place is not noted: %v", report.Decisions)
	}
	mustRun(t, store, registry.Sites, "s.csv", file, importing.Options{})
	if again := mustRun(t, store, registry.Sites, "s.csv", file, importing.Options{}); len(again.Problems) != 0 {
		t.Errorf("again: %v", again.Problems)
	}
	setRule(t, store, "duplicate", importing.ErrorLevel)
	setRule(t, store, "colocated", importing.WarningLevel)
	const more = siteCSVHeader + "E,VIETTEL,108.00013,14\n"
	report, err := run(t, store, registry.Sites, "t.csv", more, importing.Options{})
	if registry.CodeOf(err) != registry.Invalid || !slices.Equal(rules(report), []string{"2:lon:duplicate"}) || report.Problems[0].Value != "D" {
		t.Errorf("problems %v (%v)", report.Problems, err)
	}
	setRule(t, store, "duplicate", importing.OffLevel)
	report = mustRun(t, store, registry.Sites, "t.csv", siteCSVHeader+"E,MOBIFONE,108.00013,14\n", importing.Options{})
	if got := rules(report); !slices.Equal(got, []string{"?2:lon:colocated"}) || !decided(report, "check duplicate: level off") {
		t.Errorf("problems %v, decisions %v", got, report.Decisions)
	}
	// A site that moves is compared with the others, not with where it was.
	if moved := mustRun(t, store, registry.Sites, "t.csv", siteCSVHeader+"E,MOBIFONE,108.00014,14.00001\n", importing.Options{}); len(moved.Problems) != 1 {
		t.Errorf("moved: %v", moved.Problems)
	}
}

func TestPointsInAnotherCommuneThanDeclared(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	units := features(square("00001", "Xã Một", 107, 14, 0.5), square("00002", "Xã Hai", 107.5, 14, 0.5), square("00003", "Xã Ba", 108, 14, 0.5))
	mustRun(t, store, registry.Units, "u.geojson", units, importing.Options{ValidFrom: date(t, "2025-07-01")})
	mustRun(t, store, registry.Successions, "s.csv", "from_code,to_code,on_date,whole\n09001,00001,2025-07-01,1\n"+
		"09002,00001,2025-07-01,0\n09002,00002,2025-07-01,0\n", importing.Options{})
	const file = "code,operator_code,commune_code,lon,lat\n" +
		"A,VNPT,00001,107.2,14.2\n" + // right
		"B,VNPT,00001,107.7,14.2\n" + // in Hai
		"C,VNPT,09001,107.2,14.3\n" + // an old code, right
		"D,VNPT,09001,107.7,14.3\n" + // an old code, in Hai
		"E,VNPT,09002,107.7,14.4\n" + // divided: either is right
		"F,VNPT,09002,108.2,14.4\n" // divided: neither
	opts := importing.Options{ValidFrom: date(t, "2025-07-02"), DryRun: true}
	report := mustRun(t, store, registry.Sites, "s.csv", file, opts)
	want := []string{"?3:commune_code:elsewhere", "?5:commune_code:elsewhere", "?7:commune_code:elsewhere"}
	if got := rules(report); !slices.Equal(got, want) || !strings.Contains(report.Problems[2].Message.VI, "Xã Ba (00003)") {
		t.Errorf("problems %v, want %v", report.Problems, want)
	}
	setRule(t, store, "elsewhere", importing.ErrorLevel)
	if _, err := run(t, store, registry.Sites, "s.csv", file, opts); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("as errors: %v", err)
	}
}

// TestWrongZone reads coordinates of the zone 107°30′ as if they were of 105°00′.
func TestWrongZone(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	mustRun(t, store, registry.Units, "u.geojson", features(square("00001", "Xã Một", 107.8, 14, 0.1)), importing.Options{})
	err := store.Update(context.Background(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		return w.PutSetting(ctx, registry.SettingTerritory, "62")
	})
	if err != nil {
		t.Fatal(err)
	}
	zone, err := crs.Parse("vn2000:107.5")
	if err != nil {
		t.Fatal(err)
	}
	file := "code,operator_code,x,y\n"
	for i := range 212 {
		x, y, err := zone.FromWGS84([2]float64{107.84 + float64(i)*0.0001, 14.05})
		if err != nil {
			t.Fatal(err)
		}
		file += fmt.Sprintf("S%d,VNPT,%.3f,%.3f\n", i, x, y)
	}
	report, err := run(t, store, registry.Sites, "s.csv", file, importing.Options{CRS: "vn2000:105"})
	if registry.CodeOf(err) != registry.Invalid || report.Rejected != 212 {
		t.Fatalf("%s (%v)", counts(report), err)
	}
	last := report.Problems[0] // those of the file come first
	if want := "212 điểm ngoài tỉnh rơi vào tỉnh nếu đọc theo múi 107°30′ (--crs vn2000:107.5)"; last.Rule != "zone" || last.Message.VI != want {
		t.Errorf("the zone is told as %s %q, want %q", last.Rule, last.Message.VI, want)
	}
	if right := mustRun(t, store, registry.Sites, "s.csv", file, importing.Options{CRS: "vn2000:107.5"}); right.Created != 212 {
		t.Error(counts(right))
	}
	setRule(t, store, "territory", importing.WarningLevel)
	if lenient := mustRun(t, store, registry.Sites, "s.csv", file, importing.Options{CRS: "vn2000:105", DryRun: true}); lenient.Warned != 212 {
		t.Error(counts(lenient))
	}
}

func TestUnknownNamesAreAnsweredWithTheNearest(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	for _, c := range []struct{ name, operator, state, rule, want string }{
		{"a letter too many", "Vietell", "", "operator", "có phải là Tập đoàn Công nghiệp – Viễn thông Quân đội (VIETTEL)?"},
		{"nothing like it", "Xyz Telecom", "", "operator", "trong sổ có:"},
		{"a list's value", "VIETTEL", "tự đứg", "code", "có phải là tự đứng (self_supporting)?"},
		{"not in the list", "VIETTEL", "hình vuông", "code", "phải là một trong:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			report, err := run(t, store, registry.Sites, "s.csv", "code,operator_code,structure,lon,lat\nA,"+c.operator+","+c.state+",108,14\n", importing.Options{})
			if registry.CodeOf(err) != registry.Invalid || len(report.Problems) != 1 || report.Problems[0].Rule != c.rule ||
				!strings.Contains(report.Problems[0].Message.VI, c.want) {
				t.Errorf("problems %v, want %q", report.Problems, c.want)
			}
		})
	}
}

func TestUnusualNumbers(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	const file = "code,operator_code,height_m,power_w,lon,lat\nA,VNPT,1.5,5000,108,14\n"
	if report := mustRun(t, store, registry.Sites, "s.csv", file, importing.Options{DryRun: true}); !slices.Equal(rules(report), []string{"?2:height_m:usual", "?2:power_w:usual"}) {
		t.Errorf("problems %v", rules(report))
	}
	setRule(t, store, "usual", importing.NoteLevel)
	report := mustRun(t, store, registry.Sites, "s.csv", file, importing.Options{DryRun: true})
	if len(report.Problems) != 0 || !decided(report, "note: 2 rows: a number outside its usual range") {
		t.Errorf("problems %v, decisions %v", rules(report), report.Decisions)
	}
}
