//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
)

// overHTTP asks a service for paths, in turn.
func overHTTP(addr string, requests []string, spent func() time.Duration) side {
	return side{requests: httpRequests(addr, requests), spent: spent, connect: func(ctx context.Context) (*net.TCPConn, answers, error) {
		var dialer net.Dialer
		conn, err := dialer.DialContext(ctx, "tcp", addr)
		if err != nil {
			return nil, nil, err
		}
		return conn.(*net.TCPConn), new(httpAnswers), nil
	}}
}

// overWire asks PostgreSQL in its own protocol.
func overWire(b *bench, question string) side {
	return side{
		requests: postgresRequests(question, largest, b.places),
		spent:    func() time.Duration { return childrenTime(b.pg.postmaster) },
		connect: func(ctx context.Context) (*net.TCPConn, answers, error) {
			conn, err := b.pg.connect(ctx, largest)
			return conn, new(postgresAnswers), err
		},
	}
}

// compareWire lets two sides take turns.
func compareWire(ctx context.Context, b *bench, row *comparison, ours, theirs side) error {
	var ends [2]*driver
	for i, s := range []side{ours, theirs} {
		d, err := s.open(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", row.name, err)
		}
		defer d.close()
		if _, err := d.drive(b.slice / 4); err != nil { // warms it
			return fmt.Errorf("%s: %w", row.name, err)
		}
		ends[i] = d
	}
	var size [2]float64
	for range b.rounds {
		for i, d := range ends {
			before := d.spent()
			t, err := d.drive(b.slice)
			if err != nil {
				return fmt.Errorf("%s: %w", row.name, err)
			}
			spent := d.spent() - before
			size[i] += float64(t.bytes)
			if i == 0 {
				row.ours = append(row.ours, rate{t.answers, t.took})
				row.oursCPU.add(t.answers, spent)
			} else {
				row.theirs = append(row.theirs, rate{t.answers, t.took})
				row.theirsCPU.add(t.answers, spent)
			}
		}
	}
	row.oursKB = size[0] / float64(max(1, row.ours.total().done)) / 1000
	row.theirsKB = size[1] / float64(max(1, row.theirs.total().done)) / 1000
	return nil
}

// requestsFor writes one request for each place.
func requestsFor(places []orb.Point, request func(orb.Point) string) []string {
	var list []string
	for _, p := range places {
		list = append(list, request(p))
	}
	return list
}

func withinRequest(p orb.Point) string {
	return fmt.Sprintf("GET /api/v1/within?kind=stations&lon=%v&lat=%v&radius_m=%d&format=fids&ordered=false&limit=10000", p[0], p[1], radiusM)
}

// sortedRequest is the same, nearest first and with distances.
func sortedRequest(p orb.Point) string {
	return strings.NewReplacer("&ordered=false", "", "=fids", "=ids").Replace(withinRequest(p))
}

func nearestRequest(p orb.Point) string {
	return fmt.Sprintf("GET /api/v1/nearest?kind=stations&lon=%v&lat=%v&k=%d&format=fids&ordered=false", p[0], p[1], nearestK)
}

func boxRequest(p orb.Point) string {
	b := boxAround(p, largest)
	return fmt.Sprintf("GET /api/v1/within?kind=stations&bbox=%v,%v,%v,%v&format=fids&ordered=false&limit=10000", b.Min[0], b.Min[1], b.Max[0], b.Max[1])
}

// agreeOverWire demands that both services find as many at the same places; that
// they find the same was compared within the process.
func agreeOverWire(ctx context.Context, b *bench, hatang *service) error {
	c, err := dial(ctx, hatang.addr)
	if err != nil {
		return err
	}
	defer c.close()
	s, err := b.pg.session(ctx, largest)
	if err != nil {
		return err
	}
	defer func() { _ = s.conn.Close(ctx) }()
	for question, request := range map[string]func(orb.Point) string{"within": withinRequest, "box": boxRequest, "nearest": nearestRequest} {
		for _, p := range b.places[:100] {
			theirs, err := s.ask(ctx, question, p)
			if err != nil {
				return err
			}
			if question == "box" {
				theirs = within(theirs, b.lists[largest], boxAround(p, largest))
			}
			ours, err := c.body(http.MethodGet, strings.TrimPrefix(request(p), "GET "), "")
			if err != nil {
				return err
			}
			var found struct {
				FIDs []int64 `json:"fids"`
			}
			if err := json.Unmarshal(ours.content, &found); err != nil {
				return err
			}
			if len(found.FIDs) != len(theirs) || slices.Contains(found.FIDs, 0) {
				return fmt.Errorf("%s at %v: hatang answers with %d, PostGIS with %d", question, p, len(found.FIDs), len(theirs))
			}
		}
	}
	return nil
}

// compareServices measures everything that is asked over the wire.
func compareServices(ctx context.Context, b *bench, hatang, features *service) ([]*comparison, error) {
	spent := func() time.Duration { return processTime(hatang.pid()) }
	if err := agreeOverWire(ctx, b, hatang); err != nil {
		return nil, err
	}
	var rows []*comparison
	for _, q := range []struct {
		name    string
		target  float64
		request func(orb.Point) string
	}{{"within", 20, withinRequest}, {"within, sorted", 0, sortedRequest}, {"box", 4, boxRequest}, {"nearest", 3.5, nearestRequest}} {
		row := &comparison{name: q.name, target: q.target}
		ours := overHTTP(hatang.addr, requestsFor(b.places, q.request), spent)
		if err := compareWire(ctx, b, row, ours, overWire(b, strings.TrimSuffix(q.name, ", sorted"))); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	featuresSpent := func() time.Duration { return processTime(features.pid()) + childrenTime(b.pg.postmaster) }
	table := fmt.Sprintf("public.stations_%d", largest)
	for _, q := range []struct{ name, ours, theirs string }{
		{"page", "GET /ogc/collections/stations/items?limit=1000", "GET /collections/" + table + "/items.json?limit=1000"},
		{"page of a box", "GET /ogc/collections/stations/items?limit=1000&bbox=", "GET /collections/" + table + "/items.json?limit=1000&bbox="},
	} {
		row := &comparison{name: q.name, target: 40}
		ours, theirs := []string{q.ours}, []string{q.theirs}
		if q.name != "page" {
			ours, theirs = boxed(b, q.ours), boxed(b, q.theirs)
			row.target = 0
		}
		if err := compareWire(ctx, b, row, overHTTP(hatang.addr, ours, spent), overHTTP(features.addr, theirs, featuresSpent)); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func boxed(b *bench, prefix string) []string {
	return requestsFor(b.places, func(p orb.Point) string {
		box := boxAround(p, largest)
		return fmt.Sprintf("%s%f,%f,%f,%f", prefix, box.Min[0], box.Min[1], box.Max[0], box.Max[1])
	})
}
