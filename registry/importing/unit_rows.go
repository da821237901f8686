package importing

import (
	"strings"

	"hatang/registry"
)

// spelled are the fields of a unit in which a variant of spelling, Đăk for Đắk,
// is not a new fact.
func spelled(name string) bool {
	return name == "name" || name == "parent_name" || name == "province_name"
}

// completes tells whether a unit's row of a later day only adds to the one that
// holds: the boundary of a unit that was known by a list. It belongs to that row
// rather than to a new one. Names that differ in their spelling stay as they are.
func (u *unitImport) completes(im *importer, d *draft, base registry.Record) bool {
	if u == nil {
		return false
	}
	agrees := true
	d.stated.each(func(i int) {
		f := &im.schema.Fields[i]
		held := f.Value(base)
		if held == nil {
			return
		}
		value := f.Value(d.rec)
		text, isText := value.(string)
		other, _ := held.(string)
		switch {
		case value == held:
		case isText && spelled(f.Name) && sameUnitName(text, other):
			d.stated &^= 1 << i
		default:
			agrees = false
		}
	})
	return agrees && base.Shape() == nil && d.shape != nil && d.to.IsZero()
}

// sameUnitName compares names without accents and without the word for the type.
func sameUnitName(a, b string) bool {
	return a == b || bareUnitName(a) == bareUnitName(b)
}

// bareUnitName is the folded name without the word for the unit's type, but for
// numbered units: Phường 1 and Xã 1 are told apart by nothing else.
func bareUnitName(name string) string {
	folded := registry.Fold(name)
	for _, prefix := range []string{"thanh pho ", "thi tran ", "thi xa ", "dac khu ", "phuong ", "huyen ", "quan ", "tinh ", "xa "} {
		if bare, ok := strings.CutPrefix(folded, prefix); ok && strings.Trim(bare, "0123456789") != "" {
			return bare
		}
	}
	return folded
}

// ofTerritory are the facts that are about a unit's land and people: they do not
// carry on to a unit that got the code later.
func ofTerritory() []string {
	return []string{
		"area_class", "parent_code", "parent_name", "population", "population_year", "population_source",
		"households", "area_km2", "area_year", "area_source", "seat", "merged_from", "schematic", "note",
	}
}

// forget drops from a row that follows another what was true of the unit before
// only: when the code now belongs to a unit of another name, or in another
// province.
func (u *unitImport) forget(im *importer, d *draft, merged, base registry.Record) {
	if u == nil {
		return
	}
	now, isUnit := merged.(*registry.AdminUnit)
	before, wasUnit := base.(*registry.AdminUnit)
	if !isUnit || !wasUnit || sameUnitName(now.Name, before.Name) && now.ProvinceCode == before.ProvinceCode {
		return
	}
	for _, name := range ofTerritory() {
		if i := im.fieldIndex[name]; !d.stated.has(i) {
			_ = im.schema.Fields[i].Set(merged, nil) // nil is good for every field
		}
	}
	if d.shape == nil {
		_ = merged.SetShape(nil) // so is no geometry
	}
}
