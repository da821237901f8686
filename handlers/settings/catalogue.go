package settings

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"hatang/registry"
	"hatang/registry/coverage"
	"hatang/registry/dossiers"
	"hatang/registry/importing"
	"hatang/registry/planning"
)

const maxLineRunes = 1000

// line is the check of text on one line.
func line(_ context.Context, value string) (string, error) {
	value = strings.TrimSpace(value)
	if len([]rune(value)) > maxLineRunes || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "", invalid("value", "", "text", registry.Textf("cần một dòng, tối đa %d ký tự", "must be one line of at most %d characters", maxLineRunes))
	}
	return value, nil
}

// flag is the check of what is on or off; kept is what the engines look for.
func flag(kept string) func(context.Context, string) (string, error) {
	return func(_ context.Context, value string) (string, error) {
		switch value {
		case "on", kept:
			return kept, nil
		case "off":
			return "", nil
		}
		return "", invalid("value", value, "code", text("cần on hoặc off", "on or off is expected"))
	}
}

// identity is what the registry is called, and of which provinces it is.
func (s *Service) identity() []Definition {
	return []Definition{
		{Name: registry.SettingTitle, Group: groupIdentity, Form: Line, check: line, Label: text("Tên sổ đăng ký", "Title of the registry"),
			Help: text("Hiện ở đầu trang và trong báo cáo, như “Kon Tum 31/12/2020”.", "Heads the pages and reports, such as “Kon Tum 31/12/2020”.")},
		{Name: registry.SettingTerritory, Group: groupIdentity, Form: Line, check: s.territory, Label: text("Địa bàn", "Territory"),
			Help: text("Mã các tỉnh của sổ, cách nhau dấu phẩy. Bản ghi ngoài địa bàn bị báo khi nhập; để trống thì không kiểm.",
				"Codes of the registry's provinces, joined by commas. Imports tell of records outside; empty: no such check.")},
		{Name: registry.SettingNotice, Group: groupIdentity, Form: Line, check: line, Label: text("Lưu ý, tiếng Việt", "Notice in Vietnamese"),
			Help: text("Hiện trên bản đồ và trong mọi tệp tải về, như khi vị trí chỉ là sơ đồ.", "Shown on the map and in every file, such as that positions are schematic.")},
		{Name: registry.SettingNoticeEN, Group: groupIdentity, Form: Line, check: line, Label: text("Lưu ý, tiếng Anh", "Notice in English"),
			Help: text("Như trên, cho bản tiếng Anh.", "The same for readers of English.")},
		{Name: registry.SettingApproximate, Group: groupIdentity, Form: Flag, check: flag("yes"), Label: text("Tính cả điểm gần đúng", "Count approximate positions"),
			Help: text("Bật thì điểm chỉ biết vị trí gần đúng cũng vào các thống kê khoảng cách.", "When on, points that are known only approximately take part in distance statistics.")},
	}
}

// territory checks codes of provinces; where there are units at all, the
// provinces must be among them.
func (s *Service) territory(ctx context.Context, value string) (string, error) {
	_, units, err := s.options.Store.Find(ctx, registry.Query{Kind: registry.Units, Limit: 1})
	if err != nil {
		return "", err
	}
	var codes []string
	for part := range strings.SplitSeq(value, ",") {
		code := strings.TrimSpace(part)
		if code == "" || slices.Contains(codes, code) {
			continue
		}
		q := registry.Query{Kind: registry.Units, AllRows: true, Limit: 1, Where: []registry.Condition{registry.Where("code", code), registry.Where("level", registry.LevelProvince)}}
		_, found, err := s.options.Store.Find(ctx, q)
		if err != nil {
			return "", err
		}
		if units > 0 && found == 0 {
			return "", invalid("value", code, "reference", text("không có tỉnh mã này trong sổ", "the registry has no province of this code"))
		}
		codes = append(codes, code)
	}
	return strings.Join(codes, ","), nil
}

