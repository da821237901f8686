package auth

import (
	"context"
	"fmt"
	"net/http"

	"github.com/paulmach/orb"

	"hatang/handlers"
	"hatang/registry"
)

// operatorField is the field by which a kind's rows belong to an operator, ""
// when they do not.
func operatorField(kind registry.Kind) string {
	if kind == registry.Operators {
		return "code"
	}
	if registry.SchemaOf(kind).Field("operator_code") != nil {
		return "operator_code"
	}
	return ""
}

// unitField is the field by which a kind's rows belong to an administrative
// unit, "" when they do not.
func unitField(kind registry.Kind) string {
	switch kind {
	case registry.Units:
		return "code"
	case registry.Successions:
		return "to_code"
	case registry.Indicators, registry.Scenarios:
		return "unit_code"
	case registry.Applications:
		return "province_code"
	}
	if registry.SchemaOf(kind).Field("commune_code") != nil {
		return "commune_code"
	}
	return ""
}

// operatorOf is the operator to whom a row belongs; a sector belongs to its
// station's.
func operatorOf(ctx context.Context, r registry.Reader, rec registry.Record) (string, error) {
	if name := operatorField(rec.Kind()); name != "" {
		return textOf(rec, name), nil
	}
	station, err := parentOf(ctx, r, rec)
	if err != nil || station == nil {
		return "", err
	}
	return operatorOf(ctx, r, station)
}

// parentOf is the record that a part belongs to: a sector's station, a
// cluster's radio station; nil when there is none.
func parentOf(ctx context.Context, r registry.Reader, rec registry.Record) (registry.Record, error) {
	var kind registry.Kind
	var id string
	switch rec.Kind() {
	case registry.Sectors:
		kind, id = registry.Stations, textOf(rec, "station_id")
	case registry.Stations:
		kind, id = registry.Sites, textOf(rec, "site_id")
	case registry.Clusters:
		kind, id = registry.Radio, textOf(rec, "radio_id")
	case registry.Positions, registry.Events, registry.Decisions, registry.Attachments:
		kind, id = registry.Applications, textOf(rec, "application_id")
	}
	if id == "" || r == nil {
		return nil, nil
	}
	rows, err := r.Rows(ctx, kind, id)
	if registry.CodeOf(err) == registry.NotFound {
		return nil, nil
	}
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[len(rows)-1], nil
}

// hold tells whether a row lies within the places: by the unit that it names
// and by where it stands, both of which must be inside when both are known. A
// part that names none is where its whole is. What cannot be placed is outside.
func (p *places) hold(ctx context.Context, r registry.Reader, rec registry.Record) (bool, error) {
	known := false
	if name := unitField(rec.Kind()); name != "" {
		if code := textOf(rec, name); code != "" {
			if !p.contains(code) && !p.newUnit(rec) {
				return false, nil
			}
			known = true
		}
	}
	if at, ok := rec.Shape().(orb.Point); ok && p.within != nil {
		code, found := p.within.communeAt(at)
		if found && !p.contains(code) {
			return false, nil
		}
		known = known || found
	}
	if known {
		return true, nil
	}
	whole, err := parentOf(ctx, r, rec)
	if err != nil || whole == nil {
		return false, err
	}
	return p.hold(ctx, r, whole)
}

// newUnit tells whether a unit that is not there yet will belong to one of the
// account's.
func (p *places) newUnit(rec registry.Record) bool {
	unit, ok := rec.(*registry.AdminUnit)
	return ok && (p.contains(unit.ProvinceCode) || p.contains(unit.ParentCode))
}

// foreign refuses a row that is not the caller's. It says nothing about the row.
func foreign(kind registry.Kind) error {
	return handlers.Refuse(http.StatusForbidden, "%[1]s này không thuộc phạm vi của tài khoản", "this %[2]s is outside what the account looks after",
		registry.SchemaOf(kind).Single.VI, registry.SchemaOf(kind).Single.EN)
}

