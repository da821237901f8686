package dossiers

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/documents"
)

// Paper is a document that the department writes in the course of a dossier.
type Paper string

// The papers.
const (
	Receipt        Paper = "receipt"    // phiếu tiếp nhận
	Supplement     Paper = "supplement" // yêu cầu bổ sung
	Report         Paper = "report"     // báo cáo thẩm định
	DecisionLetter Paper = "decision"   // văn bản chấp thuận hoặc từ chối
	Notice         Paper = "notice"     // thông báo kết quả
)

// Papers lists them in the order of a dossier's life.
func Papers() []Paper { return []Paper{Receipt, Supplement, Report, DecisionLetter, Notice} }

// Label is what the paper is called.
func (p Paper) Label() registry.Text {
	switch p {
	case Receipt:
		return registry.Text{VI: "Phiếu tiếp nhận hồ sơ và hẹn trả kết quả", EN: "Receipt"}
	case Supplement:
		return registry.Text{VI: "Văn bản yêu cầu bổ sung hồ sơ", EN: "Request for what is missing"}
	case Report:
		return registry.Text{VI: "Báo cáo thẩm định", EN: "Report of the appraisal"}
	case DecisionLetter:
		return registry.Text{VI: "Văn bản trả lời", EN: "Decision"}
	case Notice:
		return registry.Text{VI: "Thông báo kết quả", EN: "Notice of the result"}
	}
	return registry.Text{VI: string(p), EN: string(p)}
}

// Office is who writes: the letterhead and the signature of the department.
type Office struct {
	Superior string `json:"superior"` // "ỦY BAN NHÂN DÂN TỈNH BẮC NINH"
	Agency   string `json:"agency"`   // "SỞ KHOA HỌC VÀ CÔNG NGHỆ"
	// Short is the agency in numbers of documents, "SKHCN".
	Short string `json:"short"`
	Place string `json:"place"`
	// Capacity and Post stand above the signature: "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC".
	Capacity   string   `json:"capacity"`
	Post       string   `json:"post"`
	Recipients []string `json:"recipients"`
	// MeridianDeg is the central meridian of the province's VN-2000 zone, for
	// positions that were not given in one; 0: none.
	MeridianDeg float64 `json:"meridian_deg"`
}

// Office is the department as the registry's setting has it; parts that are not
// set are dots to be filled in by hand.
func (s *Service) Office(ctx context.Context) (Office, error) {
	office := Office{Superior: "ỦY BAN NHÂN DÂN TỈNH …", Agency: "SỞ KHOA HỌC VÀ CÔNG NGHỆ", Short: "SKHCN", Place: "…", Post: "GIÁM ĐỐC"}
	text, err := s.options.Store.Setting(ctx, SettingOffice)
	if err != nil || text == "" {
		return office, err
	}
	if err := json.Unmarshal([]byte(text), &office); err != nil {
		return office, unreadable("thiết lập "+SettingOffice, "setting "+SettingOffice, err)
	}
	return office, nil
}

// paper is a document being written.
type paper struct {
	rules
	kind     Paper
	office   Office
	file     *File
	operator string // name
	result   *appraisal.Result
	kept     bool // the result is that of the proposal or decision
	abridged bool // it leaves out what the reader may not see
	doc      *documents.Document
}

