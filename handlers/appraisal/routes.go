package appraisal

import (
	"net/http"

	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/appraisal"
)

func text(vi, en string) registry.Text { return registry.Text{VI: vi, EN: en} }

// Routes are the operations, for api.Options.Further.
func (s *Service) Routes() []api.Route {
	return append(s.prechecks(), s.ruleSets()...)
}

func langParameter() api.Parameter {
	return api.Parameter{Name: "lang", About: text("ngôn ngữ", "language"), Codes: []string{"vi", "en"}}
}

// prechecks are the operations about positions before they are filed.
func (s *Service) prechecks() []api.Route {
	ask, lang := auth.Right{Resource: auth.Precheck, Action: auth.Compute}, langParameter()
	formats := api.Parameter{Name: "format", About: text("định dạng", "format"), Codes: []string{"json", "xlsx", "geojson"}}
	return []api.Route{
		{
			Method: http.MethodPost, Path: "/api/v1/precheck", Right: ask, ID: "precheck",
			Summary: text("Kiểm tra trước khi nộp", "Check positions before filing"),
			About: text("Thẩm định các vị trí gửi lên theo quy định đang có hiệu lực, không lưu gì. Mọi mục đều được xét; thiếu dữ liệu thì nói thiếu gì.",
				"Appraises the positions that are sent by the rules in force and keeps nothing. Every check is made; where data is missing it is named."),
			Query: []api.Parameter{formats, lang}, Takes: Request{}, Gives: answerShape{}, GivesTypes: []string{typeXLSX, typeGeoJSON}, Handle: s.precheck,
		},
		{
			Method: http.MethodPost, Path: "/api/v1/precheck/file", Right: ask, ID: "precheckFile",
			Summary: text("Kiểm tra một bảng vị trí trước khi nộp", "Check a sheet of positions before filing"),
			About:   text("Như precheck, với một tệp XLSX, CSV hoặc GeoJSON.", "As precheck, with an XLSX, CSV or GeoJSON file."),
			Query: []api.Parameter{
				formats, lang, {Name: "as_of", About: text("ngày thẩm định, mặc định hôm nay", "day of the appraisal, today by default")},
				{Name: "crs", About: text("hệ tọa độ của tệp, như vn2000:105.5", "system of the file's coordinates, such as vn2000:105.5")},
				{Name: "province", About: text("mã tỉnh khi vị trí ngoài mọi xã", "province of positions in no commune")},
				{Name: "rules", About: text("mã bộ quy định thay cho bộ theo nơi và ngày", "rule set instead of that of place and day")},
				{Name: "alternatives", About: text("tìm phương án khác", "look for alternatives"), Codes: []string{"true", "false"}},
				{Name: "ignore_unknown", About: text("bỏ qua cột lạ", "ignore unknown columns"), Codes: []string{"true", "false"}},
			},
			TakesTypes: fileTypes(), Gives: answerShape{}, GivesTypes: []string{typeXLSX, typeGeoJSON}, Handle: s.precheckFile,
		},
		s.conflictsRoute(),
		{
			Method: http.MethodPost, Path: "/api/v1/precheck/positions", Right: ask, ID: "readPositions",
			Summary: text("Đọc một bảng vị trí", "Read a sheet of positions"),
			About: text("Trả về các vị trí của tệp XLSX, CSV hoặc GeoJSON để đưa vào hồ sơ, kèm mọi chỗ sai; không thẩm định, không lưu.",
				"The positions of an XLSX, CSV or GeoJSON file, to be put into a filing, with everything that is wrong; nothing is appraised or kept."),
			Query: []api.Parameter{
				lang, {Name: "operator", About: text("doanh nghiệp của các dòng không nêu", "operator of rows that name none")},
				{Name: "crs", About: text("hệ tọa độ của tệp, như vn2000:105.5", "system of the file's coordinates, such as vn2000:105.5")},
				{Name: "ignore_unknown", About: text("bỏ qua cột lạ", "ignore unknown columns"), Codes: []string{"true", "false"}},
			},
			TakesTypes: fileTypes(), Gives: PositionsAnswer{}, Handle: s.readPositions,
		},
	}
}

