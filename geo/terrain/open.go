package terrain

import (
	"archive/zip"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/edsrzf/mmap-go"

	"hatang/geo/raster"
)

// Options of opening a file.
type Options struct {
	// As is the name of the tile that an .hgt file stands in for, such as
	// N14E107; empty means its own.
	As string
}

// Open opens a file of elevations by its extension: .hgt, .hgt.gz, .hgt.zip,
// .asc. A plain .hgt stays mapped until Close; it must not be shortened
// meanwhile.
func Open(path string, o Options) (*Raster, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("terrain: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("terrain: %w", err)
	}
	if info.IsDir() {
		return nil, fmt.Errorf("terrain: %s is a folder, expected a file", path)
	}
	name := filepath.Base(path)
	if strings.HasSuffix(strings.ToLower(name), ".hgt") {
		return openPlain(f, name, info.Size(), o)
	}
	return Read(f, name, info.Size(), o)
}

// Read is Open for what is not a file; name gives format and place.
func Read(in io.ReaderAt, name string, size int64, o Options) (*Raster, error) {
	lower := strings.ToLower(name)
	section := io.NewSectionReader(in, 0, size)
	switch {
	case strings.HasSuffix(lower, ".hgt"):
		return readHGT(section, name, name, o)
	case strings.HasSuffix(lower, ".hgt.gz"):
		unpacked, err := gzip.NewReader(section)
		if err != nil {
			return nil, fmt.Errorf("terrain: %s: no gzip file: %w", name, err)
		}
		return readHGT(unpacked, name, name, o)
	case strings.HasSuffix(lower, ".zip"):
		return readZip(in, name, size, o)
	case strings.HasSuffix(lower, ".asc"):
		return readASCII(section, name, o)
	case strings.HasSuffix(lower, ".tif"), strings.HasSuffix(lower, ".tiff"):
		return nil, fmt.Errorf("terrain: %s: GeoTIFF is not read, expected .hgt, .hgt.gz, .hgt.zip or .asc; "+
			"gdal_translate -of AAIGrid turns it into an .asc", name)
	}
	return nil, fmt.Errorf("terrain: %s: unknown format, expected .hgt, .hgt.gz, .hgt.zip or .asc", name)
}

// readZip takes the only .hgt in an archive.
func readZip(in io.ReaderAt, name string, size int64, o Options) (*Raster, error) {
	archive, err := zip.NewReader(in, size)
	if err != nil {
		return nil, fmt.Errorf("terrain: %s: no zip file: %w", name, err)
	}
	var found *zip.File
	for _, f := range archive.File {
		if strings.HasSuffix(strings.ToLower(f.Name), ".hgt") {
			if found != nil {
				return nil, fmt.Errorf("terrain: %s: holds %s and %s, expected one .hgt", name, found.Name, f.Name)
			}
			found = f
		}
	}
	if found == nil {
		return nil, fmt.Errorf("terrain: %s: holds no .hgt", name)
	}
	unpacked, err := found.Open()
	if err != nil {
		return nil, fmt.Errorf("terrain: %s: %s: %w", name, found.Name, err)
	}
	defer unpacked.Close() //nolint:errcheck // only read from
	return readHGT(unpacked, name, filepath.Base(found.Name), o)
}

// readHGT reads no more than the largest tile holds, whatever the compressed
// file claims to be.
func readHGT(in io.Reader, file, inner string, o Options) (*Raster, error) {
	heights, err := io.ReadAll(io.LimitReader(in, hgtBytes(oneSecond)+1))
	if err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, fmt.Errorf("terrain: %s: the file is cut off after %d bytes of heights: %w", file, len(heights), err)
		}
		return nil, fmt.Errorf("terrain: %s: %w", file, err)
	}
	return newHGT(heights, nil, file, inner, o)
}

// openPlain maps the file, writable but private, so that filled voids touch
// memory only; where mapping is refused the file is read.
func openPlain(f *os.File, name string, size int64, o Options) (*Raster, error) {
	if hgtSide(size) == 0 {
		return nil, sizeError(name, size)
	}
	mapped, err := mmap.Map(f, mmap.COPY, 0)
	if err != nil {
		return readHGT(f, name, name, o)
	}
	r, err := newHGT(mapped, mapped, name, name, o)
	if err != nil {
		return nil, errors.Join(err, mapped.Unmap())
	}
	return r, nil
}

