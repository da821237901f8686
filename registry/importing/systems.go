package importing

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"hatang/geo/crs"
)

// SystemFit tells how well a reference system agrees with the coordinates that a
// Look holds. It is shown to whoever names the system, never chosen by: zones
// lie a quarter of a degree apart, and a province may keep files in two.
type SystemFit struct {
	CRS  string `json:"crs"` // as Options.CRS takes it
	EPSG int    `json:"epsg"`
	Name string `json:"name"`
	// Meridian is the central one of a zone in degrees, 0 for other systems.
	Meridian float64 `json:"meridian,omitempty"`
	Of       int     `json:"of"` // positions that were tried
	// Inside lie in a commune of the registry, InCommune in that of their row.
	Inside    int `json:"inside"`
	InCommune int `json:"in_commune"`
}

// Metres tells whether the coordinates are metres rather than degrees.
func (l *Look) Metres() bool {
	metres := 0
	for _, p := range l.Positions {
		if math.Abs(p.First) > smallestFar && math.Abs(p.Second) > smallestFar {
			metres++
		}
	}
	return 2*metres > len(l.Positions)
}

// Systems are the systems in which some of the positions lie in a commune, best
// first: by how many lie in the commune that their row states, then by how many
// lie in any. communeAt finds the code of the commune at a point on WGS 84.
func (l *Look) Systems(communeAt func(orb.Point) (code string, found bool)) []SystemFit {
	fits := []SystemFit{}
	for _, system := range l.candidates() {
		fit := SystemFit{CRS: crsText(system), EPSG: system.EPSG(), Name: system.Name(), Meridian: system.Meridian(), Of: len(l.Positions)}
		for _, p := range l.Positions {
			fit.try(system, p, communeAt)
		}
		if fit.Inside > 0 {
			fits = append(fits, fit)
		}
	}
	slices.SortStableFunc(fits, func(a, b SystemFit) int {
		return cmp.Or(cmp.Compare(b.InCommune, a.InCommune), cmp.Compare(b.Inside, a.Inside))
	})
	return fits
}

func (f *SystemFit) try(system crs.CRS, p GivenPosition, communeAt func(orb.Point) (string, bool)) {
	x, y, _, err := crs.DecideAxes(system, p.First, p.Second)
	if err != nil {
		return
	}
	at, err := system.ToWGS84(x, y)
	if err != nil {
		return
	}
	code, found := communeAt(at)
	if !found {
		return
	}
	f.Inside++
	if p.CommuneCode != "" && code == p.CommuneCode {
		f.InCommune++
	}
}

// candidates are the systems that numbers of this size can be in.
func (l *Look) candidates() []crs.CRS {
	var systems []crs.CRS
	metres := l.Metres()
	for _, system := range crs.All() {
		if system.Geographic() != metres && system.EPSG() != webMercatorEPSG {
			systems = append(systems, system)
		}
	}
	return systems
}

// webMercatorEPSG is what web maps draw in; nobody surveys in it.
const webMercatorEPSG = 3857

// crsText is the system as people name it to the import.
func crsText(system crs.CRS) string {
	if _, err := crs.ZoneByMeridian(system.Meridian()); err == nil && !isUTM(system) {
		return "vn2000:" + plainNumber(system.Meridian())
	}
	return fmt.Sprintf("EPSG:%d", system.EPSG())
}

// isUTM tells the VN-2000 zones of six degrees, whose meridians zones of three
// have too.
func isUTM(system crs.CRS) bool { return system.EPSG() == 3405 || system.EPSG() == 3406 }
