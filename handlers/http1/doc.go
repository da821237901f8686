// Package http1 answers plain GET requests of HTTP/1.1 with less ado than
// net/http, and leaves everything else to it.
//
// What hatang tells from memory is often found in a few microseconds. net/http
// spends several times that on each request: it starts a goroutine that looks
// whether the caller hangs up meanwhile, sets and clears deadlines, and sorts and
// copies headers. None of that helps an answer that is there at once.
//
//	accepted ──► conn: read ──► head plain, path brief? ──yes──► handler ──► one write ─┐
//	               ▲                     │ no                                           │
//	               └─────────────────────┼──────────────────────────────────────────────┘
//	                                     ▼
//	                 net/http, with what was read, until the connection ends
//
// A request is plain if it came whole, says GET and HTTP/1.1, has one Host and no
// header that speaks of a body, of the connection or of another protocol. Whatever
// is not plainly plain, a malformed head above all, is net/http's to read: a
// connection goes over to it with the first such request and stays there. So this
// package refuses nothing and needs to understand little; that it reads what it
// takes as net/http does is what its tests and its fuzz target check.
package http1
