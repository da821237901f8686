package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hatang/registry"
	"hatang/registry/accounts"
)

func newTokenCommand(p *program) *cobra.Command {
	f := new(accountFlags)
	command := &cobra.Command{
		Use:   "token",
		Short: "Thẻ API: tạo, liệt kê, thu hồi (API tokens)",
		Long: `Thẻ API để chương trình làm việc thay một tài khoản, gửi trong tiêu đề Authorization: Bearer …
Chỉ hiện một lần; trong tệp chỉ có mã băm. PHẠM VI: read, write, decide, manage.

API tokens let programs act as an account. A token is shown once; only its hash is kept.`,
		Example: `  hatang token add an.nguyen --label "báo cáo tuần" --scope read --days 90
  hatang token list
  hatang token revoke k3v9x2m4p1q8`,
		Args: cobra.NoArgs,
	}
	command.PersistentFlags().StringVar(&f.file, "accounts", "", accountsUsage)
	command.AddCommand(newTokenAddCommand(p, f), newTokenListCommand(p, f), &cobra.Command{
		Use: "revoke ID", Short: "Thu hồi (revoke)", Args: exactly(1, "ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withAccounts(cmd, f, false, func(ctx context.Context, file *accounts.File) error {
				if err := file.RevokeToken(ctx, nil, args[0]); err != nil {
					return err
				}
				fmt.Fprintln(cmd.ErrOrStderr(), registry.Textf("đã thu hồi thẻ %s", "revoked token %s", args[0]).In(p.lang()))
				return noted(ctx, file, accounts.TokenRevoked, "", args[0])
			})
		},
	})
	return command
}

func newTokenAddCommand(p *program, f *accountFlags) *cobra.Command {
	var label, scope string
	var days int
	command := &cobra.Command{
		Use: "add ACCOUNT --label TEXT", Short: "Tạo thẻ (make a token)", Args: exactly(1, "ACCOUNT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			scopes, err := accounts.ParseScopes(scope)
			if err != nil {
				return err
			}
			return p.withAccounts(cmd, f, false, func(ctx context.Context, file *accounts.File) error {
				a, err := file.Account(ctx, args[0])
				if err != nil {
					return err
				}
				t := &accounts.Token{Account: a, Label: label, Scopes: scopes, ExpiresAt: time.Now().AddDate(0, 0, days)}
				value, err := file.AddToken(ctx, t)
				if err != nil {
					return err
				}
				if err := noted(ctx, file, accounts.TokenMade, a.Name, t.ID+" "+scope); err != nil {
					return err
				}
				return printToken(cmd, p, t, value)
			})
		},
	}
	command.Flags().StringVar(&label, "label", "", "thẻ dùng cho việc gì / what the token is for")
	command.Flags().StringVar(&scope, "scope", string(accounts.ScopeRead), "phạm vi, cách nhau dấu phẩy / scopes: read,write,decide,manage")
	command.Flags().IntVar(&days, "days", 90, "số ngày hiệu lực, tối đa 366 / days it is good for, at most 366")
	return command
}

func printToken(cmd *cobra.Command, p *program, t *accounts.Token, value string) error {
	if p.json {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(struct {
			ID      string    `json:"id"`
			Token   string    `json:"token"`
			Expires time.Time `json:"expires_at"`
		}{t.ID, value, t.ExpiresAt})
	}
	fmt.Fprintln(cmd.ErrOrStderr(), registry.Textf("thẻ %s, hết hạn %s, chỉ hiện một lần:", "token %s, good until %s, shown this once:",
		t.ID, t.ExpiresAt.Local().Format("02/01/2006")).In(p.lang()))
	_, err := fmt.Fprintln(cmd.OutOrStdout(), value)
	return err
}

// tokenLine is a token as it is listed.
type tokenLine struct {
	ID        string           `json:"id"`
	Account   string           `json:"account"`
	Label     string           `json:"label"`
	Scopes    []accounts.Scope `json:"scopes"`
	ExpiresAt time.Time        `json:"expires_at"`
	RevokedAt *time.Time       `json:"revoked_at"`
	UsedAt    *time.Time       `json:"used_at"`
	UsedFrom  string           `json:"used_from,omitempty"`
}

func newTokenListCommand(p *program, f *accountFlags) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Liệt kê thẻ (list)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withAccounts(cmd, f, false, func(ctx context.Context, file *accounts.File) error {
				tokens, err := file.Tokens(ctx, nil)
				if err != nil {
					return err
				}
				lines := make([]tokenLine, len(tokens))
				for i, t := range tokens {
					lines[i] = tokenLine{t.ID, t.Account.Name, t.Label, t.Scopes, t.ExpiresAt, stated(t.RevokedAt), stated(t.UsedAt), t.UsedFrom}
				}
				return p.printReport(cmd.OutOrStdout(), lines, func(out io.Writer, lang registry.Lang) error { return writeTokens(out, lang, lines) })
			})
		},
	}
}

func writeTokens(out io.Writer, lang registry.Lang, lines []tokenLine) error {
	for _, t := range lines {
		state := registry.Textf("đến %s", "until %s", t.ExpiresAt.Local().Format("02/01/2006"))
		if t.RevokedAt != nil {
			state = registry.Text{VI: "đã thu hồi", EN: "revoked"}
		}
		used := registry.Text{VI: "chưa dùng", EN: "never used"}
		if t.UsedAt != nil {
			at := t.UsedAt.Local().Format("02/01/2006 15:04")
			used = registry.Text{VI: "dùng " + at, EN: "used " + at}
		}
		scopes := make([]string, len(t.Scopes))
		for i, s := range t.Scopes {
			scopes[i] = string(s)
		}
		if _, err := fmt.Fprintf(out, "%-13s %-24s %-12s %-18s %-22s %s\n", t.ID, t.Account, strings.Join(scopes, ","), state.In(lang), used.In(lang), t.Label); err != nil {
			return err
		}
	}
	return nil
}
