package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// coord runs the command as the program does; stderr holds what is said and the
// report of an error.
func coord(stdin string, args ...string) (stdout, stderr string, code int) {
	p := new(program)
	root := newRootCommand(p)
	if !slices.ContainsFunc(root.Commands(), func(c *cobra.Command) bool { return c.Name() == "coord" }) {
		root.AddCommand(newCoordCommand())
	}
	var out, errOut bytes.Buffer
	root.SetIn(strings.NewReader(stdin))
	root.SetOut(&out)
	root.SetErr(&errOut)
	root.SetArgs(append([]string{"coord"}, args...))
	if err := root.Execute(); err != nil {
		p.report(&errOut, err)
		code = exitCode(err)
	}
	return out.String(), errOut.String(), code
}

// The expected coordinates are those of PROJ's cct with the pipeline of EPSG:6960.
func TestCoordPair(t *testing.T) {
	t.Parallel()
	const konTum = "553194.9646 1587081.3084\n"
	tests := []struct {
		name   string
		args   []string
		want   string
		stderr string // part of it; empty: nothing may be said
	}{
		{"longitude first", []string{"--to", "9216", "107.995", "14.350"}, konTum, ""},
		{"one argument", []string{"--to", "9216", "107.995, 14.350"}, konTum, ""},
		{"decimal commas", []string{"--to", "9216", "107,995", "14,350"}, konTum, ""},
		{"a comma after the first", []string{"--to", "9216", "107.995,", "14.350"}, konTum, ""},
		{"latitude first", []string{"--to", "9216", "14.350", "107.995"}, konTum, "đã đổi thành kinh độ, vĩ độ"},
		{"letters", []string{"--to", "9216", "14.35N", "107.995E"}, konTum, ""},
		{"degrees, minutes, seconds", []string{"--to", "9216", `14°21'00"N`, `107°59'42"E`}, konTum, ""},
		{"six numbers", []string{"--to", "9216", "14", "21", "0", "107", "59", "42"}, konTum, "đã đổi"},
		{"flags after", []string{"107.995", "14.350", "--to=9216"}, konTum, ""},
		{"a flag of the root", []string{"--db", "x.gpkg", "107.995", "14.350", "--to=9216"}, konTum, ""},
		{"zone by meridian", []string{"--to", "vn2000:107°30'", "107.995", "14.350"}, konTum, ""},
		{"to degrees", []string{"--from", "9216", "553194.9646", "1587081.3084"}, "107.9950000017 14.3499999994\n", ""},
		{"northing first", []string{"--from", "9216", "1587081.3084", "553194.9646"}, "107.9950000017 14.3499999994\n", "đã đổi thành Đông, Bắc"},
		{"zone to zone", []string{"--from", "9216", "--to", "5898", "553194.9646", "1587081.3084"}, "499265.7815 1587024.5710\n", ""},
		{"the same system", []string{"107.995", "14.35"}, "107.9950000000 14.3500000000\n", ""},
		{"negative", []string{"--to", "3857", "-105.5", "-20"}, "-11744206.2787 -2273030.9270\n", "Việt Nam"},
		{"negative, the usual way", []string{"--to", "3857", "--", "-105.5", "-20"}, "-11744206.2787 -2273030.9270\n", "Việt Nam"},
		{"far from the meridian", []string{"--to", "5897", "109", "15"}, "930266.8651 1662828.1490\n", "cách kinh tuyến trục 105° tới 4,00°"},
		{"far from both meridians", []string{"--from", "5897", "--to", "9205", "930266.8651", "1662828.1490"}, "1146070.1795 1667714.4572\n", "kinh tuyến trục 103°"},
		{"outside Vietnam", []string{"--to", "3857", "2.35", "48.85"}, "261600.8034 6249447.7528\n", "ngoài khoảng tọa độ của Việt Nam"},
		{"messages in English", []string{"--english", "--to", "5897", "109", "15"}, "930266.8651 1662828.1490\n", "warning: 4.00° of longitude from the meridian 105°"},
		{"order by flag", []string{"--order", "yx", "--to", "3857", "48.85", "2.35"}, "261600.8034 6249447.7528\n", "ngoài khoảng"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			stdout, stderr, code := coord("", tt.args...)
			if code != 0 || stdout != tt.want {
				t.Errorf("coord %q = %q, exit code %d, want %q", tt.args, stdout, code, tt.want)
			}
			if !strings.Contains(stderr, tt.stderr) || tt.stderr == "" && stderr != "" {
				t.Errorf("coord %q said %q, want %q", tt.args, stderr, tt.stderr)
			}
		})
	}
}

type coordTableCase struct {
	name        string
	args        []string
	stdin, want string
	stderr      string // part of it; empty: nothing may be said
}

