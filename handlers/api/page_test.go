package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/accounts"
)

func withSmallLimits(o *api.Options) {
	o.Limits = handlers.DefaultLimits()
	o.Limits.BodyBytes, o.Limits.Vertices = 4096, 30
}

// listed is a page as clients read it.
type listed struct {
	Items []struct {
		ID string `json:"id"`
	} `json:"items"`
	Count int `json:"count"`
	Total int `json:"total"`
	Links struct {
		Next string `json:"next"`
		Prev string `json:"prev"`
	} `json:"links"`
}

func (l listed) ids() []string {
	var ids []string
	for _, item := range l.Items {
		ids = append(ids, item.ID)
	}
	return ids
}

func (s *service) page(path string) listed {
	s.tb.Helper()
	w := s.ask(http.MethodGet, path, "", nil)
	var l listed
	if err := json.Unmarshal(w.Body.Bytes(), &l); err != nil || w.Code != 200 {
		s.tb.Fatalf("%s answered %d: %s", path, w.Code, w.Body)
	}
	return l
}

// many adds n sites with few distinct values, some not stated.
func (s *service) many(n int) {
	s.tb.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	names := []string{"Đắk Tô", "Dak To", "Kon Rẫy", "kon rẫy", "Ăn", "An", "ấp 1", "Ấp 1", "a-b", "ab", ""}
	err := s.live.Update(s.tb.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		for i := range n {
			site := &registry.Site{Code: fmt.Sprintf("N%03d", i), OperatorCode: "viettel", Name: names[random.IntN(len(names))]}
			site.Head().ID = fmt.Sprintf("%s-%03d", []string{"n", "N", "ñ"}[i%3], i)
			if random.IntN(3) > 0 {
				site.HeightM = registry.Some(float64(20 + random.IntN(4)))
			}
			if random.IntN(2) > 0 {
				site.Permit = registry.Some(random.IntN(2) > 0)
			}
			if random.IntN(2) > 0 {
				site.PermitDate, _ = registry.NewDate(2020+random.IntN(3), 1, 1)
			}
			if _, err := w.Put(ctx, site); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.tb.Fatal(err)
	}
}

// Whatever the order, pages one after another are the list; and backwards too.
func TestPagesAreTheList(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.many(60)
	for _, sort := range []string{"", "id", "-id", "name", "-name", "height_m", "-height_m", "-height_m,name", "name,-permit_date,height_m", "has_permit", "-has_permit,id", "permit_date", "state,name"} {
		query := "/api/v1/sites?operator_code=viettel"
		if sort != "" {
			query += "&sort=" + sort
		}
		want := s.page(query + "&limit=1000").ids()
		var pages [][]string
		next := query + "&limit=7"
		var last listed
		for next != "" {
			last = s.page(next)
			if last.Total != len(want) || last.Count != len(last.Items) {
				t.Fatalf("sort %q: total %d, count %d of %d", sort, last.Total, last.Count, len(want))
			}
			pages = append(pages, last.ids())
			next = last.Links.Next
		}
		if got := slices.Concat(pages...); !slices.Equal(got, want) {
			t.Errorf("sort %q: pages hold\n%v, want\n%v", sort, got, want)
		}
		for i := len(pages) - 2; i >= 0; i-- {
			if last.Links.Prev == "" {
				t.Fatalf("sort %q: page %d has no way back", sort, i+1)
			}
			last = s.page(last.Links.Prev)
			if !slices.Equal(last.ids(), pages[i]) {
				t.Errorf("sort %q: back on page %d: %v, want %v", sort, i, last.ids(), pages[i])
			}
		}
		if last.Links.Prev != "" {
			t.Errorf("sort %q: there is a page before the first", sort)
		}
	}
}

// Records that come and go between two pages neither repeat nor drop others.
func TestPagesStayRightWhileDataChanges(t *testing.T) {
	t.Parallel()
	for _, sort := range []string{"id", "-height_m,name"} {
		s := start(t)
		s.many(40)
		query := "/api/v1/sites?limit=10&sort=" + sort
		all := s.page("/api/v1/sites?limit=1000&sort=" + sort).ids()
		first := s.page(query)
		seen := first.ids()
		// One goes from the page that was read, the page's last among them, one
		// from those to come; one comes before and one after.
		gone := []string{all[2], all[9], all[25]}
		for _, id := range gone {
			if w := s.ask(http.MethodDelete, "/api/v1/sites/"+url.PathEscape(id)+"?valid_from=open", "", ifMatch("*")); w.Code != 204 {
				t.Fatalf("delete %s answered %d %s", id, w.Code, w.Body)
			}
		}
		for _, site := range []string{`{"id":"000","code":"A","operator_code":"viettel","height_m":100}`, `{"id":"zzz","code":"B","operator_code":"viettel"}`} {
			if w := s.ask(http.MethodPost, "/api/v1/sites", site, nil); w.Code != 201 {
				t.Fatalf("create answered %d %s", w.Code, w.Body)
			}
		}
		for next := first.Links.Next; next != ""; {
			p := s.page(next)
			seen = append(seen, p.ids()...)
			next = p.Links.Next
		}
		for _, id := range all {
			n := 0
			for _, other := range seen {
				if other == id {
					n++
				}
			}
			if want := 1; n != want && id != all[25] || n > 1 {
				t.Errorf("sort %s: %s was seen %d times", sort, id, n)
			}
		}
		if !slices.Contains(seen, "zzz") || slices.Contains(seen, "000") {
			t.Errorf("sort %s: what came after the page is %v, what came before is shown", sort, slices.Contains(seen, "zzz"))
		}
	}
}

// The chain grows at its head while it is paged through.
func TestChangePagesStayRight(t *testing.T) {
	t.Parallel()
	s := start(t)
	type changesPage struct {
		Items []struct {
			Seq int64 `json:"seq"`
		} `json:"items"`
		Links struct {
			Next string `json:"next"`
		} `json:"links"`
	}
	var seen []int64
	for next := "/api/v1/changes?limit=3"; next != ""; {
		var p changesPage
		w := s.ask(http.MethodGet, next, "", nil)
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != 200 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		for _, item := range p.Items {
			seen = append(seen, item.Seq)
		}
		next = p.Links.Next
		s.ask(http.MethodPost, "/api/v1/operators", fmt.Sprintf(`{"code":"new%d","name":"x"}`, len(seen)), nil)
	}
	for i, seq := range seen {
		if want := seen[0] - int64(i); seq != want {
			t.Fatalf("change %d came where %d was due: %v", seq, want, seen)
		}
	}
	if seen[len(seen)-1] != 1 {
		t.Errorf("the chain ended at %d", seen[len(seen)-1])
	}
}

func TestCursorsAreSealed(t *testing.T) {
	t.Parallel()
	s := start(t)
	next := s.page("/api/v1/sites?limit=1").Links.Next
	at, err := url.Parse(next)
	if err != nil {
		t.Fatal(err)
	}
	cursor := at.Query().Get("cursor")
	for i := range cursor {
		other := byte('A')
		if cursor[i] == other {
			other = 'B'
		}
		broken := cursor[:i] + string(other) + cursor[i+1:]
		if w := s.ask(http.MethodGet, "/api/v1/sites?limit=1&cursor="+broken, "", nil); w.Code != 400 {
			t.Fatalf("a cursor altered at %d answered %d", i, w.Code)
		}
	}
	for _, other := range []string{"/api/v1/postal?limit=1", "/api/v1/sites?limit=1&sort=name", "/api/v1/sites?limit=1&state=built", "/api/v1/changes?limit=1"} {
		if w := s.ask(http.MethodGet, other+"&cursor="+cursor, "", nil); w.Code != 400 || !strings.Contains(w.Body.String(), `"field":"cursor"`) {
			t.Errorf("%s took a cursor of another list: %d", other, w.Code)
		}
	}
	if p := s.page("/api/v1/sites?limit=3&geometry=false&cursor=" + cursor); p.Count != 3 {
		t.Errorf("with another limit the page holds %d", p.Count)
	}
}

// Lists that have not changed are not sent again.
func TestListsAreTagged(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, path := range []string{"/api/v1/sites", "/api/v1/sites?format=geojson", "/api/v1/changes", "/api/v1/sites/s-1/rows", "/api/v1/served/postal", "/api/openapi.json"} {
		tag := s.ask(http.MethodGet, path, "", nil).Header().Get("ETag")
		if w := s.ask(http.MethodGet, path, "", map[string]string{"If-None-Match": tag}); tag == "" || w.Code != 304 || w.Body.Len() > 0 {
			t.Errorf("%s: tag %q answered %d", path, tag, w.Code)
		}
	}
	tag := s.ask(http.MethodGet, "/api/v1/sites", "", nil).Header().Get("ETag")
	s.ask(http.MethodPatch, sitePath, `{"height_m":50}`, ifMatch(siteTag))
	if w := s.ask(http.MethodGet, "/api/v1/sites", "", map[string]string{"If-None-Match": tag}); w.Code != 200 {
		t.Errorf("after a change the list answered %d", w.Code)
	}
}

// What a caller may not see is nowhere: not in records, lists, files, filters,
// differences.
func TestHiddenFields(t *testing.T) {
	t.Parallel()
	s := start(t, func(o *api.Options) {
		o.Principal = func(*gin.Context) *auth.Principal { return auth.Nobody() }
	})
	for _, path := range []string{sitePath, sitePath + "/rows", sitePath + "?format=geojson", "/api/v1/sites", "/api/v1/sites?format=geojson", "/api/v1/sites?format=csv", "/api/v1/at?lon=107.95&lat=14.3", "/api/v1/changes"} {
		w := s.ask(http.MethodGet, path, "", nil)
		if body := w.Body.String(); w.Code != 200 || strings.Contains(body, "land_owner") || strings.Contains(body, "Nguyễn Văn A") {
			t.Errorf("%s answered %d %s", path, w.Code, body)
		}
	}
	for _, query := range []string{"land_owner.contains=A", "sort=land_owner"} {
		if w := s.ask(http.MethodGet, "/api/v1/sites?"+query, "", nil); w.Code != 400 {
			t.Errorf("%s answered %d", query, w.Code)
		}
	}
	if w := s.ask(http.MethodPatch, sitePath, `{"name":"B"}`, ifMatch("*")); w.Code != http.StatusUnauthorized {
		t.Errorf("a visitor's change answered %d", w.Code)
	}
}

// An officer of some communes may write a row that stands in one of them
// without seeing its restricted fields, since the row does not name the commune:
// replacing it loses none of them.
func TestHiddenFieldsAreKept(t *testing.T) {
	t.Parallel()
	var officer *auth.Principal
	s := start(t, func(o *api.Options) {
		o.Principal = func(*gin.Context) *auth.Principal { return officer }
	})
	officer = auth.NewPrincipal(&accounts.Account{Name: "an", Role: accounts.Officer, Territory: []string{"23281"}}, "password",
		func() auth.Units { return s.live.View() })
	placed := `{"code":"KT001","operator_code":"viettel","geometry":{"type":"Point","coordinates":[107.95,14.3]}}`
	if w := s.ask(http.MethodPut, sitePath, `{"code":"KT001","operator_code":"viettel"}`, ifMatch("*")); w.Code != http.StatusForbidden {
		t.Errorf("a row that would stand nowhere: %d %s", w.Code, w.Body)
	}
	if w := s.ask(http.MethodPut, sitePath, placed, ifMatch("*")); w.Code != 200 || strings.Contains(w.Body.String(), "Nguyễn Văn A") {
		t.Fatalf("replacing answered %d %s", w.Code, w.Body)
	}
	rec, err := registry.Get[*registry.Site](t.Context(), s.store, registry.Sites, "s-1", registry.Date{})
	if err != nil || rec.LandOwner != "Nguyễn Văn A" || rec.HeightM.Known {
		t.Errorf("after replacing: %+v %v", rec, err)
	}
}
