package storetest

import (
	"context"
	"slices"
	"testing"

	"hatang/registry"
)

var referenceScenarios = []scenario{
	{"a reference must lead somewhere", referenceMustLead},
	{"a reference may lead to a thing of the past", referenceToPast},
	{"what is referred to is not deleted", referredNotDeleted},
	{"what is referred to is not retired", referredNotRetired},
	{"a code that is referred to stays", codeStays},
}

// network is an operator, a site, a station and a sector, each referring to the
// one before.
func network(t *testing.T, s registry.Store) (*registry.Operator, *registry.Site, *registry.Station, *registry.Sector) {
	t.Helper()
	operator, mast := viettel(), site("A", 108, 14)
	put(t, s, operator, mast)
	station := &registry.Station{Code: "A1", SiteID: mast.Row.ID, OperatorCode: "VTL", Technology: "4G"}
	put(t, s, station)
	sector := &registry.Sector{Code: "A1-1", StationID: station.Row.ID}
	put(t, s, sector)
	return operator, mast, station, sector
}

func referenceMustLead(t *testing.T, s registry.Store) {
	put(t, s, viettel())
	for _, c := range []struct {
		name string
		rec  registry.Record
		want []string
	}{
		{"operator", &registry.Site{Code: "A", OperatorCode: "NOBODY"}, []string{"operator_code:reference"}},
		{"site and operator", &registry.Station{SiteID: "nowhere", OperatorCode: "NOBODY", Technology: "4G"},
			[]string{"operator_code:reference", "site_id:reference"}},
		{"a code is not an ID", &registry.Sector{StationID: "VTL"}, []string{"station_id:reference"}},
		{"radio", &registry.Cluster{RadioID: "nowhere"}, []string{"radio_id:reference"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := problemRules(refusedPut(t, s, registry.Conflict, c.rec)); !slices.Equal(got, c.want) {
				t.Errorf("problems %q, want %q", got, c.want)
			}
			_ = refused(t, s, registry.Conflict, func(ctx context.Context, w registry.Writer) error {
				_, err := w.PutAll(ctx, []registry.Record{c.rec})
				return err
			})
		})
	}
	put(t, s, &registry.Cluster{Code: "no station stated"})
}

func referenceToPast(t *testing.T, s registry.Store) {
	gone := span(&registry.Operator{Code: "SFONE", Name: "S-Fone"}, "2003-01-01", "2012-01-01")
	put(t, s, gone)
	x := span(site("A", 108, 14), "2005-01-01", "2012-01-01")
	x.OperatorCode = "SFONE"
	put(t, s, x)
}

func referredNotDeleted(t *testing.T, s registry.Store) {
	operator, mast, station, sector := network(t, s)
	for _, rec := range []registry.Record{operator, mast, station} {
		_ = refused(t, s, registry.Conflict, func(ctx context.Context, w registry.Writer) error {
			return w.Delete(ctx, rec.Kind(), rec.Head().ID, rec.Head().ValidFrom)
		})
	}
	// One of two rows can go, as long as the thing remains.
	second := from(site("A", 108, 14), "2020-01-01")
	second.Row.ID = mast.Row.ID
	put(t, s, second)
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		return w.Delete(ctx, registry.Sites, mast.Row.ID, day("2020-01-01"))
	})
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		if _, err := w.Put(ctx, mast); err != nil { // whose operator is found
			return err
		}
		for _, rec := range []registry.Record{sector, station, mast, operator} {
			if err := w.Delete(ctx, rec.Kind(), rec.Head().ID, rec.Head().ValidFrom); err != nil {
				return err
			}
		}
		// What was found before is not believed after it is gone.
		if _, err := w.Put(ctx, site("B", 108, 14)); registry.CodeOf(err) != registry.Conflict {
			t.Errorf("a site of a deleted operator: %v, want a conflict", err)
		}
		return nil
	})
}

func referredNotRetired(t *testing.T, s registry.Store) {
	operator, mast, station, sector := network(t, s)
	end := day("2020-01-01")
	for _, rec := range []registry.Record{operator, mast, station} {
		_ = refused(t, s, registry.Conflict, func(ctx context.Context, w registry.Writer) error {
			_, err := w.Retire(ctx, rec.Kind(), rec.Head().ID, end)
			return err
		})
	}
	update(t, s, func(ctx context.Context, w registry.Writer) error {
		for _, rec := range []registry.Record{sector, station, mast, operator} {
			if _, err := w.Retire(ctx, rec.Kind(), rec.Head().ID, end); err != nil {
				return err
			}
		}
		return nil
	})
}

func codeStays(t *testing.T, s registry.Store) {
	operator, mast, _, _ := network(t, s)
	operator.Code = "VIETTEL"
	_ = refusedPut(t, s, registry.Conflict, operator)
	operator.Code, operator.Name = "VTL", "Tập đoàn Viettel"
	put(t, s, operator)
	mast.Code = "B" // sites are referred to by ID: their code may change
	put(t, s, mast)
	// From a new row on the operator may have another code: the old stands in
	// the row before it.
	later := from(&registry.Operator{Code: "VIETTEL", Name: "Viettel"}, "2021-01-01")
	later.Row.ID = operator.Row.ID
	put(t, s, later)
}
