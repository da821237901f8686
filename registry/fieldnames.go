package registry

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// The settings by which a province decides what everybody sees. Each is the JSON
// of lists of fields by kind, such as {"sites":["land_owner"]}. Empty: none.
const (
	// SettingOpenFields is the restricted fields that it shows everybody.
	SettingOpenFields = "open_fields"
	// SettingClosedFields is the public fields that it does not.
	SettingClosedFields = "closed_fields"
)

// FieldNames are names of fields by kind.
type FieldNames map[Kind]map[string]bool

func (n FieldNames) add(kind Kind, names ...string) {
	for _, name := range names {
		if n[kind] == nil {
			n[kind] = map[string]bool{}
		}
		n[kind][name] = true
	}
}

// ParseOpenFields reads SettingOpenFields. Kinds that are not imported, and names
// that are no restricted field of their kind, are Invalid, all told at once.
func ParseOpenFields(text string) (FieldNames, error) {
	return parseFieldNames(text, Text{"có trường không mở được", "some fields cannot be opened"}, func(kind Kind, f *Field) Text {
		if f == nil || !f.Restricted {
			return Textf("không phải trường hạn chế của loại này; có: %s", "is no restricted field of this kind; there are: %s",
				strings.Join(RestrictedFields(kind), ", "))
		}
		return Text{}
	})
}

// ParseClosedFields reads SettingClosedFields. Kinds that are not imported, and
// fields that cannot be closed, are Invalid with the reason, all told at once.
func ParseClosedFields(text string) (FieldNames, error) {
	return parseFieldNames(text, Text{"có trường không đóng được", "some fields cannot be closed"}, func(kind Kind, f *Field) Text {
		if f == nil {
			return Textf("không có trường này; đóng được: %s", "there is no such field; these can be closed: %s", strings.Join(ClosableFields(kind), ", "))
		}
		return WhyPublic(kind, f)
	})
}

// parseFieldNames reads lists of fields by kind; wrong says what is wrong with a
// field, nil standing for one that the kind does not have.
func parseFieldNames(text string, refused Text, wrong func(Kind, *Field) Text) (FieldNames, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	var named map[Kind][]string
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	if err := decoder.Decode(&named); err != nil || decoder.More() {
		e := Errorf(Invalid, "cần JSON dạng {\"loại\": [\"trường\"]}", "JSON of the form {\"kind\": [\"field\"]} is expected")
		e.Cause = err
		return nil, e
	}
	read := FieldNames{}
	var problems []Problem
	for kind, names := range named {
		if !slices.Contains(EditedKinds(), kind) {
			problems = append(problems, fault(string(kind), "", "code", Textf("không có loại %q", "there is no kind %q", kind)))
			continue
		}
		for _, name := range names {
			if why := wrong(kind, SchemaOf(kind).Field(name)); !why.IsZero() {
				problems = append(problems, fault(string(kind), name, "code", why))
				continue
			}
			read.add(kind, name)
		}
	}
	if len(problems) > 0 {
		slices.SortFunc(problems, func(a, b Problem) int { return strings.Compare(a.Column+a.Value, b.Column+b.Value) })
		return nil, &Error{Code: Invalid, Problems: problems, Message: refused}
	}
	return read, nil
}

// RestrictedFields names the fields of a kind that are shown only to those who may
// see restricted fields, unless the province opens them.
func RestrictedFields(kind Kind) []string {
	return fieldsWhere(kind, func(f *Field) bool { return f.Restricted })
}

// ClosableFields names the public fields of a kind that the province can close.
func ClosableFields(kind Kind) []string {
	return fieldsWhere(kind, func(f *Field) bool { return WhyPublic(kind, f).IsZero() })
}

func fieldsWhere(kind Kind, holds func(*Field) bool) []string {
	var names []string
	schema := SchemaOf(kind)
	for i := range schema.Fields {
		if f := &schema.Fields[i]; holds(f) {
			names = append(names, f.Name)
		}
	}
	return names
}

// WhyPublic says why a field cannot be closed, empty when it can: closing it would
// hide nothing, since other public answers follow from it, or would leave what is
// shown misleading.
func WhyPublic(kind Kind, f *Field) Text {
	schema := SchemaOf(kind)
	switch {
	case f.Restricted:
		return Text{"trường hạn chế, vốn không công khai", "is a restricted field, which is not public in the first place"}
	case f.Name == "id", f.Name == "name", f.Required, f.Refers != "", slices.Contains(schema.Keys, f.Name):
		return Text{"bản ghi được nhận ra, gọi tên và nối với nhau bằng trường này", "records are recognised, called and joined by it"}
	case slices.Contains(dayFields(), f.Name):
		return Text{"ngày nào có bản ghi nào, ai xem cũng thấy theo ngày", "which records there are on a day, which anybody can ask, follows from it"}
	case slices.Contains(placeFields(), f.Name):
		return Text{"suy ra được từ vị trí trên bản đồ, và danh sách lọc theo địa bàn", "follows from the place on the map, and lists are asked for by unit"}
	case slices.Contains(honestFields(), f.Name):
		return Text{"phải cho biết vị trí hay ranh giới nào chỉ gần đúng", "what is approximate or schematic must be told"}
	case slices.Contains(figureFields(kind), f.Name):
		return Text{"số liệu và bản đồ công khai nêu hoặc tính từ trường này", "public figures and maps state it or are worked out of it"}
	}
	return Text{}
}

// dayFields say when a record held and a thing worked.
func dayFields() []string {
	return []string{"valid_from", "valid_to", "commissioned", "decommissioned"}
}

// placeFields say in which unit a thing is.
func placeFields() []string {
	return []string{"commune_code", "commune", "village"}
}

// honestFields say how far a place can be relied on.
func honestFields() []string {
	return []string{"approximate", "approximate_reason", "accuracy_m", "schematic"}
}

// figureFields are those of which public figures, norms, coverage and rules are
// worked out, or which they state.
func figureFields(kind Kind) []string {
	switch kind {
	case Units:
		return []string{
			"level", "type", "area_class", "parent_code", "parent_name", "province_code", "province_name",
			"population", "population_year", "population_source", "area_km2", "area_year", "area_source",
		}
	case Successions:
		return []string{"whole", "share"}
	case Operators:
		return []string{"short_name", "sector", "plmn"}
	case Sites:
		return []string{"state", "technologies", "coverage_radius_m"}
	case Stations:
		return []string{"state", "band", "coverage_radius_m"}
	case Postal:
		return []string{"public", "staffed", "hours_per_day", "internet"}
	case Radio, Clusters:
		return []string{"technology", "state", "coverage_radius_m"}
	case Settlements:
		return []string{"type", "population", "weight"}
	case Zones:
		return []string{"class"}
	case Indicators:
		return []string{"measure", "printed", "denominator"}
	case Measurements:
		return []string{"level_dbm"}
	}
	return nil
}
