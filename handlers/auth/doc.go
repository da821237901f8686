// Package auth decides who may do what, and lets people and programs prove who
// they are.
//
// # One table of rights
//
// Rights stand in one table, grants: role × resource × action × rows × fields.
// Every route says which right it takes (Table.Describe); a route that does not
// keeps the server from starting. A Gate lets a request in by its route's
// right; what depends on the rows that a request is about (an operator's own,
// an officer's own province) is decided by the surfaces with the caller's
// Principal, since only they know the rows.
//
// # What a caller sees
//
// A Sight says which fields of which rows of a kind a caller sees. Restricted
// fields that are not seen are not there: not in answers, not in files, not as
// filters or sort keys, not in the words of errors. A caller who sees them in
// some rows only, and who filters or sorts by one, asks about these rows only.
//
// # Who it is
//
// A browser holds a session cookie, a program sends an API token. Both are 256
// random bits; what is kept are their hashes. What a session stands for is kept
// in memory, so that a request costs about a microsecond; it is forgotten when
// anything about accounts changes, through this program at once, through
// another (hatang user disable) within a second.
//
// Without accounts, on a loopback address, whoever sits at the machine may do
// everything: NewLocal is that gate.
package auth
