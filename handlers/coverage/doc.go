// Package coverage answers, under /api/v1/coverage, what package
// registry/coverage computed: who serves a place, whom networks cover, where
// nobody is served, areas and pictures for the map, path profiles, exposure
// around masts, the comparison with measurements. It computes no coverage: that
// is the command line's, and what it leaves in the folder beside the registry is
// taken over at the next request.
package coverage
