package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"hatang/data"
	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/documents"
	"hatang/registry/dossiers"
)

func newDossierDocumentCommand(p *program) *cobra.Command {
	var out string
	command := &cobra.Command{
		Use: "document NUMBER KIND", Short: "Viết một văn bản của hồ sơ (write a document)", Args: exactly(2, "NUMBER KIND"),
		Long: `Viết văn bản theo thể thức Nghị định 30/2020 thành .docx để sửa hoặc .pdf.
KIND: receipt (phiếu tiếp nhận), supplement (yêu cầu bổ sung), report (báo cáo thẩm định),
decision (văn bản chấp thuận, từ chối), notice (thông báo).

Writes a document in the form of decree 30/2020 as .docx, to be edited, or as .pdf.`,
		Example: "  hatang dossier document HS-2026-00012 report --out bao-cao.docx",
		RunE: func(cmd *cobra.Command, args []string) error {
			format := strings.ToLower(out[strings.LastIndex(out, ".")+1:])
			if format != "docx" && format != "pdf" {
				return registry.Errorf(registry.Invalid, "--out cần tên tệp .docx hoặc .pdf", "--out needs the name of a .docx or .pdf file")
			}
			return p.withDossiers(cmd, func(ctx context.Context, d *dossierDesk) error {
				doc, err := d.Document(ctx, args[0], dossiers.Paper(args[1]), appraisal.Audience{})
				if err != nil {
					return err
				}
				return atomically(ctx, out, func(w io.Writer) error { return d.WriteDocument(ctx, w, doc, format) })
			})
		},
	}
	command.Flags().StringVar(&out, "out", "", "tệp .docx hoặc .pdf / file")
	return command
}

// dossierSetting is something that a province sets about its dossiers.
type dossierSetting struct {
	name, setting string
	shipped       []byte
	check         func(d *dossierDesk, content []byte) (value string, err error)
}

func dossierSettings() []dossierSetting {
	return []dossierSetting{
		{"workflow", dossiers.SettingWorkflow, data.Workflow, func(_ *dossierDesk, content []byte) (string, error) {
			_, err := dossiers.ParseWorkflow(content)
			return string(content), err
		}},
		{"calendar", dossiers.SettingCalendar, data.Holidays, func(_ *dossierDesk, content []byte) (string, error) {
			_, err := dossiers.ParseCalendar(content)
			return string(content), err
		}},
		{"office", dossiers.SettingOffice, nil, func(_ *dossierDesk, content []byte) (string, error) {
			decoder := json.NewDecoder(bytes.NewReader(content))
			decoder.DisallowUnknownFields()
			var office dossiers.Office
			if err := decoder.Decode(&office); err != nil {
				return "", badInput{fmt.Errorf("office: %w", err)}
			}
			return string(content), nil
		}},
		{"template", dossiers.SettingTemplate, nil, keepTemplate},
		{"four-eyes", dossiers.SettingFourEyes, nil, fourEyes},
	}
}

// fourEyes reads on or off.
func fourEyes(_ *dossierDesk, content []byte) (string, error) {
	switch string(content) {
	case "on":
		return "on", nil
	case "off":
		return "", nil
	}
	return "", registry.Errorf(registry.Invalid, "four-eyes nhận on hoặc off, không phải %q", "four-eyes takes on or off, not %q", content)
}

// keepTemplate tries a province's template before it is kept.
func keepTemplate(d *dossierDesk, content []byte) (string, error) {
	if err := documents.WriteDOCX(io.Discard, &documents.Document{Body: []documents.Block{documents.Text("…")}}, content); err != nil {
		return "", err
	}
	kept, err := d.Files().Put(bytes.NewReader(content), int64(len(content)))
	return kept.SHA256, err
}

func newDossierSetCommand(p *program) *cobra.Command {
	var reset bool
	command := &cobra.Command{
		Use: "set WHAT [FILE]", Short: "Quy trình, lịch nghỉ, cơ quan, mẫu văn bản, hai người của tỉnh (the province's own)", Args: cobra.RangeArgs(1, 2),
		Long: `WHAT: workflow (YAML), calendar (YAML), office (JSON), template (DOCX, xem hatang template document),
four-eyes (on hoặc off: người thẩm định không được tự ký). Không có FILE thì in ra bản đang dùng;
--reset trở về bản có sẵn.

WHAT: workflow (YAML), calendar (YAML), office (JSON), template (DOCX, see hatang template document),
four-eyes (on or off: who appraised cannot sign alone). Without FILE what is in force is printed;
--reset returns to what ships.`,
		Example: "  hatang dossier set workflow > quy-trinh.yaml\n  hatang dossier set workflow quy-trinh.yaml\n  hatang dossier set four-eyes on",
		RunE:    func(cmd *cobra.Command, args []string) error { return runDossierSet(cmd, p, args, reset) },
	}
	command.Flags().BoolVar(&reset, "reset", false, "trở về bản có sẵn / return to what ships")
	return command
}

func runDossierSet(cmd *cobra.Command, p *program, args []string, reset bool) error {
	var names []string
	for _, s := range dossierSettings() {
		names = append(names, s.name)
		if s.name != args[0] {
			continue
		}
		return p.withDossiers(cmd, func(ctx context.Context, d *dossierDesk) error {
			if len(args) == 1 && !reset {
				return printSetting(ctx, cmd, d, s)
			}
			value := ""
			if !reset {
				content := []byte(args[1])
				if s.name != "four-eyes" {
					var err error
					if content, err = wholeInput(cmd, args[1]); err != nil {
						return err
					}
				}
				var err error
				if value, err = s.check(d, content); err != nil {
					return err
				}
			}
			return d.live.Update(ctx, localAuthor("dossier set "+s.name), func(ctx context.Context, w registry.Writer) error {
				return w.PutSetting(ctx, s.setting, value)
			})
		})
	}
	return registry.Errorf(registry.Invalid, "không có %[1]q: chọn %[2]s", "there is no %[1]q: choose %[2]s", args[0], strings.Join(names, ", "))
}

func wholeInput(cmd *cobra.Command, path string) ([]byte, error) {
	src, _, closeFile, err := openInput(cmd, path)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(src)
	return content, errors.Join(err, closeFile())
}

func printSetting(ctx context.Context, cmd *cobra.Command, d *dossierDesk, s dossierSetting) error {
	value, err := d.store.Setting(ctx, s.setting)
	if err != nil {
		return err
	}
	if value == "" {
		value = string(s.shipped)
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), strings.TrimRight(value, "\n"))
	return err
}
