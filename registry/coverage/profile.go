package coverage

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
	"hatang/geo/radio"
	"hatang/geo/radio/catalogue"
	"hatang/geo/terrain"
	"hatang/registry"
)

// ProfileRequest asks for the terrain of a path.
type ProfileRequest struct {
	From, To               orb.Point
	FromHeightM, ToHeightM float64 // of the antennas above ground
	FrequencyMHz           float64
	StepM                  float64 // 0: 30 m, or longer on long paths
	Model                  string  // of the loss; empty: P.1812
}

// Bounds of a path.
const (
	maxPathM      = 150e3
	maxPathPoints = 2000
	minPathM      = 1
)

// Path is the terrain of a path with the ray between its antennas.
type Path struct {
	From         orb.Point `json:"from"`
	To           orb.Point `json:"to"`
	FromHeightM  float64   `json:"from_height_m"`
	ToHeightM    float64   `json:"to_height_m"`
	FrequencyMHz float64   `json:"frequency_mhz"`
	DistanceM    float64   `json:"distance_m"`
	AzimuthDeg   float64   `json:"azimuth_deg"`
	// DistancesM and the slices beside it are along the path. GroundM is above sea
	// level; BulgeM is by how much the earth, of 4/3 its radius, rises over the
	// chord; RayM is the straight ray above the chord and Fresnel1M the radius of
	// the first Fresnel zone.
	DistancesM []float64 `json:"distances_m"`
	GroundM    []float64 `json:"ground_m"`
	BulgeM     []float64 `json:"bulge_m"`
	RayM       []float64 `json:"ray_m"`
	Fresnel1M  []float64 `json:"fresnel1_m"`
	// ClearancesM is the height of the ray over the bulged ground.
	ClearancesM []float64 `json:"clearances_m"`
	// Sight over bare ground. ClearanceM is the least height of the ray over it,
	// at ClearanceAtM; ClearanceShare is the same, least, as a share of the
	// Fresnel radius: 0.6 and more is as good as free space.
	Sight          bool    `json:"line_of_sight"`
	ClearanceM     float64 `json:"clearance_m"`
	ClearanceAtM   float64 `json:"clearance_at_m"`
	ClearanceShare float64 `json:"clearance_of_fresnel"`
	// Obstruction is the ground that enters the first Fresnel zone deepest; null
	// where none comes nearer to the ray than 0.6 of its radius.
	Obstruction *Obstruction `json:"obstruction"`
	Loss        *PathLoss    `json:"loss,omitempty"`
	LossRefused string       `json:"loss_refused,omitempty"`
	Terrain     []Tile       `json:"terrain"`
	StandIn     bool         `json:"stand_in"`
}

// Obstruction is a place under a path that its ray passes too near.
type Obstruction struct {
	DistanceM  float64 `json:"distance_m"` // from the first end
	Lon        float64 `json:"lon"`
	Lat        float64 `json:"lat"`
	GroundM    float64 `json:"ground_m"`
	ClearanceM float64 `json:"clearance_m"` // below 0: the ground blocks the ray
	// Share of the radius of the first Fresnel zone that is clear.
	Share float64 `json:"clearance_of_fresnel"`
	// MissingM is how much higher the ray would have to pass to have 0.6 of it.
	MissingM float64 `json:"missing_m"`
}

// freeShare of the first Fresnel zone clear is as good as free space (ITU-R
// P.526-15, §2).
const freeShare = 0.6

// PathLoss is what a model predicts for a path, with what it went through.
type PathLoss struct {
	Model     string         `json:"model"`
	Name      string         `json:"name"`
	LossDB    float64        `json:"loss_db"`
	Mechanism string         `json:"mechanism,omitempty"`
	Warnings  []string       `json:"warnings,omitempty"`
	Steps     []QuantityStep `json:"intermediate"`
}

// QuantityStep is an intermediate quantity with where its source defines it.
type QuantityStep struct {
	Symbol string  `json:"symbol"`
	Ref    string  `json:"ref"`
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
}

