package registry

// PostalPoint is a place where postal services are given: a post office, a
// commune's culture-and-post point (BĐVHX), an agent, a kiosk, a letter box.
type PostalPoint struct {
	RowHead
	Position
	Life
	Code         string       `db:"code"`
	Name         string       `db:"name"`
	OperatorCode string       `db:"operator_code"`
	Class        string       `db:"class"`
	Public       Opt[bool]    `db:"public"`
	CommuneCode  string       `db:"commune_code"`
	Commune      string       `db:"commune"`
	Address      string       `db:"address"`
	Staffed      Opt[bool]    `db:"staffed"`
	HoursPerDay  Opt[float64] `db:"hours_per_day"`
	Internet     Opt[bool]    `db:"internet"`
	Services     string       `db:"services"`
	Phone        string       `db:"phone"`
	Note         string       `db:"note"`
}

// The classes of postal point.
const (
	PostOffice1  = "post_office_1"
	PostOffice2  = "post_office_2"
	PostOffice3  = "post_office_3"
	CommunePoint = "bdvhx"
	PostalAgent  = "agent"
	PostalKiosk  = "kiosk"
	LetterBox    = "letter_box"
	OtherPostal  = "other"
)

// Kind implements Record.
func (*PostalPoint) Kind() Kind { return Postal }

func postalSchema() *Schema {
	return &Schema{
		Kind: Postal, Table: "postal_point", Shapes: Points,
		Keys: []string{"code", "operator_code"}, NearM: 1, NearKeys: []string{"operator_code", "class"},
		Label:  Text{"Điểm phục vụ bưu chính", "Postal points"},
		Single: Text{"điểm bưu chính", "postal point"},
		make:   func() Record { return new(PostalPoint) },
		Fields: append([]Field{
			text("code", "Mã điểm", "Point code").aka("Mã bưu cục", "Mã bưu chính", "Mã điểm phục vụ", "ma_diem", "postcode"),
			text("name", "Tên điểm", "Name").aka("Tên bưu cục", "Tên điểm phục vụ", "ten_diem"),
			text("operator_code", "Doanh nghiệp", "Operator").refers(Operators).required().aka("Doanh nghiệp bưu chính", "operator", "doanh_nghiep"),
			coded("class", "Loại điểm", "Class",
				code(PostOffice1, "bưu cục cấp 1", "post office, grade 1", "bưu cục cấp I", "BC1", "cấp 1"),
				code(PostOffice2, "bưu cục cấp 2", "post office, grade 2", "bưu cục cấp II", "BC2", "cấp 2"),
				code(PostOffice3, "bưu cục cấp 3", "post office, grade 3", "bưu cục cấp III", "BC3", "cấp 3", "bưu cục"),
				code(CommunePoint, "điểm bưu điện – văn hóa xã", "commune culture-and-post point", "BĐVHX", "BĐ-VHX", "bưu điện văn hóa xã", "điểm BĐVHX"),
				code(PostalAgent, "đại lý", "agent", "đại lý bưu điện", "đại lý bưu chính"),
				code(PostalKiosk, "ki-ốt", "kiosk", "kiot", "ki ốt"),
				code(LetterBox, "thùng thư công cộng", "public letter box", "thùng thư"),
				code(OtherPostal, "khác", "other"),
			).required().aka("Loại hình", "Phân loại", "kind", "type", "loai"),
			boolean("public", "Thuộc mạng bưu chính công cộng", "Public postal network").aka("Công cộng"),
			text("commune_code", "Mã xã", "Commune code").aka("ma_xa"),
			text("commune", "Xã", "Commune").aka("Xã/Phường", "Phường/Xã", "ward", "Địa bàn"),
			text("address", "Địa chỉ", "Address").aka("detailAddress", "dia_chi"),
			boolean("staffed", "Có người phục vụ", "Staffed").aka("Có nhân viên"),
			number("hours_per_day", "h", "Số giờ mở cửa mỗi ngày", "Hours a day").within(0, 24).aka("Giờ phục vụ", "Thời gian phục vụ (giờ/ngày)"),
			boolean("internet", "Có Internet", "Internet").aka("Kết nối Internet"),
			text("services", "Dịch vụ", "Services"),
			text("phone", "Điện thoại", "Telephone").aka("Số điện thoại"),
			text("note", "Ghi chú", "Note"),
		}, lifeFields()...),
	}
}
