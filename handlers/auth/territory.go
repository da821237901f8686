package auth

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// Units is what is asked about administrative units; network.View is one.
type Units interface {
	registry.Reader
	LayerSeq(kind registry.Kind) int64
	CommuneAt(p orb.Point, asOf registry.Date) (*registry.AdminUnit, bool)
}

// territories tells which units lie below others today. What it found out is
// kept until a unit changes or the day does.
type territories struct {
	units func() Units
	clock func() time.Time

	mu    sync.Mutex
	seq   int64
	day   registry.Date
	known map[string]map[string]bool
}

func newTerritories(units func() Units, clock func() time.Time) *territories {
	if units == nil {
		return nil
	}
	return &territories{units: units, clock: clock, known: map[string]map[string]bool{}}
}

// today is the day in Vietnam, where the registry's days begin and end.
func (t *territories) today() registry.Date {
	return registry.DateOf(t.clock().In(registry.Vietnam()))
}

// below are the codes and those of every unit below one of them. When the units
// cannot be read it is the codes alone: less rather than more.
func (t *territories) below(codes []string) map[string]bool {
	units, day, key := t.units(), t.today(), strings.Join(codes, ",")
	seq := units.LayerSeq(registry.Units)
	t.mu.Lock()
	defer t.mu.Unlock()
	if seq != t.seq || day != t.day {
		t.seq, t.day = seq, day
		clear(t.known)
	}
	if set := t.known[key]; set != nil {
		return set
	}
	set := plainSet(codes)
	// Three levels at most: two rounds find communes of a district of a province
	// even where their rows do not name the province.
	for range 2 {
		err := units.Scan(context.Background(), registry.Query{Kind: registry.Units, AsOf: day}, func(rec registry.Record) error {
			if u, ok := rec.(*registry.AdminUnit); ok && (set[u.ParentCode] || set[u.ProvinceCode]) {
				set[u.Code] = true
			}
			return nil
		})
		if err != nil {
			return plainSet(codes)
		}
	}
	t.known[key] = set
	return set
}

// communeAt is the code of the commune in which a point lies today.
func (t *territories) communeAt(p orb.Point) (string, bool) {
	unit, found := t.units().CommuneAt(p, t.today())
	if !found {
		return "", false
	}
	return unit.Code, true
}
