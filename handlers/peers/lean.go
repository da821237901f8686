//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"net"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
)

// httpRequests are the bytes of requests written as "GET path".
func httpRequests(addr string, requests []string) [][]byte {
	list := make([][]byte, len(requests))
	for i, request := range requests {
		list[i] = fmt.Appendf(nil, "%s HTTP/1.1\r\nHost: %s\r\n\r\n", request, addr)
	}
	return list
}

// httpAnswers are those of an HTTP/1.1 service to GET.
type httpAnswers struct {
	line   []byte // of a head, or of a chunk's, as far as it came
	status int
	length int // of the body, or chunked
	inBody bool
	left   int // bytes to pass over
	last   bool
	size   int
}

// chunked stands for the length of a body that comes in chunks.
const chunked = -1

func (a *httpAnswers) feed(data []byte) (done bool, size int, err error) {
	for len(data) > 0 {
		if a.left > 0 {
			n := min(a.left, len(data))
			a.left -= n
			data = data[n:]
			if a.left == 0 && a.length != chunked {
				return a.end(data)
			}
			continue
		}
		end := bytes.IndexByte(data, '\n')
		if end < 0 {
			a.line = append(a.line, data...)
			return false, 0, nil
		}
		line := data[:end]
		if len(a.line) > 0 {
			a.line = append(a.line, line...)
			line = a.line
		}
		data = data[end+1:]
		done, err := a.read(bytes.TrimSuffix(line, []byte{'\r'}))
		a.line = a.line[:0]
		if err != nil {
			return false, 0, err
		}
		if done {
			return a.end(data)
		}
	}
	return false, 0, nil
}

// end is reached once an answer is complete; nothing may follow before the next
// question.
func (a *httpAnswers) end(rest []byte) (done bool, size int, err error) {
	if len(rest) > 0 {
		return false, 0, fmt.Errorf("%d bytes follow an answer", len(rest))
	}
	size = a.size
	*a = httpAnswers{line: a.line[:0]}
	return true, size, nil
}

// read takes a line; done tells that the answer ends with it.
func (a *httpAnswers) read(line []byte) (done bool, err error) {
	switch {
	case a.inBody:
		return a.chunk(line)
	case a.status == 0:
		if len(line) < 12 {
			return false, fmt.Errorf("no status line: %q", line)
		}
		a.status, err = strconv.Atoi(string(line[9:12]))
	case len(line) == 0:
		if a.status != 200 && a.status != 204 {
			return false, fmt.Errorf("answered with %d", a.status)
		}
		a.inBody = true
		a.left = max(0, a.length)
		a.size = a.left
		return a.length == 0, nil
	case isHeader(line, "content-length"):
		a.length, err = strconv.Atoi(string(bytes.TrimSpace(line[len("content-length:"):])))
	case isHeader(line, "transfer-encoding"):
		a.length = chunked
	}
	return false, err
}

// chunk takes a line between chunks.
func (a *httpAnswers) chunk(line []byte) (done bool, err error) {
	if len(line) == 0 { // after a chunk, or the end
		return a.last, nil
	}
	n, err := strconv.ParseUint(string(line), 16, 31)
	a.left, a.last = int(n), n == 0
	a.size += a.left
	return false, err
}

func isHeader(line []byte, name string) bool {
	return len(line) > len(name) && line[len(name)] == ':' && strings.EqualFold(string(line[:len(name)]), name)
}

// postgresRequests are the bytes of a prepared question, one for each place:
// bind and execute with binary numbers, then sync.
func postgresRequests(question string, n int, places []orb.Point) [][]byte {
	list := make([][]byte, len(places))
	for i, p := range places {
		args := p[:]
		if question == "box" {
			b := boxAround(p, n)
			args = []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
		}
		bind := append([]byte{0}, question...)  // the unnamed portal, then the statement
		bind = append(bind, 0, 0, 1, 0, 1)      // all parameters are binary
		bind = append(bind, 0, byte(len(args))) // so many of them
		for _, v := range args {
			bind = binary.BigEndian.AppendUint32(bind, 8)
			bind = binary.BigEndian.AppendUint64(bind, math.Float64bits(v))
		}
		bind = append(bind, 0, 1, 0, 1) // all results are binary
		request := appendMessage(nil, 'B', bind)
		request = appendMessage(request, 'E', []byte{0, 0, 0, 0, 0}) // the unnamed portal, every row
		list[i] = appendMessage(request, 'S', nil)
	}
	return list
}

func appendMessage(dst []byte, kind byte, body []byte) []byte {
	dst = binary.BigEndian.AppendUint32(append(dst, kind), uint32(len(body)+4))
	return append(dst, body...)
}

// connectPostgres makes a connection that has the questions prepared.
func (pg *postgres) connect(ctx context.Context, n int) (*net.TCPConn, error) {
	config, err := pgx.ParseConfig(pg.loopback)
	if err != nil {
		return nil, err
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	for name, text := range statements(n) {
		if _, err := conn.PgConn().Prepare(ctx, name, text, nil); err != nil {
			_ = conn.Close(ctx)
			return nil, fmt.Errorf("prepare %s: %w", name, err)
		}
	}
	hijacked, err := conn.PgConn().Hijack()
	if err != nil {
		return nil, err
	}
	tcp, ok := hijacked.Conn.(*net.TCPConn)
	if !ok {
		return nil, fmt.Errorf("PostgreSQL is not asked over TCP but by %T", hijacked.Conn)
	}
	return tcp, nil
}

// postgresAnswers are those of PostgreSQL, until it is ready for the next
// question; their size is that of the numbers in them.
type postgresAnswers struct {
	head []byte // of a message, as far as it came
	kind byte
	left int // bytes of the message to pass over
	size int
	said []byte // of an error
}

const messageHead = 5

func (a *postgresAnswers) feed(data []byte) (done bool, size int, err error) {
	for len(data) > 0 {
		if a.left == 0 {
			n := min(messageHead-len(a.head), len(data))
			a.head = append(a.head, data[:n]...)
			data = data[n:]
			if len(a.head) < messageHead {
				return false, 0, nil
			}
			a.kind, a.left = a.head[0], int(binary.BigEndian.Uint32(a.head[1:]))-4
			a.head = a.head[:0]
			if a.kind == 'D' {
				a.size += 4
			}
		}
		n := min(a.left, len(data))
		if a.kind == 'E' {
			a.said = append(a.said, data[:n]...)
		}
		a.left -= n
		data = data[n:]
		switch {
		case a.left > 0:
			return false, 0, nil
		case a.kind == 'E':
			return false, 0, fmt.Errorf("PostgreSQL answers %q", a.said)
		case a.kind == 'Z' && len(data) > 0:
			return false, 0, fmt.Errorf("%d bytes follow an answer", len(data))
		case a.kind == 'Z':
			size, a.size = a.size, 0
			return true, size, nil
		}
	}
	return false, 0, nil
}
