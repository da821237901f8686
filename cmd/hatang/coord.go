package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"hatang/geo/crs"
	"hatang/registry"
)

const (
	coordLong = `Đổi tọa độ giữa WGS 84, VN-2000 (kinh vĩ độ, múi 3° TM-3, múi 6° UTM) và Web Mercator.

Nhận một cặp tọa độ, hoặc các dòng CSV hai cột từ đầu vào chuẩn (có hay không có
dòng tiêu đề) rồi nối kết quả vào cuối mỗi dòng. Kết quả luôn là x trước (tọa độ
Đông E hoặc kinh độ), y sau (tọa độ Bắc N hoặc vĩ độ); mét có 4 số lẻ, độ có 10.
Tọa độ gõ theo lối nào cũng được: 14.35 · 14,35 · 14°21'00.5"N · 14 21 0.5. Bản đồ
Việt Nam gọi X là Bắc, Y là Đông: chương trình nhận ra theo độ lớn và báo lại.
Hệ tọa độ: mã EPSG, vn2000:KINH-TUYẾN-TRỤC (vn2000:107.5 hoặc vn2000:107°30'),
vn2000, wgs84. Một dòng sai thì không in kết quả nào; mọi lỗi được báo cùng lúc.

Converts coordinates between WGS 84, VN-2000 (geographic, TM-3, UTM) and Web
Mercator: a pair given as arguments, or two-column CSV lines from standard input,
with or without a header, to each of which the result is appended. Results are x
(easting or longitude), then y; metres with 4 decimals, degrees with 10. Swapped
axes are told by magnitude and reported. If a line is wrong, nothing is printed and
all errors are reported at once.`

	coordExample = `  hatang coord --to 9216 107.995 14.350
  hatang coord --to vn2000:107.5 "14°21'00\"N 107°59'42\"E"
  hatang coord --from vn2000:107°30' 553194,965 1587081,308
  hatang coord --from 9214 --to 9209 < diem.csv`
)

// newCoordCommand is hatang coord: it converts coordinates.
func newCoordCommand() *cobra.Command {
	var options coordOptions
	command := &cobra.Command{
		Use:     "coord --from EPSG --to EPSG [E N | < csv]",
		Short:   "Đổi tọa độ (WGS 84, VN-2000) / Convert coordinates",
		Long:    coordLong,
		Example: coordExample,
		// Flags are parsed by parseCoordFlags: to cobra -105.5 is a flag.
		DisableFlagParsing:    true,
		DisableFlagsInUseLine: true,
		SilenceUsage:          true,
		Args:                  parseCoordFlags,
		RunE: func(command *cobra.Command, _ []string) error {
			options.json = rootFlag(command, "json")
			options.lang = registry.VI
			if rootFlag(command, "english") {
				options.lang = registry.EN
			}
			return runCoord(command, options, unshieldNegatives(command.Flags().Args()))
		},
	}
	flags := command.Flags()
	flags.StringVar(&options.from, "from", "4326", "hệ tọa độ nguồn `CRS` / source reference system")
	flags.StringVar(&options.to, "to", "4326", "hệ tọa độ đích `CRS` / target reference system")
	flags.StringVar(&options.order, "order", "auto", "thứ tự `ORDER` khi không ghi rõ: auto, xy (Đông hoặc kinh độ trước) hay yx / order of unnamed axes")
	return command
}

type coordOptions struct {
	from, to, order string
	json            bool
	lang            registry.Lang
}

// rootFlag is a switch that the root command has for every subcommand.
func rootFlag(command *cobra.Command, name string) bool {
	flag := command.Flags().Lookup(name)
	return flag != nil && flag.Value.String() == "true"
}

func parseCoordFlags(command *cobra.Command, args []string) error {
	command.InheritedFlags() // adds the flags of the parent commands to Flags
	if err := command.Flags().Parse(shieldNegatives(args)); err != nil {
		return command.FlagErrorFunc()(command, err)
	}
	if rootFlag(command, "help") {
		return pflag.ErrHelp
	}
	return nil
}

// A negative number is shielded from flag parsing by the sign U+2212, which means
// the same to geo/crs.
const minusSign = "\u2212"

func shieldNegatives(args []string) []string {
	shielded := make([]string, len(args))
	for i, arg := range args {
		if arg == "--" {
			copy(shielded[i:], args[i:])
			break
		}
		if len(arg) > 1 && arg[0] == '-' && strings.IndexByte("0123456789.,", arg[1]) >= 0 {
			arg = minusSign + arg[1:]
		}
		shielded[i] = arg
	}
	return shielded
}

func unshieldNegatives(args []string) []string {
	plain := make([]string, len(args))
	for i, arg := range args {
		if number, ok := strings.CutPrefix(arg, minusSign); ok {
			arg = "-" + number
		}
		plain[i] = arg
	}
	return plain
}

