// Package registry is the domain: what a province keeps about its mobile
// sites, postal points and commune radio stations, and the rules that hold
// whatever stores or shows them.
//
// # Records, versions and the two times
//
// A thing in the world (a mast, a post office, a commune) has an ID that never
// changes. What is known about it is kept in one or more rows, each true of the
// world on the dates ValidFrom ≤ day < ValidTo; a missing date is open. A
// question "as of" a day sees at most one row of each thing. When a fact turns
// out to have been wrong the row is corrected in place; when the world changed
// the row is closed and a new one begins.
//
// When it was written down is the other time, and is not in the rows: every
// write appends a Change with the row before and after, who, when and why, each
// carrying the hash of the one before it.
//
// # One description for every surface
//
// The fields of a kind are described once, in its Schema: names, types, units,
// allowed codes, limits, Vietnamese and English labels, the headers that people
// write in their sheets. The store makes its columns from it, imports and
// exports their headers, the service its JSON and its OpenAPI.
package registry
