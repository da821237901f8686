package users_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hatang/handlers/auth"
	"hatang/handlers/handlertest"
	"hatang/handlers/users"
	"hatang/registry/accounts"
)

type desk struct {
	tb      testing.TB
	handler http.Handler
	file    *accounts.File
}

// start is the operations on a router of their own, asked by the administrator
// quan.tri; accounts false: a service without any.
func start(tb testing.TB, withAccounts bool) *desk {
	tb.Helper()
	d := &desk{tb: tb}
	var service *auth.Service
	who := auth.Local()
	if withAccounts {
		var err error
		if d.file, err = accounts.Open(tb.Context(), filepath.Join(tb.TempDir(), "people"), accounts.Options{}); err != nil {
			tb.Fatal(err)
		}
		if service, err = auth.New(tb.Context(), auth.Options{Accounts: d.file, Table: auth.NewTable()}); err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { service.Close(); _ = d.file.Close() })
		admin := &accounts.Account{Name: "quan.tri", Role: accounts.Administrator}
		if err := d.file.Add(tb.Context(), admin); err != nil {
			tb.Fatal(err)
		}
		who = auth.NewPrincipal(admin, "password", nil)
	}
	d.handler = handlertest.Serve(tb, users.Routes(auth.NewDirectory(service)), handlertest.By(who))
	return d
}

func (d *desk) ask(method, path, body string, status int, into any) string {
	d.tb.Helper()
	r := httptest.NewRequestWithContext(d.tb.Context(), method, "http://127.0.0.1:8080/api/v1/"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	if w.Code != status {
		d.tb.Errorf("%s %s %s: %d, want %d: %s", method, path, body, w.Code, status, w.Body)
	}
	if into != nil {
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
			d.tb.Errorf("%s %s: %v", method, path, err)
		}
	}
	return w.Body.String()
}

func TestInviteChangeLock(t *testing.T) {
	t.Parallel()
	d := start(t, true)
	var made auth.Invited
	d.ask("POST", "users", `{"name":" An.Nguyen ","role":"officer","display_name":"Nguyễn Văn An","territory":["62"]}`, http.StatusCreated, &made)
	_, token, found := strings.Cut(made.Link, "token=")
	if !found || made.User.Name != "an.nguyen" || time.Until(made.Expires) > accounts.InvitationLife {
		t.Fatalf("%+v", made)
	}
	if _, err := d.file.Redeem(t.Context(), token, "", "cầu Đăk Bla 1996"); err != nil {
		t.Fatalf("the link does not work: %v", err)
	}
	var changed auth.User
	d.ask("PATCH", "users/an.nguyen", `{"role":"operator","operator":"viettel","territory":[]}`, http.StatusOK, &changed)
	if changed.Role != accounts.Operator || changed.Operator != "viettel" || changed.DisplayName != "Nguyễn Văn An" || !changed.HasPassword {
		t.Errorf("%+v", changed)
	}
	d.ask("PATCH", "users/an.nguyen", `{"disabled":true}`, http.StatusOK, &changed)
	if !changed.Disabled {
		t.Error("not locked")
	}
	d.ask("PATCH", "users/an.nguyen", `{"disabled":false}`, http.StatusOK, &changed)
	var again auth.Invited
	d.ask("POST", "users/an.nguyen/link", "", http.StatusOK, &again)
	if again.Link == made.Link || again.Link == "" {
		t.Errorf("%+v", again)
	}
	var list auth.UserList
	d.ask("GET", "users", "", http.StatusOK, &list)
	if !list.Enabled || len(list.Users) != 2 || len(list.Roles) != 5 || !list.Users[1].Self {
		t.Errorf("%+v", list)
	}
	events, err := d.file.Events(t.Context(), "an.nguyen", 0, 10)
	if err != nil || len(events) != 5 || !strings.Contains(events[0].Detail, "by administrator:quan.tri") {
		t.Errorf("%+v %v", events, err)
	}
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	d := start(t, true)
	for _, c := range []struct {
		method, path, body string
		status             int
		says               string
	}{
		{"POST", "users", `{"name":"X!","role":"officer"}`, 400, `"field":"name"`},
		{"POST", "users", `{"name":"an","role":"king"}`, 400, `"field":"role"`},
		{"POST", "users", `{"name":"vt","role":"operator"}`, 400, `"field":"operator"`},
		{"POST", "users", `{"name":"quan.tri","role":"officer"}`, 409, "quan.tri"},
		{"POST", "users", `{"nome":"an"}`, 400, "nome"},
		{"PATCH", "users/none", `{}`, 404, ""},
		{"PATCH", "users/quan.tri", `{"disabled":true}`, 409, ""},
		{"PATCH", "users/quan.tri", `{"role":"officer"}`, 409, ""},
		{"PATCH", "users/quan.tri", `{"second_factor":true}`, 400, "/account"},
		{"DELETE", "tokens/none", "", 404, ""},
	} {
		if said := d.ask(c.method, c.path, c.body, c.status, nil); !strings.Contains(said, c.says) {
			t.Errorf("%s %s %s does not say %q: %s", c.method, c.path, c.body, c.says, said)
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	d := start(t, true)
	a, err := d.file.Account(t.Context(), "quan.tri")
	if err != nil {
		t.Fatal(err)
	}
	value, err := d.file.AddToken(t.Context(), &accounts.Token{Account: a, Label: "Prometheus", Scopes: []accounts.Scope{accounts.ScopeRead}, ExpiresAt: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	var list auth.TokenList
	said := d.ask("GET", "tokens", "", http.StatusOK, &list)
	if len(list.Tokens) != 1 || !list.Tokens[0].Live || list.Tokens[0].Account != "quan.tri" || strings.Contains(said, value) {
		t.Fatalf("%s", said)
	}
	d.ask("DELETE", "tokens/"+list.Tokens[0].ID, "", http.StatusNoContent, nil)
	if _, err := d.file.TokenOf(t.Context(), accounts.HashOf(value)); err == nil {
		t.Error("a revoked token still works")
	}
	d.ask("GET", "tokens", "", http.StatusOK, &list)
	if list.Tokens[0].Live || list.Tokens[0].RevokedAt == nil {
		t.Errorf("%+v", list)
	}
}

func TestWithoutAccounts(t *testing.T) {
	t.Parallel()
	d := start(t, false)
	var list auth.UserList
	d.ask("GET", "users", "", http.StatusOK, &list)
	if list.Enabled || len(list.Users) != 0 {
		t.Errorf("%+v", list)
	}
	for _, c := range [][3]string{{"POST", "users", `{"name":"an","role":"officer"}`}, {"PATCH", "users/an", `{}`}, {"POST", "users/an/link", ""}, {"DELETE", "tokens/x", ""}} {
		if said := d.ask(c[0], c[1], c[2], http.StatusConflict, nil); !strings.Contains(said, "--accounts") {
			t.Errorf("%v does not say what to do: %s", c, said)
		}
	}
	var tokens auth.TokenList
	d.ask("GET", "tokens", "", http.StatusOK, &tokens)
	if tokens.Enabled {
		t.Error("tokens without accounts")
	}
}
