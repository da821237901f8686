package web_test

import "testing"

// parts are those of one test, which share a program and perhaps a tab.
type parts struct {
	t      *testing.T
	desk   *tab // of all of them, or nil
	failed map[string]bool
}

func newParts(t *testing.T, desk *tab) *parts {
	t.Helper()
	return &parts{t, desk, map[string]bool{}}
}

// run runs a part, which opens what it needs in the tab that they share, unless one
// that it rests on has failed: that one tells why, and what follows from it would
// only hide it.
func (p *parts) run(name string, do func(*testing.T), needs ...string) {
	p.t.Helper()
	p.t.Run(name, func(t *testing.T) {
		for _, need := range needs {
			if p.failed[need] {
				p.failed[name] = true
				t.Skipf("not run: it rests on %q, which failed", need)
			}
		}
		defer func() { p.failed[name] = p.failed[name] || t.Failed() }()
		if p.desk != nil {
			p.desk.in(t)
			p.desk.forget()
		}
		do(t)
	})
}
