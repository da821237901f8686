package main

import (
	"slices"

	"hatang/data"
	"hatang/handlers/api"
	"hatang/handlers/auth"
	handlerssettings "hatang/handlers/settings"
	"hatang/handlers/users"
	"hatang/registry"
	"hatang/registry/dossiers"
	"hatang/registry/exporting"
	"hatang/registry/sqlite"
)

// settingRoutes are the operations about settings, open data and health.
func settingRoutes(dbPath string, store registry.Store, live *liveNetwork, vitals *vitals) ([]api.Route, error) {
	var formats []string
	for _, f := range exporting.Formats() {
		formats = append(formats, string(f))
	}
	service, err := handlerssettings.New(handlerssettings.Options{
		Store: store, View: func() handlerssettings.View { return live.Live.View() }, Update: live.Update,
		Holidays: data.Holidays, Workflow: data.Workflow, Norms: data.Norms,
		Files: dossiers.FilesOf(dbPath), Formats: formats, Health: vitals.read, OutsideActor: sqlite.OutsideActor,
	})
	if err != nil {
		return nil, err
	}
	return service.Routes(), nil
}

// administrationRoutes are the operations of administrators.
func administrationRoutes(dbPath string, store registry.Store, live *liveNetwork, who *people, vitals *vitals) ([]api.Route, error) {
	settings, err := settingRoutes(dbPath, store, live, vitals)
	if err != nil {
		return nil, err
	}
	return slices.Concat(settings, users.Routes(auth.NewDirectory(who.service))), nil
}
