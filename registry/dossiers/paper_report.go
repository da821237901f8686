package dossiers

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"hatang/geo/crs"
	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/documents"
	"hatang/registry/documents/sketch"
)

// report is the báo cáo thẩm định: legal bases, each position with every finding,
// the map and the table of the masts nearby, the opinion.
func (w *paper) report() error {
	app := w.file.Application
	if len(w.result.Positions) == 0 {
		return w.notYet("hồ sơ chưa có vị trí nào", "there is no position")
	}
	w.doc.Kind, w.doc.Subject = "BÁO CÁO THẨM ĐỊNH", "Vị trí trạm BTS của "+w.operator+" (hồ sơ "+app.Code+")"
	w.doc.Letterhead.Number = "…/BC-" + w.office.Short
	seen := map[string]bool{}
	for i := range w.result.Positions {
		for _, s := range w.result.Positions[i].RuleSets {
			if !seen[s.Code] {
				seen[s.Code] = true
				w.add(documents.Paragraph{Runs: []documents.Run{{Text: "Căn cứ " + strings.TrimSuffix(s.Citation.VI, ".") + ";", Italic: true}}})
			}
		}
	}
	w.say("Thẩm định hồ sơ %s nộp ngày %s, tiếp nhận ngày %s, với số liệu của sổ đăng ký ngày %s (thay đổi thứ %d).",
		app.Code, date(app.Filed), date(app.Received), date(w.result.AsOf), w.result.Seq)
	if w.abridged {
		w.say("Bản dành cho doanh nghiệp nộp hồ sơ: lược bỏ nội dung hồ sơ của doanh nghiệp khác và các số liệu tỉnh không công khai; kết luận từng mục như bản lưu.")
	}
	w.heading("I. KẾT QUẢ CHUNG")
	w.add(w.overview())
	w.conflicts()
	for i := range w.result.Positions {
		w.heading(fmt.Sprintf("%s. VỊ TRÍ %s", roman(i+2), w.result.Positions[i].Code))
		if err := w.position(&w.result.Positions[i]); err != nil {
			return err
		}
	}
	w.opinion(roman(len(w.result.Positions) + 2))
	return nil
}

// conflicts are the pairs of the dossier's own positions that cannot both stand.
func (w *paper) conflicts() {
	for i := range w.result.Conflicts {
		c := &w.result.Conflicts[i]
		moot := ""
		if c.Moot {
			moot = "; vị trí nộp trước không đạt vì lý do khác"
		}
		w.say("Trong hồ sơ: %s và %s cách nhau %s m, mức %s m (%s): %s%s.", c.First, c.Second, floorTo(c.DistanceM),
			registry.VI.Number(c.ThresholdM, 0), cite(c.Clause), c.Verdict.Label().VI, moot)
	}
}

func (w *paper) overview() documents.Table {
	t := documents.Table{Columns: []documents.Column{
		{Title: "TT", Width: 1.2, Align: documents.Centre}, {Title: "Vị trí", Width: 3, Align: documents.Left}, {Title: "Địa bàn", Width: 5, Align: documents.Left},
		{Title: "Đạt", Width: 1.5, Align: documents.Right}, {Title: "Không đạt", Width: 1.5, Align: documents.Right},
		{Title: "Chưa đủ dữ liệu", Width: 1.8, Align: documents.Right}, {Title: "Kết luận", Width: 3, Align: documents.Left},
	}}
	for i := range w.result.Positions {
		a := &w.result.Positions[i]
		counts := map[appraisal.Verdict]int{}
		for _, c := range a.Checks {
			counts[c.Verdict]++
		}
		t.Rows = append(t.Rows, documents.Row{Cells: []string{
			fmt.Sprint(i + 1), a.Code, place(a), fmt.Sprint(counts[appraisal.Met]), fmt.Sprint(counts[appraisal.NotMet]), fmt.Sprint(counts[appraisal.Undecided]), a.Verdict.Label().VI,
		}})
	}
	return t
}

func place(a *appraisal.Assessment) string {
	if a.Commune == nil {
		return "–"
	}
	area := map[string]string{"urban": "khu vực đô thị", "outside": "ngoài đô thị"}[a.Area]
	return strings.Trim(a.Commune.Name+", "+area, ", ")
}

func (w *paper) position(a *appraisal.Assessment) error {
	if p := w.file.position(a.Code); p != nil {
		w.say("%s. Tọa độ: %s. Địa bàn: %s.", strings.TrimSuffix(strings.Trim(p.Name+" – "+p.Address, " –"), "."), w.coordinates(p), place(a))
		w.say("%s", describe(p))
	}
	w.add(documents.Heading{Level: 2, Text: "Kết quả từng nội dung"}, findingTable(a))
	neighbours := neighboursOf(a)
	if a.Point != nil {
		png, err := mapOf(a, neighbours)
		if err != nil {
			return err
		}
		w.add(documents.Picture{PNG: png, WidthMM: 130, Caption: "Vị trí " + a.Code + " và các cột lân cận (khoảng cách trên ellipsoid)", Alt: "Sơ đồ vị trí " + a.Code})
	}
	w.add(neighbourTable(a.Code, neighbours))
	for _, alternative := range a.Alternatives {
		w.say("Phương án khác: %s.", strings.TrimSuffix(alternative.Summary.VI, "."))
	}
	return nil
}

