package importing

import (
	"strings"

	"hatang/registry"
)

// codebook recognises the codes of a field by code, label and alias: first as
// written but for case, then without accents.
type codebook struct {
	exact  map[string]string
	folded map[string]string // "" where two codes fold to one key
	seen   map[string]string // what was looked up before
}

func newCodebook(codes []registry.CodeValue) *codebook {
	b := &codebook{map[string]string{}, map[string]string{}, map[string]string{}}
	for _, c := range codes {
		b.add(c.Code, c.Code, c.Label.VI, c.Label.EN)
	}
	for _, c := range codes {
		b.add(c.Code, c.Aliases...)
	}
	return b
}

func (b *codebook) add(code string, names ...string) {
	for _, name := range names {
		if name == "" {
			continue
		}
		exact := strings.ToLower(registry.Normalise(name))
		if _, taken := b.exact[exact]; !taken {
			b.exact[exact] = code
		}
		folded := registry.Fold(name)
		if other, taken := b.folded[folded]; taken && other != code {
			code = "" // only the accents tell them apart
		}
		b.folded[folded] = code
	}
}

// cachedCodes bounds what is remembered of a column's cells.
const cachedCodes = 4096

// find is the code that text names.
func (b *codebook) find(text string) (code string, ok bool) {
	if code, ok = b.seen[text]; ok {
		return code, code != ""
	}
	code, ok = b.exact[strings.ToLower(registry.Normalise(text))]
	if !ok {
		code = b.folded[registry.Fold(text)]
	}
	if len(b.seen) < cachedCodes {
		b.seen[text] = code
	}
	return code, code != ""
}

// list reads several codes: 2G/3G/4G, "2G, 3G", "2G 3G", "thông tin; GSM".
// unknown is the first that is none.
func (b *codebook) list(text string) (codes []string, unknown string) {
	for _, part := range strings.FieldsFunc(text, isListMark) {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if code, ok := b.find(part); ok {
			codes = append(codes, code)
			continue
		}
		words := strings.Fields(part)
		for _, word := range words {
			code, ok := b.find(word)
			if !ok {
				return codes, part
			}
			codes = append(codes, code)
		}
	}
	return codes, ""
}

func isListMark(r rune) bool { return strings.ContainsRune("/,;+&|\n\r\t", r) }
