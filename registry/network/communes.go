package network

import (
	"slices"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/paulmach/orb"

	"hatang/geo/index"
	"hatang/geo/polygon"
	"hatang/registry"
)

// communes tells in which commune a place lies, on any day. The days fall into
// spells on which the communes are the same; each spell has a map, drawn when
// it is first asked for.
//
// A change of a commune's figures keeps the maps. One of its border spoils them
// within its bounds, old and new: there the communes are tested one by one until
// the map is drawn anew in the background.
type communes struct {
	units  []commune // every row of a commune with an area, by (ID, ValidFrom)
	days   []int32   // first days of the spells but the first
	spells []atomic.Pointer[drawing]

	pen   sync.Mutex // held while a map is drawn
	mutex sync.Mutex // guards drawn, for moments
	drawn []int      // spells with a map, oldest first
}

type commune struct {
	unit  *registry.AdminUnit
	span  span
	bound orb.Bound
}

// drawing is the map of a spell.
type drawing struct {
	locator *index.Locator
	rows    []int32 // places in units by the rows of locator; -1: gone
	// spoilt is where borders changed since the locator was made.
	spoilt []orb.Bound
}

const (
	// keptMaps is how many spells' maps are kept: one of 11,000 communes takes 100
	// MB, one of a province 2.
	keptMaps = 3
	// maxSpoilt is how many changed borders a map bears.
	maxSpoilt = 1024
)

// newCommunes takes over from before what it knows of rows that are still there;
// before may be nil.
func newCommunes(units *Layer, before *communes) *communes {
	c := &communes{}
	var known []commune
	if before != nil {
		known = before.units
	}
	records, _ := units.merged()
	for _, rec := range records {
		for len(known) > 0 && compareRecords(known[0].unit, rec) < 0 {
			known = known[1:]
		}
		if len(known) > 0 && known[0].unit == rec {
			c.units = append(c.units, known[0])
			continue
		}
		unit, ok := rec.(*registry.AdminUnit)
		if ok && unit.Level == registry.LevelCommune && mappable(unit.Area) {
			c.units = append(c.units, commune{unit, spanOf(unit.Head()), unit.Area.Bound()})
		}
	}
	c.days = make([]int32, 0, 2*len(c.units))
	for i := range c.units {
		c.days = append(c.days, c.units[i].span.from, c.units[i].span.to)
	}
	slices.Sort(c.days)
	c.days = slices.Clip(slices.Compact(c.days))
	c.spells = make([]atomic.Pointer[drawing], len(c.days)+1)
	return c
}

// mappable tells whether an area is one that can hold a place.
func mappable(area orb.MultiPolygon) bool {
	for _, polygon := range area {
		for _, ring := range polygon {
			for _, v := range ring {
				if !(v[0] >= -180 && v[0] <= 180 && v[1] >= -90 && v[1] <= 90) { // false for NaN
					return false
				}
			}
		}
	}
	return len(area) > 0
}

// spellOf is the spell that a day belongs to.
func (c *communes) spellOf(day int32) int {
	return sort.Search(len(c.days), func(i int) bool { return c.days[i] > day })
}

// at is the commune that holds p on the day, nil when none does; of several that
// overlap the first by ID. A border belongs to the commune on its east, or on
// its north. Who finds the map missing draws it, unless somebody does so.
func (c *communes) at(p orb.Point, day int32) *registry.AdminUnit {
	i := c.spellOf(day)
	d := c.spells[i].Load()
	if d == nil {
		if !c.pen.TryLock() {
			return c.search(p, day)
		}
		if d = c.spells[i].Load(); d == nil {
			d = c.draw(i, day)
		}
		c.pen.Unlock()
	}
	if d.locator == nil {
		return c.search(p, day)
	}
	for k := range d.spoilt {
		if d.spoilt[k].Contains(p) {
			return c.search(p, day)
		}
	}
	row := d.locator.Locate(p)
	if row == index.Nowhere {
		return nil
	}
	return c.units[d.rows[row]].unit // which is not gone, or its place were spoilt
}

// search tests the communes one by one.
func (c *communes) search(p orb.Point, day int32) *registry.AdminUnit {
	for i := range c.units {
		at := &c.units[i]
		if at.span.holds(day) && at.bound.Contains(p) && polygon.Contains(at.unit.Area, p) {
			return at.unit
		}
	}
	return nil
}

