package charts

import "math"

// hatchColour is that of the hatching over a colour: paper over dark ones, ink
// over light ones.
func hatchColour(c Colour) Colour {
	if lightness(c) > 0.75 {
		return Colour{0x77, 0x77, 0x77}
	}
	return paper
}

// lightness is how light a colour prints, 0…1, after Rec. 709.
func lightness(c Colour) float64 {
	return (0.2126*float64(c.R) + 0.7152*float64(c.G) + 0.0722*float64(c.B)) / 255
}

// rim is the colour of a mark's edge: paper, so that marks on each other stay
// apart; a ring's own.
func (m *mark) rim() Colour {
	if m.symbol == Ring {
		return m.colour
	}
	return paper
}

func (m *mark) rimWidth() float64 {
	if m.symbol == Ring {
		return math.Max(1, m.size*0.4)
	}
	return math.Min(1, m.size*0.25)
}

// outline is the corners of a mark that is no circle.
func (m *mark) outline() []point {
	x, y, s := m.at.x, m.at.y, m.size
	switch m.symbol {
	case Triangle:
		return []point{{x, y - s*1.2}, {x + s*1.1, y + s*0.8}, {x - s*1.1, y + s*0.8}}
	case Diamond:
		return []point{{x, y - s*1.25}, {x + s*1.25, y}, {x, y + s*1.25}, {x - s*1.25, y}}
	case Plus:
		t := s * 0.4
		return []point{
			{x - t, y - s}, {x + t, y - s}, {x + t, y - t}, {x + s, y - t}, {x + s, y + t}, {x + t, y + t},
			{x + t, y + s}, {x - t, y + s}, {x - t, y + t}, {x - s, y + t}, {x - s, y - t}, {x - t, y - t},
		}
	}
	s *= 0.9
	return []point{{x - s, y - s}, {x + s, y - s}, {x + s, y + s}, {x - s, y + s}}
}

// circled is a circle as a ring of corners.
func circled(at point, radius float64) []point {
	corners := int(math.Max(12, radius*6))
	ring := make([]point, corners)
	for i := range ring {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(corners))
		ring[i] = point{at.x + radius*cos, at.y + radius*sin}
	}
	return ring
}

// broad is a line as the quadrilateral that it covers.
func broad(a, b point, width float64) []point {
	length := math.Hypot(b.x-a.x, b.y-a.y)
	if length == 0 {
		return nil
	}
	dx, dy := (b.y-a.y)/length*width/2, -(b.x-a.x)/length*width/2
	return []point{{a.x + dx, a.y + dy}, {b.x + dx, b.y + dy}, {b.x - dx, b.y - dy}, {a.x - dx, a.y - dy}}
}

// dashed divides a line of several points into its dashes.
func dashed(points []point, dash []float64) (pieces [][2]point) {
	if len(dash) == 0 {
		for i := 1; i < len(points); i++ {
			pieces = append(pieces, [2]point{points[i-1], points[i]})
		}
		return pieces
	}
	at, left := 0, dash[0]
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		for done := 0.0; length-done > 1e-9; {
			piece := math.Min(left, length-done)
			from, to := done/length, (done+piece)/length
			if at%2 == 0 {
				pieces = append(pieces, [2]point{
					{a.x + (b.x-a.x)*from, a.y + (b.y-a.y)*from}, {a.x + (b.x-a.x)*to, a.y + (b.y-a.y)*to},
				})
			}
			done += piece
			if left -= piece; left <= 1e-9 {
				at++
				left = dash[at%len(dash)]
			}
		}
	}
	return pieces
}
