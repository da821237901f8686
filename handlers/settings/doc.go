// Package settings answers for what a province sets about its registry: how it is
// called, which rules of its own take the place of those that ship with the
// program, what it shows everybody. Every setting has a meaning, a form and a
// check, so that what is kept can be used; who changed it, when and why stands in
// the chain of changes.
//
// It also answers what follows from settings for everybody, the open data, and how
// the service is doing.
package settings
