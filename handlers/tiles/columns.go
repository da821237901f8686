package tiles

import (
	"slices"
	"strings"

	"hatang/geo/tile"
	"hatang/registry"
)

// column is an attribute that the tiles of a kind carry.
type column struct {
	tile.Field
	value func(registry.Record) tile.Value
	from  []string // the fields that it is worked out of
}

// Zooms from which on tiles carry what only a closer look asks for.
const (
	overview = 0
	district = 9
	street   = 10
)

// carried are the attributes that tiles carry: what a map colours, filters or
// writes by, from the zoom at which it can.
func carried(kind registry.Kind) map[uint8][]string {
	switch kind {
	case registry.Units:
		return map[uint8][]string{overview: {"code", "name", "type", "level", "population", "schematic"}, district: {"id"}}
	case registry.Zones:
		return map[uint8][]string{overview: {"class", "name", "height_limit_m"}, district: {"code", "id"}}
	case registry.Sites:
		return map[uint8][]string{
			overview: {"operator_code", "state", "structure", "support_class", "approximate", "decommissioned", "technologies", "technology", "built", "shared"},
			street:   {"code", "name", "height_m", "id"},
		}
	case registry.Stations:
		return map[uint8][]string{
			overview: {"operator_code", "technology", "band", "state", "approximate", "decommissioned", "built"},
			street:   {"code", "site_id", "id"},
		}
	case registry.Postal:
		return map[uint8][]string{
			overview: {"operator_code", "class", "public", "staffed", "approximate", "decommissioned", "built"},
			district: {"name", "code", "id"},
		}
	case registry.Radio:
		return map[uint8][]string{
			overview: {"technology", "state", "approximate", "decommissioned", "built"},
			district: {"name", "frequency_mhz", "code", "id"},
		}
	case registry.Clusters:
		return map[uint8][]string{
			overview: {"technology", "state", "approximate", "decommissioned"},
			street:   {"name", "loudspeakers", "azimuth_deg", "radio_id", "code", "id"},
		}
	case registry.Settlements:
		return map[uint8][]string{overview: {"type", "population", "approximate"}, district: {"name"}, street: {"code", "id"}}
	}
	return nil
}

// derived are the attributes of a kind that are worked out of its fields, or
// written otherwise.
func derived(kind registry.Kind) []column {
	built := column{
		tile.Field{Name: "built", Type: tile.NumberType}, func(rec registry.Record) tile.Value { return year(builtOn(rec)) },
		[]string{"commissioned", "built_date"},
	}
	switch kind {
	case registry.Sites:
		return []column{
			{tile.Field{Name: "technologies", Type: tile.TextType}, technologies, []string{"technologies"}},
			{tile.Field{Name: "technology", Type: tile.TextType}, technology, []string{"technologies"}},
			built, {tile.Field{Name: "shared", Type: tile.BoolType}, shared, []string{"tenants"}},
		}
	case registry.Stations, registry.Postal, registry.Radio:
		return []column{built}
	}
	return nil
}

// technologies are a site's, ascending, joined by commas.
func technologies(rec registry.Record) tile.Value {
	site, ok := rec.(*registry.Site)
	if !ok {
		return tile.Value{}
	}
	return tile.Text(strings.ReplaceAll(site.Technologies, ";", ","))
}

// technology is the highest of a site's: lists hold their codes in the order of
// the schema, which is that of the generations.
func technology(rec registry.Record) tile.Value {
	site, ok := rec.(*registry.Site)
	if !ok {
		return tile.Value{}
	}
	return tile.Text(site.Technologies[strings.LastIndexByte(site.Technologies, ';')+1:])
}

// builtOn is when a thing began to work, or else when its mast was built.
func builtOn(rec registry.Record) registry.Date {
	switch r := rec.(type) {
	case *registry.Site:
		if r.Commissioned.IsZero() {
			return r.BuiltDate
		}
		return r.Commissioned
	case *registry.Station:
		return r.Commissioned
	case *registry.PostalPoint:
		return r.Commissioned
	case *registry.RadioStation:
		return r.Commissioned
	}
	return registry.Date{}
}

func year(day registry.Date) tile.Value {
	if day.IsZero() {
		return tile.Value{}
	}
	return tile.Int(int64(day.Year()))
}

// shared tells a mast that other operators are known to be on.
func shared(rec registry.Record) tile.Value {
	site, ok := rec.(*registry.Site)
	return trueOnly(ok && strings.Trim(site.Tenants, " ,;") != "")
}

// columnsOf are the columns of a kind, fields in the order of its schema, then
// what is derived. Fields that not everybody sees never are among them, and
// nothing is worked out of them.
func columnsOf(kind registry.Kind, hidden *registry.HiddenFields) []column {
	zooms := map[string]uint8{}
	for zoom, names := range carried(kind) {
		for _, name := range names {
			zooms[name] = zoom
		}
	}
	further := derived(kind)
	schema := registry.SchemaOf(kind)
	var columns []column
	for i := range schema.Fields {
		f := &schema.Fields[i]
		other := slices.ContainsFunc(further, func(c column) bool { return c.Name == f.Name })
		if zoom, ok := zooms[f.Name]; ok && !hidden.Has(f.Name) && !other {
			columns = append(columns, column{
				tile.Field{Name: f.Name, Type: typeOf(f.Type), MinZoom: zoom},
				func(rec registry.Record) tile.Value { return valueOf(f.Value(rec)) }, []string{f.Name},
			})
		}
	}
	for _, c := range further {
		c.MinZoom = zooms[c.Name]
		if work := c.value; slices.ContainsFunc(c.from, hidden.Has) {
			c.value = func(rec registry.Record) tile.Value { return work(hidden.Clear(rec)) }
		}
		columns = append(columns, c)
	}
	return columns
}

func typeOf(t registry.FieldType) tile.Type {
	switch t {
	case registry.IntegerField, registry.RealField:
		return tile.NumberType
	case registry.BooleanField:
		return tile.BoolType
	}
	return tile.TextType
}

func fieldsOf(columns []column) []tile.Field {
	fields := make([]tile.Field, 0, len(columns))
	for _, c := range columns {
		fields = append(fields, c.Field)
	}
	return fields
}

// appendValues appends the record's values of the columns.
func appendValues(row []tile.Value, columns []column, rec registry.Record) []tile.Value {
	for _, c := range columns {
		row = append(row, c.value(rec))
	}
	return row
}

// valueOf is a field's value as tiles carry it: a day as 2020-12-31.
func valueOf(value any) tile.Value {
	switch v := value.(type) {
	case string:
		return tile.Text(v)
	case int64:
		return tile.Int(v)
	case float64:
		return tile.Real(v)
	case bool:
		return tile.Bool(v)
	case registry.Date:
		return tile.Text(v.String())
	}
	return tile.Value{}
}
