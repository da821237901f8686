package ogc_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"hatang/handlers/ogc"
	"hatang/registry"
)

// local is the path and query of a link to the service.
func local(tb testing.TB, href string) string {
	tb.Helper()
	if href == "" {
		return ""
	}
	u, err := url.Parse(href)
	if err != nil {
		tb.Fatal(err)
	}
	return u.RequestURI()
}

// walk follows links of the relation from a page and hands each page to visit;
// the pages' ids in the order in which they were read.
func walk(s *service, target, rel string, visit func(page *featureCollection)) [][]string {
	s.tb.Helper()
	var pages [][]string
	for range 10_000 {
		page := get[featureCollection](s, target)
		pages = append(pages, page.ids())
		if visit != nil {
			visit(&page)
		}
		if target = local(s.tb, linkOf(page.Links, rel)); target == "" {
			return pages
		}
	}
	s.tb.Fatal("the pages do not end")
	return nil
}

var orders = []string{"", "name", "-name", "-height_m,name", "state,-code", "height_m", "has_permit,-built_date", "id", "-id", "commissioned,-id"}

// scattered fills a registry with sites whose fields have few values, so that
// orders have many ties, and names that a Vietnamese dictionary sorts otherwise
// than their bytes.
func scattered(tb testing.TB, n int, random *rand.Rand, alter ...func(*service, *ogc.Options)) *service {
	tb.Helper()
	s := serveSmall(tb, alter...)
	s.update(func(ctx context.Context, w registry.Writer) error {
		var batch []registry.Record
		for i := range n {
			batch = append(batch, randomSite(fmt.Sprintf("r-%04d", i), random))
		}
		_, err := w.PutAll(ctx, batch)
		return err
	})
	return s
}

func randomSite(id string, random *rand.Rand) *registry.Site {
	names := []string{"", "Ấp Bắc", "an", "Ân", "Đắk", "Dak", "đak", "Đak", "Ẽa", "eA", "Ya", "Ýa", "Zơ", "ă", "â", "a"}
	site := &registry.Site{OperatorCode: "viettel", Code: strings.ToUpper(id), Name: names[random.IntN(len(names))]}
	site.Row.ID = id
	site.State = []string{"", "built", "on_air"}[random.IntN(3)]
	if random.IntN(3) > 0 {
		site.HeightM = registry.Some(float64(10 * random.IntN(4)))
		site.Permit = registry.Some(random.IntN(2) == 0)
	}
	if random.IntN(4) > 0 {
		_ = site.SetShape(orb.Point{107 + random.Float64()*2, 13.5 + random.Float64()*2})
	}
	if random.IntN(2) == 0 {
		site.Commissioned = registry.DateOf(time.Date(2010+random.IntN(3), 1, 1, 0, 0, 0, 0, time.UTC))
	}
	return site
}

func (s *service) update(fn func(context.Context, registry.Writer) error) {
	s.tb.Helper()
	if err := s.write(context.Background(), registry.Author{Actor: "test"}, fn); err != nil {
		s.tb.Fatal(err)
	}
}

// The pages of a list, forward and back, are the list that the registry gives,
// whatever the order, the filter and the size of a page.
func TestPagesAreTheList(t *testing.T) {
	t.Parallel()
	t.Run("of the file", func(t *testing.T) {
		t.Parallel()
		random := rand.New(rand.NewPCG(7, 7))
		pagesAreTheList(t, scattered(t, 230, random), random)
	})
	t.Run("of the live view", func(t *testing.T) {
		t.Parallel()
		random := rand.New(rand.NewPCG(7, 8))
		pagesAreTheList(t, scattered(t, 230, random, live(t)), random)
	})
}

func pagesAreTheList(t *testing.T, s *service, random *rand.Rand) {
	for _, filter := range []string{
		"", "state=built", "bbox=107.5,14,108.5,15", "datetime=2000-01-01/2030-01-01", "datetime=../2020-06-01&bbox=107,13,109,16",
		"bbox=500000,1500000,600000,1650000&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/9216",
		"bbox=108,-90,-170,90",
	} {
		for _, order := range orders {
			target := "/ogc/collections/sites/items?" + filter
			if order != "" {
				target += "&sortby=" + order
			}
			whole := get[featureCollection](s, target+"&limit=10000")
			if whole.NumberMatched != len(whole.Features) || len(whole.Features) == 0 {
				t.Fatalf("%s: %d of %d", target, len(whole.Features), whole.NumberMatched)
			}
			limit := 1 + random.IntN(90)
			var last featureCollection
			pages := walk(s, fmt.Sprintf("%s&limit=%d", target, limit), "next", func(p *featureCollection) {
				if p.NumberMatched != whole.NumberMatched {
					t.Errorf("%s: numberMatched %d, want %d", target, p.NumberMatched, whole.NumberMatched)
				}
				last = *p
			})
			if got := slices.Concat(pages...); !slices.Equal(got, whole.ids()) {
				t.Fatalf("%s&limit=%d: pages\n%v\nlist\n%v", target, limit, got, whole.ids())
			}
			back := [][]string{last.ids()}
			if previous := linkOf(last.Links, "prev"); previous != "" {
				back = append(back, walk(s, local(t, previous), "prev", nil)...)
			}
			slices.Reverse(back)
			if !slices.EqualFunc(back, pages, slices.Equal) {
				t.Fatalf("%s&limit=%d: back\n%v\nforward\n%v", target, limit, back, pages)
			}
		}
	}
}

