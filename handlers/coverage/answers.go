package coverage

import (
	"bytes"
	"context"
	"encoding/json"
	"image/png"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/coverage"
)

// ask is a question about an operator and technology, with the engine and the
// registry to answer it from.
type ask struct {
	*args
	engine     *coverage.Engine
	source     coverage.Source
	operator   string
	technology string
}

func (s *Service) ask(c *gin.Context) (*ask, error) {
	engine, err := s.engine(c.Request.Context())
	if err != nil {
		return nil, err
	}
	a := &args{c: c}
	return &ask{args: a, engine: engine, source: s.options.Source(), operator: a.text("operator"), technology: a.text("technology")}, nil
}

// fresh tells whether the caller has the answer already: it follows from the
// registry, from what was computed and from the question.
func (a *ask) fresh() (bool, error) {
	seq, err := a.source.Seq(a.c.Request.Context())
	if err != nil {
		return false, err
	}
	who := auth.Current(a.c)
	tag := handlers.StateTag(seq, a.engine.Stamp(), a.c.Request.URL.RequestURI(), string(handlers.Lang(a.c)),
		who.Sight(registry.Sites).Decided(), who.Sight(registry.Stations).Decided(), who.Sight(registry.Sectors).Decided())
	return handlers.NotModified(a.c, tag), nil
}

// answer computes and writes JSON, unless the caller has it.
func answer[T any](s *Service, c *gin.Context, compute func(context.Context, *ask) (T, error)) error {
	a, err := s.ask(c)
	if err != nil {
		return err
	}
	if err := a.err(); err != nil {
		return err
	}
	fresh, err := a.fresh()
	if err != nil || fresh {
		return err
	}
	value, err := compute(c.Request.Context(), a)
	if err != nil {
		c.Header("ETag", "") // an error has no version
		return err
	}
	c.JSON(http.StatusOK, value)
	return nil
}

func (s *Service) layers(c *gin.Context) error {
	return answer(s, c, func(ctx context.Context, a *ask) (coverage.Status, error) {
		return a.engine.Ready(ctx, a.source, a.operator, a.technology)
	})
}

func (s *Service) summary(c *gin.Context) error {
	return answer(s, c, func(ctx context.Context, a *ask) (*coverage.Summary, error) {
		return a.engine.Summary(ctx, a.source, a.operator, a.technology)
	})
}

func (s *Service) stations(c *gin.Context) error {
	return answer(s, c, func(ctx context.Context, a *ask) (*coverage.Stations, error) {
		return a.engine.Stations(ctx, a.source, a.operator, a.technology)
	})
}

func (s *Service) compare(c *gin.Context) error {
	return answer(s, c, func(ctx context.Context, a *ask) (*coverage.Comparison, error) {
		return a.engine.Compare(ctx, a.source, a.operator, a.technology)
	})
}

func (s *Service) at(c *gin.Context) error {
	return answer(s, c, func(ctx context.Context, a *ask) (*coverage.Here, error) {
		p := a.place()
		if err := a.err(); err != nil {
			return nil, err
		}
		here, err := a.engine.At(ctx, p, a.operator, a.technology)
		if err != nil {
			return nil, err
		}
		return cleared(c, here), nil
	})
}

// place is the longitude and latitude of a question, both required.
func (a *args) place() orb.Point {
	for _, name := range []string{"lon", "lat"} {
		if a.text(name) == "" {
			a.reject(name, "", "cần có", "is required")
		}
	}
	return orb.Point{a.number("lon", 0), a.number("lat", 0)}
}

func (s *Service) emf(c *gin.Context) error {
	if err := allowEMF(c); err != nil {
		return err
	}
	return answer(s, c, func(ctx context.Context, a *ask) (*coverage.EMF, error) {
		request := coverage.EMFRequest{
			Site: a.text("site"), Operator: a.operator, Limits: a.text("limits"), Reflection: a.number("reflection", 0), NearM: a.number("near", 0),
		}
		if err := a.err(); err != nil {
			return nil, err
		}
		return a.engine.EMF(ctx, a.source, request)
	})
}

