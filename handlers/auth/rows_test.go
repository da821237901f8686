package auth_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"hatang/registry"
	"hatang/registry/accounts"
)

func total(t *testing.T, s *service, name, target string) (int, int) {
	t.Helper()
	w := s.as(name, http.MethodGet, target, "")
	var page struct {
		Total         int `json:"total"`
		NumberMatched int `json:"numberMatched"`
	}
	if w.Code == http.StatusOK {
		must(t, json.Unmarshal(w.Body.Bytes(), &page))
	} else if contains(w, "zqx-owner-e") && !strings.Contains(target, "zqx-owner-e") { // what was asked may be repeated
		t.Errorf("GET %s as %s: the error gives restricted fields away: %s", target, name, w.Body)
	}
	return w.Code, page.Total + page.NumberMatched
}

// Filters, sorting, counts and search tell nobody what is in fields that it
// does not see: a question about one is put to the caller's own rows alone, and
// is none at all for who has none.
func TestQuestionsAboutRestrictedFields(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.everybody()
	for _, tc := range []struct {
		target string
		own    int // for the operator and the officer of the west
		every  int // for who sees everything
	}{
		{"/api/v1/sites?land_owner.contains=zqx", 1, 2},
		{"/api/v1/sites?land_owner=zqx-owner-east", 0, 1},
		{"/api/v1/sites?land_owner.ne=zqx-owner-west", 0, 1},
		{"/api/v1/sites?land_owner.null=false", 1, 2},
		{"/api/v1/sites?land_owner.null=true", 0, 0},
		{"/api/v1/sites?contact.contains=zqx-contact-e&format=geojson", 0, 1},
		{"/api/v1/sites?sort=land_owner", 1, 2},
		{"/api/v1/sites?sort=-contact&limit=1", 1, 2},
		{"/api/v1/nearest?kind=sites&lon=108&lat=14.3&land_owner.contains=zqx", 1, 2},
		{"/api/v1/within?kind=sites&lon=108&lat=14.3&radius_m=90000&land_owner.null=false", 1, 2},
		{"/ogc/collections/sites/items?land_owner=zqx-owner-east", 0, 1},
		{"/ogc/collections/sites/items?land_owner=zqx-owner-west", 1, 1},
		{"/ogc/collections/sites/items?sortby=land_owner", 1, 2},
	} {
		if code, _ := total(t, s, "public", tc.target); code != http.StatusBadRequest {
			t.Errorf("GET %s as the public: %d, 400 is expected", tc.target, code)
		}
		for name, want := range map[string]int{"operator": tc.own, "officer-west": tc.own, "officer": tc.every, "auditor": tc.every} {
			if code, n := total(t, s, name, tc.target); code != http.StatusOK || n != want {
				t.Errorf("GET %s as %s: %d with %d, %d are expected", tc.target, name, code, n, want)
			}
		}
		s.clock.advance(refusalPause)
	}
	for _, name := range []string{"public", "operator", "officer", "auditor"} {
		if code, n := total(t, s, name, "/api/v1/sites?q=zqx"); code != http.StatusOK || n != 0 {
			t.Errorf("search as %s: %d with %d", name, code, n)
		}
	}
}

// An operator sees the history of its own rows, and of a row that changed hands
// only what was its own.
func TestHistoryOfOwnRows(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.everybody()
	for target, want := range map[string]int{
		"/api/v1/sites/s-west/history":         http.StatusOK,
		"/api/v1/sites/s-east/history":         http.StatusForbidden,
		"/api/v1/sectors/c-west/history":       http.StatusOK,
		"/api/v1/sectors/c-east/history":       http.StatusForbidden,
		"/api/v1/operators/op-viettel/history": http.StatusOK,
		"/api/v1/units/u-west/history":         http.StatusForbidden,
		"/api/v1/sites/nowhere/history":        http.StatusNotFound,
	} {
		if w := s.as("operator", http.MethodGet, target, ""); w.Code != want {
			t.Errorf("GET %s: %d, %d is expected", target, w.Code, want)
		}
	}
	// The hash of the change before, which may be another's, is for those who read
	// the whole chain: out of what is nearly known a hash tells the rest.
	for name, want := range map[string]bool{"operator": false, "officer": true} {
		w := s.as(name, http.MethodGet, "/api/v1/sites/s-west/history", "")
		if got := regexp.MustCompile(`"(hash|previous)":"[0-9a-f]{64}"`).MatchString(w.Body.String()); got != want {
			t.Errorf("the history of a site as %s has hashes: %v: %s", name, got, w.Body)
		}
	}
	if w := s.as("officer", http.MethodPatch, "/api/v1/sites/s-east", `{"operator_code":"viettel"}`, "If-Match", "*"); w.Code != http.StatusOK {
		t.Fatalf("handing over: %d %s", w.Code, w.Body)
	}
	if w := s.as("officer", http.MethodPatch, "/api/v1/sites/s-east", `{"land_owner":"zqx-owner-west"}`, "If-Match", "*"); w.Code != http.StatusOK {
		t.Fatalf("changing the owner: %d %s", w.Code, w.Body)
	}
	w := s.as("operator", http.MethodGet, "/api/v1/sites/s-east/history", "")
	if w.Code != http.StatusOK || !contains(w, "zqx-owner-west") {
		t.Fatalf("after the handover: %d %s", w.Code, w.Body)
	}
	// The last change altered zqx-owner-east, by then in the operator's own row;
	// what is of the time before is not shown: the creation and the handover.
	if n := strings.Count(w.Body.String(), "zqx-contact-east"); n != 0 {
		t.Errorf("the history before the handover is shown: %s", w.Body)
	}
}

