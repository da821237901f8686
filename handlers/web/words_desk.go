package web

import "hatang/registry"

// DeskWords are the texts of the frame: lists, filters, search, records, keys.
type DeskWords struct {
	Sections     string `json:"sections"`
	RailFigures  string `json:"railFigures"`
	RailSites    string `json:"railSites"`
	RailPostal   string `json:"railPostal"`
	RailRadio    string `json:"railRadio"`
	RailUnits    string `json:"railUnits"`
	SignIn       string `json:"signIn"`
	Account      string `json:"account"`
	Search       string `json:"search"`
	SearchHint   string `json:"searchHint"`
	SearchNone   string `json:"searchNone"`
	SearchAll    string `json:"searchAll"`
	SearchPlace  string `json:"searchPlace"`
	SearchZone   string `json:"searchZone"`
	Outside      string `json:"outside"`
	Filters      string `json:"filters"`
	FilterText   string `json:"filterText"`
	Remove       string `json:"remove"`
	ClearAll     string `json:"clearAll"`
	CountOf      string `json:"countOf"`
	RangeOf      string `json:"rangeOf"`
	PageBefore   string `json:"pageBefore"`
	PageAfter    string `json:"pageAfter"`
	Export       string `json:"export"`
	ExportSheet  string `json:"exportSheet"`
	Sort         string `json:"sort"`
	ListEmpty    string `json:"listEmpty"`
	ListNone     string `json:"listNone"`
	ListImport   string `json:"listImport"`
	Record       string `json:"record"`
	OpenRecord   string `json:"openRecord"`
	ShowOnMap    string `json:"showOnMap"`
	CopyLink     string `json:"copyLink"`
	OpenPage     string `json:"openPage"`
	Copied       string `json:"copied"`
	Position     string `json:"position"`
	Served       string `json:"served"`
	ServedMean   string `json:"servedMean"`
	ServedMeans  string `json:"servedMeans"`
	History      string `json:"history"`
	NoHistory    string `json:"noHistory"`
	Created      string `json:"created"`
	Changed      string `json:"changed"`
	Removed      string `json:"removed"`
	Retired      string `json:"retired"`
	Yes          string `json:"yes"`
	No           string `json:"no"`
	NotStated    string `json:"notStated"`
	Edit         string `json:"edit"`
	Save         string `json:"save"`
	Cancel       string `json:"cancel"`
	Reason       string `json:"reason"`
	Saved        string `json:"saved"`
	Undo         string `json:"undo"`
	Undone       string `json:"undone"`
	UndoReason   string `json:"undoReason"`
	NothingToDo  string `json:"nothingToDo"`
	AtMachine    string `json:"atMachine"`
	Stale        string `json:"stale"`
	WrongFields  string `json:"wrongFields"`
	Keys         string `json:"keys"`
	KeySearch    string `json:"keySearch"`
	KeyMove      string `json:"keyMove"`
	KeyOpen      string `json:"keyOpen"`
	KeyClose     string `json:"keyClose"`
	KeyHelp      string `json:"keyHelp"`
	Resize       string `json:"resize"`
	Tools        string `json:"tools"`
	Print        string `json:"print"`
	PrintSource  string `json:"printSource"`
	North        string `json:"north"`
	Measure      string `json:"measure"`
	MeasureHelp  string `json:"measureHelp"`
	MeasureTotal string `json:"measureTotal"`
	MeasureLast  string `json:"measureLast"`
	MeasureArea  string `json:"measureArea"`
	MeasureClear string `json:"measureClear"`
}

// deskWordsIn is the table of a language.
func deskWordsIn(lang registry.Lang) DeskWords {
	if lang == registry.EN {
		return englishDesk()
	}
	return vietnameseDesk()
}

