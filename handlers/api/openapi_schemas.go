package api

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"hatang/registry"
	"hatang/registry/indicators"
)

// schemas are the schemas of the description: those of each kind, made from the
// registry's, and those of the answers around them.
func (a *API) schemas() openapi3.Schemas {
	all := openapi3.Schemas{}
	for _, kind := range registry.Kinds() {
		schema := registry.SchemaOf(kind)
		name := typeName(schema)
		all[name] = recordSchema(schema).NewRef()
		if !schema.Managed {
			all[name+"Input"] = inputSchema(schema, true).NewRef()
			all[name+"Patch"] = inputSchema(schema, false).NewRef()
		}
		all[name+"Page"] = closed(openapi3.Schemas{
			"items": arrayOf(schemaRef(name)), "count": integerRef(), "total": integerRef(),
			"as_of": dateSchema().NewRef(), "notice": textRef(), "links": schemaRef("Links"),
		}, "items", "count", "total", "as_of", "links").NewRef()
		all[name+"Rows"] = closed(openapi3.Schemas{"items": arrayOf(schemaRef(name)), "count": integerRef()}, "items", "count").NewRef()
	}
	addGeometry(all)
	addChanges(all)
	all["Links"] = closed(openapi3.Schemas{"self": textRef(), "next": textRef(), "prev": textRef()}, "self").NewRef()
	all["Problem"] = problemSchema().NewRef()
	all["OpenAPI"] = openapi3.NewObjectSchema().WithAnyAdditionalProperties().NewRef()
	all["Served"] = structSchema(reflect.TypeFor[indicators.Served]())
	a.addFurther(all)
	return all
}

func closed(properties openapi3.Schemas, required ...string) *openapi3.Schema {
	s := openapi3.NewObjectSchema()
	s.Properties = properties
	s.Required = required
	return s.WithoutAdditionalProperties()
}

func arrayOf(items *openapi3.SchemaRef) *openapi3.SchemaRef {
	s := openapi3.NewArraySchema()
	s.Items = items
	return s.NewRef()
}

func textRef() *openapi3.SchemaRef    { return openapi3.NewStringSchema().NewRef() }
func integerRef() *openapi3.SchemaRef { return openapi3.NewInt64Schema().NewRef() }
func numberRef() *openapi3.SchemaRef  { return openapi3.NewFloat64Schema().NewRef() }

// anyRef is a value of any sort, null among them.
func anyRef() *openapi3.SchemaRef {
	s := openapi3.NewSchema()
	s.Nullable = true
	return s.NewRef()
}

// nullable is the referred-to schema or null.
func nullable(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
	s := openapi3.NewSchema()
	s.AllOf = openapi3.SchemaRefs{ref}
	s.Nullable = true
	return s.NewRef()
}

// recordSchema is a record as answers give it.
func recordSchema(schema *registry.Schema) *openapi3.Schema {
	properties := openapi3.Schemas{}
	for i := range schema.Fields {
		properties[schema.Fields[i].Name] = fieldSchema(&schema.Fields[i], false).NewRef()
	}
	if schema.Shapes != registry.NoShapes {
		properties["geometry"] = geometryRef(schema)
	}
	properties["revision"] = integerRef()
	properties["warnings"] = arrayOf(textRef())
	s := closed(properties, "id", "revision")
	s.Description = both(schema.Single)
	return s
}

// inputSchema is a record as it is sent; whole demands what must be stated.
func inputSchema(schema *registry.Schema, whole bool) *openapi3.Schema {
	properties := openapi3.Schemas{}
	var required []string
	for i := range schema.Fields {
		f := &schema.Fields[i]
		properties[f.Name] = fieldSchema(f, true).NewRef()
		if f.Required && whole {
			required = append(required, f.Name)
		}
	}
	if schema.Shapes != registry.NoShapes {
		properties["geometry"] = nullable(geometryRef(schema))
	}
	properties["revision"] = integerRef()
	properties["warnings"] = arrayOf(textRef())
	return closed(properties, required...)
}

func geometryRef(schema *registry.Schema) *openapi3.SchemaRef {
	if schema.Shapes == registry.Points {
		return schemaRef("Point")
	}
	return schemaRef("Area")
}

