package registry

// Site is one mast, or one building, that carries antennas: the "same place" of
// Thông tư 08/2020.
type Site struct {
	RowHead
	Position
	Life
	Code            string       `db:"code"`
	Name            string       `db:"name"`
	OperatorCode    string       `db:"operator_code"`
	Tenants         string       `db:"tenants"`
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
	LandOwner       string       `db:"land_owner"`
	Contact         string       `db:"contact"`
	Permit          Opt[bool]    `db:"has_permit"`
	PermitNo        string       `db:"permit_no"`
	PermitDate      Date         `db:"permit_date"`
	ConsentNo       string       `db:"consent_no"`
	BuiltDate       Date         `db:"built_date"`
	Note            string       `db:"note"`
}

// Life is when a thing worked, apart from when the registry's row about it
// holds.
type Life struct {
	Commissioned   Date `db:"commissioned"`
	Decommissioned Date `db:"decommissioned"`
}

// InService tells whether the thing worked on the day.
func (l Life) InService(on Date) bool {
	return Period{l.Commissioned, l.Decommissioned}.Holds(on)
}

func lifeFields() []Field {
	return []Field{
		day("commissioned", "Ngày đưa vào sử dụng", "Commissioned").aka("Ngày phát sóng", "Ngày hoạt động", "on_air_date", "Ngày khai trương"),
		day("decommissioned", "Ngày ngừng hoạt động", "Decommissioned").aka("Ngày dừng", "Ngày tháo dỡ"),
	}
}

// The states of a site. Rejected, withdrawn and dismantled ones are no
// neighbours to anyone.
const (
	StateProposed   = "proposed"
	StateApproved   = "approved"
	StateBuilt      = "built"
	StateOnAir      = "on_air"
	StateRejected   = "rejected"
	StateWithdrawn  = "withdrawn"
	StateDismantled = "dismantled"
)

// Kind implements Record.
func (*Site) Kind() Kind { return Sites }

func siteStates() []CodeValue {
	return []CodeValue{
		code(StateProposed, "đề xuất", "proposed", "dự kiến", "quy hoạch"),
		code(StateApproved, "đã chấp thuận", "approved", "chấp thuận", "được duyệt"),
		code(StateBuilt, "đã xây dựng", "built", "hoàn công"),
		code(StateOnAir, "đang phát sóng", "on air", "đang hoạt động", "hoạt động", "phát sóng"),
		code(StateRejected, "bị từ chối", "rejected", "từ chối", "không chấp thuận"),
		code(StateWithdrawn, "đã rút", "withdrawn", "rút hồ sơ", "thu hồi"),
		code(StateDismantled, "đã tháo dỡ", "dismantled", "tháo dỡ", "ngừng hoạt động"),
	}
}

func technologies() []CodeValue {
	return []CodeValue{
		code("2G", "2G", "2G", "gsm"),
		code("3G", "3G", "3G", "umts", "wcdma"),
		code("4G", "4G", "4G", "lte"),
		code("5G", "5G", "5G", "nr"),
	}
}

