package exporting_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// tool is the path of a program of another kind, to compare with.
func tool(tb testing.TB, name, debian string) string {
	tb.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("CI") == "true" {
		tb.Fatalf("%s is missing (Debian package %s)", name, debian)
	}
	tb.Skipf("skipped: %s is missing (Debian package %s)", name, debian)
	return ""
}

// layerText is what GDAL finds in a GeoPackage.
func layerText(tb testing.TB, file []byte) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "layer.gpkg")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		tb.Fatal(err)
	}
	out, err := exec.Command(tool(tb, "ogr2ogr", "gdal-bin"), "-f", "CSV", "-lco", "GEOMETRY=AS_WKT", "/vsistdout/", path).CombinedOutput()
	if err != nil {
		tb.Fatalf("%v: %s", err, out)
	}
	return strings.ReplaceAll(string(out), "\r", "")
}
