package settings

import (
	"net/http"

	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry"
)

const (
	base     = "/api/v1/settings"
	typeDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

// Routes are the operations, for api.Options.Further.
func (s *Service) Routes() []api.Route {
	read, change := auth.Right{Resource: auth.Settings, Action: auth.Read}, auth.Right{Resource: auth.Settings, Action: auth.Change}
	return []api.Route{
		{
			Method: http.MethodGet, Path: base, Right: read, ID: "listSettings", Gives: List{}, Handle: s.list,
			Summary: text("Các thiết lập của sổ", "The settings of the registry"),
			About:   text("Ý nghĩa, giá trị, ai đổi lần cuối.", "Their meaning, values, and who changed them last."),
		},
		{
			Method: http.MethodGet, Path: base + "/:name", Right: read, ID: "getSetting", Gives: Setting{}, Handle: s.get,
			Summary: text("Một thiết lập", "A setting"),
			About: text("value là bản của tỉnh, shipped là bản có sẵn, in_force là nội dung đang áp dụng đã đọc thành đối tượng.",
				"value is the province's own, shipped what comes with the program, in_force what holds, read as an object."),
		},
		{
			Method: http.MethodPut, Path: base + "/:name", Right: change, ID: "putSetting", Takes: Put{}, Gives: Setting{}, Handle: s.put,
			Summary: text("Đặt một thiết lập", "Set a setting"),
			About: text("value trống trở về bản có sẵn. If-Match với ETag đã đọc thì không ghi đè thay đổi của người khác. try=true chỉ kiểm tra, không lưu.",
				"An empty value returns to what ships. With If-Match of the ETag that was read nobody's change is lost. try=true checks and keeps nothing."),
			Query: []api.Parameter{{Name: "try", About: text("chỉ kiểm tra", "check only"), Codes: []string{"true", "false"}}},
		},
		{
			Method: http.MethodGet, Path: base + "/:name/history", Right: read, ID: "settingHistory", Gives: History{}, Handle: s.history,
			Summary: text("Ai đã đổi một thiết lập, từ gì thành gì", "Who changed a setting, from what to what"),
		},
		{
			Method: http.MethodGet, Path: base + "/:name/file", Right: read, ID: "getSettingFile", GivesTypes: []string{typeDOCX}, Handle: s.file,
			Summary: text("Tệp của một thiết lập: mẫu văn bản đang dùng", "The file of a setting: the template of documents in use"),
		},
		{
			Method: http.MethodPut, Path: base + "/:name/file", Right: change, ID: "putSettingFile", TakesTypes: []string{"multipart/form-data"},
			Gives: Setting{}, Handle: s.putFile,
			Summary: text("Gửi tệp của một thiết lập", "Send the file of a setting"),
			About: text("multipart/form-data: file. Mẫu được thử viết một văn bản trước khi lưu.",
				"multipart/form-data: file. A document is written with the template before it is kept."),
		},
		{
			Method: http.MethodGet, Path: "/api/v1/open-data", Right: auth.Right{Resource: auth.Desk, Action: auth.Read}, ID: "openData",
			Gives: OpenData{}, Handle: s.openData,
			Summary: text("Dữ liệu mở: loại, số lượng, trường công khai, định dạng, điều kiện", "Open data: kinds, counts, public fields, formats, terms"),
		},
		{
			Method: http.MethodGet, Path: "/api/v1/health", Right: auth.Right{Resource: auth.Metrics, Action: auth.Read}, ID: "health",
			Gives: Health{}, Handle: s.health,
			Summary: text("Sức khỏe của dịch vụ và của sổ", "How the service and the registry are doing"),
		},
	}
}

// List is every setting.
type List struct {
	Settings []Setting `json:"settings"`
}

// Setting is a setting as it stands.
type Setting struct {
	Definition
	// Value is the province's own, "" when what ships is in force.
	Value   string `json:"value"`
	Own     bool   `json:"own"`
	Shipped string `json:"shipped,omitempty"`
	// InForce is what holds, read as an object; null where it is text.
	InForce any     `json:"in_force"`
	Tag     string  `json:"tag"`
	Last    *Change `json:"last,omitempty"`
}

// Put is what a setting is to be.
type Put struct {
	Value  string `json:"value"`
	Reason string `json:"reason"`
}

// Change is a change of a setting.
type Change struct {
	Seq    int64              `json:"seq"`
	At     string             `json:"at"`
	Actor  string             `json:"actor"`
	Reason string             `json:"reason"`
	What   registry.Operation `json:"operation"`
	Before string             `json:"before,omitempty"`
	After  string             `json:"after,omitempty"`
}

// History is the changes of a setting, newest first.
type History struct {
	Name    string   `json:"name"`
	Changes []Change `json:"changes"`
	Total   int      `json:"total"`
}