// A row that is removed keeps its history to whose it was; to others it is not there.
func TestHistoryOfWhatIsGone(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.everybody()
	if w := s.as("officer", http.MethodDelete, "/api/v1/sectors/c-east?valid_from=open", "", "If-Match", "*"); w.Code != http.StatusNoContent {
		t.Fatalf("removing: %d %s", w.Code, w.Body)
	}
	for name, want := range map[string]int{"operator": http.StatusNotFound, "officer": http.StatusOK} {
		if w := s.as(name, http.MethodGet, "/api/v1/sectors/c-east/history", ""); w.Code != want {
			t.Errorf("as %s: %d, %d is expected", name, w.Code, want)
		}
	}
}

// Nobody is answered "not modified" with what another caller holds.
func TestTagsDifferByWhatIsSeen(t *testing.T) {
	t.Parallel()
	s := start(t)
	names := s.everybody()
	for _, target := range []string{"/api/v1/sites", "/api/v1/sites/s-west", "/api/v1/sites/s-west/rows", "/ogc/collections/sites/items", "/ogc/collections/sites/items/s-west", "/api/v1/sites?format=geojson"} {
		tags := map[string]string{}
		bodies := map[string]string{}
		for _, name := range names {
			w := s.as(name, http.MethodGet, target, "")
			tags[name], bodies[name] = w.Header().Get("ETag"), timeStamp(w.Body.String())
			if vary := strings.Join(w.Header().Values("Vary"), ","); !strings.Contains(vary, "Cookie") || !strings.Contains(vary, "Authorization") {
				t.Errorf("GET %s: Vary is %q", target, vary)
			}
		}
		for a, tag := range tags {
			for b := range tags {
				w := s.as(b, http.MethodGet, target, "", "If-None-Match", tag)
				if w.Code == http.StatusNotModified && bodies[a] != bodies[b] {
					t.Errorf("GET %s: %s is told that what %s sees is current", target, b, a)
				}
			}
			if w := s.as(a, http.MethodGet, target, "", "If-None-Match", tag); w.Code != http.StatusNotModified {
				t.Errorf("GET %s again as %s: %d", target, a, w.Code)
			}
		}
	}
}

// timeStamp takes the time of the answer out of it.
func timeStamp(body string) string {
	before, after, found := strings.Cut(body, `"timeStamp":"`)
	if !found {
		return body
	}
	_, rest, _ := strings.Cut(after, `"`)
	return before + rest
}

// Every change carries who made it and how that one signed in, and for whom.
func TestActors(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.everybody()
	officer, err := s.files.Account(t.Context(), "officer")
	must(t, err)
	token := &accounts.Token{Account: officer, Label: "nhập liệu", Scopes: []accounts.Scope{accounts.ScopeRead, accounts.ScopeWrite}, ExpiresAt: s.clock.now().AddDate(0, 0, 1)}
	value, err := s.files.AddToken(t.Context(), token)
	must(t, err)
	for i, tc := range []struct {
		name    string
		headers []string
		actor   string
	}{
		{"officer", nil, "officer:officer via password"},
		{"officer", []string{"On-Behalf-Of", "mobifone"}, "officer:officer via password, on behalf of operator mobifone"},
		{"", []string{"Authorization", "Bearer " + value}, "officer:officer via token " + token.ID},
		{"administrator", nil, "administrator:administrator via password"},
	} {
		w := s.as(tc.name, http.MethodPatch, "/api/v1/sites/s-west", `{"note":"`+strings.Repeat("x", i+1)+`"}`, append(tc.headers, "If-Match", "*")...)
		if w.Code != http.StatusOK {
			t.Fatalf("%v: %d %s", tc, w.Code, w.Body)
		}
		changes, _, err := s.store.History(t.Context(), registry.HistoryQuery{Limit: 1})
		must(t, err)
		if changes[0].Actor != tc.actor {
			t.Errorf("the actor is %q, %q is expected", changes[0].Actor, tc.actor)
		}
	}
	for name, header := range map[string]string{"operator": "mobifone", "approver": "viettel", "auditor": "viettel", "public": "viettel"} {
		if w := s.as(name, http.MethodGet, "/api/v1/sites", "", "On-Behalf-Of", header); w.Code != http.StatusForbidden {
			t.Errorf("%s acts for %s: %d", name, header, w.Code)
		}
	}
	for _, code := range []string{"nobody", "a b", "x\"y", url.QueryEscape("viettel\n")} {
		if w := s.as("officer", http.MethodGet, "/api/v1/sites", "", "On-Behalf-Of", code); w.Code != http.StatusBadRequest {
			t.Errorf("acting for %q: %d", code, w.Code)
		}
	}
}
