package tiles

import (
	"hatang/geo/tile"
	"hatang/registry"
)

// column is a field of a kind that tiles carry.
type column struct {
	field   *registry.Field
	minZoom uint8
}

// Zooms from which on tiles carry what only a closer look asks for.
const (
	overview = 0
	district = 9
	street   = 12
)

// carried are the fields that tiles carry: what a map colours, filters or
// writes by, from the zoom at which it can.
func carried(kind registry.Kind) map[uint8][]string {
	switch kind {
	case registry.Units:
		return map[uint8][]string{overview: {"code", "name", "type", "level", "population", "schematic"}, district: {"id"}}
	case registry.Zones:
		return map[uint8][]string{overview: {"class", "name", "height_limit_m"}, district: {"code", "id"}}
	case registry.Sites:
		return map[uint8][]string{
			overview: {"operator_code", "state", "technologies", "approximate", "decommissioned"},
			street:   {"code", "name", "height_m", "structure", "id"},
		}
	case registry.Stations:
		return map[uint8][]string{
			overview: {"operator_code", "technology", "band", "state", "approximate", "decommissioned"},
			street:   {"code", "site_id", "id"},
		}
	case registry.Postal:
		return map[uint8][]string{
			overview: {"operator_code", "class", "public", "approximate", "decommissioned"},
			district: {"name", "code", "id"},
		}
	case registry.Radio:
		return map[uint8][]string{
			overview: {"technology", "state", "approximate", "decommissioned"},
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

// columnsOf are the columns of a kind in the order of its schema. Restricted
// fields never are among them.
func columnsOf(kind registry.Kind) []column {
	zooms := map[string]uint8{}
	for zoom, names := range carried(kind) {
		for _, name := range names {
			zooms[name] = zoom
		}
	}
	schema := registry.SchemaOf(kind)
	var columns []column
	for i := range schema.Fields {
		f := &schema.Fields[i]
		if zoom, ok := zooms[f.Name]; ok && !f.Restricted {
			columns = append(columns, column{f, zoom})
		}
	}
	return columns
}

func fieldsOf(columns []column) []tile.Field {
	fields := make([]tile.Field, 0, len(columns))
	for _, c := range columns {
		t := tile.TextType
		switch c.field.Type {
		case registry.IntegerField, registry.RealField:
			t = tile.NumberType
		case registry.BooleanField:
			t = tile.BoolType
		}
		fields = append(fields, tile.Field{Name: c.field.Name, Type: t, MinZoom: c.minZoom})
	}
	return fields
}

// appendValues appends the record's values of the columns.
func appendValues(row []tile.Value, columns []column, rec registry.Record) []tile.Value {
	for _, c := range columns {
		row = append(row, valueOf(c.field.Value(rec)))
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