// draw draws the map of a spell, of which day is a day; the caller holds the
// pen.
func (c *communes) draw(i int, day int32) *drawing {
	d := &drawing{}
	var areas []orb.MultiPolygon
	for row := range c.units {
		if c.units[row].span.holds(day) {
			areas = append(areas, c.units[row].unit.Area)
			d.rows = append(d.rows, int32(row))
		}
	}
	// Areas that a Locator refuses were left out. If it refuses one all the same
	// there is no locator, and communes are tested one by one.
	d.locator, _ = index.NewLocator(areas)
	c.keep(i, d)
	return d
}

// keep puts a map in its place, and drops the oldest of too many.
func (c *communes) keep(i int, d *drawing) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.spells[i].Store(d)
	c.drawn = slices.DeleteFunc(c.drawn, func(j int) bool { return j == i })
	c.drawn = append(c.drawn, i)
	if len(c.drawn) > keptMaps {
		c.spells[c.drawn[0]].Store(nil)
		c.drawn = slices.Delete(c.drawn, 0, 1)
	}
}

// prepare draws the map of the day, unless it is there and nowhere spoilt.
func (c *communes) prepare(day int32) {
	c.pen.Lock()
	defer c.pen.Unlock()
	if c.stale(day) {
		c.draw(c.spellOf(day), day)
	}
}

// stale tells whether the day has no map, or one with spoilt places.
func (c *communes) stale(day int32) bool {
	d := c.spells[c.spellOf(day)].Load()
	return d == nil || len(d.spoilt) > 0
}

// with is the communes of the layer, which came about by the edits. Maps that
// are there are taken over.
func (c *communes) with(units *Layer, edits []edit) *communes {
	next := newCommunes(units, c)
	c.mutex.Lock()
	drawn := slices.Clone(c.drawn)
	c.mutex.Unlock()
	for _, i := range drawn {
		if d := c.spells[i].Load(); d != nil {
			c.hand(d, i, next, edits)
		}
	}
	return next
}

// hand takes a map over to next, into every spell whose days all belong to
// spell i.
func (c *communes) hand(d *drawing, i int, next *communes, edits []edit) {
	names, _ := latest(edits)
	places := c.places(next)
	for j := range next.spells {
		first, last := next.daysOf(j)
		if c.spellOf(first) != i || c.spellOf(last) != i {
			continue
		}
		if taken := c.take(d, next, places, names, first); len(taken.spoilt) <= maxSpoilt {
			next.keep(j, taken)
		}
	}
}

// daysOf is the first and the last day of a spell.
func (c *communes) daysOf(i int) (first, last int32) {
	first, last = 0, forever-1
	if i > 0 {
		first = c.days[i-1]
	}
	if i < len(c.days) {
		last = c.days[i] - 1
	}
	return first, last
}

// places is where in next the units stand, -1 for those that are gone.
func (c *communes) places(next *communes) []int32 {
	places := make([]int32, len(c.units))
	j := 0
	for i := range c.units {
		for j < len(next.units) && compareRecords(next.units[j].unit, c.units[i].unit) < 0 {
			j++
		}
		places[i] = -1
		if j < len(next.units) && compareRecords(next.units[j].unit, c.units[i].unit) == 0 {
			places[i] = int32(j)
		}
	}
	return places
}

// take is a map of c as one of next, of which day is a day; rows with the given
// names may have changed.
func (c *communes) take(d *drawing, next *communes, places []int32, names []rowName, day int32) *drawing {
	taken := &drawing{locator: d.locator, rows: make([]int32, len(d.rows)), spoilt: slices.Clone(d.spoilt)}
	for k, row := range d.rows {
		taken.rows[k] = -1
		if row >= 0 && places[row] >= 0 && next.units[places[row]].span.holds(day) {
			taken.rows[k] = places[row]
		}
	}
	for _, name := range names {
		was, is := c.on(name, day), next.on(name, day)
		if was == nil && is == nil || was != nil && is != nil && was.unit.Area.Equal(is.unit.Area) {
			continue
		}
		for _, at := range []*commune{was, is} {
			if at != nil {
				taken.spoilt = append(taken.spoilt, at.bound)
			}
		}
	}
	return taken
}

// on is the row of that name if it holds on the day.
func (c *communes) on(name rowName, day int32) *commune {
	i := sort.Search(len(c.units), func(i int) bool {
		head := c.units[i].unit.Head()
		return compareNames(head.ID, int32(head.ValidFrom.Days()), name.id, int32(name.from.Days())) >= 0
	})
	if i < len(c.units) && nameOf(c.units[i].unit) == name && c.units[i].span.holds(day) {
		return &c.units[i]
	}
	return nil
}
