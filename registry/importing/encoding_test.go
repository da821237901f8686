package importing

import (
	"bufio"
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"hatang/geo/tooltest"
	"hatang/registry"
)

const encodedText = "Mã trạm,Tên trạm,Địa chỉ\n" +
	"A1,Đăk Rơ Ông,\"Thôn 1, xã Ngọk Bay\"\nA2,Kon Rẫy,Đường Trường Chinh\nA3,Trạm số 9,Phường Quyết Thắng\n"

// windows1258 writes text as Windows does: vowels with their hats composed, tone
// marks after them.
func windows1258(tb testing.TB, text string) []byte {
	tb.Helper()
	var out []byte
	encoder := charmap.Windows1258.NewEncoder()
	for _, r := range norm.NFC.String(text) {
		parts := []string{string(r)}
		if d := []rune(norm.NFD.String(string(r))); len(d) > 1 {
			parts = nil
			base := ""
			for _, part := range d {
				switch part {
				case '\u0300', '\u0301', '\u0303', '\u0309', '\u0323':
					parts = append(parts, string(part))
				default:
					base += string(part)
				}
			}
			parts = append([]string{norm.NFC.String(base)}, parts...)
		}
		for _, part := range parts {
			b, err := encoder.Bytes([]byte(part))
			if err != nil {
				tb.Fatalf("%q: %v", part, err)
			}
			out = append(out, b...)
		}
	}
	return out
}

// asTCVN3 writes text in the letters of the ABC fonts; capitals with tone marks
// that VN3 lacks are an error.
func asTCVN3(tb testing.TB, text string) []byte {
	tb.Helper()
	var out []byte
	for _, r := range norm.NFC.String(text) {
		i := strings.IndexRune(tcvn3, r)
		switch {
		case r < 0x80:
			out = append(out, byte(r))
		case i < 0:
			tb.Fatalf("%q is not in TCVN3", r)
		default:
			out = append(out, 0xa1+byte(len([]rune(tcvn3[:i]))))
		}
	}
	return out
}

func utf16(text string, bigEndian, mark bool) []byte {
	var out []byte
	if mark {
		text = "\uFEFF" + text
	}
	for _, r := range text { // the tests stay in the basic plane
		if bigEndian {
			out = append(out, byte(r>>8), byte(r))
		} else {
			out = append(out, byte(r), byte(r>>8))
		}
	}
	return out
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	known := newColumns(&Options{}, newDictionary(registry.SchemaOf(registry.Sites))).known
	for name, c := range map[string]struct {
		data  []byte
		asked Encoding
		note  string
	}{
		"UTF-8":                 {[]byte(encodedText), "", "UTF-8"},
		"UTF-8 with mark":       {[]byte("\uFEFF" + encodedText), "", "UTF-8"},
		"UTF-16 little endian":  {utf16(encodedText, false, true), "", "UTF-16"},
		"UTF-16 big endian":     {utf16(encodedText, true, true), "", "UTF-16"},
		"UTF-16 without a mark": {utf16(encodedText, false, false), "", "UTF-16"},
		"Windows-1258":          {windows1258(t, encodedText), "", "Windows-1258"},
		"TCVN3":                 {asTCVN3(t, encodedText), "", "TCVN3"},
		"Windows-1258 asked":    {windows1258(t, encodedText), Windows1258, "theo yêu cầu"},
		"TCVN3 asked":           {asTCVN3(t, encodedText), TCVN3, "theo yêu cầu"},
		"TCVN3, ASCII headers":  {asTCVN3(t, strings.Replace(encodedText, "Mã trạm,Tên trạm,Địa chỉ", "code,name,address", 1)), "", "TCVN3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := newCSVReader(bufio.NewReaderSize(bytes.NewReader(c.data), 1<<16), c.asked, known)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(r.Notes()[0].VI, c.note) {
				t.Errorf("the note is %q, want %q in it", r.Notes()[0].VI, c.note)
			}
			for _, want := range []string{"Đăk Rơ Ông", "Kon Rẫy", "Trạm số 9"} {
				row, err := r.Next()
				if err != nil {
					t.Fatal(err)
				}
				if row.Cells[1].Text != want {
					t.Errorf("got %q, want %q", row.Cells[1].Text, want)
				}
			}
			if !bytes.Contains(c.data, []byte("code,")) && !known(r.Header()[2]) {
				t.Errorf("the header is %q", r.Header())
			}
		})
	}
}

// The proof of an encoding quotes names before and after.
func TestEncodingProof(t *testing.T) {
	t.Parallel()
	got := proofOf(asTCVN3(t, "code,Đăk Rơ Ông,Trạm số 9\n"), TCVN3)
	if want := "“§¨k R¬ ¤ng” → “Đăk Rơ Ông”, “Tr¹m sè 9” → “Trạm số 9”"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The table is the one of the C library.
func TestTCVN3AgreesWithIconv(t *testing.T) {
	t.Parallel()
	path := tooltest.Path(t, "iconv", "libc-bin")
	var text []byte
	for b := 0xa1; b <= 0xff; b++ {
		text = append(text, byte(b), 'x') // so that marks do not join what is before
	}
	command := exec.Command(path, "-f", "TCVN5712-1", "-t", "UTF-8")
	command.Stdin = bytes.NewReader(text)
	want, err := command.Output()
	if err != nil {
		t.Skipf("skipped: this iconv does not know TCVN5712-1: %v", err)
	}
	got := []byte(strings.Join(strings.Split(tcvn3, ""), "x") + "x")
	if norm.NFD.String(string(got)) != norm.NFD.String(string(want)) {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzEncoding(f *testing.F) {
	for _, seed := range [][]byte{[]byte(encodedText), utf16(encodedText, false, true), utf16(encodedText, true, false), []byte("M\xb7 tr\xb9m,x\n"), {0xff}, {0, 1, 2}} {
		f.Add(seed)
	}
	known := newColumns(&Options{}, newDictionary(registry.SchemaOf(registry.Sites))).known
	f.Fuzz(func(_ *testing.T, data []byte) {
		r, err := newCSVReader(bufio.NewReaderSize(bytes.NewReader(data), 1<<16), "", known)
		for err == nil {
			var row *Row
			if row, err = r.Next(); err == nil {
				_ = fmt.Sprint(row.Cells)
			}
		}
	})
}
