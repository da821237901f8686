package registry

// RadioStation is a commune's loudspeaker broadcasting station (đài truyền
// thanh cấp xã).
type RadioStation struct {
	RowHead
	Position
	Life
	Code            string       `db:"code"`
	Name            string       `db:"name"`
	CommuneCode     string       `db:"commune_code"`
	Commune         string       `db:"commune"`
	Address         string       `db:"address"`
	Technology      string       `db:"technology"`
	State           string       `db:"state"`
	FrequencyMHz    Opt[float64] `db:"frequency_mhz"`
	PowerW          Opt[float64] `db:"power_w"`
	AntennaHeightM  Opt[float64] `db:"antenna_height_m"`
	CoverageRadiusM Opt[float64] `db:"coverage_radius_m"`
	Villages        Opt[int64]   `db:"villages"`
	VillagesServed  Opt[int64]   `db:"villages_served"`
	LicenceNo       string       `db:"licence_no"`
	LicenceTo       Date         `db:"licence_expires"`
	Contact         string       `db:"contact"`
	Note            string       `db:"note"`
}

// Kind implements Record.
func (*RadioStation) Kind() Kind { return Radio }

func radioTechnologies() []CodeValue {
	return []CodeValue{
		code("wired", "hữu tuyến", "wired", "có dây"),
		code("fm", "FM không dây", "FM", "vô tuyến", "không dây", "FM"),
		code("ip", "ứng dụng CNTT-VT", "IP", "thông minh", "truyền thanh thông minh", "internet"),
		code("hybrid", "kết hợp", "hybrid", "hỗn hợp"),
	}
}

func workingStates() []CodeValue {
	return []CodeValue{
		code("working", "đang hoạt động", "working", "hoạt động", "hoạt động tốt"),
		code("partly", "hoạt động một phần", "partly working", "xuống cấp"),
		code("broken", "hỏng", "broken", "không hoạt động", "hư hỏng"),
	}
}

func radioSchema() *Schema {
	return &Schema{
		Kind: Radio, Table: "radio_station", Shapes: Points,
		Keys: []string{"code"}, NearM: 1, NearKeys: []string{"technology"},
		Label:  Text{"Đài truyền thanh cấp xã", "Commune radio stations"},
		Single: Text{"đài truyền thanh", "commune radio station"},
		make:   func() Record { return new(RadioStation) },
		Fields: append([]Field{
			text("code", "Mã đài", "Station code").aka("ma_dai"),
			text("name", "Tên đài", "Name").aka("Tên", "Đài truyền thanh", "ten_dai"),
			text("commune_code", "Mã xã", "Commune code").aka("ma_xa"),
			text("commune", "Xã", "Commune").aka("Xã/Phường", "Phường/Xã", "Địa bàn"),
			text("address", "Địa chỉ", "Address"),
			coded("technology", "Công nghệ", "Technology", radioTechnologies()...).aka("Loại đài", "Loại hình", "Phương thức"),
			coded("state", "Tình trạng", "State", workingStates()...).aka("Trạng thái", "Hiện trạng"),
			number("frequency_mhz", "MHz", "Tần số (MHz)", "Frequency (MHz)").within(30, 1000).usually(54, 68).aka("Tần số"),
			number("power_w", "W", "Công suất (W)", "Power (W)").within(0, 10000).usually(1, 30).aka("Công suất", "Công suất máy phát"),
			number("antenna_height_m", "m", "Độ cao anten (m)", "Antenna height (m)").within(0, 200).usually(5, 60).aka("Độ cao anten"),
			number("coverage_radius_m", "m", "Bán kính phủ (m)", "Coverage radius (m)").within(0, 60000).usually(100, 15000).aka("Bán kính phục vụ (m)", "radius_m"),
			integer("villages", "Số thôn", "Villages").within(0, 500).aka("Tổng số thôn"),
			integer("villages_served", "Số thôn được phủ", "Villages served").within(0, 500).aka("Số thôn có loa"),
			text("licence_no", "Số giấy phép tần số", "Frequency licence").aka("Giấy phép tần số"),
			day("licence_expires", "Hạn giấy phép", "Licence expires"),
			text("contact", "Liên hệ", "Contact").restricted().aka("Điện thoại"),
			text("note", "Ghi chú", "Note"),
		}, lifeFields()...),
	}
}

// Cluster is a cluster of loudspeakers (cụm loa) fed by a commune station.
type Cluster struct {
	RowHead
	Position
	Life
	Code          string       `db:"code"`
	Name          string       `db:"name"`
	RadioID       string       `db:"radio_id"`
	CommuneCode   string       `db:"commune_code"`
	Village       string       `db:"village"`
	Technology    string       `db:"technology"`
	State         string       `db:"state"`
	Loudspeakers  Opt[int64]   `db:"loudspeakers"`
	PowerW        Opt[float64] `db:"power_w"`
	SensitivityDB Opt[float64] `db:"sensitivity_db"`
	HeightM       Opt[float64] `db:"height_m"`
	AzimuthDeg    Opt[float64] `db:"azimuth_deg"`
	RadiusM       Opt[float64] `db:"coverage_radius_m"`
	Note          string       `db:"note"`
}

// Kind implements Record.
func (*Cluster) Kind() Kind { return Clusters }

func clusterSchema() *Schema {
	return &Schema{
		Kind: Clusters, Table: "loudspeaker_cluster", Shapes: Points,
		Keys: []string{"code", "radio_id"}, NearM: 1, NearKeys: []string{"radio_id"},
		Label:  Text{"Cụm loa", "Loudspeaker clusters"},
		Single: Text{"cụm loa", "loudspeaker cluster"},
		make:   func() Record { return new(Cluster) },
		Fields: append([]Field{
			text("code", "Mã cụm loa", "Cluster code").aka("Mã cụm", "ma_cum"),
			text("name", "Tên cụm loa", "Name").aka("Cụm loa"),
			text("radio_id", "Định danh đài", "Radio station ID").refers(Radio),
			text("commune_code", "Mã xã", "Commune code").aka("ma_xa"),
			text("village", "Thôn", "Village").aka("Thôn/Tổ dân phố", "Thôn, làng"),
			coded("technology", "Công nghệ", "Technology", radioTechnologies()...),
			coded("state", "Tình trạng", "State", workingStates()...).aka("Trạng thái", "Hiện trạng"),
			integer("loudspeakers", "Số loa", "Loudspeakers").within(0, 200).aka("Số lượng loa"),
			number("power_w", "W", "Công suất mỗi loa (W)", "Power per loudspeaker (W)").within(0, 1000).usually(5, 100).aka("Công suất"),
			number("sensitivity_db", "dB", "Độ nhạy (dB/1 W/1 m)", "Sensitivity (dB/1 W/1 m)").within(60, 140),
			number("height_m", "m", "Độ cao treo loa (m)", "Mounting height (m)").within(0, 100),
			number("azimuth_deg", "°", "Hướng (°)", "Azimuth (°)").within(0, 360).aka("Hướng"),
			number("coverage_radius_m", "m", "Bán kính nghe rõ (m)", "Coverage radius (m)").within(0, 5000).usually(50, 1000).aka("radius_m"),
			text("note", "Ghi chú", "Note"),
		}, lifeFields()...),
	}
}
