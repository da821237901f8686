// Package indicators computes the figures that reports are made of, from the
// registry as of a date. Every figure carries what it was made from: inputs,
// formula, source and date.
package indicators
