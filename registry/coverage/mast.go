package coverage

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/coverage/network"
	"hatang/geo/geodesy"
	"hatang/geo/radio/antenna"
	"hatang/geo/radio/budget"
	"hatang/geo/radio/sweep"
	"hatang/geo/raster"
	"hatang/geo/terrain"
)

// lossesVersion changes when the same inputs give other losses.
const lossesVersion = 1

// lossJob is one computation of losses, with everything that they follow from:
// its hash is their name.
type lossJob struct {
	Version                             int
	Grid                                raster.Grid
	At                                  orb.Point
	HeightM, RxHeightM, FrequencyMHz    float64
	RadiusM                             float64
	Model                               string
	TimePercent, LocationPercent, Clutt float64
	Tiles                               []string // the terrain within reach, by its hashes
	name                                string
}

func newLossJob(grid raster.Grid, ground *terrain.Model, p Parameters, a *Antenna) (lossJob, error) {
	j := lossJob{
		Version: lossesVersion, Grid: grid, At: a.At, HeightM: a.HeightM, RxHeightM: p.RxHeightM, FrequencyMHz: a.FrequencyMHz,
		RadiusM: p.RadiusM, Model: p.modelFor(a.FrequencyMHz, a.HeightM),
		TimePercent: p.TimePercent, LocationPercent: p.LocationPercent, Clutt: p.ClutterHeightM,
	}
	if ground != nil {
		for _, tile := range ground.SourcesWithin(geodesy.Box(a.At, p.RadiusM)) {
			j.Tiles = append(j.Tiles, fmt.Sprintf("%s %s %t", tile.Name, tile.SHA256, tile.StandIn))
		}
	}
	var err error
	j.name, err = key(j)
	return j, err
}

// request is the job as the sweep takes it.
func (j *lossJob) request() sweep.Request {
	return sweep.Request{
		At: j.At, HeightM: j.HeightM, RxHeightM: j.RxHeightM, FrequencyMHz: j.FrequencyMHz, RadiusM: j.RadiusM,
		Model: j.Model, TimePercent: j.TimePercent, LocationPercent: j.LocationPercent, ClutterHeightM: j.Clutt, Workers: 1,
	}
}

// mastJob is the antennas of a station that share losses.
type mastJob struct {
	loss     lossJob
	antennas []int // of the station
}

// masts groups a station's antennas by the losses that they share.
func masts(grid raster.Grid, ground *terrain.Model, p Parameters, s *Station) ([]mastJob, error) {
	var all []mastJob
	for i := range s.Antennas {
		loss, err := newLossJob(grid, ground, p, &s.Antennas[i])
		if err != nil {
			return nil, err
		}
		k := slices.IndexFunc(all, func(m mastJob) bool { return m.loss.name == loss.name })
		if k < 0 {
			k = len(all)
			all = append(all, mastJob{loss: loss})
		}
		all[k].antennas = append(all[k].antennas, i)
	}
	return all, nil
}

// mounted is the antenna as it hangs.
func (a *Antenna) mounted(patterns func(name string) (antenna.Pattern, error)) (antenna.Mounted, error) {
	var p antenna.Pattern
	switch a.Pattern {
	case "f1336-omni":
		p = antenna.F1336Omni{PeakGain: a.GainDBi, SideLobe: 0.7}
	case "tr36814":
		p = antenna.Sector{
			PeakGain: a.GainDBi, AzimuthBeamDeg: a.BeamwidthDeg, ElevationBeamDeg: a.VerticalBeamDeg,
			FrontToBackDB: 25, SideLobeDB: 20, // TR 36.814 table A.2.1.1-2
		}
	default:
		var err error
		if p, err = patterns(a.Pattern); err != nil {
			return antenna.Mounted{}, err
		}
	}
	return antenna.Mount(p, a.AzimuthDeg, a.MechanicalTiltDeg, a.ElectricalTiltDeg), nil
}

// carrier is the antenna with what the level has before gain and loss, lowered
// to where the way back still works. For the uplink to reach as far as a band
// promises, the loss may be no greater than MaximumLossDB; both the level and
// that cap fall one for one with the loss, so a constant shortfall expresses it
// in every band.
func (a *Antenna) carrier(m antenna.Mounted, t *budget.Technology, limited float64) (c network.Carrier, shortfallDB float64) {
	tx := budget.Transmitter{
		PowerDBm: a.EIRPDBm - m.PeakDBi() + a.FeederLossDB, FeederLossDB: a.FeederLossDB, FrequencyMHz: a.FrequencyMHz,
	}
	downlink := t.Level(tx, 0, 0)
	uplink := limited + t.MaximumLossDB(tx, 0, budget.HalfOfLocations)
	return network.Carrier{Antenna: m, OffsetDB: min(downlink, uplink)}, max(0, downlink-uplink)
}

// keptBelowDB is how far below a limited signal levels are still kept, for
// those who ask how much is missing.
const keptBelowDB = 20

// levelJob is what the levels of a station follow from: its hash is their name.
type levelJob struct {
	Version    int
	Grid       raster.Grid
	Losses     []string
	Antennas   []Antenna
	Patterns   []string // contents of imported antennas, by their hashes
	Budget     *budget.Technology
	Location   float64
	Declared   *raster.Disc
	DeclaredDB int16
}

// levelsVersion changes when the same losses give other levels.
const levelsVersion = 1

// apply makes a station's levels of its masts' losses.
func apply(grid raster.Grid, s *Station, jobs []mastJob, losses []*sweep.Footprint,
	patterns func(name string) (antenna.Pattern, error), t *budget.Technology, limited float64,
) (*network.Layer, error) {
	layers := make([]*network.Layer, 0, len(jobs))
	for k, f := range losses {
		var carriers []network.Carrier
		for _, i := range jobs[k].antennas {
			m, err := s.Antennas[i].mounted(patterns)
			if err != nil {
				return nil, err
			}
			c, _ := s.Antennas[i].carrier(m, t, limited)
			carriers = append(carriers, c)
		}
		layers = append(layers, network.Apply(grid, mastOf(f), carriers, limited-keptBelowDB))
	}
	return network.Best(layers...), nil
}

func mastOf(f *sweep.Footprint) network.Mast {
	return network.Mast{
		At:          f.At,
		Window:      network.Window{Col0: f.Col0, Row0: f.Row0, Cols: f.Cols, Rows: f.Rows},
		LossCentiDB: f.LossCentiDB, ElevationCentiDeg: f.ElevationCentiDeg, Sight: f.Sight,
	}
}
