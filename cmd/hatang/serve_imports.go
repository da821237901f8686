package main

import (
	"log/slog"
	"time"

	"github.com/paulmach/orb"

	"hatang/handlers/imports"
	"hatang/registry"
	"hatang/registry/network"
)

// importsSuffix is added to the registry's name for the folder of files that
// are being imported over HTTP.
const importsSuffix = ".imports"

// openImports lets people import files over HTTP; close it.
func openImports(dbPath string, store registry.Store, live *liveNetwork, log *slog.Logger) (*imports.Service, error) {
	return imports.New(imports.Options{
		Store: network.Through{Store: store, Live: live.Live}, Folder: dbPath + importsSuffix, Log: log,
		CommuneAt: func(p orb.Point) (*registry.AdminUnit, bool) {
			return live.View().CommuneAt(p, registry.DateOf(time.Now().In(registry.Vietnam())))
		},
	})
}
