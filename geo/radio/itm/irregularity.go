package itm

import "math"

// maxSamples is the largest number of heights that Δh is taken from.
const maxSamples = 245

// deltaH is the terrain irregularity Δh: the range of heights between the
// lower and the upper decile about the line through the terrain between two
// distances, stretched to what an infinitely long path would show, [Alg, §47
// and eq. 3.9]. Long paths are resampled to at most 245 points.
//
// before, if not nil, has the deciles of a path much like this one, which make
// those of this one cheaper to find and nothing else; it receives them.
func (t *Terrain) deltaH(n int, fromM, toM float64, before *bracket) float64 {
	from, to := fromM/t.StepM, toM/t.StepM
	if to-from < 2 {
		return 0
	}
	tenth := min(max(4, int(0.1*(to-from+8))), 25)
	count := 10*tenth - 5
	var samples [maxSamples]float64
	s := samples[:count]
	t.resample(s, n, from, (to-from)/float64(count-1))
	detrend(s)
	upper, lower := before.deciles(s, tenth)
	return (upper - lower) / (1 - 0.8*math.Exp(-(toM-fromM)/50e3))
}

// resample fills s with heights interpolated at from, from + step, ..., all
// counted in steps of the profile; beyond the end the last piece goes on.
func (t *Terrain) resample(s []float64, n int, from, step float64) {
	y := t.HeightM[:n+1]
	k := int(from + 1)
	x := from - float64(k) // within (-1, 0]: behind point k
	for i := range s {
		for x > 0 && k < n {
			x--
			k++
		}
		s[i] = y[k] + (y[k]-y[k-1])*x
		x += step
	}
}

// detrend subtracts from s its least-squares line with half weight at the
// ends, the same fit as Terrain.fit. Sums run over pairs of points as far from
// the middle as each other, which are the even and odd parts of the fit and do
// not wait for one another.
func detrend(s []float64) {
	last := len(s) - 1
	length := float64(last)
	sum, about := 0.5*(s[0]+s[last]), 0.25*(s[last]-s[0])*length
	if len(s)%2 == 1 {
		sum += s[last/2]
	}
	at := 0.5*length - 1
	for i, j := 1, last-1; i < j; i, j = i+1, j-1 {
		sum += s[i] + s[j]
		about += at * (s[j] - s[i])
		at--
	}
	slope := about * 12 / ((length*length + 2) * length)
	start := sum/length - slope*0.5*length
	for i := range s {
		s[i] -= start + slope*float64(i)
	}
}

// bracket remembers the deciles of one path for the next on the same radial,
// whose deciles most likely lie close by.
type bracket struct {
	upper, lower float64
	near         [2][maxSamples]float64 // memory
}

// deciles are the k-th largest and the k-th smallest of s, which is reordered.
// One pass counts what is clearly below either of the deciles before and picks
// what lies about them: if the wanted ones are among the few picked, the rest
// need not be looked at. Heights are in no order that a processor could guess,
// so that the pass goes without branches.
func (b *bracket) deciles(s []float64, k int) (upper, lower float64) {
	if b == nil {
		return deciles(s, k)
	}
	width := 0.06 * math.Abs(b.upper-b.lower)
	var belowLower, belowUpper, lowers, uppers int
	for _, v := range s {
		under := isBelow(v, b.lower-width)
		belowLower += under
		b.near[0][lowers] = v
		lowers += isBelow(v, b.lower+width) - under
		under = isBelow(v, b.upper-width)
		belowUpper += under
		b.near[1][uppers] = v
		uppers += isBelow(v, b.upper+width) - under
	}
	atLower, atUpper := k-1-belowLower, len(s)-k-belowUpper
	if atLower >= 0 && atLower < lowers && atUpper >= 0 && atUpper < uppers {
		lower = selectNth(b.near[0][:lowers], atLower)
		upper = selectNth(b.near[1][:uppers], atUpper)
	} else {
		upper, lower = deciles(s, k)
	}
	b.upper, b.lower = upper, lower
	return upper, lower
}

// isBelow is 1 where v is under a limit, else 0: the sign of the difference.
func isBelow(v, limit float64) int { return int(math.Float64bits(v-limit) >> 63) }

// deciles without anything to go by.
func deciles(s []float64, k int) (upper, lower float64) {
	lowest, highest := k-1, len(s)-k
	lower = selectNth(s, lowest)
	return selectNth(s[lowest:], highest-lowest), lower
}

// selectNth is the value that would stand at index n were s sorted: Hoare's
// selection with the median of three as pivot.
func selectNth(s []float64, n int) float64 {
	left, right := 0, len(s)-1
	for left < right {
		pivot := median3(s[left], s[(left+right)/2], s[right])
		i, j := left, right
		for i <= j {
			for s[i] < pivot {
				i++
			}
			for s[j] > pivot {
				j--
			}
			if i <= j {
				s[i], s[j] = s[j], s[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			right = j
		case n >= i:
			left = i
		default:
			return s[n]
		}
	}
	return s[n]
}

// median3 is written out because min and max must mind values that are no
// numbers, which heights are not.
func median3(a, b, c float64) float64 {
	if a > b {
		a, b = b, a
	}
	switch {
	case c >= b:
		return b
	case c <= a:
		return a
	}
	return c
}
