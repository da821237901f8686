package importing_test

import (
	"strings"
	"testing"

	"hatang/registry"
	"hatang/registry/importing"
)

const namedCommunes = "code,name,district,province\n" +
	"23293,Phường Quyết Thắng,Kon Tum,Kon Tum\n23500,Thị trấn Đắk Hà,Đắk Hà,Kon Tum\n23503,Xã Đăk Hà,Tu Mơ Rông,Kon Tum\n" +
	"23311,Xã Ngọk Bay,Kon Tum,Kon Tum\n23512,Xã Tân Lập,Kon Rẫy,Kon Tum\n23999,Xã Tân Lập,Đăk Hà,Kon Tum\n23998,Xã Krông,Kon Tum,Kon Tum\n23997,Xã Rờ Kơi,Sa Thầy,Kon Tum\n23996,Xã Ya Ly,Sa Thầy,Kon Tum\n"

// Communes are found by name whatever the accents and the spelling; what fits
// several is listed and left open.
func TestCommunesByName(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		written string // commune;district
		code    string
		warned  string
	}{
		"as it is":                {"Phường Quyết Thắng;", "23293", ""},
		"without type":            {"Quyết Thắng;", "23293", ""},
		"abbreviated":             {"P. Quyết Thắng;", "23293", ""},
		"without accents":         {"phuong quyet thang;", "23293", ""},
		"decomposed":              {"Quye\u0302\u0301t Tha\u0306\u0301ng;", "23293", ""},
		"Ngọc for Ngọk":           {"Xã Ngọc Bay;", "23311", ""},
		"Y for I":                 {"Xã Ia Li;", "23996", ""},
		"Li for Ly":               {"Xã Ya Li;", "23996", ""},
		"in one word":             {"Rờkơi;", "23997", ""},
		"the type tells":          {"Thị trấn Đăk Hà;", "23500", ""},
		"accents tell":            {"Xã Đăk Hà;", "23503", ""},
		"two of one name":         {"Tân Lập;", "", "Xã Tân Lập, Kon Rẫy, Kon Tum (23512); Xã Tân Lập, Đăk Hà, Kon Tum (23999)"},
		"the district tells":      {"Tân Lập;Huyện Đắk Hà", "23999", ""},
		"the wrong district":      {"Tân Lập;Sa Thầy", "", "không có xã nào"},
		"of no commune":           {"Xã Không Có;", "", "không có xã nào"},
		"without accents or type": {"dak ha;", "", "23500"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := withOperators(t)
			mustRun(t, store, registry.Units, "units.csv", namedCommunes, importing.Options{})
			text := "Mã trạm;Doanh nghiệp;Xã;Huyện\nA;Viettel;" + c.written + "\n"
			report := mustRun(t, store, registry.Sites, "a.csv", text, importing.Options{})
			site := all[*registry.Site](t, store, registry.Sites)[0]
			warning := ""
			for _, p := range report.Problems {
				if p.Rule == "commune-name" {
					warning = p.Message.VI
				}
			}
			want := c.code
			if c.warned != "" {
				want = ""
			}
			if site.CommuneCode != want || (warning == "") != (c.warned == "") || !strings.Contains(warning, c.warned) {
				t.Errorf("commune %q, warning %q; want %q, %q", site.CommuneCode, warning, want, c.warned)
			}
			again := mustRun(t, store, registry.Sites, "a.csv", text, importing.Options{})
			if again.Unchanged != 1 {
				t.Errorf("the second time: %s", counts(again))
			}
		})
	}
}

// A list of communes by name, without codes, is about the communes of the
// registry; names that fit several are faults.
func TestUnitsByName(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	mustRun(t, store, registry.Units, "units.csv", namedCommunes, importing.Options{})
	report := mustRun(t, store, registry.Units, "people.csv", "Tên xã,Huyện,Dân số 2024\nNgọc Bay,,4200\ntan lap,Kon Ray,3100\n", importing.Options{})
	if report.Changed != 2 {
		t.Fatalf("%s, %v", counts(report), report.Problems)
	}
	for _, u := range all[*registry.AdminUnit](t, store, registry.Units) {
		want := map[string]int64{"23311": 4200, "23512": 3100}[u.Code]
		if u.Population.Or(0) != want || want > 0 && u.Name != map[string]string{"23311": "Xã Ngọk Bay", "23512": "Xã Tân Lập"}[u.Code] {
			t.Errorf("%s %s: %v people, want %d", u.Code, u.Name, u.Population, want)
		}
	}
	report, err := run(t, store, registry.Units, "people.csv", "Tên xã,Dân số 2024\nTân Lập,3100\n", importing.Options{})
	if registry.CodeOf(err) != registry.Invalid || !strings.Contains(report.Problems[0].Message.VI, "có thể là 2 xã") {
		t.Errorf("%v, %v", report.Problems, err)
	}
}
