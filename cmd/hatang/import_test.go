package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hatang/registry/importing"
)

// office is a registry on disk and the program that works on it.
type office struct {
	tb testing.TB
	db string
}

func newOffice(tb testing.TB, args ...string) *office {
	tb.Helper()
	o := &office{tb, filepath.Join(tb.TempDir(), "r.gpkg")}
	if code, _, stderr := o.run("", append([]string{"init"}, args...)...); code != exitDone {
		tb.Fatalf("init: exit %d: %s", code, stderr)
	}
	return o
}

// run runs the program as the command line does.
func (o *office) run(stdin string, args ...string) (code int, stdout, stderr string) {
	o.tb.Helper()
	var out, errOut bytes.Buffer
	code = run(context.Background(), append(args, "--db", o.db), strings.NewReader(stdin), &out, &errOut)
	return code, out.String(), errOut.String()
}

func (o *office) file(name, content string) string {
	o.tb.Helper()
	path := filepath.Join(o.tb.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		o.tb.Fatal(err)
	}
	return path
}

const officeSites = "Mã trạm;Doanh nghiệp;Kinh độ;Vĩ độ;Chiều cao cột (m)\nKTM001;Viettel;107,995;14,35;42,5\nKTM002;VinaPhone;108,01;14,36;30\n"

func TestImportAndExport(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	path := o.file("sites.csv", officeSites)
	code, stdout, stderr := o.run("", "import", "sites", path, "--reason", "thử")
	if code != exitDone || !strings.Contains(stdout, "tạo mới") || stderr != "" {
		t.Fatalf("exit %d\n%s%s", code, stdout, stderr)
	}
	var report importing.Report
	code, stdout, _ = o.run("", "import", "sites", path, "--json")
	if err := json.Unmarshal([]byte(stdout), &report); err != nil || code != exitDone || report.Unchanged != 2 || report.Written {
		t.Errorf("again: exit %d, %v, %s", code, err, stdout)
	}
	for _, format := range []string{"geojson", "csv"} {
		out := filepath.Join(t.TempDir(), "out."+format)
		if code, stdout, stderr = o.run("", "export", "sites", "--format", format, "--out", out); code != exitDone || stdout != "" {
			t.Fatalf("export: exit %d\n%s%s", code, stdout, stderr)
		}
		entries, err := os.ReadDir(filepath.Dir(out))
		if err != nil || len(entries) != 1 {
			t.Errorf("beside the export: %v, %v", entries, err)
		}
		code, stdout, stderr = o.run("", "import", "sites", out, "--english")
		if code != exitDone || !strings.Contains(stdout, "There was nothing new to write.") {
			t.Errorf("%s imported again: exit %d\n%s%s", format, code, stdout, stderr)
		}
		_, piped, _ := o.run("", "export", "sites", "--format", format)
		if code, stdout, stderr = o.run(piped, "import", "sites", "-", "--json"); code != exitDone || !strings.Contains(stdout, `"unchanged": 2`) {
			t.Errorf("%s piped: exit %d\n%s%s", format, code, stdout, stderr)
		}
	}
	code, stdout, _ = o.run("", "export", "sites", "--format", "csv", "--bbox", "108,14,109,15")
	if lines := strings.Count(stdout, "\n"); code != exitDone || lines != 2 || !strings.Contains(stdout, "KTM002") {
		t.Errorf("within the box: exit %d\n%s", code, stdout)
	}
}

func TestImportWithFaultsExitsTwoAndWritesNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	path := o.file("sites.csv", officeSites+"KTM003;Beeline;108;14,3;abc\n")
	before, err := os.ReadFile(o.db)
	if err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := o.run("", "import", "sites", path, "--english")
	if code != exitBadInput || strings.Count(stdout, "row 4") != 2 || !strings.Contains(stderr, "nothing was written") || strings.Contains(stderr, "row 4") {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
	var report importing.Report
	code, stdout, _ = o.run("", "import", "sites", path, "--json")
	if err := json.Unmarshal([]byte(stdout), &report); err != nil || code != exitBadInput || len(report.Problems) != 2 || report.Rejected != 1 {
		t.Errorf("as JSON: exit %d, %v, %s", code, err, stdout)
	}
	after, err := os.ReadFile(o.db)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the registry changed: %v", err)
	}
}

