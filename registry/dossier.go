package registry

// Event is something that happened to a dossier: it was filed, sent back,
// commented on, decided. Events are only added.
type Event struct {
	RowHead
	shapeless
	ApplicationID string    `db:"application_id"`
	OperatorCode  string    `db:"operator_code"`
	At            string    `db:"at"`
	Actor         string    `db:"actor"`
	OnBehalf      string    `db:"on_behalf"`
	Action        string    `db:"action"`
	FromState     string    `db:"from_state"`
	ToState       string    `db:"to_state"`
	Until         Date      `db:"until"`
	Comment       string    `db:"comment"`
	Internal      Opt[bool] `db:"internal"`
	Detail        string    `db:"detail"`
}

// Kind implements Record.
func (*Event) Kind() Kind { return Events }

func eventSchema() *Schema {
	return &Schema{
		Kind: Events, Table: "dossier_event", Keys: []string{"application_id", "at", "action"}, Managed: true,
		Label:  Text{"Diễn biến hồ sơ", "Events"},
		Single: Text{"diễn biến", "event"},
		make:   func() Record { return new(Event) },
		Fields: []Field{
			text("application_id", "Hồ sơ", "Application").refers(Applications).required(),
			text("operator_code", "Doanh nghiệp", "Operator").refers(Operators),
			text("at", "Thời điểm", "At").required(),
			text("actor", "Người thực hiện", "Actor").required(),
			text("on_behalf", "Thay mặt", "On behalf of"),
			text("action", "Việc", "Action").required(),
			text("from_state", "Từ trạng thái", "From state"),
			text("to_state", "Sang trạng thái", "To state"),
			day("until", "Đến hạn", "Until"),
			text("comment", "Ý kiến", "Comment").long(),
			boolean("internal", "Nội bộ", "Internal").means("doanh nghiệp không thấy", "not shown to the operator"),
			text("detail", "Chi tiết", "Detail").long().means("JSON", "JSON"),
		},
	}
}

// Decision is what was decided about an application, with everything that it
// rested on frozen beside it.
type Decision struct {
	RowHead
	shapeless
	ApplicationID string `db:"application_id"`
	OperatorCode  string `db:"operator_code"`
	Outcome       string `db:"outcome"`
	Number        string `db:"number"`
	Signed        Date   `db:"signed"`
	Signer        string `db:"signer"`
	Appraiser     string `db:"appraiser"`
	Reason        string `db:"reason"`
	Conditions    string `db:"conditions"`
	RuleSetCode   string `db:"rule_set_code"`
	Frozen        string `db:"frozen"`
	FrozenHash    string `db:"frozen_sha256"`
}

// Kind implements Record.
func (*Decision) Kind() Kind { return Decisions }

func decisionSchema() *Schema {
	return &Schema{
		Kind: Decisions, Table: "decision", Keys: []string{"application_id", "number"}, Managed: true,
		Label:  Text{"Quyết định", "Decisions"},
		Single: Text{"quyết định", "decision"},
		make:   func() Record { return new(Decision) },
		Fields: []Field{
			text("application_id", "Hồ sơ", "Application").refers(Applications).required(),
			text("operator_code", "Doanh nghiệp", "Operator").refers(Operators),
			coded("outcome", "Kết quả", "Outcome",
				code("approved", "chấp thuận", "approved"),
				code("conditional", "chấp thuận có điều kiện", "approved with conditions"),
				code("rejected", "từ chối", "rejected"),
			).required(),
			text("number", "Số văn bản", "Number"),
			day("signed", "Ngày ký", "Signed on"),
			text("signer", "Người ký", "Signer"),
			text("appraiser", "Người thẩm định", "Appraiser"),
			text("reason", "Lý do", "Reason").long(),
			text("conditions", "Điều kiện", "Conditions").long(),
			text("rule_set_code", "Bộ quy định", "Rule set"),
			text("frozen", "Căn cứ được lưu", "Frozen evidence").long().
				means("JSON: phát hiện, bộ quy định, phiên bản dữ liệu, tham số mô hình", "JSON: findings, rule set, versions of data, parameters of models"),
			text("frozen_sha256", "Mã băm căn cứ", "Hash of the evidence"),
		},
	}
}

// Attachment is a file that belongs to an application; the bytes lie in a
// folder beside the registry, named by their hash.
type Attachment struct {
	RowHead
	shapeless
	ApplicationID string     `db:"application_id"`
	OperatorCode  string     `db:"operator_code"`
	PositionID    string     `db:"position_id"`
	Name          string     `db:"name"`
	Class         string     `db:"class"`
	MediaType     string     `db:"media_type"`
	Bytes         Opt[int64] `db:"bytes"`
	SHA256        string     `db:"sha256"`
	AddedAt       string     `db:"added_at"`
	AddedBy       string     `db:"added_by"`
	Note          string     `db:"note"`
}

// Kind implements Record.
func (*Attachment) Kind() Kind { return Attachments }

func attachmentSchema() *Schema {
	return &Schema{
		Kind: Attachments, Table: "attachment", Keys: []string{"application_id", "sha256", "name"}, Managed: true,
		Label:  Text{"Tệp đính kèm", "Attachments"},
		Single: Text{"tệp đính kèm", "attachment"},
		make:   func() Record { return new(Attachment) },
		Fields: []Field{
			text("application_id", "Hồ sơ", "Application").refers(Applications).required(),
			text("operator_code", "Doanh nghiệp", "Operator").refers(Operators),
			text("position_id", "Vị trí", "Position").refers(Positions),
			text("name", "Tên tệp", "File name").required(),
			coded("class", "Loại giấy tờ", "Class",
				code("application", "đơn, văn bản đề nghị", "application letter"),
				code("sharing_plan", "phương án dùng chung", "sharing plan"),
				code("sharing_request", "đề nghị dùng chung", "sharing request"),
				code("sharing_answer", "trả lời dùng chung", "answer about sharing"),
				code("land", "giấy tờ đất, hợp đồng thuê", "land papers"),
				code("design", "hồ sơ thiết kế", "design"),
				code("safety", "cam kết an toàn", "safety declaration"),
				code("inspection", "kiểm định", "inspection"),
				code("as_built", "hoàn công", "as built"),
				code("issued", "văn bản đã phát hành", "issued document"),
				code("other", "khác", "other"),
			),
			text("media_type", "Kiểu nội dung", "Media type").required(),
			integer("bytes", "Kích thước (byte)", "Bytes").within(0, 1<<40),
			text("sha256", "Mã băm", "SHA-256").required(),
			text("added_at", "Thời điểm thêm", "Added at"),
			text("added_by", "Người thêm", "Added by"),
			text("note", "Ghi chú", "Note"),
		},
	}
}
