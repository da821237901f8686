package registry

// Measurement is one reading of a signal where somebody stood: a drive test, a
// walk test, a speed test of the public. It is what modelled coverage is
// compared with.
type Measurement struct {
	RowHead
	Position
	OperatorCode string       `db:"operator_code"`
	Technology   string       `db:"technology"`
	FrequencyMHz Opt[float64] `db:"frequency_mhz"`
	Level        Opt[float64] `db:"level_dbm"`
	Quality      Opt[float64] `db:"quality_db"`
	DownMbps     Opt[float64] `db:"down_mbps"`
	UpMbps       Opt[float64] `db:"up_mbps"`
	LatencyMs    Opt[float64] `db:"latency_ms"`
	Cell         string       `db:"cell"`
	HeightM      Opt[float64] `db:"height_m"`
	Where        string       `db:"surroundings"`
	Taken        string       `db:"taken_at"`
	Campaign     string       `db:"campaign"`
	Source       string       `db:"source"`
	Note         string       `db:"note"`
}

// Kind implements Record.
func (*Measurement) Kind() Kind { return Measurements }

func measurementSchema() *Schema {
	return &Schema{
		Kind: Measurements, Table: "measurement", Shapes: Points,
		Keys:   []string{"campaign", "taken_at", "operator_code", "technology", "cell"},
		Label:  Text{"Kết quả đo sóng", "Measurements"},
		Single: Text{"kết quả đo", "measurement"},
		make:   func() Record { return new(Measurement) },
		Fields: []Field{
			text("operator_code", "Doanh nghiệp", "Operator").refers(Operators).required().aka("Nhà mạng", "operator", "mnc", "carrier"),
			coded("technology", "Công nghệ", "Technology", technologies()...).required().aka("Mạng", "network", "rat"),
			number("frequency_mhz", "MHz", "Tần số (MHz)", "Frequency (MHz)").within(1, 100000),
			number("level_dbm", "dBm", "Mức thu (dBm)", "Level (dBm)").within(-200, 30).usually(-140, -30).
				aka("rsrp", "rscp", "rxlev", "ss_rsrp", "rssi", "Mức tín hiệu", "signal").
				means("RxLev, RSCP, RSRP hoặc SS-RSRP theo công nghệ", "RxLev, RSCP, RSRP or SS-RSRP by technology"),
			number("quality_db", "dB", "Chất lượng (dB)", "Quality (dB)").within(-100, 100).aka("rsrq", "ecio", "sinr"),
			number("down_mbps", "Mbit/s", "Tải xuống (Mbit/s)", "Download (Mbit/s)").within(0, 1e6).aka("download", "dl", "Tốc độ tải xuống"),
			number("up_mbps", "Mbit/s", "Tải lên (Mbit/s)", "Upload (Mbit/s)").within(0, 1e6).aka("upload", "ul", "Tốc độ tải lên"),
			number("latency_ms", "ms", "Độ trễ (ms)", "Latency (ms)").within(0, 1e6).aka("ping", "latency"),
			text("cell", "Mã ô (cell)", "Cell").aka("cell_id", "cid", "eci"),
			number("height_m", "m", "Độ cao máy thu (m)", "Receiver height (m)").within(0, 1000),
			coded("surroundings", "Nơi đo", "Surroundings",
				code("outdoor", "ngoài trời", "outdoor", "ngoài"),
				code("in_car", "trong xe", "in a car", "xe"),
				code("indoor", "trong nhà", "indoor", "trong"),
			).aka("Môi trường"),
			text("taken_at", "Thời điểm đo", "Taken at").aka("time", "timestamp", "Thời gian", "Ngày đo"),
			text("campaign", "Đợt đo", "Campaign").aka("session", "Chuyến đo"),
			text("source", "Nguồn", "Source").aka("device", "Thiết bị"),
			text("note", "Ghi chú", "Note"),
		},
	}
}
