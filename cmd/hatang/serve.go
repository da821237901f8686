package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/spf13/cobra"

	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/handlers/ogc"
	"hatang/handlers/tiles"
	"hatang/handlers/web"
	"hatang/registry"
	"hatang/registry/basemap"
	"hatang/registry/coverage"
	"hatang/registry/dossiers"
	"hatang/registry/exporting"
	"hatang/registry/indicators"
)

func newServeCommand(p *program) *cobra.Command {
	var f serveFlags
	command := &cobra.Command{
		Use:   "serve",
		Short: "Mở bản đồ và API (serve the map and the API)",
		Long: `Phục vụ sổ đăng ký cho trình duyệt và chương trình: bản đồ tại /, API tại /api/v1, mô tả API
tại /api/openapi.json, OGC API Features và Tiles tại /ogc, ô bản đồ tại /tiles, /healthz, /readyz,
/metrics. Chưa có tài khoản thì chỉ phục vụ trong máy này, ai dùng máy đều ghi được. Có tài khoản
(hatang user add, hoặc --accounts) thì ai chưa đăng nhập chỉ xem được phần công khai; muốn mở ra mạng
cần thêm --tls-cert và --tls-key, hoặc --proxy. Ctrl+C để dừng; việc ghi đang chạy được làm cho xong.
Bộ nhớ được giữ dưới khoảng 1 GiB nếu sổ đăng ký vừa; biến môi trường GOMEMLIMIT đặt mức khác.

Serves the registry to browsers and programs: the map at /, the API under /api/v1, OGC API Features
and Tiles at /ogc, vector tiles at /tiles. Without accounts only this machine is served, and whoever
uses it can write. With accounts (hatang user add, or --accounts) whoever has not signed in sees what
is public; serving a network also takes --tls-cert and --tls-key, or --proxy. Ctrl+C stops it; running
writes are finished. Memory is kept below about a gibibyte where the registry fits; the environment
variable GOMEMLIMIT sets another bound.`,
		Example: `  hatang serve
  hatang serve --db kontum.gpkg --addr 127.0.0.1:9000
  hatang serve --accounts kontum.accounts
  hatang serve --addr :8443 --tls-cert may-chu.pem --tls-key may-chu.key --host hatang.kontum.gov.vn
  hatang serve --addr 10.0.0.5:8080 --proxy 10.0.0.2/32 --path-prefix /hatang`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runServe(cmd, p, &f) },
	}
	f.declare(command.Flags())
	return command
}

func runServe(cmd *cobra.Command, p *program, f *serveFlags) (err error) {
	ctx := cmd.Context()
	log, finishLog := p.serviceLogger(cmd.ErrOrStderr())
	defer finishLog()
	people, err := f.openAccounts(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, people.close()) }()
	options, err := f.server(people, log)
	if err != nil {
		return err
	}
	listener, err := handlers.Listen(ctx, f.addr, people.file != nil)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // Serve has closed it unless it never began
	store, closeStore, err := p.openWhole(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	live, err := openLive(ctx, store, log)
	if err != nil {
		return err
	}
	defer live.close()
	pages, err := web.New(web.Options{Settings: store, Version: version})
	if err != nil {
		return err
	}
	if err := people.guard(ctx, store, live, pages.Look(), f, log); err != nil {
		return err
	}
	options.Gate = people.gate
	calculator := indicators.NewCalculator(store, version)
	computed, cases, err := openEngines(ctx, p.dbPath, store, live, calculator)
	if err != nil {
		return err
	}
	work, err := p.openWork(p.accountsPath(f.accounts), store, live, calculator, computed, cases, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, work.pool.Close()) }()
	further, err := furtherRoutes(p.dbPath, store, live, computed, cases, work)
	if err != nil {
		return err
	}
	files, err := openImports(p.dbPath, store, live, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	vitals := &vitals{dbPath: p.dbPath, started: time.Now(), pool: work.pool}
	administration, err := administrationRoutes(p.dbPath, store, live, people, vitals)
	if err != nil {
		return err
	}
	server, err := assemble(store, live, calculator, people, pages, basemap.Open(basemap.FolderOf(p.dbPath)), options, slices.Concat(further, files.Routes(), administration))
	if err != nil {
		return err
	}
	vitals.server = server
	if err := people.announce(ctx, cmd.ErrOrStderr(), p.lang(), f, listener.Addr()); err != nil {
		return err
	}
	return server.Serve(ctx, listener)
}

// openEngines opens computed coverage, and the dossiers that are appraised by it.
func openEngines(
	ctx context.Context, dbPath string, store registry.Store, live *liveNetwork, calculator *indicators.Calculator,
) (*measured, *dossiers.Service, error) {
	computed, err := openMeasured(ctx, dbPath, store, calculator, func() coverage.Source { return live.Live.View() })
	if err != nil {
		return nil, nil, err
	}
	cases, err := openDossiers(dbPath, store, live.Live, computed)
	return computed, cases, err
}

