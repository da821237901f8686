package registry

// The levels of administrative unit.
const (
	LevelProvince = "province"
	LevelDistrict = "district" // until 30/6/2025
	LevelCommune  = "commune"
)

// AdminUnit is an administrative unit as it was on its dates. A code can be
// given again to another territory; the key is (Code, ValidFrom).
type AdminUnit struct {
	RowHead
	Territory
	Code             string       `db:"code"`
	Name             string       `db:"name"`
	Level            string       `db:"level"`
	Type             string       `db:"type"`
	AreaClass        string       `db:"area_class"`
	ParentCode       string       `db:"parent_code"`
	ParentName       string       `db:"parent_name"`
	ProvinceCode     string       `db:"province_code"`
	ProvinceName     string       `db:"province_name"`
	Population       Opt[int64]   `db:"population"`
	PopulationYear   Opt[int64]   `db:"population_year"`
	PopulationSource string       `db:"population_source"`
	Households       Opt[int64]   `db:"households"`
	AreaKM2          Opt[float64] `db:"area_km2"`
	AreaYear         Opt[int64]   `db:"area_year"`
	AreaSource       string       `db:"area_source"`
	Seat             string       `db:"seat"`
	MergedFrom       string       `db:"merged_from"`
	Schematic        Opt[bool]    `db:"schematic"`
	Note             string       `db:"note"`
}

// Kind implements Record.
func (*AdminUnit) Kind() Kind { return Units }

// Urban tells whether rules for urban areas apply: by AreaClass where an
// officer set it, else phường and thị trấn are urban. The second result is
// false when neither is known.
func (u *AdminUnit) Urban() (urban, known bool) {
	switch {
	case u.AreaClass != "":
		return u.AreaClass == "urban", true
	case u.Type == "":
		return false, false
	}
	return u.Type == "phuong" || u.Type == "thi_tran", true
}

func unitSchema() *Schema {
	return &Schema{
		Kind: Units, Table: "admin_unit", Shapes: Areas, Keys: []string{"code", "valid_from"},
		Label:  Text{"Đơn vị hành chính", "Administrative units"},
		Single: Text{"đơn vị hành chính", "administrative unit"},
		make:   func() Record { return new(AdminUnit) },
		Fields: []Field{
			text("code", "Mã đơn vị", "Unit code").required().aka("Mã", "Mã xã", "Mã ĐVHC", "commune_code", "ma_xa", "unit_code"),
			text("name", "Tên đơn vị", "Name").required().aka("Tên", "Tên xã", "Xã/Phường", "commune", "ten_xa"),
			coded("level", "Cấp", "Level",
				code(LevelProvince, "tỉnh", "province", "cấp tỉnh"),
				code(LevelDistrict, "huyện", "district", "cấp huyện"),
				code(LevelCommune, "xã", "commune", "cấp xã"),
			),
			coded("type", "Loại đơn vị", "Type", unitTypes()...).aka("commune_type", "Loại"),
			coded("area_class", "Khu vực", "Area class",
				code("urban", "đô thị", "urban"),
				code("outside", "ngoài đô thị", "outside urban areas", "nông thôn", "ngoài khu vực đô thị"),
			).means("Để trống thì suy từ loại đơn vị theo ngày", "Empty: by the type of unit on the date"),
			text("parent_code", "Mã đơn vị cấp trên", "Parent code").aka("district_code", "Mã huyện"),
			text("parent_name", "Đơn vị cấp trên", "Parent").aka("district", "Huyện", "Quận/Huyện"),
			text("province_code", "Mã tỉnh", "Province code").aka("ma_tinh"),
			text("province_name", "Tỉnh", "Province").aka("province", "Tên tỉnh", "Tỉnh/Thành phố"),
			integer("population", "Dân số", "Population").within(0, 2e7).aka("population_2019", "Số dân", "dan_so"),
			integer("population_year", "Năm của số dân", "Population year").within(1900, 2100),
			text("population_source", "Nguồn số dân", "Population source"),
			integer("households", "Số hộ", "Households").within(0, 1e7).aka("households_2019", "so_ho"),
			number("area_km2", "km²", "Diện tích (km²)", "Area (km²)").within(0, 400000).aka("Diện tích", "dien_tich"),
			integer("area_year", "Năm của diện tích", "Area year").within(1900, 2100),
			text("area_source", "Nguồn diện tích", "Area source"),
			text("seat", "Nơi đặt trụ sở", "Seat").aka("admin_centre", "Trụ sở"),
			text("merged_from", "Hợp nhất từ", "Merged from"),
			boolean("schematic", "Ranh giới minh họa", "Schematic boundary"),
			text("note", "Ghi chú", "Note"),
		},
	}
}

func unitTypes() []CodeValue {
	return []CodeValue{
		code("tinh", "tỉnh", "province"),
		code("thanh_pho_tw", "thành phố trực thuộc trung ương", "centrally run city"),
		code("quan", "quận", "urban district"),
		code("huyen", "huyện", "rural district"),
		code("thi_xa", "thị xã", "town"),
		code("thanh_pho", "thành phố", "city"),
		code("xa", "xã", "rural commune"),
		code("phuong", "phường", "ward"),
		code("thi_tran", "thị trấn", "township"),
		code("dac_khu", "đặc khu", "special zone"),
	}
}

// Succession says that, on a date, territory of one unit went to another.
type Succession struct {
	RowHead
	shapeless
	FromCode string       `db:"from_code"`
	FromName string       `db:"from_name"`
	ToCode   string       `db:"to_code"`
	ToName   string       `db:"to_name"`
	On       Date         `db:"on_date"`
	Whole    Opt[bool]    `db:"whole"`
	Share    Opt[float64] `db:"share"`
	Decree   string       `db:"decree"`
	Note     string       `db:"note"`
}

// Kind implements Record.
func (*Succession) Kind() Kind { return Successions }

func successionSchema() *Schema {
	return &Schema{
		Kind: Successions, Table: "unit_succession", Keys: []string{"from_code", "to_code", "on_date"},
		Label:  Text{"Kế thừa đơn vị hành chính", "Unit successions"},
		Single: Text{"quan hệ kế thừa đơn vị", "unit succession"},
		make:   func() Record { return new(Succession) },
		Fields: []Field{
			text("from_code", "Mã đơn vị cũ", "Old code").required(),
			text("from_name", "Tên đơn vị cũ", "Old name"),
			text("to_code", "Mã đơn vị mới", "New code").required(),
			text("to_name", "Tên đơn vị mới", "New name"),
			day("on_date", "Ngày", "Date").required(),
			boolean("whole", "Toàn bộ", "Whole unit"),
			number("share", "", "Phần diện tích", "Share of area").within(0, 1),
			text("decree", "Văn bản", "Decree").aka("Ghi Chú"),
			text("note", "Ghi chú thêm", "Note"),
		},
	}
}