func (ask *ProfileRequest) check() error {
	var problems []registry.Problem
	within := func(column string, v, least, most float64) {
		if !(v >= least && v <= most) {
			problems = append(problems, registry.Problem{
				Column: column, Value: registry.EN.Number(v, 3), Rule: "range", Severity: registry.Fault,
				Message: between(least, most),
			})
		}
	}
	for _, p := range []orb.Point{ask.From, ask.To} {
		within("longitude", p[0], -180, 180)
		within("latitude", p[1], -80, 80)
	}
	within("from_height_m", ask.FromHeightM, 0.5, 3000)
	within("to_height_m", ask.ToHeightM, 0.5, 3000)
	within("frequency_mhz", ask.FrequencyMHz, 30, 100e3)
	if len(problems) > 0 {
		return &registry.Error{Code: registry.Invalid, Problems: problems, Message: registry.Text{
			VI: "không vẽ được mặt cắt", EN: "the profile cannot be made",
		}}
	}
	switch d := geodesy.DistanceM(ask.From, ask.To); {
	case d < minPathM:
		apart := registry.Decimals(d, 2)
		return registry.Errorf(registry.Invalid, "máy thu nằm ngay tại trạm: hai đầu cách nhau %[1]s m", "the receiver is on the site itself: the ends are %[2]s m apart", apart.VI, apart.EN)
	case d > maxPathM:
		long, most := registry.Decimals(d/1000, 0), registry.Decimals(maxPathM/1000, 0)
		return registry.Errorf(registry.Invalid, "đường dài %[1]s km, tối đa %[2]s km", "the path is %[3]s km long, at most %[4]s km", long.VI, most.VI, long.EN, most.EN)
	}
	return nil
}

// NewPath makes the profile of a path over terrain.
func NewPath(ground *terrain.Model, ask ProfileRequest) (*Path, error) {
	if err := ask.check(); err != nil {
		return nil, err
	}
	if ground == nil {
		none := registry.Errorf(registry.NotFound, "chưa nạp địa hình", "no terrain is loaded")
		none.Hint = registry.Text{VI: "hatang import elevation TỆP", EN: "hatang import elevation FILE"}
		return nil, none
	}
	p := &Path{From: ask.From, To: ask.To, FromHeightM: ask.FromHeightM, ToHeightM: ask.ToHeightM, FrequencyMHz: ask.FrequencyMHz}
	p.DistanceM, p.AzimuthDeg, _ = geodesy.Inverse(ask.From, ask.To)
	p.AzimuthDeg = math.Mod(p.AzimuthDeg+360, 360)
	step := ask.StepM
	if step == 0 {
		step = 30
	}
	step = min(max(step, p.DistanceM/maxPathPoints), p.DistanceM/2)
	heights, spacing, err := ground.Profile(nil, ask.From, ask.To, step)
	var missing *terrain.MissingError
	switch {
	case errors.As(err, &missing):
		var vi, en []string
		for _, g := range missing.Gaps {
			from, to := registry.Decimals(g.FromKm, 2), registry.Decimals(g.ToKm, 2)
			vi = append(vi, fmt.Sprintf("từ %s đến %s km", from.VI, to.VI))
			en = append(en, fmt.Sprintf("from %s to %s km", from.EN, to.EN))
		}
		bad := &registry.Error{Code: registry.NotFound, Message: registry.Text{
			VI: "thiếu địa hình trên đường truyền: " + strings.Join(vi, ", "), EN: "terrain is missing under the path: " + strings.Join(en, ", "),
		}}
		bad.Hint = registry.Text{VI: "nạp các mảnh phủ đường này: hatang import elevation", EN: "load the tiles that cover it: hatang import elevation"}
		return nil, bad
	case err != nil:
		return nil, err
	}
	p.GroundM = heights
	p.shape(spacing)
	box := orb.MultiPoint{ask.From, ask.To}.Bound()
	for _, tile := range ground.SourcesWithin(box) {
		p.Terrain = append(p.Terrain, tileOf(tile))
		p.StandIn = p.StandIn || tile.StandIn
	}
	p.predict(ask)
	return p, nil
}

