package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"

	"github.com/spf13/pflag"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/accounts"
)

// serveFlags is how the service meets the world.
type serveFlags struct {
	addr, accounts, tlsCert, tlsKey, pathPrefix, oidc string
	proxies, hosts, readers                           []string
	plainHTTP                                         bool
}

func (f *serveFlags) declare(flags *pflag.FlagSet) {
	flags.StringVar(&f.addr, "addr", "127.0.0.1:8080", "địa chỉ MÁY:CỔNG / address HOST:PORT")
	flags.StringVar(&f.accounts, "accounts", "", accountsUsage)
	flags.StringVar(&f.tlsCert, "tls-cert", "", "chứng thư TLS, tệp PEM / TLS certificate, PEM file")
	flags.StringVar(&f.tlsKey, "tls-key", "", "khóa của chứng thư, tệp PEM / its key, PEM file")
	flags.StringArrayVar(&f.proxies, "proxy", nil, "địa chỉ (CIDR) của proxy được tin / address (CIDR) of a proxy that is believed")
	flags.StringArrayVar(&f.hosts, "host", nil, "tên máy mà dịch vụ được gọi / name by which the service is called")
	flags.StringArrayVar(&f.readers, "cors", nil, "trang của địa chỉ này (https://bando.example.vn, * là mọi nơi) được đọc / pages of this origin (* for any) may read")
	flags.StringVar(&f.pathPrefix, "path-prefix", "", "đường dẫn mà dịch vụ nằm dưới, như /hatang / path beneath which the service stands")
	flags.StringVar(&f.oidc, "oidc", "", "tệp JSON mô tả máy chủ đăng nhập OpenID Connect / JSON file of the OpenID Connect provider")
	flags.BoolVar(&f.plainHTTP, "plain-http", false, "mở ra mạng mà không mã hóa / serve a network without encryption")
}

const accountsUsage = "tệp tài khoản, mặc định SỔ.accounts / accounts file, by default REGISTRY.accounts"

// accountsPath is the file of accounts that belongs to the registry.
func (p *program) accountsPath(named string) string {
	if named != "" {
		return named
	}
	return p.dbPath + ".accounts"
}

// people are the accounts and what decides by them; without accounts file and
// service are nil.
type people struct {
	file    *accounts.File
	service *auth.Service
	gate    handlers.Gate
	table   *auth.Table
	// shown is which fields everybody sees.
	shown func() *registry.Disclosure
}

// openAccounts opens the file of accounts: the one that is asked for, made where
// there is none, else the registry's own if it is there and not empty.
func (f *serveFlags) openAccounts(ctx context.Context, p *program) (*people, error) {
	a := &people{table: auth.NewTable()}
	path, asked := p.accountsPath(f.accounts), f.accounts != ""
	there, err := accounts.Exists(path)
	if err != nil || !there && !asked {
		return a, err
	}
	file, err := accounts.Open(ctx, path, accounts.Options{})
	if err != nil {
		return nil, err
	}
	empty, err := file.Empty(ctx)
	if err != nil || empty && !asked {
		return a, errors.Join(err, file.Close())
	}
	a.file = file
	return a, nil
}

// guard makes the gate.
func (a *people) guard(ctx context.Context, store registry.Store, live *liveNetwork, look auth.Look, f *serveFlags, log *slog.Logger) error {
	a.shown = disclosureOf(store, live, log)
	if a.file == nil {
		a.gate = auth.NewLocal(a.table)
		return nil
	}
	var provider *auth.OIDC
	var err error
	if f.oidc != "" {
		if provider, err = auth.LoadOIDC(f.oidc); err != nil {
			return err
		}
	}
	a.service, err = auth.New(ctx, auth.Options{
		Accounts: a.file, Table: a.table, OIDC: provider, Log: log,
		Units:      func() auth.Units { return live.Live.View() },
		Disclosure: a.shown, Look: look,
		OperatorKnown: func(ctx context.Context, code string) (bool, error) {
			_, n, err := live.View().Find(ctx, registry.Query{
				Kind: registry.Operators, Where: []registry.Condition{registry.Where("code", code)}, Limit: 1,
			})
			return n > 0, err
		},
		Title: func(ctx context.Context) string {
			title, err := store.Setting(ctx, registry.SettingTitle)
			if err != nil {
				log.ErrorContext(ctx, "the registry's title cannot be read", "error", err)
			}
			return title
		},
	})
	a.gate = a.service
	return err
}

func (a *people) close() error {
	if a.service != nil {
		a.service.Close()
	}
	if a.file != nil {
		return a.file.Close()
	}
	return nil
}

