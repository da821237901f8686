package registry

// PlannedPosition is a place in an operator's deployment plan of a year: what
// it means to build, and whether the province approved it.
type PlannedPosition struct {
	RowHead
	Position
	Code         string       `db:"code"`
	Name         string       `db:"name"`
	PlanCode     string       `db:"plan_code"`
	Year         Opt[int64]   `db:"year"`
	OperatorCode string       `db:"operator_code"`
	CommuneCode  string       `db:"commune_code"`
	Commune      string       `db:"commune"`
	Address      string       `db:"address"`
	State        string       `db:"state"`
	Structure    string       `db:"structure"`
	SupportClass string       `db:"support_class"`
	HeightM      Opt[float64] `db:"height_m"`
	Tenants      string       `db:"tenants"`
	Technologies string       `db:"technologies"`
	RadiusM      Opt[float64] `db:"tolerance_m"`
	ApprovalNo   string       `db:"approval_no"`
	ApprovedOn   Date         `db:"approved_on"`
	BuildBy      Date         `db:"build_by"`
	SiteCode     string       `db:"site_code"`
	Note         string       `db:"note"`
}

// The states of a planned position.
const (
	PlanFiled     = "filed"
	PlanApproved  = "approved"
	PlanDeployed  = "deployed"
	PlanWithdrawn = "withdrawn"
)

// Kind implements Record.
func (*PlannedPosition) Kind() Kind { return Plan }

func planSchema() *Schema {
	return &Schema{
		Kind: Plan, Table: "planned_position", Shapes: Points,
		Keys: []string{"code", "operator_code", "plan_code"}, NearM: 1, NearKeys: []string{"operator_code", "plan_code"},
		Label:  Text{"Vị trí trong kế hoạch", "Planned positions"},
		Single: Text{"vị trí kế hoạch", "planned position"},
		make:   func() Record { return new(PlannedPosition) },
		Fields: append([]Field{
			text("code", "Mã vị trí", "Position code").aka("Mã trạm", "Mã", "site_code_planned"),
			text("name", "Tên vị trí", "Name").aka("Tên trạm"),
			text("plan_code", "Số kế hoạch", "Plan").aka("Kế hoạch", "Mã kế hoạch"),
			integer("year", "Năm", "Year").within(1990, 2200),
			text("operator_code", "Doanh nghiệp", "Operator").refers(Operators).required().aka("Nhà mạng", "operator"),
			text("commune_code", "Mã xã", "Commune code").aka("ma_xa", "Mã xã/phường"),
			text("commune", "Xã", "Commune").aka("Xã/Phường", "Phường/Xã", "Địa bàn"),
			text("address", "Địa chỉ", "Address").aka("Địa điểm"),
			coded("state", "Trạng thái", "State",
				code(PlanFiled, "đã nộp", "filed", "đề xuất"),
				code(PlanApproved, "đã phê duyệt", "approved", "đã duyệt", "được duyệt"),
				code(PlanDeployed, "đã triển khai", "deployed", "đã xây dựng"),
				code(PlanWithdrawn, "đã thu hồi", "withdrawn", "thu hồi", "đã rút"),
			).aka("Tình trạng", "status"),
		}, plannedFields()...),
	}
}

func plannedFields() []Field {
	fields := []Field{
		text("tenants", "Doanh nghiệp dùng chung", "Tenants").aka("Dùng chung"),
		list("technologies", "Công nghệ", "Technologies", technologies()...).aka("Mạng"),
		number("height_m", "m", "Chiều cao cột (m)", "Mast height (m)").within(0, 500).aka("Chiều cao", "height"),
		number("tolerance_m", "m", "Sai lệch cho phép (m)", "Tolerance (m)").within(0, 10000).
			means("Trạm xây trong khoảng này vẫn là vị trí của kế hoạch", "A site this near still is the plan's position"),
		text("approval_no", "Số quyết định phê duyệt", "Approval").aka("Quyết định"),
		day("approved_on", "Ngày phê duyệt", "Approved on").aka("Ngày duyệt"),
		day("build_by", "Hạn triển khai", "Build by").aka("Thời hạn"),
		text("site_code", "Mã trạm đã xây", "Site built").aka("Mã cột đã xây"),
		text("note", "Ghi chú", "Note"),
	}
	for _, f := range structureFields() {
		if f.Name == "structure" || f.Name == "support_class" {
			fields = append(fields, f)
		}
	}
	return fields
}
