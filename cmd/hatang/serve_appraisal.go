package main

import (
	"hatang/data"
	"hatang/handlers/api"
	handlersappraisal "hatang/handlers/appraisal"
	"hatang/registry"
	"hatang/registry/appraisal"
)

// appraisalRoutes are the operations about rules and positions before filing.
// coverage tells what positions add; nil: the need is not decidable.
func appraisalRoutes(store registry.Store, live *liveNetwork, coverage appraisal.Coverage) ([]api.Route, error) {
	shipped, err := data.RuleSets()
	if err != nil {
		return nil, err
	}
	service, err := handlersappraisal.New(handlersappraisal.Options{
		View: func() handlersappraisal.View { return live.Live.View() }, Store: store, Update: live.Update, Shipped: shipped, Coverage: coverage,
	})
	if err != nil {
		return nil, err
	}
	return service.Routes(), nil
}