// effectiveEarthM is 4/3 of the mean radius.
const effectiveEarthM = 4. / 3 * 6371e3

// shape draws the ray and the Fresnel zone over the bulge of the earth.
func (p *Path) shape(spacing float64) {
	n := len(p.GroundM)
	p.DistancesM, p.BulgeM = make([]float64, n), make([]float64, n)
	p.RayM, p.Fresnel1M, p.ClearancesM = make([]float64, n), make([]float64, n), make([]float64, n)
	length := spacing * float64(n-1)
	from, to := p.GroundM[0]+p.FromHeightM, p.GroundM[n-1]+p.ToHeightM
	wavelength := 299.792458 / p.FrequencyMHz
	p.ClearanceM, p.ClearanceShare, p.Sight = math.Inf(1), math.Inf(1), true
	for i := range n {
		d := spacing * float64(i)
		rest := length - d
		p.DistancesM[i] = d
		p.BulgeM[i] = d * rest / (2 * effectiveEarthM)
		p.RayM[i] = from + (to-from)*d/length
		p.Fresnel1M[i] = math.Sqrt(wavelength * d * rest / length)
		clear := p.RayM[i] - p.GroundM[i] - p.BulgeM[i]
		p.ClearancesM[i] = clear
		if i == 0 || i == n-1 {
			continue
		}
		if clear < p.ClearanceM {
			p.ClearanceM, p.ClearanceAtM = clear, d
		}
		if share := clear / p.Fresnel1M[i]; share < p.ClearanceShare {
			p.ClearanceShare = share
			if share < freeShare {
				p.Obstruction = p.obstructionAt(i, share)
			}
		}
		p.Sight = p.Sight && clear > 0
	}
}

func (p *Path) obstructionAt(i int, share float64) *Obstruction {
	at := geodesy.Direct(p.From, p.AzimuthDeg, p.DistancesM[i])
	return &Obstruction{
		DistanceM: p.DistancesM[i], Lon: at[0], Lat: at[1], GroundM: p.GroundM[i], ClearanceM: p.ClearancesM[i],
		Share: share, MissingM: freeShare*p.Fresnel1M[i] - p.ClearancesM[i],
	}
}

// predict asks the model; outside its range the path stays without a loss, and
// says why.
func (p *Path) predict(ask ProfileRequest) {
	id := ask.Model
	if id == "" {
		id = catalogue.DefaultWithTerrain
	}
	model, err := catalogue.ByID(id)
	if err != nil {
		p.LossRefused = err.Error()
		return
	}
	profile := &radio.Profile{GroundM: p.GroundM}
	for _, d := range p.DistancesM {
		profile.DistanceKm = append(profile.DistanceKm, d/1000)
	}
	loss := &PathLoss{Model: id, Name: model.Info().Name}
	prediction, err := model.Predict(radio.Link{
		FrequencyMHz: p.FrequencyMHz, TxHeightM: p.FromHeightM, RxHeightM: p.ToHeightM, Profile: profile,
		LatitudeDeg: (p.From[1] + p.To[1]) / 2,
	}, func(q radio.Quantity) {
		if !math.IsNaN(q.Value) && !math.IsInf(q.Value, 0) {
			loss.Steps = append(loss.Steps, QuantityStep{q.Symbol, q.Ref, q.Value, q.Unit})
		}
	})
	if err != nil {
		p.LossRefused = err.Error()
		return
	}
	loss.LossDB, loss.Mechanism = prediction.LossDB, prediction.Mechanism
	for _, w := range prediction.Warnings {
		loss.Warnings = append(loss.Warnings, w.Error())
	}
	p.Loss = loss
}
