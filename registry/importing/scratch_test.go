package importing

import (
	"math/rand/v2"
	"os"
	"testing"

	"github.com/paulmach/orb"
)

// Large enough that the working space moves to the disk, and grows there.
const manyEntries = 120_000

func TestLedgerIsAMap(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	random := rand.New(rand.NewPCG(1, 2))
	var l ledger
	want := map[hash][2]uint64{}
	for i := range manyEntries {
		key := hash{random.Uint64() & 0xffff_ffff, random.Uint64() & 3} // some come again
		value := random.Uint64()
		if err := l.set(key, int32(i+1), value); err != nil {
			t.Fatal(err)
		}
		want[key] = [2]uint64{uint64(i + 1), value}
	}
	if l.space.file == nil {
		t.Fatal("the table never left memory: the test is too small")
	}
	for key, numbers := range want {
		if row, value := l.find(key); uint64(row) != numbers[0] || value != numbers[1] {
			t.Fatalf("%v holds %d %d, want %v", key, row, value, numbers)
		}
	}
	for range 1000 {
		key := hash{random.Uint64() | 1<<63, random.Uint64()}
		if row, _ := l.find(key); row != 0 {
			t.Fatalf("%v was never set and holds %d", key, row)
		}
	}
	if err := l.close(); err != nil {
		t.Fatal(err)
	}
	leavesNothing(t)
}

func TestNearIndexOnDisk(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	random := rand.New(rand.NewPCG(3, 4))
	n := newNearIndex(5)
	points := make([]orb.Point, manyEntries)
	for i := range points {
		points[i] = orb.Point{107 + random.Float64(), 14 + random.Float64()}
		if got := n.add(uint64(i%2), nearEntry{at: points[i], row: int32(i), label: "trạm", fromDays: -i, coded: i%3 == 0, content: uint64(i)}); got != int32(i) {
			t.Fatalf("entry %d was numbered %d", i, got)
		}
		n.name(int32(i), "định danh")
	}
	if n.err != nil || n.entries.file == nil || n.texts.file == nil {
		t.Fatalf("the index never left memory (%v)", n.err)
	}
	for i := 0; i < len(points); i += 97 {
		found := false
		n.each(uint64(i%2), points[i], func(j int32, distanceM float64) {
			if distanceM > 5 {
				t.Errorf("entry %d is %g m away", j, distanceM)
			}
			if int(j) == i {
				e := n.entry(j)
				found = e.row == int32(i) && e.id == "định danh" && e.label == "trạm" && e.fromDays == -i && e.coded == (i%3 == 0) && e.content == uint64(i)
			}
		})
		if !found {
			t.Fatalf("entry %d is not found at its place, or not as it was added", i)
		}
	}
	if err := n.close(); err != nil {
		t.Fatal(err)
	}
	leavesNothing(t)
}

func leavesNothing(t *testing.T) {
	t.Helper()
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) > 0 {
		t.Errorf("left on the disk: %v (%v)", left, err)
	}
}
