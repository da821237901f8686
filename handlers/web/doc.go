// Package web serves the pages that people see in a browser.
//
// There is one page, the desk: a rail of its parts, the served figures of each
// network or the list of a kind of record with its filters, the map, and a
// drawer with one record, its history and the form that changes it. One filter,
// kept in the URL as the API takes it, is what list, map, counts and exports ask
// by, so that they agree.
//
// The server renders the frame and every fixed word of it in the reader's
// language, from one typed table a language ([Words]); small ES modules in
// assets/src fill it from the service's own API. Nothing is asked of another
// host and nothing runs inline, which the Content-Security-Policy of every
// answer enforces. The page states what it shows in its URL, so a link shows
// the same.
//
// Libraries, fonts and icons are not kept in the repository: the build copies
// them from npm into dist, which is embedded. All assets are served below one
// path that carries a fingerprint of them all, cached for good; modules name
// their neighbours by relative paths, and every address in the page is relative
// too, so the pages work below any path prefix, whether or not a proxy strips
// it. Without a build the page says how to make one.
package web
