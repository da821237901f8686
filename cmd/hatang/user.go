package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/accounts"
)

// accountFlags are what commands about accounts share.
type accountFlags struct {
	file, url     string
	passwordStdin bool
	link          bool
}

func newUserCommand(p *program) *cobra.Command {
	f := new(accountFlags)
	command := &cobra.Command{
		Use:   "user",
		Short: "Tài khoản: thêm, khóa, đặt mật khẩu, liệt kê (accounts)",
		Long: `Quản lý tài khoản của dịch vụ. Tài khoản nằm trong tệp riêng cạnh sổ đăng ký, quyền 0600, không
bao giờ nằm trong tệp sổ. Dịch vụ đang chạy nhận ra thay đổi trong vòng một giây.

VAI TRÒ: operator (doanh nghiệp, cần --operator), officer (chuyên viên), approver (lãnh đạo phê duyệt),
administrator (quản trị), auditor (kiểm tra).

Keeps the accounts of the service, in a file of their own beside the registry. A running service
takes note within a second.`,
		Example: `  hatang user add an.nguyen --role officer --title "Nguyễn Văn An" --territory 62
  hatang user add viettel.kt --role operator --operator viettel
  hatang user password an.nguyen
  hatang user disable an.nguyen
  hatang user second-factor approver,administrator`,
		Args: cobra.NoArgs,
	}
	command.PersistentFlags().StringVar(&f.file, "accounts", "", accountsUsage)
	command.AddCommand(newUserAddCommand(p, f), newUserPasswordCommand(p, f), newUserListCommand(p, f), newUserFactorCommand(p, f))
	for _, state := range []struct {
		use, vi, en string
		disabled    bool
	}{{"disable", "Khóa", "disable", true}, {"enable", "Mở khóa", "enable", false}} {
		command.AddCommand(&cobra.Command{
			Use: state.use + " NAME", Short: state.vi + " một tài khoản (" + state.en + ")", Args: exactly(1, "NAME"),
			RunE: func(cmd *cobra.Command, args []string) error { return setDisabled(cmd, p, f, args[0], state.disabled) },
		})
	}
	return command
}

// withAccounts opens the file of accounts for a command.
func (p *program) withAccounts(cmd *cobra.Command, f *accountFlags, create bool, do func(context.Context, *accounts.File) error) error {
	path := p.accountsPath(f.file)
	there, err := accounts.Exists(path)
	if err != nil {
		return err
	}
	if !there && !create {
		e := registry.Errorf(registry.NotFound, "không có tệp tài khoản %s", "there is no file of accounts %s", path)
		e.Hint = registry.Text{VI: "thêm tài khoản đầu tiên: hatang user add TÊN --role administrator", EN: "add the first account: hatang user add NAME --role administrator"}
		return e
	}
	file, err := accounts.Open(cmd.Context(), path, accounts.Options{})
	if err != nil {
		return err
	}
	return errors.Join(do(cmd.Context(), file), file.Close())
}

// noted writes down that the command line changed something.
func noted(ctx context.Context, file *accounts.File, kind accounts.EventKind, name, detail string) error {
	return file.Record(ctx, accounts.Event{Kind: kind, Account: name, Detail: strings.TrimSpace(detail + " by command line")})
}

