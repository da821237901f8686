package dossiers

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"hatang/registry"
	"hatang/registry/documents"
)

func (w *paper) typeName() string {
	for _, c := range registry.SchemaOf(registry.Applications).Field("type").Codes {
		if c.Code == w.file.Application.Type {
			return c.Label.VI
		}
	}
	return w.file.Application.Type
}

// receipt is the phiếu tiếp nhận: what came, when, and until when it is answered.
func (w *paper) receipt() error {
	app := w.file.Application
	if app.State == stateDraft {
		return w.notYet("hồ sơ còn là bản nháp", "the dossier is a draft")
	}
	w.doc.Kind, w.doc.Subject = "PHIẾU TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Hồ sơ "+app.Code+" – "+w.typeName()
	w.doc.Letterhead.Number = "…/PTN-" + w.office.Short
	w.say("%s tiếp nhận hồ sơ của: %s.", sentence(w.office.Agency), w.operator)
	w.say("Mã hồ sơ: %s. Loại hồ sơ: %s.", app.Code, w.typeName())
	if app.Title != "" {
		w.say("Nội dung: %s.", strings.TrimSuffix(app.Title, "."))
	}
	w.say("Ngày nộp: %s. Ngày tiếp nhận hồ sơ đủ thành phần: %s.", date(app.Filed), date(app.Received))
	term := w.workflow.Term(app.Type)
	if term.WorkingDays > 0 {
		w.say("Thời hạn giải quyết: %d ngày làm việc kể từ ngày tiếp nhận đủ thành phần (%s); không tính thời gian chờ bổ sung.", term.WorkingDays, term.Cite)
	}
	if !app.Due.IsZero() {
		w.say("Ngày hẹn trả kết quả: %s.", date(app.Due))
	}
	w.heading("Thành phần hồ sơ")
	w.add(w.attachmentTable())
	w.heading("Các vị trí đề nghị")
	w.add(w.positionTable())
	w.doc.Closing.Post, w.doc.Closing.Capacity = "NGƯỜI TIẾP NHẬN", ""
	return nil
}

func (w *paper) attachmentTable() documents.Table {
	t := documents.Table{Columns: []documents.Column{
		{Title: "TT", Width: 1.2, Align: documents.Centre}, {Title: "Loại giấy tờ", Width: 4, Align: documents.Left},
		{Title: "Tệp", Width: 6, Align: documents.Left}, {Title: "Mã băm SHA-256 (16 ký tự đầu)", Width: 4, Align: documents.Left},
	}}
	for i, a := range w.file.Attachments {
		label := a.Class
		for _, c := range registry.SchemaOf(registry.Attachments).Field("class").Codes {
			if c.Code == a.Class {
				label = c.Label.VI
			}
		}
		t.Rows = append(t.Rows, documents.Row{Cells: []string{fmt.Sprint(i + 1), label, a.Name, a.SHA256[:min(16, len(a.SHA256))]}})
	}
	if len(t.Rows) == 0 {
		t.Rows = []documents.Row{{Cells: []string{"", "Không có tệp đính kèm", "", ""}}}
	}
	return t
}

func (w *paper) positionTable() documents.Table {
	t := documents.Table{Columns: []documents.Column{
		{Title: "TT", Width: 1.2, Align: documents.Centre}, {Title: "Mã vị trí", Width: 3, Align: documents.Left},
		{Title: "Địa bàn", Width: 4, Align: documents.Left}, {Title: "Tọa độ", Width: 6, Align: documents.Left},
		{Title: "Cao (m)", Width: 2, Align: documents.Right}, {Title: "Công nghệ", Width: 2.4, Align: documents.Left},
	}}
	for i, p := range w.file.standing() {
		height := "–"
		if p.HeightM.Known {
			height = registry.VI.Number(p.HeightM.Value, 1)
		}
		t.Rows = append(t.Rows, documents.Row{Cells: []string{
			fmt.Sprint(i + 1), p.Code, strings.Trim(p.Address+", "+p.Commune, ", "), w.coordinates(p), height, strings.ReplaceAll(p.Technologies, ";", ", "),
		}})
	}
	return t
}

// supplement asks the applicant for what is missing.
func (w *paper) supplement() error {
	app := w.file.Application
	e := w.file.last("return")
	if e == nil {
		return w.notYet("hồ sơ chưa bị yêu cầu bổ sung", "nothing was asked for")
	}
	var detail struct {
		Missing []string `json:"missing"`
	}
	if err := json.Unmarshal([]byte(e.Detail), &detail); err != nil {
		return fmt.Errorf("event of dossier %s: %w", app.Code, err)
	}
	w.doc.Subject, w.doc.Addressees = "yêu cầu bổ sung hồ sơ "+app.Code, []string{w.operator}
	w.doc.Letterhead.Number = "…/" + w.office.Short
	w.say("%s nhận được hồ sơ %s (%s) nộp ngày %s. Sau khi kiểm tra, đề nghị %s bổ sung:", sentence(w.office.Agency), app.Code, w.typeName(), date(app.Filed), w.operator)
	for i, m := range detail.Missing {
		w.say("%d. %s", i+1, m)
	}
	w.lines(e.Comment)
	if !e.Until.IsZero() {
		w.say("Thời hạn bổ sung: trước ngày %s. Thời gian chờ bổ sung không tính vào thời hạn giải quyết của hồ sơ.", date(e.Until))
	}
	return nil
}

