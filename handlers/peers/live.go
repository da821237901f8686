//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/paulmach/orb"
)

// writer changes stations over HTTP.
type writer struct {
	client *client
	ids    []string
	tags   map[string]string
	next   int
}

func newWriter(ctx context.Context, addr string) (*writer, error) {
	c, err := dial(ctx, addr)
	if err != nil {
		return nil, err
	}
	list, err := c.body(http.MethodGet, "/api/v1/stations?limit=1000", "")
	if err != nil {
		return nil, err
	}
	var page struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	if err := json.Unmarshal(list.content, &page); err != nil {
		return nil, fmt.Errorf("read stations: %w", err)
	}
	w := &writer{client: c, tags: map[string]string{}}
	for _, item := range page.Items {
		w.ids = append(w.ids, item.ID)
	}
	if len(w.ids) == 0 {
		return nil, fmt.Errorf("http://%s has no stations", addr)
	}
	return w, nil
}

// change gives one station another power; visible tells whether the next read
// has it.
func (w *writer) change(look bool) (took time.Duration, visible bool, err error) {
	w.next++
	path := "/api/v1/stations/" + w.ids[w.next*7919%len(w.ids)]
	if w.tags[path] == "" {
		read, err := w.client.body(http.MethodGet, path, "")
		if err != nil {
			return 0, false, err
		}
		w.tags[path] = read.tag
	}
	power := 100 + w.next
	begin := time.Now()
	written, err := w.client.body(http.MethodPatch, path, fmt.Sprintf(`{"power_w":%d}`, power),
		"Content-Type: application/merge-patch+json", "If-Match: "+w.tags[path])
	if err != nil {
		return 0, false, err
	}
	if written.status != http.StatusOK {
		return 0, false, fmt.Errorf("PATCH %s answers %d: %s", path, written.status, written.content)
	}
	w.tags[path] = written.tag
	if !look {
		return time.Since(begin), true, nil
	}
	read, err := w.client.body(http.MethodGet, path, "")
	took = time.Since(begin)
	var now struct {
		PowerW float64 `json:"power_w"`
	}
	if err == nil {
		err = json.Unmarshal(read.content, &now)
	}
	return took, now.PowerW == float64(power), err
}

// edits are single changes, one after the other, from sending one until a
// further request has read it.
type edits struct {
	count, unseen    int
	median, p99, max time.Duration
}

func measureEdits(ctx context.Context, hatang *service, count int) (*edits, error) {
	w, err := newWriter(ctx, hatang.addr)
	if err != nil {
		return nil, err
	}
	defer w.client.close()
	e := &edits{count: count}
	var all []time.Duration
	for range count {
		took, visible, err := w.change(true)
		if err != nil {
			return nil, err
		}
		if !visible {
			e.unseen++
		}
		all = append(all, took)
	}
	slices.Sort(all)
	e.median, e.p99, e.max = all[len(all)/2], percentile99(all), all[len(all)-1]
	return e, nil
}

func percentile99(sorted []time.Duration) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[len(sorted)*99/100]
}

// reading is what eight readers saw, beside a writer or not.
type reading struct {
	latencies []time.Duration
	errors    int
	written   rate
}

func (r *reading) p99() time.Duration { return percentile99(r.latencies) }

const (
	readers       = 8
	writesASecond = 200
)

// measureReaders lets eight clients read, in turns without and with a writer.
func measureReaders(ctx context.Context, b *bench, hatang *service) (alone, beside *reading, err error) {
	alone, beside = &reading{}, &reading{}
	w, err := newWriter(ctx, hatang.addr)
	if err != nil {
		return nil, nil, err
	}
	defer w.client.close()
	for range b.rounds {
		if err := readAlong(ctx, b, hatang, alone, nil); err != nil {
			return nil, nil, err
		}
		if err := readAlong(ctx, b, hatang, beside, w); err != nil {
			return nil, nil, err
		}
	}
	slices.Sort(alone.latencies)
	slices.Sort(beside.latencies)
	return alone, beside, nil
}

// readAlong is one slice: the readers, and the writer if there is one.
func readAlong(ctx context.Context, b *bench, hatang *service, r *reading, w *writer) error {
	var group sync.WaitGroup
	var mutex sync.Mutex
	var failed error
	until := time.Now().Add(2 * b.slice)
	for n := range readers {
		c, err := dial(ctx, hatang.addr)
		if err != nil {
			return err
		}
		group.Go(func() {
			defer c.close()
			own, errors := read(c, b.places, n*1000, until)
			mutex.Lock()
			defer mutex.Unlock()
			r.latencies, r.errors = append(r.latencies, own...), r.errors+errors
		})
	}
	if w != nil {
		group.Go(func() {
			begin := time.Now()
			ticker := time.NewTicker(time.Second / writesASecond)
			defer ticker.Stop()
			written := 0
			for ; time.Now().Before(until) && failed == nil; written++ {
				<-ticker.C
				_, _, failed = w.change(false)
			}
			r.written.add(written, time.Since(begin))
		})
	}
	group.Wait()
	return failed
}

// read asks what a map and a form ask, until the time is over.
func read(c *client, places []orb.Point, from int, until time.Time) (took []time.Duration, errors int) {
	for i := from; time.Now().Before(until); i++ {
		p := places[i%len(places)]
		request := nearestRequest(p)
		switch i % 4 {
		case 1:
			request = withinRequest(p)
		case 2:
			request = fmt.Sprintf("GET /api/v1/at?lon=%.6f&lat=%.6f", p[0], p[1])
		case 3:
			box := boxAround(p, largest)
			request = fmt.Sprintf("GET /api/v1/stations?limit=100&bbox=%f,%f,%f,%f", box.Min[0], box.Min[1], box.Max[0], box.Max[1])
		}
		begin := time.Now()
		status, _, err := c.ask(request)
		took = append(took, time.Since(begin))
		if err != nil {
			return took, errors + 1
		}
		if status != http.StatusOK {
			errors++
		}
	}
	return took, errors
}
