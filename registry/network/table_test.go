package network

import (
	"testing"

	"hatang/registry"
)

// TestRecordTable: records are found by identity, however alike they are.
func TestRecordTable(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 7, 1000} {
		records := make([]registry.Record, n)
		for i := range records {
			records[i] = &registry.Site{Name: "như nhau"}
		}
		table := newRecordTable(records)
		for i, rec := range records {
			if row, found := table.find(records, rec); !found || row != int32(i) {
				t.Fatalf("%d records: record %d is found at %d, %v", n, i, row, found)
			}
		}
		for _, other := range []registry.Record{&registry.Site{Name: "như nhau"}, &registry.Station{}, nil} {
			if row, found := table.find(records, other); found {
				t.Errorf("%d records: another record is found at %d", n, row)
			}
		}
	}
}

func TestInternedTextsAreTheTexts(t *testing.T) {
	t.Parallel()
	in := newInterner(registry.SchemaOf(registry.Sites))
	long := make([]byte, blockBytes)
	for i := range long {
		long[i] = 'x'
	}
	var sites []*registry.Site
	var want []string
	for i := range 5000 { // several blocks
		name := string(rune('a'+i%26)) + string(long[:i%300])
		if i%1000 == 7 {
			name = string(long)
		}
		site := &registry.Site{Name: name, OperatorCode: []string{"VTL", "VNP"}[i%2]}
		in.intern(site)
		sites, want = append(sites, site), append(want, name)
	}
	for i, site := range sites {
		if site.Name != want[i] || site.OperatorCode != []string{"VTL", "VNP"}[i%2] {
			t.Fatalf("site %d is named %.20q, want %.20q", i, site.Name, want[i])
		}
	}
}
