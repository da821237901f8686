package indicators

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"slices"
	"strconv"

	"hatang/registry"
)

// parseFormula reads a formula over indicators: numbers, pi, names, + - * / and
// parentheses, sqrt(x). It returns the names that it takes, each once.
func parseFormula(formula string) (ast.Expr, []string, error) {
	expression, err := parser.ParseExpr(formula)
	if err != nil {
		return nil, nil, fmt.Errorf("formula %q: %w", formula, err)
	}
	var names []string
	if err := checkExpression(expression, &names); err != nil {
		return nil, nil, fmt.Errorf("formula %q: %w", formula, err)
	}
	return expression, names, nil
}

func checkExpression(e ast.Expr, names *[]string) error {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return checkExpression(e.X, names)
	case *ast.UnaryExpr:
		if e.Op == token.SUB {
			return checkExpression(e.X, names)
		}
	case *ast.BinaryExpr:
		if slices.Contains([]token.Token{token.ADD, token.SUB, token.MUL, token.QUO}, e.Op) {
			if err := checkExpression(e.X, names); err != nil {
				return err
			}
			return checkExpression(e.Y, names)
		}
	case *ast.CallExpr:
		if name, ok := e.Fun.(*ast.Ident); ok && name.Name == "sqrt" && len(e.Args) == 1 {
			return checkExpression(e.Args[0], names)
		}
	case *ast.BasicLit:
		if _, err := strconv.ParseFloat(e.Value, 64); err == nil {
			return nil
		}
	case *ast.Ident:
		if e.Name != "pi" && !slices.Contains(*names, e.Name) {
			*names = append(*names, e.Name)
		}
		return nil
	}
	return fmt.Errorf("only numbers, pi, indicators, + - * /, parentheses and sqrt(x) are expected")
}

// evaluate computes a checked formula; unknown when an input is, when something
// is divided by zero or the result is no number.
func evaluate(e ast.Expr, value func(name string) registry.Opt[float64]) registry.Opt[float64] {
	unknown := registry.Opt[float64]{}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return evaluate(e.X, value)
	case *ast.BasicLit:
		v, err := strconv.ParseFloat(e.Value, 64)
		return registry.Opt[float64]{Value: v, Known: err == nil}
	case *ast.Ident:
		if e.Name == "pi" {
			return registry.Some(math.Pi)
		}
		return value(e.Name)
	case *ast.UnaryExpr:
		v := evaluate(e.X, value)
		v.Value = -v.Value
		return v
	case *ast.CallExpr:
		v := evaluate(e.Args[0], value)
		if !v.Known || v.Value < 0 {
			return unknown
		}
		return registry.Some(math.Sqrt(v.Value))
	case *ast.BinaryExpr:
		return binary(e.Op, evaluate(e.X, value), evaluate(e.Y, value))
	}
	return unknown
}

func binary(op token.Token, x, y registry.Opt[float64]) registry.Opt[float64] {
	if !x.Known || !y.Known || op == token.QUO && y.Value == 0 {
		return registry.Opt[float64]{}
	}
	switch op {
	case token.ADD:
		return registry.Some(x.Value + y.Value)
	case token.SUB:
		return registry.Some(x.Value - y.Value)
	case token.MUL:
		return registry.Some(x.Value * y.Value)
	}
	return registry.Some(x.Value / y.Value)
}
