package planning

import (
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"hatang/geo/access"
	"hatang/registry"
)

// Layout is what a plan changes in the network.
type Layout struct {
	Added  []Added  `json:"added"`
	Closed []string `json:"closed"` // IDs of existing points
}

// Added is a point that the plan adds.
type Added struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Source string  `json:"source"` // settlement, seat, grid, list, point, hand
	Lon    float64 `json:"lon"`
	Lat    float64 `json:"lat"`
}

// At is where it stands.
func (a *Added) At() orb.Point { return orb.Point{a.Lon, a.Lat} }

func (c *choice) layout(s *stage) Layout {
	l := Layout{Added: []Added{}, Closed: []string{}}
	for i := range c.added {
		a := &c.added[i]
		l.Added = append(l.Added, Added{ID: a.id, Name: a.name, Source: a.source, Lon: a.at[0], Lat: a.at[1]})
	}
	for _, i := range c.closed {
		l.Closed = append(l.Closed, s.points[i].id)
	}
	return l
}

// Edit is a change of a layout by hand. IDs are those of existing points or of
// points that the plan adds.
type Edit struct {
	Add []Place `json:"add,omitempty"`
	// Move gives a point another place; an existing one is closed for one there.
	Move []Place `json:"move,omitempty"`
	// Remove drops a point that the plan adds, and closes one that exists.
	Remove []string `json:"remove,omitempty"`
	// Restore opens again what the plan closes.
	Restore []string `json:"restore,omitempty"`
	// Force and Forbid are kept in the question, for when it is solved again;
	// Unforce takes IDs out of both.
	Force   []string `json:"force,omitempty"`
	Forbid  []string `json:"forbid,omitempty"`
	Unforce []string `json:"unforce,omitempty"`
}

// apply edits a layout and its question; every problem is told at once, and then
// nothing is changed.
func (e *Edit) apply(s *stage, q Question, old Layout) (Question, Layout, error) {
	var l problemList
	next := Layout{Added: slices.Clone(old.Added), Closed: slices.Clone(old.Closed)}
	for i, p := range e.Move {
		next.move(s, i, p, &l)
	}
	for i, id := range e.Remove {
		next.remove(s, i, id, &l)
	}
	for i, id := range e.Restore {
		if k := slices.Index(next.Closed, id); k >= 0 {
			next.Closed = slices.Delete(next.Closed, k, k+1)
		} else {
			l.addRow(i+1, "restore", id, "reference", "phương án không đóng điểm này", "the plan does not close this point")
		}
	}
	for i, p := range e.Add {
		next.add(s, i, p, &l)
	}
	q.Force = names(q.Force, e.Force, e.Unforce, e.Forbid)
	q.Forbid = names(q.Forbid, e.Forbid, e.Unforce, e.Force)
	for _, id := range e.Force {
		if slices.Contains(e.Forbid, id) {
			l.add("force", id, "contradiction", "vừa bắt buộc vừa cấm", "is both forced and forbidden")
		}
	}
	if err := l.err(); err != nil {
		return q, old, err
	}
	return q, next, nil
}

// names is a list with some more and without others.
func names(old, more []string, without ...[]string) []string {
	kept := slices.Clone(old)
	for _, list := range without {
		kept = slices.DeleteFunc(kept, func(id string) bool { return slices.Contains(list, id) })
	}
	for _, id := range more {
		if !slices.Contains(kept, id) {
			kept = append(kept, id)
		}
	}
	return kept
}

func (n *Layout) add(s *stage, row int, p Place, l *problemList) {
	if !s.inside(p, row, "add", l) {
		return
	}
	id := p.ID
	for k := len(n.Added) + 1; id == "" || (p.ID == "" && n.find(id) >= 0); k++ {
		id = "h:" + strconv.Itoa(k)
	}
	if n.find(id) >= 0 || s.find(id) >= 0 {
		l.addRow(row+1, "add", id, "unique", "đã có điểm mang mã này", "there is a point with this id")
		return
	}
	name := p.Name
	if name == "" {
		name = id
	}
	n.Added = append(n.Added, Added{ID: id, Name: name, Source: "hand", Lon: p.Lon, Lat: p.Lat})
}

func (n *Layout) move(s *stage, row int, p Place, l *problemList) {
	if !s.inside(p, row, "move", l) {
		return
	}
	if k := n.find(p.ID); k >= 0 {
		n.Added[k].Lon, n.Added[k].Lat, n.Added[k].Source = p.Lon, p.Lat, "hand"
		return
	}
	i := s.find(p.ID)
	if i < 0 || slices.Contains(n.Closed, p.ID) {
		l.addRow(row+1, "move", p.ID, "reference", "không có điểm này trong phương án", "there is no such point in the plan")
		return
	}
	n.Closed = append(n.Closed, p.ID)
	n.Added = append(n.Added, Added{ID: "m:" + p.ID, Name: s.points[i].label(), Source: "hand", Lon: p.Lon, Lat: p.Lat})
}

func (n *Layout) remove(s *stage, row int, id string, l *problemList) {
	if k := n.find(id); k >= 0 {
		n.Added = slices.Delete(n.Added, k, k+1)
		return
	}
	if s.find(id) < 0 || slices.Contains(n.Closed, id) {
		l.addRow(row+1, "remove", id, "reference", "không có điểm này trong phương án", "there is no such point in the plan")
		return
	}
	n.Closed = append(n.Closed, id)
}

func (n *Layout) find(id string) int {
	return slices.IndexFunc(n.Added, func(a Added) bool { return a.ID == id })
}

func (s *stage) inside(p Place, row int, column string, l *problemList) bool {
	if s.ground.CommuneOf(registry.Position{Point: p.At(), Located: true}, "") >= 0 {
		return true
	}
	l.addRow(row+1, column, strconv.FormatFloat(p.Lon, 'f', -1, 64)+" "+strconv.FormatFloat(p.Lat, 'f', -1, 64), "inside",
		"nằm ngoài %[1]s", "lies outside %[1]s", s.ground.Unit.Name)
	return false
}

// state is a layout laid over the stage.
type state struct {
	layout  Layout
	field   access.Field
	picture *access.Picture
	// added is the number in the field of each point added, commune where it lies;
	// closed the indices of the points closed.
	added   []int32
	commune []int
	closed  []int
}

// lay changes a copy of the stage's field, or of that of the plan laid last, as
// the layout says.
func (s *stage) lay(l Layout) *state {
	from := s.near(l)
	if from == nil {
		from = &state{field: s.field, picture: s.before}
	}
	t := &state{layout: l, field: from.field.Clone()}
	taken := map[int32]bool{}
	var closing []int32
	for i := range l.Added {
		a := &l.Added[i]
		number := from.numberAt(a.At(), taken)
		if number < 0 {
			number = t.field.Add(a.At())
		}
		taken[number] = true
		t.added = append(t.added, number)
		t.commune = append(t.commune, s.ground.CommuneOf(registry.Position{Point: a.At(), Located: true}, ""))
	}
	for _, number := range from.added {
		if !taken[number] {
			closing = append(closing, number)
		}
	}
	for _, id := range l.Closed {
		i := s.find(id)
		if i < 0 {
			continue // gone from the registry since
		}
		t.closed = append(t.closed, i)
		if s.number[i] >= 0 && !slices.Contains(from.layout.Closed, id) {
			closing = append(closing, int32(s.number[i]))
		}
	}
	for _, number := range closing {
		t.field.Remove(number)
	}
	t.picture = from.picture.Again(s.metric, t.field)
	s.remember(t)
	return t
}
