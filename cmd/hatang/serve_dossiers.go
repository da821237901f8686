package main

import (
	"hatang/data"
	"hatang/handlers/api"
	handlersdossiers "hatang/handlers/dossiers"
	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/dossiers"
	"hatang/registry/network"
)

// openDossiers leads the dossiers of a registry, with attachments beside its file.
func openDossiers(dbPath string, store registry.Store, live *network.Live, coverage appraisal.Coverage) (*dossiers.Service, error) {
	rules, err := data.RuleSets()
	if err != nil {
		return nil, err
	}
	return dossiers.New(dossiers.Options{
		Store: network.Through{Store: store, Live: live}, World: func() appraisal.World { return live.View() }, Files: dossiers.FilesOf(dbPath),
		Workflow: data.Workflow, Calendar: data.Holidays, Rules: rules, Coverage: coverage,
	})
}

// dossierRoutes are the operations about dossiers.
func dossierRoutes(store registry.Store, service *dossiers.Service) []api.Route {
	return handlersdossiers.New(handlersdossiers.Options{Dossiers: service, Reader: store}).Routes()
}
