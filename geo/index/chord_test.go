package index

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"hatang/geo/geodesy"
)

// randomPair is two positions anywhere, from a metre to the antipode apart.
func randomPair(random *rand.Rand) (p, q orb.Point, distanceM, chordM float64) {
	p = orb.Point{random.Float64()*360 - 180, math.Asin(2*random.Float64()-1) * 180 / math.Pi}
	distanceM = math.Pow(10, random.Float64()*7.29)
	q = geodesy.Direct(p, random.Float64()*360, distanceM)
	if random.IntN(4) == 0 { // the antipode's surroundings
		q = geodesy.Direct(orb.Point{math.Mod(p[0]+360, 360) - 180, -p[1]}, random.Float64()*360, distanceM/100)
	}
	chordM = math.Sqrt(geodesy.NewVector(p).ChordSquaredM2(geodesy.NewVector(q)))
	return p, q, geodesy.DistanceM(p, q), chordM
}

func TestChordRangeNeverDecidesWrongly(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(2, 1))
	for range 300_000 {
		p, q, distanceM, chordM := randomPair(random)
		// A radius close to the distance, on either side, is where it matters.
		radiusM := distanceM * (1 + (random.Float64()-0.5)*math.Pow(10, -random.Float64()*12))
		sureInM, sureOutM := chordRangeM(radiusM)
		if chordM <= sureInM && distanceM > radiusM || chordM > sureOutM && distanceM <= radiusM {
			t.Fatalf("%v–%v: distance %.9f, chord %.9f, but chordRangeM(%.9f) = %.9f, %.9f",
				p, q, distanceM, chordM, radiusM, sureInM, sureOutM)
		}
		if chordM <= sureInM && chordM > sureOutM {
			t.Fatalf("chordRangeM(%v) = %v, %v", radiusM, sureInM, sureOutM)
		}
	}
}

func TestSurelyFartherIsFarther(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(2, 2))
	for range 300_000 {
		p, q, nearM, nearChordM := randomPair(random)
		// Another position around p at nearly the same distance.
		farM := nearM * (1 + (random.Float64()-0.5)*math.Pow(10, -random.Float64()*12))
		r := geodesy.Direct(p, random.Float64()*360, farM)
		farM = geodesy.DistanceM(p, r)
		farChordM := math.Sqrt(geodesy.NewVector(p).ChordSquaredM2(geodesy.NewVector(r)))
		if farChordM > surelyFartherM(nearChordM) && !(farM > nearM) {
			t.Fatalf("%v: %v at %.9f (chord %.9f) said to be farther than %v at %.9f (chord %.9f)",
				p, r, farM, farChordM, q, nearM, nearChordM)
		}
	}
}

func TestSurelyFartherNeverFalls(t *testing.T) {
	t.Parallel()
	last := 0.0
	for chordM := 0.0; chordM < 2.01*geodesy.SemiMajorAxisM; chordM += 777 {
		got := surelyFartherM(chordM)
		if got < last || got < chordM {
			t.Fatalf("surelyFartherM(%v) = %v after %v", chordM, got, last)
		}
		last = got
	}
}

// The band must also be narrow, or every point would cost a geodesic.
func TestChordRangeIsNarrow(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ radiusM, wantM float64 }{
		{1, 3e-5}, {5000, 4e-5}, {30_000, 1e-3}, {100_000, 0.03}, {2e6, 2e4},
	} {
		if sureInM, sureOutM := chordRangeM(tc.radiusM); sureOutM-sureInM > tc.wantM {
			t.Errorf("chordRangeM(%v) is %v m wide, want %v at most", tc.radiusM, sureOutM-sureInM, tc.wantM)
		}
	}
}
