package main

import (
	"slices"

	"hatang/handlers/api"
	handlersreports "hatang/handlers/reports"
	handlerssubmissions "hatang/handlers/submissions"
	"hatang/registry"
	"hatang/registry/indicators"
	"hatang/registry/network"
	"hatang/registry/submissions"
)

// reportRoutes are the operations about indicators, reports and submissions.
func reportRoutes(dbPath string, store registry.Store, live *liveNetwork, computed *measured) ([]api.Route, error) {
	service, err := handlersreports.New(handlersreports.Options{
		Source: func() indicators.Source { return live.Live.View() }, Settings: store, Today: today, Version: version,
		Coverage: &computedShares{engine: computed.engine, source: computed.source},
	})
	if err != nil {
		return nil, err
	}
	desk := &submissions.Desk{Store: network.Through{Store: store, Live: live.Live}, Folder: dbPath + submissionsSuffix}
	handed, err := handlerssubmissions.New(handlerssubmissions.Options{Desk: desk, Today: today})
	if err != nil {
		return nil, err
	}
	return slices.Concat(service.Routes(), handed.Routes()), nil
}
