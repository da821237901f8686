// Package handlers answers over HTTP. This package is what all surfaces share:
// the engine and its server, request ids, logs, metrics, limits, the guard
// against other sites, and problems (RFC 9457) in the reader's language. The
// surfaces themselves, such as handlers/api, mount on Server.Router.
//
// # Loopback only, unless people sign in
//
// Without accounts the service listens on a loopback address and refuses any
// other. A browser on the same machine can still be told by another site to talk
// to it, so every request must name a loopback host (a rebound domain name does
// not), and every write must come from a page of this service or from no page at
// all. With accounts, which are package auth's, a Gate stands before every
// route; it keeps the service from starting with a route that it does not know.
//
// # Behind a proxy, beneath a path
//
// Who asks, over which scheme and by which name is told by ClientAddr, Secure,
// Host and Root, which know the proxies that are configured and the path prefix.
// Surfaces build addresses from Root and Path, never from the request's own.
//
// # One place for errors
//
// Handlers return errors; Fail turns one into an answer. The domain's classes
// of error map to statuses in Status and nowhere else. Internal errors are
// logged once, with the request id, and shown to nobody.
package handlers
