package auth

import (
	"slices"
	"strings"

	"hatang/registry"
	"hatang/registry/accounts"
)

// Action is what is done to a resource.
type Action uint16

// The actions.
const (
	Read    Action = 1 << iota
	Create         // a new record, application, plan …
	Change         // correct, replace
	Retire         // close from a day on
	Delete         // remove what was entered by mistake
	Export         // take away as a file, whole
	Compute        // what takes the machine's time: coverage, plans, checks
	Decide         // approve, refuse, sign
	Manage         // accounts and tokens of others
)

// everyAction are all actions.
const everyAction = Read | Create | Change | Retire | Delete | Export | Compute | Decide | Manage

// Actions are the actions one by one.
func Actions() []Action {
	return []Action{Read, Create, Change, Retire, Delete, Export, Compute, Decide, Manage}
}

// String names the action.
func (a Action) String() string {
	names := []string{"read", "create", "change", "retire", "delete", "export", "compute", "decide", "manage"}
	var parts []string
	for i, name := range names {
		if a&(1<<i) != 0 {
			parts = append(parts, name)
		}
	}
	return strings.Join(parts, "+")
}

// scope is the scope that a token needs for the action.
func (a Action) scope() accounts.Scope {
	switch a {
	case Read, Export, Compute:
		return accounts.ScopeRead
	case Decide:
		return accounts.ScopeDecide
	case Manage:
		return accounts.ScopeManage
	}
	return accounts.ScopeWrite
}

// Resource is a sort of thing that rights are about. Every kind of record is
// one, by its name; see Of.
type Resource string

// The resources beside the kinds of record.
const (
	History      Resource = "history"      // of one record
	Changes      Resource = "changes"      // the whole chain of changes
	Bulk         Resource = "bulk"         // lists of changes, and files of records (Create); each is checked by its own kind
	Places       Resource = "places"       // nearest, within, at
	Served       Resource = "served"       // service radius, people served
	Coverage     Resource = "coverage"     // footprints, best server, gaps
	Reports      Resource = "reports"      // reports of a unit and year
	Precheck     Resource = "precheck"     // of a position before it is filed
	Applications Resource = "applications" // dossiers
	Positions    Resource = "positions"    // of dossiers
	Plan         Resource = "plan"         // the approved yearly plan
	Plans        Resource = "plans"        // scenarios of planning
	RuleSets     Resource = "rulesets"
	Settings     Resource = "settings"
	Jobs         Resource = "jobs"   // long computations
	Upkeep       Resource = "upkeep" // checks and copies of the registry, as jobs
	Tiles        Resource = "tiles"
	Collections  Resource = "collections" // OGC API
	Description  Resource = "description" // OpenAPI, conformance
	Desk         Resource = "desk"        // pages of the web desk
	Health       Resource = "health"
	Metrics      Resource = "metrics"
	SignIn       Resource = "sign-in" // pages through which one signs in
	Own          Resource = "own"     // the caller's own account, sessions, tokens
	Users        Resource = "users"
	Tokens       Resource = "tokens"   // of others
	SignIns      Resource = "sign-ins" // sign-ins and refusals, as they were recorded
)

// Of is the resource of a kind of record.
func Of(kind registry.Kind) Resource { return Resource(kind) }

// kinds are the resources of the kinds of record that people import and edit.
func kinds() []Resource {
	var list []Resource
	for _, kind := range registry.EditedKinds() {
		list = append(list, Of(kind))
	}
	return list
}

// filed are the resources of what an operator hands in, which it may see again.
func filed() []Resource {
	return []Resource{Applications, Positions, Of(registry.Attachments), Of(registry.Submissions)}
}

// dossiers are the resources of what belongs to a dossier. Decisions are among
// them, with what they rest on: records of every operator, as they are kept. The
// applicant reads of its decision, once that is signed, with the dossier.
func dossiers() []Resource { return append(filed(), Of(registry.Decisions)) }

// inner are those that only the department sees.
func inner() []Resource {
	return []Resource{Of(registry.Events), Of(registry.Scenarios)}
}

// Resources are all resources.
func Resources() []Resource {
	var every []Resource
	for _, kind := range registry.Kinds() {
		every = append(every, Of(kind))
	}
	return append(every, History, Changes, Bulk, Places, Served, Coverage, Reports, Precheck, Applications, Positions, Plan, Plans,
		RuleSets, Settings, Jobs, Upkeep, Tiles, Collections, Description, Desk, Health, Metrics, SignIn, Own, Users, Tokens, SignIns)
}

