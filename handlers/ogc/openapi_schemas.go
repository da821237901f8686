package ogc

import "github.com/getkin/kin-openapi/openapi3"

// answerSchemas are the schemas of the answers, after those that the standard
// gives for part 1.
func answerSchemas() openapi3.Schemas {
	link := object(openapi3.Schemas{
		"href": textRef(), "rel": textRef(), "type": textRef(), "hreflang": textRef(), "title": textRef(),
	}, "href", "rel")
	all := openapi3.Schemas{
		"object": openapi3.NewObjectSchema().WithAnyAdditionalProperties().NewRef(),
		"link":   link,
		"problem": object(openapi3.Schemas{
			"type": textRef(), "title": textRef(), "status": openapi3.NewIntegerSchema().NewRef(), "detail": textRef(),
		}, "title", "status"),
		"landingPage": object(openapi3.Schemas{
			"title": textRef(), "description": textRef(), "notice": textRef(), "links": list("link"),
		}, "links"),
		"confClasses": object(openapi3.Schemas{"conformsTo": texts(), "links": list("link")}, "conformsTo"),
		"collections": object(openapi3.Schemas{"links": list("link"), "collections": list("collection")}, "links", "collections"),
		"collection": object(openapi3.Schemas{
			"id": textRef(), "title": textRef(), "description": textRef(), "itemType": textRef(),
			"extent": ref("extent"), "crs": texts(), "storageCrs": textRef(), "defaultSortOrder": texts(), "links": list("link"),
		}, "id", "links"),
		"extent": object(openapi3.Schemas{
			"spatial":  object(openapi3.Schemas{"bbox": listOf(listOf(openapi3.NewFloat64Schema().NewRef())), "crs": textRef()}),
			"temporal": object(openapi3.Schemas{"interval": listOf(listOf(nullableTime())), "trs": textRef()}),
		}),
	}
	addFeatures(all)
	return all
}

func addFeatures(all openapi3.Schemas) {
	nullableObject := openapi3.NewObjectSchema().WithAnyAdditionalProperties()
	nullableObject.Nullable = true
	geometry := openapi3.NewObjectSchema()
	geometry.Nullable = true
	geometry.Required = []string{"type", "coordinates"}
	geometry.Properties = openapi3.Schemas{
		"type":        choice([]string{"Point", "Polygon", "MultiPolygon"}).NewRef(),
		"coordinates": listOf(openapi3.NewSchema().NewRef()),
	}
	all["featureGeoJSON"] = object(openapi3.Schemas{
		"type": choice([]string{"Feature"}).NewRef(), "id": textRef(), "geometry": geometry.NewRef(),
		"properties": nullableObject.NewRef(), "links": list("link"), "notice": textRef(),
	}, "type", "id", "geometry", "properties")
	all["featureCollectionGeoJSON"] = object(openapi3.Schemas{
		"type": choice([]string{"FeatureCollection"}).NewRef(), "features": list("featureGeoJSON"), "links": list("link"),
		"timeStamp":     openapi3.NewDateTimeSchema().NewRef(),
		"numberMatched": count(), "numberReturned": count(), "notice": textRef(),
	}, "type", "features")
}

func object(properties openapi3.Schemas, required ...string) *openapi3.SchemaRef {
	s := openapi3.NewObjectSchema()
	s.Properties, s.Required = properties, required
	return s.NewRef()
}

func ref(name string) *openapi3.SchemaRef {
	return &openapi3.SchemaRef{Ref: "#/components/schemas/" + name}
}

func list(name string) *openapi3.SchemaRef { return listOf(ref(name)) }

func listOf(items *openapi3.SchemaRef) *openapi3.SchemaRef {
	s := openapi3.NewArraySchema()
	s.Items = items
	return s.NewRef()
}

func textRef() *openapi3.SchemaRef { return openapi3.NewStringSchema().NewRef() }
func texts() *openapi3.SchemaRef   { return listOf(textRef()) }
func count() *openapi3.SchemaRef   { return openapi3.NewIntegerSchema().WithMin(0).NewRef() }

func nullableTime() *openapi3.SchemaRef {
	s := openapi3.NewDateTimeSchema()
	s.Nullable = true
	return s.NewRef()
}