func (s *Service) gain(c *gin.Context) error {
	return answer(s, c, func(ctx context.Context, a *ask) (*coverage.Gain, error) {
		request := coverage.GainRequest{At: a.place(), HeightM: a.number("height", 36), Operator: a.operator, Technologies: []string{"4G"}, EIRPDBm: a.number("eirp", 0), AzimuthsDeg: a.list("azimuths")}
		if list := a.text("technologies"); list != "" {
			request.Technologies = strings.Split(list, ",")
		}
		if err := a.err(); err != nil {
			return nil, err
		}
		var err error
		if request.Terrain, err = s.options.Terrain(); err != nil {
			return nil, err
		}
		return a.engine.Gain(ctx, a.source, request)
	})
}

func (s *Service) gaps(c *gin.Context) error {
	a, err := s.ask(c)
	if err != nil {
		return err
	}
	asGeoJSON := a.choice("format", "json", "json", "geojson") == "geojson"
	request := coverage.GapsRequest{
		Operator: a.operator, Technology: a.technology, LeastPeople: a.number("min_people", coverage.DefaultGapPeople),
		Limit: a.integer("limit", 200), Outlines: asGeoJSON,
	}
	if err := a.err(); err != nil {
		return err
	}
	fresh, err := a.fresh()
	if err != nil || fresh {
		return err
	}
	gaps, err := a.engine.Gaps(c.Request.Context(), a.source, request)
	if err != nil {
		c.Header("ETag", "")
		return err
	}
	if !asGeoJSON {
		c.JSON(http.StatusOK, gaps)
		return nil
	}
	var out bytes.Buffer
	if err := gaps.WriteGeoJSON(&out); err != nil {
		return err
	}
	c.Data(http.StatusOK, typeGeoJSON, out.Bytes())
	return nil
}

// data answers with bytes of a media type, unless the caller has them.
func (s *Service) data(c *gin.Context, mediaType string, write func(*ask, *bytes.Buffer) error) error {
	a, err := s.ask(c)
	if err != nil {
		return err
	}
	fresh, err := a.fresh()
	if err != nil || fresh {
		return err
	}
	var out bytes.Buffer
	if err := write(a, &out); err != nil {
		c.Header("ETag", "")
		return err
	}
	c.Data(http.StatusOK, mediaType, out.Bytes())
	return nil
}

func (s *Service) areas(c *gin.Context) error {
	return s.data(c, typeGeoJSON, func(a *ask, out *bytes.Buffer) error {
		contours := a.choice("contours", "false", "true", "false") == "true"
		if err := a.err(); err != nil {
			return err
		}
		return a.engine.WriteAreas(out, a.operator, a.technology, contours)
	})
}

func (s *Service) measured(c *gin.Context) error {
	return s.data(c, typeGeoJSON, func(a *ask, out *bytes.Buffer) error {
		cells, err := a.engine.Measured(c.Request.Context(), a.source, a.operator, a.technology)
		if err != nil {
			return err
		}
		fc := geojson.NewFeatureCollection()
		for _, cell := range cells {
			f := geojson.NewFeature(orb.Point{cell.Lon, cell.Lat})
			f.Properties = geojson.Properties{
				"operator": cell.Operator, "technology": cell.Technology, "n": cell.N, "mean_level": cell.MeanLevel, "usable": cell.Usable, "basis": cell.Basis,
			}
			fc.Append(f)
		}
		return json.NewEncoder(out).Encode(fc)
	})
}

func (s *Service) overlay(c *gin.Context) error {
	return s.data(c, typePNG, func(a *ask, out *bytes.Buffer) error {
		box, width, height := a.box("bbox"), a.integer("width", 512), a.integer("height", 512)
		if err := a.err(); err != nil {
			return err
		}
		picture, err := a.engine.Overlay(a.operator, a.technology, box, width, height)
		if err != nil {
			return err
		}
		return (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(out, picture)
	})
}

func (s *Service) profile(c *gin.Context) error {
	a := &args{c: c}
	request := coverage.ProfileRequest{
		From: a.point("from"), To: a.point("to"), FromHeightM: a.number("from_height", 30),
		ToHeightM: a.number("to_height", coverage.DefaultRxHeightM), FrequencyMHz: a.number("frequency", 1842.5), Model: a.text("model"),
	}
	asSVG := a.choice("format", "json", "json", "svg") == "svg"
	if err := a.err(); err != nil {
		return err
	}
	ground, err := s.options.Terrain()
	if err != nil {
		return err
	}
	path, err := coverage.NewPath(ground, request)
	if err != nil {
		return err
	}
	if asSVG {
		c.Data(http.StatusOK, typeSVG, path.SVG(handlers.Lang(c)))
		return nil
	}
	c.JSON(http.StatusOK, path)
	return nil
}
