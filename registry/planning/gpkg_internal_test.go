package planning

import (
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
)

// blobOf is a line as a GeoPackage holds it, without an envelope.
func blobOf(tb testing.TB, g orb.Geometry) []byte {
	tb.Helper()
	body, err := wkb.Marshal(g)
	if err != nil {
		tb.Fatal(err)
	}
	return append([]byte{'G', 'P', 0, 1, 0xe6, 0x10, 0, 0}, body...)
}

func TestGPKGGeometry(t *testing.T) {
	t.Parallel()
	line := orb.LineString{{108, 14}, {108.5, 14.25}}
	if g, err := gpkgGeometry(blobOf(t, line)); err != nil || !orb.Equal(g, line) {
		t.Errorf("%v, %v, want %v", g, err, line)
	}
	if g, err := gpkgGeometry(nil); g != nil || err != nil {
		t.Errorf("an empty blob: %v, %v", g, err)
	}
	for name, blob := range map[string][]byte{
		"no header": []byte("line"), "header only": {'G', 'P', 0, 1, 0, 0, 0, 0}, "envelope cut short": {'G', 'P', 0, 3, 0, 0, 0, 0, 1, 2, 3},
		"no such envelope": {'G', 'P', 0, 15, 0, 0, 0, 0, 1, 2, 3, 4, 5}, "body cut short": blobOf(t, line)[:20],
	} {
		if _, err := gpkgGeometry(blob); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func FuzzGPKGGeometry(f *testing.F) {
	f.Add(blobOf(f, orb.LineString{{108, 14}, {108.5, 14.25}}))
	f.Add(blobOf(f, orb.MultiLineString{{{108, 14}, {108.5, 14.25}}}))
	f.Fuzz(func(_ *testing.T, blob []byte) { _, _ = gpkgGeometry(blob) })
}
