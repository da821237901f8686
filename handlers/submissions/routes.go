package submissions

import (
	"errors"
	"net/http"

	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/submissions"
)

const base = "/api/v1/submissions"

// resource is what rights to submissions are about.
var resource = auth.Of(registry.Submissions)

func text(vi, en string) registry.Text { return registry.Text{VI: vi, EN: en} }

// Options is what the operations need; all of it must be there.
type Options struct {
	Desk  *submissions.Desk
	Today func() registry.Date
}

// Service answers.
type Service struct{ options Options }

// New makes the service; it fails when a needed part is missing.
func New(options Options) (*Service, error) {
	if options.Desk == nil || options.Today == nil {
		return nil, errors.New("submissions: Desk and Today are needed")
	}
	return &Service{options}, nil
}

// Routes are the operations, for the API to mount and describe.
func (s *Service) Routes() []api.Route {
	read := auth.Right{Resource: resource, Action: auth.Read}
	change := auth.Right{Resource: resource, Action: auth.Change}
	return []api.Route{
		{
			Method: http.MethodGet, Path: base + "/due", Right: read, ID: "submissionsDue", Summary: text("Ai phải nộp gì, ai trễ hạn", "Who owes what, and what is late"),
			Query: []api.Parameter{
				{Name: "state", About: text("Chỉ trạng thái này", "In this state only"), Codes: []string{submissions.Expected, submissions.Received, submissions.Accepted, submissions.Returned}},
				{Name: "late", About: text("true: chỉ những lần trễ còn phải nộp", "true: only those that are late and still waited for"), Codes: []string{"true", "false"}},
				{Name: "operator", About: text("Mã doanh nghiệp", "Code of an operator")},
			},
			Gives: DueAnswer{}, Handle: s.due,
		},
		{
			Method: http.MethodPost, Path: base + "/expect", Right: change, ID: "expectSubmissions", Summary: text("Ghi ai phải nộp gì cho một quý", "Note what is owed for a quarter"),
			Takes: ExpectRequest{}, Gives: ExpectAnswer{}, Status: http.StatusCreated, Handle: s.expect,
		},
		{
			Method: http.MethodPost, Path: base + "/:id/file", Right: auth.Right{Resource: resource, Action: auth.Create}, ID: "handInSubmission",
			Summary: text("Nộp tệp", "Hand a file in"),
			About: text("multipart/form-data: file (CSV, XLSX hoặc GeoJSON). Tệp được thử, chưa ghi vào sổ; mọi lỗi được báo cùng lúc.",
				"multipart/form-data: file (CSV, XLSX or GeoJSON). The file is tried, nothing is written into the registry; everything wrong is told at once."),
			TakesTypes: []string{"multipart/form-data"}, Gives: HandedIn{}, Handle: s.handIn,
		},
		{
			Method: http.MethodGet, Path: base + "/:id/file", Right: read, ID: "getSubmissionFile", Summary: text("Tệp đã nộp", "The file that was handed in"),
			GivesTypes: []string{"application/octet-stream"}, Handle: s.file,
		},
		{
			Method: http.MethodGet, Path: base + "/:id/difference", Right: read, ID: "submissionDifference",
			Summary: text("Thay đổi so với sổ đăng ký và so với lần nộp trước", "Differences from the registry and from the last submission"),
			Gives:   Difference{}, Handle: s.difference,
		},
		{
			Method: http.MethodPost, Path: base + "/:id/accept", Right: change, ID: "acceptSubmission", Summary: text("Chấp nhận, ghi vào sổ đăng ký", "Accept, write into the registry"),
			Gives: HandedIn{}, Handle: s.accept,
		},
		{
			Method: http.MethodPost, Path: base + "/:id/return", Right: change, ID: "returnSubmission", Summary: text("Trả lại, kèm lý do", "Send back with a reason"),
			Takes: ReturnRequest{}, Gives: Item{}, Handle: s.sendBack,
		},
	}
}
