package sweep_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"reflect"
	"strings"
	"testing"

	"hatang/geo/radio/sweep"
)

func encoded(tb testing.TB, f *sweep.Footprint) []byte {
	tb.Helper()
	b, err := f.AppendBinary(nil)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// A footprint comes back as it was, and takes less room than its planes.
func TestStoredFootprints(t *testing.T) {
	t.Parallel()
	grid := gridOf(t, konTum(), 100)
	ground := made(t, konTum(), 1.0/1200, hills)
	for name, f := range map[string]*sweep.Footprint{
		"over terrain":    compute(t, ground, grid, request(sweep.P1812)),
		"without terrain": compute(t, nil, grid, request("hata-open")),
	} {
		b := encoded(t, f)
		got, err := sweep.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, f) {
			t.Errorf("%s: came back as another", name)
		}
		plain := 4*len(f.LossCentiDB) + 8*len(f.Sight)
		if len(b) > plain*3/4 {
			t.Errorf("%s: %d bytes, %d without packing", name, len(b), plain)
		}
		t.Logf("%s: %d cells in %d bytes", name, f.Cells(), len(b))
		prefixed, err := f.AppendBinary([]byte("before"))
		if err != nil || !bytes.Equal(prefixed, append([]byte("before"), b...)) {
			t.Errorf("%s: appending changed the form (%v)", name, err)
		}
	}
}

// resealed puts the right checksum on changed bytes.
func resealed(b []byte) []byte {
	body := b[:len(b)-4]
	return binary.LittleEndian.AppendUint32(bytes.Clone(body), crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)))
}

// bomb claims 64 million cells in a few bytes.
func bomb(whole []byte) []byte {
	b := bytes.Clone(whole[:8+32])
	for _, v := range []uint32{8192, 8192, 0, 0, 8192, 8192, 2} {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return resealed(append(b, "{}123456SEAL"...))
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	whole := encoded(t, compute(t, nil, gridOf(t, konTum(), 500), request("hata-open")))
	changed := func(at int, to ...byte) []byte {
		b := bytes.Clone(whole)
		copy(b[at:], to)
		return b
	}
	for name, c := range map[string]struct {
		b    []byte
		want string
	}{
		"nothing":            {nil, "not a stored footprint"},
		"something else":     {bytes.Repeat([]byte("GIF89a"), 30), "not a stored footprint"},
		"another version":    {changed(4, 9), "version 9, expected 1"},
		"damage":             {changed(len(whole)-20, 0xff, 0xfe), "checksum does not match"},
		"cut off":            {whole[:len(whole)-7], "checksum does not match"},
		"cut off and sealed": {resealed(whole[:len(whole)-50]), "planes of a stored footprint"},
		"more and sealed":    {resealed(append(bytes.Clone(whole), 0)), "trailing"},
		"window too wide":    {resealed(changed(8+32+16, 0xff, 0xff)), "expected one within"},
		"window negative":    {resealed(changed(8+32+8, 0xff, 0xff, 0xff, 0xff)), "expected one within"},
		"grid of nothing":    {resealed(changed(8+32, 0, 0, 0, 0)), "raster: grid has 0 columns"},
		"provenance":         {resealed(changed(8+32+24, 0xff, 0xff, 0xff)), "provenance of"},
		"no provenance":      {resealed(changed(8+32+24+4, 'x')), "provenance of a stored footprint"},
		"bomb":               {bomb(whole), "in 6 bytes, expected"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := sweep.Decode(c.b)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		})
	}
}

func TestAppendRefusesWhatIsNoFootprint(t *testing.T) {
	t.Parallel()
	f := *compute(t, nil, gridOf(t, konTum(), 500), request("hata-open"))
	f.LossCentiDB = f.LossCentiDB[1:]
	if _, err := f.AppendBinary(nil); err == nil || !strings.Contains(err.Error(), "losses") {
		t.Errorf("error %v", err)
	}
	if _, err := new(sweep.Footprint).AppendBinary(nil); err == nil {
		t.Error("nothing was stored")
	}
}

// What decodes encodes again to something that decodes to the same.
func FuzzDecode(f *testing.F) {
	grid := gridOf(f, konTum(), 2000)
	whole := encoded(f, compute(f, nil, grid, request("hata-open")))
	f.Add(whole)
	f.Add(encoded(f, compute(f, made(f, konTum(), 1.0/60, hills), grid, request(sweep.Bullington))))
	f.Add(whole[:40])
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 8 {
			// Chance would hardly find the checksum.
			b = resealed(b)
		}
		got, err := sweep.Decode(b)
		if err != nil {
			return
		}
		got.LossDB(0, 0)
		got.InSight(0)
		again, err := sweep.Decode(encoded(t, got))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(again, got) {
			t.Fatal("stored and read, another footprint")
		}
	})
}

func BenchmarkStore10km(b *testing.B) {
	f := compute(b, made(b, konTum(), 1.0/1200, hills), gridOf(b, konTum(), 100), request(sweep.P1812))
	stored := encoded(b, f)
	b.Run("encode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			encoded(b, f)
		}
		b.ReportMetric(float64(len(stored)), "bytes")
	})
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := sweep.Decode(stored); err != nil {
				b.Fatal(err)
			}
		}
	})
}
