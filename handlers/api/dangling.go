package api

import (
	"context"
	"strings"

	"hatang/registry"
)

// withDangling adds to the faults of a record the references that lead nowhere.
// The Store looks for them too, but only in records without other faults, and a
// caller should learn of all faults at once.
func withDangling(ctx context.Context, r registry.Reader, rec registry.Record, faults []registry.Problem) ([]registry.Problem, error) {
	if len(faults) == 0 {
		return nil, nil
	}
	wrong := map[string]bool{}
	for _, p := range faults {
		wrong[p.Column] = true
	}
	schema := registry.SchemaOf(rec.Kind())
	for i := range schema.Fields {
		f := &schema.Fields[i]
		value, stated := f.Value(rec).(string)
		if f.Refers == "" || !stated || wrong[f.Name] {
			continue
		}
		there, err := exists(ctx, r, f, value)
		if err != nil {
			return nil, err
		}
		if !there {
			single := registry.SchemaOf(f.Refers).Single
			faults = append(faults, registry.Problem{Column: f.Name, Value: clip(value), Rule: "reference", Severity: registry.Fault,
				Message: registry.Textf("không có %[1]s này", "there is no such %[2]s", single.VI, single.EN)})
		}
	}
	return faults, nil
}

// exists tells whether the registry has a row, of any day, that the field's
// value names: by its id or, in fields that hold one, by its code.
func exists(ctx context.Context, r registry.Reader, f *registry.Field, value string) (bool, error) {
	if strings.HasSuffix(f.Name, "_id") {
		_, err := r.Rows(ctx, f.Refers, value)
		if registry.CodeOf(err) == registry.NotFound {
			return false, nil
		}
		return err == nil, err
	}
	found, _, err := r.Find(ctx, registry.Query{Kind: f.Refers, AllRows: true, Limit: 1, Where: []registry.Condition{registry.Where("code", value)}})
	return len(found) > 0, err
}
