package web

import "hatang/registry"

// labels are what people call the codes of one field.
type labels map[string]string

// labelsIn gives, in one language, the names of the codes that the page shows,
// as the registry's schemas have them.
func labelsIn(lang registry.Lang) map[string]labels {
	out := map[string]labels{}
	for _, of := range []struct {
		kind  registry.Kind
		field string
	}{
		{registry.Postal, "class"},
		{registry.Radio, "technology"},
		{registry.Radio, "state"},
		{registry.Sites, "state"},
		{registry.Units, "type"},
	} {
		names := labels{}
		for _, c := range registry.SchemaOf(of.kind).Field(of.field).Codes {
			names[c.Code] = c.Label.In(lang)
		}
		out[string(of.kind)+"."+of.field] = names
	}
	return out
}
