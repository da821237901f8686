package registry

// Application is a dossier (hồ sơ): what an operator files about one or many
// positions, and where it stands in its life. Positions, events, decisions and
// attachments refer to it; each repeats the operator, whose rows they are.
type Application struct {
	RowHead
	shapeless
	Code         string     `db:"code"`
	Type         string     `db:"type"`
	Title        string     `db:"title"`
	OperatorCode string     `db:"operator_code"`
	State        string     `db:"state"`
	ProvinceCode string     `db:"province_code"`
	Filed        Date       `db:"filed"`
	Received     Date       `db:"received"`
	Due          Date       `db:"due"`
	ClockFrom    Date       `db:"clock_from"`
	DaysUsed     Opt[int64] `db:"days_used"`
	Officer      string     `db:"officer"`
	Appraiser    string     `db:"appraiser"`
	RuleSetCode  string     `db:"rule_set_code"`
	PlanCode     string     `db:"plan_code"`
	SharingPlan  Opt[bool]  `db:"sharing_plan"`
	Related      string     `db:"related"`
	Submitter    string     `db:"submitter"`
	Contact      string     `db:"contact"`
	Note         string     `db:"note"`
}

// Kind implements Record.
func (*Application) Kind() Kind { return Applications }

func applicationSchema() *Schema {
	return &Schema{
		Kind: Applications, Table: "application", Keys: []string{"code"}, Managed: true,
		Label:  Text{"Hồ sơ", "Applications"},
		Single: Text{"hồ sơ", "application"},
		make:   func() Record { return new(Application) },
		Fields: []Field{
			text("code", "Mã hồ sơ", "Dossier number").required().aka("Số hồ sơ"),
			coded("type", "Loại hồ sơ", "Type",
				code("position", "thỏa thuận vị trí", "agreement on positions", "thẩm định"),
				code("permit", "giấy phép xây dựng", "building permit"),
				code("notification", "thông báo xây dựng", "notification of building", "thông báo"),
				code("plan", "kế hoạch năm", "annual plan", "kế hoạch"),
			).required(),
			text("title", "Trích yếu", "Title").aka("Nội dung"),
			text("operator_code", "Doanh nghiệp", "Operator").refers(Operators).required().aka("Nhà mạng", "operator"),
			text("state", "Trạng thái", "State").required().
				means("Mã trạng thái theo quy trình đang áp dụng", "code of a state of the workflow in force"),
			text("province_code", "Mã tỉnh", "Province code"),
			day("filed", "Ngày nộp", "Filed on"),
			day("received", "Ngày tiếp nhận hợp lệ", "Received complete on"),
			day("due", "Hạn trả kết quả", "Due on").aka("Hạn"),
			day("clock_from", "Tính thời gian từ", "Clock runs since").
				means("trống: đồng hồ đang dừng", "not stated: the clock is stopped"),
			integer("days_used", "Số ngày làm việc đã dùng", "Working days used").within(0, 10000),
			text("officer", "Cán bộ thụ lý", "Officer"),
			text("appraiser", "Người thẩm định", "Appraiser"),
			text("rule_set_code", "Bộ quy định", "Rule set"),
			text("plan_code", "Số kế hoạch", "Plan"),
			boolean("sharing_plan", "Có phương án dùng chung", "Has a sharing plan"),
			text("related", "Hồ sơ liên quan", "Related dossiers"),
			text("submitter", "Người nộp", "Submitter").restricted(),
			text("contact", "Liên hệ", "Contact").restricted(),
			text("note", "Ghi chú", "Note"),
		},
	}
}

