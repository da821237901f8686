package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// caller asks a running service as one account. It changes its address now and
// then, since refusals are limited by address.
type caller struct {
	t       *testing.T
	address string
	token   string
	from    int // the second part of its address that is its own
	asked   int
	client  *http.Client
}

func (c *caller) ask(method, path string) (status int, body string) {
	c.t.Helper()
	return c.send(method, path, "{}")
}

func (c *caller) send(method, path, text string, header ...string) (status int, body string) {
	c.t.Helper()
	if c.asked%50 == 0 {
		from := &net.TCPAddr{IP: net.IPv4(127, byte(7+c.from), byte(len(c.token)), byte(1+c.asked/50))}
		c.client = &http.Client{Transport: &http.Transport{DialContext: (&net.Dialer{LocalAddr: from}).DialContext}}
	}
	c.asked++
	var content io.Reader
	if method != http.MethodGet {
		content = strings.NewReader(text)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, c.address+path, content)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := c.client.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	said, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer.StatusCode, string(said)
}

// What holds for every operation that the program describes, whichever part of
// it answers: the public and auditors change nothing, operators nothing but what
// they file, administrators are kept from nothing but deciding.
func TestRightsOfEveryOperation(t *testing.T) {
	t.Parallel()
	db := demo(t)
	file := filepath.Join(t.TempDir(), "people")
	tokens := map[string]string{"public": ""}
	for _, role := range []string{"operator", "auditor", "administrator"} {
		args := []string{"user", "add", role + "-1", "--role", role, "--accounts", file}
		if role == "operator" {
			args = append(args, "--operator", "viettel")
		}
		if code, _, said := runHatang(t, "", args...); code != exitDone {
			t.Fatal(said)
		}
		code, token, said := runHatang(t, "", "token", "add", role+"-1", "--label", "x", "--scope", "read,write,decide,manage", "--accounts", file)
		if code != exitDone {
			t.Fatal(said)
		}
		tokens[role] = strings.TrimSpace(token)
	}
	s := startServe(t, "--db", db, "--addr", "127.0.0.1:0", "--accounts", file)
	address := s.says(t, `(http://127\.0\.0\.1:\d+) – tài khoản`)[1]
	var described struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	getJSON(t, address+"/api/openapi.json", &described)
	questions := regexp.MustCompile(`^/api/v1/within$`) // asked by POST, for the size of polygons
	filed := regexp.MustCompile(`^/api/v1/(applications|positions|submissions|precheck|attachments|rules/(lint|compare)$)`)
	decided := regexp.MustCompile(`/(decide|decision|decisions|approve|sign)`)
	for role, token := range tokens {
		c := &caller{t: t, address: address, token: token}
		operations := 0
		for path, methods := range described.Paths {
			for method := range methods {
				method = strings.ToUpper(method)
				operations++
				status, body := c.ask(method, regexp.MustCompile(`\{[^}]+\}`).ReplaceAllString(path, "x"))
				what := fmt.Sprintf("%s %s as %s: %d %s", method, path, role, status, body)
				refused := status == http.StatusUnauthorized || status == http.StatusForbidden
				reads := method == http.MethodGet || questions.MatchString(path)
				switch {
				case status == http.StatusTooManyRequests, status >= 500 && status != http.StatusNotImplemented && status != http.StatusServiceUnavailable:
					t.Error(what)
				case role == "administrator" && refused && !decided.MatchString(path):
					t.Error(what)
				case role == "public" && !reads && status != http.StatusUnauthorized:
					t.Error(what)
				case role == "auditor" && !reads && status != http.StatusForbidden:
					t.Error(what)
				case role == "operator" && !reads && !filed.MatchString(path) && status != http.StatusForbidden:
					t.Error(what)
				}
			}
		}
		if operations < 100 {
			t.Fatalf("only %d operations are described", operations)
		}
	}
}
