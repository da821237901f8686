package indicators

import "hatang/registry"

// Network names a network whose service is measured.
type Network string

// The networks.
const (
	PostalNetwork Network = "postal"
	BTSNetwork    Network = "bts"
	RadioNetwork  Network = "radio"
)

// Served says what radius each point of a network serves, and how many people,
// in one unit on one day.
type Served struct {
	Network Network       `json:"network"`
	Unit    UnitRef       `json:"unit"`
	AsOf    registry.Date `json:"as_of"`
	// Official holds the mean figures that departments publish.
	Official Official `json:"official"`
	// Shares are proportions published beside them, such as BĐVHX in 70 of 86 xã.
	Shares []Share `json:"shares"`
	// Published sets the figures that were printed elsewhere against these.
	Published []Comparison `json:"published,omitempty"`
	// Access holds the figures for reference ("tham khảo"): every populated cell
	// goes to its nearest point. Nil where it cannot be computed; Notes say why.
	Access *Access `json:"access"`
	// Declared is what the declared coverage radii cover; nil where none is declared.
	Declared *DeclaredCoverage `json:"declared"`
	Notes    []registry.Text   `json:"notes"`
	// Provenance says from which data and by what method this was computed.
	Provenance Provenance `json:"provenance"`
}

// UnitRef names an administrative unit.
type UnitRef struct {
	Code  string `json:"code"`
	Name  string `json:"name"`
	Level string `json:"level"`
}

// Input is a figure that a formula takes, with where it comes from.
type Input struct {
	Value  registry.Opt[float64] `json:"value"`
	Year   registry.Opt[int64]   `json:"year"`
	Source registry.Text         `json:"source"`
}

// Official is the arithmetic of published reports: a mean service radius by
// both formulas and people per point, with everything that they divide.
type Official struct {
	AreaKM2 Input        `json:"area_km2"`
	People  Input        `json:"people"`
	N       int          `json:"n"`
	Counts  []ClassCount `json:"counts"` // what N counts, by class
	// RadiusCircleKM is √(S/(πN)), RadiusHalfSquareKM ½√(S/N); unknown with Why
	// where S is not known or N is 0.
	RadiusCircleKM     registry.Opt[float64] `json:"radius_circle_km"`
	RadiusHalfSquareKM registry.Opt[float64] `json:"radius_half_square_km"`
	PeoplePerPoint     registry.Opt[float64] `json:"people_per_point"`
	Why                registry.Text         `json:"why"`
}

// ClassCount counts the points of one class; Counted tells whether N includes
// them.
type ClassCount struct {
	Class   string        `json:"class"`
	Label   registry.Text `json:"label"`
	N       int           `json:"n"`
	Counted bool          `json:"counted"`
}

// Share is a of b, in per cent.
type Share struct {
	Name    registry.Text         `json:"name"`
	Part    int                   `json:"part"`
	Whole   int                   `json:"whole"`
	Percent registry.Opt[float64] `json:"percent"`
}

// Comparison sets a printed figure beside the computed one and says in words
// how they differ.
type Comparison struct {
	Name     registry.Text         `json:"name"`
	Printed  string                `json:"printed"`
	Source   string                `json:"source"`
	Computed registry.Opt[float64] `json:"computed"`
	// Agreement tells how they relate at the printed precision.
	Agreement Agreement     `json:"agreement"`
	Finding   registry.Text `json:"finding"`
}

// Agreement tells how a printed figure relates to a computed one.
type Agreement string

// The agreements.
const (
	Agrees     Agreement = "agrees"     // the computed one, rounded, is the printed one
	CutOff     Agreement = "cut_off"    // cut off instead of rounded it is
	Differs    Agreement = "differs"    // neither
	Incomputed Agreement = "incomputed" // there is nothing to compare with
)

// Distances describes how far people are from their nearest point. Lengths are
// ellipsoidal metres, weighted by people.
type Distances struct {
	People float64 `json:"people"`
	MeanM  float64 `json:"mean_m"`
	P50M   float64 `json:"p50_m"`
	P90M   float64 `json:"p90_m"`
	R95M   float64 `json:"r95_m"` // the radius that holds 95 % of the people
	MaxM   float64 `json:"max_m"`
	// Within holds the share of people (0…1) within each of BandsM.
	Within []float64 `json:"within"`
}

// Access is the nearest-point view of a network.
type Access struct {
	BandsM []float64    `json:"bands_m"` // 1,000 2,000 3,000 5,000
	Total  Distances    `json:"total"`
	Points []PointServe `json:"points"`
	// Communes are ordered worst first: by mean distance, longest first.
	Communes []CommuneServe `json:"communes"`
}

// PointServe is what one point serves.
type PointServe struct {
	ID      string    `json:"id"`
	Code    string    `json:"code"`
	Name    string    `json:"name"`
	Class   string    `json:"class"`
	Commune string    `json:"commune"`
	Lon     float64   `json:"lon"`
	Lat     float64   `json:"lat"`
	AreaKM2 float64   `json:"area_km2"`
	Serves  Distances `json:"serves"`
}

// CommuneServe is how one commune is served.
type CommuneServe struct {
	Unit   UnitRef   `json:"unit"`
	Points int       `json:"points"` // points that lie in it
	Serves Distances `json:"serves"`
}

// DeclaredCoverage is the union of the discs that operators declare: people in
// it count once.
type DeclaredCoverage struct {
	Points  int     `json:"points"`  // with a declared radius
	Without int     `json:"without"` // of the network, without one
	People  float64 `json:"people"`
	Share   float64 `json:"share"` // of the people of the unit, 0…1
	AreaKM2 float64 `json:"area_km2"`
}

// Provenance says how figures were made.
type Provenance struct {
	Model   string        `json:"model"`
	Version string        `json:"version"`
	Seq     int64         `json:"registry_seq"` // the change they stand at
	Surface registry.Text `json:"surface"`      // how people were spread
	Method  registry.Text `json:"method"`
}
