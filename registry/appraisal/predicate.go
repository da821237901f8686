package appraisal

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
)

// The bounds of predicates. They are a line or two of text about some twenty
// values; what costs more is a mistake or an attack.
const (
	maxExpression    = 2000
	maxEvaluation    = 20000
	maxNestingLevels = 40
)

// variables are what predicates speak of, with their types. A value that is not
// known is unknown to the predicate too.
func variables() map[string]*cel.Type {
	return map[string]*cel.Type{
		// Of the position.
		"area":              cel.StringType, // urban or outside, by the commune's type on the day
		"operator":          cel.StringType,
		"application_type":  cel.StringType,
		"structure":         cel.StringType,
		"support_class":     cel.StringType,
		"legal_type":        cel.StringType,
		"height_m":          cel.DoubleType, // of the mast
		"building_height_m": cel.DoubleType,
		"total_height_m":    cel.DoubleType, // above ground: building and mast
		"technologies":      cel.ListType(cel.StringType),
		"hosts":             cel.DoubleType,
		"hardened":          cel.BoolType,
		"backup_power":      cel.BoolType,
		// commune_hardened: the commune has a hardened station with backup power.
		"commune_hardened":  cel.BoolType,
		"public_land":       cel.BoolType,
		"land_owner_stated": cel.BoolType,
		"sharing_plan":      cel.BoolType,
		"sharing_asked":     cel.BoolType,
		"sharing_answered":  cel.BoolType,
		"sharing_possible":  cel.BoolType, // a mast within reach could carry it
		"need_shown":        cel.BoolType, // people or gaps are newly covered
		"plan_issued":       cel.BoolType,
		"in_plan":           cel.BoolType,
		"attachments":       cel.ListType(cel.StringType), // their classes
		"zones":             cel.ListType(cel.StringType), // classes of the zones it stands in
		// Of the pair of the position and a neighbour.
		"relation":            cel.StringType, // same or other
		"neighbour_height_m":  cel.DoubleType,
		"neighbour_area":      cel.StringType,
		"neighbour_state":     cel.StringType,
		"neighbour_structure": cel.StringType,
	}
}

// environment is the language of predicates, made once.
var environment = sync.OnceValues(func() (*cel.Env, error) {
	options := []cel.EnvOption{
		cel.ParserExpressionSizeLimit(maxExpression), cel.ParserRecursionLimit(maxNestingLevels),
	}
	for name, t := range variables() {
		options = append(options, cel.Variable(name, t))
	}
	return cel.NewEnv(options...)
})

// patterns mark variables as unknown.
var patterns = sync.OnceValue(func() map[string]*cel.AttributePatternType {
	all := map[string]*cel.AttributePatternType{}
	for name := range variables() {
		all[name] = cel.AttributePattern(name)
	}
	return all
})

// compile makes a program of a predicate, or of an expression of a number.
func compile(text string, number bool) (cel.Program, error) {
	ast, err := check(text, number)
	if err != nil {
		return nil, err
	}
	env, err := environment()
	if err != nil {
		return nil, err
	}
	return env.Program(ast, cel.EvalOptions(cel.OptPartialEval, cel.OptTrackCost), cel.CostLimit(maxEvaluation))
}

// check reads an expression and its type.
func check(text string, number bool) (*cel.Ast, error) {
	env, err := environment()
	if err != nil {
		return nil, err
	}
	ast, issues := env.Compile(text)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	want := cel.BoolType
	if number {
		want = cel.DoubleType
	}
	if !ast.OutputType().IsExactType(want) {
		return nil, fmt.Errorf("it gives %s, not %s", ast.OutputType(), want)
	}
	return ast, nil
}

// facts are the values that predicates are evaluated with.
type facts map[string]any

// with is the facts and one more; the receiver stays as it is.
func (f facts) with(more facts) facts {
	all := make(facts, len(f)+len(more))
	for k, v := range f {
		all[k] = v
	}
	for k, v := range more {
		all[k] = v
	}
	return all
}

// activation tells a program what is known and what is not.
func (f facts) activation() (cel.PartialActivation, error) {
	all := patterns()
	unknown := make([]*cel.AttributePatternType, 0, len(all))
	for name, pattern := range all {
		if _, known := f[name]; !known {
			unknown = append(unknown, pattern)
		}
	}
	return cel.PartialVars(map[string]any(f), unknown...)
}

// truth is the value of a predicate.
type truth struct {
	value   bool
	known   bool
	missing []string // what would decide it, sorted
}

// holds evaluates a predicate; nil programs are true.
func holds(program cel.Program, in cel.PartialActivation) (truth, error) {
	if program == nil {
		return truth{value: true, known: true}, nil
	}
	v, _, err := program.Eval(in)
	if err != nil {
		return truth{}, err
	}
	if types.IsUnknown(v) {
		return truth{missing: namesOf(v)}, nil
	}
	return truth{value: v == types.True, known: true}, nil
}

// amount evaluates an expression of a number.
func amount(program cel.Program, in cel.PartialActivation) (value float64, missing []string, err error) {
	v, _, err := program.Eval(in)
	if err != nil {
		return 0, nil, err
	}
	if types.IsUnknown(v) {
		return 0, namesOf(v), nil
	}
	d, ok := v.(types.Double)
	if !ok {
		return 0, nil, fmt.Errorf("a number was expected, not %v", v.Type())
	}
	return float64(d), nil, nil
}

// namesOf is the variables that a value is unknown for.
func namesOf(v any) []string {
	u, ok := v.(*types.Unknown)
	if !ok {
		return nil
	}
	var names []string
	for _, id := range u.IDs() {
		trails, _ := u.GetAttributeTrails(id)
		for _, t := range trails {
			name, _, _ := strings.Cut(t.String(), ".")
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
