package handlers

import (
	"strconv"
	"strings"
)

// Negotiate picks among offers, each a list of media types that stand for one
// representation, the one that an Accept header prefers; among equals the first
// offered. An empty header takes the first. It is -1 when none is acceptable.
func Negotiate(accept string, offers [][]string) int {
	if strings.TrimSpace(accept) == "" {
		return 0
	}
	best, bestQ := -1, 0.0
	for i, types := range offers {
		for _, mediaType := range types {
			if q := Quality(accept, mediaType); q > bestQ {
				best, bestQ = i, q
			}
		}
	}
	return best
}

// Quality is the weight that an Accept header gives a media type; the most
// specific range that covers it decides (RFC 9110, 12.5.1). Parameters of types
// are not compared.
func Quality(accept, mediaType string) float64 {
	mediaType, _, _ = strings.Cut(mediaType, ";")
	major, _, _ := strings.Cut(mediaType, "/")
	found, q := -1, 0.0
	for part := range strings.SplitSeq(accept, ",") {
		fields := strings.Split(part, ";")
		specific := -1
		switch strings.ToLower(strings.TrimSpace(fields[0])) {
		case mediaType:
			specific = 2
		case major + "/*":
			specific = 1
		case "*/*":
			specific = 0
		}
		if specific > found {
			found, q = specific, weight(fields[1:])
		}
	}
	return q
}

// weight is the q parameter; one that cannot be read counts as absent.
func weight(parameters []string) float64 {
	for _, p := range parameters {
		name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
		if strings.EqualFold(strings.TrimSpace(name), "q") {
			if v, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil && v >= 0 && v <= 1 {
				return v
			}
		}
	}
	return 1
}