// describe is the mast in a sentence.
func describe(p *registry.ProposedPosition) string {
	var parts []string
	schema := registry.SchemaOf(registry.Positions)
	for _, name := range []string{"structure", "support_class", "legal_type"} {
		f := schema.Field(name)
		value, _ := f.Value(p).(string)
		for _, c := range f.Codes {
			if c.Code == value {
				parts = append(parts, strings.ToLower(f.Label.VI)+": "+c.Label.VI)
			}
		}
	}
	if p.HeightM.Known {
		parts = append(parts, "chiều cao cột "+registry.VI.Number(p.HeightM.Value, 1)+" m")
	}
	if p.Technologies != "" {
		parts = append(parts, "công nghệ "+strings.ReplaceAll(p.Technologies, ";", ", "))
	}
	if p.Bands != "" {
		parts = append(parts, "băng tần "+strings.ReplaceAll(p.Bands, ";", ", ")+" MHz")
	}
	if len(parts) == 0 {
		return "Hồ sơ không nêu kết cấu."
	}
	text := strings.Join(parts, "; ") + "."
	return strings.ToUpper(text[:1]) + text[1:]
}

func findingTable(a *appraisal.Assessment) documents.Table {
	t := documents.Table{Columns: []documents.Column{
		{Title: "TT", Width: 1.2, Align: documents.Centre}, {Title: "Nội dung", Width: 3.4, Align: documents.Left}, {Title: "Kết quả", Width: 2, Align: documents.Left},
		{Title: "Nhận xét", Width: 7, Align: documents.Left}, {Title: "Căn cứ", Width: 4.2, Align: documents.Left},
	}}
	for i := range a.Checks {
		c := &a.Checks[i]
		verdict := c.Verdict.Label().VI
		if c.Officer {
			verdict += ", cán bộ xem xét"
		}
		if len(c.Findings) == 0 {
			t.Rows = append(t.Rows, documents.Row{Cells: []string{fmt.Sprint(i + 1), c.Label.VI, verdict, "", ""}})
		}
		for j := range c.Findings {
			f := &c.Findings[j]
			row := []string{"", "", f.Verdict.Label().VI, f.Summary.VI, cite(f.Clause)}
			if j == 0 {
				row[0], row[1] = fmt.Sprint(i+1), c.Label.VI
			}
			t.Rows = append(t.Rows, documents.Row{Cells: row})
		}
	}
	return t
}

func cite(c appraisal.Reference) string {
	if c.Cite.VI != "" && !c.Verified {
		return c.Cite.VI + " (chưa đối chiếu)"
	}
	return c.Cite.VI
}