// Rows is the condition on rows under which a right holds.
type Rows uint8

// The conditions, from the narrowest.
const (
	NoRows       Rows = iota
	OwnOperator       // rows of the operator that the account speaks for
	OwnTerritory      // rows in the account's provinces or communes; all when it has none
	EveryRow
)

// String names the condition.
func (r Rows) String() string {
	return []string{"none", "own operator", "own territory", "every row"}[r]
}

// Fields is which fields a right to read shows.
type Fields uint8

// The sets of fields.
const (
	PublicFields Fields = iota
	RestrictedFields
)

// String names the set.
func (f Fields) String() string { return []string{"public", "restricted"}[f] }

// Grant is a row of the table of rights.
type Grant struct {
	Role      accounts.Role
	Resources []Resource
	Actions   Action
	Rows      Rows
	Fields    Fields
}

// Grants is the table of rights. What is not granted is refused. Which fields a
// history shows follows from what its kind's rows show.
func Grants() []Grant {
	var all []Grant
	for _, role := range append([]accounts.Role{accounts.Public}, accounts.Roles()...) {
		all = append(all, everybody(role)...)
	}
	all = slices.Concat(all, operatorGrants(), officerGrants(), approverGrants(), auditorGrants())
	return append(all, administratorGrants()...)
}

// everybody is what the public may do, and so whoever has signed in: look
// things up, in their public fields.
func everybody(role accounts.Role) []Grant {
	grants := []Grant{
		{role, kinds(), Read | Export, EveryRow, PublicFields},
		{role, []Resource{Places, Served, Coverage, Tiles, Collections, Description, Desk, RuleSets, Plan, Health, SignIn}, Read, EveryRow, PublicFields},
	}
	if role != accounts.Public {
		grants = append(grants, Grant{role, []Resource{Own}, Read | Change, EveryRow, PublicFields},
			Grant{role, []Resource{Coverage}, Compute, EveryRow, PublicFields})
	}
	return grants
}

// operatorGrants: an operator sees its own rows whole, with their history, and
// files applications. The registry is the department's: operators do not write
// to it but file what is to be entered.
func operatorGrants() []Grant {
	role := accounts.Operator
	return []Grant{
		{role, kinds(), Read | Export, OwnOperator, RestrictedFields},
		{role, []Resource{History}, Read, OwnOperator, RestrictedFields},
		{role, []Resource{Precheck}, Read | Compute, EveryRow, PublicFields},
		{role, []Resource{Applications, Positions}, Read | Create | Change | Export, OwnOperator, RestrictedFields},
		{role, filed(), Read | Export, OwnOperator, RestrictedFields},
		{role, []Resource{Of(registry.Submissions)}, Create, OwnOperator, RestrictedFields},
	}
}

// officerGrants: officers keep the registry within their territory and appraise.
func officerGrants() []Grant {
	role := accounts.Officer
	return []Grant{
		{role, []Resource{Jobs}, Read | Compute, EveryRow, PublicFields},
		{role, kinds(), Read | Export | Create | Change | Retire | Delete, OwnTerritory, RestrictedFields},
		{role, []Resource{History, Changes}, Read, EveryRow, PublicFields},
		{role, []Resource{Bulk}, Create | Change, OwnTerritory, RestrictedFields},
		{role, []Resource{Precheck, Reports, Plans}, Read | Create | Change | Delete | Compute | Export, EveryRow, RestrictedFields},
		{role, []Resource{Applications, Positions, Plan}, Read | Create | Change | Export | Compute, OwnTerritory, RestrictedFields},
		{role, dossiers(), Change, OwnTerritory, RestrictedFields},
		{role, append(dossiers(), inner()...), Read | Export, EveryRow, RestrictedFields},
		// A submission is an operator's for the whole registry and lies in no territory;
		// which of its records an officer may write is checked record by record.
		{role, []Resource{Of(registry.Submissions)}, Create | Change, EveryRow, RestrictedFields},
		{role, []Resource{Settings}, Read, EveryRow, PublicFields},
	}
}