func TestBadImportCommands(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	path := o.file("s.csv", officeSites)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"import", "sites"}, "KIND FILE expected"},
		{[]string{"import", "trams", path}, `there is no kind "trams"`},
		{[]string{"import", "elevation", path}, "cannot be used"},
		{[]string{"import", "applications", path}, "are not imported from files"},
		{[]string{"import", "sites", path + ".no"}, "there is no file"},
		{[]string{"import", "sites", filepath.Dir(path)}, "is a folder"},
		{[]string{"import", "sites", path, "--valid-from", "hôm qua"}, `"hôm qua"`},
		{[]string{"import", "sites", path, "--map", "x"}, "must read column=field"},
		{[]string{"import", "sites", path, "--default", "state"}, "must read field=value"},
		{[]string{"import", "sites", path, "--default", "state=gone"}, "default values cannot be used"},
		{[]string{"import", "sites", path, "--format", "docx"}, "does not read docx"},
		{[]string{"import", "sites", path, "--crs", "vn2000:99"}, "unknown reference system"},
		{[]string{"import", "sites", path, "--decimal", "dot"}, "comma or point"},
		{[]string{"import", "sites", path, "--no-such"}, "no-such"},
		{[]string{"import", "population", path, "--crs", "9216"}, "must be on WGS 84"},
		{[]string{"import", "population", path}, "the grid cannot be used"},
		{[]string{"export"}, "KIND expected"},
		{[]string{"export", "trams"}, `there is no kind "trams"`},
		{[]string{"export", "population"}, "cannot be exported"},
		{[]string{"export", "sites", "--filter", "height_m > 3"}, "comes later"},
		{[]string{"export", "sites", "--format", "docx"}, "choose one of"},
		{[]string{"export", "sites", "--bbox", "1,2,3"}, "west,south,east,north"},
		{[]string{"export", "sites", "--bbox", "9,2,3,4"}, "west,south,east,north"},
		{[]string{"export", "sites", "--bbox", "NaN,2,3,4"}, "west,south,east,north"},
		{[]string{"export", "sites", "--as-of", "x"}, "--as-of"},
	} {
		code, stdout, stderr := o.run("", append(slices.Clone(c.args), "--english")...)
		if code != exitBadInput || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: exit %d, want %d and %q:\n%s%s", c.args, code, exitBadInput, c.want, stdout, stderr)
		}
	}
	missing := &office{t, filepath.Join(t.TempDir(), "none.gpkg")}
	if code, _, stderr := missing.run("", "import", "sites", path); code != exitBadInput || !strings.Contains(stderr, "hatang init") {
		t.Errorf("no registry: exit %d, %s", code, stderr)
	}
}

func TestImportPopulation(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	grid := "ncols 2\nnrows 2\nxllcorner 107\nyllcorner 14\ncellsize 0.5\nNODATA_value -9999\n10 20\n30 -9999\n"
	for name, content := range map[string]string{
		"p.asc": grid, "p.csv": "lon,lat,people\n107.25,14.75,10\n107.75,14.75,20\n107.25,14.25,30\n107.75,14.25,0\n",
	} {
		code, stdout, stderr := o.run("", "import", "population", o.file(name, content), "--year", "2020", "--json")
		var report importing.RasterReport
		if err := json.Unmarshal([]byte(stdout), &report); err != nil || code != exitDone || report.Sum != 60 || report.Cells < 3 || !report.Written {
			t.Errorf("%s: exit %d, %v\n%s%s", name, code, err, stdout, stderr)
		}
	}
	code, stdout, _ := o.run("", "import", "population", o.file("n.asc", strings.Replace(grid, "30", "-5", 1)), "--english")
	if code != exitBadInput || !strings.Contains(stdout, "must not be negative") {
		t.Errorf("negative people: exit %d, %s", code, stdout)
	}
	code, stdout, _ = o.run("", "import", "population", o.file("i.csv", "107,14,1\n107.3,14,1\n107.31,15.007,1\n"), "--english")
	if code != exitBadInput || !strings.Contains(stdout, "no regular grid") {
		t.Errorf("irregular points: exit %d, %s", code, stdout)
	}
}

func TestAtomicallyLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	out := filepath.Join(t.TempDir(), "out.csv")
	if err := os.WriteFile(out, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var stdout, stderr bytes.Buffer
	code := run(ctx, []string{"export", "sites", "--out", out, "--db", o.db}, nil, &stdout, &stderr)
	content, err := os.ReadFile(out)
	if err != nil || code == exitDone || string(content) != "old" {
		t.Errorf("exit %d, %q, %v", code, content, err)
	}
	if entries, err := os.ReadDir(filepath.Dir(out)); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}
