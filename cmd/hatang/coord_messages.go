package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"hatang/geo/crs"
	"hatang/registry"
)

// coordNotes is what is to be said on standard error, by line.
type coordNotes struct {
	swapped, outside []int
	far              [2]coordFarNote // of the source zone, of the target zone
}

type coordFarNote struct {
	lines []int
	worst crs.Warning
}

func (n *coordFarNote) add(line int, w crs.Warning) {
	n.lines = append(n.lines, line)
	if math.Abs(w.OffsetDeg) > math.Abs(n.worst.OffsetDeg) {
		n.worst = w
	}
}

func (n *coordNotes) print(w io.Writer, j *coordJob) {
	swapped := registry.Text{
		VI: "tọa độ Bắc đứng trước tọa độ Đông, đã đổi thành Đông, Bắc",
		EN: "the northing came first; read as easting, northing",
	}
	if j.from.Geographic() {
		swapped = registry.Text{
			VI: "vĩ độ đứng trước kinh độ, đã đổi thành kinh độ, vĩ độ",
			EN: "the latitude came first; read as longitude, latitude",
		}
	}
	sayCoord(w, j.lang, registry.Text{VI: "lưu ý", EN: "note"}, n.swapped, swapped)
	warning := registry.Text{VI: "cảnh báo", EN: "warning"}
	sayCoord(w, j.lang, warning, n.outside, outsideVietnam(j.from))
	for _, far := range n.far {
		sayCoord(w, j.lang, warning, far.lines, farFromMeridian(far.worst))
	}
}

// sayCoord writes a note about lines, unless there are none; line 0 is a pair given
// as arguments and has no number.
func sayCoord(w io.Writer, lang registry.Lang, kind registry.Text, lines []int, text registry.Text) {
	if len(lines) == 0 {
		return
	}
	where := ""
	if lines[0] > 0 {
		where = registry.Textf("dòng %s: ", "line %s: ", coordLines(lines)).In(lang)
	}
	fmt.Fprintf(w, "%s: %s%s\n", kind.In(lang), where, text.In(lang))
}

func outsideVietnam(c crs.CRS) registry.Text {
	return registry.Text{
		VI: "ngoài khoảng tọa độ của Việt Nam trong " + c.Name() + ", hãy xem lại thứ tự và múi",
		EN: "outside the coordinates of Vietnam in " + c.Name() + ": check their order and the zone",
	}
}

func farFromMeridian(w crs.Warning) registry.Text {
	vi := fmt.Sprintf("cách kinh tuyến trục %v° tới %.2f°, quá ±%v° của múi", w.CRS.Meridian(), math.Abs(w.OffsetDeg), w.LimitDeg)
	return registry.Text{
		VI: strings.ReplaceAll(vi, ".", ",") + " (" + w.CRS.Name() + "): có thể nhầm múi",
		EN: w.String() + ": perhaps the wrong zone",
	}
}

// coordLines is the numbers of the lines a note is about: 2–5, 9.
func coordLines(lines []int) string {
	const most = 10
	var ranges []string
	for i := 0; i < len(lines); {
		last := i
		for last+1 < len(lines) && lines[last+1] == lines[last]+1 {
			last++
		}
		if len(ranges) == most {
			return strings.Join(ranges, ", ") + fmt.Sprintf(", … (%d)", len(lines))
		}
		text := strconv.Itoa(lines[i])
		if last > i {
			text += "–" + strconv.Itoa(lines[last])
		}
		ranges = append(ranges, text)
		i = last + 1
	}
	return strings.Join(ranges, ", ")
}

// coordError is bad input with everything that is wrong with it.
func coordError(faults []registry.Problem) error {
	return &registry.Error{
		Code:     registry.Invalid,
		Message:  registry.Textf("đầu vào có %d lỗi, chưa đổi tọa độ nào", "faults in the input: %d; nothing was converted", len(faults)),
		Problems: faults,
	}
}

func coordFault(line int, rule, value string, message registry.Text) registry.Problem {
	return registry.Problem{Row: line, Value: value, Rule: rule, Message: message, Severity: registry.Fault}
}

func coordWarning(line int, rule string, message registry.Text) registry.Problem {
	return registry.Problem{Row: line, Rule: rule, Message: message, Severity: registry.Warning}
}

// coordInputFault is an error of geo/crs, or that of a line without two columns.
func coordInputFault(line int, err error) registry.Problem {
	var input *crs.InputError
	if !errors.As(err, &input) {
		return coordFault(line, "columns", "", registry.Text{VI: "cần đúng hai cột", EN: errCoordColumns.Error()})
	}
	rule, vi := coordProblem(input.Problem)
	return coordFault(line, rule, input.Value, registry.Text{VI: vi, EN: fmt.Sprintf("%v: expected %s", input.Problem, input.Expected)})
}

// coordProblem is the stable name of a problem, and what it is in Vietnamese.
func coordProblem(problem crs.Problem) (rule, vi string) {
	switch problem {
	case crs.ProblemSyntax:
		return "syntax", `không đọc được, cần hai tọa độ như 107.99, 14.35 · 107,99; 14,35 · 14°21'N 107°59'E · 553194,965 1587081,308`
	case crs.ProblemRange:
		return "range", "ngoài khoảng cho phép, cần hai tọa độ: vĩ độ trong ±90°, kinh độ trong ±180°, phút và giây dưới 60, mét trong phạm vi của hệ tọa độ"
	case crs.ProblemAmbiguous:
		return "ambiguous", "hiểu được theo nhiều cách, hãy ngăn hai tọa độ bằng dấu chấm phẩy"
	case crs.ProblemAxes:
		return "axes", "hai tọa độ cùng một trục, cần một Bắc (hoặc vĩ độ) và một Đông (hoặc kinh độ)"
	case crs.ProblemUnknownCRS:
		return "crs", "không có hệ tọa độ này, cần 4326, 4756, 3857, 3405, 3406, 5897–5899, 9205–9218 hoặc vn2000:KINH-TUYẾN-TRỤC"
	case crs.ProblemDegrees:
		return "degrees", "là độ trong khi hệ tọa độ này dùng mét"
	case crs.ProblemMetres:
		return "metres", "là mét trong khi hệ tọa độ này dùng độ: --from cần mã của múi, ví dụ 9216"
	}
	return "input", problem.String()
}