// fieldSchema is the values of a field.
func fieldSchema(f *registry.Field, clearable bool) *openapi3.Schema {
	var s *openapi3.Schema
	switch f.Type {
	case registry.IntegerField:
		s = openapi3.NewInt64Schema()
	case registry.RealField:
		s = openapi3.NewFloat64Schema()
	case registry.BooleanField:
		s = openapi3.NewBoolSchema()
	case registry.DateField:
		s = dateSchema()
	case registry.CodeField:
		s = codeSchema(f)
	case registry.ListField:
		s = openapi3.NewArraySchema()
		s.Items = codeSchema(f).NewRef()
	default:
		s = openapi3.NewStringSchema()
	}
	if l := f.Limits; l.Min < l.Max {
		s.Min, s.Max = &l.Min, &l.Max
	}
	s.Title, s.Description = both(f.Label), both(f.Help)
	s.Nullable = clearable && !f.Required
	s.Extensions = extensions(f)
	if s.Nullable && len(s.Enum) > 0 {
		s.Enum = append(s.Enum, nil)
	}
	return s
}

func codeSchema(f *registry.Field) *openapi3.Schema {
	s := openapi3.NewStringSchema()
	for _, c := range f.Codes {
		s.Enum = append(s.Enum, c.Code)
	}
	return s
}

// extensions carry what forms and tables need and OpenAPI has no word for.
func extensions(f *registry.Field) map[string]any {
	x := map[string]any{"x-label": f.Label}
	if f.Unit != "" {
		x["x-unit"] = f.Unit
	}
	if len(f.Codes) > 0 {
		x["x-codes"] = f.Codes
	}
	if f.Refers != "" {
		x["x-refers"] = f.Refers
	}
	if f.Restricted {
		x["x-restricted"] = true
	}
	if l := f.Limits; l.UsualMin < l.UsualMax {
		x["x-usual"] = []float64{l.UsualMin, l.UsualMax}
	}
	return x
}

func addGeometry(all openapi3.Schemas) {
	position := openapi3.NewArraySchema().WithMinItems(2)
	position.Items = numberRef()
	ring := openapi3.NewArraySchema().WithMinItems(4)
	ring.Items = position.NewRef()
	polygon := arrayOf(ring.NewRef())
	point := closed(openapi3.Schemas{"type": enum([]string{"Point"}).NewRef(), "coordinates": position.NewRef()}, "type", "coordinates")
	one := closed(openapi3.Schemas{"type": enum([]string{"Polygon"}).NewRef(), "coordinates": polygon}, "type", "coordinates")
	many := closed(openapi3.Schemas{"type": enum([]string{"MultiPolygon"}).NewRef(), "coordinates": arrayOf(polygon)}, "type", "coordinates")
	all["Point"] = point.NewRef()
	all["Area"] = &openapi3.SchemaRef{Value: &openapi3.Schema{OneOf: openapi3.SchemaRefs{one.NewRef(), many.NewRef()}}}
	shape := openapi3.NewSchema()
	shape.AnyOf = openapi3.SchemaRefs{schemaRef("Point"), schemaRef("Area")}
	shape.Nullable = true
	feature := openapi3.NewObjectSchema().WithAnyAdditionalProperties()
	feature.Properties = openapi3.Schemas{
		"type": enum([]string{"Feature"}).NewRef(), "id": textRef(), "geometry": shape.NewRef(),
		"properties": openapi3.NewObjectSchema().WithAnyAdditionalProperties().NewRef(), "distance_m": numberRef(),
	}
	feature.Required = []string{"type", "geometry", "properties"}
	all["Feature"] = feature.NewRef()
	all["FeatureCollection"] = closed(openapi3.Schemas{
		"type": enum([]string{"FeatureCollection"}).NewRef(), "numberMatched": integerRef(), "numberReturned": integerRef(),
		"as_of": dateSchema().NewRef(), "notice": textRef(), "notice_en": textRef(), "links": schemaRef("Links"), "features": arrayOf(schemaRef("Feature")),
	}, "type", "numberReturned", "features").NewRef()
	hit := closed(openapi3.Schemas{"distance_m": numberRef(), "record": openapi3.NewObjectSchema().WithAnyAdditionalProperties().NewRef()}, "record")
	all["Hit"] = hit.NewRef()
	page := closed(openapi3.Schemas{
		"items": arrayOf(schemaRef("Hit")), "count": integerRef(), "total": integerRef(), "as_of": dateSchema().NewRef(),
	}, "items", "count", "total", "as_of")
	ids := closed(openapi3.Schemas{
		"ids": arrayOf(textRef()), "distances_m": arrayOf(numberRef()), "count": integerRef(), "total": integerRef(),
	}, "ids", "count", "total")
	fids := closed(openapi3.Schemas{
		"fids": arrayOf(openapi3.NewIntegerSchema().WithNullable().NewRef()), "distances_m": arrayOf(numberRef()), "count": integerRef(), "total": integerRef(),
	}, "fids", "count", "total")
	all["HitPage"] = &openapi3.SchemaRef{Value: &openapi3.Schema{OneOf: openapi3.SchemaRefs{page.NewRef(), ids.NewRef(), fids.NewRef()}}}
	unit := typeName(registry.SchemaOf(registry.Units))
	all["At"] = closed(openapi3.Schemas{
		"lon": numberRef(), "lat": numberRef(), "as_of": dateSchema().NewRef(), "notice": textRef(),
		"commune": nullable(schemaRef(unit)), "postal": nullable(schemaRef("Hit")), "radio": nullable(schemaRef("Hit")),
		"sites": arrayOf(schemaRef("Hit")), "sites_total": integerRef(),
	}, "lon", "lat", "as_of", "commune", "postal", "radio", "sites", "sites_total").NewRef()
}

