// Package api is the JSON service under /api/v1: lists, records, their history,
// changes, questions about places, served figures; and /api/openapi.json, which
// is made from the same table of routes that serves them.
//
// # Lists
//
// GET /api/v1/{kind} filters by any field:
//
//	state=on_air,built        is one of the values (a backslash escapes a comma)
//	technologies=4G,5G        a list field: holds one of the codes
//	technologies.all=4G,5G    holds all of them
//	operator_code.ne=viettel  is stated and differs
//	height_m.gte=30           also gt, lt, lte; for numbers and dates
//	name.contains=kon ray     holds the text, accents and case ignored
//	permit_no.null=true       is not stated; false: is stated
//
// beside q, bbox, unit, as_of and in_service. Parameters that the route does not
// have are refused. sort takes up to three fields. A page leads to the next and
// the previous one by sealed cursors, which mark a place by what stands there:
// records that come or go do not repeat or drop others.
//
// JSON and GeoJSON come in pages. Files (format=csv and whatever else the
// program writes, and limit=all for GeoJSON) hold everything that matches.
//
// # Changes
//
// A record's ETag is its revision. Changing one demands If-Match: without it the
// answer is 428; when the record has moved on, 412 with what changed since the
// caller read it. A reason is the query parameter reason, which unlike a header
// can be Vietnamese, and which every method can carry; a retirement may state it
// in its body. An Idempotency-Key makes a write happen once for 24 hours,
// restarts included.
//
// # Handlers
//
// Each handler has three marked steps: arguments, operation, response.
package api
