package registry

// Settlement is a named inhabited place; it weighs where the people of its
// commune live.
type Settlement struct {
	RowHead
	Position
	Code        string       `db:"code"`
	Name        string       `db:"name"`
	Type        string       `db:"type"`
	CommuneCode string       `db:"commune_code"`
	Population  Opt[int64]   `db:"population"`
	Households  Opt[int64]   `db:"households"`
	Weight      Opt[float64] `db:"weight"`
	Source      string       `db:"source"`
	Note        string       `db:"note"`
}

// Kind implements Record.
func (*Settlement) Kind() Kind { return Settlements }

// SpreadWeight is the weight with which the settlement draws its commune's
// people: its own weight, else its people, else its households, else 1.
func (s *Settlement) SpreadWeight() float64 {
	switch {
	case s.Weight.Known:
		return s.Weight.Value
	case s.Population.Known:
		return float64(s.Population.Value)
	case s.Households.Known:
		return float64(s.Households.Value)
	}
	return 1
}

func settlementSchema() *Schema {
	return &Schema{
		Kind: Settlements, Table: "settlement", Shapes: Points,
		Keys: []string{"code"}, NearM: 1, NearKeys: []string{"name"},
		Label:  Text{"Điểm dân cư", "Settlements"},
		Single: Text{"điểm dân cư", "settlement"},
		make:   func() Record { return new(Settlement) },
		Fields: []Field{
			text("code", "Mã điểm dân cư", "Settlement code").aka("usid", "Mã thôn"),
			text("name", "Tên điểm dân cư", "Name").required().aka("Thôn", "Tên thôn", "Tên làng"),
			coded("type", "Loại", "Type",
				code("thon", "thôn", "village", "làng", "bản", "ấp", "buôn"),
				code("to_dan_pho", "tổ dân phố", "urban neighbourhood", "khu phố"),
				code("other", "khác", "other"),
			),
			text("commune_code", "Mã xã", "Commune code").aka("ma_xa"),
			integer("population", "Dân số", "Population").within(0, 1e6).aka("Số dân"),
			integer("households", "Số hộ", "Households").within(0, 1e6),
			number("weight", "", "Trọng số", "Weight").within(0, 1e12),
			text("source", "Nguồn", "Source"),
			text("note", "Ghi chú", "Note"),
		},
	}
}

// Zone is an area in which rules differ: a heritage area, a street where only
// camouflaged masts stand, an aerodrome's surface, a place people gather.
type Zone struct {
	RowHead
	Territory
	Code     string       `db:"code"`
	Name     string       `db:"name"`
	Class    string       `db:"class"`
	HeightM  Opt[float64] `db:"height_limit_m"`
	BufferM  Opt[float64] `db:"buffer_m"`
	Citation string       `db:"citation"`
	Note     string       `db:"note"`
}

// Kind implements Record.
func (*Zone) Kind() Kind { return Zones }

func zoneSchema() *Schema {
	return &Schema{
		Kind: Zones, Table: "zone", Shapes: Areas, Keys: []string{"code"},
		Label:  Text{"Khu vực có quy định riêng", "Zones"},
		Single: Text{"khu vực", "zone"},
		make:   func() Record { return new(Zone) },
		Fields: []Field{
			text("code", "Mã khu vực", "Zone code").required().aka("Mã"),
			text("name", "Tên khu vực", "Name").aka("Tên"),
			coded("class", "Loại khu vực", "Class",
				code("urban", "đô thị", "urban"),
				code("heritage", "di tích, danh thắng", "heritage", "di tích"),
				code("government", "trụ sở cơ quan", "government seat"),
				code("street", "tuyến đường", "street"),
				code("aviation", "bề mặt giới hạn chướng ngại vật hàng không", "aerodrome obstacle surface", "hàng không"),
				code("military", "quốc phòng, an ninh", "defence"),
				code("camouflaged_only", "chỉ cột không cồng kềnh", "unobtrusive masts only"),
				code("other", "khác", "other"),
			).required(),
			number("height_limit_m", "m", "Giới hạn chiều cao (m)", "Height limit (m)").within(0, 1000),
			number("buffer_m", "m", "Khoảng đệm (m)", "Buffer (m)").within(0, 100000),
			text("citation", "Văn bản", "Citation"),
			text("note", "Ghi chú", "Note"),
		},
	}
}

// IndicatorValue is a figure entered with its source, not computed.
type IndicatorValue struct {
	RowHead
	shapeless
	Code        string       `db:"code"`
	UnitCode    string       `db:"unit_code"`
	PeriodFrom  Date         `db:"period_from"`
	PeriodTo    Date         `db:"period_to"`
	Value       Opt[float64] `db:"value"`
	Measure     string       `db:"measure"`
	Printed     string       `db:"printed"`
	Source      string       `db:"source"`
	Denominator string       `db:"denominator"`
	Note        string       `db:"note"`
}

// Kind implements Record.
func (*IndicatorValue) Kind() Kind { return Indicators }

func indicatorSchema() *Schema {
	return &Schema{
		Kind: Indicators, Table: "indicator_value",
		Keys:   []string{"code", "unit_code", "period_from", "period_to", "source"},
		Label:  Text{"Chỉ tiêu nhập", "Entered indicators"},
		Single: Text{"giá trị chỉ tiêu", "indicator value"},
		make:   func() Record { return new(IndicatorValue) },
		Fields: []Field{
			text("code", "Mã chỉ tiêu", "Indicator code").required().aka("Chỉ tiêu", "indicator"),
			text("unit_code", "Mã đơn vị hành chính", "Unit code").required().aka("Mã tỉnh"),
			day("period_from", "Kỳ từ ngày", "Period from").aka("Kỳ từ"),
			day("period_to", "Kỳ đến ngày", "Period to").aka("Kỳ đến"),
			number("value", "", "Giá trị", "Value").required(),
			text("measure", "Đơn vị tính", "Unit of measure").aka("Đơn vị"),
			text("printed", "Như in trong báo cáo", "As printed"),
			text("source", "Nguồn", "Source").required(),
			text("denominator", "Mẫu số", "Denominator"),
			text("note", "Ghi chú", "Note"),
		},
	}
}