// furtherRoutes are the operations beside the reading and editing of records.
func furtherRoutes(
	dbPath string, store registry.Store, live *liveNetwork, computed *measured, cases *dossiers.Service, work *work,
) ([]api.Route, error) {
	coverages, err := computed.routes()
	if err != nil {
		return nil, err
	}
	appraisals, err := appraisalRoutes(store, live, computed)
	if err != nil {
		return nil, err
	}
	figures, err := reportRoutes(dbPath, store, live, computed)
	if err != nil {
		return nil, err
	}
	return slices.Concat(coverages, appraisals, dossierRoutes(store, cases), work.routes(live), figures), nil
}

// logger writes lines for people, or JSON with --json.
func (p *program) logger(out io.Writer) *slog.Logger {
	if p.json {
		return slog.New(slog.NewJSONHandler(out, nil))
	}
	return slog.New(slog.NewTextHandler(out, nil))
}

// announce says where the service is, whom it serves, and how the first
// administrator comes in.
func (a *people) announce(ctx context.Context, out io.Writer, lang registry.Lang, f *serveFlags, at net.Addr) error {
	if a.file == nil {
		fmt.Fprintln(out, registry.Textf(
			"hatang phục vụ tại %s – chỉ máy này, chưa có tài khoản: ai dùng máy này đều ghi được", "hatang serves on %s – this machine only, without accounts: whoever uses it can write",
			f.address(at)).In(lang))
		return nil
	}
	fmt.Fprintln(out, registry.Textf(
		"hatang phục vụ tại %s – tài khoản: %s; chưa đăng nhập thì chỉ xem phần công khai", "hatang serves on %s – accounts: %s; without signing in only what is public is seen",
		f.address(at), a.file.Path()).In(lang))
	if f.plainHTTP {
		fmt.Fprintln(out, registry.Text{
			VI: "cảnh báo: --plain-http gửi mật khẩu qua mạng không mã hóa", EN: "warning: --plain-http sends passwords over the network in clear",
		}.In(lang))
	}
	empty, err := a.file.Empty(ctx)
	if err != nil || !empty {
		return err
	}
	secret, err := a.file.Invite(ctx, nil)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, registry.Textf(
		"tạo quản trị viên đầu tiên, một lần, trong 72 giờ, tại:\n  %s", "make the first administrator, once, within 72 hours, at:\n  %s",
		f.address(at)+auth.SetupPath(secret)).In(lang))
	return nil
}

// surface is a part of the service: it says which rights its routes take, then
// mounts them.
type surface interface {
	Describe(table *auth.Table)
	Register(router gin.IRouter)
}

// assemble puts the surfaces on the server.
func assemble(
	store registry.Store, live *liveNetwork, calculator *indicators.Calculator, who *people, pages *web.Pages, ground tiles.Basemap, options handlers.Options, further []api.Route,
) (*handlers.Server, error) {
	server, err := handlers.New(options)
	if err != nil {
		return nil, err
	}
	service, err := api.New(api.Options{
		Live: live, Archive: store, Version: version, Limits: server.Limits(),
		Principal: auth.Current, BasePath: options.PathPrefix,
		Served: func(ctx context.Context, ask indicators.Request) (*indicators.Served, error) {
			return calculator.Served(ctx, live.View(), ask)
		},
		Export: exportFile, Formats: exportFormats(), Further: append(further, web.Routes()...),
	})
	if err != nil {
		return nil, err
	}
	maps, err := tiles.New(tiles.Options{
		Source: tiles.NewLive(live.Live.View), Principal: auth.Current, Basemap: ground, Disclosure: who.shown,
	})
	if err != nil {
		return nil, err
	}
	features, err := ogc.New(ogc.Options{
		Source: func() ogc.Source { return live.View() }, Since: store.Since, Setting: store.Setting, Version: version,
		Principal: auth.Current, BasePath: options.PathPrefix, Further: maps.Further(),
	})
	if err != nil {
		return nil, err
	}
	surfaces := []surface{service, features, maps, pages}
	if who.service != nil {
		surfaces = append(surfaces, who.service)
	}
	for _, s := range surfaces {
		s.Describe(who.table)
		s.Register(server.Router())
	}
	return server, nil
}

func exportFile(ctx context.Context, w io.Writer, r registry.Reader, q registry.Query, file api.File) (int, error) {
	return exporting.Write(ctx, w, r, q, exporting.Options{
		Format: exporting.Format(file.Format), Notice: file.Notice, Keep: file.Keep,
		Print: exporting.Print{Lang: file.Lang, Title: file.Title, Link: file.Link},
	})
}

// exportFormats are the formats that the program writes, as HTTP names them.
func exportFormats() []api.Format {
	var formats []api.Format
	for _, format := range exporting.Formats() {
		formats = append(formats, api.Format{Name: string(format), MediaType: format.MediaType(), Extension: format.Extension()})
	}
	return formats
}
