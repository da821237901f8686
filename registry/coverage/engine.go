package coverage

import (
	"context"
	"errors"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"github.com/paulmach/orb"

	"hatang/geo/coverage/network"
	"hatang/geo/geodesy"
	"hatang/geo/raster"
	"hatang/registry"
	"hatang/registry/indicators"
)

// Source is a state of the registry: a registry.Store, or a view of the live
// network.
type Source = indicators.Source

// Options of an Engine.
type Options struct {
	// Calculator places people; it must be there and may be shared.
	Calculator *indicators.Calculator
	// Settings of the registry; a registry.Store has them.
	Settings Settings
	Version  string // of the program
	Clock    func() time.Time
}

// Engine computes coverage, keeps it in a folder and answers from it. It is safe
// for concurrent use: answers come from an immutable state that a computation
// replaces when it is done.
type Engine struct {
	folder     *folder
	calculator *indicators.Calculator
	settings   Settings
	version    string
	now        func() time.Time
	computing  sync.Mutex
	state      atomic.Pointer[state]
}

// state is what was computed, in memory.
type state struct {
	claims *Claims
	groups map[groupKey]*group
	stamp  time.Time // of the claims file that it was read from
}

// group is a claim with its combined rasters.
type group struct {
	claim    *Claim
	network  *network.Network
	stations map[int32]*Footprint
}

// vietnam is the zone in which days begin and end.
var vietnam = registry.Vietnam()

