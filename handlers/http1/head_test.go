package http1

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// testServer takes every path beneath /brief for brief.
func testServer(rest *http.Server) *Server {
	return New(context.Background(), rest, func(path string) bool { return strings.HasPrefix(path, "/brief") })
}

var plainHeads = []string{
	"GET /brief HTTP/1.1\r\nHost: a\r\n\r\n",
	"GET /brief?x=1&y=%20+z HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n",
	"GET /brief/%C4%91?q=kon%20r%E1%BA%ABy&&;= HTTP/1.1\r\nhost:  [::1]:80 \r\naccept-encoding:gzip, br\r\nX-Request-Id: \t a b \r\n\r\n",
	"GET /brief HTTP/1.1\r\nHost: a\r\nConnection: Keep-Alive\r\nCookie: a=1\r\nCookie: b=2\r\nAccept:\r\n\r\n",
	"GET /brief/a//b/../c;d HTTP/1.1\r\nHost: a.b-c_d\r\nx_y: 1\r\n\r\nGET /brief HTTP/1.1\r\n",
	"GET /brief?raw=\"<>^`{|}\\ HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"x\", W/\"y\"\r\nRange: bytes=0-1\r\n\r\n",
}

var otherHeads = map[string]string{
	"not whole":             "GET /brief HTTP/1.1\r\nHost: a\r\n",
	"nothing":               "",
	"another path":          "GET /other HTTP/1.1\r\nHost: a\r\n\r\n",
	"another method":        "HEAD /brief HTTP/1.1\r\nHost: a\r\n\r\n",
	"a method in small":     "get /brief HTTP/1.1\r\nHost: a\r\n\r\n",
	"an older protocol":     "GET /brief HTTP/1.0\r\nHost: a\r\n\r\n",
	"no protocol":           "GET /brief\r\nHost: a\r\n\r\n",
	"an absolute target":    "GET http://a/brief HTTP/1.1\r\nHost: a\r\n\r\n",
	"two blanks":            "GET /brief  HTTP/1.1\r\nHost: a\r\n\r\n",
	"a blank in the path":   "GET /brief x HTTP/1.1\r\nHost: a\r\n\r\n",
	"a bad escape":          "GET /brief/%zz HTTP/1.1\r\nHost: a\r\n\r\n",
	"bytes beyond ASCII":    "GET /brief?q=đ HTTP/1.1\r\nHost: a\r\n\r\n",
	"no host":               "GET /brief HTTP/1.1\r\nAccept: */*\r\n\r\n",
	"an empty host":         "GET /brief HTTP/1.1\r\nHost:\r\n\r\n",
	"two hosts":             "GET /brief HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
	"a bad host":            "GET /brief HTTP/1.1\r\nHost: a/b\r\n\r\n",
	"a body":                "GET /brief HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
	"no body, told":         "GET /brief HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
	"chunks":                "GET /brief HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	"chunks, written oddly": "GET /brief HTTP/1.1\r\nHost: a\r\ntransfer-encoding : chunked\r\n\r\n0\r\n\r\n",
	"the last":              "GET /brief HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
	"another protocol":      "GET /brief HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
	"an expectation":        "GET /brief HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n",
	"a folded header":       "GET /brief HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n",
	"a header of no name":   "GET /brief HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
	"a header of no value":  "GET /brief HTTP/1.1\r\nHost: a\r\nX\r\n\r\n",
	"a bare line feed":      "GET /brief HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
	"a bare return":         "GET /brief HTTP/1.1\r\nHost: a\r\nX: b\rY: c\r\n\r\n",
	"a zero byte":           "GET /brief HTTP/1.1\r\nHost: a\r\nX: b\x00c\r\n\r\n",
	"too many headers":      "GET /brief HTTP/1.1\r\nHost: a\r\n" + strings.Repeat("X: y\r\n", maxFields) + "\r\n",
}

func TestPlainHeads(t *testing.T) {
	t.Parallel()
	for _, head := range plainHeads {
		if r, _ := testServer(nil).plain([]byte(head)); r == nil {
			t.Errorf("left to net/http: %q", head)
		}
		likeNetHTTP(t, []byte(head))
	}
	for name, head := range otherHeads {
		if r, _ := testServer(nil).plain([]byte(head)); r != nil {
			t.Errorf("%s was read here: %q", name, head)
		}
	}
}

func FuzzHead(f *testing.F) {
	for _, head := range plainHeads {
		f.Add([]byte(head))
	}
	for _, head := range otherHeads {
		f.Add([]byte(head))
	}
	f.Fuzz(likeNetHTTP)
}

// likeNetHTTP fails the test where a head that is read here says something else
// to net/http.
func likeNetHTTP(t *testing.T, data []byte) {
	t.Helper()
	got, size := testServer(nil).plain(data)
	if got == nil {
		return
	}
	reader := bufio.NewReader(bytes.NewReader(data))
	want, err := http.ReadRequest(reader)
	if err != nil {
		t.Fatalf("net/http would not read it: %v", err)
	}
	rest, err := io.ReadAll(reader)
	if err != nil || len(data)-len(rest) != size {
		t.Errorf("the head has %d bytes, to net/http %d", size, len(data)-len(rest))
	}
	if got.Body != http.NoBody || want.Body != http.NoBody {
		t.Error("there is a body")
	}
	for _, part := range [][2]any{
		{got.Method, want.Method}, {got.URL, want.URL}, {got.RequestURI, want.RequestURI}, {got.Header, want.Header}, {got.Host, want.Host},
		{fmt.Sprint(got.Proto, got.ProtoMajor, got.ProtoMinor), fmt.Sprint(want.Proto, want.ProtoMajor, want.ProtoMinor)},
		{got.ContentLength, want.ContentLength}, {got.TransferEncoding, want.TransferEncoding}, {got.Close, want.Close}, {got.Trailer, want.Trailer},
	} {
		if !reflect.DeepEqual(part[0], part[1]) {
			t.Errorf("%#v, to net/http %#v", part[0], part[1])
		}
	}
}
