package importing

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// xmlKind is what an xmlScanner met.
type xmlKind uint8

const (
	xmlStart xmlKind = iota
	xmlEnd
	xmlText
)

// maxXMLToken bounds one tag or one run of text: the coordinates of an area with
// a million vertices fit in it.
const maxXMLToken = 128 << 20

var (
	// errXMLEntity refuses document types and entities of a file's own, with
	// which a small file unfolds into a large one or reaches for other files.
	errXMLEntity = errors.New("the XML declares or uses entities of its own")
	errXMLSyntax = errors.New("the XML is malformed")
	errXMLToken  = fmt.Errorf("one part of the XML is longer than %d MB", maxXMLToken>>20)
)

// xmlScanner reads the XML that office programs and map programs write: UTF-8,
// without document type. It allocates nothing per token, which is why it stands
// in for encoding/xml: a sheet of 50,000 rows has five million tokens. Names are
// without prefix. A tag that closes itself is a start and an end.
type xmlScanner struct {
	in     *bufio.Reader
	token  []byte // the tag or text
	name   []byte
	attrs  []byte
	closes bool // an end follows the start that was just given
	depth  int
}

func newXMLScanner(in io.Reader) *xmlScanner {
	return &xmlScanner{in: bufio.NewReaderSize(in, 1<<16)}
}

// next is the next tag or text. io.EOF comes only after the root element.
func (s *xmlScanner) next() (xmlKind, error) {
	if s.closes {
		s.closes = false
		s.depth--
		return xmlEnd, nil
	}
	for {
		first, err := s.in.ReadByte()
		switch {
		case errors.Is(err, io.EOF) && s.depth > 0:
			return 0, io.ErrUnexpectedEOF
		case err != nil:
			return 0, err
		case first == '<':
			kind, found, err := s.tag()
			if err != nil || found {
				return kind, err
			}
		case s.depth == 0: // white space, or a byte order mark
		default:
			if err := s.in.UnreadByte(); err != nil {
				return 0, err
			}
			return xmlText, s.text()
		}
	}
}

// text reads up to the next tag.
func (s *xmlScanner) text() error {
	s.token = s.token[:0]
	for {
		part, err := s.in.ReadSlice('<')
		s.token = append(s.token, part...)
		switch {
		case len(s.token) > maxXMLToken:
			return errXMLToken
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			return io.ErrUnexpectedEOF
		case err != nil:
			return err
		}
		s.token = s.token[:len(s.token)-1]
		if err := s.in.UnreadByte(); err != nil {
			return err
		}
		s.token, err = unescapeXML(s.token)
		return err
	}
}

// tag reads what follows a "<"; found is false for comments and declarations.
func (s *xmlScanner) tag() (kind xmlKind, found bool, err error) {
	start, err := s.in.Peek(2)
	if err != nil {
		return 0, false, unexpected(err)
	}
	switch {
	case start[0] == '?':
		return 0, false, s.declaration()
	case start[0] == '!' && start[1] == '-':
		return 0, false, s.skipTo("-->")
	case start[0] == '!' && start[1] == '[':
		if err := s.skipTo("]]>"); err != nil {
			return 0, false, err
		}
		s.token = bytes.TrimSuffix(bytes.TrimPrefix(s.token, []byte("![CDATA[")), []byte("]]>"))
		return xmlText, true, nil
	case start[0] == '!':
		return 0, false, errXMLEntity
	}
	if err := s.readTag(); err != nil {
		return 0, false, err
	}
	kind, err = s.parseTag()
	return kind, true, err
}

// declaration refuses encodings other than UTF-8.
func (s *xmlScanner) declaration() error {
	if err := s.skipTo("?>"); err != nil {
		return err
	}
	s.attrs = s.token
	encoding := bytes.ToLower(s.attr("encoding"))
	if len(encoding) > 0 && !bytes.Equal(encoding, []byte("utf-8")) && !bytes.Equal(encoding, []byte("us-ascii")) {
		return fmt.Errorf("%w: its encoding is %s, UTF-8 is expected", errXMLSyntax, encoding)
	}
	return nil
}

func (s *xmlScanner) skipTo(end string) error {
	s.token = s.token[:0]
	for {
		part, err := s.in.ReadSlice('>')
		s.token = append(s.token, part...)
		switch {
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return unexpected(err)
		case bytes.HasSuffix(s.token, []byte(end)):
			return nil
		case len(s.token) > maxXMLToken:
			return errXMLToken
		}
	}
}

