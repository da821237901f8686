package imports

import (
	"regexp"

	"hatang/registry"
)

// Fault is one thing that is wrong with a file, or to be looked at.
type Fault struct {
	File     string            `json:"file"`
	Row      int               `json:"row"` // 0: the file as a whole
	Column   string            `json:"column"`
	Value    string            `json:"value"`
	Rule     string            `json:"rule"`
	Severity registry.Severity `json:"severity"`
	Message  registry.Text     `json:"message"`
}

func faults(problems []registry.Problem) []Fault {
	list := make([]Fault, 0, len(problems))
	for _, p := range problems {
		list = append(list, Fault{p.File, p.Row, p.Column, p.Value, p.Rule, p.Severity, worded(p)})
	}
	return list
}

// The engine's words name the flags of the command line. Whoever imports over
// HTTP states the same by members of the options.
var (
	bracketed = regexp.MustCompile(`\s*\((?:choose with |chọn bằng )?--[^)]*\)`)
	flag      = regexp.MustCompile(`--([a-z]+(?:-[a-z]+)*)`)
)

// worded is a problem's message without the flags of the command line.
func worded(p registry.Problem) registry.Text {
	switch p.Rule {
	case "unknown-column":
		return registry.Text{
			VI: "không biết cột này là gì: chọn trường cho cột, hoặc bỏ qua cột", EN: "it is not known what this column is: choose a field for it, or leave it out",
		}
	case "crs":
		return registry.Text{
			VI: "chưa rõ hệ tọa độ: chọn hệ tọa độ, tọa độ tính bằng mét thì chọn múi; một tỉnh có thể giữ hồ sơ ở hai múi nên không suy ra từ tỉnh",
			EN: "the reference system is not stated: choose it, for coordinates in metres the zone; a province may keep files in two zones, so it is not inferred",
		}
	case "repeated-column", "id":
		return registry.Text{
			VI: flag.ReplaceAllString(p.Message.VI, "“bỏ qua cột”"), EN: flag.ReplaceAllString(p.Message.EN, "“leave the column out”"),
		}
	}
	return plain(p.Message)
}

// plain takes flags of the command line out of a text.
func plain(t registry.Text) registry.Text {
	strip := func(text string) string {
		return flag.ReplaceAllString(bracketed.ReplaceAllString(text, ""), "$1")
	}
	return registry.Text{VI: strip(t.VI), EN: strip(t.EN)}
}

func plainAll(texts []registry.Text) []registry.Text {
	out := make([]registry.Text, len(texts))
	for i, t := range texts {
		out[i] = plain(t)
	}
	return out
}
