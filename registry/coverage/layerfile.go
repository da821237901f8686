package coverage

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/klauspost/compress/zstd"

	"hatang/geo/coverage/network"
)

// A level file is the layer of one station:
//
//	8 bytes   "hatanglv"
//	uint32    version
//	uint32    CRC-32C of the rest
//	zstd of   Col0, Row0, Cols, Rows int32; sight uint8; levels, each the
//	          difference from the one to its west, in two planes of bytes;
//	          the words of sight
//
// Numbers are little-endian.
const (
	layerMagic   = "hatanglv"
	layerVersion = 1
	layerHeader  = 8 + 4 + 4
	windowBytes  = 4*4 + 1
	// maxLayerCells bounds what a broken file can ask for: a radius of 100 km.
	maxLayerCells = 2100 * 2100
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// codec compresses and decompresses; it is safe for concurrent use.
type codec struct {
	encoder *zstd.Encoder
	decoder *zstd.Decoder
}

func newCodec() (*codec, error) {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(4*maxLayerCells+1<<16))
	if err != nil {
		return nil, err
	}
	return &codec{encoder, decoder}, nil
}

func (c *codec) encodeLayer(l *network.Layer) []byte {
	body := make([]byte, 0, windowBytes+2*len(l.Level)+8*len(l.Sight))
	for _, v := range []int{l.Col0, l.Row0, l.Cols, l.Rows} {
		body = binary.LittleEndian.AppendUint32(body, uint32(int32(v)))
	}
	if l.Sight != nil {
		body = append(body, 1)
	} else {
		body = append(body, 0)
	}
	low, high := len(body), len(body)+len(l.Level)
	body = body[:low+2*len(l.Level)]
	var before uint16
	for i, level := range l.Level {
		d := uint16(level) - before
		before = uint16(level)
		body[low+i], body[high+i] = byte(d), byte(d>>8)
	}
	for _, word := range l.Sight {
		body = binary.LittleEndian.AppendUint64(body, word)
	}
	out := make([]byte, layerHeader, layerHeader+len(body)/3)
	copy(out, layerMagic)
	binary.LittleEndian.PutUint32(out[8:], layerVersion)
	out = c.encoder.EncodeAll(body, out)
	binary.LittleEndian.PutUint32(out[12:], crc32.Checksum(out[layerHeader:], castagnoli))
	return out
}

var errLayer = errors.New("no level file of this program, or a damaged one")

func (c *codec) decodeLayer(data []byte) (*network.Layer, error) {
	if len(data) < layerHeader || string(data[:8]) != layerMagic {
		return nil, errLayer
	}
	if v := binary.LittleEndian.Uint32(data[8:]); v != layerVersion {
		return nil, fmt.Errorf("%w: version %d, expected %d", errLayer, v, layerVersion)
	}
	if crc32.Checksum(data[layerHeader:], castagnoli) != binary.LittleEndian.Uint32(data[12:]) {
		return nil, fmt.Errorf("%w: the checksum differs", errLayer)
	}
	body, err := c.decoder.DecodeAll(data[layerHeader:], nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errLayer, err)
	}
	return layerOf(body)
}

func layerOf(body []byte) (*network.Layer, error) {
	if len(body) < windowBytes {
		return nil, errLayer
	}
	at := func(i int) int { return int(int32(binary.LittleEndian.Uint32(body[4*i:]))) }
	l := &network.Layer{Window: network.Window{Col0: at(0), Row0: at(1), Cols: at(2), Rows: at(3)}}
	if l.Cols < 0 || l.Rows < 0 || l.Cols > maxLayerCells || l.Rows > maxLayerCells || l.Cells() > maxLayerCells {
		return nil, fmt.Errorf("%w: a window of %d × %d cells", errLayer, l.Cols, l.Rows)
	}
	words := 0
	if body[16] != 0 {
		words = (l.Cells() + 63) / 64
	}
	if len(body) != windowBytes+2*l.Cells()+8*words {
		return nil, fmt.Errorf("%w: %d bytes for %d × %d cells", errLayer, len(body), l.Cols, l.Rows)
	}
	planes := body[windowBytes:]
	l.Level = make([]int16, l.Cells())
	var before uint16
	for i := range l.Level {
		before += uint16(planes[i]) | uint16(planes[len(l.Level)+i])<<8
		l.Level[i] = int16(before)
	}
	if words > 0 {
		l.Sight = make([]uint64, words)
		for i := range l.Sight {
			l.Sight[i] = binary.LittleEndian.Uint64(planes[2*len(l.Level)+8*i:])
		}
	}
	return l, nil
}