// ProposedPosition is one position of an application: a mast that is to be.
type ProposedPosition struct {
	RowHead
	Position
	Code            string       `db:"code"`
	Name            string       `db:"name"`
	ApplicationID   string       `db:"application_id"`
	OperatorCode    string       `db:"operator_code"`
	Number          Opt[int64]   `db:"number"`
	CommuneCode     string       `db:"commune_code"`
	Commune         string       `db:"commune"`
	Address         string       `db:"address"`
	State           string       `db:"state"`
	Structure       string       `db:"structure"`
	SupportClass    string       `db:"support_class"`
	LegalType       string       `db:"legal_type"`
	HeightM         Opt[float64] `db:"height_m"`
	BuildingHeightM Opt[float64] `db:"building_height_m"`
	GroundM         Opt[float64] `db:"ground_elevation_m"`
	Technologies    string       `db:"technologies"`
	CoverageRadiusM Opt[float64] `db:"coverage_radius_m"`
	PowerW          Opt[float64] `db:"power_w"`
	TenantRoom      Opt[int64]   `db:"tenant_room"`
	Hardened        Opt[bool]    `db:"hardened"`
	BackupPower     Opt[bool]    `db:"backup_power"`
	Bands           string       `db:"bands"`
	Hosts           Opt[int64]   `db:"hosts"`
	EIRPDBm         Opt[float64] `db:"eirp_dbm"`
	AntennaHeightM  Opt[float64] `db:"antenna_height_m"`
	Sectors         string       `db:"sectors"`
	PlanPosition    string       `db:"plan_position"`
	SharingAsked    Opt[bool]    `db:"sharing_asked"`
	SharingAnswers  string       `db:"sharing_answers"`
	PublicLand      Opt[bool]    `db:"public_land"`
	LandOwner       string       `db:"land_owner"`
	Reason          string       `db:"reason"`
	SiteID          string       `db:"site_id"`
	Built           Date         `db:"built"`
	Note            string       `db:"note"`
}

// Kind implements Record.
func (*ProposedPosition) Kind() Kind { return Positions }

func positionSchema() *Schema {
	return &Schema{
		Kind: Positions, Table: "proposed_position", Shapes: Points, Managed: true,
		Keys:   []string{"application_id", "code"},
		Label:  Text{"Vị trí đề xuất", "Proposed positions"},
		Single: Text{"vị trí đề xuất", "proposed position"},
		make:   func() Record { return new(ProposedPosition) },
		Fields: append(append([]Field{
			text("code", "Mã vị trí", "Position code").required().aka("Mã trạm", "Mã"),
			text("name", "Tên vị trí", "Name").aka("Tên trạm"),
			text("application_id", "Hồ sơ", "Application").refers(Applications).required(),
			text("operator_code", "Doanh nghiệp", "Operator").refers(Operators).required().aka("Nhà mạng", "operator"),
			integer("number", "Số thứ tự", "Number").within(1, 100000).aka("STT", "TT"),
			text("commune_code", "Mã xã", "Commune code").aka("ma_xa", "Mã xã/phường"),
			text("commune", "Xã", "Commune").aka("Xã/Phường", "Phường/Xã", "Địa bàn"),
			text("address", "Địa chỉ", "Address").aka("Địa điểm"),
			coded("state", "Trạng thái", "State", siteStates()...).aka("Tình trạng"),
		}, structureFields()...), proposalFields()...),
	}
}

func proposalFields() []Field {
	return []Field{
		text("bands", "Băng tần", "Bands").aka("Tần số", "Băng tần (MHz)").
			means("MHz, cách nhau bằng dấu chấm phẩy, như 900;1800;2600", "MHz, joined by semicolons, such as 900;1800;2600"),
		integer("hosts", "Số doanh nghiệp cột mang được", "Operators that the mast carries").within(0, 20),
		number("eirp_dbm", "dBm", "EIRP mỗi búp sóng chính (dBm)", "EIRP of a main beam (dBm)").within(0, 100).usually(40, 75).aka("EIRP"),
		number("antenna_height_m", "m", "Chiều cao anten (m)", "Antenna height (m)").within(0, 500).aka("Độ cao anten"),
		text("sectors", "Các sector", "Sectors").aka("Azimuth", "Góc phương vị").
			means("góc phương vị, cách nhau bằng dấu chấm phẩy, như 0;120;240", "azimuths joined by semicolons, such as 0;120;240"),
		text("plan_position", "Mã vị trí trong kế hoạch", "Planned position").aka("Vị trí kế hoạch"),
		boolean("sharing_asked", "Đã đề nghị dùng chung", "Sharing was asked for").aka("Đề nghị dùng chung"),
		text("sharing_answers", "Trả lời dùng chung", "Answers about sharing").aka("Kết quả đề nghị dùng chung"),
		boolean("public_land", "Tài sản công", "Public property").aka("Đất công"),
		text("land_owner", "Chủ đất", "Land owner").restricted().aka("Chủ sở hữu đất", "Bên cho thuê"),
		text("reason", "Sự cần thiết", "Need").aka("Lý do"),
		text("site_id", "Trạm đã hình thành", "Site it became").refers(Sites),
		day("built", "Ngày hoàn công", "Built on"),
		text("note", "Ghi chú", "Note"),
	}
}
