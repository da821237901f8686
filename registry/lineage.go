package registry

import (
	"cmp"
	"slices"
)

// Lineage answers what became of a unit, by the successions that are known. It
// does not change and may be used by several goroutines. The zero value knows of
// no change.
type Lineage struct {
	of map[string][]*Succession // by from_code, in the order of dates, then of to_code
}

// NewLineage builds a Lineage. Successions without a date say nothing about a
// day and are left out.
func NewLineage(successions []*Succession) *Lineage {
	l := &Lineage{of: map[string][]*Succession{}}
	for _, s := range successions {
		if !s.On.IsZero() {
			l.of[s.FromCode] = append(l.of[s.FromCode], s)
		}
	}
	for _, of := range l.of {
		slices.SortFunc(of, func(a, b *Succession) int {
			return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.ToCode, b.ToCode))
		})
	}
	return l
}

// Successor is a unit that holds territory of an older one.
type Successor struct {
	Code string
	Name string // as the succession writes it, "" for a unit that did not change
	// Share is the part of the older unit's area that went there, 0…1; unknown
	// unless every step on the way states it.
	Share Opt[float64]
	// On is the day of the last change on the way, zero when there was none.
	On Date
}

// Knows tells whether some succession starts from the code.
func (l *Lineage) Knows(code string) bool { return l != nil && len(l.of[code]) > 0 }

// Successors lists the units that hold, on the day to, the territory that the
// unit of the code held on the day from, in the order of their codes. One is the
// unit itself or the one that took it in whole; of several each holds a part, and
// only a position tells which. There is always one: a unit of which no
// succession is known is its own successor, and of a unit of which only a part is
// said to have gone elsewhere the rest remains. From later than to is answered
// as from = to: there are no predecessors here.
func (l *Lineage) Successors(code string, from, to Date) []Successor {
	front := []Successor{{Code: code, Share: Some(1.0), On: from}}
	for moved := true; moved; { // ends: each step is on a later day
		moved = false
		next := make([]Successor, 0, len(front))
		for _, s := range front {
			heirs := l.step(s, to)
			if heirs == nil {
				next = append(next, s)
				continue
			}
			moved = true
			next = append(next, heirs...)
		}
		front = next
	}
	for i := range front {
		if front[i].On == from {
			front[i].On = Date{}
		}
	}
	return joined(front)
}

// Resolve is Successors for a thing whose place is known: the unit among them that
// holds it, holder being the code of the unit in which it lies on the day to, ""
// when that is not known. Without an answer one is nil and candidates are all it
// could be.
func (l *Lineage) Resolve(code string, from, to Date, holder string) (one *Successor, candidates []Successor) {
	all := l.Successors(code, from, to)
	at := slices.IndexFunc(all, func(s Successor) bool { return s.Code == holder })
	switch {
	case at >= 0:
		return &all[at], nil
	case len(all) == 1 && holder == "":
		return &all[0], nil
	}
	return nil, all
}

// step is where the unit's territory went on the first day of change after the
// one it was reached on, nil when nothing changed by then.
func (l *Lineage) step(s Successor, to Date) []Successor {
	if l == nil {
		return nil
	}
	all := l.of[s.Code]
	at := slices.IndexFunc(all, func(c *Succession) bool { return s.On.Before(c.On) && !to.Before(c.On) })
	if at < 0 {
		return nil
	}
	on := all[at].On
	var heirs []Successor
	for _, c := range all[at:] {
		if c.On != on {
			break
		}
		heirs = append(heirs, Successor{Code: c.ToCode, Name: c.ToName, Share: times(s.Share, c.Share), On: on})
	}
	if len(heirs) > 1 {
		return heirs
	}
	heirs[0].Share = s.Share
	if leavesRest(all[at]) {
		heirs[0].Share = times(s.Share, all[at].Share)
		heirs = append(heirs, Successor{Code: s.Code, Name: all[at].FromName, Share: times(s.Share, rest(all[at].Share)), On: on})
	}
	return heirs
}

// leavesRest tells whether the only succession of a day leaves something of the
// old unit.
func leavesRest(c *Succession) bool {
	if c.ToCode == c.FromCode {
		return false
	}
	if c.Whole.Known {
		return !c.Whole.Value
	}
	return c.Share.Known && c.Share.Value < 1
}

func rest(share Opt[float64]) Opt[float64] {
	if !share.Known {
		return share
	}
	return Some(1 - share.Value)
}

func times(a, b Opt[float64]) Opt[float64] {
	if !a.Known || !b.Known {
		return Opt[float64]{}
	}
	return Some(a.Value * b.Value)
}

// joined sorts the successors by code, those that were reached on several ways
// once.
func joined(all []Successor) []Successor {
	slices.SortFunc(all, func(a, b Successor) int { return cmp.Compare(a.Code, b.Code) })
	out := all[:0]
	for _, s := range all {
		if n := len(out); n > 0 && out[n-1].Code == s.Code {
			last := &out[n-1]
			if last.Share.Known && s.Share.Known {
				last.Share.Value += s.Share.Value
			} else {
				last.Share = Opt[float64]{}
			}
			if last.On.Before(s.On) {
				last.On, last.Name = s.On, s.Name
			}
			continue
		}
		out = append(out, s)
	}
	return out
}