func addChanges(all openapi3.Schemas) {
	change := closed(openapi3.Schemas{
		"seq": integerRef(), "at": openapi3.NewDateTimeSchema().NewRef(), "origin": textRef(), "actor": textRef(),
		"request": textRef(), "reason": textRef(), "kind": textRef(), "record_id": textRef(), "operation": textRef(),
		"previous": textRef(), "hash": textRef(), "differences": arrayOf(schemaRef("Difference")),
	}, "seq", "at", "kind", "record_id", "operation", "hash", "differences")
	all["Change"] = change.NewRef()
	all["Difference"] = closed(openapi3.Schemas{
		"field": textRef(), "label": textRef(), "before": anyRef(), "after": anyRef(), "omitted": openapi3.NewBoolSchema().NewRef(),
	}, "field", "before", "after").NewRef()
	all["ChangePage"] = closed(openapi3.Schemas{
		"items": arrayOf(schemaRef("Change")), "count": integerRef(), "total": integerRef(), "links": schemaRef("Links"),
	}, "items", "count", "total", "links").NewRef()
	all["Retirement"] = closed(openapi3.Schemas{"on": dateSchema().NewRef(), "reason": textRef()}).NewRef()
	item := closed(openapi3.Schemas{
		"op": enum(bulkOps()).NewRef(), "kind": enum(kindNames()).NewRef(), "id": textRef(),
		"record":   openapi3.NewObjectSchema().WithAnyAdditionalProperties().NewRef(),
		"if_match": textRef(), "on": dateSchema().NewRef(), "valid_from": textRef(),
	}, "op", "kind")
	all["Bulk"] = arrayOf(item.NewRef())
	result := closed(openapi3.Schemas{
		"op": textRef(), "kind": textRef(), "id": textRef(), "revision": integerRef(), "etag": textRef(),
	}, "op", "kind", "id", "revision")
	all["BulkResult"] = closed(openapi3.Schemas{"items": arrayOf(result.NewRef()), "count": integerRef()}, "items", "count").NewRef()
}

func problemSchema() *openapi3.Schema {
	fault := closed(openapi3.Schemas{
		"item": integerRef(), "field": textRef(), "value": textRef(), "rule": textRef(), "message": textRef(),
	}, "field", "rule", "message")
	current := closed(openapi3.Schemas{"etag": textRef(), "differences": arrayOf(schemaRef("Difference"))}, "etag")
	return closed(openapi3.Schemas{
		"type": textRef(), "title": textRef(), "status": integerRef(), "detail": textRef(), "hint": textRef(),
		"instance": textRef(), "request_id": textRef(), "errors": arrayOf(fault.NewRef()), "current": current.NewRef(),
	}, "type", "title", "status", "instance", "request_id")
}

// structSchema follows the JSON tags of an answer that is a struct.
func structSchema(t reflect.Type) *openapi3.SchemaRef {
	switch t {
	case reflect.TypeFor[registry.Date](), reflect.TypeFor[time.Time]():
		return openapi3.NewStringSchema().NewRef()
	case reflect.TypeFor[registry.Opt[float64]](), reflect.TypeFor[registry.Opt[int64]]():
		return openapi3.NewFloat64Schema().WithNullable().NewRef()
	case reflect.TypeFor[json.RawMessage]():
		return anyRef()
	}
	switch t.Kind() {
	case reflect.Interface, reflect.Map:
		return anyRef()
	case reflect.Pointer:
		return nullable(structSchema(t.Elem()))
	case reflect.Slice, reflect.Array:
		s := arrayOf(structSchema(t.Elem()))
		s.Value.Nullable = true
		return s
	case reflect.Struct:
		properties := openapi3.Schemas{}
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			if name != "" && name != "-" {
				properties[name] = structSchema(t.Field(i).Type)
			}
		}
		return closed(properties).NewRef()
	case reflect.String:
		return textRef()
	case reflect.Bool:
		return openapi3.NewBoolSchema().NewRef()
	case reflect.Int, reflect.Int64, reflect.Int32:
		return integerRef()
	}
	return numberRef()
}
