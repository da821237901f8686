package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
)

// modules are the dark squares of a code that was sent, without its border.
func modules(t *testing.T, svg string) (dark map[[2]int]bool, size int) {
	t.Helper()
	box := regexp.MustCompile(`viewBox="0 0 (\d+) (\d+)"`).FindStringSubmatch(svg)
	if box == nil || box[1] != box[2] {
		t.Fatalf("no square box in %.200s", svg)
	}
	side, _ := strconv.Atoi(box[1])
	dark = map[[2]int]bool{}
	for _, m := range regexp.MustCompile(`M(\d+) (\d+)h1v1h-1z`).FindAllStringSubmatch(svg, -1) {
		x, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		dark[[2]int{x - quietModules, y - quietModules}] = true
	}
	return dark, side - 2*quietModules
}

func TestQRHasTheMarksOfTheStandard(t *testing.T) {
	t.Parallel()
	gin.SetMode(gin.TestMode)
	ask := func(text string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		c, _ := gin.CreateTestContext(w)
		c.Request = httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/qr?text="+url.QueryEscape(text), http.NoBody)
		if err := sendQR(c); err != nil {
			w.Code = http.StatusBadRequest
		}
		return w
	}
	one := ask("https://hatang.example.vn/record?kind=sites&id=demo-site-0001")
	dark, size := modules(t, one.Body.String())
	if one.Header().Get("Content-Type") != typeSVG || (size-17)%4 != 0 || size < 21 {
		t.Fatalf("%s, %d modules a side: ISO/IEC 18004 has 17 + 4 × version", one.Header().Get("Content-Type"), size)
	}
	// A finder stands in three corners: a ring of 7 modules around one of 3.
	for _, corner := range [][2]int{{0, 0}, {size - 7, 0}, {0, size - 7}} {
		for y := range 7 {
			for x := range 7 {
				ring := max(abs(x-3), abs(y-3))
				if dark[[2]int{corner[0] + x, corner[1] + y}] != (ring != 2) {
					t.Fatalf("the finder at %v is wrong at %d,%d", corner, x, y)
				}
			}
		}
	}
	// Row 6 is the timing pattern between the finders.
	for x := 8; x < size-8; x++ {
		if dark[[2]int{x, 6}] != (x%2 == 0) {
			t.Fatalf("the timing pattern is wrong at %d", x)
		}
	}
	if other := ask("https://hatang.example.vn/record?kind=sites&id=demo-site-0002"); other.Body.String() == one.Body.String() {
		t.Error("two addresses have one code")
	}
	for _, text := range []string{"", strings.Repeat("x", mostQR+1)} {
		if w := ask(text); w.Code != http.StatusBadRequest {
			t.Errorf("%d bytes: %d", len(text), w.Code)
		}
	}
}

func abs(n int) int { return max(n, -n) }
