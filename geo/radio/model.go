package radio

// Model predicts the basic transmission loss of a link.
type Model interface {
	// Info says what the model is and where it holds.
	Info() Info
	// Predict computes the loss. A non-nil explain receives every
	// intermediate quantity, in the order of the computation. Errors are
	// OutOfRange values (possibly joined) or say what the link lacks.
	Predict(link Link, explain Observer) (Prediction, error)
}

// Info describes a model to people.
type Info struct {
	// ID is short and stable: what a file or a command line calls the model.
	ID string
	// Name is the usual one, with its version, such as "ITU-R P.1812-8".
	Name string
	// Source names the text that the model was written from.
	Source string
	// NeedsProfile tells that the model cannot answer without terrain.
	NeedsProfile bool
	// Ranges in which the model holds.
	Ranges []Range
}

// Prediction is a model's answer.
type Prediction struct {
	// LossDB is the basic transmission loss not exceeded for the link's
	// percentages of time and locations.
	LossDB float64
	// ShadowSigmaDB is the standard deviation of slow fading about LossDB
	// that the model itself gives; 0 where it gives none.
	ShadowSigmaDB float64
	// Mechanism that governs: line of sight, diffraction, ... ; may be empty.
	Mechanism string
	// Warnings that belong on every figure made from this prediction.
	Warnings []OutOfRange
}

// Quantity is an intermediate result.
type Quantity struct {
	// Symbol as the source writes it.
	Symbol string
	// Ref is the equation, table or section of the source.
	Ref   string
	Value float64
	Unit  string
}

// Observer receives intermediate quantities.
type Observer func(Quantity)

// Note hands a quantity to the observer if there is one.
func (o Observer) Note(symbol, ref string, value float64, unit string) {
	if o != nil {
		o(Quantity{Symbol: symbol, Ref: ref, Value: value, Unit: unit})
	}
}
