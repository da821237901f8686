package accounts

import (
	"context"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"hatang/registry"
)

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(by)
}

const good = "đúng ngựa pin kẹp"

func open(tb testing.TB) (*File, *clock) {
	tb.Helper()
	c := &clock{at: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)}
	f, err := Open(context.Background(), filepath.Join(tb.TempDir(), "a.accounts"), Options{Clock: c.now, Passwords: Cost{MemoryKiB: 64, Iterations: 1, Parallelism: 1}})
	must(tb, err)
	tb.Cleanup(func() { _ = f.Close() })
	return f, c
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func add(tb testing.TB, f *File, a Account) *Account {
	tb.Helper()
	must(tb, f.Add(context.Background(), &a))
	must(tb, f.SetPassword(context.Background(), a.Name, good, ""))
	return &a
}

// The file is its owner's alone, and so are those that SQLite puts beside it;
// one that others may read is refused.
func TestFileMode(t *testing.T) {
	t.Parallel()
	f, _ := open(t)
	add(t, f, Account{Name: "an", Role: Officer})
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(f.Path() + suffix)
		must(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", info.Name(), info.Mode())
		}
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o666, 0o700} {
		must(t, os.Chmod(f.Path(), mode))
		_, err := Open(t.Context(), f.Path(), Options{})
		var e *registry.Error
		if !errors.As(err, &e) || e.Code != registry.Invalid || !strings.Contains(e.Hint.VI, "chmod 600") {
			t.Errorf("a file of mode %v: %v", mode, err)
		}
	}
	if _, err := Open(t.Context(), t.TempDir(), Options{}); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("a folder: %v", err)
	}
	other := filepath.Join(t.TempDir(), "x")
	must(t, os.WriteFile(other, []byte("not a database, but long enough to be looked at as one"), 0o600))
	if _, err := Open(t.Context(), other, Options{}); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("a file that is none: %v", err)
	}
}

// Nothing in the file is a secret that a caller could send.
func TestFileHoldsHashes(t *testing.T) {
	t.Parallel()
	f, c := open(t)
	a := add(t, f, Account{Name: "an", Role: Officer})
	cookie, err := f.StartSession(t.Context(), &Session{Account: a, Method: "password"}, "")
	must(t, err)
	token, err := f.AddToken(t.Context(), &Token{Account: a, Label: "x", Scopes: []Scope{ScopeRead}, ExpiresAt: c.now().Add(time.Hour)})
	must(t, err)
	link, err := f.Invite(t.Context(), a)
	must(t, err)
	secret := "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	code, err := totp.GenerateCode(secret, c.now())
	must(t, err)
	codes, err := f.ConfirmSecondFactor(t.Context(), a, secret, code, "")
	must(t, err)
	must(t, f.Close())
	var content []byte
	for _, suffix := range []string{"", "-wal"} {
		part, err := os.ReadFile(f.Path() + suffix)
		if err == nil {
			content = append(content, part...)
		}
	}
	for what, text := range map[string]string{"the password": good, "the cookie": cookie, "the token": token, "the link": link, "a recovery code": codes[0]} {
		if strings.Contains(string(content), text) {
			t.Errorf("the file holds %s", what)
		}
	}
	if !strings.Contains(string(content), "$argon2id$") {
		t.Error("the test does not see what the file holds")
	}
}

