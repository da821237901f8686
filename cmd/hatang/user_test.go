package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// runHatang runs the program and returns what it wrote.
func runHatang(t *testing.T, in string, args ...string) (code int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(in), &o, &e)
	return code, o.String(), e.String()
}

const goodPassword = "đúng ngựa pin kẹp"

func demo(t *testing.T) string {
	t.Helper()
	db := filepath.Join(t.TempDir(), "demo.gpkg")
	if code, _, said := runHatang(t, "", "demo", "--db", db); code != exitDone {
		t.Fatal(said)
	}
	return db
}

func TestUserCommands(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "x.gpkg")
	for _, tc := range []struct {
		name, in string
		args     []string
		code     int
		says     string
	}{
		{"listing without a file", "", []string{"user", "list"}, exitBadInput, "hatang user add"},
		{"disabling without a file", "", []string{"user", "disable", "an"}, exitBadInput, "không có tệp tài khoản"},
		{"no role", "", []string{"user", "add", "an"}, exitBadInput, "role"},
		{"a role that is none", "", []string{"user", "add", "an", "--role", "root"}, exitBadInput, "operator, officer"},
		{"a weak password", "short\n", []string{"user", "add", "an", "--role", "officer", "--password-stdin"}, exitBadInput, "12"},
		{"an account", goodPassword + "\n", []string{"user", "add", "An", "--role", "officer", "--territory", "62,23281", "--password-stdin"}, exitDone, "đã thêm an (Chuyên viên)"},
		{"the same again", "", []string{"user", "add", "an", "--role", "officer"}, exitFailed, "đã có tài khoản an"},
		{"an operator without code", "", []string{"user", "add", "vt", "--role", "operator"}, exitBadInput, "viettel"},
		{"an operator by link", "", []string{"user", "add", "vt", "--role", "operator", "--operator", "viettel", "--url", "https://a.vn/x/"}, exitDone, "https://a.vn/x/setup?token="},
		{"a password without a terminal", "", []string{"user", "password", "an"}, exitBadInput, "--password-stdin"},
		{"a password", goodPassword + "\n", []string{"user", "password", "an", "--password-stdin"}, exitDone, "đã đặt mật khẩu"},
		{"a link", "", []string{"user", "password", "an", "--link"}, exitDone, "http://127.0.0.1:8080/setup?token="},
		{"nobody's password", "", []string{"user", "password", "nobody", "--link"}, exitBadInput, "không có tài khoản"},
		{"disabling", "", []string{"user", "disable", "an"}, exitDone, "đã khóa an"},
		{"enabling", "", []string{"user", "enable", "an"}, exitDone, "đã mở khóa an"},
		{"a second factor", "", []string{"user", "second-factor", "approver,administrator"}, exitDone, ""},
		{"a second factor of no role", "", []string{"user", "second-factor", "root"}, exitBadInput, "role"},
		{"no second factor", "", []string{"user", "second-factor", "none"}, exitDone, ""},
		{"listing", "", []string{"user", "list"}, exitDone, "officer"},
		{"a token without a label", "", []string{"token", "add", "an"}, exitBadInput, "label"},
		{"a token of no scope", "", []string{"token", "add", "an", "--label", "x", "--scope", "root"}, exitBadInput, "read, write"},
		{"a token for ever", "", []string{"token", "add", "an", "--label", "x", "--days", "1000"}, exitBadInput, "366"},
		{"a token of nobody", "", []string{"token", "add", "nobody", "--label", "x"}, exitBadInput, "không có tài khoản"},
		{"a token", "", []string{"token", "add", "an", "--label", "báo cáo", "--scope", "read,write"}, exitDone, "hatang_"},
		{"listing tokens", "", []string{"token", "list"}, exitDone, "read,write"},
		{"revoking nothing", "", []string{"token", "revoke", "x"}, exitBadInput, "không có thẻ"},
	} {
		code, out, said := runHatang(t, tc.in, append(tc.args, "--db", db)...)
		if code != tc.code || !strings.Contains(out+said, tc.says) {
			t.Errorf("%s: %d, %d is expected; %q in\n%s%s", tc.name, code, tc.code, tc.says, out, said)
		}
		if strings.Contains(out+said, goodPassword) {
			t.Errorf("%s: the password is shown", tc.name)
		}
	}
	_, out, _ := runHatang(t, "", "token", "list", "--json", "--db", db)
	var tokens []tokenLine
	if err := json.Unmarshal([]byte(out), &tokens); err != nil || len(tokens) != 1 {
		t.Fatalf("%v %s", err, out)
	}
	if code, _, said := runHatang(t, "", "token", "revoke", tokens[0].ID, "--db", db); code != exitDone {
		t.Errorf("revoking: %d %s", code, said)
	}
	_, out, _ = runHatang(t, "", "user", "list", "--json", "--db", db)
	var users []accountLine
	if err := json.Unmarshal([]byte(out), &users); err != nil || len(users) != 2 || users[0].Name != "an" || users[1].Operator != "viettel" {
		t.Errorf("%v %s", err, out)
	}
	if _, err := os.Stat(db); err == nil {
		t.Error("the commands made a registry")
	}
}