// openness is what everybody is shown.
func (s *Service) openness() []Definition {
	return []Definition{
		{Name: SettingLicence, Group: groupPublic, Form: Line, check: line, Label: text("Điều kiện dùng dữ liệu mở", "Terms of the open data"),
			Help: text("Câu ghi cạnh các tệp dữ liệu mở, tiếng Việt.", "The sentence beside the open data, in Vietnamese.")},
		{Name: SettingLicenceEN, Group: groupPublic, Form: Line, check: line, Label: text("Điều kiện dùng dữ liệu mở, tiếng Anh", "Terms of the open data in English"),
			Help: text("Như trên, cho bản tiếng Anh.", "The same for readers of English.")},
		{Name: registry.SettingOpenFields, Group: groupPublic, Form: JSON, check: openFields, read: readOpenFields, Label: text("Trường hạn chế được công khai", "Restricted fields shown to everybody"),
			Help: text("Trường hạn chế mà tỉnh cho mọi người xem: trong danh sách, tệp tải về, OGC. Mặc định không trường nào.",
				"Restricted fields that the province shows everybody, in lists, files and OGC answers. None by default.")},
		{Name: registry.SettingClosedFields, Group: groupPublic, Form: JSON, check: closedFields, read: readClosedFields, Label: text("Trường công khai được đóng lại", "Public fields closed to the public"),
			Help: text("Trường công khai mà tỉnh không cho mọi người xem, lọc hay sắp xếp: trong danh sách, tệp tải về, OGC, bản đồ, dữ liệu mở, tìm kiếm. Mặc định không trường nào.",
				"Public fields that the province does not let everybody see, filter or sort by: in lists, files, OGC answers, maps, open data, search. None by default.")},
	}
}

func closedFields(_ context.Context, value string) (string, error) {
	closed, err := registry.ParseClosedFields(value)
	if err != nil || len(closed) == 0 {
		return "", err
	}
	return value, nil
}

// publicField is a public field, and whether it is closed.
type publicField struct {
	Kind   registry.Kind `json:"kind"`
	Name   string        `json:"name"`
	Of     registry.Text `json:"of"`
	Label  registry.Text `json:"label"`
	Closed bool          `json:"closed"`
	// Why says why the field cannot be closed; empty: it can.
	Why registry.Text `json:"why"`
}

func readClosedFields(_ context.Context, value string) (any, error) {
	closed, err := registry.ParseClosedFields(value)
	if err != nil {
		return nil, err
	}
	fields := []publicField{}
	for _, kind := range registry.EditedKinds() {
		schema := registry.SchemaOf(kind)
		for i := range schema.Fields {
			if f := &schema.Fields[i]; !f.Restricted {
				fields = append(fields, publicField{kind, f.Name, schema.Label, f.Label, closed[kind][f.Name], registry.WhyPublic(kind, f)})
			}
		}
	}
	return fields, nil
}

func openFields(_ context.Context, value string) (string, error) {
	open, err := registry.ParseOpenFields(value)
	if err != nil || len(open) == 0 {
		return "", err
	}
	return value, nil
}

// openField is a restricted field, and whether it is shown everybody.
type openField struct {
	Kind  registry.Kind `json:"kind"`
	Name  string        `json:"name"`
	Of    registry.Text `json:"of"`
	Label registry.Text `json:"label"`
	Open  bool          `json:"open"`
}

func readOpenFields(_ context.Context, value string) (any, error) {
	open, err := registry.ParseOpenFields(value)
	if err != nil {
		return nil, err
	}
	fields := []openField{}
	for _, kind := range registry.EditedKinds() {
		schema := registry.SchemaOf(kind)
		for _, name := range registry.RestrictedFields(kind) {
			fields = append(fields, openField{kind, name, schema.Label, schema.Field(name).Label, open[kind][name]})
		}
	}
	return fields, nil
}