func TestAccountsAreChecked(t *testing.T) {
	t.Parallel()
	f, _ := open(t)
	for _, a := range []Account{
		{Name: "", Role: Officer}, {Name: "a", Role: Officer}, {Name: "an nguyen", Role: Officer}, {Name: "an\nx", Role: Officer},
		{Name: "Nguyễn", Role: Officer}, {Name: strings.Repeat("a", 65), Role: Officer}, {Name: "an:x", Role: Officer}, {Name: "-an", Role: Officer},
		{Name: "an", Role: "root"}, {Name: "an", Role: Public}, {Name: "an"},
		{Name: "an", Role: Operator}, {Name: "an", Role: Operator, Operator: "a b"}, {Name: "an", Role: Officer, Operator: "viettel"},
		{Name: "an", Role: Operator, Operator: "viettel", Territory: []string{"62"}},
		{Name: "an", Role: Officer, Territory: []string{"62", "a,b"}}, {Name: "an", Role: Officer, Territory: []string{""}},
		{Name: "an", Role: Officer, DisplayName: strings.Repeat("x", 201)},
	} {
		if err := f.Add(t.Context(), &a); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%+v: %v", a, err)
		}
	}
	must(t, f.Add(t.Context(), &Account{Name: " An.Nguyen ", Role: Officer, DisplayName: "Nguyễn Văn An", Territory: []string{"62", "23281"}}))
	if err := f.Add(t.Context(), &Account{Name: "an.nguyen", Role: Auditor}); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("a name twice: %v", err)
	}
	a, err := f.Account(t.Context(), "AN.NGUYEN")
	must(t, err)
	if a.Name != "an.nguyen" || !slices.Equal(a.Territory, []string{"62", "23281"}) || a.HasPassword {
		t.Errorf("%+v", a)
	}
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	for password, ok := range map[string]bool{
		good: true, "correct horse battery": true, "short": false, "elevenchars": false, "aaaaaaaaaaaaaaaa": false, "abababababababab": false,
		"nguyen.van.an": false, "nguyen.van.annguyen.van.an": false, strings.Repeat("abcdef", 50): false, "mật khẩu dài đủ": true, "\xff\xfeabcdefghijkl": false, "            ": false,
	} {
		if err := CheckPassword("nguyen.van.an", password); (err == nil) != ok {
			t.Errorf("%q: %v", password, err)
		}
	}
	f, _ := open(t)
	add(t, f, Account{Name: "an", Role: Officer})
	// The same letters typed in the other form of Unicode are the same password.
	for typed, ok := range map[string]bool{good: true, norm.NFD.String(good): true, good + " ": true, "x" + good: false, "": false, strings.ToUpper(good): false} {
		if _, err := f.CheckSignIn(t.Context(), "an", typed); (err == nil) != ok {
			t.Errorf("%q: %v", typed, err)
		}
	}
	must(t, f.Add(t.Context(), &Account{Name: "via.oidc", Role: Officer, Issuer: "https://id.example.vn", Subject: "1"}))
	if err := f.SetPassword(t.Context(), "via.oidc", good, ""); registry.CodeOf(err) != registry.Conflict {
		t.Errorf("a password for who signs in elsewhere: %v", err)
	}
}

// An unknown name, a wrong password, a disabled account and one without a
// password cost the same work, one hash, and are answered alike.
func TestSameWorkForEveryName(t *testing.T) {
	t.Parallel()
	f, _ := open(t)
	add(t, f, Account{Name: "an", Role: Officer})
	add(t, f, Account{Name: "gone", Role: Officer})
	must(t, f.SetDisabled(t.Context(), "gone", true))
	must(t, f.Add(t.Context(), &Account{Name: "new", Role: Officer}))
	var hashes int
	f.hasher.count = func() { hashes++ }
	var said string
	for name, password := range map[string]string{
		"an": "wrong password here", "nobody": good, "gone": good, "new": good, "": good, strings.Repeat("x", 1000): good, " an": strings.Repeat("x", 5000), //nolint:gocritic // space around a name is what is tried
	} {
		before := hashes
		a, err := f.CheckSignIn(t.Context(), name, password)
		if a != nil || registry.CodeOf(err) != registry.Invalid {
			t.Fatalf("%q: %v %v", name, a, err)
		}
		if hashes-before != 1 {
			t.Errorf("%q takes %d hashes", name, hashes-before)
		}
		if said == "" {
			said = err.Error()
		}
		if err.Error() != said {
			t.Errorf("%q is answered %q, others %q", name, err, said)
		}
	}
	if _, err := f.CheckSignIn(t.Context(), "an", good); err != nil {
		t.Errorf("the right password: %v", err)
	}
}

// The decoy costs what the hashes of accounts cost.
func TestDecoy(t *testing.T) {
	t.Parallel()
	h := newHasher(Cost{MemoryKiB: 128, Iterations: 2, Parallelism: 1})
	real, err := h.hash(t.Context(), good)
	must(t, err)
	head := func(hash string) string { return strings.Join(strings.Split(hash, "$")[:4], "$") }
	if head(real) != head(h.decoy) || len(real) != len(h.decoy) {
		t.Errorf("the decoy %s is not like %s", h.decoy, real)
	}
	if same, err := h.matches(t.Context(), "", ""); same || err != nil {
		t.Errorf("nothing matches nothing: %v %v", same, err)
	}
}

