package registry

// Operator runs networks or points: a mobile operator, a postal company, a
// tower company.
type Operator struct {
	RowHead
	shapeless
	Code    string `db:"code"`
	Name    string `db:"name"`
	Short   string `db:"short_name"`
	Sector  string `db:"sector"`
	PLMN    string `db:"plmn"`
	Contact string `db:"contact"`
	Note    string `db:"note"`
}

// Kind implements Record.
func (*Operator) Kind() Kind { return Operators }

func operatorSchema() *Schema {
	return &Schema{
		Kind: Operators, Table: "operator", Keys: []string{"code"},
		Label:  Text{"Doanh nghiệp", "Operators"},
		Single: Text{"doanh nghiệp", "operator"},
		make:   func() Record { return new(Operator) },
		Fields: []Field{
			text("code", "Mã doanh nghiệp", "Operator code").required().aka("Mã DN", "operator"),
			text("name", "Tên doanh nghiệp", "Operator name").required().aka("Tên", "Doanh nghiệp"),
			text("short_name", "Tên viết tắt", "Short name").aka("Viết tắt"),
			coded("sector", "Lĩnh vực", "Sector",
				code("mobile", "thông tin di động", "mobile", "di động", "viễn thông"),
				code("postal", "bưu chính", "postal", "bưu chính chuyển phát"),
				code("tower", "hạ tầng thụ động", "passive infrastructure", "towerco"),
				code("broadcast", "phát thanh, truyền thanh", "broadcasting", "truyền thanh"),
			),
			text("plmn", "Mã mạng (MCC-MNC)", "PLMN").aka("mnc", "mcc_mnc"),
			text("contact", "Liên hệ", "Contact").restricted().aka("Điện thoại", "Email"),
			text("note", "Ghi chú", "Note"),
		},
	}
}