// server checks how the service is to meet the world, all of it at once.
func (f *serveFlags) server(a *people, log *slog.Logger) (handlers.Options, error) {
	options := handlers.Options{Log: log, Hosts: f.hosts, AnyHost: a.file != nil && len(f.hosts) == 0, PathPrefix: f.pathPrefix, Readers: f.readers, Brief: briefPaths()}
	var problems []registry.Problem
	fault := func(flag, value, vi, en string) {
		problems = append(problems, registry.Problem{Column: flag, Value: value, Rule: "argument", Severity: registry.Fault, Message: registry.Text{VI: vi, EN: en}})
	}
	for _, text := range f.proxies {
		network, err := parseNetwork(text)
		if err != nil {
			fault("--proxy", text, "phải là địa chỉ hoặc CIDR, như 10.0.0.2/32", "must be an address or CIDR, such as 10.0.0.2/32")
		}
		options.Proxies = append(options.Proxies, network)
	}
	f.checkReaders(a.file != nil, fault)
	if !wellFormedPrefix(f.pathPrefix) {
		fault("--path-prefix", f.pathPrefix, "phải dạng /hatang, không có dấu / ở cuối", "must read /hatang, without a slash at its end")
	}
	if (f.tlsCert == "") != (f.tlsKey == "") {
		fault("--tls-cert, --tls-key", "", "cần cả hai", "go together")
	}
	if f.oidc != "" && a.file == nil {
		fault("--oidc", f.oidc, "cần --accounts", "needs --accounts")
	}
	local, err := handlers.Loopback(f.addr)
	if err != nil {
		return options, err
	}
	encrypted := f.tlsCert != "" || len(f.proxies) > 0 || f.plainHTTP
	if a.file != nil && !local && !encrypted {
		fault("--addr", f.addr, "mở ra mạng cần --tls-cert và --tls-key, hoặc --proxy (hoặc --plain-http nếu chấp nhận không mã hóa)",
			"serving a network takes --tls-cert and --tls-key, or --proxy (or --plain-http to do without encryption)")
	}
	if len(problems) > 0 {
		return options, &registry.Error{Code: registry.Invalid, Problems: problems, Message: registry.Text{
			VI: "tham số không dùng được", EN: "the arguments cannot be used",
		}}
	}
	if f.tlsCert != "" {
		options.TLS, err = handlers.Certificate(f.tlsCert, f.tlsKey)
	}
	return options, err
}

// checkReaders finds fault with the origins whose pages may read. Without
// accounts whoever asks sees everything, so not every page in the world may ask.
func (f *serveFlags) checkReaders(accounts bool, fault func(flag, value, vi, en string)) {
	for _, origin := range f.readers {
		switch {
		case origin == handlers.AnyOrigin && !accounts:
			fault("--cors", origin, "cần --accounts: chưa có tài khoản thì trang nào cũng đọc được cả phần không công khai; hãy nêu từng địa chỉ",
				"needs --accounts: without accounts every page would read what is not public too; name the origins")
		case origin != handlers.AnyOrigin && !handlers.IsOrigin(origin):
			fault("--cors", origin, "phải dạng https://bando.example.vn, không có đường dẫn, hoặc *", "must read https://maps.example.vn, without a path, or *")
		}
	}
}

// briefPaths are those of questions that are answered from memory at once.
func briefPaths() []string {
	return []string{"/api/v1/nearest", "/api/v1/within", "/api/v1/at", "/tiles/"}
}

func parseNetwork(text string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(text); err == nil {
		return address.Prefix(address.BitLen())
	}
	return netip.ParsePrefix(text)
}

// wellFormedPrefix tells whether the text is empty or a path such as "/hatang".
func wellFormedPrefix(text string) bool {
	if text == "" {
		return true
	}
	if !strings.HasPrefix(text, "/") || strings.HasSuffix(text, "/") || strings.Contains(text, "//") || strings.Contains(text, "..") {
		return false
	}
	return strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./~") == ""
}

// address is where people find the service, as far as can be told from here.
func (f *serveFlags) address(at net.Addr) string {
	scheme, host := "http://", at.String()
	if f.tlsCert != "" || len(f.proxies) > 0 {
		scheme = "https://"
	}
	if tcp, ok := at.(*net.TCPAddr); ok {
		name := ""
		switch {
		case len(f.hosts) > 0:
			name = f.hosts[0]
		case tcp.IP.IsUnspecified():
			name = "localhost"
		}
		if name != "" && len(f.proxies) > 0 && len(f.hosts) > 0 {
			host = name // the proxy has a port of its own
		} else if name != "" {
			_, port, _ := net.SplitHostPort(at.String())
			host = net.JoinHostPort(name, port)
		}
	}
	if len(f.proxies) > 0 && len(f.hosts) == 0 {
		scheme = "http://" // it is not known what the proxy is called
	}
	return scheme + host + f.pathPrefix
}

// disclosureOf tells which fields everybody sees. It is asked with every answer, so
// it reads the settings again only when settings have changed; where they cannot be
// read, everything that can be closed is.
func disclosureOf(store registry.Store, live *liveNetwork, log *slog.Logger) func() *registry.Disclosure {
	type known struct {
		seq   int64
		shown *registry.Disclosure
	}
	var last atomic.Pointer[known]
	return func() *registry.Disclosure {
		seq := live.Live.View().LayerSeq(registry.SettingChanges)
		if k := last.Load(); k != nil && k.seq == seq {
			return k.shown
		}
		ctx := context.Background()
		shown, err := readDisclosure(ctx, store)
		if err != nil {
			log.ErrorContext(ctx, "what the province shows everybody cannot be read; as little as can be is shown", "error", err)
			return registry.ClosedDisclosure()
		}
		last.Store(&known{seq, shown})
		return shown
	}
}

// readDisclosure is which fields everybody sees.
func readDisclosure(ctx context.Context, store registry.Store) (*registry.Disclosure, error) {
	opened, err := store.Setting(ctx, registry.SettingOpenFields)
	if err != nil {
		return nil, err
	}
	closed, err := store.Setting(ctx, registry.SettingClosedFields)
	if err != nil {
		return nil, err
	}
	return registry.ParseDisclosure(opened, closed)
}
