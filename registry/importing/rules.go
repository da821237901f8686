package importing

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"hatang/data"
	"hatang/registry"
)

// Level is how severe the findings of a check are.
type Level string

// The levels.
const (
	ErrorLevel   Level = "error"   // the file is refused
	WarningLevel Level = "warning" // told, row by row
	NoteLevel    Level = "note"    // counted only
	OffLevel     Level = "off"     // not looked at
)

func levels() []Level { return []Level{ErrorLevel, WarningLevel, NoteLevel, OffLevel} }

// Rule is a check that rows go through.
type Rule struct {
	Name    string        `json:"rule"` // as Problem.Rule
	Level   Level         `json:"level"`
	Default Level         `json:"default"`
	Fixed   bool          `json:"fixed"` // the registry could not keep what it refuses
	About   registry.Text `json:"about"`
}

// Rules is the table of checks of a registry: its own levels where an
// administrator set them, the defaults elsewhere.
func Rules(ctx context.Context, store registry.Store) ([]Rule, error) {
	rules, err := defaultRules()
	if err != nil {
		return nil, err
	}
	set, err := levelsSet(ctx, store)
	if err != nil {
		return nil, err
	}
	for i := range rules {
		if level, ok := set[rules[i].Name]; ok && !rules[i].Fixed && slices.Contains(levels(), level) {
			rules[i].Level = level
		}
	}
	return rules, nil
}

// SetRule sets the level of a rule in the registry; its default level removes the
// setting. Unknown rules and levels, and fixed rules, are Invalid.
func SetRule(ctx context.Context, store registry.Store, author registry.Author, name string, level Level) error {
	rules, err := defaultRules()
	if err != nil {
		return err
	}
	at := slices.IndexFunc(rules, func(r Rule) bool { return r.Name == name })
	switch {
	case at < 0:
		return &registry.Error{Code: registry.Invalid, Message: registry.Textf("không có phép kiểm tra %q", "there is no check %q", name),
			Hint: registry.Textf("chọn một trong: %s", "choose one of: %s", strings.Join(ruleNames(rules), ", "))}
	case !slices.Contains(levels(), level):
		return registry.Errorf(registry.Invalid, "mức %q: cần error, warning, note hoặc off", "level %q: error, warning, note or off is expected", level)
	case rules[at].Fixed && level != rules[at].Default:
		return registry.Errorf(registry.Invalid, "không đổi được mức của %s: sổ không giữ được bản ghi như vậy",
			"the level of %s cannot be changed: the registry could not keep such a record", name)
	}
	set, err := levelsSet(ctx, store)
	if err != nil {
		return err
	}
	set[name] = level
	if level == rules[at].Default {
		delete(set, name)
	}
	text := ""
	if len(set) > 0 {
		written, err := json.Marshal(set) // keys in order
		if err != nil {
			return err
		}
		text = string(written)
	}
	return store.Update(ctx, author, func(ctx context.Context, w registry.Writer) error {
		return w.PutSetting(ctx, registry.SettingChecks, text)
	})
}

func ruleNames(rules []Rule) []string {
	names := make([]string, 0, len(rules))
	for _, r := range rules {
		names = append(names, r.Name)
	}
	return names
}

func levelsSet(ctx context.Context, store registry.Store) (map[string]Level, error) {
	set := map[string]Level{}
	text, err := store.Setting(ctx, registry.SettingChecks)
	if err != nil || text == "" {
		return set, err
	}
	if err := json.Unmarshal([]byte(text), &set); err != nil {
		return nil, &registry.Error{Code: registry.Invalid, Cause: err, Message: registry.Textf(
			"thiết lập %q của sổ không đọc được", "the registry's setting %q cannot be read", registry.SettingChecks)}
	}
	return set, nil
}

// defaultRules reads the embedded table.
func defaultRules() ([]Rule, error) {
	lines, err := csv.NewReader(bytes.NewReader(data.Checks)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("the embedded table of checks: %w", err)
	}
	rules := make([]Rule, 0, len(lines))
	for _, line := range lines[1:] {
		level := Level(line[1])
		rules = append(rules, Rule{line[0], level, level, line[2] == "yes", registry.Text{VI: line[3], EN: line[4]}})
	}
	return rules, nil
}

// findings applies the table of checks to what is found.
type findings struct {
	level map[string]Level
	about map[string]registry.Text
	noted map[string]int
}

// readFindings reads the table, and says in the report where it differs from the
// defaults.
func readFindings(ctx context.Context, im *importer) (findings, error) {
	f := findings{level: map[string]Level{}, about: map[string]registry.Text{}, noted: map[string]int{}}
	rules, err := Rules(ctx, im.store)
	for _, r := range rules {
		f.level[r.Name], f.about[r.Name] = r.Level, r.About
		if r.Level != r.Default {
			im.report.decide(registry.Textf("kiểm tra %s: mức %s (mặc định %s)", "check %s: level %s (default %s)", r.Name, r.Level, r.Default))
		}
	}
	im.report.Checks = rules
	return f, err
}

// off tells whether a check is not to be made.
func (f *findings) off(rule string) bool { return f.level[rule] == OffLevel }

// weigh gives a problem the severity that its rule has; false for one that is not
// to be told of by itself. Rules that are not in the table keep theirs.
func (f *findings) weigh(p *registry.Problem) (told bool) {
	switch f.level[p.Rule] {
	case ErrorLevel:
		p.Severity = registry.Fault
	case WarningLevel:
		p.Severity = registry.Warning
	case NoteLevel, OffLevel:
		return false
	}
	return true
}

// note counts a finding that is not told of by itself.
func (f *findings) note(rule string) {
	if f.level[rule] == NoteLevel {
		f.noted[rule]++
	}
}

// tellNotes adds the counts to the report.
func (f *findings) tellNotes(report *Report) {
	for _, rule := range slices.Sorted(maps.Keys(f.noted)) {
		about := f.about[rule]
		report.decide(registry.Textf("ghi chú: %[1]d dòng: %[2]s (%[4]s)", "note: %[1]d rows: %[3]s (%[4]s)", f.noted[rule], about.VI, about.EN, rule))
	}
}
