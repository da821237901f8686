// Package dossiers answers about dossiers over HTTP: filing them, what may be done
// about them and doing it, previews, attachments, documents, the inbox and the
// watch list.
//
// Its operations are api.Routes, mounted and described with the API's own. The
// table of rights says which role may use an operation at all, and of which rows;
// the workflow says what may be done in which state.
package dossiers

import (
	"net/http"

	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/dossiers"
)

// Options are what the operations need.
type Options struct {
	Dossiers *dossiers.Service
	// Reader finds what rows belong to.
	Reader registry.Reader
}

// Service answers.
type Service struct{ options Options }

// New is a Service.
func New(options Options) *Service { return &Service{options} }

func text(vi, en string) registry.Text { return registry.Text{VI: vi, EN: en} }

const (
	typeDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	typePDF  = "application/pdf"
)

// Routes are the operations.
func (s *Service) Routes() []api.Route {
	return append(s.reading(), s.acting()...)
}

func (s *Service) reading() []api.Route {
	read := auth.Right{Resource: auth.Applications, Action: auth.Read}
	lang := api.Parameter{Name: "lang", About: text("ngôn ngữ", "language"), Codes: []string{"vi", "en"}}
	route := func(path, id string, summary registry.Text, gives any, handle handler, query ...api.Parameter) api.Route {
		return api.Route{Method: http.MethodGet, Path: "/api/v1" + path, Right: read, ID: id, Summary: summary, Gives: gives, Query: append(query, lang), Handle: handle}
	}
	document := route("/applications/:id/documents/:document", "getDocument", text("Một văn bản của hồ sơ", "A document of a dossier"), Readable{}, s.document, formats())
	document.About = text("receipt, supplement, report, decision hoặc notice, theo thể thức Nghị định 30/2020.", "receipt, supplement, report, decision or notice, in the form of decree 30/2020.")
	document.GivesTypes = []string{typeDOCX, typePDF}
	file := route("/applications/:id/attachments/:attachment", "getAttachmentContent", text("Nội dung một tệp đính kèm", "The content of an attachment"), nil, s.content)
	file.Right = auth.Right{Resource: auth.Of(registry.Attachments), Action: auth.Read}
	file.GivesTypes = []string{"application/octet-stream"}
	return []api.Route{
		route("/inbox", "getInbox", text("Việc đang chờ, quá hạn trước", "What waits, overdue first"), dossiers.Inbox{}, s.inbox,
			api.Parameter{Name: "mine", About: text("chỉ việc chờ tôi", "only what waits for me"), Codes: []string{"true", "false"}}),
		route("/inbox/verdicts", "getInboxVerdicts", text("Kết luận vắn tắt của các hồ sơ", "What the appraisals of dossiers come to, in brief"), VerdictsAnswer{}, s.verdicts,
			api.Parameter{Name: "ids", About: text("mã hoặc số hồ sơ, cách nhau bằng dấu phẩy, nhiều nhất 25", "IDs or numbers of dossiers, joined by commas, at most 25"), Required: true}),
		route("/watch", "getWatchList", text("Danh mục theo dõi sau chấp thuận", "Watch list after approval"), WatchAnswer{}, s.watch),
		route("/workflow", "getWorkflow", text("Quy trình, thời hạn và ngày nghỉ đang áp dụng", "Workflow, terms and holidays in force"), WorkflowAnswer{}, s.workflow),
		route("/applications/:id/dossier", "getDossier", text("Toàn bộ một hồ sơ và việc được làm", "A whole dossier, and what may be done"), DossierAnswer{}, s.dossier),
		route("/applications/:id/appraisal", "getAppraisal", text("Kết quả thẩm định: đã lưu, hoặc theo số liệu hiện tại", "Findings: those on record, else those of now"), AppraisalAnswer{}, s.appraisal),
		route("/applications/:id/repetition", "repeatAppraisal", text("Chạy lại thẩm định đã lưu", "Run the kept appraisal again"), dossiers.Repetition{}, s.repetition),
		route("/applications/:id/documents", "listDocuments", text("Các văn bản của hồ sơ, và văn bản nào lập được", "The documents of a dossier, and which there can be"), DocumentsAnswer{}, s.documents),
		document, file,
	}
}

// formats are those of a document.
func formats() api.Parameter {
	return api.Parameter{Name: "format", About: text("docx để sửa, pdf, hoặc json để đọc trên màn hình", "docx to edit, pdf, or json to read on a screen"), Codes: []string{"docx", "pdf", "json"}}
}

func (s *Service) acting() []api.Route {
	change := auth.Right{Resource: auth.Applications, Action: auth.Change}
	return []api.Route{
		{
			Method: http.MethodPost, Path: "/api/v1/applications", Right: auth.Right{Resource: auth.Applications, Action: auth.Create}, ID: "fileApplication",
			Summary: text("Nộp hồ sơ", "File a dossier"),
			About: text("Cả hồ sơ với các vị trí, trong một lần ghi; mọi lỗi được báo cùng lúc. Chuyên viên nộp thay dùng On-Behalf-Of.",
				"The dossier with its positions, in one write; everything wrong is told at once. Officers who file for an operator send On-Behalf-Of."),
			Takes: dossiers.Filing{}, Gives: DossierAnswer{}, Status: http.StatusCreated, Handle: s.file,
		},
		{
			Method: http.MethodPost, Path: "/api/v1/applications/:id/actions/:action", Right: change, ID: "actOnApplication",
			Summary: text("Thực hiện một thao tác của quy trình", "Take an action of the workflow"),
			About: text("If-Match mang ETag của hồ sơ; không cần khi chỉ ghi ý kiến. Không được phép: 403. Trạng thái không cho phép hoặc người khác nhanh hơn: 409.",
				"If-Match carries the dossier's ETag, except for a comment. Not permitted: 403. The state does not allow it, or somebody was quicker: 409."),
			Takes: dossiers.Request{}, Gives: DossierAnswer{}, Handle: s.act,
		},
		{
			Method: http.MethodPost, Path: "/api/v1/applications/:id/preview/:action", Right: change, ID: "previewAction",
			Summary: text("Xem trước đúng những gì sẽ ghi", "Exactly what an action would record"),
			Takes:   dossiers.Request{}, Gives: dossiers.Preview{}, Handle: s.preview,
		},
		{
			Method: http.MethodPost, Path: "/api/v1/applications/:id/preview/:action/:document", Right: change, ID: "previewDocument",
			Summary: text("Văn bản như sẽ có sau thao tác", "A document as it would read once the action is done"),
			Query:   []api.Parameter{formats()}, Takes: dossiers.Request{}, Gives: Readable{}, GivesTypes: []string{typeDOCX, typePDF}, Handle: s.foresee,
		},
		{
			Method: http.MethodPost, Path: "/api/v1/applications/:id/attachments", Right: change, ID: "attach",
			Summary:    text("Thêm tệp đính kèm", "Add an attachment"),
			About:      text("multipart/form-data: file, và tùy chọn class, position, note.", "multipart/form-data: file, and optionally class, position, note."),
			TakesTypes: []string{"multipart/form-data"}, Gives: AttachmentAnswer{}, Status: http.StatusCreated, Handle: s.attach,
		},
	}
}
