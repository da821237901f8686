package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/planning"
)

// weightFlags is what the command line says of the weights by which people count
// when points are chosen.
type weightFlags struct {
	list   []string
	file   string
	beyond float64
}

func (f *weightFlags) add(command *cobra.Command, goal planning.Goal) {
	if goal == planning.Fewest {
		return // a share of people is of people as they are
	}
	flags := command.Flags()
	flags.StringSliceVar(&f.list, "weight", nil,
		"trọng số của mỗi người khi chọn điểm, theo loại đơn vị hoặc mã xã: xa=2,23344=3 / what each person counts for, by type of unit or code of commune")
	flags.StringVar(&f.file, "weights", "", "trọng số từ tệp CSV: loại hoặc mã xã,trọng số / weights from a CSV file")
	if goal != planning.Cover {
		flags.Float64Var(&f.beyond, "weight-beyond", 0,
			"trọng số của người hiện ở ngoài bán kính; 0: như mọi người / weight of people now beyond the radius")
	}
}

// weights are those of the flags; nil where nothing is said.
func (f *weightFlags) weights() (*planning.Weights, error) {
	lines := make([][]string, 0, len(f.list))
	for _, one := range f.list {
		key, factor, _ := strings.Cut(one, "=")
		lines = append(lines, []string{key, factor})
	}
	given, problems := parseWeights("", lines)
	if f.file != "" {
		lines, err := readCSV(f.file)
		if err != nil {
			return nil, err
		}
		more, further := parseWeights(f.file, lines)
		given, problems = append(given, more...), append(problems, further...)
	}
	if len(problems) > 0 {
		return nil, &registry.Error{Code: registry.Invalid, Problems: problems, Message: registry.Text{VI: "trọng số có lỗi", EN: "the weights have faults"}}
	}
	if len(given) == 0 && f.beyond == 0 {
		return nil, nil
	}
	w := &planning.Weights{Beyond: f.beyond}
	types := registry.SchemaOf(registry.Units).Field("type").Codes
	for _, one := range given {
		if slices.ContainsFunc(types, func(c registry.CodeValue) bool { return c.Code == one.Code }) {
			w.Types = append(w.Types, one)
		} else {
			w.Communes = append(w.Communes, one)
		}
	}
	return w, nil
}

func readCSV(path string) ([][]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, badInput{err}
	}
	defer func() { _ = file.Close() }() // only read
	reader := csv.NewReader(file)
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, badInput{fmt.Errorf("%s: %w", path, err)}
	}
	return rows, nil
}

// parseWeights reads pairs of a type or code and a factor; the first line of a file
// may name its columns.
func parseWeights(file string, lines [][]string) (weights []planning.Weight, problems []registry.Problem) {
	for i, line := range lines {
		if len(line) >= 2 {
			factor, err := strconv.ParseFloat(strings.TrimSpace(line[1]), 64)
			if key := strings.TrimSpace(strings.TrimPrefix(line[0], "\ufeff")); err == nil && key != "" {
				weights = append(weights, planning.Weight{Code: key, Factor: factor})
				continue
			}
			if file != "" && i == 0 {
				continue
			}
		}
		problems = append(problems, registry.Problem{
			File: file, Row: i + 1, Column: "weight", Value: strings.Join(line, "="), Rule: "weight", Severity: registry.Fault,
			Message: registry.Text{VI: "cần loại đơn vị hoặc mã xã và trọng số, như xa=2", EN: "a type of unit or code of commune and a weight are expected, such as xa=2"},
		})
	}
	return weights, problems
}