// dossiers is how dossiers are led and their documents written.
func (s *Service) dossiers() []Definition {
	return []Definition{
		{Name: dossiers.SettingFourEyes, Group: groupDossiers, Form: Flag, check: flag("on"), Label: text("Hai người", "Four eyes"),
			Help: text("Bật thì người thẩm định một hồ sơ không được tự ký hồ sơ đó.", "When on, who appraised a dossier cannot sign it alone.")},
		{Name: dossiers.SettingCalendar, Group: groupDossiers, Form: YAML, Shipped: string(s.options.Holidays), check: calendar, read: readCalendar,
			Label: text("Lịch ngày nghỉ", "Calendar of holidays"),
			Help:  text("Ngày nghỉ và ngày làm bù từng năm; hạn xử lý hồ sơ đếm theo lịch này.", "Days off and days worked instead, year by year; the terms of dossiers count by it.")},
		{Name: dossiers.SettingWorkflow, Group: groupDossiers, Form: YAML, Shipped: string(s.options.Workflow), check: workflow, read: readWorkflow,
			Label: text("Quy trình hồ sơ", "Workflow of dossiers"),
			Help:  text("Trạng thái, hành động, ai được làm, thời hạn.", "States, actions, who may do them, terms.")},
		{Name: dossiers.SettingOffice, Group: groupDossiers, Form: JSON, check: office, read: readOffice, Label: text("Cơ quan ban hành", "The office"),
			Help: text("Tên cơ quan, nơi ban hành, chức vụ người ký, nơi nhận trong văn bản.", "Names, place, signature and recipients in documents.")},
		{Name: dossiers.SettingTemplate, Group: groupDossiers, Form: Upload, Label: text("Mẫu văn bản của tỉnh", "The province's template of documents"),
			Help: text("Tệp DOCX có các chỗ điền; để trống thì dùng mẫu có sẵn theo Nghị định 30/2020.", "A DOCX file with placeholders; empty: the built-in form of decree 30/2020.")},
	}
}

func calendar(_ context.Context, value string) (string, error) {
	_, err := dossiers.ParseCalendar([]byte(value))
	return value, err
}

func readCalendar(_ context.Context, value string) (any, error) {
	c, err := dossiers.ParseCalendar([]byte(value))
	if err != nil {
		return nil, err
	}
	return c.Years(), nil
}

func workflow(_ context.Context, value string) (string, error) {
	_, err := dossiers.ParseWorkflow([]byte(value))
	return value, err
}

func readWorkflow(_ context.Context, value string) (any, error) {
	return dossiers.ParseWorkflow([]byte(value))
}

func parseOffice(value string) (office dossiers.Office, err error) {
	decoder := json.NewDecoder(strings.NewReader(value))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&office); err != nil {
		e := registry.Errorf(registry.Invalid, "không đọc được: %v", "it cannot be read: %v", err)
		e.Cause = err
		return office, e
	}
	return office, nil
}

func office(_ context.Context, value string) (string, error) {
	_, err := parseOffice(value)
	return value, err
}

func readOffice(_ context.Context, value string) (any, error) {
	if value == "" {
		return dossiers.Office{Recipients: []string{}}, nil
	}
	return parseOffice(value)
}

