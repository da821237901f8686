package coverage

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/paulmach/orb"

	"hatang/registry"
)

// args reads the query string and gathers every problem.
type args struct {
	c        *gin.Context
	problems []registry.Problem
}

func (a *args) reject(name, value, vi, en string) {
	a.problems = append(a.problems, registry.Problem{
		Column: name, Value: value, Rule: "argument", Severity: registry.Fault, Message: registry.Text{VI: vi, EN: en},
	})
}

func (a *args) text(name string) string { return a.c.Query(name) }

func (a *args) choice(name, otherwise string, allowed ...string) string {
	value := a.c.Query(name)
	if value == "" {
		return otherwise
	}
	for _, v := range allowed {
		if v == value {
			return v
		}
	}
	list := strings.Join(allowed, ", ")
	a.reject(name, value, "phải là một trong: "+list, "must be one of: "+list)
	return otherwise
}

func (a *args) number(name string, otherwise float64) float64 {
	value := a.c.Query(name)
	if value == "" {
		return otherwise
	}
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || v != v {
		a.reject(name, value, "phải là số", "must be a number")
		return otherwise
	}
	return v
}

func (a *args) integer(name string, otherwise int) int {
	value := a.c.Query(name)
	if value == "" {
		return otherwise
	}
	v, err := strconv.Atoi(value)
	if err != nil {
		a.reject(name, value, "phải là số nguyên", "must be an integer")
	}
	return v
}

// numbers reads a list of so many numbers.
func (a *args) numbers(name, names string, count int) []float64 {
	value := a.c.Query(name)
	parts := strings.Split(value, ",")
	out := make([]float64, count)
	ok := len(parts) == count
	for i := range out {
		if ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(parts[i]), 64)
			out[i], ok = v, err == nil && v == v
		}
	}
	if !ok {
		a.reject(name, value, "phải có dạng "+names, "must read "+names)
	}
	return out
}

func (a *args) point(name string) orb.Point {
	v := a.numbers(name, "lon,lat", 2)
	return orb.Point{v[0], v[1]}
}

func (a *args) box(name string) orb.Bound {
	v := a.numbers(name, "west,south,east,north", 4)
	return orb.Bound{Min: orb.Point{v[0], v[1]}, Max: orb.Point{v[2], v[3]}}
}

// err tells of all problems at once.
func (a *args) err() error {
	if len(a.problems) == 0 {
		return nil
	}
	return &registry.Error{Code: registry.Invalid, Problems: a.problems, Message: registry.Text{
		VI: "tham số không dùng được", EN: "the parameters cannot be used",
	}}
}