func TestInvitations(t *testing.T) {
	t.Parallel()
	f, c := open(t)
	first, err := f.Invite(t.Context(), nil)
	must(t, err)
	second, err := f.Invite(t.Context(), nil)
	must(t, err)
	if _, err := f.Redeem(t.Context(), first, "admin", good); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("a link that another replaced: %v", err)
	}
	for name, password := range map[string]string{"admin": "short", "a b": good} {
		if _, err := f.Redeem(t.Context(), second, name, password); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%q %q: %v", name, password, err)
		}
	}
	a, err := f.Redeem(t.Context(), second, "Admin", good)
	if err != nil || a.Name != "admin" || a.Role != Administrator || !a.HasPassword {
		t.Fatalf("%+v %v", a, err)
	}
	for _, link := range []string{second, first, "", "x"} {
		if _, err := f.Redeem(t.Context(), link, "evil", good); registry.CodeOf(err) != registry.NotFound {
			t.Errorf("link %q again: %v", link, err)
		}
	}
	late, err := f.Invite(t.Context(), nil)
	must(t, err)
	if _, err := f.Redeem(t.Context(), late, "evil", good); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("a first administrator after the first: %v", err)
	}
	an := &Account{Name: "an", Role: Officer}
	must(t, f.Add(t.Context(), an))
	link, err := f.Invite(t.Context(), an)
	must(t, err)
	c.advance(InvitationLife + time.Second)
	if _, err := f.Invited(t.Context(), link); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("a link past its time: %v", err)
	}
	link, err = f.Invite(t.Context(), an)
	must(t, err)
	must(t, f.SetDisabled(t.Context(), "an", true))
	if _, err := f.Redeem(t.Context(), link, "", good); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("a link of a disabled account: %v", err)
	}
}