// engines is what computations and imports go by.
func (s *Service) engines() []Definition {
	return []Definition{
		{Name: coverage.SettingBudgets, Group: groupEngines, Form: JSON, Shipped: shippedBudgets(), check: budgets, read: readBudgets, Label: text("Dự toán tuyến", "Link budgets"),
			Help: text("Mức thu, tổn hao và giả định theo công nghệ; vùng phủ tính lại lần sau dùng số mới.", "Levels, losses and assumptions by technology; the next computation of coverage uses them.")},
		{Name: coverage.SettingEMFLimits, Group: groupEngines, Form: JSON, check: emfLimits, Label: text("Giới hạn phơi nhiễm thêm", "Further limits of exposure"),
			Help: text("Bộ giới hạn của tỉnh, dùng trước QCVN 8:2022.", "The province's own sets of limits, taken before QCVN 8:2022.")},
		{Name: planning.SettingNorms, Group: groupEngines, Form: YAML, Shipped: string(s.options.Norms), check: norms, read: readNorms, Label: text("Định mức bưu chính", "Norms of postal service"),
			Help: text("Văn bản, năm áp dụng, giá trị; quy hoạch và bảng theo xã đối chiếu với các định mức này.", "Texts, years, values; plans and the sheet of communes are held against them.")},
		{Name: registry.SettingChecks, Group: groupImports, Form: JSON, check: s.checks, read: s.readChecks, Label: text("Mức của các phép kiểm tra khi nhập", "Levels of import checks"),
			Help: text("Mỗi phép kiểm tra là lỗi, cảnh báo, ghi chú hay tắt.", "Whether each check is an error, a warning, a note or off.")},
	}
}

func shippedBudgets() string {
	out, err := json.Marshal(coverage.DefaultBudgets())
	if err != nil {
		panic(err) // numbers and names always marshal
	}
	return string(out)
}

func budgets(_ context.Context, value string) (string, error) {
	_, err := coverage.ParseBudgets([]byte(value))
	return value, err
}

func readBudgets(_ context.Context, value string) (any, error) {
	return coverage.ParseBudgets([]byte(value))
}

func emfLimits(_ context.Context, value string) (string, error) {
	_, err := coverage.ParseEMFLimits([]byte(value))
	return value, err
}

func norms(ctx context.Context, value string) (string, error) {
	_, err := readNorms(ctx, value)
	return value, err
}

func readNorms(_ context.Context, value string) (any, error) {
	all, err := planning.ParseNorms([]byte(value))
	if err == nil {
		return all, nil
	}
	told := &registry.Error{Code: registry.Invalid, Message: text("định mức không dùng được", "the norms cannot be used"), Cause: err}
	for said := range strings.Lines(err.Error()) {
		if said = strings.TrimSpace(said); said != "" {
			told.Problems = append(told.Problems, registry.Problem{Column: "value", Rule: "norm", Severity: registry.Fault, Message: text(said, said)})
		}
	}
	return nil, told
}

// checks reads levels by the names of checks.
func (s *Service) checks(ctx context.Context, value string) (string, error) {
	var set map[string]importing.Level
	if err := json.Unmarshal([]byte(value), &set); err != nil {
		return "", invalid("value", "", "json", text("cần JSON {\"phép kiểm tra\": \"mức\"}", "JSON of the form {\"check\": \"level\"} is expected"))
	}
	rules, err := importing.Rules(ctx, s.options.Store)
	if err != nil {
		return "", err
	}
	levels := []importing.Level{importing.ErrorLevel, importing.WarningLevel, importing.NoteLevel, importing.OffLevel}
	kept := map[string]importing.Level{}
	for name, level := range set {
		at := slices.IndexFunc(rules, func(r importing.Rule) bool { return r.Name == name })
		switch {
		case at < 0:
			return "", invalid(name, string(level), "code", text("không có phép kiểm tra này", "there is no such check"))
		case !slices.Contains(levels, level):
			return "", invalid(name, string(level), "code", text(fmt.Sprintf("cần một trong %v", levels), fmt.Sprintf("must be one of %v", levels)))
		case rules[at].Fixed && level != rules[at].Default:
			return "", invalid(name, string(level), "fixed", text("không đổi được: sổ không giữ được bản ghi như vậy", "cannot be changed: the registry could not keep such a record"))
		case level != rules[at].Default:
			kept[name] = level
		}
	}
	if len(kept) == 0 {
		return "", nil
	}
	out, err := json.Marshal(kept)
	return string(out), err
}

func (s *Service) readChecks(ctx context.Context, _ string) (any, error) {
	return importing.Rules(ctx, s.options.Store)
}
