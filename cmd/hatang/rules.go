package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"hatang/data"
	"hatang/registry"
	"hatang/registry/appraisal"
)

func newRulesCommand(p *program) *cobra.Command {
	command := &cobra.Command{
		Use:   "rules",
		Short: "Bộ quy định thẩm định: xem, soát, lưu (rule sets: list, show, lint, add)",
		Long: `Các bộ quy định đi kèm chương trình và các bộ của sổ. Không đối số: liệt kê.

The rule sets that ship with the program and those of the registry. Without arguments: lists them.`,
		Example: `  hatang rules
  hatang rules show bac-ninh-72-2025 > quy-dinh.yaml
  hatang rules lint quy-dinh.yaml
  hatang rules add quy-dinh.yaml --reason "sửa đổi 2027"`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return listRules(cmd, p) },
	}
	var reason string
	add := &cobra.Command{
		Use: "add FILE", Short: "Lưu một bộ quy định vào sổ (keep a rule set)", Args: exactly(1, "FILE"),
		RunE: func(cmd *cobra.Command, args []string) error { return addRules(cmd, p, args[0], reason) },
	}
	add.Flags().StringVar(&reason, "reason", "", "lý do, ghi vào lịch sử / reason, kept in the history")
	command.AddCommand(add,
		&cobra.Command{
			Use: "show CODE", Short: "In YAML của một bộ quy định (print a rule set)", Args: exactly(1, "CODE"),
			RunE: func(cmd *cobra.Command, args []string) error { return showRules(cmd, p, args[0]) },
		},
		&cobra.Command{
			Use: "lint FILE|CODE", Short: "Tìm chỗ trùng, hở, mâu thuẫn (find overlaps, gaps, contradictions)", Args: exactly(1, "FILE|CODE"),
			RunE: func(cmd *cobra.Command, args []string) error { return lintRules(cmd, p, args[0]) },
		})
	return command
}

// readRules is the library of the registry that --db names.
func readRules(ctx context.Context, p *program) (library *appraisal.Library, bodies appraisal.Bodies, err error) {
	store, closeStore, err := p.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	shipped, err := data.RuleSets()
	if err != nil {
		return nil, nil, err
	}
	return appraisal.ReadLibrary(ctx, store, shipped)
}

func listRules(cmd *cobra.Command, p *program) error {
	library, _, err := readRules(cmd.Context(), p)
	if err != nil {
		return err
	}
	found := appraisal.LintLibrary(library)
	report := struct {
		RuleSets []*appraisal.RuleSet    `json:"rule_sets"`
		Findings []appraisal.LintFinding `json:"findings"`
	}{library.Sets(), found}
	return p.printReport(cmd.OutOrStdout(), report, func(w io.Writer, lang registry.Lang) error {
		for _, set := range library.Sets() {
			place := set.Jurisdiction
			if place == "" {
				place = registry.Text{VI: "toàn quốc", EN: "national"}.In(lang)
			}
			if _, err := fmt.Fprintf(w, "%-22s %-10s %s – %-10s %s\n", set.Code, place, lang.Date(set.ValidFrom), lang.Date(set.ValidTo), set.Name.In(lang)); err != nil {
				return err
			}
		}
		return writeLint(w, lang, found)
	})
}

func writeLint(w io.Writer, lang registry.Lang, found []appraisal.LintFinding) error {
	for i := range found {
		x := &found[i]
		if _, err := fmt.Fprintf(w, "%s %s %v: %s\n", x.RuleSet, x.Kind, x.Clauses, x.Message.In(lang)); err != nil {
			return err
		}
	}
	return nil
}

func showRules(cmd *cobra.Command, p *program, code string) error {
	library, bodies, err := readRules(cmd.Context(), p)
	if err != nil {
		return err
	}
	set, err := library.Get(code)
	if err != nil {
		return err
	}
	if p.json {
		return p.printReport(cmd.OutOrStdout(), set, nil)
	}
	_, err = cmd.OutOrStdout().Write(bodies[code])
	return err
}

// lintRules looks at a file, which needs no registry, or at a set by its code.
func lintRules(cmd *cobra.Command, p *program, name string) error {
	set, err := ruleSetNamed(cmd, p, name)
	if err != nil {
		return err
	}
	found, err := appraisal.Lint(set)
	if err != nil {
		return err
	}
	return p.printReport(cmd.OutOrStdout(), found, func(w io.Writer, lang registry.Lang) error {
		if err := writeLint(w, lang, found); err != nil {
			return err
		}
		_, err := fmt.Fprintln(w, registry.Textf("%[1]s: %[2]d điều khoản, %[3]d nhận xét", "%[1]s: %[2]d clauses, %[3]d findings", set.Code, len(set.Clauses), len(found)).In(lang))
		return err
	})
}

func ruleSetNamed(cmd *cobra.Command, p *program, name string) (*appraisal.RuleSet, error) {
	body, err := readFile(cmd, name)
	if err == nil {
		return appraisal.Parse(body)
	}
	if registry.CodeOf(err) != registry.NotFound {
		return nil, err
	}
	library, _, err := readRules(cmd.Context(), p)
	if err != nil {
		return nil, err
	}
	return library.Get(name)
}

func readFile(cmd *cobra.Command, path string) (body []byte, err error) {
	src, _, closeFile, err := openInput(cmd, path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeFile()) }()
	return io.ReadAll(src)
}

func addRules(cmd *cobra.Command, p *program, path, reason string) (err error) {
	body, err := readFile(cmd, path)
	if err != nil {
		return err
	}
	store, closeStore, err := p.open(cmd.Context())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	var set *appraisal.RuleSet
	var found []appraisal.LintFinding
	var outcome registry.Outcome
	err = store.Update(cmd.Context(), localAuthor(reason), func(ctx context.Context, w registry.Writer) (err error) {
		set, found, outcome, err = appraisal.Put(ctx, w, body)
		return err
	})
	if err != nil {
		return err
	}
	done := registry.Textf("%s: không có gì thay đổi", "%s: nothing changed", set.Code)
	if outcome.Operation != "" {
		done = registry.Textf("đã lưu %s, %d điều khoản", "kept %s, %d clauses", set.Code, len(set.Clauses))
	}
	return p.printReport(cmd.OutOrStdout(), found, func(w io.Writer, lang registry.Lang) error {
		if err := writeLint(w, lang, found); err != nil {
			return err
		}
		_, err := fmt.Fprintln(w, done.In(lang))
		return err
	})
}