// decision is the letter of consent or refusal.
func (w *paper) decision() error {
	app, d := w.file.Application, w.file.Decision
	if d == nil {
		return w.notYet("chưa có dự thảo kết quả", "there is no proposal")
	}
	what := map[string]string{stateApproved: "chấp thuận", stateConditional: "chấp thuận có điều kiện", stateRejected: "từ chối chấp thuận"}[d.Outcome]
	w.doc.Subject, w.doc.Addressees = what+" vị trí trạm BTS (hồ sơ "+app.Code+")", []string{w.operator}
	w.signature(d)
	w.say("Xét hồ sơ %s của %s nộp ngày %s và kết quả thẩm định ngày %s, %s %s:", app.Code, w.operator, date(app.Filed), date(w.decidedOn()), sentence(w.office.Agency), what)
	refused := w.refused(d)
	table := w.positionTable()
	table.Columns = append(table.Columns, documents.Column{Title: "Kết quả", Width: 3, Align: documents.Left})
	for i, p := range w.file.standing() {
		result := what
		if refused[p.Code] {
			result = "từ chối"
		}
		table.Rows[i].Cells = append(table.Rows[i].Cells, result)
	}
	w.add(table)
	w.heading("Lý do")
	w.lines(d.Reason)
	if d.Outcome != stateRejected {
		w.heading("Điều kiện, nghĩa vụ")
		w.lines(d.Conditions)
		w.duties(d)
	}
	w.add(documents.Paragraph{Flush: true, Runs: []documents.Run{{Text: "Căn cứ thẩm định được lưu với mã băm SHA-256 " + d.FrozenHash + ".", Italic: true}}})
	return nil
}

func (w *paper) decidedOn() registry.Date {
	if e := w.file.last("submit"); e != nil {
		if t, err := time.Parse(registry.TimeLayout, e.At); err == nil {
			return registry.DateOf(t.In(vietnam()))
		}
	}
	return w.today
}

func (w *paper) refused(d *registry.Decision) map[string]bool {
	refused := map[string]bool{}
	if g, err := readGrounds(d); err == nil {
		for _, code := range g.Refused {
			refused[code] = true
		}
	}
	return refused
}

// duties are those that the rule sets attach to a consent, each once.
func (w *paper) duties(d *registry.Decision) {
	g, err := readGrounds(d)
	if err != nil {
		return
	}
	var result struct {
		Positions []struct {
			Conditions []struct {
				Text   registry.Text `json:"text"`
				Clause struct {
					Cite registry.Text `json:"cite"`
				} `json:"clause"`
			} `json:"conditions"`
		} `json:"positions"`
	}
	if json.Unmarshal(g.Kept.Result, &result) != nil {
		return
	}
	var said []string
	for _, p := range result.Positions {
		for _, c := range p.Conditions {
			line := strings.TrimSuffix(c.Text.VI, ".") + " (" + c.Clause.Cite.VI + ")."
			if !slices.Contains(said, line) {
				said = append(said, line)
				w.say("– %s", line)
			}
		}
	}
}

// signature puts number, day and name of a signed decision, dots otherwise.
func (w *paper) signature(d *registry.Decision) {
	w.doc.Letterhead.Number, w.doc.Letterhead.Date = "…/"+w.office.Short, registry.Date{}
	if !d.Signed.IsZero() {
		w.doc.Letterhead.Number, w.doc.Letterhead.Date, w.doc.Closing.Name = d.Number, d.Signed, d.Signer
	}
}

// notice tells the applicant what was decided and what follows.
func (w *paper) notice() error {
	app, d := w.file.Application, w.file.Decision
	if d == nil || d.Signed.IsZero() {
		return w.notYet("hồ sơ chưa có kết quả đã ký", "nothing is signed")
	}
	w.doc.Kind, w.doc.Subject = "THÔNG BÁO", "Kết quả giải quyết hồ sơ "+app.Code
	w.doc.Letterhead.Number = "…/TB-" + w.office.Short
	w.say("%s thông báo: hồ sơ %s của %s đã được giải quyết tại văn bản số %s ngày %s, kết quả: %s.",
		sentence(w.office.Agency), app.Code, w.operator, d.Number, date(d.Signed), strings.ToLower(w.workflow.label(d.Outcome).VI))
	if until := w.file.buildBy(w.workflow.Limits); d.Outcome != stateRejected {
		w.say("Vị trí được chấp thuận phải triển khai trước ngày %s; quá thời hạn này vị trí có thể bị thu hồi (%s).", date(until), w.workflow.Limits.Cite)
		w.say("Trước khi xây dựng, doanh nghiệp thông báo khởi công; sau khi xây dựng, nộp số liệu hoàn công; trước khi phát sóng, kiểm định trạm gốc.")
	}
	return nil
}

// sentence is an agency's name as it stands within a sentence: "Sở Khoa học …".
func sentence(capitals string) string {
	runes := []rune(strings.ToLower(capitals))
	if len(runes) == 0 {
		return "Cơ quan"
	}
	text := strings.ToUpper(string(runes[:1])) + string(runes[1:])
	return strings.NewReplacer("khoa học và công nghệ", "Khoa học và Công nghệ", "thông tin và truyền thông", "Thông tin và Truyền thông").Replace(text)
}