// ruleSets are the operations about rules.
func (s *Service) ruleSets() []api.Route {
	read, ask := auth.Right{Resource: auth.RuleSets, Action: auth.Read}, auth.Right{Resource: auth.Precheck, Action: auth.Compute}
	lang := langParameter()
	return []api.Route{
		{
			Method: http.MethodGet, Path: "/api/v1/rules", Right: read, ID: "listRules", Summary: text("Các bộ quy định", "Rule sets"),
			About: text("Với province hoặc as_of: chỉ các bộ có hiệu lực ở đó vào ngày đó.", "With province or as_of: only those in force there on that day."),
			Query: []api.Parameter{{Name: "province", About: text("mã tỉnh", "province")}, {Name: "as_of", About: text("ngày", "day")}, lang},
			Gives: List{}, Handle: s.list,
		},
		{
			Method: http.MethodGet, Path: "/api/v1/rules/:code", Right: read, ID: "getRules", Summary: text("Một bộ quy định", "A rule set"),
			Query: []api.Parameter{{Name: "format", About: text("định dạng", "format"), Codes: []string{"json", "yaml"}}, lang},
			Gives: appraisal.RuleSet{}, GivesTypes: []string{typeYAML}, Handle: s.get,
		},
		{
			Method: http.MethodGet, Path: "/api/v1/rules/:code/lint", Right: read, ID: "lintRules",
			Summary: text("Chỗ trùng, hở, mâu thuẫn của một bộ quy định", "Overlaps, gaps and contradictions of a rule set"),
			Query:   []api.Parameter{lang}, Gives: Linted{}, Handle: s.lint,
		},
		{
			Method: http.MethodPost, Path: "/api/v1/rules/lint", Right: ask, ID: "lintRulesSent",
			Summary: text("Soát một bộ quy định gửi lên, không lưu", "Look at a rule set that is sent, keeping nothing"),
			About: text("faults là lỗi khiến chưa dùng được, findings là chỗ nên xem lại, lines là dòng bắt đầu của từng điều khoản.",
				"faults keep it from being used, findings are worth a second look, lines are where its clauses begin."),
			Query: []api.Parameter{lang}, TakesTypes: []string{typeYAML}, Gives: Linted{}, Handle: s.lintBody,
		},
		{
			Method: http.MethodPost, Path: "/api/v1/rules", Right: auth.Right{Resource: auth.RuleSets, Action: auth.Create}, ID: "putRules",
			Summary: text("Lưu một bộ quy định", "Keep a rule set"),
			About:   text("YAML; bộ cùng mã được thay nội dung, lịch sử giữ bản cũ.", "YAML; a set of the same code gets the new text, the history keeps the old one."),
			Query: []api.Parameter{lang, {Name: "ends", About: text("mã bộ hết hiệu lực khi bộ này bắt đầu", "code of the set that holds until this one begins")},
				{Name: "reason", About: text("lý do, ghi vào lịch sử", "reason, kept in the history")}},
			TakesTypes: []string{typeYAML}, Gives: Stored{}, Status: http.StatusCreated, Handle: s.put,
		},
		{
			Method: http.MethodPost, Path: "/api/v1/rules/compare", Right: ask, ID: "compareRules",
			Summary: text("So hai bộ quy định trên cùng hồ sơ", "Compare two rule sets on one dossier"),
			Query: []api.Parameter{{Name: "before", About: text("mã bộ thứ nhất", "first set"), Required: true},
				{Name: "after", About: text("mã bộ thứ hai", "second set"), Required: true}, lang},
			Takes: Request{}, Gives: appraisal.Comparison{}, Handle: s.compare,
		},
	}
}

// conflictsRoute is the operation about masts that stand.
func (s *Service) conflictsRoute() api.Route {
	return api.Route{
		Method: http.MethodGet, Path: "/api/v1/conflicts", Right: auth.Right{Resource: auth.Precheck, Action: auth.Read}, ID: "listConflicts",
		Summary: text("Các cặp cột gần nhau hơn quy định", "Pairs of masts nearer to each other than the rules allow"),
		About: text("Mỗi cặp là một đường từ cột có trước đến cột có sau, với khoảng cách trên ellipsoid, ngưỡng, điều khoản đang có hiệu lực ở nơi và ngày đó; cùng các cột có thể bị nhập hai lần. before_rules: cột có sau đã đứng đó trước khi quy định có hiệu lực. Doanh nghiệp chỉ thấy các cặp có cột của mình.",
			"Each pair is a line from the mast that was there first to the later one, with the ellipsoidal distance, the threshold and the clause in force there on the day; and masts that may have been entered twice. before_rules: the later mast stood there before the rules began. Operators see the pairs that a mast of theirs is in."),
		Query: []api.Parameter{
			{Name: "as_of", About: text("ngày; mặc định hôm nay", "day; today by default")},
			{Name: "operator", About: text("một trong hai cột là của doanh nghiệp này", "one of the two belongs to this operator")},
			{Name: "unit", About: text("một trong hai cột nằm trong xã, huyện, tỉnh này", "one of the two lies in this commune, district or province")},
			{Name: "undecided", About: text("cả những cặp chưa đủ dữ liệu để kết luận", "also pairs that the data on record cannot decide"), Codes: []string{"true", "false"}}, langParameter(),
		},
		GivesTypes: []string{typeGeoJSON}, Handle: s.conflicts,
	}
}