func newUserAddCommand(p *program, f *accountFlags) *cobra.Command {
	var role, title, operator, territory string
	command := &cobra.Command{
		Use: "add NAME --role ROLE", Short: "Thêm tài khoản (add an account)", Args: exactly(1, "NAME"),
		Long: `Thêm tài khoản và in liên kết dùng một lần, trong 72 giờ, để chủ tài khoản tự đặt mật khẩu;
--password-stdin: đọc mật khẩu từ đầu vào chuẩn.

Adds an account and prints the one-time link by which its owner sets a password; with
--password-stdin the password is read from standard input.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			a := &accounts.Account{Name: args[0], DisplayName: title, Role: accounts.Role(role), Operator: operator, Territory: auth.Codes(territory)}
			return p.withAccounts(cmd, f, true, func(ctx context.Context, file *accounts.File) error { return addUser(ctx, cmd, p, f, file, a) })
		},
	}
	flags := command.Flags()
	flags.StringVar(&role, "role", "", "vai trò / role: "+roleNames())
	flags.StringVar(&title, "title", "", "họ và tên / full name")
	flags.StringVar(&operator, "operator", "", "mã doanh nghiệp của vai trò operator / operator's code")
	flags.StringVar(&territory, "territory", "", "mã tỉnh, xã phụ trách, cách nhau dấu phẩy; trống: cả sổ / unit codes; none: the whole registry")
	flags.BoolVar(&f.passwordStdin, "password-stdin", false, "đọc mật khẩu từ đầu vào chuẩn / read the password from standard input")
	flags.StringVar(&f.url, "url", "http://127.0.0.1:8080", "địa chỉ của dịch vụ, cho liên kết / address of the service, for the link")
	return command
}

func roleNames() string {
	names := make([]string, 0, len(accounts.Roles()))
	for _, role := range accounts.Roles() {
		names = append(names, string(role))
	}
	return strings.Join(names, "|")
}

func addUser(ctx context.Context, cmd *cobra.Command, p *program, f *accountFlags, file *accounts.File, a *accounts.Account) error {
	password := ""
	if f.passwordStdin {
		var err error
		if password, err = readLine(cmd.InOrStdin()); err != nil {
			return err
		}
		if err := accounts.CheckPassword(accounts.FoldName(a.Name), password); err != nil {
			return err
		}
	}
	if err := file.Add(ctx, a); err != nil {
		return err
	}
	if err := noted(ctx, file, accounts.AccountMade, a.Name, string(a.Role)); err != nil {
		return err
	}
	fmt.Fprintln(cmd.ErrOrStderr(), registry.Textf("đã thêm %[1]s (%[2]s)", "added %[1]s (%[3]s)", a.Name, a.Role.Label().VI, a.Role.Label().EN).In(p.lang()))
	if f.passwordStdin {
		return file.SetPassword(ctx, a.Name, password, "")
	}
	return printLink(ctx, cmd, p, f, file, a)
}

// printLink prints the one-time link by which the account's owner sets a
// password.
func printLink(ctx context.Context, cmd *cobra.Command, p *program, f *accountFlags, file *accounts.File, a *accounts.Account) error {
	secret, err := file.Invite(ctx, a)
	if err != nil {
		return err
	}
	fmt.Fprintln(cmd.ErrOrStderr(), registry.Textf("liên kết đặt mật khẩu, dùng một lần, trong 72 giờ:", "one-time link to set the password, good for 72 hours:").In(p.lang()))
	fmt.Fprintln(cmd.OutOrStdout(), strings.TrimSuffix(f.url, "/")+auth.SetupPath(secret))
	return nil
}

func newUserPasswordCommand(p *program, f *accountFlags) *cobra.Command {
	command := &cobra.Command{
		Use: "password NAME", Short: "Đặt lại mật khẩu (set a password)", Args: exactly(1, "NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withAccounts(cmd, f, false, func(ctx context.Context, file *accounts.File) error {
				a, err := file.Account(ctx, args[0])
				if err != nil {
					return err
				}
				if f.link {
					return printLink(ctx, cmd, p, f, file, a)
				}
				password, err := f.askPassword(cmd, p)
				if err != nil {
					return err
				}
				if err := file.SetPassword(ctx, a.Name, password, ""); err != nil {
					return err
				}
				fmt.Fprintln(cmd.ErrOrStderr(), registry.Textf("đã đặt mật khẩu cho %s; các phiên của tài khoản đã kết thúc", "the password of %s was set; its sessions have ended", a.Name).In(p.lang()))
				return noted(ctx, file, accounts.PasswordSet, a.Name, "")
			})
		},
	}
	command.Flags().BoolVar(&f.passwordStdin, "password-stdin", false, "đọc mật khẩu từ đầu vào chuẩn / read the password from standard input")
	command.Flags().BoolVar(&f.link, "link", false, "in liên kết dùng một lần thay vì hỏi / print a one-time link instead of asking")
	command.Flags().StringVar(&f.url, "url", "http://127.0.0.1:8080", "địa chỉ của dịch vụ, cho liên kết / address of the service, for the link")
	return command
}

// askPassword reads a password, twice from a terminal.
func (f *accountFlags) askPassword(cmd *cobra.Command, p *program) (string, error) {
	if f.passwordStdin {
		return readLine(cmd.InOrStdin())
	}
	terminal, ok := cmd.InOrStdin().(*os.File)
	if !ok || !term.IsTerminal(int(terminal.Fd())) {
		return "", registry.Errorf(registry.Invalid, "không có màn hình để hỏi mật khẩu: dùng --password-stdin hoặc --link", "there is no terminal to ask on: use --password-stdin or --link")
	}
	var typed [2]string
	for i, prompt := range []registry.Text{{VI: "mật khẩu mới: ", EN: "new password: "}, {VI: "nhập lại: ", EN: "again: "}} {
		fmt.Fprint(cmd.ErrOrStderr(), prompt.In(p.lang()))
		line, err := term.ReadPassword(int(terminal.Fd()))
		fmt.Fprintln(cmd.ErrOrStderr())
		if err != nil {
			return "", err
		}
		typed[i] = string(line)
	}
	if typed[0] != typed[1] {
		return "", registry.Errorf(registry.Invalid, "hai lần nhập khác nhau", "the two differ")
	}
	return typed[0], nil
}

func readLine(in io.Reader) (string, error) {
	const longest = 1024
	line, err := bufio.NewReader(io.LimitReader(in, longest)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}

func setDisabled(cmd *cobra.Command, p *program, f *accountFlags, name string, disabled bool) error {
	return p.withAccounts(cmd, f, false, func(ctx context.Context, file *accounts.File) error {
		if err := file.SetDisabled(ctx, name, disabled); err != nil {
			return err
		}
		kind, said := accounts.AccountEnabled, registry.Textf("đã mở khóa %s", "enabled %s", name)
		if disabled {
			kind, said = accounts.AccountDisabled, registry.Textf("đã khóa %s; mọi phiên và thẻ API đã kết thúc", "disabled %s; its sessions and API tokens have ended", name)
		}
		fmt.Fprintln(cmd.ErrOrStderr(), said.In(p.lang()))
		return noted(ctx, file, kind, accounts.FoldName(name), "")
	})
}

// accountLine is an account as it is listed.
type accountLine struct {
	Name         string        `json:"name"`
	Title        string        `json:"title,omitempty"`
	Role         accounts.Role `json:"role"`
	Operator     string        `json:"operator,omitempty"`
	Territory    []string      `json:"territory,omitempty"`
	Issuer       string        `json:"issuer,omitempty"`
	SecondFactor bool          `json:"second_factor"`
	Disabled     bool          `json:"disabled"`
	SignedInAt   *time.Time    `json:"signed_in_at"`
}

func newUserListCommand(p *program, f *accountFlags) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Liệt kê tài khoản (list)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withAccounts(cmd, f, false, func(ctx context.Context, file *accounts.File) error {
				list, err := file.Accounts(ctx)
				if err != nil {
					return err
				}
				lines := make([]accountLine, len(list))
				for i, a := range list {
					lines[i] = accountLine{a.Name, a.DisplayName, a.Role, a.Operator, a.Territory, a.Issuer, a.SecondFactor, a.Disabled, stated(a.SignedInAt)}
				}
				return p.printReport(cmd.OutOrStdout(), lines, func(out io.Writer, lang registry.Lang) error { return writeAccounts(out, lang, lines) })
			})
		},
	}
}

// stated is a time, nil when there is none.
func stated(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func writeAccounts(out io.Writer, lang registry.Lang, lines []accountLine) error {
	for _, a := range lines {
		last := registry.Text{VI: "chưa đăng nhập", EN: "never signed in"}.In(lang)
		if a.SignedInAt != nil {
			last = a.SignedInAt.Local().Format("02/01/2006 15:04")
		}
		state := ""
		if a.Disabled {
			state = registry.Text{VI: " – đã khóa", EN: " – disabled"}.In(lang)
		}
		scope := strings.TrimSpace(a.Operator + " " + strings.Join(a.Territory, ","))
		if _, err := fmt.Fprintf(out, "%-24s %-14s %-12s %s%s\n", a.Name, a.Role, scope, last, state); err != nil {
			return err
		}
	}
	return nil
}

func newUserFactorCommand(p *program, f *accountFlags) *cobra.Command {
	return &cobra.Command{
		Use: "second-factor ROLE,…|none", Short: "Vai trò bắt buộc xác thực hai lớp (roles that must have a second factor)", Args: exactly(1, "ROLE,…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var roles []accounts.Role
			if args[0] != "none" {
				for _, name := range auth.Codes(args[0]) {
					roles = append(roles, accounts.Role(name))
				}
			}
			return p.withAccounts(cmd, f, true, func(ctx context.Context, file *accounts.File) error {
				if err := file.RequireSecondFactor(ctx, roles); err != nil {
					return err
				}
				return noted(ctx, file, accounts.SettingChanged, "", "second factor: "+args[0])
			})
		},
	}
}