// started is a running hatang serve.
type started struct {
	said *sharedBuffer
	stop func() int
}

func startServe(t *testing.T, args ...string) *started {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	s := &started{said: new(sharedBuffer)}
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, append([]string{"serve"}, args...), strings.NewReader(""), io.Discard, s.said)
	}()
	s.stop = func() int {
		cancel()
		code := <-done
		done <- code
		return code
	}
	t.Cleanup(func() { s.stop() })
	return s
}

// says waits until the program has said what matches, and is its groups.
func (s *started) says(t *testing.T, expression string) []string {
	t.Helper()
	wanted := regexp.MustCompile(expression)
	for begun := time.Now(); time.Since(begun) < time.Minute; time.Sleep(5 * time.Millisecond) {
		if found := wanted.FindStringSubmatch(s.said.String()); found != nil {
			return found
		}
	}
	t.Fatalf("serve did not say %s:\n%s", expression, s.said)
	return nil
}

// From nothing to an administrator who writes, by the link on the console;
// whoever has not signed in then only reads.
func TestServeFirstRun(t *testing.T) {
	t.Parallel()
	db := demo(t)
	file := filepath.Join(t.TempDir(), "people")
	s := startServe(t, "--db", db, "--addr", "127.0.0.1:0", "--accounts", file)
	link := s.says(t, `(http://127\.0\.0\.1:\d+)(/setup\?token=[A-Za-z0-9_-]{43})`)
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	post := func(client *http.Client, path string, form url.Values) *http.Response {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, link[1]+path, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", link[1])
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		return answer
	}
	answer := post(client, "/setup", url.Values{"token": {strings.TrimPrefix(link[2], "/setup?token=")}, "name": {"admin"}, "password": {goodPassword}, "again": {goodPassword}})
	if answer.StatusCode >= 400 && answer.StatusCode != http.StatusServiceUnavailable { // the page may not be built
		t.Fatalf("the first administrator: %s", answer.Status)
	}
	var who struct{ Role string }
	for role, c := range map[string]*http.Client{"administrator": client, "public": http.DefaultClient} {
		r, err := c.Get(link[1] + "/session")
		if err != nil {
			t.Fatal(err)
		}
		err = json.NewDecoder(r.Body).Decode(&who)
		_ = r.Body.Close()
		if err != nil || who.Role != role {
			t.Errorf("%s is %s (%v)", role, who.Role, err)
		}
	}
	if r, err := http.Post(link[1]+"/api/v1/postal", "application/json", strings.NewReader("{}")); err != nil || r.StatusCode != http.StatusUnauthorized {
		t.Errorf("a write by nobody: %v %v", r, err)
	}
	if code := s.stop(); code != exitDone {
		t.Errorf("serve ended with %d", code)
	}
	// The accounts are there the next time, without a link.
	s = startServe(t, "--db", db, "--addr", "127.0.0.1:0", "--accounts", file)
	s.says(t, `http://127\.0\.0\.1:\d+ – tài khoản`)
	if strings.Contains(s.said.String(), "token=") {
		t.Errorf("a link again:\n%s", s.said)
	}
}