// readTag reads to the ">" that is in no quotes.
func (s *xmlScanner) readTag() error {
	s.token = s.token[:0]
	quote := byte(0)
	for {
		part, err := s.in.ReadSlice('>')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return unexpected(err)
		}
		for _, c := range part {
			switch {
			case quote == 0 && (c == '"' || c == '\''):
				quote = c
			case c == quote:
				quote = 0
			}
		}
		s.token = append(s.token, part...)
		if err == nil && quote == 0 {
			s.token = s.token[:len(s.token)-1]
			return nil
		}
		if len(s.token) > maxXMLToken {
			return errXMLToken
		}
	}
}

func (s *xmlScanner) parseTag() (xmlKind, error) {
	body := s.token
	isEnd := len(body) > 0 && body[0] == '/'
	if isEnd {
		body = body[1:]
	}
	if n := len(body); n > 0 && body[n-1] == '/' {
		s.closes, body = true, body[:n-1]
	}
	i := bytes.IndexAny(body, " \t\r\n")
	if i < 0 {
		i = len(body)
	}
	s.name, s.attrs = body[:i], body[i:]
	if colon := bytes.IndexByte(s.name, ':'); colon >= 0 {
		s.name = s.name[colon+1:]
	}
	if len(s.name) == 0 || isEnd && (s.closes || s.depth == 0) {
		return 0, errXMLSyntax
	}
	if isEnd {
		s.depth--
		return xmlEnd, nil
	}
	s.depth++
	return xmlStart, nil
}

// attr is an attribute of the tag, by its name without prefix; nil when it has
// none. Entities stay as they are.
func (s *xmlScanner) attr(name string) []byte {
	rest := s.attrs
	for {
		equals := bytes.IndexByte(rest, '=')
		if equals < 0 {
			return nil
		}
		key := bytes.TrimSpace(rest[:equals])
		if colon := bytes.LastIndexByte(key, ':'); colon >= 0 {
			key = key[colon+1:]
		}
		if space := bytes.LastIndexAny(key, " \t\r\n"); space >= 0 {
			key = key[space+1:]
		}
		rest = bytes.TrimLeft(rest[equals+1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return nil
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return nil
		}
		if string(key) == name {
			return rest[1 : 1+end]
		}
		rest = rest[end+2:]
	}
}

// attrText is an attribute as text.
func (s *xmlScanner) attrText(name string) string {
	text, err := unescapeXML(bytes.Clone(s.attr(name)))
	if err != nil {
		return string(s.attr(name))
	}
	return string(text)
}

// skip reads to the end of the element whose start was just given.
func (s *xmlScanner) skip() error {
	for depth := s.depth; s.depth >= depth; {
		if _, err := s.next(); err != nil {
			return unexpected(err)
		}
	}
	return nil
}

// content is the text of the element whose start was just given, its children's
// left out.
func (s *xmlScanner) content(dst []byte) ([]byte, error) {
	depth := s.depth
	for {
		kind, err := s.next()
		switch {
		case err != nil:
			return dst, unexpected(err)
		case kind == xmlText && s.depth == depth:
			dst = append(dst, s.token...)
		case kind == xmlEnd && s.depth < depth:
			return dst, nil
		}
	}
}

// unescapeXML replaces the entities of XML itself, in place.
func unescapeXML(text []byte) ([]byte, error) {
	i := bytes.IndexByte(text, '&')
	if i < 0 {
		return text, nil
	}
	out := text[:i]
	for rest := text[i:]; len(rest) > 0; {
		if rest[0] != '&' {
			next := bytes.IndexByte(rest, '&')
			if next < 0 {
				next = len(rest)
			}
			out = append(out, rest[:next]...)
			rest = rest[next:]
			continue
		}
		end := bytes.IndexByte(rest, ';')
		if end < 0 {
			return nil, errXMLSyntax
		}
		r, ok := xmlEntity(string(rest[1:end]))
		if !ok {
			return nil, errXMLEntity
		}
		rest = rest[end+1:]
		out = utf8.AppendRune(out, r)
	}
	return out, nil
}

func xmlEntity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	base, digits := 10, name[1:]
	if digits[0] == 'x' {
		base, digits = 16, digits[1:]
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, false
	}
	return rune(n), true
}

// unexpected makes the end of a file within an element what it is.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