// Document is a paper of a dossier. One for which the dossier has not come far
// enough is a Conflict that says what is missing. The report's findings are those
// that the audience is told.
func (s *Service) Document(ctx context.Context, id string, kind Paper, audience appraisal.Audience) (*documents.Document, error) {
	file, err := s.Read(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.paper(ctx, file, kind, audience)
}

// paper is a paper of the dossier as the file has it.
func (s *Service) paper(ctx context.Context, file *File, kind Paper, audience appraisal.Audience) (*documents.Document, error) {
	if !slices.Contains(Papers(), kind) {
		return nil, registry.Errorf(registry.NotFound, "không có văn bản %q", "there is no document %q", kind)
	}
	w := &paper{kind: kind, file: file, abridged: audience.Confidential}
	var err error
	if w.rules, err = s.rules(ctx); err != nil {
		return nil, err
	}
	if w.office, err = s.Office(ctx); err != nil {
		return nil, err
	}
	if w.operator, err = s.operatorName(ctx, w.file.Application.OperatorCode); err != nil {
		return nil, err
	}
	if kind == Report {
		if w.result, w.kept, err = s.Findings(ctx, w.file, audience); err != nil {
			return nil, err
		}
	}
	return w.write()
}

func (s *Service) operatorName(ctx context.Context, code string) (string, error) {
	found, err := registry.Find[*registry.Operator](ctx, s.options.Store, registry.Query{Kind: registry.Operators, Where: []registry.Condition{registry.Where("code", code)}})
	if err != nil || len(found) == 0 {
		return code, err
	}
	return found[0].Name, nil
}

// WriteDocument writes a paper as "docx", into the province's template where it
// has one, or as "pdf".
func (s *Service) WriteDocument(ctx context.Context, out io.Writer, d *documents.Document, format string) error {
	switch format {
	case "pdf":
		return documents.WritePDF(out, d)
	case "docx":
		template, err := s.template(ctx)
		if err != nil {
			return err
		}
		return documents.WriteDOCX(out, d, template)
	}
	return registry.Errorf(registry.Invalid, "định dạng %q: chọn docx hoặc pdf", "format %q: choose docx or pdf", format)
}

func (s *Service) template(ctx context.Context) ([]byte, error) {
	sum, err := s.options.Store.Setting(ctx, SettingTemplate)
	if err != nil || sum == "" {
		return nil, err
	}
	if s.options.Files == nil {
		return nil, registry.Errorf(registry.Unsupported, "không có nơi lưu mẫu văn bản", "there is no place where templates are kept")
	}
	return s.options.Files.Open(sum)
}

func (w *paper) write() (*documents.Document, error) {
	w.doc = &documents.Document{
		Title: w.kind.Label().VI + " " + w.file.Application.Code, Lang: registry.VI, Made: w.lastTouched(),
		Letterhead: &documents.Letterhead{Superior: w.office.Superior, Agency: w.office.Agency, Place: w.office.Place, Date: w.today},
		Closing:    &documents.Closing{Recipients: w.recipients(), Capacity: w.office.Capacity, Post: w.office.Post},
	}
	var err error
	switch w.kind {
	case Receipt:
		err = w.receipt()
	case Supplement:
		err = w.supplement()
	case Report:
		err = w.report()
	case DecisionLetter:
		err = w.decision()
	case Notice:
		err = w.notice()
	}
	return w.doc, err
}

// lastTouched is when the dossier last changed: the same state gives the same bytes.
func (w *paper) lastTouched() time.Time {
	if n := len(w.file.Events); n > 0 {
		if t, err := time.Parse(registry.TimeLayout, w.file.Events[n-1].At); err == nil {
			return t
		}
	}
	return w.today.Time()
}

func (w *paper) recipients() []string {
	list := append([]string{w.operator}, w.office.Recipients...)
	return append(list, "Lưu: VT, hồ sơ "+w.file.Application.Code)
}

// notYet refuses a paper for which it is too early.
func (w *paper) notYet(vi, en string) error {
	return conflict("chưa lập được %[1]s: %[3]s", "%[2]s: too early, %[4]s", w.kind.Label().VI, w.kind.Label().EN, vi, en)
}

func (w *paper) add(blocks ...documents.Block) { w.doc.Body = append(w.doc.Body, blocks...) }

// say adds a paragraph; people's own text in it is taken as it is.
func (w *paper) say(format string, args ...any) {
	w.add(documents.Paragraph{Runs: []documents.Run{{Text: fmt.Sprintf(format, args...)}}})
}

// lines adds a paragraph for each line of people's own text.
func (w *paper) lines(text string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			w.say("%s", line)
		}
	}
}

func (w *paper) heading(text string) { w.add(documents.Heading{Level: 1, Text: text}) }

func date(d registry.Date) string { return registry.VI.Date(d) }