// refusal refuses what the caller has no right to: 401 for whoever could sign
// in, 403 for whoever has.
func (p *Principal) refusal(action Action, resource Resource) error {
	switch {
	case !p.SignedIn():
		return handlers.Refuse(http.StatusUnauthorized, "cần đăng nhập", "sign in first").
			Hinted("đăng nhập tại /sign-in, hoặc gửi thẻ API: Authorization: Bearer …", "sign in at /sign-in, or send an API token: Authorization: Bearer …")
	case p.enrolling:
		return handlers.Refuse(http.StatusForbidden, "cần thiết lập xác thực hai lớp trước", "set up the second factor first").
			Hinted("mở /account", "open /account")
	}
	return handlers.Refuse(http.StatusForbidden, "vai trò %[1]s không có quyền này (%[3]s %[4]s)", "the role %[2]s has no such right (%[3]s %[4]s)",
		p.Role.Label().VI, p.Role.Label().EN, action, resource)
}

// Allow refuses an action with a resource that the caller may not do at all.
func (p *Principal) Allow(action Action, resource Resource) error {
	if p.May(action, resource) {
		return nil
	}
	return p.refusal(action, resource)
}

// AllowRow refuses an action with an existing row that is not of those which
// the caller may do it with, such as reading its history.
func (p *Principal) AllowRow(ctx context.Context, r registry.Reader, action Action, resource Resource, rec registry.Record) error {
	rows := p.rows(action, resource)
	if rows == NoRows {
		return p.refusal(action, resource)
	}
	mine, err := p.owns(ctx, r, rows, rec)
	if err == nil && !mine {
		err = foreign(rec.Kind())
	}
	return err
}

// Sees tells whether the caller may read a row at all. Of one that it may not, it is
// told what it would be told of one that is not there: registry.Absent.
func (p *Principal) Sees(ctx context.Context, r registry.Reader, rec registry.Record) (bool, error) {
	return p.owns(ctx, r, p.rows(Read, Of(rec.Kind())), rec)
}

// Hiding tells which fields of a row the caller does not see. Of parts that name no
// operator, r finds whose they are. What it answers with is for one goroutine.
func (p *Principal) Hiding(ctx context.Context, r registry.Reader) func(registry.Record) *registry.HiddenFields {
	sights := map[registry.Kind]Sight{}
	return func(rec registry.Record) *registry.HiddenFields {
		kind := rec.Kind()
		sight, known := sights[kind]
		if !known {
			sight = p.Sight(kind)
			sights[kind] = sight
		}
		if a := p.powers[Of(kind)]; !sight.Whole() && sight.field == nil && a != nil && a.whole == OwnOperator {
			if own, err := p.owns(ctx, r, OwnOperator, rec); err == nil && own {
				return new(registry.HiddenFields)
			}
		}
		return sight.In(rec)
	}
}

// Everywhere tells whether the caller may do the action with every row of the
// resource.
func (p *Principal) Everywhere(action Action, resource Resource) bool {
	rows := p.rows(action, resource)
	return rows == EveryRow || rows == OwnTerritory && p.places == nil
}

// Bound narrows a question to the rows of its kind that the caller may read and
// tells by which key answers to it differ from those to others; none when there
// can be no such row.
func (p *Principal) Bound(q *registry.Query) (key string, none bool) {
	resource := Of(q.Kind)
	if p.Everywhere(Read, resource) {
		return "", false
	}
	field, values := "", []any(nil)
	switch p.rows(Read, resource) {
	case OwnOperator:
		field, values = operatorField(q.Kind), []any{p.operator()}
	case OwnTerritory:
		field = unitField(q.Kind)
		for code := range p.places.all() {
			values = append(values, code)
		}
	}
	if field == "" || len(values) == 0 || values[0] == "" {
		return "", true
	}
	q.Where = append(q.Where, registry.Where(field, values...))
	return fmt.Sprint(values...), false
}
