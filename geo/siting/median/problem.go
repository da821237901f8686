package median

import (
	"hatang/geo/siting"
)

// Problem is who is to be served and by what they may be.
type Problem struct {
	// Demands is how many there are; they are named by index.
	Demands int
	// Weights are the people of each demand, at least 0; nil means 1 each.
	Weights []float64
	// Cost of each demand at each candidate, such as metres or seconds.
	Cost *Costs
	// Base is the cost of each demand at what exists already and is no
	// candidate, +Inf where it has nothing; nil means nothing exists.
	Base []float64
	// States of the candidates; nil means all are free.
	States []siting.State
	// P is how many candidates are open in the end, forced ones included.
	P int
	// AtMost lets fewer be open where the rest would help nobody.
	AtMost bool
	// Beyond is the cost counted for a demand that none of the open sites
	// serves although some candidate could. It is at least as high as every
	// entry of Cost. 0 means a hundred times the highest entry: nobody is left
	// out to make the way of some others a little shorter.
	Beyond float64
}

// weight of demand i.
func (p *Problem) weight(i int) float64 {
	if p.Weights == nil {
		return 1
	}
	return p.Weights[i]
}

// state of candidate j.
func (p *Problem) state(j int) siting.State {
	if p.States == nil {
		return siting.Free
	}
	return p.States[j]
}

// count returns how many candidates are open in every solution, and upon how
// many the solver decides.
func (p *Problem) count() (forced, free int) {
	for j := range p.Cost.Candidates() {
		switch p.state(j) {
		case siting.Open:
			forced++
		case siting.Free:
			free++
		}
	}
	return forced, free
}
