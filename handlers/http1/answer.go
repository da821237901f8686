package http1

import (
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// heldBytes is how much of an answer is held back so that it can be sent at
	// once, with its length.
	heldBytes = 32 << 10
	// keptBytes is the largest buffer that is kept for further answers.
	keptBytes = 2 * heldBytes
	unknown   = -1
)

// answer is the http.ResponseWriter of one request. It does what that of net/http
// does, but for 1xx statuses, which it leaves out.
type answer struct {
	conn   net.Conn
	clock  *clock
	header http.Header

	out    []byte // what is next to be sent
	held   []byte // of the body, until it is all there or too much
	status int    // 0 until the handler told it
	// length is what the handler said of the body, sent how much of it there was.
	length, sent int64
	typed        bool // the handler said of what type the body is, or that it need not be told
	begun        bool // the head is complete, and may have been sent
	chunked      bool
	close        bool // the connection ends with this answer
	deadlines    bool // the handler set some
	err          error
}

func (a *answer) reset(conn net.Conn, clock *clock) {
	if cap(a.out) > keptBytes {
		a.out = nil
	}
	clear(a.header)
	*a = answer{conn: conn, clock: clock, header: a.header, out: a.out[:0], held: a.held[:0], length: unknown}
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	if a.status != 0 || status < 200 {
		return
	}
	a.status = status
	a.out = append(a.out, "HTTP/1.1 "...)
	a.out = strconv.AppendInt(a.out, int64(status), 10)
	a.out = append(a.out, ' ')
	a.out = append(a.out, http.StatusText(status)...)
	a.out = append(a.out, "\r\n"...)
	for name, values := range a.header {
		a.fields(name, values)
	}
	if _, told := a.header["Date"]; !told {
		a.out = append(a.out, "Date: "...)
		a.out = append(a.out, a.clock.date()...)
		a.out = append(a.out, "\r\n"...)
	}
}

// fields writes the headers of one name; those that say where the answer ends
// are this package's to write.
func (a *answer) fields(name string, values []string) {
	switch name {
	case "Content-Length":
		if n, err := strconv.ParseInt(first(values), 10, 64); err == nil && n >= 0 {
			a.length = n
		}
		return
	case "Content-Type", "Content-Encoding":
		a.typed = a.typed || name == "Content-Type" || first(values) != ""
		if name == "Content-Type" && a.status == http.StatusNotModified {
			return
		}
	case "Connection":
		a.close = a.close || strings.EqualFold(first(values), "close")
		return
	case "Transfer-Encoding", "Trailer":
		return
	}
	if name == "" || !all(name, inName) {
		return
	}
	for _, value := range values {
		a.out = append(a.out, name...)
		a.out = append(a.out, ": "...)
		a.out = appendValue(a.out, value)
		a.out = append(a.out, "\r\n"...)
	}
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// appendValue keeps a value from beginning a line of its own.
func appendValue(out []byte, value string) []byte {
	begin := len(out)
	out = append(out, strings.Trim(value, " \t\r\n")...)
	for i, b := range out[begin:] {
		if b == '\n' || b == '\r' {
			out[begin+i] = ' '
		}
	}
	return out
}

// hasBody tells whether an answer of this status may have one.
func (a *answer) hasBody() bool {
	return a.status != http.StatusNoContent && a.status != http.StatusNotModified
}

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	switch {
	case a.err != nil:
		return 0, a.err
	case !a.hasBody():
		return 0, http.ErrBodyNotAllowed
	case a.length != unknown && a.sent+int64(len(p)) > a.length:
		a.sent += int64(len(p)) // so that the connection ends: more may have been meant to be sent
		return 0, http.ErrContentLength
	case len(p) == 0:
		return 0, nil
	}
	if !a.begun && a.sent+int64(len(p)) <= heldBytes {
		a.held = append(a.held, p...)
		a.sent += int64(len(p))
		return len(p), nil
	}
	a.begin(p)
	a.sent += int64(len(p))
	if len(a.out)+len(p) <= heldBytes {
		a.piece(p)
	} else {
		a.send(p)
	}
	if a.err != nil {
		return 0, a.err
	}
	return len(p), nil
}

// begin sends the head of an answer of which not all is there yet, and what is
// held back; next is what comes after it.
func (a *answer) begin(next []byte) {
	if a.begun {
		return
	}
	a.begun = true
	a.chunked = a.length == unknown && a.hasBody()
	sample := a.held
	if len(sample) == 0 {
		sample = next
	}
	a.endHead(sample)
	if len(a.held) > 0 {
		a.piece(a.held)
	}
}

// endHead writes the last lines of the head. How the body begins tells its type
// where the handler did not.
func (a *answer) endHead(body []byte) {
	if !a.typed && len(body) > 0 {
		a.fields("Content-Type", []string{http.DetectContentType(body)})
	}
	switch {
	case a.chunked:
		a.out = append(a.out, "Transfer-Encoding: chunked\r\n"...)
	case a.hasBody():
		a.out = append(a.out, "Content-Length: "...)
		a.out = strconv.AppendInt(a.out, a.length, 10)
		a.out = append(a.out, "\r\n"...)
	}
	if a.close {
		a.out = append(a.out, "Connection: close\r\n"...)
	}
	a.out = append(a.out, "\r\n"...)
}

// piece adds a part of the body to what is to be sent.
func (a *answer) piece(p []byte) {
	if !a.chunked {
		a.out = append(a.out, p...)
		return
	}
	a.out = strconv.AppendInt(a.out, int64(len(p)), 16)
	a.out = append(a.out, "\r\n"...)
	a.out = append(a.out, p...)
	a.out = append(a.out, "\r\n"...)
}

// send sends what is there and then p, which it does not copy.
func (a *answer) send(p []byte) {
	if a.chunked && len(p) > 0 {
		a.out = strconv.AppendInt(a.out, int64(len(p)), 16)
		a.out = append(a.out, "\r\n"...)
	}
	if a.err == nil {
		if len(p) == 0 {
			_, a.err = a.conn.Write(a.out)
		} else {
			_, a.err = (&net.Buffers{a.out, p}).WriteTo(a.conn)
		}
	}
	a.out = a.out[:0]
	if a.chunked && len(p) > 0 {
		a.out = append(a.out, "\r\n"...)
	}
}

// Flush implements http.Flusher.
func (a *answer) Flush() {
	a.WriteHeader(http.StatusOK)
	a.begin(nil)
	if len(a.out) > 0 {
		a.send(nil)
	}
}

// SetReadDeadline and SetWriteDeadline serve http.ResponseController.
func (a *answer) SetReadDeadline(at time.Time) error {
	a.deadlines = true
	return a.conn.SetReadDeadline(at)
}

// SetWriteDeadline is how long the caller may take to accept what is sent.
func (a *answer) SetWriteDeadline(at time.Time) error {
	a.deadlines = true
	return a.conn.SetWriteDeadline(at)
}

// finish sends what is left; whether the connection can carry another answer.
func (a *answer) finish() bool {
	a.WriteHeader(http.StatusOK)
	switch {
	case a.begun && a.chunked:
		a.out = append(a.out, "0\r\n\r\n"...)
	case !a.begun:
		a.whole()
	}
	if len(a.out) > 0 {
		a.send(nil)
	}
	asTold := a.chunked || a.length == a.sent || !a.hasBody()
	return a.err == nil && !a.close && asTold
}

// whole completes an answer of which everything is there.
func (a *answer) whole() {
	if a.length == unknown {
		a.length = a.sent
	}
	a.endHead(a.held)
	a.out = append(a.out, a.held...)
}
