package importing

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"hatang/registry"
)

// readAllCSV reads a file as one line a row: number, cells, problems.
func readAllCSV(data string) (header []string, rows []string, notes []registry.Text, err error) {
	dictionary := newDictionary(registry.SchemaOf(registry.Sites))
	return readAllCSVWith(data, newColumns(&Options{}, dictionary).known)
}

func readAllCSVWith(data string, known func(string) bool) (header []string, rows []string, notes []registry.Text, err error) {
	r, err := newCSVReader(bufio.NewReaderSize(strings.NewReader(data), 1<<16), "", known)
	if err != nil {
		return nil, nil, nil, err
	}
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return r.Header(), rows, r.Notes(), nil
		}
		if err != nil {
			return r.Header(), rows, r.Notes(), err
		}
		rows = append(rows, rowText(row))
	}
}

func rowText(row *Row) string {
	var cells []string
	for _, cell := range row.Cells {
		cells = append(cells, cell.Text)
	}
	text := fmt.Sprintf("%d: %s", row.Number, strings.Join(cells, "|"))
	for _, p := range row.Problems {
		text += " !" + p.Rule
	}
	return text
}

func TestCSVForms(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		data   string
		header []string
		rows   []string
	}{
		"comma":                 {"code,name\nA1,x\n", []string{"code", "name"}, []string{"2: A1|x"}},
		"semicolon":             {"code;name\nA1;x\n", []string{"code", "name"}, []string{"2: A1|x"}},
		"tab":                   {"code\tname\nA1\tx\n", []string{"code", "name"}, []string{"2: A1|x"}},
		"no end of line":        {"code,name\nA1,x", []string{"code", "name"}, []string{"2: A1|x"}},
		"Windows line ends":     {"code,name\r\nA1,x\r\n", []string{"code", "name"}, []string{"2: A1|x"}},
		"Macintosh line ends":   {"code,name\rA1,x\r", []string{"code", "name"}, []string{"2: A1|x"}},
		"byte order mark":       {"\uFEFFcode,name\nA1,x\n", []string{"code", "name"}, []string{"2: A1|x"}},
		"mark amid the file":    {"code,name\nA1,x\n\uFEFFA2,y\n", []string{"code", "name"}, []string{"2: A1|x", "3: A2|y"}},
		"decimal commas":        {"code;height_m;lon\nA;1,5;107,5\nB;2,5;107,6\n", []string{"code", "height_m", "lon"}, []string{"2: A|1,5|107,5", "3: B|2,5|107,6"}},
		"commas in a header":    {"code;Chiều cao (m), cột;name\nA;1,5;x\n", []string{"code", "Chiều cao (m), cột", "name"}, []string{"2: A|1,5|x"}},
		"quoted":                {"code,name\nA1,\"x, \"\"y\"\"\"\n", []string{"code", "name"}, []string{`2: A1|x, "y"`}},
		"newline in quotes":     {"code,name\nA1,\"x\ny\"\nA2,z\n", []string{"code", "name"}, []string{"2: A1|x\ny", "4: A2|z"}},
		"blank lines":           {"\n\ncode,name\n\nA1,x\n,\n  , \nA2,y\n", []string{"code", "name"}, []string{"5: A1|x", "8: A2|y"}},
		"header only":           {"code,name\n", []string{"code", "name"}, nil},
		"one column":            {"code\nA1\n", []string{"code"}, []string{"2: A1"}},
		"too few cells":         {"code,name\nA1\nA2,y\n", []string{"code", "name"}, []string{"2: | !ragged", "3: A2|y"}},
		"too many cells":        {"code,name\nA1,x,z\nA2,y\n", []string{"code", "name"}, []string{"2: | !ragged", "3: A2|y"}},
		"blank cells too many":  {"code,name\nA1,x,, \n", []string{"code", "name"}, []string{"2: A1|x"}},
		"separator stated":      {"sep=;\ncode;name\nA1;x\n", []string{"code", "name"}, []string{"3: A1|x"}},
		"bare quote":            {"code,name\nA1,x\"y\nA2,z\n", []string{"code", "name"}, []string{"2: | !quotes", "3: A2|z"}},
		"no-break spaces":       {"code,name\n\u00a0A1\u00a0, x \n", []string{"code", "name"}, []string{"2: A1|x"}},
		"known headers decide":  {"Mã trạm;Địa chỉ\nA;\"thôn 1, xã X, huyện Y\"\n", []string{"Mã trạm", "Địa chỉ"}, []string{"2: A|thôn 1, xã X, huyện Y"}},
		"decomposed characters": {"Ma\u0303 tra\u0323m,name\nA,x\n", []string{"Mã trạm", "name"}, []string{"2: A|x"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header, rows, _, err := readAllCSV(c.data)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(header, c.header) || !slices.Equal(rows, c.rows) {
				t.Errorf("got %q, %q, want %q, %q", header, rows, c.header, c.rows)
			}
		})
	}
}

func TestCSVThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		data, rule string
		row        int
	}{
		"empty":                 {"", "empty", 0},
		"blank":                 {"\n \n", "empty", 0},
		"UTF-32":                {"\xff\xfe\x00\x00c\x00\x00\x00", "encoding", 0},
		"binary":                {"code,name\x00\n", "encoding", 0},
		"Western European":      {"code,name\nA1,Fran\xe7ois\n", "encoding", 2},
		"damaged UTF-8":         {"code,name\nA1,Đăk Hà, Kon Rẫy\nA2,Ng\xe1k\n", "encoding", 3},
		"a quote in the header": {"code,\"na\"me\nA1,x\n", "quotes", 1},
		"a quote never closed":  {"code,name\nA1,\"" + strings.Repeat("x,y\n", maxRecordBytes/4+5000), "quotes", 2},
		"quote open at the end": {"code,name\nA1,x\nA2,\"y\n", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, rows, _, err := readAllCSV(c.data)
			var bad *Broken
			if c.rule == "" {
				if err != nil || !strings.HasSuffix(rows[len(rows)-1], "!quotes") {
					t.Errorf("got %v, %v, want a row with !quotes", rows, err)
				}
				return
			}
			if !errors.As(err, &bad) {
				t.Fatalf("got %v, want a Broken", err)
			}
			if bad.Problem.Rule != c.rule || bad.Problem.Row != c.row {
				t.Errorf("got %s in row %d (%v), want %s in row %d", bad.Problem.Rule, bad.Problem.Row, err, c.rule, c.row)
			}
		})
	}
}

func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"code,name\nA1,x\n", "\uFEFFMã trạm;Kinh độ\nA;107,5\n", "sep=\t\ncode\tname\nA\tb\n", "code,name\n\"A\n1\",x\n\"", "\xff\xfe", "a\rb\rc",
		"code;height_m\nA;1.234,5\n", ",,,\n,,,", "code,name\nA,\"b\"c\n",
	} {
		f.Add([]byte(seed))
	}
	known := newColumns(&Options{}, newDictionary(registry.SchemaOf(registry.Sites))).known
	f.Fuzz(func(t *testing.T, data []byte) {
		header, rows, _, err := readAllCSVWith(string(data), known)
		var bad *Broken
		if err != nil && !errors.As(err, &bad) {
			t.Fatalf("%q: the error is not told as a problem: %v", data, err)
		}
		if err == nil && len(header) == 0 {
			t.Fatalf("%q has no header", data)
		}
		if lines := bytes.Count(data, []byte{'\n'}) + bytes.Count(data, []byte{'\r'}) + 1; len(rows) > lines {
			t.Fatalf("%d rows of %d lines", len(rows), lines)
		}
	})
}
