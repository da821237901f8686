package access

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// NoPoint is the owner of a cell that no point reaches.
const NoPoint = -1

// Unreached is the cost of such a cell.
var unreached = float32(math.Inf(1))

// ErrPlace is returned for points that are not on earth; all are named.
var ErrPlace = errors.New("access: point is not in degrees")

// Metric measures the cost of getting from points to cells.
type Metric interface {
	// Field assigns every cell to the point that serves it at the least cost; of
	// equals the first. There may be no points.
	Field(ctx context.Context, points []orb.Point) (Field, error)
	// Bands are the costs within which shares of people are told.
	Bands() [Bands]float64
	// Reach lists the cells at a cost of at most limit from p, ascending.
	Reach(p orb.Point, limit float64) []int32
	// Unit of costs: "m" or "s".
	Unit() string
	// Cells are what is measured to.
	Cells() *Cells
}

// Bands is the number of bands of a Metric.
const Bands = 4

// Field is which point serves each cell and at what cost. It may be read by many
// goroutines; changes need it alone.
type Field interface {
	// Cost of each cell at its point, +Inf where no point reaches it, and Owner,
	// the number of that point or NoPoint. The slices are not copies. Costs are
	// rounded up to single precision, so that they compare with a whole number of
	// metres as the geodesic itself does.
	Cost() []float32
	Owner() []int32
	// Row lists the cells that a point at p would serve at a lower cost than they
	// have, and that cost.
	Row(p orb.Point) (cells []int32, cost []float32)
	// Add opens a point and returns its number: one more than the highest so far.
	Add(p orb.Point) int32
	// Remove closes a point.
	Remove(number int32)
	// Clone is a copy to be changed by itself.
	Clone() Field
}

func checkPlaces(points []orb.Point) error {
	var problems []error
	for i, p := range points {
		if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
			problems = append(problems, fmt.Errorf("%w: point %d is %v", ErrPlace, i, p))
		}
	}
	return errors.Join(problems...)
}

// roundUp is the least float32 not below x.
func roundUp(x float64) float32 {
	rounded := float32(x)
	if float64(rounded) < x {
		return math.Nextafter32(rounded, float32(math.Inf(1)))
	}
	return rounded
}
