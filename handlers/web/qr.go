package web

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/boombuler/barcode/qr"
	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry"
)

const (
	// mostQR is how many bytes an address on paper may have: with more the
	// squares become too small for a telephone to read.
	mostQR = 600
	// quietModules is the white border that ISO/IEC 18004 demands.
	quietModules = 4

	typeSVG = "image/svg+xml"
)

func qrRoute() api.Route {
	return api.Route{
		Method: http.MethodGet, Path: "/api/v1/qr", ID: "qr", Right: auth.Right{Resource: auth.Desk, Action: auth.Read},
		Summary: registry.Text{VI: "Mã QR của một địa chỉ, để in", EN: "An address as a QR code, for paper"},
		Query: []api.Parameter{{Name: "text", Required: true, About: registry.Textf(
			"địa chỉ, tối đa %d byte", "the address, at most %d bytes", mostQR)}},
		GivesTypes: []string{typeSVG},
		Handle:     sendQR,
	}
}

// sendQR answers GET /api/v1/qr.
func sendQR(c *gin.Context) error {
	text := c.Query("text")
	if text == "" || len(text) > mostQR {
		return handlers.Refuse(http.StatusBadRequest, "cần một địa chỉ dài 1–%d byte, có %d", "an address of 1–%d bytes is needed, there are %d", mostQR, len(text))
	}
	code, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		return fmt.Errorf("web: QR: %w", err)
	}
	size := code.Bounds().Dx()
	var out bytes.Buffer
	side := size + 2*quietModules
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[1]d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%[1]dv%[1]dH0z"/><path d="`, side)
	for y := range size {
		for x := range size {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				fmt.Fprintf(&out, "M%d %dh1v1h-1z", x+quietModules, y+quietModules)
			}
		}
	}
	out.WriteString(`"/></svg>`)
	c.Header("Cache-Control", "private, max-age=86400")
	c.Data(http.StatusOK, typeSVG, out.Bytes())
	return nil
}
