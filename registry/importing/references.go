package importing

import (
	"context"

	"github.com/paulmach/orb"

	"hatang/registry"
)

// referred is a record that rows refer to.
type referred struct {
	id, operator string
	at           orb.Point
	located      bool
}

// resolveReferences turns codes of sites, stations and radio stations into IDs
// and finds IDs that the registry does not know.
func (im *importer) resolveReferences(ctx context.Context, r registry.Reader, batch []*draft) error {
	for i := range im.schema.Fields {
		f := &im.schema.Fields[i]
		if f.Refers == "" || f.Refers == registry.Operators {
			continue
		}
		if err := im.resolveCodes(ctx, r, batch, i); err != nil {
			return err
		}
		if err := im.resolveIDs(ctx, r, batch, i); err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) resolveCodes(ctx context.Context, r registry.Reader, batch []*draft, at int) error {
	f := &im.schema.Fields[at]
	wanted := map[string]bool{}
	for _, d := range batch {
		for _, ref := range d.byCode {
			if ref.at == at {
				wanted[ref.code] = true
			}
		}
	}
	found, err := lookUp(ctx, r, f.Refers, "code", wanted)
	if err != nil {
		return err
	}
	for _, d := range batch {
		for _, ref := range d.byCode {
			if ref.at == at && !d.faulty {
				im.resolveCode(d, ref, found[ref.code])
			}
		}
	}
	return nil
}

// resolveCode picks the record that the code names: the one of the row's
// operator, or the only one.
func (im *importer) resolveCode(d *draft, ref codeReference, candidates []referred) {
	var own []referred
	for _, c := range candidates {
		if c.operator == ref.operator && ref.operator != "" {
			own = append(own, c)
		}
	}
	if len(own) == 0 {
		own = candidates
	}
	single := registry.SchemaOf(ref.field.Refers).Single
	switch {
	case len(own) == 1:
		im.set(d, ref.at, ref.field, own[0].id)
		im.standAt(d, ref.field, own[0])
	case len(own) > 1:
		im.fault(d, ref.header, ref.code, "reference", registry.Textf(
			"có %[1]d %[2]s mang mã này: thêm cột doanh nghiệp hoặc cột %[4]s", "%[1]d records of kind %[3]s have this code: add a column with the operator or %[4]s",
			len(own), single.VI, single.EN, ref.field.Name))
	case im.stations != nil && ref.field.Refers == registry.Sites && d.shape != nil:
		im.stations.newSite(d, ref.code)
	default:
		im.fault(d, ref.header, ref.code, "reference", registry.Textf(
			"không có %[1]s mang mã này trong sổ", "the registry has no %[2]s with this code", single.VI, single.EN))
	}
}

func (im *importer) resolveIDs(ctx context.Context, r registry.Reader, batch []*draft, at int) error {
	f := &im.schema.Fields[at]
	wanted := map[string]bool{}
	for _, d := range batch {
		if d.stated.has(at) && im.columns.field(f.Name) != nil && im.columns.field(f.Name).use == fieldUse {
			id, _ := f.Value(d.rec).(string)
			wanted[id] = true
		}
	}
	found, err := lookUp(ctx, r, f.Refers, "id", wanted)
	if err != nil {
		return err
	}
	for _, d := range batch {
		id, _ := f.Value(d.rec).(string)
		if !wanted[id] || d.faulty {
			continue
		}
		if known := found[id]; len(known) > 0 {
			im.standAt(d, f, known[0])
			continue
		}
		im.fault(d, im.headerOf(f.Name), id, "reference", registry.Textf(
			"không có %[1]s nào mang định danh này trong sổ", "the registry has no %[2]s of this ID",
			registry.SchemaOf(f.Refers).Single.VI, registry.SchemaOf(f.Refers).Single.EN))
	}
	return nil
}

// standAt gives stations and sectors without coordinates those of what they
// stand on.
func (im *importer) standAt(d *draft, f *registry.Field, on referred) {
	if d.shape == nil && on.located && !d.fromRegistry() && (f.Refers == registry.Sites || f.Refers == registry.Stations) {
		d.inherited = &on.at
	}
}

// lookUp finds the records of a kind whose field is one of the values, each
// thing once, under that value.
func lookUp(ctx context.Context, r registry.Reader, kind registry.Kind, field string, wanted map[string]bool) (map[string][]referred, error) {
	if len(wanted) == 0 {
		return nil, nil
	}
	f := registry.SchemaOf(kind).Field(field)
	operator := registry.SchemaOf(kind).Field("operator_code")
	query := registry.Query{Kind: kind, AllRows: true, Where: []registry.Condition{registry.Where(field, valuesOf(wanted)...)}}
	found := map[string][]referred{}
	err := r.Scan(ctx, query, func(rec registry.Record) error {
		key, _ := f.Value(rec).(string)
		one := referred{id: rec.Head().ID}
		if operator != nil {
			one.operator, _ = operator.Value(rec).(string)
		}
		one.at, one.located = rec.Shape().(orb.Point)
		for i, other := range found[key] {
			if other.id == one.id { // a later row about the same thing
				found[key][i] = one
				return nil
			}
		}
		found[key] = append(found[key], one)
		return nil
	})
	return found, err
}

func valuesOf(set map[string]bool) []any {
	values := make([]any, 0, len(set))
	for v := range set {
		values = append(values, v)
	}
	return values
}
