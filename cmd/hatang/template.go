package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/documents"
	"hatang/registry/exporting"
)

func newTemplateCommand(p *program) *cobra.Command {
	var out string
	command := &cobra.Command{
		Use:   "template KIND",
		Short: "Viết tệp Excel mẫu để điền (write the Excel file to fill in)",
		Long: `Viết tệp Excel để điền các bản ghi của một loại: mỗi cột một trường, cột bắt buộc có dấu *,
danh sách chọn cho các cột theo danh mục, và trang “Giải thích” nói về từng cột. Điền xong
nhập bằng hatang import. Nếu có sổ đăng ký thì các doanh nghiệp trong sổ nằm trong danh sách chọn.

KIND: ` + kindNames() + `;
applications (các vị trí của một hồ sơ, nộp bằng hatang dossier file), document (mẫu văn bản DOCX)

Writes the Excel workbook in which records of a kind are filled in, with lists to choose from
and a sheet that explains each column in Vietnamese and English. hatang import reads it back.`,
		Example: "  hatang template sites --out mau-vi-tri.xlsx\n  hatang template postal > mau-buu-chinh.xlsx",
		Args:    exactly(1, "KIND"),
		RunE:    func(cmd *cobra.Command, args []string) error { return runTemplate(cmd, p, args[0], out) },
	}
	command.Flags().StringVar(&out, "out", "", "tệp ghi ra, mặc định đầu ra chuẩn / file, standard output by default")
	return command
}

// The templates that are none of a kind of record that is imported.
const (
	documentTemplate    = "document"     // DOCX with placeholders, for the documents of dossiers
	applicationTemplate = "applications" // the positions of a dossier, for hatang dossier file
)

func runTemplate(cmd *cobra.Command, p *program, kindName, out string) error {
	if kindName == applicationTemplate {
		kindName = string(registry.Positions)
	}
	kind, err := kindOf(kindName)
	if kindName == documentTemplate {
		kind, err = documentTemplate, nil
	}
	if err != nil {
		return err
	}
	if (out == "" || out == "-") && isTerminal(cmd.OutOrStdout()) {
		return &registry.Error{
			Code:    registry.Invalid,
			Message: registry.Text{VI: "không viết tệp Excel ra màn hình", EN: "an Excel file is not written to a terminal"},
			Hint:    registry.Textf("hatang template %s --out TỆP.xlsx", "hatang template %s --out FILE.xlsx", kind),
		}
	}
	operators, err := operatorNames(cmd.Context(), p)
	if err != nil {
		return err
	}
	write := func(w io.Writer) error {
		if kind == documentTemplate {
			return documents.WriteTemplate(w)
		}
		return exporting.Template(w, kind, exporting.TemplateOptions{Operators: operators})
	}
	if out == "" || out == "-" {
		return write(cmd.OutOrStdout())
	}
	if err := atomically(cmd.Context(), out, write); err != nil {
		return err
	}
	fmt.Fprintln(cmd.ErrOrStderr(), registry.Textf("đã viết %s", "wrote %s", out).In(p.lang()))
	return nil
}

// operatorNames are the operators of the registry, none where there is no
// registry yet.
func operatorNames(ctx context.Context, p *program) (names []string, err error) {
	if _, err := os.Stat(p.dbPath); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	store, closeStore, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	operators, err := registry.Find[*registry.Operator](ctx, store, registry.Query{Kind: registry.Operators})
	for _, o := range operators {
		names = append(names, o.Code)
	}
	return names, err
}

// isTerminal tells a terminal from files and pipes.
func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
