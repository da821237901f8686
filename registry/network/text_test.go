package network

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"pgregory.net/rapid"

	"hatang/registry"
)

// texts are of the letters that matter: accents, cases, blanks, ignorable signs.
func texts() *rapid.Generator[string] {
	letters := rapid.SampledFrom([]rune("aAăÂbdđĐeêkoôơưxyáầẫ01 -–.,;'/\t\u00ad\u200b\u0301ßæ字"))
	return rapid.Map(rapid.SliceOfN(letters, 0, 9), func(r []rune) string { return string(r) })
}

func TestFoldedAsFold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(texts(), rapid.String(), rapid.StringMatching(`[ -~]{0,12}`)).Draw(t, "text")
		if got := string(appendFolded([]byte("x"), text)); got != "x"+registry.Fold(text) {
			t.Errorf("%q folds to %q, want x%q", text, got, registry.Fold(text))
		}
	})
}

// TestWordIndex compares the index with reading every value.
func TestWordIndex(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := newTextColumn(rapid.SliceOfN(texts(), 0, 40).Draw(t, "texts"))
		ix := c.words.get(c.index)
		wanted := registry.Fold(texts().Draw(t, "wanted"))
		find := func(ask func(string, func(uint32)), has func(folded string) bool) {
			var got, want []uint32
			ask(wanted, func(value uint32) { got = append(got, value) })
			slices.Sort(got)
			got = slices.Compact(got)
			for i, value := range c.values {
				if has(registry.Fold(value)) {
					want = append(want, uint32(i))
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%q of %q: %v, want %v", wanted, c.values, got, want)
			}
		}
		find(ix.containing, func(folded string) bool { return strings.Contains(folded, wanted) })
		if wanted = strings.ReplaceAll(wanted, " ", ""); wanted != "" {
			find(ix.beginning, func(folded string) bool { return strings.Contains(" "+folded, " "+wanted) })
		}
	})
}

// TestTextColumn: every row has its text, every text its rows, and ranks order
// as the collation does.
func TestTextColumn(t *testing.T) {
	t.Parallel()
	collator := collate.New(language.Vietnamese)
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(texts(), 1, 40).Draw(t, "rows")
		c := newTextColumn(rows)
		ranks := c.ranks.get(c.rank)
		listed := 0
		for row, text := range rows {
			number := c.numbers[row]
			if (number == 0) != (text == "") || (number > 0 && c.values[number-1] != text) {
				t.Fatalf("row %d is %d of %q, want %q", row, number, c.values, text)
			}
			if !slices.Contains(c.rowsOf(number), int32(row)) || !slices.IsSorted(c.rowsOf(number)) {
				t.Fatalf("number %d has rows %v, row %d among them", number, c.rowsOf(number), row)
			}
			other := rows[0]
			if got, want := cmp.Compare(ranks[number], ranks[c.numbers[0]]), collator.CompareString(text, other); text != "" && other != "" && got != want {
				t.Fatalf("%q and %q rank %d, want %d", text, other, got, want)
			}
		}
		for number := range len(c.values) + 1 {
			listed += len(c.rowsOf(uint32(number)))
		}
		if listed != len(rows) {
			t.Fatalf("%d rows listed, want %d", listed, len(rows))
		}
	})
}

// TestFollowingTextColumn: a column made from an older one is as one made anew.
func TestFollowingTextColumn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before := rapid.SliceOfN(texts(), 0, 40).Draw(t, "before")
		old := newTextColumn(before)
		old.words.get(old.index)
		old.ranks.get(old.rank)
		var rows []int32
		var after []string
		for row, text := range before {
			if rapid.IntRange(0, 3).Draw(t, "fate") > 0 {
				rows, after = append(rows, int32(row)), append(after, text)
			}
			if rapid.IntRange(0, 5).Draw(t, "fresh") == 0 {
				fresh := rapid.OneOf(texts(), rapid.SampledFrom(before)).Draw(t, "text")
				rows, after = append(rows, rapid.SampledFrom([]int32{unrendered, 1000}).Draw(t, "row")), append(after, fresh)
			}
		}
		c := old.follow(rows, func(row int) string { return after[row] })
		anew := newTextColumn(after)
		ranks, wantRanks := c.ranks.get(c.rank), anew.ranks.get(anew.rank)
		for row, text := range after {
			if n := c.numbers[row]; (n == 0) != (text == "") || n > 0 && c.values[n-1] != text {
				t.Fatalf("row %d is %d of %q, want %q", row, n, c.values, text)
			}
			if !slices.Equal(c.rowsOf(c.numbers[row]), anew.rowsOf(anew.numbers[row])) {
				t.Fatalf("%q has rows %v, want %v", text, c.rowsOf(c.numbers[row]), anew.rowsOf(anew.numbers[row]))
			}
			if n, m := c.numbers[0], c.numbers[row]; text != "" && n > 0 &&
				cmp.Compare(ranks[n], ranks[m]) != cmp.Compare(wantRanks[anew.numbers[0]], wantRanks[anew.numbers[row]]) {
				t.Fatalf("%q and %q rank %d and %d", after[0], text, ranks[n], ranks[m])
			}
		}
		if !slices.IsSorted(c.values) || c.unused() > len(c.values)/8 {
			t.Fatalf("values %q, %d of them unused", c.values, c.unused())
		}
		wanted := strings.ReplaceAll(registry.Fold(texts().Draw(t, "wanted")), " ", "")
		if wanted == "" {
			return
		}
		var got, want []int32
		for _, side := range []struct {
			column *textColumn
			rows   *[]int32
		}{{c, &got}, {anew, &want}} {
			side.column.words.get(side.column.index).beginning(wanted, func(value uint32) {
				*side.rows = append(*side.rows, side.column.rowsOf(value+1)...)
			})
			slices.Sort(*side.rows)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%q begins a word of rows %v, want %v", wanted, got, want)
		}
	})
}

// TestRanksOfEqualTexts: texts that the dictionary does not tell apart rank
// alike, so that the ID decides.
func TestRanksOfEqualTexts(t *testing.T) {
	t.Parallel()
	c := newTextColumn([]string{"kon", "ko\u00adn", "kom"})
	ranks := c.ranks.get(c.rank)
	if ranks[c.numbers[0]] != ranks[c.numbers[1]] || ranks[c.numbers[2]] >= ranks[c.numbers[0]] {
		t.Errorf("ranks %v of %q", ranks, c.values)
	}
}
