package importing

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	textunicode "golang.org/x/text/encoding/unicode"

	"hatang/registry"
)

// Encoding names how the bytes of a text file are letters.
type Encoding string

// The encodings.
const (
	UTF8        Encoding = "utf-8"
	UTF16LE     Encoding = "utf-16le"
	UTF16BE     Encoding = "utf-16be"
	Windows1258 Encoding = "windows-1258" // letters with their tone marks after them
	TCVN3       Encoding = "tcvn3"        // the ABC fonts', .VnTime and the like
)

// Encodings lists the encodings that can be asked for.
func Encodings() []Encoding { return []Encoding{UTF8, UTF16LE, UTF16BE, Windows1258, TCVN3} }

// tcvn3 is what the ABC fonts show for the bytes from 0xA1: TCVN 5712:1993,
// table VN1, of which VN3 is the part without most capitals with tone marks.
// Between 0x80 and 0x9F files that Windows programs wrote hold its quotation
// marks and dashes.
const tcvn3 = "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"

// tcvnDecoder turns TCVN3 into UTF-8.
type tcvnDecoder struct {
	transform.NopResetter
	letters []rune
}

func newTCVNDecoder() tcvnDecoder { return tcvnDecoder{letters: []rune(tcvn3)} }

// Transform implements transform.Transformer.
func (d tcvnDecoder) Transform(dst, src []byte, _ bool) (written, read int, err error) {
	for _, b := range src {
		r := rune(b)
		switch {
		case b > 0xa0:
			r = d.letters[b-0xa1]
		case b >= 0x80:
			r = charmap.Windows1252.DecodeByte(b)
		}
		if written+utf8.RuneLen(r) > len(dst) {
			return written, read, transform.ErrShortDst
		}
		written += utf8.EncodeRune(dst[written:], r)
		read++
	}
	return written, read, nil
}

// decoder gives UTF-8 in composed form.
func (e Encoding) decoder() transform.Transformer {
	switch e {
	case UTF16LE:
		return textunicode.UTF16(textunicode.LittleEndian, textunicode.UseBOM).NewDecoder()
	case UTF16BE:
		return textunicode.UTF16(textunicode.BigEndian, textunicode.UseBOM).NewDecoder()
	case Windows1258:
		return transform.Chain(charmap.Windows1258.NewDecoder(), norm.NFC)
	case TCVN3:
		return transform.Chain(newTCVNDecoder(), norm.NFC)
	}
	return nil
}

// label is the encoding's name for people.
func (e Encoding) label() string {
	switch e {
	case UTF16LE, UTF16BE:
		return "UTF-16"
	case Windows1258:
		return "Windows-1258"
	case TCVN3:
		return "TCVN3 (ABC)"
	}
	return "UTF-8"
}

// decoded is the file as UTF-8, by the encoding that was asked for or that its
// beginning shows, with what was decided and a few names before and after as the
// proof.
func decoded(data *bufio.Reader, asked Encoding, known func(string) bool) (*bufio.Reader, registry.Text, error) {
	sample, err := data.Peek(data.Size())
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, registry.Text{}, readError(err)
	}
	if len(sample) == 0 {
		return nil, registry.Text{}, emptyFile()
	}
	if asked != "" && !slices.Contains(Encodings(), asked) {
		return nil, registry.Text{}, registry.Errorf(registry.Invalid, "không biết bảng mã %q; có: %v", "unknown encoding %q; there are: %v", asked, Encodings())
	}
	encoding := asked
	if encoding == "" {
		if encoding, err = detectEncoding(sample, known); err != nil {
			return nil, registry.Text{}, err
		}
	}
	if encoding == UTF8 {
		return data, registry.Text{VI: "bảng mã: UTF-8", EN: "encoding: UTF-8"}, nil
	}
	note := registry.Textf("bảng mã: %[1]s (%[2]s)", "encoding: %[1]s (%[3]s)", encoding.label(), "nhận ra từ nội dung", "recognised by the content")
	if asked != "" {
		note = registry.Textf("bảng mã: %[1]s (%[2]s)", "encoding: %[1]s (%[3]s)", encoding.label(), "theo yêu cầu", "as asked")
	}
	if proof := proofOf(sample, encoding); proof != "" {
		note.VI += ": " + proof
		note.EN += ": " + proof
	}
	return bufio.NewReaderSize(transform.NewReader(data, encoding.decoder()), data.Size()), note, nil
}

