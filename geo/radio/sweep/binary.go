package sweep

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
)

// The stored form of a footprint: four letters, a version, the window, the
// length and JSON of the provenance, and, deflated, three planes: losses as
// differences from cell to cell along rows, elevations likewise, and the bits of
// line of sight; at the end a checksum of it all (CRC-32C). Numbers are little
// endian. Planes are laid out by bytes, low ones first, which deflate packs
// better.
const (
	magic          = "HTFP"
	version        = 1
	headerBytes    = 4 + 2 + 2 + 4*8 + 6*4 + 4
	checkBytes     = 4
	hasSight       = 1
	maxProvenance  = 1 << 20
	maxStoredCells = 1 << 26
	// deflate packs at best 1032 to one: what a file claims to hold is bounded
	// by what it can.
	bestDeflate = 1032
)

// AppendBinary appends the stored form to b.
func (f *Footprint) AppendBinary(b []byte) ([]byte, error) {
	if err := f.consistent(); err != nil {
		return nil, err
	}
	provenance, err := json.Marshal(&f.Provenance)
	if err != nil {
		return nil, fmt.Errorf("sweep: provenance: %w", err)
	}
	start := len(b)
	b = append(b, magic...)
	b = binary.LittleEndian.AppendUint16(b, version)
	var flags uint16
	if f.Sight != nil {
		flags |= hasSight
	}
	b = binary.LittleEndian.AppendUint16(b, flags)
	for _, v := range [4]float64{f.Grid.West, f.Grid.North, f.Grid.CellLonDeg, f.Grid.CellLatDeg} {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	for _, v := range [6]int{f.Grid.Cols, f.Grid.Rows, f.Col0, f.Row0, f.Cols, f.Rows} {
		b = binary.LittleEndian.AppendUint32(b, uint32(v))
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(provenance)))
	b = append(b, provenance...)
	packed := bytes.NewBuffer(b)
	deflate, err := flate.NewWriter(packed, flate.BestSpeed)
	if err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	if _, err := deflate.Write(f.planes()); err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	if err := deflate.Close(); err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	b = packed.Bytes()
	return binary.LittleEndian.AppendUint32(b, checksum(b[start:])), nil
}

func checksum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

// consistent tells whether the planes fit the window.
func (f *Footprint) consistent() error {
	if err := f.validate(); err != nil {
		return err
	}
	cells := f.Cells()
	if cells > maxStoredCells {
		return fmt.Errorf("sweep: footprint of %d cells, at most %d are stored", cells, maxStoredCells)
	}
	if len(f.LossCentiDB) != cells || len(f.ElevationCentiDeg) != cells ||
		f.Sight != nil && len(f.Sight) != (cells+63)/64 {
		return fmt.Errorf("sweep: footprint of %d cells has %d losses, %d elevations and %d words of sight",
			cells, len(f.LossCentiDB), len(f.ElevationCentiDeg), len(f.Sight))
	}
	return nil
}

// planeBytes is the size of the planes of so many cells.
func planeBytes(cells int, sight bool) int {
	n := 4 * cells
	if sight {
		n += (cells + 63) / 64 * 8
	}
	return n
}

// planes lays the values out for packing.
func (f *Footprint) planes() []byte {
	cells := len(f.LossCentiDB)
	out := make([]byte, planeBytes(cells, f.Sight != nil))
	losses, elevations := out[:2*cells], out[2*cells:4*cells]
	var before uint16
	for i, v := range f.LossCentiDB {
		d := zigzag(v - before)
		losses[i], losses[cells+i] = byte(d), byte(d>>8)
		before = v
	}
	before = 0
	for i, v := range f.ElevationCentiDeg {
		d := zigzag(uint16(v) - before)
		elevations[i], elevations[cells+i] = byte(d), byte(d>>8)
		before = uint16(v)
	}
	for i, word := range f.Sight {
		binary.LittleEndian.PutUint64(out[4*cells+8*i:], word)
	}
	return out
}

// zigzag brings small differences of either sign to small numbers.
func zigzag(d uint16) uint16 { return d<<1 ^ uint16(int16(d)>>15) }

