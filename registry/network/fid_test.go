package network

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// TestFIDsAsText: numbers of every length come out as they went in.
func TestFIDsAsText(t *testing.T) {
	t.Parallel()
	numbers := []int64{0, 1, 9, 10, 99, 12345, 999_999, 1_000_000, 9_999_999, 10_000_000, 10_000_001, math.MaxInt32, 1 << 50}
	fids := FIDs{fresh: []*freshRow{{fid: 7}, {fid: 0}, {fid: 123_456_789_012}}}
	var want []string
	rows := []int32{}
	add := func(fid int64) {
		rows = append(rows, int32(len(rows)))
		text := fmt.Sprint(fid)
		if fid == 0 {
			text = "null"
		}
		want = append(want, text)
	}
	for _, fid := range numbers {
		fids.base = append(fids.base, newFIDText(fid))
		add(fid)
	}
	for _, f := range fids.fresh {
		add(f.fid)
	}
	for i, fid := range numbers {
		if got := fids.Of(int32(i)); got != fid {
			t.Errorf("row %d has %d, want %d", i, got, fid)
		}
	}
	if got := string(fids.Append([]byte("x"), rows)); got != "x"+strings.Join(want, ",") {
		t.Errorf("%s, want %s", got, strings.Join(want, ","))
	}
	if got := string(fids.Append([]byte("x"), nil)); got != "x" {
		t.Errorf("no rows: %q", got)
	}
}
