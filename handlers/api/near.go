package api

import (
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/paulmach/orb"

	"hatang/geo/crs"
	"hatang/geo/polygon"
	"hatang/handlers/auth"
	"hatang/registry"
)

const (
	maxNearest = 1000
	stdNearest = 10
	maxRadiusM = 200_000
	stdAroundM = 5_000
	maxAround  = 20
)

// nearRequest is a question about one kind around a place.
type nearRequest struct {
	schema *registry.Schema
	day    registry.Date
	notice string
	shape  shape
	format Format
	accept func(registry.Record) bool
	// unordered asks for ids or fids alone, as they are found.
	unordered bool
}

// numbersOnly tells whether the answer names records instead of holding them.
func (r *nearRequest) numbersOnly() bool {
	return r.format.Name == formatIDs || r.format.Name == formatFIDs
}

// placedKinds are the kinds that have a place on the map, for everybody.
func placedKinds() []string {
	return names(slices.DeleteFunc(registry.EditedKinds(), func(k registry.Kind) bool {
		return registry.SchemaOf(k).Shapes != registry.Points
	}))
}

// shapedKinds are those that have a geometry of any sort.
func shapedKinds() []string {
	return names(slices.DeleteFunc(registry.EditedKinds(), func(k registry.Kind) bool {
		return registry.SchemaOf(k).Shapes == registry.NoShapes
	}))
}

// point reads lon and lat, or at, a pair as people type it, in the system crs.
func (args *args) point() orb.Point {
	if args.has("at") {
		return args.typedPoint()
	}
	if args.has("crs") {
		args.reject("crs", args.given.get("crs"), "crs", registry.Text{VI: "chỉ dùng cùng at; lon và lat là WGS 84", EN: "goes with at only; lon and lat are WGS 84"})
	}
	lon, lonGiven := args.number("lon", -180, 180)
	lat, latGiven := args.number("lat", -90, 90)
	if !lonGiven && !args.has("lon") {
		args.required("lon")
	}
	if !latGiven && !args.has("lat") {
		args.required("lat")
	}
	return orb.Point{lon, lat}
}

// typedPoint reads at=14°21'00"N 107°59'E, or metres with crs=vn2000:107.5. The
// axes follow from letters, else from magnitudes in Vietnam.
func (args *args) typedPoint() orb.Point {
	for _, name := range []string{"lon", "lat"} {
		if args.has(name) {
			args.reject(name, args.given.get(name), "repeated", registry.Text{VI: "cho at, hoặc lon và lat", EN: "give at, or lon and lat"})
		}
	}
	name := args.given.get("crs")
	if !args.has("crs") {
		name = "4326"
	}
	system, err := crs.Parse(name)
	if err != nil {
		args.reject("crs", name, "crs", registry.Textf("không có hệ tọa độ này: %v", "%v", err))
		return orb.Point{}
	}
	p, err := readPair(system, args.given.get("at"))
	if err != nil {
		args.reject("at", args.given.get("at"), "coordinates", registry.Textf("không đọc được tọa độ: %v", "%v", err))
	}
	return p
}

func readPair(system crs.CRS, text string) (orb.Point, error) {
	pair, err := crs.ParsePair(text)
	if err != nil {
		return orb.Point{}, err
	}
	x, y := pair.First, pair.Second
	switch {
	case pair.LatitudeFirst:
		x, y = y, x
	case !pair.LongitudeFirst:
		if x, y, _, err = crs.DecideAxes(system, x, y); err != nil {
			return orb.Point{}, err
		}
	}
	return system.ToWGS84(x, y)
}

func (a *API) nearArguments(c *gin.Context, args *args, kinds []string) (*nearRequest, error) {
	r := &nearRequest{}
	if !args.has("kind") {
		args.required("kind")
	}
	kind := args.choice("kind", "", kinds...)
	if kind == "" {
		return nil, args.err()
	}
	r.schema = registry.SchemaOf(registry.Kind(kind))
	if err := a.who(c).Allow(auth.Read, auth.Of(r.schema.Kind)); err != nil {
		return nil, err
	}
	r.shape = a.shapeFor(c, args, r.schema)
	working := args.boolean("in_service", false)
	ordered := args.boolean("ordered", true)
	where := args.openConditions(a.filters[r.schema.Kind], r.shape.sight.Asks())
	named := args.date("as_of")
	var err error
	if r.format, err = chooseFormat(c, args, a.places); err != nil {
		return nil, err
	}
	if !ordered && !r.numbersOnly() {
		args.reject("ordered", "false", "format", registry.Text{VI: "chỉ dùng cùng format=ids hoặc fids", EN: "goes with format=ids or fids only"})
		return nil, args.err()
	}
	r.unordered = !ordered
	r.day = a.day(named)
	if !r.numbersOnly() {
		if r.notice, err = a.notice(c); err != nil {
			return nil, err
		}
	}
	r.accept = accepting(r.schema, r.shape.sight, where, working, r.day)
	return r, nil
}