func unzigzag(z uint16) uint16 { return z>>1 ^ -(z & 1) }

// Decode reads the stored form. Errors: not a footprint, a version not known,
// damage, a window that is none.
func Decode(b []byte) (*Footprint, error) {
	if len(b) < headerBytes+checkBytes || string(b[:4]) != magic {
		return nil, errors.New("sweep: not a stored footprint")
	}
	if v := binary.LittleEndian.Uint16(b[4:]); v != version {
		return nil, fmt.Errorf("sweep: stored footprint of version %d, expected %d: compute it again", v, version)
	}
	body := b[:len(b)-checkBytes]
	if checksum(body) != binary.LittleEndian.Uint32(b[len(body):]) {
		return nil, errors.New("sweep: the stored footprint is damaged: its checksum does not match")
	}
	f := new(Footprint)
	sight := binary.LittleEndian.Uint16(b[6:])&hasSight != 0
	f.decodeWindow(body[8:])
	if err := f.validate(); err != nil {
		return nil, err
	}
	rest := body[headerBytes:]
	length := binary.LittleEndian.Uint32(body[headerBytes-4:])
	if length > maxProvenance || int(length) > len(rest) {
		return nil, fmt.Errorf("sweep: stored footprint with a provenance of %d bytes, expected at most %d",
			length, min(maxProvenance, len(rest)))
	}
	if err := json.Unmarshal(rest[:length], &f.Provenance); err != nil {
		return nil, fmt.Errorf("sweep: provenance of a stored footprint: %w", err)
	}
	if err := f.unpack(rest[length:], sight); err != nil {
		return nil, err
	}
	return f, nil
}

func (f *Footprint) decodeWindow(b []byte) {
	number := func(i int) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:])) }
	f.Grid.West, f.Grid.North, f.Grid.CellLonDeg, f.Grid.CellLatDeg = number(0), number(1), number(2), number(3)
	count := func(i int) int { return int(int32(binary.LittleEndian.Uint32(b[32+4*i:]))) }
	f.Grid.Cols, f.Grid.Rows = count(0), count(1)
	f.Col0, f.Row0, f.Cols, f.Rows = count(2), count(3), count(4), count(5)
}

// unpack restores the planes.
func (f *Footprint) unpack(packed []byte, sight bool) error {
	cells := f.Cells()
	size := planeBytes(cells, sight)
	if cells > maxStoredCells || size > (len(packed)+1)*bestDeflate {
		return fmt.Errorf("sweep: stored footprint of %d cells in %d bytes, expected at most %d cells and as many bytes as they need",
			cells, len(packed), maxStoredCells)
	}
	planes := make([]byte, size)
	in := bytes.NewReader(packed)
	inflate := flate.NewReader(in)
	if _, err := io.ReadFull(inflate, planes); err != nil {
		return fmt.Errorf("sweep: planes of a stored footprint: %w", err)
	}
	if n, err := inflate.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		return fmt.Errorf("sweep: stored footprint with more than the %d bytes of its planes", size)
	}
	if in.Len() > 0 {
		return fmt.Errorf("sweep: stored footprint with %d trailing bytes", in.Len())
	}
	f.fillPlanes(planes, sight)
	return nil
}

// fillPlanes undoes planes.
func (f *Footprint) fillPlanes(planes []byte, sight bool) {
	cells := f.Cells()
	f.LossCentiDB, f.ElevationCentiDeg = make([]uint16, cells), make([]int16, cells)
	losses, elevations := planes[:2*cells], planes[2*cells:4*cells]
	var loss, elevation uint16
	for i := range cells {
		loss += unzigzag(uint16(losses[i]) | uint16(losses[cells+i])<<8)
		elevation += unzigzag(uint16(elevations[i]) | uint16(elevations[cells+i])<<8)
		f.LossCentiDB[i], f.ElevationCentiDeg[i] = loss, int16(elevation)
	}
	if sight {
		f.Sight = make([]uint64, (cells+63)/64)
		for i := range f.Sight {
			f.Sight[i] = binary.LittleEndian.Uint64(planes[4*cells+8*i:])
		}
	}
}
