package coverage

import (
	"bytes"
	"context"
	"image/png"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry/coverage"
)

// tile answers GET /api/v1/coverage/tiles/{technology}/{z}/{x}/{y}.png.
func (s *Service) tile(c *gin.Context) error {
	// arguments
	a, err := s.ask(c)
	if err != nil {
		return err
	}
	request := coverage.MapRequest{Operator: a.operator, Technology: c.Param("technology"), Look: a.look()}
	if err := a.err(); err != nil {
		return err
	}
	if err := address(c, &request); err != nil {
		return err
	}
	if fresh, err := a.freshPicture(request.Look); err != nil || fresh {
		return err
	}

	// operation
	picture, err := a.engine.MapTile(c.Request.Context(), a.source, request)
	if err != nil {
		c.Header("ETag", "")
		return err
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: &s.buffers}).Encode(&out, picture); err != nil {
		return err
	}

	// response
	c.Data(http.StatusOK, typePNG, out.Bytes())
	return nil
}

func (a *args) look() coverage.Look {
	return coverage.Look(a.choice("view", string(coverage.BandLook), looks()...))
}

// address reads the tile of a path: plain decimal numbers, so that a tile has one
// address only.
func address(c *gin.Context, request *coverage.MapRequest) error {
	y, isPNG := strings.CutSuffix(c.Param("y"), ".png")
	if !isPNG || !slices.Contains(technologies(), request.Technology) {
		return handlers.Refuse(http.StatusNotFound, "không có %s", "there is nothing at %s", c.Request.URL.Path).
			Hinted("địa chỉ: /api/v1/coverage/tiles/{all|2G|3G|4G|5G}/{z}/{x}/{y}.png", "the address is /api/v1/coverage/tiles/{all|2G|3G|4G|5G}/{z}/{x}/{y}.png")
	}
	zoom, okZ := coordinate(c.Param("z"))
	column, okX := coordinate(c.Param("x"))
	row, okY := coordinate(y)
	const deepest = 22
	if !okZ || !okX || !okY || zoom > deepest || column >= 1<<zoom || row >= 1<<zoom {
		return handlers.Refuse(http.StatusNotFound, "không có ô bản đồ này", "there is no such tile").
			Hinted("z từ 0 đến 22; x và y từ 0 đến 2^z - 1", "z runs from 0 to 22, x and y from 0 to 2^z - 1")
	}
	request.Z, request.X, request.Y = uint8(zoom), column, row
	return nil
}

func coordinate(text string) (uint32, bool) {
	n, err := strconv.ParseUint(text, 10, 32)
	return uint32(n), err == nil && strconv.FormatUint(n, 10) == text
}

// freshPicture tells whether the caller has the picture already: what was
// computed makes it, for gaps the registry's people as well.
func (a *ask) freshPicture(look coverage.Look) (bool, error) {
	if look == coverage.GapsLook {
		return a.fresh()
	}
	return handlers.NotModified(a.c, handlers.StateTag(0, a.engine.Stamp(), a.c.Request.URL.RequestURI())), nil
}

// legend answers GET /api/v1/coverage/legend.
func (s *Service) legend(c *gin.Context) error {
	return answer(s, c, func(ctx context.Context, a *ask) (*coverage.Legend, error) {
		technology := a.choice("technology", coverage.AnyTechnology, technologies()...)
		look := a.look()
		if err := a.err(); err != nil {
			return nil, err
		}
		return a.engine.Legend(ctx, a.source, a.operator, technology, look)
	})
}

// buffers lend the encoder of pictures its memory.
type buffers struct{ pool chan *png.EncoderBuffer }

// Get implements png.EncoderBufferPool.
func (b *buffers) Get() *png.EncoderBuffer {
	select {
	case one := <-b.pool:
		return one
	default:
		return nil
	}
}

// Put implements png.EncoderBufferPool.
func (b *buffers) Put(one *png.EncoderBuffer) {
	select {
	case b.pool <- one:
	default: // enough are kept
	}
}

// keptBuffers is how many encoders' memory, 0.3 MB each, is kept.
const keptBuffers = 4