// approverGrants: approvers see what officers see, decide and sign, and leave
// the registry's rows to the officers: what is signed was entered by another.
func approverGrants() []Grant {
	role := accounts.Approver
	return []Grant{
		{role, []Resource{Jobs}, Read | Compute, EveryRow, PublicFields},
		{role, kinds(), Read | Export, OwnTerritory, RestrictedFields},
		{role, []Resource{History, Changes}, Read, EveryRow, PublicFields},
		{role, []Resource{Precheck, Reports, Plans}, Read | Compute | Export, EveryRow, RestrictedFields},
		{role, []Resource{Applications, Positions}, Read | Change | Decide | Export, OwnTerritory, RestrictedFields},
		{role, []Resource{Plan}, Read | Decide | Export, OwnTerritory, RestrictedFields},
		{role, append(dossiers(), inner()...), Read | Export, EveryRow, RestrictedFields},
		{role, []Resource{RuleSets}, Decide, EveryRow, PublicFields},
		{role, []Resource{Settings}, Read, EveryRow, PublicFields},
	}
}

// auditorGrants: auditors see everything and change nothing.
func auditorGrants() []Grant {
	role := accounts.Auditor
	return []Grant{
		{role, []Resource{Jobs}, Read, EveryRow, PublicFields},
		{role, kinds(), Read | Export, EveryRow, RestrictedFields},
		{role, []Resource{History, Changes, Precheck, Reports, Plans, Plan}, Read | Export, EveryRow, RestrictedFields},
		{role, append(dossiers(), inner()...), Read | Export, EveryRow, RestrictedFields},
		{role, []Resource{Settings, Users, Tokens, SignIns, Metrics, Upkeep}, Read, EveryRow, RestrictedFields},
	}
}

// administratorGrants: administrators keep accounts, settings and the registry's
// file and may do what officers do, everywhere; they do not decide.
func administratorGrants() []Grant {
	role := accounts.Administrator
	return []Grant{
		{role, []Resource{Jobs, Upkeep}, Read | Compute, EveryRow, PublicFields},
		{role, kinds(), Read | Export | Create | Change | Retire | Delete, EveryRow, RestrictedFields},
		{role, []Resource{History, Changes}, Read, EveryRow, RestrictedFields},
		{role, []Resource{Bulk}, Create | Change, EveryRow, RestrictedFields},
		{role, []Resource{Precheck, Reports, Plans, Applications, Positions, Plan}, Read | Create | Change | Delete | Compute | Export, EveryRow, RestrictedFields},
		{role, append(dossiers(), inner()...), Read | Export | Change, EveryRow, RestrictedFields},
		{role, []Resource{Of(registry.Submissions)}, Create, EveryRow, RestrictedFields},
		{role, []Resource{RuleSets, Settings}, Read | Create | Change | Retire | Delete, EveryRow, RestrictedFields},
		{role, []Resource{Users, Tokens, SignIns}, Read | Manage, EveryRow, RestrictedFields},
		{role, []Resource{Metrics}, Read, EveryRow, PublicFields},
	}
}

// allowed is what a role may do with a resource: the actions, for each the
// widest rows, and the widest rows whose restricted fields may be seen.
type allowed struct {
	actions Action
	rows    [16]Rows // by the action's bit
	whole   Rows
}

func (a *allowed) add(g Grant) {
	a.actions |= g.Actions
	for i := range a.rows {
		if g.Actions&(1<<i) != 0 {
			a.rows[i] = max(a.rows[i], g.Rows)
		}
	}
	if g.Actions&Read != 0 && g.Fields == RestrictedFields {
		a.whole = max(a.whole, g.Rows)
	}
}

// rowsFor is the widest condition under which one action is allowed.
func (a *allowed) rowsFor(action Action) Rows {
	for i := range a.rows {
		if action == 1<<i {
			return a.rows[i]
		}
	}
	return NoRows
}

// compiled is the table of rights as it is asked, made once and never changed.
var compiled = compile(Grants())

func compile(grants []Grant) map[accounts.Role]map[Resource]*allowed {
	table := map[accounts.Role]map[Resource]*allowed{}
	for _, g := range grants {
		if table[g.Role] == nil {
			table[g.Role] = map[Resource]*allowed{}
		}
		for _, r := range g.Resources {
			if table[g.Role][r] == nil {
				table[g.Role][r] = new(allowed)
			}
			table[g.Role][r].add(g)
		}
	}
	return table
}

// allPowers is what the one who sits at a machine without accounts may do.
func allPowers() map[Resource]*allowed {
	table := map[Resource]*allowed{}
	for _, r := range Resources() {
		table[r] = new(allowed)
		table[r].add(Grant{Actions: everyAction, Rows: EveryRow, Fields: RestrictedFields})
	}
	return table
}

var local = allPowers()