// An accounts file beside the registry is used unasked; an empty one is as none.
func TestServeFindsAccounts(t *testing.T) {
	t.Parallel()
	db := demo(t)
	if code, _, said := runHatang(t, "", "user", "second-factor", "none", "--db", db); code != exitDone {
		t.Fatal(said)
	}
	s := startServe(t, "--db", db, "--addr", "127.0.0.1:0")
	s.says(t, "chưa có tài khoản")
	s.stop()
	if code, _, said := runHatang(t, goodPassword+"\n", "user", "add", "an", "--role", "officer", "--password-stdin", "--db", db); code != exitDone {
		t.Fatal(said)
	}
	s = startServe(t, "--db", db, "--addr", "127.0.0.1:0")
	address := s.says(t, `(http://127\.0\.0\.1:\d+) – tài khoản`)[1]
	_, token, _ := runHatang(t, "", "token", "add", "an", "--label", "x", "--scope", "read", "--db", db)
	ask := func() int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"/api/v1/changes?limit=1", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(token))
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		return answer.StatusCode
	}
	if code := ask(); code != http.StatusOK {
		t.Errorf("a token that was made while the service runs: %d", code)
	}
	if code, _, said := runHatang(t, "", "user", "disable", "an", "--db", db); code != exitDone {
		t.Fatal(said)
	}
	for begun := time.Now(); ask() != http.StatusUnauthorized; time.Sleep(20 * time.Millisecond) {
		if time.Since(begun) > 30*time.Second {
			t.Fatal("the token of a disabled account is still good")
		}
	}
}

// Beyond this machine the service starts with accounts and encryption alone.
func TestServeBeyondThisMachine(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "none.gpkg")
	if code, _, said := runHatang(t, goodPassword+"\n", "user", "add", "an", "--role", "administrator", "--password-stdin", "--accounts", db+".people"); code != exitDone {
		t.Fatal(said)
	}
	for name, tc := range map[string]struct {
		args []string
		says string
	}{
		"no accounts":           {[]string{"--addr", "0.0.0.0:0"}, "chưa có tài khoản"},
		"no encryption":         {[]string{"--addr", "0.0.0.0:0", "--accounts", db + ".people"}, "--tls-cert"},
		"half a certificate":    {[]string{"--tls-cert", "x"}, "cần cả hai"},
		"no such certificate":   {[]string{"--tls-cert", db + ".pem", "--tls-key", db + ".key"}, "chứng thư TLS"},
		"a proxy that is none":  {[]string{"--proxy", "proxy.example.vn"}, "CIDR"},
		"a prefix that is none": {[]string{"--path-prefix", "x/"}, "/hatang"},
		"a page of no origin":   {[]string{"--cors", "https://maps.example.vn/map"}, "không có đường dẫn"},
		"a page from anywhere":  {[]string{"--cors", "*"}, "cần --accounts"},
		"OIDC without accounts": {[]string{"--oidc", "x.json"}, "--accounts"},
		"no such address":       {[]string{"--addr", "nonsense"}, "MÁY:CỔNG"},
	} {
		code, _, said := runHatang(t, "", append([]string{"serve", "--db", db}, tc.args...)...)
		if code != exitBadInput || !strings.Contains(said, tc.says) {
			t.Errorf("%s: %d\n%s", name, code, said)
		}
	}
	if err := os.Chmod(db+".people", 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, said := runHatang(t, "", "serve", "--db", db, "--accounts", db+".people"); code != exitBadInput || !strings.Contains(said, "chmod 600") {
		t.Errorf("accounts that others can read: %d\n%s", code, said)
	}
}

// certificateFiles are a certificate for 127.0.0.1 and its key.
func certificateFiles(t *testing.T) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "hatang"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "EC PRIVATE KEY", Bytes: keyDER}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool = x509.NewCertPool()
	pool.AddCert(made)
	return cert, key, pool
}

func TestServeEncrypted(t *testing.T) {
	t.Parallel()
	db := demo(t)
	cert, key, pool := certificateFiles(t)
	s := startServe(t, "--db", db, "--addr", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key, "--path-prefix", "/hatang")
	address := s.says(t, `(https://127\.0\.0\.1:\d+/hatang) `)[1]
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}}
	r, err := client.Get(address + "/api/v1/postal?limit=1")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r.Body)
	_ = r.Body.Close()
	if err != nil || r.StatusCode != http.StatusOK || r.ProtoMajor != 2 || r.TLS.Version < tls.VersionTLS12 {
		t.Errorf("%s %s %v", r.Status, r.Proto, err)
	}
	if r.Header.Get("Strict-Transport-Security") == "" || !bytes.Contains(body, []byte(`"next":"/hatang/api/v1/postal`)) {
		t.Errorf("%v %s", r.Header, body)
	}
	if r, err := http.Get("http" + strings.TrimPrefix(address, "https") + "/healthz"); err == nil && r.StatusCode == http.StatusOK {
		t.Error("the service answers without encryption")
	}
}
