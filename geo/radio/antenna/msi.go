package antenna

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// Measured is an antenna known by two cuts, as manufacturers publish them in
// .msi files (also .pln, .ant of MSI Planet).
type Measured struct {
	Name         string
	Make         string
	FrequencyMHz float64 // 0 where the file does not say
	// Tilt is what the file says of the tilt that is in the cuts already, such
	// as "ELECTRICAL"; ElectricalTiltDeg its degrees where the file tells them.
	Tilt              string
	ElectricalTiltDeg float64
	Comment           string

	peak                 float64
	horizontal, vertical cut
	deepest              float64 // the greatest loss in either cut
}

// cut is a loss below the peak over an angle of 0 to 360 degrees: in the
// horizontal from boresight clockwise, in the vertical from the horizon ahead
// downward.
type cut struct{ angle, loss []float64 }

// at interpolates, also across 360 degrees.
func (c *cut) at(deg float64) float64 {
	deg = math.Mod(deg, 360)
	if deg < 0 {
		deg += 360
	}
	n := len(c.angle)
	i := sort.SearchFloat64s(c.angle, deg)
	if i < n && c.angle[i] == deg {
		return c.loss[i]
	}
	before, after := (i+n-1)%n, i%n
	from, to := c.angle[before], c.angle[after]
	if i == 0 {
		from -= 360
	}
	if i == n {
		to += 360
	}
	if to <= from {
		return c.loss[before]
	}
	return c.loss[before] + (c.loss[after]-c.loss[before])*(deg-from)/(to-from)
}

// GainDBi combines the cuts: the horizontal one, less what the vertical one
// loses ahead and behind, weighted by the azimuth (horizontal projection
// interpolation; F. Gil et al., "A 3D interpolation method for base-station
// antenna radiation patterns", IEEE Ant. Prop. Mag. 43, 2001). On either cut it is
// that cut, where both agree about the horizon.
func (m *Measured) GainDBi(azimuthDeg, elevationDeg float64) float64 {
	behind := math.Abs(wrap(azimuthDeg)) / 180
	ahead := m.vertical.at(-elevationDeg) - m.horizontal.at(0)
	back := m.vertical.at(180+elevationDeg) - m.horizontal.at(180)
	loss := m.horizontal.at(azimuthDeg) + (1-behind)*ahead + behind*back
	return m.peak - min(max(loss, 0), m.deepest)
}

// PeakDBi is the gain of the file.
func (m *Measured) PeakDBi() float64 { return m.peak }

const (
	dipoleOverIsotropic = 2.15
	mostSamples         = 36000
)

// ReadMSI reads an .msi file. Gains without a unit are in dBd, as the format has
// it. Errors name the line, what was found and what was expected.
func ReadMSI(r io.Reader) (*Measured, error) {
	p := msiParser{lines: bufio.NewScanner(r)}
	p.lines.Buffer(make([]byte, 4096), 1<<16)
	var m Measured
	for p.next() {
		if err := p.keyword(&m); err != nil {
			return nil, fmt.Errorf("msi line %d: %w", p.number, err)
		}
	}
	if err := p.lines.Err(); err != nil {
		return nil, fmt.Errorf("msi line %d: %w", p.number+1, err)
	}
	var missing []error
	if !p.hasGain {
		missing = append(missing, errors.New("msi: no GAIN"))
	}
	if m.horizontal.angle == nil {
		missing = append(missing, errors.New("msi: no HORIZONTAL cut"))
	}
	if m.vertical.angle == nil {
		missing = append(missing, errors.New("msi: no VERTICAL cut"))
	}
	if err := errors.Join(missing...); err != nil {
		return nil, err
	}
	m.deepest = max(slices.Max(m.horizontal.loss), slices.Max(m.vertical.loss))
	return &m, nil
}

type msiParser struct {
	lines   *bufio.Scanner
	number  int
	text    string
	hasGain bool
}

// next steps to the next line that is not empty.
func (p *msiParser) next() bool {
	for p.lines.Scan() {
		p.number++
		if p.text = strings.TrimSpace(strings.TrimPrefix(p.lines.Text(), "\ufeff")); p.text != "" {
			return true
		}
	}
	return false
}

