// Package ogctest holds OGC API Features services against the standard: a check
// for each requirement of part 1 (core, GeoJSON, HTML, OpenAPI 3.0; OGC
// 17-069r4) and of part 2 (reference systems; OGC 18-058r1), after the abstract
// tests in their annexes.
//
// The checks see a service as any client does, through HTTP and what its own
// documents say, and so run against any base address. A check that finds nothing
// to look at answers ErrNotApplicable, never success.
//
// What features a box or a span of time should meet is found by reading the
// whole collection; boxes are compared by simplefeatures, which shares no code
// with the service.
package ogctest