// neighboursOf are the masts that the spacing check looked at, each once, nearest first.
func neighboursOf(a *appraisal.Assessment) []appraisal.Neighbour {
	var all []appraisal.Neighbour
	c := a.Find(appraisal.Spacing)
	if c == nil {
		return nil
	}
	seen := map[string]bool{}
	for i := range c.Findings {
		for _, n := range c.Findings[i].Neighbours {
			if key := fmt.Sprint(n.Kind, n.ID, n.Code, n.Point); !seen[key] {
				seen[key] = true
				all = append(all, n)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b appraisal.Neighbour) int { return cmp.Compare(a.DistanceM, b.DistanceM) })
	return all
}

// mostNeighbours is how many masts the table and the map show.
const mostNeighbours = 30

func neighbourTable(code string, neighbours []appraisal.Neighbour) documents.Table {
	t := documents.Table{Caption: "Các cột gần vị trí " + code + " nhất", Columns: []documents.Column{
		{Title: "TT", Width: 1.2, Align: documents.Centre}, {Title: "Cột", Width: 3, Align: documents.Left}, {Title: "Doanh nghiệp", Width: 2.6, Align: documents.Left},
		{Title: "Quan hệ", Width: 2.4, Align: documents.Left}, {Title: "Trạng thái", Width: 2.8, Align: documents.Left},
		{Title: "Cách (m)", Width: 2, Align: documents.Right}, {Title: "Mức (m)", Width: 1.8, Align: documents.Right},
		{Title: "Dùng chung thêm", Width: 2, Align: documents.Right}, {Title: "Kết quả", Width: 2.2, Align: documents.Left},
	}}
	for i, n := range neighbours {
		if i == mostNeighbours {
			t.Rows = append(t.Rows, documents.Row{Cells: []string{"", fmt.Sprintf("và %d cột khác", len(neighbours)-mostNeighbours), "", "", "", "", "", "", ""}})
			break
		}
		threshold, room, verdict := "–", "–", n.Verdict.Label().VI
		if n.ThresholdM != nil {
			threshold = registry.VI.Number(*n.ThresholdM, 0)
		}
		if n.Room != nil {
			room = fmt.Sprint(*n.Room)
		}
		if n.Counts == "no" {
			verdict = "không tính"
		}
		relation := map[string]string{"same": "cùng DN", "other": "khác DN"}[n.Relation]
		t.Rows = append(t.Rows, documents.Row{Cells: []string{
			fmt.Sprint(i + 1), n.Code, n.Operator, relation, stateWords(n.State), floorTo(n.DistanceM), threshold, room, verdict,
		}})
	}
	if len(neighbours) == 0 {
		t.Rows = []documents.Row{{Cells: []string{"", "Không có cột nào", "", "", "", "", "", "", ""}}}
	}
	return t
}

// floorTo prints a distance to the decimetre without ever rounding it up to a
// threshold that it does not reach.
func floorTo(m float64) string { return registry.VI.Number(math.Floor(m*10+1e-6)/10, 1) }

func stateWords(state string) string {
	for _, c := range registry.SchemaOf(registry.Sites).Field("state").Codes {
		if c.Code == state {
			return c.Label.VI
		}
	}
	return state
}

func mapOf(a *appraisal.Assessment, neighbours []appraisal.Neighbour) ([]byte, error) {
	s := &sketch.Sketch{Centre: *a.Point, Lang: registry.VI, RadiusM: 150}
	s.Marks = append(s.Marks, sketch.Mark{At: *a.Point, Label: a.Code, Strong: true})
	circles := map[float64]bool{}
	for i, n := range neighbours {
		if i == mostNeighbours {
			break
		}
		mark := sketch.Mark{At: n.Point, Label: n.Operator + " " + n.Code + " – " + floorTo(n.DistanceM) + " m", Line: n.Counts != "no", Strong: n.Verdict == appraisal.NotMet && n.Counts != "no"}
		switch {
		case n.Counts == "no":
			mark.Symbol = sketch.Cross
		case n.Kind == registry.Positions:
			mark.Symbol = sketch.Ring
		case n.Relation == "same":
			mark.Symbol = sketch.Square
		}
		s.Marks = append(s.Marks, mark)
		if n.ThresholdM != nil && *n.ThresholdM > 0 && !circles[*n.ThresholdM] {
			circles[*n.ThresholdM] = true
			s.Circles = append(s.Circles, sketch.Circle{RadiusM: *n.ThresholdM, Label: registry.VI.Number(*n.ThresholdM, 0) + " m"})
		}
	}
	return s.PNG()
}

// opinion is the proposal, where there is one.
func (w *paper) opinion(number string) {
	w.heading(number + ". Ý KIẾN ĐỀ XUẤT")
	d := w.file.Decision
	if d == nil || !w.kept {
		w.say("Chưa có ý kiến đề xuất: kết quả trên là của số liệu hiện tại.")
		return
	}
	w.say("Đề xuất: %s.", strings.ToLower(w.workflow.label(d.Outcome).VI))
	w.lines(d.Reason)
	if d.Conditions != "" {
		w.say("Điều kiện:")
		w.lines(d.Conditions)
	}
	w.duties(d)
	w.doc.Closing.Post, w.doc.Closing.Capacity = "NGƯỜI THẨM ĐỊNH", ""
}

func roman(n int) string {
	tens, ones := []string{"", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC"}, []string{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"}
	return strings.Repeat("C", n/100) + tens[n/10%10] + ones[n%10]
}

// coordinates are VN-2000 in the zone in which they were given, else the
// province's, with its meridian, and WGS 84.
func (w *paper) coordinates(p *registry.ProposedPosition) string {
	if !p.Located {
		return "không có"
	}
	text := fmt.Sprintf("WGS 84: %s; %s", registry.VI.Number(p.Point[1], 6), registry.VI.Number(p.Point[0], 6))
	zone, err := crs.Parse(p.GivenCRS)
	if err != nil || zone.Geographic() || zone.Meridian() == 0 {
		if zone, err = crs.ZoneByMeridian(w.office.MeridianDeg); err != nil {
			return text
		}
	}
	east, north, err := zone.FromWGS84(p.Point)
	if err != nil {
		return text
	}
	degrees := math.Floor(zone.Meridian())
	return fmt.Sprintf("VN-2000 kinh tuyến %.0f°%02.0f′: X (N) %s, Y (E) %s; %s", degrees, (zone.Meridian()-degrees)*60,
		registry.VI.Number(north, 2), registry.VI.Number(east, 2), text)
}
