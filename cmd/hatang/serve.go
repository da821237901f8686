package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"

	"github.com/spf13/cobra"

	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/handlers/ogc"
	"hatang/handlers/tiles"
	"hatang/handlers/web"
	"hatang/registry"
	"hatang/registry/exporting"
	"hatang/registry/indicators"
)

func newServeCommand(p *program) *cobra.Command {
	var addr string
	command := &cobra.Command{
		Use:   "serve",
		Short: "Mở bản đồ và API trên máy này (serve the map and the API on this machine)",
		Long: `Phục vụ sổ đăng ký cho trình duyệt và chương trình trên chính máy này: bản đồ tại /, API
tại /api/v1, mô tả API tại /api/openapi.json, OGC API Features và Tiles tại /ogc, ô bản đồ tại
/tiles, /healthz, /readyz, /metrics. Chưa có tài khoản nên chỉ nhận địa chỉ nội bộ của máy. Ctrl+C để dừng; việc ghi đang
chạy được làm cho xong.

Serves the registry to browsers and programs on this machine: the map at /, the API under
/api/v1, OGC API Features and Tiles at /ogc, vector tiles at /tiles. There are no accounts yet, so only loopback addresses are taken. Ctrl+C stops it;
running writes are finished.`,
		Example: "  hatang serve\n  hatang serve --db kontum.gpkg --addr 127.0.0.1:9000",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runServe(cmd, p, addr) },
	}
	command.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "địa chỉ trong máy, MÁY:CỔNG / loopback address HOST:PORT")
	return command
}

func runServe(cmd *cobra.Command, p *program, addr string) (err error) {
	ctx := cmd.Context()
	listener, err := handlers.Listen(ctx, addr)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // Serve has closed it unless it never began
	store, closeStore, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	log := p.logger(cmd.ErrOrStderr())
	live, err := openLive(ctx, store, log)
	if err != nil {
		return err
	}
	defer live.close()
	calculator := indicators.NewCalculator(store, version)
	work, err := p.openWork(store, live, calculator, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, work.pool.Close()) }()
	server, err := assemble(store, live, calculator, work, log)
	if err != nil {
		return err
	}
	p.announce(cmd.ErrOrStderr(), listener.Addr())
	return server.Serve(ctx, listener)
}

// logger writes lines for people, or JSON with --json.
func (p *program) logger(out io.Writer) *slog.Logger {
	if p.json {
		return slog.New(slog.NewJSONHandler(out, nil))
	}
	return slog.New(slog.NewTextHandler(out, nil))
}

// announce says where the service is and whom it serves.
func (p *program) announce(out io.Writer, at net.Addr) {
	fmt.Fprintln(out, registry.Textf(
		"hatang phục vụ tại http://%s – chỉ máy này, chưa có tài khoản: ai dùng máy này đều ghi được", "hatang serves on http://%s – this machine only, without accounts: whoever uses it can write",
		at).In(p.lang()))
}

// assemble puts the surfaces on the server.
func assemble(store registry.Store, live *liveNetwork, calculator *indicators.Calculator, work *work, log *slog.Logger) (*handlers.Server, error) {
	server, err := handlers.New(handlers.Options{Log: log})
	if err != nil {
		return nil, err
	}
	service, err := api.New(api.Options{
		Live: live, Archive: store, Version: version, Limits: server.Limits(),
		Served: func(ctx context.Context, ask indicators.Request) (*indicators.Served, error) {
			return calculator.Served(ctx, live.View(), ask)
		},
		Export: exportFile, Formats: exportFormats(), Further: work.routes(live),
	})
	if err != nil {
		return nil, err
	}
	pages, err := web.New(web.Options{Settings: store, Version: version})
	if err != nil {
		return nil, err
	}
	maps, err := tiles.New(tiles.Options{Source: tiles.NewLive(live.Live.View)})
	if err != nil {
		return nil, err
	}
	features, err := ogc.New(ogc.Options{
		Source: func() ogc.Source { return live.View() }, Since: store.Since, Setting: store.Setting, Version: version,
		Further: maps.Further(),
	})
	if err != nil {
		return nil, err
	}
	service.Register(server.Router())
	features.Register(server.Router())
	maps.Register(server.Router())
	pages.Register(server.Router())
	return server, nil
}

func exportFile(ctx context.Context, w io.Writer, r registry.Reader, q registry.Query, file api.File) (int, error) {
	return exporting.Write(ctx, w, r, q, exporting.Options{Format: exporting.Format(file.Format), Notice: file.Notice, Keep: file.Keep})
}

// exportFormats are the formats that the program writes, as HTTP names them.
func exportFormats() []api.Format {
	var formats []api.Format
	for _, format := range exporting.Formats() {
		formats = append(formats, api.Format{Name: string(format), MediaType: format.MediaType(), Extension: format.Extension()})
	}
	return formats
}