func runCoord(command *cobra.Command, options coordOptions, args []string) error {
	job, faults := newCoordJob(options)
	if len(args) == 0 {
		if typedAtTerminal(command.InOrStdin()) {
			faults = append(faults, coordFault(0, "empty", "", registry.Text{
				VI: "chưa có tọa độ: ghi hai số sau lệnh, hoặc đưa các dòng CSV vào đầu vào chuẩn (xem --help)",
				EN: "no coordinates: give two numbers, or CSV lines on standard input (see --help)",
			}))
		}
		if len(faults) > 0 {
			return coordError(faults)
		}
		return job.table(command)
	}
	pair, err := crs.ParsePair(joinCoordArgs(args))
	if err != nil {
		faults = append(faults, coordInputFault(0, err))
	}
	if len(faults) > 0 {
		return coordError(faults)
	}
	result, err := job.convert(0, pair)
	if err != nil {
		return coordError([]registry.Problem{coordInputFault(0, err)})
	}
	job.notes.print(command.ErrOrStderr(), job)
	if options.json {
		return printCoordJSON(command.OutOrStdout(), result)
	}
	_, err = fmt.Fprintf(command.OutOrStdout(), "%s %s\n", result.Output.X, result.Output.Y)
	return err
}

// joinCoordArgs makes one text of arguments that a shell has split.
func joinCoordArgs(args []string) string {
	if len(args) == 2 {
		return strings.TrimRight(args[0], ",; ") + ";" + args[1]
	}
	return strings.Join(args, " ")
}

func typedAtTerminal(r io.Reader) bool {
	file, ok := r.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// coordJob converts pairs from one system to another and gathers what is to be
// said about them.
type coordJob struct {
	from, to crs.CRS
	order    string
	json     bool
	lang     registry.Lang
	notes    coordNotes
}

func newCoordJob(options coordOptions) (*coordJob, []registry.Problem) {
	job := &coordJob{order: options.order, json: options.json, lang: options.lang}
	var faults []registry.Problem
	for _, system := range []struct {
		flag, text string
		target     *crs.CRS
	}{{"--from", options.from, &job.from}, {"--to", options.to, &job.to}} {
		c, err := crs.Parse(system.text)
		if err != nil {
			fault := coordInputFault(0, err)
			fault.Message = registry.Text{VI: system.flag + ": " + fault.Message.VI, EN: system.flag + ": " + fault.Message.EN}
			faults = append(faults, fault)
		}
		*system.target = c
	}
	switch options.order {
	case "auto", "xy", "yx":
	default:
		faults = append(faults, coordFault(0, "order", options.order,
			registry.Text{VI: "--order: cần auto, xy hoặc yx", EN: "--order: expected auto, xy or yx"}))
	}
	return job, faults
}

// coordXY is a position in JSON, x first; the numbers are already rounded.
type coordXY struct {
	X json.Number `json:"x"`
	Y json.Number `json:"y"`
}

type coordResult struct {
	Line     int                `json:"line,omitempty"`
	From     string             `json:"from"`
	To       string             `json:"to"`
	Input    coordXY            `json:"input"`
	Output   coordXY            `json:"output"`
	Axes     string             `json:"axes"` // how the order of the input was found
	Warnings []registry.Problem `json:"warnings,omitempty"`
}

// convert converts one pair, of line 0 if it came as arguments.
func (j *coordJob) convert(line int, pair crs.Pair) (coordResult, error) {
	if !pair.LatitudeFirst && !pair.LongitudeFirst {
		pair.LatitudeFirst, pair.LongitudeFirst = j.order == "yx", j.order == "xy"
	}
	x, y, decision, err := pair.Resolve(j.from)
	if err != nil {
		return coordResult{}, err
	}
	toX, toY, err := crs.Transform(j.from, j.to, x, y)
	if err != nil {
		return coordResult{}, err
	}
	position, err := j.from.ToWGS84(x, y)
	if err != nil {
		return coordResult{}, err
	}
	result := coordResult{
		Line: line, From: coordSystem(j.from), To: coordSystem(j.to), Axes: decision.String(),
		Input: coordXY{coordNumber(j.from, x), coordNumber(j.from, y)}, Output: coordXY{coordNumber(j.to, toX), coordNumber(j.to, toY)},
	}
	if decision == crs.AxesSwapped {
		j.notes.swapped = append(j.notes.swapped, line)
	}
	if _, _, found, err := crs.DecideAxes(j.from, x, y); err != nil || found != crs.AxesAsGiven {
		j.notes.outside = append(j.notes.outside, line)
		result.Warnings = append(result.Warnings, coordWarning(line, "outside_vietnam", outsideVietnam(j.from)))
	}
	for i, c := range []crs.CRS{j.from, j.to} {
		if warning, far := c.FarFromMeridian(position); far && (i == 0 || j.to != j.from) {
			j.notes.far[i].add(line, warning)
			result.Warnings = append(result.Warnings, coordWarning(line, "far_from_meridian", farFromMeridian(warning)))
		}
	}
	return result, nil
}

// coordNumber rounds to a tenth of a millimetre or finer.
func coordNumber(c crs.CRS, v float64) json.Number {
	decimals := 4
	if c.Geographic() {
		decimals = 10
	}
	return json.Number(strconv.FormatFloat(v, 'f', decimals, 64))
}

// coordSystem names a system for programs; CRS84 has no EPSG code of its own.
func coordSystem(c crs.CRS) string {
	if c.Geographic() && !c.LatitudeFirst() {
		return "OGC:CRS84"
	}
	return "EPSG:" + strconv.Itoa(c.EPSG())
}

func printCoordJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