// newHGT makes a raster of heights, which it keeps.
func newHGT(heights []byte, mapped mmap.MMap, file, inner string, o Options) (*Raster, error) {
	side := hgtSide(int64(len(heights)))
	if side == 0 {
		return nil, sizeError(file, int64(len(heights)))
	}
	name, corner, err := tileName(inner)
	if err != nil && inner != file {
		name, corner, err = tileName(file)
	}
	r := &Raster{cols: side, rows: side, bigEndian: heights, mapped: mapped}
	r.tile = Tile{Name: name, File: file, Format: "hgt"}
	if o.As != "" {
		as, there, asErr := tileName(o.As)
		if asErr != nil {
			return nil, fmt.Errorf("terrain: %s is to stand in: %w", file, asErr)
		}
		if err != nil {
			name = strings.TrimSuffix(inner, filepath.Ext(inner))
		}
		if as != name {
			r.tile.Name, r.tile.StandIn, r.tile.Of = as, true, name
		}
		corner, err = there, nil
	}
	if err != nil {
		return nil, fmt.Errorf("terrain: %s: %w", file, err)
	}
	r.tile.SHA256 = hash(heights)
	void := emptyOf(shorts(heights), side*side)
	if err := fillVoids(shorts(heights), side, side, void); err != nil {
		return nil, fmt.Errorf("terrain: %s: %w", file, err)
	}
	r.tile.Voids, r.tile.VoidShare = len(void), float64(len(void))/float64(side*side)
	step := 1 / float64(side-1)
	r.place(corner[0], corner[1]+1, step, step, 0)
	return r, nil
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// maxCells bounds a grid: 4 GiB of heights would be a mistake.
const maxCells = 1 << 27

func readASCII(in io.Reader, name string, o Options) (*Raster, error) {
	if o.As != "" {
		return nil, fmt.Errorf("terrain: %s: an ASCII grid gives its own place and cannot stand in for %s", name, o.As)
	}
	sum := sha256.New()
	values, err := raster.ReadASCIIGrid(io.TeeReader(in, sum), raster.Limits{Cells: maxCells})
	if err != nil {
		return nil, fmt.Errorf("terrain: %s: %w", name, err)
	}
	r, err := FromValues(strings.TrimSuffix(name, filepath.Ext(name)), values)
	if err != nil {
		return nil, err
	}
	r.tile.File, r.tile.SHA256 = name, hex.EncodeToString(sum.Sum(nil))
	return r, nil
}

// FromValues makes a raster of heights in metres in the middles of a grid's
// cells, NaN where there is none. The values are copied. Holes that heights
// surround are filled, those open to the edge stay.
func FromValues(name string, v *raster.Values) (*Raster, error) {
	g := v.Grid
	if err := g.Validate(); err != nil {
		return nil, fmt.Errorf("terrain: %s: %w", name, err)
	}
	if g.Cols < 2 || g.Rows < 2 || len(v.Value) != g.Cols*g.Rows {
		return nil, fmt.Errorf("terrain: %s: %d × %d cells with %d heights, expected at least 2 × 2 and as many heights",
			name, g.Cols, g.Rows, len(v.Value))
	}
	r := &Raster{cols: g.Cols, rows: g.Rows, metres: append([]float32(nil), v.Value...)}
	r.tile = Tile{Name: name, Format: "asc", SHA256: hashFloats(r.metres)}
	empty := emptyOf(floats(r.metres), len(r.metres))
	if len(empty) == len(r.metres) {
		return nil, fmt.Errorf("terrain: %s: %w", name, errNothing)
	}
	void, outside := split(g.Cols, g.Rows, empty)
	for _, i := range outside {
		r.metres[i] = float32(math.NaN())
	}
	// Neither edge nor damage may lend a height to a void.
	if err := fillVoids(floats(r.metres), g.Cols, g.Rows, void); err != nil {
		return nil, fmt.Errorf("terrain: %s: %w", name, err)
	}
	r.tile.Voids, r.tile.Missing = len(void), len(outside)
	r.tile.VoidShare = float64(len(void)) / float64(len(r.metres))
	r.place(g.CentreLon(0), g.CentreLat(0), g.CellLonDeg, g.CellLatDeg, 0.5)
	return r, nil
}

func hashFloats(metres []float32) string {
	sum := sha256.New()
	var b [4]byte
	for _, h := range metres {
		bits := math.Float32bits(h)
		b = [4]byte{byte(bits >> 24), byte(bits >> 16), byte(bits >> 8), byte(bits)}
		sum.Write(b[:])
	}
	return hex.EncodeToString(sum.Sum(nil))
}
