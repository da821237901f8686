package setcover

import (
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The smallest number of columns is what enumeration says, one fewer is refused.
func TestCoverAgainstEnumeration(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.IntRange(1, 11).Draw(t, "columns")
		rows := make([][]int32, rapid.IntRange(1, 16).Draw(t, "rows"))
		masks := make([]uint, len(rows))
		for i := range rows {
			for rapid.IntRange(0, 30).Draw(t, "empty") > 0 && len(rows[i]) == 0 {
				masks[i] = uint(rapid.IntRange(1, 1<<columns-1).Draw(t, "row")) & uint(rapid.IntRange(1, 1<<columns-1).Draw(t, "thin"))
				for j := range columns {
					if masks[i]>>j&1 == 1 {
						rows[i] = append(rows[i], int32(j))
					}
				}
			}
			if len(rows[i]) == 0 {
				masks[i] = 0
			}
		}
		need := columns + 1
		for set := range uint(1) << columns {
			if !slices.ContainsFunc(masks, func(m uint) bool { return m&set == 0 }) {
				need = min(need, bits.OnesCount(set))
			}
		}
		for p := range columns + 1 {
			s := &Search{Stop: func() bool { return false }, NodeLimit: 1e6}
			answer, cover := s.Cover(rows, columns, p)
			if want := map[bool]Answer{true: Yes, false: No}[p >= need]; answer != want {
				t.Fatalf("p %d: answer %d, expected %d (needs %d)", p, answer, want, need)
			}
			if answer == Yes {
				checkCover(t, rows, cover, p)
			}
		}
	})
}

func checkCover(t *rapid.T, rows [][]int32, cover []int32, p int) {
	if len(cover) > p {
		t.Fatalf("%d columns, at most %d allowed", len(cover), p)
	}
	for i, row := range rows {
		if !slices.ContainsFunc(row, func(j int32) bool { return slices.Contains(cover, j) }) {
			t.Fatalf("row %d %v is not covered by %v", i, row, cover)
		}
	}
}

func TestStop(t *testing.T) {
	t.Parallel()
	s := &Search{Stop: func() bool { return true }, NodeLimit: 10}
	if answer, _ := s.Cover([][]int32{{0}, {1}}, 2, 1); answer != Unknown {
		t.Errorf("a stopped search answers %d", answer)
	}
}