func TestCoordTableForms(t *testing.T) {
	t.Parallel()
	checkCoordTables(t, []coordTableCase{
		{
			"header, comma",
			[]string{"--to", "9216"},
			"lon,lat\n107.995,14.350\n108,14.35\n",
			"lon,lat,E_9216,N_9216\n107.995,14.350,553194.9646,1587081.3084\n108,14.35,553734.2703,1587082.4691\n", "",
		},
		{
			"no header, byte order mark, line ends of Windows, blank line",
			[]string{"--to", "9216"},
			"\ufeff107.995,14.350\r\n\r\n108,14.35",
			"107.995,14.350,553194.9646,1587081.3084\n\n108,14.35,553734.2703,1587082.4691\n", "",
		},
		{
			"tab, decimal comma",
			[]string{"--to", "9216"},
			"107,995\t14,350\n",
			"107,995\t14,350\t553194,9646\t1587081,3084\n", "",
		},
		{
			"spaces",
			[]string{"--to", "9216"},
			"107.995 14.350\n107,995 14,350\n",
			"107.995 14.350 553194.9646 1587081.3084\n107,995 14,350 553194,9646 1587081,3084\n", "",
		},
		{
			"quoted decimal commas",
			[]string{"--to", "9216"},
			`"107,995","14,350"` + "\n",
			`"107,995","14,350",553194.9646,1587081.3084` + "\n", "",
		},
		{
			"decimal commas beside dividing ones",
			[]string{"--to", "9216"},
			"kinh độ,vĩ độ\n107,995,14,350\n",
			"kinh độ,vĩ độ,E_9216,N_9216\n107,995,14,350,553194.9646,1587081.3084\n", "",
		},
	})
}

func TestCoordTableNotes(t *testing.T) {
	t.Parallel()
	checkCoordTables(t, []coordTableCase{
		{
			"northing first, semicolon, decimal comma",
			[]string{"--from", "vn2000:107,5"},
			"X;Y\n1587081,3084;553194,9646\n",
			"X;Y;lon_4326;lat_4326\n1587081,3084;553194,9646;107,9950000017;14,3499999994\n",
			"dòng 2: tọa độ Bắc đứng trước",
		},
		{
			"degrees, minutes, seconds; some swapped",
			[]string{"--to", "9216"},
			"107.995,14.350\n14°21'00.0\",107°59'42\"\n" + `"14°21'00""","107°59'42"""` + "\n107.995,14.350\n14.35,107.995\n",
			"107.995,14.350,553194.9646,1587081.3084\n14°21'00.0\",107°59'42\",553194.9646,1587081.3084\n" +
				`"14°21'00""","107°59'42""",553194.9646,1587081.3084` + "\n107.995,14.350,553194.9646,1587081.3084\n14.35,107.995,553194.9646,1587081.3084\n",
			"lưu ý: dòng 2–3, 5: vĩ độ đứng trước",
		},
		{
			"far lines are named once, with the farthest",
			[]string{"--to", "9216"},
			"110,14\n105.5,14\n107,14\n",
			"110,14,769938.7492,1549730.2776\n105.5,14,283719.7507,1549216.4424\n107,14,445792.7480,1548360.7576\n",
			"dòng 1–2: cách kinh tuyến trục 107,5° tới 2,50°",
		},
	})
}

func checkCoordTables(t *testing.T, tests []coordTableCase) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			stdout, stderr, code := coord(tt.stdin, tt.args...)
			if code != 0 || stdout != tt.want {
				t.Errorf("stdout %q, exit code %d, want %q", stdout, code, tt.want)
			}
			if !strings.Contains(stderr, tt.stderr) || tt.stderr == "" && stderr != "" {
				t.Errorf("stderr %q, want %q", stderr, tt.stderr)
			}
		})
	}
}

func TestCoordRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		args  []string
		stdin string
		want  []string
	}{
		{"unknown systems", []string{"--from", "9999", "--to", "abc", "1"}, "", []string{`giá trị "9999": --from: không có`, `giá trị "abc": --to: không có`, `giá trị "1": không đọc được`, "3 lỗi"}},
		{"unknown flag", []string{"-x", "1", "2"}, "", []string{"-x"}},
		{"order", []string{"--order", "yz", "1", "2"}, "", []string{`giá trị "yz": --order`}},
		{"degrees for metres", []string{"--from", "9216", "107.5", "14.5"}, "", []string{"là độ trong khi"}},
		{"metres for degrees", []string{"553194.965", "1587081.308"}, "", []string{"là mét trong khi", "mã của múi"}},
		{"off the globe", []string{"190", "95"}, "", []string{"ngoài khoảng cho phép"}},
		{"beyond the zone", []string{"--to", "9216", "--order", "xy", "10", "14"}, "", []string{"trong phạm vi của hệ tọa độ"}},
		{"three numbers", []string{"107.9", "14.3", "600"}, "", []string{"cần hai tọa độ"}},
		{"in English", []string{"--english", "190", "95"}, "", []string{`value "190 95": out of range: expected a longitude within ±180`}},
		{"nothing", nil, "", []string{"không có tọa độ nào"}},
		{"only a header", nil, "lon,lat\n", []string{"không có tọa độ nào"}},
		{"an endless line", nil, strings.Repeat("1", 1<<20+1), []string{"dòng 1: dòng quá dài"}},
		{
			"every wrong line", []string{"--to", "9216"},
			"lon,lat\n107.995,14.35\nx,14\n1,2,3\n200,14\n14.35\n,14\nlon,lat\n1,107.99,14.35,2\n107.5,14.5\n",
			[]string{
				"7 lỗi", `dòng 3, giá trị "x,14": không đọc được`, `dòng 4, giá trị "1,2,3": cần đúng hai cột`, `dòng 5, giá trị "200,14": ngoài khoảng`,
				`dòng 6, giá trị "14.35": cần đúng hai cột`, `dòng 7, giá trị ",14"`, `dòng 8, giá trị "lon,lat"`, `dòng 9, giá trị "1,107.99,14.35,2": cần đúng hai cột`,
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			stdout, stderr, code := coord(tt.stdin, tt.args...)
			if code != 2 {
				t.Fatalf("exit code %d, want 2: %s", code, stderr)
			}
			if stdout != "" {
				t.Errorf("stdout %q, want nothing", stdout)
			}
			for _, want := range tt.want {
				if !strings.Contains(stderr, want) {
					t.Errorf("said %q, want %q in it", stderr, want)
				}
			}
		})
	}
}

func TestCoordJSON(t *testing.T) {
	t.Parallel()
	stdout, _, code := coord("", "--json", "--from", "9216", "1587081.3084", "553194.9646")
	if code != 0 {
		t.Fatalf("exit code %d", code)
	}
	want := `{"from":"EPSG:9216","to":"EPSG:4326","input":{"x":553194.9646,"y":1587081.3084},` +
		`"output":{"x":107.9950000017,"y":14.3499999994},"axes":"swapped"}`
	if got := compactJSON(t, stdout); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	stdout, _, code = coord("x y\n109 15\n\n105 15\n", "--json", "--to", "5897")
	if code != 0 {
		t.Fatalf("exit code %d", code)
	}
	var results []struct {
		Line     int
		Output   struct{ X, Y float64 }
		Warnings []struct {
			Rule, Severity string
			Message        struct{ VI, EN string }
		}
	}
	if err := json.Unmarshal([]byte(stdout), &results); err != nil {
		t.Fatal(err)
	}
	if len(results) != 2 || results[0].Line != 2 || results[1].Line != 4 {
		t.Fatalf("got %+v, want lines 2 and 4", results)
	}
	far := results[0].Warnings
	if len(far) != 1 || far[0].Rule != "far_from_meridian" || far[0].Severity != "warning" || !strings.Contains(far[0].Message.VI, "4,00°") || len(results[1].Warnings) != 0 {
		t.Errorf("got %+v, want a warning about line 2 alone", results)
	}
}

func compactJSON(t *testing.T, text string) string {
	t.Helper()
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(text)); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return compact.String()
}

func TestCoordHelp(t *testing.T) {
	t.Parallel()
	stdout, _, code := coord("", "--help")
	if code != 0 || !strings.HasPrefix(stdout, "Đổi tọa độ") || !strings.Contains(stdout, "--from") || !strings.Contains(stdout, "--db") {
		t.Errorf("help %q, exit code %d", stdout, code)
	}
}

// What coord prints it also reads, back to the same tenth of a millimetre: the
// way from VN-2000 to VN-2000 has no datum step.
func TestCoordReadsItsOwnOutput(t *testing.T) {
	t.Parallel()
	var table strings.Builder
	for i := range 200 {
		fmt.Fprintf(&table, "%.4f %.4f\n", 450000+float64(i)*977.1231, 1500000+float64(i)*1013.7717)
	}
	there, _, code := coord(table.String(), "--from", "9216", "--to", "4756")
	if code != 0 {
		t.Fatalf("exit code %d", code)
	}
	var degrees strings.Builder
	for line := range strings.Lines(there) {
		fields := strings.Fields(line)
		degrees.WriteString(fields[2] + " " + fields[3] + "\n")
	}
	back, _, code := coord(degrees.String(), "--from", "4756", "--to", "9216")
	if code != 0 {
		t.Fatalf("exit code %d", code)
	}
	var again strings.Builder
	for line := range strings.Lines(back) {
		fields := strings.Fields(line)
		again.WriteString(fields[2] + " " + fields[3] + "\n")
	}
	if again.String() != table.String() {
		t.Errorf("the way back gives\n%s, want\n%s", again.String(), table.String())
	}
}
