package handlers

import (
	"context"
	"errors"
	"net/http"

	"hatang/registry"
)

// Refusal is an error for which HTTP has a status of its own, such as a wrong
// method or a missing precondition.
type Refusal struct {
	Status int
	// Member names an extension member of the problem and Value holds its JSON,
	// such as the differences that made a precondition fail. Empty: none.
	Member string
	Value  []byte
	Err    *registry.Error
}

// Error is the English message.
func (r *Refusal) Error() string { return r.Err.Error() }

// Unwrap is the domain's error.
func (r *Refusal) Unwrap() error { return r.Err }

// Refuse is a Refusal with the given status and message.
func Refuse(status int, vi, en string, args ...any) *Refusal {
	return &Refusal{Status: status, Err: registry.Errorf(registry.Invalid, vi, en, args...)}
}

// Hinted adds what to do about it.
func (r *Refusal) Hinted(vi, en string) *Refusal {
	r.Err.Hint = registry.Text{VI: vi, EN: en}
	return r
}

// statusGone is the status logged for a caller who left before the answer.
const statusGone = 499

// Status is the HTTP status of an error: the one place where the domain's
// classes of error meet HTTP.
func Status(err error) int {
	var refusal *Refusal
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &refusal):
		return refusal.Status
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, context.Canceled):
		return statusGone
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	}
	switch registry.CodeOf(err) {
	case registry.Invalid:
		return http.StatusBadRequest
	case registry.NotFound:
		return http.StatusNotFound
	case registry.Conflict:
		return http.StatusConflict
	case registry.Precondition:
		return http.StatusPreconditionFailed
	case registry.Unsupported:
		return http.StatusNotImplemented
	}
	return http.StatusInternalServerError
}
