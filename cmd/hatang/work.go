package main

import (
	"log/slog"

	"hatang/handlers/api"
	"hatang/handlers/auth"
	jobroutes "hatang/handlers/jobs"
	planroutes "hatang/handlers/planning"
	"hatang/registry"
	"hatang/registry/dossiers"
	"hatang/registry/indicators"
	"hatang/registry/jobs"
	"hatang/registry/planning"
)

// work is what the service computes in the background, beside the registry.
type work struct {
	pool    *jobs.Pool
	planner *planning.Planner
}

// openWork takes over the folder of jobs. Kinds of jobs are listed here.
func (p *program) openWork(
	accountsPath string, store registry.Store, live *liveNetwork, calculator *indicators.Calculator, computed *measured, cases *dossiers.Service, log *slog.Logger,
) (*work, error) {
	planner, err := newPlanner(p, store, calculator, sitingEngine{func() (*measured, error) { return computed, nil }})
	if err != nil {
		return nil, err
	}
	kinds := upkeep(p.dbPath, accountsPath, store, cases)
	kinds[planning.JobKind] = planner.Job(func() indicators.Source { return live.View() }, live)
	kinds["coverage"] = computed.job()
	pool, err := jobs.Open(jobs.Folder(p.dbPath), kinds, jobs.Options{Logger: log})
	if err != nil {
		return nil, err
	}
	return &work{pool, planner}, nil
}

// routes are the operations that the service answers for it.
func (w *work) routes(live *liveNetwork) []api.Route {
	return append(planroutes.Routes(planroutes.Options{Planner: w.planner, Live: live, Jobs: w.pool}), jobroutes.Routes(jobroutes.Options{Pool: w.pool, Of: map[string]auth.Resource{checkJob: auth.Upkeep, backupJob: auth.Upkeep}})...)
}
