package web

import (
	"github.com/gin-gonic/gin"

	"hatang/geo/crs"
	"hatang/handlers/auth"
	"hatang/registry"
)

// deskKinds are the kinds of record that the desk lists, in the order of its
// rail.
func deskKinds() []registry.Kind {
	return []registry.Kind{registry.Sites, registry.Postal, registry.Radio, registry.Units}
}

// kindView is a kind as the scripts are told of it: what it is called, what its
// fields are, what this reader may do with it.
type kindView struct {
	Label   string      `json:"label"`
	Single  string      `json:"single"`
	Change  bool        `json:"change"`
	History bool        `json:"history"`
	Fields  []fieldView `json:"fields"`
}

// fieldView is a field of a kind.
type fieldView struct {
	Name     string        `json:"name"`
	Label    string        `json:"label"`
	TypeName string        `json:"type"`
	Unit     string        `json:"unit,omitempty"`
	Required bool          `json:"required,omitempty"`
	Long     bool          `json:"long,omitempty"`
	Refers   registry.Kind `json:"refers,omitempty"`
	Min      *float64      `json:"min,omitempty"`
	Max      *float64      `json:"max,omitempty"`
	Codes    []codeView    `json:"codes,omitempty"`
}

// codeView is one allowed value of a field.
type codeView struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// kindsFor describes the kinds of the desk, and those further ones of a section,
// to one reader.
func kindsFor(c *gin.Context, lang registry.Lang, further ...registry.Kind) map[registry.Kind]kindView {
	who := auth.Current(c)
	out := map[registry.Kind]kindView{}
	for _, kind := range append(deskKinds(), further...) {
		schema := registry.SchemaOf(kind)
		view := kindView{
			Label: schema.Label.In(lang), Single: schema.Single.In(lang),
			Change: who.May(auth.Change, auth.Of(kind)), History: who.May(auth.Read, auth.History),
		}
		asks := who.Sight(kind).Asks()
		for i := range schema.Fields {
			if f := &schema.Fields[i]; asks == nil || asks(f) {
				view.Fields = append(view.Fields, fieldIn(f, lang))
			}
		}
		out[kind] = view
	}
	return out
}

func fieldIn(f *registry.Field, lang registry.Lang) fieldView {
	v := fieldView{
		Name: f.Name, Label: f.Label.In(lang), TypeName: typeName(f.Type), Unit: f.Unit,
		Required: f.Required, Long: f.Long, Refers: f.Refers,
	}
	if f.Limits.Min != f.Limits.Max {
		v.Min, v.Max = &f.Limits.Min, &f.Limits.Max
	}
	for _, code := range f.Codes {
		v.Codes = append(v.Codes, codeView{code.Code, code.Label.In(lang)})
	}
	return v
}

// typeName is how the scripts call a type of field.
func typeName(t registry.FieldType) string {
	switch t {
	case registry.IntegerField:
		return "integer"
	case registry.RealField:
		return "real"
	case registry.BooleanField:
		return "boolean"
	case registry.DateField:
		return "date"
	case registry.CodeField:
		return "code"
	case registry.ListField:
		return "list"
	}
	return "text"
}

// zoneView is a VN-2000 zone that a pair of eastings and northings may be in.
type zoneView struct {
	EPSG     int     `json:"epsg"`
	Meridian float64 `json:"meridian"`
	Name     string  `json:"name"`
}

func zones() []zoneView {
	var list []zoneView
	for _, zone := range crs.Zones() {
		list = append(list, zoneView{zone.EPSG(), zone.Meridian(), zone.Name()})
	}
	return list
}
