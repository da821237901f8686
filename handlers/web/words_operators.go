package web

// operatorWords are the words about provinces, operators and what roles may do.
func operatorWords() vocabulary {
	return vocabulary{
		"tabOperators":     {VI: "Doanh nghiệp, tỉnh", EN: "Operators, provinces"},
		"operatorsTitle":   {VI: "Doanh nghiệp", EN: "Operators"},
		"operatorsHelp":    {VI: "Doanh nghiệp được chọn ở hồ sơ, tài khoản, bộ lọc và khi nhập tệp. Bấm tên để xem, sửa, xem lịch sử.", EN: "Operators are offered in dossiers, accounts, filters and imports. Click a name to read it, change it or see its history."},
		"operatorAdd":      {VI: "Thêm doanh nghiệp", EN: "Add an operator"},
		"operatorAdded":    {VI: "Đã thêm {name}.", EN: "{name} was added."},
		"operatorCode":     {VI: "Mã", EN: "Code"},
		"operatorCodeHelp": {VI: "Chữ thường không dấu, như viettel; ghi trong mọi bản ghi của doanh nghiệp.", EN: "Small letters without accents, such as viettel; it stands in every record of the operator."},
		"operatorSector":   {VI: "Lĩnh vực", EN: "Sector"},
		"operatorPLMN":     {VI: "Mã mạng", EN: "PLMN"},
		"operatorContact":  {VI: "Liên hệ", EN: "Contact"},
		"provincesTitle":   {VI: "Tỉnh trong sổ", EN: "Provinces in the registry"},
		"provincesHelp":    {VI: "Tỉnh và xã đến từ tệp đơn vị hành chính đã nhập. Địa bàn của sổ đặt ở", EN: "Provinces and communes come from the units that were imported. The registry's territory is set under"},
		"provincesNone":    {VI: "Chưa có tỉnh nào. Nhập đơn vị hành chính ở trang Dữ liệu.", EN: "There is no province yet. Import administrative units on the page Data."},
		"provinceName":     {VI: "Tỉnh, thành phố", EN: "Province, city"},
		"provincePeople":   {VI: "Dân số", EN: "Population"},
		"provinceArea":     {VI: "Diện tích", EN: "Area"},

		"rolesTitle":         {VI: "Vai trò nào làm được gì", EN: "What each role may do"},
		"roleMay":            {VI: "Được làm", EN: "May"},
		"role_operator":      {VI: "Thấy đủ trường và lịch sử các bản ghi của mình; kiểm tra trước và nộp hồ sơ, nộp số liệu. Không ghi thẳng vào sổ.", EN: "See every field and the history of its own records; check and file dossiers, hand in data. Does not write into the registry itself."},
		"role_officer":       {VI: "Thấy đủ, nhập và sửa sổ, tiếp nhận và thẩm định hồ sơ trong địa bàn được giao, lập phương án và báo cáo. Không ký.", EN: "See everything, import and edit, accept and appraise dossiers within the territory given, plan and report. Does not sign."},
		"role_approver":      {VI: "Thấy đủ, ký hoặc trả hồ sơ do người khác trình. Không sửa bản ghi.", EN: "See everything, sign or send back dossiers that others submit. Does not edit records."},
		"role_administrator": {VI: "Như chuyên viên trên toàn sổ; thêm tài khoản, bộ quy định, thiết lập, sao lưu. Không quyết định hồ sơ.", EN: "As an officer over the whole registry; also accounts, rule sets, settings, backups. Does not decide dossiers."},
		"role_auditor":       {VI: "Thấy tất cả, kể cả tài khoản và nhật ký. Không sửa gì.", EN: "See everything, accounts and logs included. Changes nothing."},
	}
}