func vietnameseDesk() DeskWords {
	return DeskWords{
		Sections: "Các phần", RailFigures: "Số liệu", RailSites: "Vị trí BTS", RailPostal: "Bưu chính", RailRadio: "Truyền thanh", RailUnits: "Các xã",
		SignIn: "Đăng nhập", Account: "Tài khoản",
		Search: "Tìm", SearchHint: "Tìm: kon ray, KTM0123, 14°21'N 107°59'E", SearchNone: "Không tìm thấy gì cho “{text}”.",
		SearchAll: "Xem cả {n}", SearchPlace: "Tọa độ", SearchZone: "Tọa độ VN-2000, kinh tuyến trục {meridian}", Outside: "ngoài các xã trong sổ đăng ký",
		Filters: "Bộ lọc", FilterText: "Lọc theo chữ (không cần dấu)", Remove: "Bỏ lọc {name}", ClearAll: "Bỏ mọi bộ lọc",
		CountOf: "{n} / {total}", RangeOf: "{from}–{to} / {n}", PageBefore: "Trang trước", PageAfter: "Trang sau",
		Export: "Xuất", ExportSheet: "PDF: bản đồ và bảng, khổ A4", Sort: "Sắp xếp", ListEmpty: "Chưa có bản ghi nào. Nhập tệp ở trang Dữ liệu, hoặc dùng lệnh hatang import.",
		ListNone: "Không bản ghi nào khớp bộ lọc.", ListImport: "Nhập tệp",
		Record: "Bản ghi", OpenRecord: "Mở bản ghi", ShowOnMap: "Xem trên bản đồ", CopyLink: "Chép liên kết", OpenPage: "Mở trang", Copied: "Đã chép liên kết",
		Position: "Vị trí", Served: "Phục vụ", ServedMean: "Bình quân {mean}, 90 % dân {p90}",
		ServedMeans: "Số dân gần điểm này hơn mọi điểm khác cùng mạng, tính theo ô dân cư trên ellipsoid.",
		History:     "Lịch sử", NoHistory: "Chưa có thay đổi nào.", Created: "tạo", Changed: "sửa", Removed: "bỏ", Retired: "cho thôi hiệu lực",
		Yes: "có", No: "không", NotStated: "chưa ghi",
		Edit: "Sửa", Save: "Lưu", Cancel: "Thôi", Reason: "Lý do", Saved: "Đã lưu", Undo: "Hoàn tác", Undone: "Đã hoàn tác bằng một thay đổi mới",
		UndoReason: "hoàn tác", AtMachine: "người vận hành máy chủ", NothingToDo: "Không có gì thay đổi.",
		Stale:       "Bản ghi đã được người khác sửa. Đóng rồi mở lại để xem bản mới; phần đang nhập chưa được lưu.",
		WrongFields: "Còn {n} chỗ chưa đúng, chưa lưu.",
		Keys:        "Phím tắt", KeySearch: "tìm", KeyMove: "xuống, lên trong danh sách", KeyOpen: "mở bản ghi đang chọn", KeyClose: "đóng",
		KeyHelp: "bảng này",
		Resize:  "Đổi độ rộng danh sách",
		Tools:   "Công cụ bản đồ", Print: "In", PrintSource: "Nguồn", North: "Bắc",
		Measure: "Đo", MeasureHelp: "Bấm trên bản đồ để thêm điểm; Esc để thôi đo. Đo trên ellipsoid WGS 84.",
		MeasureTotal: "Tổng", MeasureLast: "Đoạn cuối", MeasureArea: "Diện tích", MeasureClear: "Xóa các điểm",
	}
}

func englishDesk() DeskWords {
	return DeskWords{
		Sections: "Sections", RailFigures: "Figures", RailSites: "BTS sites", RailPostal: "Postal", RailRadio: "Radio", RailUnits: "Communes",
		SignIn: "Sign in", Account: "Account",
		Search: "Search", SearchHint: "Search: kon ray, KTM0123, 14°21'N 107°59'E", SearchNone: "Nothing found for “{text}”.",
		SearchAll: "Show all {n}", SearchPlace: "Coordinates", SearchZone: "VN-2000 coordinates, central meridian {meridian}", Outside: "outside the communes of the registry",
		Filters: "Filters", FilterText: "Filter by text (accents may be left out)", Remove: "Remove filter {name}", ClearAll: "Remove all filters",
		CountOf: "{n} of {total}", RangeOf: "{from}–{to} of {n}", PageBefore: "Previous page", PageAfter: "Next page",
		Export: "Export", ExportSheet: "PDF: map and table, A4", Sort: "Sort", ListEmpty: "No record yet. Import a file on the page Data, or with hatang import.",
		ListNone: "No record matches the filters.", ListImport: "Import a file",
		Record: "Record", OpenRecord: "Open the record", ShowOnMap: "Show on the map", CopyLink: "Copy link", OpenPage: "Open page", Copied: "Link copied",
		Position: "Position", Served: "Serves", ServedMean: "Mean {mean}, 90 % of people {p90}",
		ServedMeans: "People closer to this point than to any other of its network, by populated cell on the ellipsoid.",
		History:     "History", NoHistory: "No change yet.", Created: "created", Changed: "changed", Removed: "removed", Retired: "retired",
		Yes: "yes", No: "no", NotStated: "not stated",
		Edit: "Edit", Save: "Save", Cancel: "Cancel", Reason: "Reason", Saved: "Saved", Undo: "Undo", Undone: "Undone by a new change",
		UndoReason: "undo", AtMachine: "whoever runs the server", NothingToDo: "Nothing has changed.",
		Stale:       "Somebody else has changed the record. Close and open it to see the new one; what was entered is not saved.",
		WrongFields: "{n} entries are not right yet; nothing was saved.",
		Keys:        "Keys", KeySearch: "search", KeyMove: "down, up in the list", KeyOpen: "open the selected record", KeyClose: "close",
		KeyHelp: "this list",
		Resize:  "Change the width of the list",
		Tools:   "Map tools", Print: "Print", PrintSource: "Source", North: "North",
		Measure: "Measure", MeasureHelp: "Click on the map to add points; Esc to stop. Measured on the WGS 84 ellipsoid.",
		MeasureTotal: "Total", MeasureLast: "Last leg", MeasureArea: "Area", MeasureClear: "Remove the points",
	}
}
