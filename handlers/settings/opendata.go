package settings

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
)

// The settings of the open data.
const (
	// SettingLicence is the sentence under which everybody may use the open data,
	// in Vietnamese, then in English.
	SettingLicence   = "open_data_licence"
	SettingLicenceEN = "open_data_licence_en"
)

// OpenData is what everybody may take away.
type OpenData struct {
	// AsOf is the day of the answer; the data are those in force on it.
	AsOf    registry.Date `json:"as_of"`
	Seq     int64         `json:"registry_seq"`
	Licence registry.Text `json:"licence"` // empty: the province has stated none
	Notice  registry.Text `json:"notice"`
	Formats []string      `json:"formats"`
	Kinds   []OpenKind    `json:"kinds"`
}

// OpenKind is a kind of record in the open data.
type OpenKind struct {
	Kind   registry.Kind `json:"kind"`
	Label  registry.Text `json:"label"`
	Count  int           `json:"count"`
	Fields []OpenMember  `json:"fields"`
}

// OpenMember is a field that everybody sees.
type OpenMember struct {
	Name  string        `json:"name"`
	Label registry.Text `json:"label"`
	Unit  string        `json:"unit,omitempty"`
}

// openData tells what everybody may take away, whoever asks.
func (s *Service) openData(c *gin.Context) error {
	ctx, view := c.Request.Context(), s.options.View()
	out := OpenData{AsOf: registry.DateOf(s.options.Clock().In(registry.Vietnam())), Formats: s.options.Formats, Kinds: []OpenKind{}}
	for name, into := range map[string]*string{
		SettingLicence: &out.Licence.VI, SettingLicenceEN: &out.Licence.EN, registry.SettingNotice: &out.Notice.VI, registry.SettingNoticeEN: &out.Notice.EN,
	} {
		var err error
		if *into, err = s.options.Store.Setting(ctx, name); err != nil {
			return err
		}
	}
	shown, err := s.disclosure(ctx)
	if err != nil {
		return err
	}
	everybody := auth.Nobody().Disclosing(func() *registry.Disclosure { return shown })
	for _, kind := range registry.EditedKinds() {
		if !everybody.May(auth.Export, auth.Of(kind)) {
			continue
		}
		_, count, err := view.Find(ctx, registry.Query{Kind: kind, Limit: 1})
		if err != nil {
			return err
		}
		out.Kinds = append(out.Kinds, openKind(everybody, kind, count))
	}
	if out.Seq, err = view.Seq(ctx); err != nil {
		return err
	}
	if handlers.NotModified(c, handlers.StateTag(out.Seq, "open data", out.AsOf.String())) {
		return nil
	}
	c.JSON(http.StatusOK, out)
	return nil
}

// disclosure is which fields everybody sees.
func (s *Service) disclosure(ctx context.Context) (*registry.Disclosure, error) {
	opened, err := s.options.Store.Setting(ctx, registry.SettingOpenFields)
	if err != nil {
		return nil, err
	}
	closed, err := s.options.Store.Setting(ctx, registry.SettingClosedFields)
	if err != nil {
		return nil, err
	}
	return registry.ParseDisclosure(opened, closed)
}

func openKind(everybody *auth.Principal, kind registry.Kind, count int) OpenKind {
	schema := registry.SchemaOf(kind)
	out := OpenKind{Kind: kind, Label: schema.Label, Count: count, Fields: []OpenMember{}}
	shows := everybody.Sight(kind).Asks()
	for i := range schema.Fields {
		if f := &schema.Fields[i]; shows == nil || shows(f) {
			out.Fields = append(out.Fields, OpenMember{f.Name, f.Label, f.Unit})
		}
	}
	return out
}
