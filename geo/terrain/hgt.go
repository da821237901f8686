package terrain

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// Sides of SRTM tiles, in samples: the last row and column are those of the
// neighbours.
const (
	oneSecond   = 3601
	threeSecond = 1201
)

func hgtBytes(side int64) int64 { return 2 * side * side }

// hgtSide is the side of a tile of so many bytes, 0 if there is none.
func hgtSide(bytes int64) int {
	switch bytes {
	case hgtBytes(oneSecond):
		return oneSecond
	case hgtBytes(threeSecond):
		return threeSecond
	}
	return 0
}

func sizeError(name string, bytes int64) error {
	more := ""
	if bytes > hgtBytes(oneSecond) {
		more = " or more"
	}
	return fmt.Errorf("terrain: %s: %d bytes of heights%s, expected %d (3 seconds of arc) or %d (1 second)",
		name, bytes, more, hgtBytes(threeSecond), hgtBytes(oneSecond))
}

// tileName is the name of a tile in capitals and its south-western corner, from
// the first seven letters of a file's name: N14E107.hgt, n14e107.SRTMGL1.hgt.
func tileName(file string) (string, orb.Point, error) {
	wrong := fmt.Errorf("the name %q gives no corner, expected one like N14E107.hgt", file)
	const length = len("N14E107")
	if len(file) < length || len(file) > length && strings.IndexByte("._-", file[length]) < 0 {
		return "", orb.Point{}, wrong
	}
	name := strings.ToUpper(file[:length])
	lat, errLat := degrees(name[:3], "N", "S")
	lon, errLon := degrees(name[3:], "E", "W")
	if errLat != nil || errLon != nil || lat < -90 || lat > 89 || lon < -180 || lon > 179 {
		return "", orb.Point{}, wrong
	}
	return name, orb.Point{lon, lat}, nil
}

// degrees reads a letter and unsigned digits.
func degrees(text, positive, negative string) (float64, error) {
	n, err := strconv.ParseUint(text[1:], 10, 16)
	switch {
	case err != nil:
		return 0, err
	case text[:1] == positive:
		return float64(n), nil
	case text[:1] == negative:
		return -float64(n), nil
	}
	return 0, strconv.ErrSyntax
}
