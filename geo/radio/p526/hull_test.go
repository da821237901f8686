package p526_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"hatang/geo/radio/p526"
)

// upperHull are the indices of the points 1 to n-1 on the upper convex hull of y
// lowered by the parabola bulge·x².
func upperHull(x, y []float64, bulge float64) []int {
	at := func(i int) float64 { return y[i] - bulge*x[i]*x[i] }
	var hull []int
	for i := 1; i < len(x)-1; i++ {
		for len(hull) > 1 {
			a, b := hull[len(hull)-2], hull[len(hull)-1]
			if (at(b)-at(a))*(x[i]-x[a]) > (at(i)-at(a))*(x[b]-x[a]) {
				break
			}
			hull = hull[:len(hull)-1]
		}
		hull = append(hull, i)
	}
	return hull
}

// Rays from either end of a path touch the terrain on the upper hull of heights
// lowered by the earth's parabola, which does not depend on the receiver: with
// y' = y - bulge·x² the slope that Look reports for the receiver is that of the
// tangent from (d, rx - bulge·d²), less bulge·d. The highest obstacle over the
// straight line is on the hull of the bare heights.
func TestTheHullSeesTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x, y := anyPath(t)
		n := len(x) - 1
		if n < 2 {
			t.Skip("no point between")
		}
		tx := y[0] + rapid.Float64Range(1, 100).Draw(t, "tx")
		rx := y[n] + rapid.Float64Range(1, 100).Draw(t, "rx")
		const curvature = 1.0 / 8500
		const bulge = 500 * curvature
		d := x[n]
		want := p526.Look(x, y, tx, rx, curvature)
		txSlope, rxSlope := math.Inf(-1), math.Inf(-1)
		for _, i := range upperHull(x, y, bulge) {
			lowered := y[i] - bulge*x[i]*x[i]
			txSlope = math.Max(txSlope, (lowered-tx)/x[i]+bulge*d)
			rxSlope = math.Max(rxSlope, (lowered-(rx-bulge*d*d))/(d-x[i])-bulge*d)
		}
		same := func(what string, got, want float64) {
			if math.Abs(got-want) > 1e-9*(1+math.Abs(want)) {
				t.Fatalf("%s: %.12g on the hull, %.12g by scan", what, got, want)
			}
		}
		same("slope from the transmitter", txSlope, want.TxSlope)
		if !want.Clear() {
			same("slope from the receiver", rxSlope, want.RxSlope)
		}
		highest := math.Inf(-1)
		for _, i := range upperHull(x, y, 0) {
			highest = math.Max(highest, y[i]-tx-(rx-tx)/d*x[i])
		}
		same("obstacle", highest, p526.LookFlat(x, y, tx, rx).HeightM)
	})
}
