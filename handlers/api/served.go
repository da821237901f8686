package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
	"hatang/registry/indicators"
)

func networks() []string {
	return []string{string(indicators.PostalNetwork), string(indicators.BTSNetwork), string(indicators.RadioNetwork)}
}

// served answers GET /api/v1/served/{network}: the radius that each point
// serves and how many people.
func (a *API) served(c *gin.Context, args *args) error {
	// arguments
	network := c.Param("network")
	if !slices.Contains(networks(), network) {
		return registry.Errorf(registry.NotFound, "không có mạng %q; có: postal, bts, radio", "there is no network %q; there are postal, bts, radio", clip(network))
	}
	unit := args.text("unit")
	named := args.date("as_of")
	approximate := args.boolean("approximate", false)
	asText := args.choice("format", formatJSON, formatJSON, "text") == "text"
	if err := args.err(); err != nil {
		return err
	}
	if a.options.Served == nil {
		return registry.Errorf(registry.Unsupported, "chương trình này không tính bán kính phục vụ", "this program does not compute served figures")
	}
	day := a.day(named)

	// operation
	// The figures follow from the registry's state and the question: a caller
	// that polls is answered without computing them again.
	fresh, err := unchanged(c, a.options.Live.View(), day.String(), string(handlers.Lang(c)))
	if err != nil || fresh {
		return err
	}
	figures, err := a.options.Served(c.Request.Context(), indicators.Request{
		Network: indicators.Network(network), Unit: unit, AsOf: day, Approximate: approximate,
	})
	if err != nil {
		c.Header("ETag", "") // an error has no version
		return err
	}

	// response
	var content []byte
	mediaType := typeJSON
	if asText {
		var out bytes.Buffer
		err = figures.WriteText(&out, handlers.Lang(c), false)
		content, mediaType = out.Bytes(), "text/plain; charset=utf-8"
	} else {
		content, err = json.Marshal(figures)
	}
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, mediaType, content)
	return nil
}
