package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Eight readers and one writer: no answer fails, every change is recorded, and
// the writer sees each of its changes at once.
func TestReadersAndAWriter(t *testing.T) {
	t.Parallel()
	s := start(t)
	before := changes(t, s)
	paths := []string{
		"/api/v1/sites?sort=-height_m", "/api/v1/sites?format=geojson", "/api/v1/nearest?kind=sites&lon=108&lat=14.3", "/api/v1/at?lon=108.05&lat=14.3",
		sitePath, sitePath + "/history", "/api/v1/changes?limit=5", "/api/v1/sites?format=csv",
	}
	var writing atomic.Bool
	writing.Store(true)
	var readers sync.WaitGroup
	for _, path := range paths {
		readers.Go(func() {
			for writing.Load() {
				if w := s.ask(http.MethodGet, path, "", nil); w.Code != 200 {
					t.Errorf("%s answered %d: %s", path, w.Code, w.Body)
					return
				}
			}
		})
	}
	tag, writes := siteTag, 0
	for until := time.Now().Add(2 * time.Second); time.Now().Before(until) || writes < 20; writes++ {
		height := fmt.Sprintf(`"height_m":%d`, 50+writes%50)
		w := s.ask(http.MethodPatch, sitePath, "{"+height+"}", ifMatch(tag))
		if w.Code != 200 {
			t.Errorf("write %d answered %d: %s", writes, w.Code, w.Body)
			break
		}
		tag = w.Header().Get("ETag")
		if r := s.ask(http.MethodGet, sitePath, "", nil); r.Header().Get("ETag") != tag || !strings.Contains(r.Body.String(), height) {
			t.Errorf("after write %d the record is %s %s", writes, r.Header().Get("ETag"), r.Body)
			break
		}
	}
	writing.Store(false)
	readers.Wait()
	if got := changes(t, s) - before; got != writes {
		t.Errorf("%d changes are recorded of %d writes", got, writes)
	}
}

// Of many who change the same revision at once exactly one succeeds.
func TestOneOfManyWins(t *testing.T) {
	t.Parallel()
	s := start(t)
	var won, stale atomic.Int64
	var writers sync.WaitGroup
	for i := range 8 {
		writers.Go(func() {
			switch w := s.ask(http.MethodPatch, sitePath, fmt.Sprintf(`{"height_m":%d}`, 60+i), ifMatch(siteTag)); w.Code {
			case 200:
				won.Add(1)
			case 412:
				stale.Add(1)
			default:
				t.Errorf("answered %d %s", w.Code, w.Body)
			}
		})
	}
	writers.Wait()
	if won.Load() != 1 || stale.Load() != 7 {
		t.Errorf("%d won, %d were stale", won.Load(), stale.Load())
	}
}

// The same keyed write from many at once happens once.
func TestOneKeyAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t)
	before := changes(t, s)
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			w := s.ask(http.MethodPost, "/api/v1/sites", newSite, map[string]string{"Idempotency-Key": "same"})
			if w.Code != 201 && w.Code != 409 {
				t.Errorf("answered %d %s", w.Code, w.Body)
			}
		})
	}
	writers.Wait()
	if got := changes(t, s) - before; got != 1 {
		t.Errorf("%d changes were recorded", got)
	}
}
