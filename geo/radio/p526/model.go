package p526

import (
	"fmt"

	"hatang/geo/radio"
	"hatang/geo/radio/p525"
)

// Model is the delta-Bullington method as a radio.Model: free space plus
// diffraction.
type Model struct {
	// EarthRadiusKm is the effective one; zero means 8500, four thirds of the
	// true one.
	EarthRadiusKm float64
}

var _ radio.Model = Model{}

const modelID = "p526"

// Info describes the model.
func (Model) Info() radio.Info {
	return radio.Info{
		ID:           modelID,
		Name:         "ITU-R P.526-15, delta-Bullington",
		Source:       "Recommendation ITU-R P.526-15, §3.2 and §4.5",
		NeedsProfile: true,
		Ranges:       []radio.Range{frequencies(), heights("transmitter height"), heights("receiver height")},
	}
}

func frequencies() radio.Range {
	return radio.Range{Quantity: "frequency", Unit: "MHz", Min: 20, Max: 100e3, Strict: true}
}

func heights(name string) radio.Range {
	return radio.Range{Quantity: name, Unit: "m", Min: 0.1, Max: 20e3, Strict: true}
}

// Predict adds the diffraction over the bare ground of the link's profile to
// the loss of free space.
func (m Model) Predict(l radio.Link, explain radio.Observer) (radio.Prediction, error) {
	earthKm := m.EarthRadiusKm
	if earthKm == 0 {
		earthKm = 8500
	}
	warnings, err := radio.Check(modelID,
		radio.Reading{Range: frequencies(), Value: l.FrequencyMHz},
		radio.Reading{Range: heights("transmitter height"), Value: l.TxHeightM},
		radio.Reading{Range: heights("receiver height"), Value: l.RxHeightM},
		radio.Reading{Range: radio.Range{Quantity: "effective earth radius", Unit: "km",
			Min: 1000, Max: 1e6, Strict: true}, Value: earthKm},
	)
	if err != nil {
		return radio.Prediction{}, err
	}
	if l.Profile == nil {
		return radio.Prediction{}, fmt.Errorf("%s: the link has no terrain profile", modelID)
	}
	if err := l.Profile.Check(); err != nil {
		return radio.Prediction{}, fmt.Errorf("%s: %w", modelID, err)
	}
	wavelengthM := p525.SpeedOfLightMPerS / (l.FrequencyMHz * 1e6)
	sphere := NewSphere(l.FrequencyMHz/1e3, wavelengthM, l.Polarization)
	delta, clear := PathLoss(l.Profile.DistanceKm, l.Profile.GroundM,
		l.TxHeightM, l.RxHeightM, earthKm, wavelengthM, &sphere)
	free := p525.LossDB(l.SlantM(), l.FrequencyMHz)
	explain.Note("Lbf", "P.525 eq. 4", free, "dB")
	explain.Note("Lba", "eq. 59", delta.ActualDB, "dB")
	explain.Note("Lbs", "eq. 59", delta.SmoothDB, "dB")
	explain.Note("Lsph", "§3.2", delta.SphericalDB, "dB")
	explain.Note("L", "eq. 60", delta.LossDB, "dB")
	mechanism := "diffraction"
	if clear {
		mechanism = "line of sight"
	}
	return radio.Prediction{LossDB: free + delta.LossDB, Mechanism: mechanism, Warnings: warnings}, nil
}

// PathLoss is the diffraction loss over a profile of bare ground, distances in
// km and heights in m above sea level, for antennas at heights above the ground
// at its ends; and whether the antennas see each other. It allocates nothing.
func PathLoss(distanceKm, groundM []float64, txHeightM, rxHeightM, earthKm, wavelengthM float64, sphere *Sphere) (Delta, bool) {
	n := len(distanceKm) - 1
	txM, rxM := groundM[0]+txHeightM, groundM[n]+rxHeightM
	var sums FitSums
	for i := 1; i <= n; i++ {
		sums = sums.Next(distanceKm[i-1], groundM[i-1], distanceKm[i], groundM[i])
	}
	obstacles := LookFlat(distanceKm, groundM, txM, rxM)
	smooth := sums.Surface(distanceKm[n]).Lowered(obstacles, groundM[0], groundM[n])
	actual := Look(distanceKm, groundM, txM, rxM, 1/earthKm)
	h1, h2 := txM-smooth.TxM, rxM-smooth.RxM
	fitted := LookSmooth(distanceKm, h1, h2, 1/earthKm)
	return Combine(
		actual.BullingtonDB(wavelengthM),
		fitted.BullingtonDB(wavelengthM),
		sphere.LossDB(distanceKm[n], h1, h2, earthKm, 0),
	), actual.Clear()
}
