package planning

import (
	"hatang/registry"
	"hatang/registry/indicators"
)

// Result is the answer to a question, or to a layout drawn by hand.
type Result struct {
	Question Question           `json:"question"`
	Unit     indicators.UnitRef `json:"unit"`
	AsOf     registry.Date      `json:"as_of"`
	Layout   Layout             `json:"layout"`
	Before   Figures            `json:"before"`
	After    Figures            `json:"after"`
	Changes  []Change           `json:"changes"`
	// Curve is what each next point gains, or each next closure costs, in the order
	// in which they do most good, or least harm.
	Curve []Step `json:"curve"`
	// Communes whose people have another way than before.
	Communes []CommuneChange `json:"communes"`
	Norms    []NormChange    `json:"norms"`
	Solver   *Solver         `json:"solver,omitempty"` // none for a layout drawn by hand
	// Ranking is the candidates by themselves, of networks that cover people: those
	// that cover somebody new, most people first.
	Ranking []Ranked `json:"ranking,omitempty"`
	// Coverage is on what the footprints of such networks rest.
	Coverage   *CoverageBasis        `json:"coverage_basis,omitempty"`
	Notes      []registry.Text       `json:"notes"`
	Provenance indicators.Provenance `json:"provenance"`
}

// ChangeKind is what happens to a point.
type ChangeKind string

// The kinds of change.
const (
	Opened   ChangeKind = "add"
	Closed   ChangeKind = "close"
	Upgraded ChangeKind = "upgrade"
)

// Change is one point that the plan adds, closes or upgrades, and why.
type Change struct {
	Kind    ChangeKind         `json:"kind"`
	ID      string             `json:"id"`
	Name    string             `json:"name"`
	Source  string             `json:"source"`
	Lon     float64            `json:"lon"`
	Lat     float64            `json:"lat"`
	Commune indicators.UnitRef `json:"commune"`
	// Rank is its place in the curve, from 1.
	Rank int `json:"rank"`
	// People for whom an added point is then the nearest, or who went to a closed
	// one; MeanBefore and MeanAfter are their ways.
	People     float64               `json:"people"`
	MeanBefore registry.Opt[float64] `json:"mean_before"`
	MeanAfter  registry.Opt[float64] `json:"mean_after"`
	// Within is how many of them come within the limit, negative when they leave it.
	Within float64 `json:"within"`
	// First tells that its commune had no point, Last that it then has none.
	First  bool          `json:"first"`
	Last   bool          `json:"last"`
	Reason registry.Text `json:"reason"`
}

// Step is one point of the marginal curve.
type Step struct {
	N    int    `json:"n"`
	ID   string `json:"id"`
	Name string `json:"name"`
	// Gain is the people times way saved by this point after those before it,
	// negative for a closure; GainPeople the people it brings within the limit, or
	// covers.
	Gain       float64 `json:"gain"`
	GainPeople float64 `json:"gain_people"`
	// Mean way and share of people within the limit, or covered, from then on.
	Mean  registry.Opt[float64] `json:"mean"`
	Share float64               `json:"share"`
}

// CommuneChange is one commune before and after.
type CommuneChange struct {
	Unit   indicators.UnitRef    `json:"unit"`
	People float64               `json:"people"`
	Points [2]int                `json:"points"` // before and after
	Before registry.Opt[float64] `json:"mean_before"`
	After  registry.Opt[float64] `json:"mean_after"`
}

// NormChange is a norm held against the network before and after.
type NormChange struct {
	Norm   NormRef               `json:"norm"`
	Before registry.Opt[float64] `json:"before"`
	After  registry.Opt[float64] `json:"after"`
	Said   registry.Text         `json:"said"`
}
