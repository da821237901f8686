package main

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"hatang/registry"
	"hatang/registry/coverage"
	"hatang/registry/indicators"
)

// computedShares implements indicators.Coverage by what is computed for the
// registry. It is kept for as long as neither that nor the registry changes.
type computedShares struct {
	engine *coverage.Engine
	source func() coverage.Source

	mutex sync.Mutex
	stamp string
	kept  *indicators.Covered
}

// Stamp implements indicators.Coverage.
func (c *computedShares) Stamp() string { return c.engine.Stamp() }

// Covered implements indicators.Coverage.
func (c *computedShares) Covered(ctx context.Context) (*indicators.Covered, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	source := c.source()
	status, err := c.engine.Ready(ctx, source, "", "")
	if err != nil || !status.Computed {
		return nil, err
	}
	stamp := fmt.Sprint(c.engine.Stamp(), " ", status.Seq)
	if c.kept != nil && c.stamp == stamp {
		return c.kept, nil
	}
	summary, err := c.engine.Summary(ctx, source, "", "")
	if err != nil {
		return nil, err
	}
	c.stamp, c.kept = stamp, coveredBy(status, summary)
	return c.kept, nil
}

func coveredBy(status coverage.Status, s *coverage.Summary) *indicators.Covered {
	c := &indicators.Covered{
		Unit: registry.Text{VI: s.Unit.Name, EN: s.Unit.Name}, Code: s.Unit.Code, Current: s.Current, StandIn: s.StandIn,
		Networks: []indicators.CoveredNetwork{networkOf("", "", &s.All)},
	}
	for i := range s.Technologies {
		c.Networks = append(c.Networks, networkOf("", s.Technologies[i].Name, &s.Technologies[i]))
	}
	for i := range s.Networks {
		n := &s.Networks[i]
		c.Networks = append(c.Networks, networkOf(n.Operator, n.Technology, &n.Usable))
	}
	for _, w := range s.Warnings {
		text := w.Text
		if w.Stations > 0 {
			text = registry.Textf("%[1]s (%[2]d trạm)", "%[3]s (%[2]d stations)", w.Text.VI, w.Stations, w.Text.EN)
		}
		c.Cautions = append(c.Cautions, text)
	}
	var models []string
	for _, claim := range status.Claims {
		day := claim.AsOf
		if day.IsZero() {
			day = registry.DateOf(claim.ComputedAt.In(registry.Vietnam()))
		}
		if c.AsOf.IsZero() || day.Before(c.AsOf) {
			c.AsOf = day // the oldest: what is told holds for all of them
		}
		for _, m := range claim.Models {
			if !strings.Contains(strings.Join(models, " "), m) {
				models = append(models, m)
			}
		}
	}
	c.Source = registry.Text{
		VI: fmt.Sprintf("vùng phủ tính cho ngày %s, mô hình %s, sổ đăng ký ở thay đổi số %d", registry.VI.Date(c.AsOf), strings.Join(models, ", "), status.Claims[0].Seq),
		EN: fmt.Sprintf("coverage computed for %s, model %s, registry at change %d", registry.EN.Date(c.AsOf), strings.Join(models, ", "), status.Claims[0].Seq),
	}
	return c
}

func networkOf(operator, technology string, u *coverage.Union) indicators.CoveredNetwork {
	part := func(c coverage.Covered) indicators.CoveredPart {
		return indicators.CoveredPart{Part: c.Part, Whole: c.Whole}
	}
	return indicators.CoveredNetwork{
		Operator: operator, Technology: technology, People: part(u.People), SettledCells: part(u.Settled), Settlements: part(u.Places), Communes: part(u.Communes),
	}
}

// openShares opens what is computed beside the registry for reports; what cannot
// be read counts as not computed.
func (p *program) openShares(ctx context.Context, store registry.Store) (*computedShares, error) {
	source := func() coverage.Source { return store }
	computed, err := openMeasured(ctx, p.dbPath, store, indicators.NewCalculator(store, version), source)
	if err != nil {
		return nil, err
	}
	return &computedShares{engine: computed.engine, source: source}, nil
}