func (p *msiParser) keyword(m *Measured) error {
	fields := strings.Fields(p.text)
	key := strings.ToUpper(fields[0])
	rest := strings.TrimSpace(p.text[len(fields[0]):])
	switch key {
	case "NAME":
		m.Name = rest
	case "MAKE":
		m.Make = rest
	case "COMMENT", "COMMENTS":
		m.Comment = strings.TrimSpace(m.Comment + " " + rest)
	case "TILT":
		m.Tilt = rest
	case "FREQUENCY":
		return readNumber(fields, &m.FrequencyMHz, "a frequency in MHz", 1, 1e6)
	case "ELECTRICAL_TILT":
		return readNumber(fields, &m.ElectricalTiltDeg, "a tilt in degrees", -90, 90)
	case "GAIN":
		p.hasGain = true
		return readGain(fields, &m.peak)
	case "HORIZONTAL":
		return p.cut(fields, &m.horizontal)
	case "VERTICAL":
		return p.cut(fields, &m.vertical)
	default:
		if _, err := strconv.ParseFloat(fields[0], 64); err == nil {
			return fmt.Errorf("%q stands outside a cut: more values than the cut above announced, or no HORIZONTAL or VERTICAL before it", p.text)
		}
	}
	return nil // H_WIDTH, FRONT_TO_BACK, POLARIZATION, ... tell nothing that the cuts do not
}

func readNumber(fields []string, into *float64, what string, least, most float64) error {
	if len(fields) < 2 {
		return fmt.Errorf("%s has no value, expected %s", fields[0], what)
	}
	v, err := parseNumber(fields[1])
	if err != nil || !(v >= least && v <= most) {
		return fmt.Errorf("%s is %q, expected %s, %g to %g", fields[0], fields[1], what, least, most)
	}
	*into = v
	return nil
}

// parseNumber also takes a decimal comma.
func parseNumber(text string) (float64, error) {
	return strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
}

func readGain(fields []string, into *float64) error {
	if err := readNumber(fields, into, "a gain in dBd or dBi", -50, 80); err != nil {
		return err
	}
	unit := "DBD"
	if len(fields) > 2 {
		unit = strings.ToUpper(fields[2])
	}
	switch unit {
	case "DBD":
		*into += dipoleOverIsotropic
	case "DBI":
	default:
		return fmt.Errorf("GAIN is in %q, expected dBd or dBi", fields[2])
	}
	return nil
}

// cut reads the lines of angle and loss after their count.
func (p *msiParser) cut(header []string, c *cut) error {
	if c.angle != nil {
		return fmt.Errorf("a second %s cut", header[0])
	}
	count := 360.0
	if len(header) > 1 {
		if err := readNumber(header, &count, "a count of values", 2, mostSamples); err != nil {
			return err
		}
	}
	if count != math.Trunc(count) {
		return fmt.Errorf("%s announces %g values, expected a whole number", header[0], count)
	}
	for i := range int(count) {
		if !p.next() {
			return fmt.Errorf("%s ends after %d values, expected %g", header[0], i, count)
		}
		if err := p.sample(header[0], c); err != nil {
			return err
		}
	}
	return nil
}

func (p *msiParser) sample(name string, c *cut) error {
	fields := strings.Fields(p.text)
	if len(fields) != 2 {
		return fmt.Errorf("%q in the %s cut, expected an angle and a loss", p.text, name)
	}
	angle, err := parseNumber(fields[0])
	if err != nil || !(angle >= 0 && angle <= 360) {
		return fmt.Errorf("angle %q in the %s cut, expected 0 to 360 degrees", fields[0], name)
	}
	if n := len(c.angle); n > 0 && angle <= c.angle[n-1] {
		return fmt.Errorf("angle %g in the %s cut, expected more than the %g before", angle, name, c.angle[n-1])
	}
	loss, err := parseNumber(fields[1])
	if err != nil || !(loss >= -1 && loss <= 200) {
		return fmt.Errorf("loss %q in the %s cut, expected decibels below the peak, 0 to 200", fields[1], name)
	}
	c.angle, c.loss = append(c.angle, angle), append(c.loss, loss)
	return nil
}
