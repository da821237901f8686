package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"hatang/registry"
	"hatang/registry/sqlite"
)

// A GeoPackage holds what may be handed out; other files do when they are asked
// to.
func TestExportOfPublicFields(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "x.gpkg")
	store, err := sqlite.Create(t.Context(), db, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = store.Update(t.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		if _, err := w.Put(ctx, &registry.Operator{Code: "viettel", Name: "Viettel"}); err != nil {
			return err
		}
		_, err := w.Put(ctx, &registry.Site{
			Code: "KT001", OperatorCode: "viettel", LandOwner: "zqx-owner", Contact: "zqx-contact",
			Position: registry.Position{Point: orb.Point{107.95, 14.3}, Located: true},
		})
		return err
	})
	if closing := store.Close(); err != nil || closing != nil {
		t.Fatal(err, closing)
	}
	for _, tc := range []struct {
		args string
		all  bool
	}{
		{"--format gpkg", false}, {"--format gpkg --fields public", false}, {"--format gpkg --fields all", true},
		{"--format csv", true}, {"--format csv --fields public", false}, {"--format geojson --fields public", false},
	} {
		code, out, said := runHatang(t, "", append([]string{"export", "sites", "--db", db}, strings.Fields(tc.args)...)...)
		if code != exitDone || !strings.Contains(out, "KT001") {
			t.Fatalf("%s: %d %s", tc.args, code, said)
		}
		if strings.Contains(out, "zqx-owner") != tc.all || strings.Contains(out, "land_owner") != tc.all {
			t.Errorf("%s: restricted fields are there: %v", tc.args, strings.Contains(out, "zqx-owner"))
		}
	}
	if code, _, said := runHatang(t, "", "export", "sites", "--db", db, "--fields", "some"); code != exitBadInput || !strings.Contains(said, "--fields") {
		t.Errorf("fields that are none: %d %s", code, said)
	}
	// What the province opens is public.
	if store, err = sqlite.Open(t.Context(), db, sqlite.Options{}); err != nil {
		t.Fatal(err)
	}
	err = store.Update(t.Context(), registry.Author{Actor: "test"}, func(ctx context.Context, w registry.Writer) error {
		if err := w.PutSetting(ctx, registry.SettingClosedFields, `{"sites":["height_m"]}`); err != nil {
			return err
		}
		return w.PutSetting(ctx, registry.SettingOpenFields, `{"sites":["land_owner"]}`)
	})
	if closing := store.Close(); err != nil || closing != nil {
		t.Fatal(err, closing)
	}
	if _, out, _ := runHatang(t, "", "export", "sites", "--db", db, "--format", "csv", "--fields", "public"); !strings.Contains(out, "zqx-owner") || strings.Contains(out, "zqx-contact") {
		t.Errorf("with land_owner opened: %s", out)
	}
	for fields, want := range map[string]bool{"public": false, "all": true} {
		if _, out, _ := runHatang(t, "", "export", "sites", "--db", db, "--format", "csv", "--fields", fields); strings.Contains(out, ",height_m,") != want {
			t.Errorf("%s fields, height_m closed: %s", fields, out)
		}
	}
}
