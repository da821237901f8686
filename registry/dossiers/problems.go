package dossiers

import (
	"hatang/registry"
)

// problems gathers everything that is wrong, so that it is told at once.
type problems []registry.Problem

func (p *problems) add(column, value, rule, vi, en string) {
	p.tell(0, column, value, rule, registry.Text{VI: vi, EN: en})
}

func (p *problems) tell(row int, column, value, rule string, message registry.Text) {
	*p = append(*p, registry.Problem{Row: row, Column: column, Value: value, Rule: rule, Message: message, Severity: registry.Fault})
}

// err is nil when nothing is wrong.
func (p problems) err(vi, en string) error {
	if len(p) == 0 {
		return nil
	}
	e := registry.Errorf(registry.Invalid, "%[1]s không hợp lệ", "%[2]s: not valid", vi, en)
	e.Problems = p
	return e
}

func unreadable(vi, en string, cause error) error {
	e := registry.Errorf(registry.Invalid, "không đọc được %[1]s", "cannot read the %[2]s", vi, en)
	e.Cause = cause
	return e
}

// Forbidden refuses what an actor may not do, whatever the state of the dossier.
type Forbidden struct{ Err *registry.Error }

// Error is the English message.
func (f *Forbidden) Error() string { return f.Err.Error() }

// Unwrap is the message in both languages.
func (f *Forbidden) Unwrap() error { return f.Err }

func forbidden(vi, en string, args ...any) error {
	return &Forbidden{registry.Errorf(registry.Invalid, vi, en, args...)}
}

func conflict(vi, en string, args ...any) *registry.Error {
	return registry.Errorf(registry.Conflict, vi, en, args...)
}