// While records come, go and change, a walk meets each that stayed as it was
// exactly once, in order.
func TestPagesStayWhileTheRegistryChanges(t *testing.T) {
	t.Parallel()
	for _, order := range orders {
		t.Run(order, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(11, uint64(len(order))))
			s := scattered(t, 120, random, live(t))
			target := "/ogc/collections/sites/items?limit=7"
			if order != "" {
				target += "&sortby=" + order
			}
			before := get[featureCollection](s, strings.Replace(target, "limit=7", "limit=10000", 1))
			touched, fresh := map[string]bool{}, 0
			pages := walk(s, target, "next", func(p *featureCollection) {
				s.update(func(ctx context.Context, w registry.Writer) error {
					// The last of the page, which the link names, goes every other time.
					victim := p.Features[len(p.Features)-1].ID
					if random.IntN(2) == 0 {
						victim = before.Features[random.IntN(len(before.Features))].ID
					}
					if !touched[victim] && strings.HasPrefix(victim, "r-") {
						touched[victim] = true
						if err := w.Delete(ctx, registry.Sites, victim, registry.Date{}); err != nil {
							return err
						}
					}
					moved := before.Features[random.IntN(len(before.Features))].ID
					if !touched[moved] && strings.HasPrefix(moved, "r-") {
						touched[moved] = true
						if _, err := w.Put(ctx, randomSite(moved, random)); err != nil {
							return err
						}
					}
					if fresh < 40 { // new ones without end would keep some orders going
						fresh++
						id := fmt.Sprintf("r-%04d-new", random.IntN(10000))
						touched[id] = true
						if _, err := w.Put(ctx, randomSite(id, random)); err != nil {
							return err
						}
					}
					return nil
				})
			})
			stayed := func(ids []string) []string {
				return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return touched[id] })
			}
			if got, want := stayed(slices.Concat(pages...)), stayed(before.ids()); !slices.Equal(got, want) {
				t.Errorf("met\n%v\nwant\n%v", got, want)
			}
		})
	}
}

// A walk that begins before midnight goes on about the same day.
func TestPagesKeepTheirDay(t *testing.T) {
	t.Parallel()
	now := time.Date(2020, time.December, 31, 23, 59, 0, 0, time.FixedZone("+07", 7*60*60))
	s := serveSmall(t, func(_ *service, o *ogc.Options) { o.Clock = func() time.Time { return now } })
	// On 31/12/2020 there are s-1, s-2, s-5, s-6 and s/7; from 1/1/2021 s-4 too.
	first := get[featureCollection](s, "/ogc/collections/sites/items?limit=3")
	now = now.Add(2 * time.Minute)
	second := get[featureCollection](s, local(t, linkOf(first.Links, "next")))
	if got := append(first.ids(), second.ids()...); !slices.Equal(got, []string{"s-1", "s-2", "s-5", "s-6", "s/7 é"}) {
		t.Errorf("met %v", got)
	}
	if fresh := get[featureCollection](s, "/ogc/collections/sites/items"); !slices.Contains(fresh.ids(), "s-4") {
		t.Errorf("a new walk is about the new day: %v", fresh.ids())
	}
}

func TestTokensOfOtherListsAreRefused(t *testing.T) {
	t.Parallel()
	s := serveSmall(t)
	page := get[featureCollection](s, "/ogc/collections/sites/items?limit=1&sortby=name")
	next := local(t, linkOf(page.Links, "next"))
	for _, target := range []string{
		strings.Replace(next, "sortby=name", "sortby=-name", 1),
		next + "&state=built",
		strings.Replace(next, "/sites/", "/units/", 1),
		strings.Replace(next, "token=", "token=x", 1),
		"/ogc/collections/sites/items?token=",
	} {
		if w := s.ask(target); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"field":"token"`) {
			t.Errorf("GET %s: status %d: %s", target, w.Code, w.Body)
		}
	}
	for _, target := range []string{next, strings.Replace(next, "limit=1", "limit=2", 1), next + "&f=html", next + "&lang=en"} {
		if w := s.ask(target); w.Code != http.StatusOK {
			t.Errorf("GET %s: status %d: %s", target, w.Code, w.Body)
		}
	}
}
