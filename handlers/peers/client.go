//go:build linux

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// client is one connection that asks and reads answers without keeping them. It
// is plainer than http.Client so that driving takes little of the processors
// that the driven ones share.
type client struct {
	conn   net.Conn
	reader *bufio.Reader
	host   string
	out    []byte
}

func dial(ctx context.Context, addr string) (*client, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return &client{conn: conn, reader: bufio.NewReaderSize(conn, 1<<16), host: addr}, nil
}

func (c *client) close() { _ = c.conn.Close() }

// send writes a request; headers are whole lines.
func (c *client) send(method, path, body string, headers ...string) (*http.Response, error) {
	c.out = fmt.Appendf(c.out[:0], "%s %s HTTP/1.1\r\nHost: %s\r\n", method, path, c.host)
	for _, h := range headers {
		c.out = append(append(c.out, h...), '\r', '\n')
	}
	if body != "" {
		c.out = fmt.Appendf(c.out, "Content-Length: %d\r\n", len(body))
	}
	c.out = append(append(c.out, '\r', '\n'), body...)
	if err := c.conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return nil, err
	}
	if _, err := c.conn.Write(c.out); err != nil {
		return nil, err
	}
	return http.ReadResponse(c.reader, nil)
}

// get asks and throws the answer away.
func (c *client) get(path string) (status, size int, err error) {
	return c.discard(c.send(http.MethodGet, path, ""))
}

// ask performs a request written as "GET path" or "POST path body".
func (c *client) ask(request string) (status, size int, err error) {
	method, rest, _ := strings.Cut(request, " ")
	path, body, _ := strings.Cut(rest, " ")
	if body == "" {
		return c.discard(c.send(method, path, ""))
	}
	return c.discard(c.send(method, path, body, "Content-Type: application/json"))
}

func (*client) discard(response *http.Response, err error) (status, size int, _ error) {
	if err != nil {
		return 0, 0, err
	}
	n, err := io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	return response.StatusCode, int(n), err
}

// answer is what a service said.
type answer struct {
	status  int
	tag     string // ETag
	content []byte
}

// body asks and keeps the answer.
func (c *client) body(method, path, body string, headers ...string) (answer, error) {
	response, err := c.send(method, path, body, headers...)
	if err != nil {
		return answer{}, err
	}
	content, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	return answer{response.StatusCode, response.Header.Get("ETag"), content}, err
}
