package sqlite

import (
	"slices"
	"strings"

	"hatang/registry"
)

// layout is what the store needs to know of the table of one kind.
type layout struct {
	schema  *registry.Schema
	table   string   // not quoted; names of tables and fields are plain identifiers
	columns []string // quoted, in the order of schema.Fields
	located bool     // the table has a geometry
	selects string   // the columns that scanRow reads
	asText  string   // SQL: what Query.Text looks into
	refers  []reference
	referee []reference // what refers to rows of this table
}

// reference is a field that holds the ID or the code of a record of another
// kind.
type reference struct {
	child, parent *layout
	field         *registry.Field
	column        string // of the child, quoted
	key           string // of the parent: id or code
}

// catalogue is the layouts of every kind; it never changes.
type catalogue struct {
	all     []*layout // referred-to kinds first
	byKind  map[registry.Kind]*layout
	byTable map[string]*layout
}

func newCatalogue() *catalogue {
	c := &catalogue{byKind: map[registry.Kind]*layout{}, byTable: map[string]*layout{}}
	for _, kind := range registry.Kinds() {
		l := newLayout(registry.SchemaOf(kind))
		c.all = append(c.all, l)
		c.byKind[kind] = l
		c.byTable[l.table] = l
	}
	for _, child := range c.all {
		for i := range child.schema.Fields {
			f := &child.schema.Fields[i]
			parent := c.byKind[f.Refers]
			if parent == nil {
				continue
			}
			key := "id"
			if strings.HasSuffix(f.Name, "_code") {
				key = "code"
			}
			ref := reference{child, parent, f, quote(f.Name), key}
			child.refers = append(child.refers, ref)
			parent.referee = append(parent.referee, ref)
		}
	}
	return c
}

func newLayout(s *registry.Schema) *layout {
	l := &layout{schema: s, table: s.Table, located: s.Shapes != registry.NoShapes}
	geometry := "NULL"
	if l.located {
		geometry = `"geom"`
	}
	selects := []string{`"fid"`, `"revision"`, geometry}
	var searched []string
	for i := range s.Fields {
		f := &s.Fields[i]
		column := quote(f.Name)
		l.columns = append(l.columns, column)
		if f.Type == registry.DateField {
			// The sign takes the declared type away, or the driver would parse
			// the text as a time, by trial.
			selects = append(selects, "+"+column)
			continue
		}
		selects = append(selects, column)
		if f.Searchable() {
			searched = append(searched, searchedText(f.Name))
		}
	}
	l.selects = strings.Join(selects, ",")
	l.asText = strings.Join(searched, "||' '||")
	return l
}

// searched is the SQL of what Query.Text looks into.
func (l *layout) searched(unsearched []string) string {
	if len(unsearched) == 0 {
		return l.asText
	}
	parts := []string{"''"}
	for i := range l.schema.Fields {
		if f := &l.schema.Fields[i]; f.Searchable() && !slices.Contains(unsearched, f.Name) {
			parts = append(parts, searchedText(f.Name))
		}
	}
	return strings.Join(parts, "||' '||")
}

func searchedText(field string) string { return "ifnull(" + quote(field) + ",'')" }

func quote(name string) string { return `"` + name + `"` }

// layoutOf is the layout of a kind; an unknown kind is Invalid.
func (c *catalogue) layoutOf(kind registry.Kind) (*layout, error) {
	if l := c.byKind[kind]; l != nil {
		return l, nil
	}
	return nil, registry.Errorf(registry.Invalid, "không có loại bản ghi %q", "there is no kind of record %q", string(kind))
}
