package importing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"hatang/registry"
)

// gazetteer finds communes by name where a file gives no code. Accents, case and
// the type of unit are set aside only as far as needed, then the spellings of
// names from minority languages: Đắk and Đăk, Ngọk and Ngọc, Krông Pa and
// Krôngpa. A name that fits several communes is listed, never guessed.
type gazetteer struct {
	bySpelling map[string][]namedUnit
	resolved   int
}

// namedUnit is a commune under one of its names.
type namedUnit struct {
	code, name       string
	district, region string // folded, without type
	shown            string
	period           registry.Period
}

// needsGazetteer tells whether rows of the file may need names.
func (im *importer) needsGazetteer() bool {
	if im.schema.Kind == registry.Units {
		return im.columns.field("code") == nil && im.columns.field("name") != nil
	}
	return im.schema.Field("commune_code") != nil && im.columns.field("commune") != nil
}

func readGazetteer(ctx context.Context, r registry.Reader) (*gazetteer, error) {
	g := &gazetteer{bySpelling: map[string][]namedUnit{}}
	err := r.Scan(ctx, registry.Query{Kind: registry.Units, AllRows: true}, func(rec registry.Record) error {
		u, ok := rec.(*registry.AdminUnit)
		if !ok || u.Level != registry.LevelCommune {
			return nil
		}
		shown := u.Name
		for _, above := range []string{u.ParentName, u.ProvinceName} {
			if above != "" {
				shown += ", " + above
			}
		}
		key := spelling(u.Name)
		g.bySpelling[key] = append(g.bySpelling[key], namedUnit{
			code: u.Code, name: u.Name, district: spelling(u.ParentName), region: spelling(u.ProvinceName),
			shown: fmt.Sprintf("%s (%s)", shown, u.Code), period: u.Row.Period(),
		})
		return nil
	})
	return g, err
}

// cutUnitType takes the word for its type off a folded name, abbreviations too.
func cutUnitType(folded string) string {
	for _, prefix := range []string{
		"xa ", "phuong ", "thi tran ", "dac khu ", "thi xa ", "thanh pho ", "quan ", "huyen ", "tinh ", "tt ", "tx ", "tp ", "p ", "x ", "h ", "q ",
	} {
		if rest, ok := strings.CutPrefix(folded, prefix); ok {
			return rest
		}
	}
	return folded
}

// spelling is the key that all spellings of a name share: without type, accents
// and blanks, with k for a final c and i for y.
func spelling(name string) string {
	var key strings.Builder
	for word := range strings.FieldsSeq(cutUnitType(registry.Fold(name))) {
		if stem, ok := strings.CutSuffix(word, "c"); ok {
			word = stem + "k"
		}
		key.WriteString(strings.ReplaceAll(word, "y", "i"))
	}
	return key.String()
}

// find is the communes that a name may mean on a day, the closest spelling only.
func (g *gazetteer) find(name, district, province string, on registry.Date) []namedUnit {
	var fitting []namedUnit
	districtKey, provinceKey := spelling(district), spelling(province)
	for _, u := range g.bySpelling[spelling(name)] {
		fits := u.period.Holds(on) && (districtKey == "" || u.district == "" || u.district == districtKey) &&
			(provinceKey == "" || u.region == "" || u.region == provinceKey)
		if fits && !slices.ContainsFunc(fitting, func(o namedUnit) bool { return o.code == u.code }) {
			fitting = append(fitting, u)
		}
	}
	slices.SortFunc(fitting, func(a, b namedUnit) int { return strings.Compare(a.code, b.code) })
	for _, same := range []func(u namedUnit) bool{
		func(u namedUnit) bool { return strings.EqualFold(u.name, registry.Normalise(name)) },
		func(u namedUnit) bool { return registry.Fold(u.name) == registry.Fold(name) },
		func(u namedUnit) bool {
			return cutUnitType(registry.Fold(u.name)) == cutUnitType(registry.Fold(name))
		},
	} {
		var closer []namedUnit
		for _, u := range fitting {
			if same(u) {
				closer = append(closer, u)
			}
		}
		if len(closer) > 0 {
			return closer
		}
	}
	return fitting
}

// convertCommune finds the code of a commune that the row names without one.
func (im *importer) convertCommune(d *draft, cells []Cell) {
	if im.gazetteer == nil || d.fromRegistry() {
		return
	}
	codeField, nameField, isUnit := "commune_code", "commune", false
	if im.schema.Kind == registry.Units {
		codeField, nameField, isUnit = "code", "name", true
	}
	name := im.textOf(d, nameField)
	if d.stated.has(im.fieldIndex[codeField]) || name == "" {
		return
	}
	on := d.from
	if on.IsZero() {
		on = im.opts.today()
	}
	district, province := im.textOf(d, "parent_name"), im.textOf(d, "province_name")
	if !isUnit {
		district, province = cellAt(cells, im.columns.find(districtUse)).Text, cellAt(cells, im.columns.find(provinceUse)).Text
	}
	found := im.gazetteer.find(name, district, province, on)
	switch {
	case len(found) == 1 && isUnit:
		im.gazetteer.resolved++
		at := im.fieldIndex[codeField]
		im.set(d, at, &im.schema.Fields[at], found[0].code)
		// The row names the unit to find it; how it is written stays the registry's.
		im.unstate(d, nameField, "parent_name", "province_name")
	case len(found) == 1:
		im.gazetteer.resolved++
		im.derive(d, codeField, found[0].code)
	case isUnit:
		im.fault(d, im.headerOf(nameField), name, "commune-name", im.unresolved(found))
	default:
		im.warn(d, im.headerOf(nameField), name, "commune-name", im.unresolved(found))
	}
}

// textOf is a text that the row states, "" for none and for fields that the kind
// does not have.
func (im *importer) textOf(d *draft, field string) string {
	at, ok := im.fieldIndex[field]
	if !ok || !d.stated.has(at) {
		return ""
	}
	text, _ := im.schema.Fields[at].Value(d.rec).(string)
	return text
}

// unstate takes back what the row says about fields.
func (im *importer) unstate(d *draft, fields ...string) {
	for _, field := range fields {
		if at, ok := im.fieldIndex[field]; ok {
			d.stated &^= 1 << at
		}
	}
}

// listedCandidates is how many candidates a message lists.
const listedCandidates = 8

func (im *importer) unresolved(found []namedUnit) registry.Text {
	if len(found) == 0 {
		return registry.Text{
			VI: "không có xã nào tên này vào ngày đó trong sổ (kể cả không dấu): thêm mã xã", EN: "no commune of the registry has this name on that day, accents aside: add its code",
		}
	}
	var names []string
	for _, u := range found {
		names = append(names, u.shown)
	}
	more := ""
	if len(names) > listedCandidates {
		names, more = names[:listedCandidates], "; …"
	}
	return registry.Textf("tên này có thể là %[1]d xã: %[2]s; thêm cột huyện, tỉnh hoặc mã xã", "this name may be any of %[1]d communes: %[2]s; add columns with district and province, or the code",
		len(found), strings.Join(names, "; ")+more)
}
