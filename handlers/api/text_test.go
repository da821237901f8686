package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
)

// FuzzAppendText holds what is written to encoding/json.
func FuzzAppendText(f *testing.F) {
	for c := range 256 {
		for at := range 9 { // in each byte of a word, and after it
			text := []byte("123456789")
			text[at] = byte(c)
			f.Add(string(text))
		}
	}
	for _, text := range []string{"", "Đắk Tô", "019aa5b2-1c7e-7000-8000-0123456789ab", "a\u2028b", "<&>", "\xff\xfe"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var want bytes.Buffer
		encoder := json.NewEncoder(&want)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(text); err != nil {
			t.Fatal(err)
		}
		got := appendText(nil, text)
		if string(got) != string(bytes.TrimSuffix(want.Bytes(), []byte{'\n'})) {
			t.Errorf("%q is written as %s, want %s", text, got, want.String())
		}
	})
}

func BenchmarkAppendText(b *testing.B) {
	for _, text := range []string{"019aa5b2-1c7e-7000-8000-0123456789ab", "Đắk Tô"} {
		b.Run(fmt.Sprint(len(text)), func(b *testing.B) {
			b.ReportAllocs()
			var dst []byte
			for b.Loop() {
				dst = appendText(dst[:0], text)
			}
		})
	}
}