func siteSchema() *Schema {
	return &Schema{
		Kind: Sites, Table: "site", Shapes: Points,
		Keys: []string{"code", "operator_code"}, NearM: 1, NearKeys: []string{"operator_code"},
		Label:  Text{"Vị trí, cột BTS", "Sites"},
		Single: Text{"vị trí BTS", "site"},
		make:   func() Record { return new(Site) },
		Fields: append(append([]Field{
			text("code", "Mã trạm", "Site code").aka("Mã vị trí", "Mã cột", "Mã nhà trạm", "ma_tram", "site_code", "site"),
			text("name", "Tên trạm", "Site name").aka("Tên vị trí", "Tên nhà trạm", "ten_tram"),
			text("operator_code", "Doanh nghiệp", "Operator").refers(Operators).required().aka("Nhà mạng", "Mã doanh nghiệp", "Chủ sở hữu", "operator", "owner", "doanh_nghiep"),
			text("tenants", "Doanh nghiệp dùng chung", "Tenants").aka("Dùng chung", "Đơn vị dùng chung"),
			text("commune_code", "Mã xã", "Commune code").aka("ma_xa", "Mã xã/phường"),
			text("commune", "Xã", "Commune").aka("Xã/Phường", "Phường/Xã", "Địa bàn", "ten_xa"),
			text("address", "Địa chỉ", "Address").aka("Địa chỉ lắp đặt", "Địa điểm", "dia_chi"),
			coded("state", "Trạng thái", "State", siteStates()...).aka("Tình trạng", "status"),
		}, structureFields()...), append(lifeFields(),
			text("land_owner", "Chủ đất", "Land owner").restricted().aka("Chủ sở hữu đất", "Bên cho thuê"),
			text("contact", "Liên hệ", "Contact").restricted().aka("Điện thoại liên hệ"),
			boolean("has_permit", "Giấy phép xây dựng", "Building permit").aka("Có giấy phép", "GPXD"),
			text("permit_no", "Số giấy phép", "Permit number").aka("Số GPXD"),
			day("permit_date", "Ngày cấp phép", "Permit date").aka("Ngày GPXD"),
			text("consent_no", "Số văn bản chấp thuận", "Consent number").aka("Số chấp thuận", "Số thỏa thuận"),
			day("built_date", "Ngày xây dựng", "Built on").aka("Ngày hoàn công"),
			text("note", "Ghi chú", "Note"),
		)...),
	}
}

func structureFields() []Field {
	return []Field{
		coded("structure", "Loại cột", "Structure",
			code("self_supporting", "tự đứng", "self-supporting", "cột tự đứng"),
			code("guyed", "dây co", "guyed", "cột dây co", "dây néo"),
			code("monopole", "đơn thân", "monopole", "cột đơn thân", "monopole"),
			code("other", "khác", "other"),
		).aka("Kết cấu", "Loại kết cấu"),
		coded("support_class", "Phân loại cồng kềnh", "Support class",
			code("A1a", "A1a không cồng kềnh, trên công trình", "A1a unobtrusive, on a building"),
			code("A1b", "A1b không cồng kềnh, ngụy trang trên mặt đất", "A1b unobtrusive, camouflaged on the ground"),
			code("A2a", "A2a cồng kềnh, trên công trình", "A2a bulky, on a building"),
			code("A2b", "A2b cồng kềnh, trên mặt đất", "A2b bulky, on the ground"),
			code("A2c", "A2c cồng kềnh, khác", "A2c bulky, other"),
		).aka("Loại A1/A2", "Phân loại"),
		coded("legal_type", "Loại trạm", "Legal type",
			code("1", "loại 1, cột trên mặt đất", "type 1, on the ground", "loại 1"),
			code("2", "loại 2, trên công trình có sẵn", "type 2, on an existing building", "loại 2"),
		).aka("Loại 1/2"),
		number("height_m", "m", "Chiều cao cột (m)", "Mast height (m)").within(0, 400).usually(3, 120).aka("Chiều cao", "Độ cao cột", "Cao cột", "chieu_cao"),
		number("building_height_m", "m", "Chiều cao công trình (m)", "Building height (m)").within(0, 500).usually(0, 150).aka("Chiều cao nhà"),
		number("ground_elevation_m", "m", "Cao độ mặt đất (m)", "Ground elevation (m)").within(-50, 3200).aka("Cao độ", "elevation"),
		list("technologies", "Công nghệ", "Technologies", technologies()...).aka("Công nghệ sử dụng", "technology", "cong_nghe"),
		number("coverage_radius_m", "m", "Bán kính phủ sóng (m)", "Coverage radius (m)").within(0, 100000).usually(50, 40000).aka("Vùng phủ (m)", "Bán kính phục vụ (m)", "radius_m", "range"),
		number("power_w", "W", "Công suất (W)", "Power (W)").within(0, 100000).usually(0.1, 2000).aka("Công suất", "Công suất phát"),
		integer("tenant_room", "Số doanh nghiệp có thể dùng chung thêm", "Room for tenants").within(0, 20),
		boolean("hardened", "Trạm kiên cố, chịu thiên tai cấp 4", "Hardened (disaster level 4)").aka("Kiên cố"),
		boolean("backup_power", "Nguồn dự phòng", "Backup power").aka("Máy nổ"),
	}
}