func accepting(schema *registry.Schema, sight auth.Sight, where []registry.Condition, working bool, day registry.Date) func(registry.Record) bool {
	narrowed := registry.Query{Kind: schema.Kind, Where: where}
	if sight.NarrowQuery(&narrowed) {
		return func(registry.Record) bool { return false }
	}
	where = narrowed.Where
	if len(where) == 0 && !working {
		return nil
	}
	meets, works := predicate(schema, where), inService(day)
	return func(rec registry.Record) bool { return meets(rec) && (!working || works(rec)) }
}

// nearest answers GET /api/v1/nearest: the k records of a kind nearest to a
// place.
func (a *API) nearest(c *gin.Context, args *args) error {
	// arguments
	p := args.point()
	k := args.count("k", maxNearest, stdNearest)
	r, err := a.nearArguments(c, args, a.placed)
	if err := args.err(); err != nil {
		return err
	}
	if err != nil {
		return err
	}

	// operation
	view := a.options.Live.View()
	if layer := r.layer(view); layer != nil {
		return a.sendRows(c, r, layer, k, func(dst []int32) []int32 {
			return layer.AppendNearest(dst, p, k, r.day, r.acceptRow(layer))
		})
	}
	hits := view.Nearest(r.schema.Kind, p, k, r.day, r.accept)

	// response
	return a.sendHits(c, view, r, hits, len(hits))
}

// within answers GET /api/v1/within: the records of a kind within a radius,
// nearest first, or in a box.
func (a *API) within(c *gin.Context, args *args) error {
	if args.has("bbox") {
		return a.inBox(c, args)
	}
	// arguments
	p := args.point()
	radiusM, given := args.number("radius_m", 0, maxRadiusM)
	if !given && !args.has("radius_m") {
		args.required("radius_m")
	}
	limit := args.count("limit", maxFeatures, maxLimit)
	r, err := a.nearArguments(c, args, a.placed)
	if err := args.err(); err != nil {
		return err
	}
	if err != nil {
		return err
	}

	// operation
	view := a.options.Live.View()
	if layer := r.layer(view); layer != nil {
		return a.sendRows(c, r, layer, limit, func(dst []int32) []int32 {
			return r.keep(layer, layer.AppendWithin(dst, p, radiusM, r.day))
		})
	}
	hits := view.Within(r.schema.Kind, p, radiusM, r.day, r.accept)

	// response
	return a.sendHits(c, view, r, hits[:min(limit, len(hits))], len(hits))
}

// withinPolygon answers POST /api/v1/within: the records of a kind in the
// polygon of the body.
func (a *API) withinPolygon(c *gin.Context, args *args) error {
	// arguments
	limit := args.count("limit", maxFeatures, maxLimit)
	r, err := a.nearArguments(c, args, a.shaped)
	if err := args.err(); err != nil {
		return err
	}
	if err != nil {
		return err
	}
	content, err := body(c, typeJSON, typeGeoJSON)
	if err != nil {
		return err
	}
	area, err := parseArea(content, a.options.Limits.Vertices)
	if err != nil {
		return err
	}

	// operation
	view := a.options.Live.View()
	if layer := r.layer(view); layer != nil {
		return a.sendRows(c, r, layer, limit, func(dst []int32) []int32 {
			return r.keep(layer, layer.AppendInPolygon(dst, area, r.day))
		})
	}
	var hits []Hit
	for _, rec := range view.InPolygon(r.schema.Kind, area, r.day) {
		if r.accept == nil || r.accept(rec) {
			hits = append(hits, Hit{Record: rec, DistanceM: -1})
		}
	}

	// response
	return a.sendHits(c, view, r, hits[:min(limit, len(hits))], len(hits))
}