// Open reads what a folder holds; one that is not there holds nothing yet. Where
// what it holds cannot be read, the error comes with an Engine that holds
// nothing and may compute anew.
func Open(ctx context.Context, path string, o Options) (*Engine, error) {
	if o.Calculator == nil || o.Settings == nil {
		return nil, errors.New("coverage: Calculator and Settings are needed")
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	f, err := openFolder(path)
	if err != nil {
		return nil, err
	}
	e := &Engine{folder: f, calculator: o.Calculator, settings: o.Settings, version: o.Version, now: o.Clock}
	return e, e.Reload(ctx)
}

func (e *Engine) today() registry.Date { return registry.DateOf(e.now().In(vietnam)) }

// Reload takes over what another process has computed, if it has.
func (e *Engine) Reload(ctx context.Context) error {
	stamp, err := e.folder.stamp()
	if err != nil {
		return err
	}
	if st := e.state.Load(); stamp.IsZero() || st != nil && st.stamp.Equal(stamp) {
		return nil
	}
	e.computing.Lock()
	defer e.computing.Unlock()
	claims, err := e.folder.claims()
	if err != nil || claims == nil {
		return err
	}
	st, err := e.assemble(ctx, claims, nil)
	if err == nil {
		st.stamp = stamp
		e.state.Store(st)
	}
	return err
}

// install writes claims and puts them in the place of the state. made are levels
// that are in memory already.
func (e *Engine) install(claims *Claims, made map[string]*network.Layer) error {
	st, err := e.assemble(context.Background(), claims, made)
	if err != nil {
		return err
	}
	if err := e.folder.putClaims(claims); err != nil {
		return err
	}
	if st.stamp, err = e.folder.stamp(); err != nil {
		return err
	}
	before := e.state.Swap(st)
	if before == nil || len(claims.names()) < len(before.claims.names())+len(made) {
		return e.folder.sweepOut(claims.names())
	}
	return nil
}

// assemble combines the levels of every claim, from those of the state before
// wherever that saves work.
func (e *Engine) assemble(ctx context.Context, claims *Claims, made map[string]*network.Layer) (*state, error) {
	st := &state{claims: claims, groups: map[groupKey]*group{}}
	before := e.state.Load()
	for _, c := range claims.Claims {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var old *group
		if before != nil && before.claims.Grid == claims.Grid {
			old = before.groups[c.key()]
		}
		g, err := e.combine(claims.Grid, c, old, made)
		if err != nil {
			return nil, err
		}
		st.groups[c.key()] = g
	}
	return st, nil
}

// combine makes the group of a claim: of the old one, by what changed, unless
// most did.
func (e *Engine) combine(grid raster.Grid, c *Claim, old *group, made map[string]*network.Layer) (*group, error) {
	g := &group{claim: c, stations: make(map[int32]*Footprint, len(c.Stations))}
	for _, s := range c.Stations {
		g.stations[s.Number] = s
	}
	usable := network.Centi(c.Usable)
	switch {
	case old == nil || old.network.Usable != usable || !g.near(old):
		g.network = network.New(grid, usable)
	case g.same(old):
		g.network = old.network
		return g, nil
	default:
		g.network = old.network.Clone()
		for n, was := range old.stations {
			if is := g.stations[n]; is == nil || is.Levels != was.Levels {
				g.network.Remove(n)
			}
		}
	}
	for _, s := range c.Stations {
		if g.network.Layer(s.Number) != nil {
			continue
		}
		l, err := e.layer(s, old, made)
		if err != nil {
			return nil, err
		}
		if err := g.network.Put(s.Number, l); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// layer finds a station's levels, in memory or in the folder.
func (e *Engine) layer(s *Footprint, old *group, made map[string]*network.Layer) (*network.Layer, error) {
	if l := made[s.Levels]; l != nil {
		return l, nil
	}
	if old != nil {
		if was := old.stations[s.Number]; was != nil && was.Levels == s.Levels {
			return old.network.Layer(s.Number), nil
		}
	}
	l, err := e.folder.levels(s.Levels)
	if errors.Is(err, fs.ErrNotExist) {
		missing := registry.Errorf(registry.Conflict, "thiếu tệp mức thu của trạm %s", "the levels of station %s are missing", s.Code)
		missing.Hint = registry.Text{VI: "tính lại: hatang coverage compute", EN: "compute again: hatang coverage compute"}
		missing.Cause = err
		return nil, missing
	}
	return l, err
}

// same tells whether nothing changed, near whether little did.
func (g *group) same(old *group) bool { return g.changed(old) == 0 }
func (g *group) near(old *group) bool { return g.changed(old) <= len(g.stations)/4+1 }

func (g *group) changed(old *group) int {
	changed := 0
	for n, s := range g.stations {
		if was := old.stations[n]; was == nil || was.Levels != s.Levels {
			changed++
		}
	}
	for n := range old.stations {
		if g.stations[n] == nil {
			changed++
		}
	}
	return changed
}

// current is the state, or an error that says that there is none.
func (e *Engine) current() (*state, error) {
	if st := e.state.Load(); st != nil {
		return st, nil
	}
	none := registry.Errorf(registry.NotFound, "chưa tính vùng phủ", "coverage is not computed yet")
	none.Hint = registry.Text{VI: "hatang coverage compute", EN: "hatang coverage compute"}
	return nil, none
}

// Status says what is computed and whether the registry has moved on since.
type Status struct {
	Computed bool `json:"computed"`
	// Current tells that the claims stand at the registry's newest change.
	Current bool          `json:"current"`
	Unit    string        `json:"unit,omitempty"`
	Seq     int64         `json:"registry_seq"`
	Claims  []ClaimStatus `json:"claims"`
}

// ClaimStatus is a claim in short.
type ClaimStatus struct {
	Operator   string     `json:"operator"`
	Technology string     `json:"technology"`
	Stations   int        `json:"stations"`
	Declared   int        `json:"declared"`
	Models     []string   `json:"models"`
	Parameters Parameters `json:"parameters"`
	StandIn    bool       `json:"stand_in"`
	Seq        int64      `json:"registry_seq"`
	// AsOf is the day whose stations were computed.
	AsOf       registry.Date `json:"as_of"`
	Current    bool          `json:"current"`
	ComputedAt time.Time     `json:"computed_at"`
	Warnings   []Caution     `json:"warnings,omitempty"`
}

// Ready tells whether coverage of an operator and technology, or of any where
// these are empty, is computed, and for which state of the registry. src is the
// registry as it is now; nil: only what is computed.
func (e *Engine) Ready(ctx context.Context, src Source, operator, technology string) (Status, error) {
	var s Status
	newest := int64(-1)
	if src != nil {
		var err error
		if newest, err = src.Seq(ctx); err != nil {
			return s, err
		}
	}
	st := e.state.Load()
	s.Seq = newest
	if st == nil {
		return s, nil
	}
	s.Unit = st.claims.Unit
	s.Current = true
	for _, c := range st.claims.Claims {
		if operator != "" && c.Operator != operator || technology != "" && c.Technology != technology {
			continue
		}
		status := ClaimStatus{
			Operator: c.Operator, Technology: c.Technology, Stations: len(c.Stations), Parameters: c.Parameters, StandIn: c.StandIn,
			Seq: c.Seq, AsOf: c.AsOf, Current: newest < 0 || c.Seq == newest, ComputedAt: c.ComputedAt, Warnings: c.Warnings, Models: c.models(),
		}
		for _, f := range c.Stations {
			if f.Basis == Declared {
				status.Declared++
			}
		}
		s.Computed = true
		s.Current = s.Current && status.Current
		s.Claims = append(s.Claims, status)
	}
	s.Current = s.Current && s.Computed
	return s, nil
}

// asked is what is computed, with the groups of an operator and technology.
func (e *Engine) asked(operator, technology string) (*state, []*group, error) {
	st, err := e.current()
	if err != nil {
		return nil, nil, err
	}
	groups, err := st.chosen(operator, technology)
	return st, groups, err
}

// chosen are the groups of an operator and technology, all where these are
// empty, in the order of the claims.
func (st *state) chosen(operator, technology string) ([]*group, error) {
	var all []*group
	for _, c := range st.claims.Claims {
		if (operator == "" || c.Operator == operator) && (technology == "" || c.Technology == technology) {
			all = append(all, st.groups[c.key()])
		}
	}
	if len(all) > 0 {
		return all, nil
	}
	none := registry.Errorf(registry.NotFound, "chưa có vùng phủ của doanh nghiệp %q, công nghệ %q", "there is no coverage of operator %q, technology %q", operator, technology)
	for _, c := range st.claims.Claims {
		none.Hint.VI += c.Operator + " " + c.Technology + "; "
	}
	none.Hint.EN = "there is: " + none.Hint.VI
	none.Hint.VI = "đang có: " + none.Hint.VI
	return nil, none
}

// surface is the people that the state's rasters are counted on.
func (e *Engine) surface(ctx context.Context, src Source, st *state) (*indicators.Ground, error) {
	ground, err := e.calculator.Ground(ctx, src, st.claims.Unit, registry.Date{})
	if err != nil {
		return nil, err
	}
	if ground.Surface == nil {
		return nil, noSurface(ground)
	}
	if ground.Surface.Grid != st.claims.Grid {
		moved := registry.Errorf(registry.Conflict, "ranh giới của đơn vị đã đổi từ khi tính vùng phủ", "the unit's boundary has changed since coverage was computed")
		moved.Hint = registry.Text{VI: "tính lại: hatang coverage compute", EN: "compute again: hatang coverage compute"}
		return nil, moved
	}
	return ground, nil
}

// reachable tells whether a station's disc may touch the grid.
func reachable(grid orb.Bound, s *Station, radiusM float64) bool {
	if s.Basis == Declared {
		radiusM = s.RadiusM
	}
	return geodesy.Box(s.At, radiusM).Intersects(grid)
}

// Stamp changes with what is computed.
func (e *Engine) Stamp() string {
	if st := e.state.Load(); st != nil {
		return st.stamp.UTC().Format(time.RFC3339Nano)
	}
	return ""
}
