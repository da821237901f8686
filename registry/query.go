package registry

import "github.com/paulmach/orb"

// Query asks for records of one kind.
type Query struct {
	Kind Kind
	// AsOf picks the rows that hold on the day; zero means today. With AllRows
	// every row is meant, whatever its dates.
	AsOf    Date
	AllRows bool
	// InService keeps things that worked on the day: commissioned by then, not
	// yet decommissioned. Kinds without those dates ignore it.
	InService bool
	Where     []Condition
	// Box keeps records whose geometry touches it.
	Box *orb.Bound
	// Text keeps records in which every word of it begins a word of some text
	// field, accents and case ignored. Restricted fields, which an answer would
	// give away, and the ID are not looked into.
	Text string
	// Unsearched names text fields that Text does not look into either.
	Unsearched []string
	// Order defaults to ID; ID is always the last key, so that pages are stable.
	Order  []Order
	Limit  int // 0: no limit
	Offset int
}

// Condition compares a field with values. A field that is not stated meets
// only IsNull.
type Condition struct {
	Field   string
	Compare Comparison
	Values  []any // of the field's type, as Field.Value returns
}

// Comparison is a comparison.
type Comparison string

// The comparisons. Equals with several values means any of them; List fields
// meet Contains when the code is among theirs.
const (
	Equals    Comparison = "="
	NotEquals Comparison = "<>"
	Less      Comparison = "<"
	AtMost    Comparison = "<="
	More      Comparison = ">"
	AtLeast   Comparison = ">="
	Contains  Comparison = "contains" // the folded text holds the folded value
	IsNull    Comparison = "is null"
	NotNull   Comparison = "is not null"
)

// Order sorts by a field; values not stated come last.
type Order struct {
	Field      string
	Descending bool
}

// Where is the condition that the field is one of the values.
func Where(field string, values ...any) Condition {
	return Condition{Field: field, Compare: Equals, Values: values}
}
