package ogc

import (
	"context"
	"time"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// collection is what is said about a collection.
type collection struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	ItemType    string   `json:"itemType"`
	Extent      *extent  `json:"extent,omitempty"`
	CRS         []string `json:"crs"`
	StorageCRS  string   `json:"storageCrs"`
	Order       []string `json:"defaultSortOrder"`
	Links       []link   `json:"links"`
}

type extent struct {
	Spatial  *spatialExtent  `json:"spatial,omitempty"`
	Temporal *temporalExtent `json:"temporal,omitempty"`
}

type spatialExtent struct {
	BBox [][]float64 `json:"bbox"`
	CRS  string      `json:"crs"`
}

type temporalExtent struct {
	Interval [][]*string `json:"interval"`
	TRS      string      `json:"trs"`
}

// collectionList is the document at /ogc/collections.
type collectionList struct {
	Links       []link        `json:"links"`
	Collections []*collection `json:"collections"`
}

// collections answers GET /ogc/collections (/req/core/fc-md-op).
func (s *Service) collections(r *request) error {
	if s.notModified(r, r.seq) {
		return nil
	}
	document := collectionList{Links: r.own()}
	for _, schema := range s.list {
		c, err := s.about(r.c.Request.Context(), r, schema)
		if err != nil {
			return err
		}
		document.Collections = append(document.Collections, c)
	}
	r.c.Header("Link", linkHeader(document.Links))
	return s.sendDocument(r, document, "collections", document)
}

// collection answers GET /ogc/collections/{id} (/req/core/sfc-md-op).
func (s *Service) collection(r *request) error {
	if s.notModified(r, r.layerSeq(r.schema.Kind)) {
		return nil
	}
	document, err := s.about(r.c.Request.Context(), r, r.schema)
	if err != nil {
		return err
	}
	document.Links = append(r.own(), document.Links...)
	r.c.Header("Link", linkHeader(document.Links))
	return s.sendDocument(r, document, "collection", document)
}

// about describes a collection.
func (s *Service) about(ctx context.Context, r *request, schema *registry.Schema) (*collection, error) {
	survey, err := s.survey(ctx, r, schema.Kind)
	if err != nil {
		return nil, err
	}
	id := string(schema.Kind)
	title := schema.Label.In(r.lang)
	c := &collection{
		ID: id, Title: title, Description: r.description(schema), ItemType: "feature",
		Extent: s.extent(&survey), CRS: s.systems.uris, StorageCRS: s.systems.standard().URI(), Order: []string{"id"},
	}
	if r.schema == nil { // within the list
		c.Links = append(c.Links, r.to("self", r.at("collections", id), title, jsonFormat)...)
		c.Links = append(c.Links, r.to("alternate", r.at("collections", id), title, htmlFormat)...)
	}
	// GDAL puts an id straight behind this address: it takes no parameters.
	c.Links = append(c.Links, link{r.at("collections", id, "items"), "items", geoJSONFormat.bare(), string(r.lang), title})
	c.Links = append(c.Links, r.to("items", r.at("collections", id, "items"), title, htmlFormat)...)
	// GDAL learns the fields from here, else from the first features; it compares
	// letter case, which links do not.
	c.Links = append(c.Links, link{r.at("collections", id, "schema", "geojson"), "describedBy", schemaFormat.bare(), string(r.lang), title + ": " + r.text("lược đồ GeoJSON", "GeoJSON schema")})
	for _, view := range []struct{ rel, part, vi, en string }{
		{relSchema, "schema", "lược đồ", "schema"},
		{relQueryables, "queryables", "trường lọc được", "queryables"},
		{relSortables, "sortables", "trường sắp xếp được", "sortables"},
	} {
		c.Links = append(c.Links, r.to(view.rel, r.at("collections", id, view.part), title+": "+r.text(view.vi, view.en), schemaFormat, htmlFormat)...)
	}
	if further := s.options.Further.Collection; further != nil {
		c.Links = append(c.Links, r.further(further(schema.Kind))...)
	}
	return c, nil
}

func (r *request) description(schema *registry.Schema) string {
	text := r.text("Các "+schema.Single.VI+" trong sổ đăng ký; mặc định là những gì có hiệu lực hôm nay.",
		"Each "+schema.Single.EN+" of the registry; by default those that hold today.")
	if r.notice != "" {
		text += " " + r.notice
	}
	return text
}

// extent is the space and time that all rows of the collection span; nil when
// there is none.
func (s *Service) extent(survey *Survey) *extent {
	if !survey.Some {
		return nil
	}
	const gregorian = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
	e := &extent{Temporal: &temporalExtent{[][]*string{{s.midnight(survey.From), s.midnight(survey.To)}}, gregorian}}
	if survey.Located {
		e.Spatial = &spatialExtent{[][]float64{corner(survey.Bound)}, s.systems.standard().URI()}
	}
	return e
}

func corner(b orb.Bound) []float64 { return []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]} }

// midnight is when the day begins where the registry is kept; nil when it is
// open.
func (s *Service) midnight(day registry.Date) *string {
	if day.IsZero() {
		return nil
	}
	t := day.Time()
	text := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, s.options.Clock().Location()).Format(time.RFC3339)
	return &text
}
