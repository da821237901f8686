package importing

import (
	"strings"

	"github.com/agnivade/levenshtein"

	"hatang/registry"
)

// proposal is the code that a text most likely means, by the fewest letters to
// change in a name, accents and case ignored. "" when no name is near, or when
// names of two codes are equally near.
func (b *codebook) proposal(text string) string {
	key := registry.Fold(text)
	if len(key) > maxProposalBytes {
		return ""
	}
	most := (len([]rune(key)) + 1) / 3 // every third letter wrong is another word
	best, code := most+1, ""
	for name, of := range b.folded {
		if of == "" || len(name) > len(key)+most || len(key) > len(name)+most {
			continue
		}
		switch d := levenshtein.ComputeDistance(key, name); {
		case d < best:
			best, code = d, of
		case d == best && of != code:
			code = ""
		}
	}
	return code
}

// maxProposalBytes bounds what is compared with names: longer text is no code.
const maxProposalBytes = 64

// didYouMean is the question that a proposal makes, zero without one.
func didYouMean(label, code string) registry.Text {
	return registry.Textf("có phải là %s?", "is it %s?", labelled(label, code))
}

// unknownCode is what to expect instead of a text that is none of the field's
// codes: the one that it most likely means, or else all.
func (c *column) unknownCode(text string) registry.Text {
	if code := c.codes.proposal(text); code != "" {
		label := c.field.CodeLabel(code)
		return registry.Text{
			VI: "không có trong danh mục; " + didYouMean(label.VI, code).VI,
			EN: "not in the list; " + didYouMean(label.EN, code).EN,
		}
	}
	return expectedCodes(c.field)
}

// unknownOperator is what to expect instead of a text that is no operator: the
// one that it most likely means, or else all.
func (c *checks) unknownOperator(text string) registry.Text {
	code := c.operators.proposal(text)
	for _, name := range c.names {
		if code != "" && (name == code || strings.HasSuffix(name, "("+code+")")) {
			return registry.Textf("không có doanh nghiệp này; có phải là %s?", "no such operator; is it %s?", name)
		}
	}
	return c.expectedOperators()
}
