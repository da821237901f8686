package auth

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/registry"
	"hatang/registry/accounts"
)

// Principal is who makes a request, and what that one may do. It does not
// change; many requests share it.
type Principal struct {
	// Account is nil for the public and for the one at a machine without accounts.
	Account *accounts.Account
	Role    accounts.Role
	// Method is how the caller proved to be the one: "password", "password+totp",
	// "oidc", "token ID"; "" when there was nothing to prove.
	Method string
	// OnBehalfOf is the code of the operator for whom an officer acts; "": none.
	OnBehalfOf string
	// Session is the id of the caller's session, "" when there is none.
	Session string

	actor     string
	enrolling bool // may do nothing but set up a second factor
	scopes    []accounts.Scope
	powers    map[Resource]*allowed
	places    *places
	csrf      string
	shown     func() *registry.Disclosure // nil: the schemas' public fields
}

// disclosed is which fields everybody sees.
func (p *Principal) disclosed() *registry.Disclosure {
	if p.shown == nil {
		return nil
	}
	return p.shown()
}

// Disclosing is the caller as it sees a registry whose province shows everybody
// the fields that shown tells of.
func (p *Principal) Disclosing(shown func() *registry.Disclosure) *Principal {
	seeing := *p
	seeing.shown = shown
	return &seeing
}

// Local is the one at a machine without accounts, who may do everything.
func Local() *Principal {
	return &Principal{Role: accounts.Administrator, actor: "local", powers: local}
}

// Nobody is whoever has not signed in.
func Nobody() *Principal {
	return &Principal{Role: accounts.Public, actor: "public", powers: compiled[accounts.Public]}
}

// NewPrincipal is the account as if it had signed in by the method; units finds
// what lies in its territory, nil: its codes alone.
func NewPrincipal(a *accounts.Account, method string, units func() Units) *Principal {
	return newPrincipal(a, method, newTerritories(units, time.Now))
}

// newPrincipal is the account, as it signed in by the method.
func newPrincipal(a *accounts.Account, method string, where *territories) *Principal {
	p := &Principal{Account: a, Role: a.Role, Method: method, powers: compiled[a.Role]}
	p.actor = string(a.Role) + ":" + a.Name + " via " + method
	if len(a.Territory) > 0 {
		p.places = &places{codes: a.Territory, within: where}
	}
	return p
}

const principalKey = "hatang.principal"

// Current is who makes the request: Nobody when no gate said who it is.
func Current(c *gin.Context) *Principal {
	if p, ok := c.Value(principalKey).(*Principal); ok {
		return p
	}
	return Nobody()
}

// Actor names who writes, for the history, such as "officer:an.nguyen via
// password" or "officer:an.nguyen via password, on behalf of operator viettel".
func (p *Principal) Actor() string {
	if p.OnBehalfOf != "" {
		return p.actor + ", on behalf of operator " + p.OnBehalfOf
	}
	return p.actor
}

// SignedIn tells whether the caller is somebody with an account.
func (p *Principal) SignedIn() bool { return p.Account != nil }

// Name is what the caller is shown as, "" for the public.
func (p *Principal) Name() string {
	if p.Account == nil {
		return ""
	}
	return p.Account.Title()
}

// CSRF is the value that forms of the caller's session carry in the field
// "csrf"; "" when there is no session.
func (p *Principal) CSRF() string { return p.csrf }

// May tells whether the caller may do the action with the resource, with some
// rows of it at least.
func (p *Principal) May(action Action, resource Resource) bool {
	return p.rows(action, resource) != NoRows
}

// rows is the condition on rows under which the caller may do it.
func (p *Principal) rows(action Action, resource Resource) Rows {
	a := p.powers[resource]
	if a == nil || a.actions&action == 0 || p.enrolling && resource != Own && resource != SignIn {
		return NoRows
	}
	if p.scopes != nil && resource != SignIn && !slices.Contains(p.scopes, needs(action, resource)) {
		return NoRows
	}
	return a.rowsFor(action)
}

// needs is the scope that a token must have.
func needs(action Action, resource Resource) accounts.Scope {
	switch resource {
	case Users, Tokens, Own, SignIns, Settings, Upkeep:
		if action != Read {
			return accounts.ScopeManage
		}
	}
	return action.scope()
}

// operator is the code of the operator that the caller speaks for, "" for none.
func (p *Principal) operator() string {
	if p.Account == nil {
		return ""
	}
	return p.Account.Operator
}

// places is what an account looks after.
type places struct {
	codes  []string
	within *territories
}

// contains tells whether a unit's code is one of the account's or below it.
func (p *places) contains(code string) bool {
	return code != "" && p.all()[code]
}

// all are the codes of the account's units and of those below them.
func (p *places) all() map[string]bool {
	if p.within == nil {
		return plainSet(p.codes)
	}
	return p.within.below(p.codes)
}

func plainSet(codes []string) map[string]bool {
	set := map[string]bool{}
	for _, code := range codes {
		set[code] = true
	}
	return set
}

// AllowWrite tells whether the caller may make a row out of another: was is nil
// for a new one, next nil for one that goes. Both must be of the rows that the
// caller may write; r finds what they refer to.
func (p *Principal) AllowWrite(ctx context.Context, r registry.Reader, action Action, was, next registry.Record) error {
	rec := next
	if rec == nil {
		rec = was
	}
	kind := rec.Kind()
	rows := p.rows(action, Of(kind))
	if rows == NoRows {
		return p.refusal(action, Of(kind))
	}
	for _, one := range []registry.Record{was, next} {
		if one == nil || rows == EveryRow {
			continue
		}
		mine, err := p.owns(ctx, r, rows, one)
		if err != nil {
			return err
		}
		if !mine {
			return foreign(kind)
		}
	}
	return nil
}

// owns tells whether a row is of those that the condition means.
func (p *Principal) owns(ctx context.Context, r registry.Reader, rows Rows, rec registry.Record) (bool, error) {
	switch {
	case rows == EveryRow, rows == OwnTerritory && p.places == nil:
		return true, nil
	case rows == OwnTerritory:
		return p.places.hold(ctx, r, rec)
	case rows == OwnOperator:
		owner, err := operatorOf(ctx, r, rec)
		return owner != "" && owner == p.operator(), err
	}
	return false, nil
}

// textOf is a text field of a record, "" when it has none of that name.
func textOf(rec registry.Record, name string) string {
	f := registry.SchemaOf(rec.Kind()).Field(name)
	if f == nil {
		return ""
	}
	text, _ := f.Value(rec).(string)
	return strings.TrimSpace(text)
}
