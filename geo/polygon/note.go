package polygon

import (
	"fmt"

	"github.com/paulmach/orb"
)

// Kind names a repair.
type Kind int

// The repairs that Repair makes.
const (
	UnclosedRing     Kind = iota + 1 // the first vertex was repeated at the end
	RepeatedVertex                   // vertices equal to the one before were dropped
	Spike                            // vertices where the ring turned back on itself were dropped
	DegenerateRing                   // a ring without area was dropped
	DroppedPart                      // a point or line in a collection was dropped
	SelfIntersection                 // a ring that crossed itself was taken apart
	MisplacedHole                    // holes overlapped, or reached outside their shell
	OverlappingParts                 // parts of one geometry overlapped or shared an edge and were united
	Winding                          // rings were turned to the winding of RFC 7946
)

// String is a short English name.
func (k Kind) String() string {
	switch k {
	case UnclosedRing:
		return "unclosed ring"
	case RepeatedVertex:
		return "repeated vertex"
	case Spike:
		return "spike"
	case DegenerateRing:
		return "ring without area"
	case DroppedPart:
		return "part that is no polygon"
	case SelfIntersection:
		return "self-intersection"
	case MisplacedHole:
		return "misplaced hole"
	case OverlappingParts:
		return "overlapping parts"
	case Winding:
		return "winding"
	}
	return fmt.Sprintf("Kind(%d)", int(k))
}

// Note tells of one repair.
type Note struct {
	Kind  Kind
	Count int       // vertices, crossings, rings or parts concerned
	At    orb.Point // where one of them is
	// AreaChangeM2 is the area after less the area before, square metres on the
	// ellipsoid. The area of a ring that crosses itself is what a plain reading
	// of its vertices gives: the difference between its halves.
	AreaChangeM2 float64
}

// String is one English line.
func (n Note) String() string {
	return fmt.Sprintf("%s (%d) at %.6f, %.6f; area changed by %+.1f m²",
		n.Kind, n.Count, n.At[0], n.At[1], n.AreaChangeM2)
}
