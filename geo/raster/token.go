package raster

import (
	"bufio"
	"fmt"
	"io"
)

// tokenReader splits text at white space and counts lines. It does not
// allocate for each word.
type tokenReader struct {
	in     *bufio.Reader
	line   int // of the word last read, from 1
	breaks int // line ends after it
	word   []byte
	peeked bool
	err    error
}

// longestToken is more than any number takes.
const longestToken = 400

// next is the next word, valid until the call after; io.EOF at the end.
func (t *tokenReader) next() ([]byte, error) {
	if t.peeked {
		t.peeked = false
		return t.word, t.err
	}
	last := t.line
	t.line += t.breaks
	t.breaks = 0
	t.word = t.word[:0]
	for {
		c, err := t.in.ReadByte()
		if err == io.EOF && len(t.word) > 0 {
			return t.word, nil
		}
		if err == io.EOF {
			t.line = last // where the text ended
			return nil, err
		}
		if err != nil {
			return nil, fmt.Errorf("raster: line %d: %w", t.line, err)
		}
		switch {
		case c > ' ':
			if len(t.word) == longestToken {
				return nil, fmt.Errorf("raster: line %d: a word of more than %d characters, expected numbers", t.line, longestToken)
			}
			t.word = append(t.word, c)
		case len(t.word) > 0:
			if c == '\n' {
				t.breaks++
			}
			return t.word, nil
		case c == '\n':
			t.line++
		}
	}
}

// peek looks at the next word without taking it.
func (t *tokenReader) peek() (string, error) {
	word, err := t.next()
	t.word, t.err, t.peeked = word, err, true
	return string(word), err
}

// take takes the word that was looked at.
func (t *tokenReader) take() { t.peeked = false }
