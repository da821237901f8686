package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
)

// The clients below drive the services that are measured. They share the
// processors with them, so both do as little as can be: requests are written
// beforehand, and of the answers only lengths and states are looked at.

// leanBuffer holds the largest answers but tiles and pages whole.
const leanBuffer = 1 << 16

// patience is how long a connection may last before something must be wrong.
const patience = 10 * time.Minute

// httpRequests are the bytes of requests written as "GET path".
func httpRequests(addr string, requests []string) [][]byte {
	list := make([][]byte, len(requests))
	for i, request := range requests {
		list[i] = fmt.Appendf(nil, "%s HTTP/1.1\r\nHost: %s\r\n\r\n", request, addr)
	}
	return list
}

// leanHTTP is a connection to an HTTP service.
type leanHTTP struct {
	conn   net.Conn
	reader *bufio.Reader
}

func dialHTTP(ctx context.Context, addr string) (*leanHTTP, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return &leanHTTP{conn, bufio.NewReaderSize(conn, leanBuffer)}, conn.SetDeadline(time.Now().Add(patience))
}

// ask sends a request and passes over the answer; size is that of its body.
func (c *leanHTTP) ask(request []byte) (size int, err error) {
	if _, err := c.conn.Write(request); err != nil {
		return 0, err
	}
	status, length, err := c.head()
	switch {
	case err != nil:
		return 0, err
	case status != 200 && status != 204:
		line, _, _ := bytes.Cut(request, []byte("\r"))
		return 0, fmt.Errorf("%s answers %d to %s", c.conn.RemoteAddr(), status, line)
	case length != chunked:
		return c.reader.Discard(length)
	}
	for {
		line, err := c.reader.ReadSlice('\n')
		if err != nil {
			return size, err
		}
		n, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 32)
		if err != nil {
			return size, err
		}
		if _, err := c.reader.Discard(int(n) + 2); err != nil || n == 0 {
			return size, err
		}
		size += int(n)
	}
}

// chunked stands for the length of a body that comes in chunks.
const chunked = -1

// head reads the state and what tells the length of the body.
func (c *leanHTTP) head() (status, length int, err error) {
	for first := true; ; first = false {
		line, err := c.reader.ReadSlice('\n')
		if err != nil {
			return 0, 0, err
		}
		switch {
		case first:
			if len(line) < 12 {
				return 0, 0, fmt.Errorf("%s answers %q", c.conn.RemoteAddr(), line)
			}
			if status, err = strconv.Atoi(string(line[9:12])); err != nil {
				return 0, 0, err
			}
		case len(line) <= 2:
			return status, length, nil
		case isHeader(line, "content-length"):
			if length, err = strconv.Atoi(string(bytes.TrimSpace(line[len("content-length:"):]))); err != nil {
				return 0, 0, err
			}
		case isHeader(line, "transfer-encoding"):
			length = chunked
		}
	}
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

// leanPostgres is a connection to PostgreSQL that has the questions prepared.
type leanPostgres struct {
	conn   net.Conn
	reader *bufio.Reader
}

func (pg *postgres) dialLean(ctx context.Context, n int) (*leanPostgres, error) {
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
	return &leanPostgres{hijacked.Conn, bufio.NewReaderSize(hijacked.Conn, leanBuffer)}, hijacked.Conn.SetDeadline(time.Now().Add(patience))
}

// ask sends a request and passes over the answer; size is that of its numbers.
func (c *leanPostgres) ask(request []byte) (size int, err error) {
	if _, err := c.conn.Write(request); err != nil {
		return 0, err
	}
	for {
		head, err := c.reader.Peek(5)
		if err != nil {
			return 0, err
		}
		kind, length := head[0], int(binary.BigEndian.Uint32(head[1:]))
		switch kind {
		case 'D':
			size += 4
		case 'E':
			said, _ := c.reader.Peek(min(length, 200))
			return 0, fmt.Errorf("PostgreSQL answers %q", said)
		}
		if _, err := c.reader.Discard(1 + length); err != nil || kind == 'Z' {
			return size, err
		}
	}
}

func (c *leanPostgres) close() {
	_, _ = c.conn.Write(appendMessage(nil, 'X', nil)) // says goodbye
	_ = c.conn.Close()
}
