package http1

import (
	"bytes"
	"context"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
)

const (
	// headBytes is the longest head that is read here; those of browsers have
	// about 1,000 bytes, those of programs 200.
	headBytes = 4 << 10
	// maxFields is the most headers that are read here.
	maxFields = 32
)

// plain reads the head at the beginning of data: the request, and how long the
// head is. It is nil for whatever is left to net/http.
func (s *Server) plain(data []byte) (r *http.Request, size int) {
	end := bytes.Index(data, []byte("\r\n\r\n"))
	if end < 0 || !bytes.HasPrefix(data, []byte("GET /")) {
		return nil, 0
	}
	text := string(data[:end+len("\r\n")]) // every line with its end
	line, fields, _ := strings.Cut(text, "\r\n")
	target, ok := strings.CutSuffix(line[len("GET "):], " HTTP/1.1")
	if !ok || !all(target, inTarget) {
		return nil, 0
	}
	path, _, _ := strings.Cut(target, "?")
	if !s.brief(path) {
		return nil, 0
	}
	header, host, ok := plainFields(fields)
	if !ok {
		return nil, 0
	}
	address, err := url.ParseRequestURI(target)
	if err != nil {
		return nil, 0
	}
	request := *s.request
	request.URL, request.RequestURI, request.Header, request.Host = address, target, header, host
	return &request, end + len("\r\n\r\n")
}

// requestIn is what all requests have that are read here.
func requestIn(ctx context.Context) *http.Request {
	r := http.Request{Method: http.MethodGet, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: http.NoBody}
	return r.WithContext(ctx)
}

// plainFields reads the lines of the headers, each with its end.
func plainFields(text string) (header http.Header, host string, ok bool) {
	count := strings.Count(text, "\n")
	if count > maxFields {
		return nil, "", false
	}
	header = make(http.Header, count)
	values := make([]string, 0, count) // of all of them: one piece of memory
	for text != "" {
		var line string
		line, text, _ = strings.Cut(text, "\r\n")
		name, value, _ := strings.Cut(line, ":")
		value = strings.Trim(value, " \t")
		if name == "" || len(name) == len(line) || !all(name, inName) || !all(value, inValue) {
			return nil, "", false
		}
		name = textproto.CanonicalMIMEHeaderKey(name)
		switch name {
		case "Host":
			if host != "" || value == "" || !all(value, inHost) {
				return nil, "", false
			}
			host = value
			continue
		case "Content-Length", "Expect", "Http2-Settings", "Keep-Alive", "Pragma",
			"Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade":
			return nil, "", false
		case "Connection":
			if !strings.EqualFold(value, "keep-alive") { // which every browser says
				return nil, "", false
			}
		}
		if before, there := header[name]; there {
			header[name] = append(before, value)
			continue
		}
		values = append(values, value)
		header[name] = values[len(values)-1 : len(values) : len(values)]
	}
	return header, host, host != ""
}

// class is what a byte may stand in.
type class byte

const (
	inTarget class = 1 << iota
	inName
	inValue
	inHost
)

// classes are those of every byte. Those left out that the standards allow are
// rare, and net/http's to read.
var classes = func() (table [256]class) {
	for b := range 256 {
		letter := 'a' <= b|0x20 && b|0x20 <= 'z' || '0' <= b && b <= '9'
		if b > ' ' && b < 0x7f {
			table[b] |= inTarget
		}
		if letter || b == '-' || b == '_' {
			table[b] |= inName
		}
		if b >= ' ' && b < 0x7f || b == '\t' {
			table[b] |= inValue
		}
		if letter || strings.IndexByte(".-_:[]", byte(b)) >= 0 {
			table[b] |= inHost
		}
	}
	return table
}()

func all(text string, in class) bool {
	for i := range len(text) {
		if classes[text[i]]&in == 0 {
			return false
		}
	}
	return true
}
