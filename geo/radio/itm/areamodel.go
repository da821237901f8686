package itm

import (
	"math"

	"hatang/geo/radio"
)

// AreaModel is ITM's area mode as a radio.Model: for links whose terrain is known
// by its irregularity alone.
type AreaModel struct {
	Model
	// DeltaHM is the terrain irregularity Δh: 0 for a flat plain, 30 for
	// plains, 90 for hills, 200 for mountains, 500 for rugged mountains, [TR,
	// table 1].
	DeltaHM            float64
	TxSiting, RxSiting Siting
}

var _ radio.Model = AreaModel{}

// VietnamArea is the model as Vietnam has it, over hills, with transmitters sited
// carefully and receivers at random.
func VietnamArea() AreaModel {
	return AreaModel{Model: Vietnam(), DeltaHM: 90, TxSiting: SitingCareful, RxSiting: SitingRandom}
}

// Info describes the model.
func (m AreaModel) Info() radio.Info {
	info := m.Model.Info()
	info.Name = "NTIA ITM (Longley-Rice) 1.4, area"
	info.NeedsProfile = false
	info.Ranges = append(info.Ranges, radio.Range{
		Quantity: "terrain irregularity", Unit: "m", Min: 0, Max: math.Inf(1), Strict: true,
	})
	return info
}

// Predict needs only the link's distance.
func (m AreaModel) Predict(l radio.Link, explain radio.Observer) (radio.Prediction, error) {
	result, err := Area(m.Params(l), AreaParams{
		DistanceM: l.LengthM(), DeltaHM: m.DeltaHM, TxSiting: m.TxSiting, RxSiting: m.RxSiting,
	})
	if err != nil {
		return radio.Prediction{}, err
	}
	return result.prediction(l, explain), nil
}
