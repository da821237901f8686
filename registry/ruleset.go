package registry

// RuleSet is a body of rules that a province edits or brings along, as YAML;
// its dates say when it is in force. Those that ship with the program need no
// record.
type RuleSet struct {
	RowHead
	shapeless
	Code         string `db:"code"`
	Name         string `db:"name"`
	Jurisdiction string `db:"jurisdiction"`
	Citation     string `db:"citation"`
	Body         string `db:"body"`
	Note         string `db:"note"`
}

// Kind implements Record.
func (*RuleSet) Kind() Kind { return RuleSets }

func ruleSetSchema() *Schema {
	return &Schema{
		Kind: RuleSets, Table: "rule_set", Keys: []string{"code"}, Managed: true,
		Label:  Text{"Bộ quy định", "Rule sets"},
		Single: Text{"bộ quy định", "rule set"},
		make:   func() Record { return new(RuleSet) },
		Fields: []Field{
			text("code", "Mã bộ quy định", "Code").required(),
			text("name", "Tên", "Name").required(),
			text("jurisdiction", "Mã tỉnh áp dụng", "Jurisdiction").means("trống: toàn quốc", "not stated: national"),
			text("citation", "Văn bản", "Citation"),
			text("body", "Nội dung", "Body").long().required().means("YAML", "YAML"),
			text("note", "Ghi chú", "Note"),
		},
	}
}

// Scenario is a plan of the network that somebody computed or drew: what was
// asked, what came out, to be compared, edited and evaluated again.
type Scenario struct {
	RowHead
	shapeless
	Code     string `db:"code"`
	Name     string `db:"name"`
	Network  string `db:"network"`
	UnitCode string `db:"unit_code"`
	Parent   string `db:"parent"`
	State    string `db:"state"`
	Made     string `db:"made_at"`
	Author   string `db:"author"`
	Question string `db:"question"`
	Result   string `db:"result"`
	Note     string `db:"note"`
}

// Kind implements Record.
func (*Scenario) Kind() Kind { return Scenarios }

func scenarioSchema() *Schema {
	return &Schema{
		Kind: Scenarios, Table: "scenario", Keys: []string{"code"}, Managed: true,
		Label:  Text{"Phương án", "Scenarios"},
		Single: Text{"phương án", "scenario"},
		make:   func() Record { return new(Scenario) },
		Fields: []Field{
			text("code", "Mã phương án", "Code").required(),
			text("name", "Tên phương án", "Name").required(),
			coded("network", "Mạng lưới", "Network",
				code("postal", "bưu chính", "postal"), code("bts", "BTS", "BTS"), code("radio", "truyền thanh", "radio")).required(),
			text("unit_code", "Mã đơn vị hành chính", "Unit code"),
			text("parent", "Phương án gốc", "Made from"),
			coded("state", "Trạng thái", "State",
				code("draft", "bản nháp", "draft"), code("kept", "đã lưu", "kept"), code("archived", "lưu trữ", "archived")),
			text("made_at", "Thời điểm lập", "Made at"),
			text("author", "Người lập", "Author"),
			text("question", "Yêu cầu", "Question").long().means("JSON", "JSON"),
			text("result", "Kết quả", "Result").long().means("JSON", "JSON"),
			text("note", "Ghi chú", "Note"),
		},
	}
}

// Submission is data that an operator or postal company sends for a period,
// from the day it is due to the day an officer accepts it.
type Submission struct {
	RowHead
	shapeless
	OperatorCode string     `db:"operator_code"`
	RecordKind   string     `db:"record_kind"`
	PeriodFrom   Date       `db:"period_from"`
	PeriodTo     Date       `db:"period_to"`
	Due          Date       `db:"due"`
	Received     Date       `db:"received"`
	State        string     `db:"state"`
	FileName     string     `db:"file_name"`
	SHA256       string     `db:"sha256"`
	Created      Opt[int64] `db:"created"`
	Changed      Opt[int64] `db:"changed"`
	Retired      Opt[int64] `db:"retired"`
	Unchanged    Opt[int64] `db:"unchanged"`
	Detail       string     `db:"detail"`
	AcceptedBy   string     `db:"accepted_by"`
	AcceptedOn   Date       `db:"accepted_on"`
	Note         string     `db:"note"`
}

// Kind implements Record.
func (*Submission) Kind() Kind { return Submissions }

func submissionSchema() *Schema {
	return &Schema{
		Kind: Submissions, Table: "submission", Managed: true,
		Keys:   []string{"operator_code", "record_kind", "period_from"},
		Label:  Text{"Báo cáo số liệu định kỳ", "Submissions"},
		Single: Text{"lần nộp số liệu", "submission"},
		make:   func() Record { return new(Submission) },
		Fields: []Field{
			text("operator_code", "Doanh nghiệp", "Operator").refers(Operators).required(),
			text("record_kind", "Loại dữ liệu", "Kind of data").required(),
			day("period_from", "Kỳ từ ngày", "Period from"),
			day("period_to", "Kỳ đến ngày", "Period to"),
			day("due", "Hạn nộp", "Due on"),
			day("received", "Ngày nhận", "Received on"),
			coded("state", "Trạng thái", "State",
				code("expected", "chờ nộp", "expected"), code("received", "đã nhận", "received"),
				code("accepted", "đã chấp nhận", "accepted"), code("returned", "trả lại", "returned")),
			text("file_name", "Tên tệp", "File name"),
			text("sha256", "Mã băm tệp", "SHA-256"),
			integer("created", "Số bản ghi mới", "Created").within(0, 1e9),
			integer("changed", "Số bản ghi thay đổi", "Changed").within(0, 1e9),
			integer("retired", "Số bản ghi bỏ", "Retired").within(0, 1e9),
			integer("unchanged", "Số bản ghi không đổi", "Unchanged").within(0, 1e9),
			text("detail", "Chi tiết", "Detail").long().means("JSON", "JSON"),
			text("accepted_by", "Người chấp nhận", "Accepted by"),
			day("accepted_on", "Ngày chấp nhận", "Accepted on"),
			text("note", "Ghi chú", "Note"),
		},
	}
}