// sendHits answers with records and their distances; total tells how many there
// are, of which the answer may hold fewer.
func (a *API) sendHits(c *gin.Context, view View, r *nearRequest, hits []Hit, total int) error {
	if r.numbersOnly() {
		return a.sendNames(c, view, r, hits, total)
	}
	if r.format.Name == formatGeoJSON {
		a.send(c, typeGeoJSON, func(dst []byte) []byte {
			dst = append(dst, `{"type":"FeatureCollection","numberMatched":`...)
			dst = strconv.AppendInt(dst, int64(total), 10)
			dst = append(dst, `,"numberReturned":`...)
			dst = strconv.AppendInt(dst, int64(len(hits)), 10)
			dst = append(dst, ',')
			dst = appendNotice(dst, r.notice)
			dst = append(dst, `"features":[`...)
			for i, hit := range hits {
				if i > 0 {
					dst = append(dst, ',')
				}
				dst = appendFeature(dst, view, hit.Record, &r.shape)
				if hit.DistanceM >= 0 {
					dst = appendDistance(append(dst[:len(dst)-1], ','), hit.DistanceM)
					dst = append(dst, '}')
				}
			}
			return append(dst, ']', '}')
		})
		return nil
	}
	a.send(c, typeJSON, func(dst []byte) []byte {
		dst = append(dst, `{"items":`...)
		dst = appendHits(dst, view, hits, &r.shape)
		dst = append(dst, `,"count":`...)
		dst = strconv.AppendInt(dst, int64(len(hits)), 10)
		dst = append(dst, `,"total":`...)
		dst = strconv.AppendInt(dst, int64(total), 10)
		dst = append(dst, `,"as_of":"`...)
		dst = append(dst, r.day.String()...)
		return append(dst, '"', '}')
	})
	return nil
}

func appendHits(dst []byte, view View, hits []Hit, s *shape) []byte {
	dst = append(dst, '[')
	for i, hit := range hits {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendHit(dst, view, hit, s)
	}
	return append(dst, ']')
}

func appendHit(dst []byte, view View, hit Hit, s *shape) []byte {
	dst = append(dst, '{')
	if hit.DistanceM >= 0 {
		dst = append(appendDistance(dst, hit.DistanceM), ',')
	}
	dst = append(dst, `"record":`...)
	dst = appendView(dst, view, hit.Record, s)
	return append(dst, '}')
}

// appendDistance writes metres to the millimetre.
func appendDistance(dst []byte, distanceM float64) []byte {
	dst = append(dst, `"distance_m":`...)
	return strconv.AppendFloat(dst, distanceM, 'f', 3, 64)
}

// at answers GET /api/v1/at: which commune a place lies in, the nearest postal
// point, the sites around it and the commune's radio station.
func (a *API) at(c *gin.Context, args *args) error {
	// arguments
	p := args.point()
	radiusM, given := args.number("radius_m", 0, maxRadiusM)
	if !given {
		radiusM = stdAroundM
	}
	named := args.date("as_of")
	if err := args.err(); err != nil {
		return err
	}
	day := a.day(named)
	notice, err := a.notice(c)
	if err != nil {
		return err
	}

	// operation
	view := a.options.Live.View()
	works := inService(day)
	commune, known := view.CommuneAt(p, day)
	postal := view.Nearest(registry.Postal, p, 1, day, works)
	sites := view.Within(registry.Sites, p, radiusM, day, works)
	var radio []Hit
	if known {
		radio = view.Nearest(registry.Radio, p, 1, day, func(rec registry.Record) bool { return works(rec) && serves(rec, commune) })
	}

	// response
	plain := a.plainShape(c)
	a.send(c, typeJSON, func(dst []byte) []byte {
		dst = append(dst, `{"lon":`...)
		dst = strconv.AppendFloat(dst, p[0], 'f', -1, 64)
		dst = append(dst, `,"lat":`...)
		dst = strconv.AppendFloat(dst, p[1], 'f', -1, 64)
		dst = append(dst, `,"as_of":"`+day.String()+`",`...)
		dst = appendNotice(dst, notice)
		dst = append(dst, `"commune":`...)
		if known {
			dst = appendRecord(dst, commune, &shape{who: plain.who})
		} else {
			dst = append(dst, "null"...)
		}
		dst = appendFirst(append(dst, `,"postal":`...), view, postal, &plain)
		dst = appendFirst(append(dst, `,"radio":`...), view, radio, &plain)
		dst = append(dst, `,"sites":`...)
		dst = appendHits(dst, view, sites[:min(maxAround, len(sites))], &plain)
		dst = append(dst, `,"sites_total":`...)
		return append(strconv.AppendInt(dst, int64(len(sites)), 10), '}')
	})
	return nil
}

func appendFirst(dst []byte, view View, hits []Hit, s *shape) []byte {
	if len(hits) == 0 {
		return append(dst, "null"...)
	}
	return appendHit(dst, view, hits[0], s)
}

// serves tells whether a radio station is the commune's: by the code it
// carries, else by where it stands.
func serves(rec registry.Record, commune *registry.AdminUnit) bool {
	station, ok := rec.(*registry.RadioStation)
	switch {
	case !ok:
		return false
	case station.CommuneCode != "":
		return station.CommuneCode == commune.Code
	}
	return station.Located && polygon.Contains(commune.Area, station.Point)
}
