package registry

// Station is one operator's use of one technology in one band on a site. The
// published "numbers of BTS" count stations, sites or technology layers; this
// is the station.
type Station struct {
	RowHead
	Position
	Life
	Code            string       `db:"code"`
	SiteID          string       `db:"site_id"`
	OperatorCode    string       `db:"operator_code"`
	CommuneCode     string       `db:"commune_code"`
	Technology      string       `db:"technology"`
	Band            string       `db:"band"`
	State           string       `db:"state"`
	PowerW          Opt[float64] `db:"power_w"`
	AntennaHeightM  Opt[float64] `db:"antenna_height_m"`
	CoverageRadiusM Opt[float64] `db:"coverage_radius_m"`
	Transmitters    Opt[int64]   `db:"transmitters"`
	CertificateNo   string       `db:"certificate_no"`
	CertificateFrom Date         `db:"certificate_issued"`
	CertificateTo   Date         `db:"certificate_expires"`
	FiledDate       Date         `db:"filed_date"`
	Note            string       `db:"note"`
}

// Kind implements Record.
func (*Station) Kind() Kind { return Stations }

func stationSchema() *Schema {
	return &Schema{
		Kind: Stations, Table: "station", Shapes: Points,
		Keys: []string{"code", "operator_code"}, NearM: 1, NearKeys: []string{"operator_code", "technology", "band"},
		Label:  Text{"Trạm BTS", "Stations"},
		Single: Text{"trạm BTS", "station"},
		make:   func() Record { return new(Station) },
		Fields: append(append([]Field{
			text("code", "Mã trạm BTS", "Station code").aka("Mã trạm", "Mã cell", "station_code", "ma_tram"),
			text("site_id", "Định danh vị trí", "Site ID").refers(Sites),
			text("operator_code", "Doanh nghiệp", "Operator").refers(Operators).required().aka("Nhà mạng", "operator", "doanh_nghiep"),
			text("commune_code", "Mã xã", "Commune code").aka("ma_xa"),
			coded("technology", "Công nghệ", "Technology", technologies()...).required().aka("Công nghệ sử dụng", "radio", "cong_nghe"),
			text("band", "Băng tần", "Band").aka("Tần số", "Băng tần (MHz)", "bang_tan"),
			coded("state", "Trạng thái", "State", siteStates()...).aka("Tình trạng", "status"),
			number("power_w", "W", "Công suất (W)", "Power (W)").within(0, 100000).usually(0.1, 2000).aka("Công suất", "Công suất phát"),
			number("antenna_height_m", "m", "Độ cao anten (m)", "Antenna height (m)").within(0, 400).usually(3, 120).aka("Độ cao anten"),
			number("coverage_radius_m", "m", "Bán kính phủ sóng (m)", "Coverage radius (m)").within(0, 100000).usually(50, 40000).aka("Vùng phủ (m)", "radius_m", "range"),
			integer("transmitters", "Số máy phát", "Transmitters").within(0, 1000),
		}, lifeFields()...),
			text("certificate_no", "Số giấy chứng nhận kiểm định", "Inspection certificate").aka("Số GCN kiểm định", "Giấy chứng nhận kiểm định"),
			day("certificate_issued", "Ngày cấp kiểm định", "Certificate issued"),
			day("certificate_expires", "Ngày hết hạn kiểm định", "Certificate expires"),
			day("filed_date", "Ngày nộp hồ sơ", "Filed on"),
			text("note", "Ghi chú", "Note"),
		),
	}
}

// Sector is one antenna of a station.
type Sector struct {
	RowHead
	Position
	Code              string       `db:"code"`
	StationID         string       `db:"station_id"`
	AzimuthDeg        Opt[float64] `db:"azimuth_deg"`
	MechanicalTiltDeg Opt[float64] `db:"mechanical_tilt_deg"`
	ElectricalTiltDeg Opt[float64] `db:"electrical_tilt_deg"`
	HeightM           Opt[float64] `db:"height_m"`
	BeamwidthDeg      Opt[float64] `db:"beamwidth_deg"`
	EIRPdBm           Opt[float64] `db:"eirp_dbm"`
	FrequencyMHz      Opt[float64] `db:"frequency_mhz"`
	Band              string       `db:"band"`
	AntennaModel      string       `db:"antenna_model"`
	Note              string       `db:"note"`
}

// Kind implements Record.
func (*Sector) Kind() Kind { return Sectors }

func sectorSchema() *Schema {
	return &Schema{
		Kind: Sectors, Table: "sector", Shapes: Points,
		Keys:   []string{"code", "station_id"},
		Label:  Text{"Sector", "Sectors"},
		Single: Text{"sector", "sector"},
		make:   func() Record { return new(Sector) },
		Fields: []Field{
			text("code", "Mã sector", "Sector code").aka("Sector", "Mã cell", "cell"),
			text("station_id", "Định danh trạm", "Station ID").refers(Stations).required(),
			number("azimuth_deg", "°", "Góc phương vị (°)", "Azimuth (°)").within(0, 360).aka("Azimuth", "Góc phương vị", "Hướng"),
			number("mechanical_tilt_deg", "°", "Góc nghiêng cơ (°)", "Mechanical tilt (°)").within(-30, 90).usually(-2, 20).aka("Tilt cơ", "Góc ngẩng", "tilt"),
			number("electrical_tilt_deg", "°", "Góc nghiêng điện (°)", "Electrical tilt (°)").within(-30, 90).usually(-2, 20).aka("Tilt điện"),
			number("height_m", "m", "Độ cao anten (m)", "Antenna height (m)").within(0, 400).usually(3, 120).aka("Độ cao anten"),
			number("beamwidth_deg", "°", "Độ rộng búp sóng (°)", "Beamwidth (°)").within(1, 360).aka("Beamwidth"),
			number("eirp_dbm", "dBm", "EIRP (dBm)", "EIRP (dBm)").within(-20, 100).usually(20, 75).aka("EIRP"),
			number("frequency_mhz", "MHz", "Tần số (MHz)", "Frequency (MHz)").within(30, 100000).usually(400, 6000).aka("Tần số"),
			text("band", "Băng tần", "Band"),
			text("antenna_model", "Loại anten", "Antenna model").aka("Anten"),
			text("note", "Ghi chú", "Note"),
		},
	}
}
