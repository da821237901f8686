package dossiers_test

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"hatang/geo/geodesy"
	"hatang/geo/tooltest"
	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/documents"
	"hatang/registry/dossiers"
)

// textOf is what is written in a PDF, its letters composed.
func textOf(tb testing.TB, pdf []byte) string {
	tb.Helper()
	return norm.NFC.String(tooltest.PDFText(tb, pdf))
}

// letters counts the letters of a text: columns are read in another order by
// another layout, and pages have other numbers.
func letters(text string) map[rune]int {
	count := map[rune]int{}
	for _, r := range text {
		if unicode.IsLetter(r) {
			count[r]++
		}
	}
	return count
}

// sameLetters tells whether two texts have the same letters but for titles of
// tables, which stand on as many pages as the layout has.
func sameLetters(a, b string, d *documents.Document) bool {
	var titles []string
	for _, block := range d.Body {
		if table, ok := block.(documents.Table); ok {
			title := ""
			for _, c := range table.Columns {
				title += c.Title
			}
			if !slices.Contains(titles, title) {
				titles = append(titles, title)
			}
		}
	}
	differ := letters(a)
	for r, n := range letters(b) {
		differ[r] -= n
	}
	return explained(differ, titles)
}

func explained(differ map[rune]int, titles []string) bool {
	if len(titles) == 0 {
		for _, n := range differ {
			if n != 0 {
				return false
			}
		}
		return true
	}
	const pages = 4
	for times := -pages; times <= pages; times++ {
		left := maps.Clone(differ)
		for r, n := range letters(titles[0]) {
			left[r] -= times * n
		}
		if explained(left, titles[1:]) {
			return true
		}
	}
	return false
}

// province furnishes the office with its letterhead and the dossier with masts
// nearby, one of them nearer than allowed.
func province(tb testing.TB) *fixture {
	tb.Helper()
	f := office(tb)
	err := f.live.Update(tb.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		return w.PutSetting(ctx, dossiers.SettingOffice, `{"superior":"ỦY BAN NHÂN DÂN TỈNH BẮC NINH","agency":"SỞ KHOA HỌC VÀ CÔNG NGHỆ","short":"SKHCN","place":"Bắc Ninh",
			"capacity":"KT. GIÁM ĐỐC","post":"PHÓ GIÁM ĐỐC","recipients":["UBND phường Võ Cường"],"meridian_deg":105.5}`)
	})
	if err != nil {
		tb.Fatal(err)
	}
	for i, c := range []struct {
		bearing, distance float64
		operator, state   string
	}{{200, 119.5, "vnpt", "on_air"}, {310, 260, "viettel", "on_air"}, {120, 90, "vnpt", "rejected"}} {
		s := &registry.Site{Code: []string{"BNH0101", "BNH0102", "BNH0103"}[i], OperatorCode: c.operator, State: c.state, HeightM: registry.Some(42.0), TenantRoom: registry.Some(int64(1))}
		s.Row.ValidFrom = day(tb, "2026-01-01")
		s.Point, s.Located = geodesy.Direct(origin, c.bearing, c.distance), true
		f.put(tb, s)
	}
	return f
}

// keepPapers puts papers where HATANG_KEEP_PAPERS says, to be looked at.
func keepPapers(tb testing.TB, kind dossiers.Paper, files map[string][]byte) {
	tb.Helper()
	folder := os.Getenv("HATANG_KEEP_PAPERS")
	if folder == "" {
		return
	}
	for ending, content := range files {
		if err := os.WriteFile(filepath.Join(folder, string(kind)+ending), content, 0o600); err != nil {
			tb.Fatal(err)
		}
	}
}

// TestPapers writes every paper as PDF and as DOCX, has LibreOffice make a PDF of
// the DOCX, and compares what both say.
func TestPapers(t *testing.T) {
	t.Parallel()
	f := province(t)
	file := f.at(t, "filed")
	file = f.act(t, officer, file, "return")
	file = f.act(t, viettel, file, "supplement")
	file = f.act(t, officer, file, "accept")
	file = f.act(t, officer, file, "submit")
	file = f.act(t, approver, file, "sign")
	wants := map[dossiers.Paper][]string{
		dossiers.Receipt:        {"PHIẾU TIẾP NHẬN HỒ SƠ", "HS-2026-00001", "16/03/2026", "Võ Cường", "10 ngày làm việc"},
		dossiers.Supplement:     {"Kính gửi", "văn bản trả lời dùng chung của VNPT", "giấy tờ đất", "Bắc Ninh, ngày"},
		dossiers.Report:         {"BÁO CÁO THẨM ĐỊNH", "BNH0101", "119,5", "260,0", "không tính", "105°30′", "không đạt", "Điều 15", "Độc lập - Tự do - Hạnh phúc"},
		dossiers.DecisionLetter: {"Số: 12/SKHCN-BCVT", "chấp thuận có điều kiện", "Nguyễn Thị Quỳnh Như", "Kiểm định trước khi phát sóng", "SHA-256"},
		dossiers.Notice:         {"THÔNG BÁO", "02/03/2027", "12/SKHCN-BCVT"},
	}
	for _, kind := range dossiers.Papers() {
		d, err := f.Document(t.Context(), file.Application.Row.ID, kind, appraisal.Audience{})
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		files := map[string][]byte{}
		for _, format := range []string{"pdf", "docx"} {
			var out bytes.Buffer
			if err := f.WriteDocument(t.Context(), &out, d, format); err != nil {
				t.Fatalf("%s as %s: %v", kind, format, err)
			}
			files[format] = out.Bytes()
		}
		theirs := tooltest.Office(t, files["docx"], "docx", "pdf")
		keepPapers(t, kind, map[string][]byte{".pdf": files["pdf"], ".docx": files["docx"], ".libreoffice.pdf": theirs})
		a, b := textOf(t, files["pdf"]), textOf(t, theirs)
		for _, want := range wants[kind] {
			for whose, text := range map[string]string{"our PDF": a, "LibreOffice's": b} {
				if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
					t.Errorf("%s: %s does not say %q:\n%s", kind, whose, want, text)
				}
			}
		}
		if !sameLetters(a, b, d) {
			t.Errorf("%s: the letters differ\n%s\n%s", kind, a, b)
		}
	}
}

// TestPapersTooEarly says what is missing.
func TestPapersTooEarly(t *testing.T) {
	t.Parallel()
	f := office(t)
	draft := f.at(t, "draft")
	for kind, want := range map[dossiers.Paper]registry.Code{
		dossiers.Receipt: registry.Conflict, dossiers.Supplement: registry.Conflict, dossiers.DecisionLetter: registry.Conflict,
		dossiers.Notice: registry.Conflict, "invoice": registry.NotFound,
	} {
		if _, err := f.Document(t.Context(), draft.Application.Row.ID, kind, appraisal.Audience{}); registry.CodeOf(err) != want {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
