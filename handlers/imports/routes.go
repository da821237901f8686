package imports

import (
	"net/http"

	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry/importing"
)

// Routes are the operations. Who may import is who may make lists of changes and
// create records of the kind; the department's, not operators.
func (s *Service) Routes() []api.Route {
	return append(s.imports(), s.beside()...)
}

func (s *Service) imports() []api.Route {
	right := auth.Right{Resource: auth.Bulk, Action: auth.Create}
	const path = "/api/v1/imports"
	multipart := []string{"multipart/form-data"}
	return []api.Route{
		{
			Method: http.MethodPost, Path: path, Right: right, ID: "beginImport", TakesTypes: multipart, Gives: Answer{}, Status: http.StatusCreated, Handle: s.upload,
			Summary: text("Gửi một tệp để xem trước việc nhập", "Send a file and see what importing it would do"),
			About: text("multipart/form-data: file, kind, và options (JSON như thân của POST /imports/{id}). Chưa ghi gì. state là reading thì hỏi lại bằng GET.",
				"multipart/form-data: file, kind, and options (JSON as the body of POST /imports/{id}). Nothing is written. While state is reading, ask again by GET."),
		},
		{
			Method: http.MethodGet, Path: path, Right: right, ID: "listImports", Gives: List{}, Handle: s.list,
			Summary: text("Các lượt nhập đang mở của tôi", "My imports that are under way"),
		},
		{
			Method: http.MethodGet, Path: path + "/:id", Right: right, ID: "getImport", Gives: Answer{}, Handle: s.get,
			Summary: text("Một lượt nhập", "An import as it stands"),
		},
		{
			Method: http.MethodPost, Path: path + "/:id", Right: right, ID: "readImport", Takes: Asked{}, Gives: Answer{}, Handle: s.again,
			Summary: text("Đọc lại tệp theo lựa chọn khác", "Read the file by other options"),
			About:   text("Lựa chọn như của hatang import; những gì không nêu là mặc định.", "The options are those of hatang import; what is not stated is the default."),
		},
		{
			Method: http.MethodDelete, Path: path + "/:id", Right: right, ID: "dropImport", Status: http.StatusNoContent, Handle: s.remove,
			Summary: text("Bỏ lượt nhập và tệp của nó", "Drop an import with its file"),
		},
		{
			Method: http.MethodGet, Path: path + "/:id/errors", Right: right, ID: "listImportErrors", Gives: FaultPage{}, GivesTypes: []string{typeCSV, typeXLSX}, Handle: s.errors,
			Summary: text("Lỗi và cảnh báo: tệp, dòng, cột, giá trị, điều cần", "Errors and warnings: file, row, column, value, what is expected"),
			Query: []api.Parameter{
				{Name: "format", About: text("json theo trang; csv và xlsx cả danh sách", "json in pages; csv and xlsx hold them all"), Codes: []string{"json", "csv", "xlsx"}},
				{Name: "severity", About: text("chỉ một mức", "one severity only"), Codes: []string{"error", "warning"}},
				{Name: "limit", About: text("số dòng mỗi trang, tối đa 500", "rows of a page, at most 500")},
				{Name: "offset", About: text("bỏ qua bấy nhiêu", "pass over so many")},
			},
		},
		{
			Method: http.MethodGet, Path: path + "/:id/points", Right: right, ID: "listImportPoints", GivesTypes: []string{typeGeoJSON}, Handle: s.points,
			Summary: text("Các dòng sẽ nằm ở đâu", "Where the rows would lie"),
		},
		{
			Method: http.MethodPost, Path: path + "/:id/commit", Right: right, ID: "commitImport", Takes: Committing{}, Gives: Answer{}, Handle: s.commit,
			Summary: text("Ghi vào sổ, tất cả hoặc không gì cả", "Write it, all or nothing"),
			About: text("Một giao dịch. result là báo cáo của hatang import; request là mã để hoàn tác. state là saving thì hỏi lại bằng GET.",
				"One transaction. result is the report of hatang import; request is the id to undo it by. While state is saving, ask again by GET."),
		},
	}
}

// beside are the operations that go with importing.
func (s *Service) beside() []api.Route {
	return []api.Route{
		{
			Method: http.MethodPost, Path: "/api/v1/changes/undo", Right: auth.Right{Resource: auth.Bulk, Action: auth.Change}, ID: "undoChanges",
			Takes: Undoing{}, Gives: Undone{}, Handle: s.undo,
			Summary: text("Hoàn tác mọi thay đổi của một lần ghi", "Take back every change of one write"),
			About: text("Bằng những thay đổi mới, trong một giao dịch. Bản ghi đã đổi tiếp sau đó: 409, không ghi gì.",
				"By new changes, in one transaction. Where records have changed since: 409, and nothing is written."),
		},
		{
			Method: http.MethodGet, Path: "/api/v1/checks/:kind", Right: auth.Right{Resource: auth.Changes, Action: auth.Read}, ID: "checkRecords",
			Gives: importing.Reviewed{}, Handle: s.review,
			Summary: text("Kiểm tra các bản ghi đang có của một loại", "Put the records of a kind to the checks of imports"),
		},
		{
			Method: http.MethodGet, Path: "/api/v1/templates/:kind", Right: auth.Right{Resource: auth.Description, Action: auth.Read}, ID: "getTemplate",
			GivesTypes: []string{typeXLSX}, Handle: s.template,
			Summary: text("Tệp Excel mẫu để điền", "The workbook to fill in"),
			About:   text("Tên loại, có hoặc không có đuôi .xlsx: /templates/sites.xlsx.", "The kind, with or without .xlsx: /templates/sites.xlsx."),
		},
	}
}