// Two who use one link at once: one of them gets in.
func TestOneRedeems(t *testing.T) {
	t.Parallel()
	f, _ := open(t)
	link, err := f.Invite(t.Context(), nil)
	must(t, err)
	var wait sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for _, name := range []string{"one", "two", "three", "four"} {
		wait.Go(func() {
			if _, err := f.Redeem(context.Background(), link, name, good); err == nil {
				mu.Lock()
				won++
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	list, err := f.Accounts(t.Context())
	must(t, err)
	if won != 1 || len(list) != 1 {
		t.Errorf("%d got in, there are %d accounts", won, len(list))
	}
}

func TestSecondFactor(t *testing.T) {
	t.Parallel()
	f, c := open(t)
	a := add(t, f, Account{Name: "an", Role: Approver})
	key, err := f.NewSecondFactor(a, "Kon Tum")
	must(t, err)
	code := func() string {
		t.Helper()
		text, err := totp.GenerateCode(key.Secret(), c.now())
		must(t, err)
		return text
	}
	if _, err := f.ConfirmSecondFactor(t.Context(), a, key.Secret(), "000000", ""); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("confirming with a wrong code: %v", err)
	}
	confirming := code()
	codes, err := f.ConfirmSecondFactor(t.Context(), a, key.Secret(), confirming, "")
	if err != nil || len(codes) != recoveryCodes {
		t.Fatalf("%v %v", codes, err)
	}
	if err := f.CheckSecondFactor(t.Context(), a, confirming); err == nil {
		t.Error("the code that confirmed is taken again")
	}
	c.advance(stepSeconds * time.Second)
	now := code()
	must(t, f.CheckSecondFactor(t.Context(), a, now[:3]+" "+now[3:]))
	if err := f.CheckSecondFactor(t.Context(), a, now); err == nil {
		t.Error("a code is taken twice")
	}
	late := code()
	c.advance(3 * stepSeconds * time.Second)
	if err := f.CheckSecondFactor(t.Context(), a, late); err == nil {
		t.Error("a code of 90 seconds ago is taken")
	}
	must(t, f.CheckSecondFactor(t.Context(), a, " "+strings.ToUpper(codes[0])))
	if err := f.CheckSecondFactor(t.Context(), a, codes[0]); err == nil {
		t.Error("a recovery code is taken twice")
	}
	for _, wrong := range []string{"", "12345", "abcdef", strings.Repeat("1", 1000), "-1"} {
		if err := f.CheckSecondFactor(t.Context(), a, wrong); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	must(t, f.RemoveSecondFactor(t.Context(), a))
	if err := f.CheckSecondFactor(t.Context(), a, codes[1]); err == nil {
		t.Error("a recovery code is taken without a second factor")
	}
	must(t, f.RequireSecondFactor(t.Context(), []Role{Approver, Administrator}))
	if roles, err := f.SecondFactorRoles(t.Context()); err != nil || !slices.Equal(roles, []Role{Approver, Administrator}) {
		t.Errorf("%v %v", roles, err)
	}
	if err := f.RequireSecondFactor(t.Context(), []Role{"root"}); registry.CodeOf(err) != registry.Invalid {
		t.Errorf("a role that is none: %v", err)
	}
}

// Whatever the order of failures and successes, a name has to wait exactly when
// it failed five times or more since its last success, and the waits double.
func TestBackOff(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		f, c := open(t)
		from := netip.MustParseAddr("2001:db8::1")
		failures := 0
		for range rapid.IntRange(1, 14).Draw(r, "tries") {
			if err := f.BeginAttempt(context.Background(), "an", from); err != nil {
				r.Fatalf("after waiting: %v", err)
			}
			if rapid.IntRange(0, 9).Draw(r, "right") == 0 {
				must(t, f.EndAttempt(context.Background(), "an", from))
				failures = 0
			} else {
				failures++
			}
			err := f.BeginAttempt(context.Background(), "an", from)
			var blocked *BlockedError
			if failures < freeByName {
				if err != nil {
					r.Fatalf("after %d failures: %v", failures, err)
				}
				failures++ // this try counts as one too
				if failures < freeByName {
					continue
				}
				err = f.BeginAttempt(context.Background(), "an", from)
			}
			if !errors.As(err, &blocked) {
				r.Fatalf("after %d failures: %v", failures, err)
			}
			want := min(maxWait, firstWait<<(failures-freeByName))
			if wait := blocked.Until.Sub(c.now()); wait != want {
				r.Fatalf("after %d failures the wait is %v, %v is expected", failures, wait, want)
			}
			c.advance(want + time.Millisecond)
		}
	})
}

// Neighbours of one IPv6 network are one address; a failure is forgotten after
// a day.
func TestAddresses(t *testing.T) {
	t.Parallel()
	f, c := open(t)
	tries := func(n int, address func(int) string) error {
		for i := range n {
			if err := f.BeginAttempt(context.Background(), strings.Repeat("n", i+1), netip.MustParseAddr(address(i))); err != nil {
				return err
			}
		}
		return nil
	}
	blocked := new(BlockedError)
	if err := tries(freeByAddress+1, func(i int) string { return "2001:db8::" + string("0123456789abcdef"[i%16]) }); !errors.As(err, &blocked) {
		t.Errorf("many addresses of one network: %v", err)
	}
	must(t, f.BeginAttempt(t.Context(), "x", netip.MustParseAddr("2001:db8:0:1::1")))
	c.advance(forgetAfter + time.Hour)
	must(t, f.BeginAttempt(t.Context(), "y", netip.MustParseAddr("2001:db8::1")))
	must(t, f.Tidy(t.Context(), c.now(), c.now()))
}

// An older program does not touch the file of a newer one.
func TestNewerFile(t *testing.T) {
	t.Parallel()
	f, _ := open(t)
	_, err := f.db.ExecContext(t.Context(), `INSERT INTO schema_version (version_id, is_applied) VALUES (99, 1)`)
	must(t, err)
	must(t, f.Close())
	if _, err := Open(t.Context(), f.Path(), Options{}); registry.CodeOf(err) != registry.Unsupported {
		t.Errorf("a newer file: %v", err)
	}
}

func BenchmarkSignIn(b *testing.B) {
	f, err := Open(b.Context(), filepath.Join(b.TempDir(), "a.accounts"), Options{})
	must(b, err)
	defer func() { _ = f.Close() }()
	add(b, f, Account{Name: "an", Role: Officer})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f.CheckSignIn(b.Context(), "an", good); err != nil {
			b.Fatal(err)
		}
	}
}
