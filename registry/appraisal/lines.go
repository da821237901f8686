package appraisal

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"hatang/registry"
)

// ClauseLines are the lines, from 1, at which the clauses of a text begin, in their
// order; nil for a text that is no YAML.
func ClauseLines(body []byte) []int {
	file, err := parser.ParseBytes(body, 0)
	if err != nil || len(file.Docs) == 0 {
		return nil
	}
	root, ok := file.Docs[0].Body.(*ast.MappingNode)
	if !ok {
		return nil
	}
	for _, member := range root.Values {
		list, ok := member.Value.(*ast.SequenceNode)
		if !ok || member.Key.String() != "clauses" {
			continue
		}
		var lines []int
		for _, clause := range list.Values {
			lines = append(lines, firstLine(clause))
		}
		return lines
	}
	return nil
}

// firstLine is where a node begins: of a mapping its first key, whose own token is
// the colon after it.
func firstLine(n ast.Node) int {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		return m.Values[0].Key.GetToken().Position.Line
	}
	if m, ok := n.(*ast.MappingValueNode); ok {
		return m.Key.GetToken().Position.Line
	}
	return n.GetToken().Position.Line
}

// ErrorLine is the line of the text at which reading it failed, 0 when the error
// names none.
func ErrorLine(err error) int {
	var e *registry.Error
	if errors.As(err, &e) && e.Cause != nil {
		var line, column int
		if n, _ := fmt.Sscanf(e.Cause.Error(), "[%d:%d]", &line, &column); n > 0 {
			return line
		}
	}
	return 0
}

// topLevel finds a member of the outermost mapping that stands on one line.
func topLevel(name string) *regexp.Regexp {
	return regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + `:[^\n]*$`)
}

// Ending is the text of a set that holds no longer from the day on: with that
// valid_to, everything else as it stands.
func Ending(body []byte, on registry.Date) ([]byte, error) {
	set, err := Parse(body)
	if err != nil {
		return nil, err
	}
	if !set.ValidFrom.Before(on) {
		return nil, registry.Errorf(registry.Conflict, "%s bắt đầu từ %s, không kết thúc được vào %s", "%s holds from %s on and cannot end on %s", set.Code, set.ValidFrom, on)
	}
	stated := fmt.Sprintf("valid_to: %q", on.String())
	written := string(body)
	if at := topLevel("valid_to"); at.MatchString(written) {
		written = at.ReplaceAllLiteralString(written, stated)
	} else {
		written = topLevel("valid_from").ReplaceAllStringFunc(written, func(line string) string { return strings.TrimRight(line, "\r") + "\n" + stated })
	}
	ended, err := Parse([]byte(written))
	if err != nil {
		return nil, err
	}
	if ended.ValidTo != on {
		return nil, registry.Errorf(registry.Unsupported, "không sửa được valid_to của %s trong văn bản", "the valid_to of %s cannot be edited in its text", set.Code)
	}
	return []byte(written), nil
}

// plainError writes an error of the YAML reader without its excerpt of the text.
func plainError(err error) string {
	return strings.TrimSpace(yaml.FormatError(err, false, false))
}
