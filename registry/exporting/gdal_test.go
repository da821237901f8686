package exporting_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"hatang/geo/tooltest"
)

// layerText is what GDAL finds in a GeoPackage.
func layerText(tb testing.TB, file []byte) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "layer.gpkg")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		tb.Fatal(err)
	}
	out, err := exec.Command(tooltest.GDAL(tb, "ogr2ogr"), "-f", "CSV", "-lco", "GEOMETRY=AS_WKT", "/vsistdout/", path).CombinedOutput()
	if err != nil {
		tb.Fatalf("%v: %s", err, out)
	}
	return strings.ReplaceAll(string(out), "\r", "")
}