// detectEncoding tells encodings by their marks, then by whether the bytes are
// UTF-8, then by which of the old Vietnamese ones makes headers that are known
// and words that Vietnamese can have.
func detectEncoding(sample []byte, known func(string) bool) (Encoding, error) {
	switch {
	case bytes.HasPrefix(sample, []byte{0xff, 0xfe, 0, 0}):
		return "", utf32Refused()
	case bytes.HasPrefix(sample, []byte{0xff, 0xfe}):
		return UTF16LE, nil
	case bytes.HasPrefix(sample, []byte{0xfe, 0xff}):
		return UTF16BE, nil
	}
	if encoding, isUTF16 := unmarkedUTF16(sample); isUTF16 {
		return encoding, nil
	}
	if bytes.IndexByte(sample, 0) >= 0 {
		return "", broken("encoding", 0, registry.Text{
			VI: "tệp là nhị phân, không phải văn bản CSV: kiểm tra lại định dạng (--format)", EN: "the file is binary, not CSV text: check its format (--format)",
		})
	}
	if utf8.Valid(wholeRunes(sample)) {
		return UTF8, nil
	}
	best, bestScore := Encoding(""), 0.6 // less is no Vietnamese
	for _, e := range []Encoding{Windows1258, TCVN3} {
		if score := encodingScore(sample, e, known); score > bestScore {
			best, bestScore = e, score
		}
	}
	if mostlyUTF8(sample) || best == "" {
		return UTF8, nil // the row that is not is told
	}
	return best, nil
}

func utf32Refused() error {
	return broken("encoding", 0, registry.Text{
		VI: "tệp là UTF-32: lưu lại thành CSV UTF-8", EN: "the file is UTF-32: save it as CSV UTF-8",
	})
}

// unmarkedUTF16 tells UTF-16 without a mark by the zero bytes of its ASCII.
func unmarkedUTF16(sample []byte) (Encoding, bool) {
	var zeros [2]int
	for i, b := range sample {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch half := len(sample) / 2; {
	case half >= 4 && zeros[1] > half/3 && zeros[0] <= half/50:
		return UTF16LE, true
	case half >= 4 && zeros[0] > half/3 && zeros[1] <= half/50:
		return UTF16BE, true
	}
	return "", false
}

// wholeRunes leaves off a character that the end of the sample cuts.
func wholeRunes(sample []byte) []byte {
	for cut := 1; cut < utf8.UTFMax && cut <= len(sample); cut++ {
		if utf8.RuneStart(sample[len(sample)-cut]) {
			if !utf8.FullRune(sample[len(sample)-cut:]) {
				return sample[:len(sample)-cut]
			}
			break
		}
	}
	return sample
}

// mostlyUTF8 tells a file in UTF-8 with some damaged bytes from one in another
// encoding, in which hardly any two bytes happen to make a letter.
func mostlyUTF8(sample []byte) bool {
	good, bad := 0, 0
	for len(sample) > 0 {
		r, size := utf8.DecodeRune(sample)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		sample = sample[size:]
	}
	return good > 2*bad
}

// encodingScore is the share of words with letters beyond ASCII that Vietnamese
// can have, and more for each header that is known.
func encodingScore(sample []byte, e Encoding, known func(string) bool) float64 {
	text, _, err := transform.Bytes(e.decoder(), sample)
	if err != nil && len(text) == 0 {
		return 0
	}
	good, all := 0, 0
	for word := range bytes.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) && r < 0x80 }) {
		if isASCII(word) {
			continue
		}
		all++
		if vietnameseWord(string(word)) {
			good++
		}
	}
	if all == 0 {
		return 0
	}
	score := float64(good) / float64(all)
	line, _, _ := bytes.Cut(text, []byte{'\n'})
	for name := range strings.FieldsFuncSeq(string(line), func(r rune) bool { return strings.ContainsRune(",;\t\"\r", r) }) {
		if !isASCII([]byte(name)) && known(name) {
			score++
		}
	}
	return score
}

func isASCII(text []byte) bool {
	for _, b := range text {
		if b >= 0x80 {
			return false
		}
	}
	return true
}

// vietnameseWord tells whether Vietnamese can write a syllable so: its letters
// are of the alphabet, one at most has a tone mark, and its vowels stand
// together.
func vietnameseWord(word string) bool {
	tones, runs, inVowels := 0, 0, false
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		switch {
		case strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", r):
			if tones++; !inVowels {
				return false
			}
		case strings.ContainsRune("\u0302\u0306\u031b", r):
			if !inVowels {
				return false
			}
		case strings.ContainsRune("aeiouy", r):
			if !inVowels {
				runs++
			}
			inVowels = true
		case r == 'đ' || strings.ContainsRune("bcdghklmnpqrstvx", r):
			inVowels = false
		default:
			return false
		}
	}
	return tones <= 1 && runs == 1
}

// proofs is how many names prove an encoding.
const proofs = 3

// proofOf quotes names as programs that take the file for Western European show
// them, and as they are.
func proofOf(sample []byte, e Encoding) string {
	if e == UTF8 || e == UTF16LE || e == UTF16BE {
		return ""
	}
	var quoted []string
	for part := range bytes.FieldsFuncSeq(sample, func(r rune) bool { return r < 0x80 && strings.ContainsRune(",;\t\"\r\n", r) }) {
		if isASCII(part) || len(part) > 60 {
			continue
		}
		before, err := charmap.Windows1252.NewDecoder().Bytes(part)
		after, _, err2 := transform.Bytes(e.decoder(), part)
		if err != nil || err2 != nil {
			continue
		}
		pair := "“" + string(before) + "” → “" + string(after) + "”"
		if slices.Contains(quoted, pair) {
			continue
		}
		if quoted = append(quoted, pair); len(quoted) == proofs {
			break
		}
	}
	return strings.Join(quoted, ", ")
}
