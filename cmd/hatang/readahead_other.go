//go:build !linux

package main

// readAhead is for systems that take a hint.
func readAhead(string) {}
