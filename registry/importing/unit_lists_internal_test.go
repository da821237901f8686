package importing

import (
	"bufio"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"hatang/registry"
)

// rowsOfLayout reads text as CSV and lays it out; nil when it has not the layout
// or cannot be read.
func rowsOfLayout(t *testing.T, kind registry.Kind, text string) []Row {
	t.Helper()
	r, err := newCSVReader(bufio.NewReaderSize(strings.NewReader(text), 1<<16), "", func(string) bool { return true })
	if err != nil {
		return nil
	}
	header := headerIndex(r.Header())
	var out Reader
	if kind == registry.Units {
		columns, ok := unitListColumns(header)
		if !ok {
			return nil
		}
		out, err = newUnitListReader(r, columns)
	} else {
		layout := crosswalkOf(header)
		if layout == nil {
			return nil
		}
		out, err = newCrosswalkReader(r, layout, header, newSuccessionImport())
	}
	if err != nil {
		return nil
	}
	laid, ok := out.(*rewritten)
	if !ok {
		t.Fatalf("the reader is a %T", out)
	}
	rows := slices.Clone(laid.rows)
	for {
		if _, err := out.Next(); errors.Is(err, io.EOF) {
			return rows
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// FuzzUnitLists: whatever the lists say, a unit's stretches of time do not
// overlap but where one list names it twice, and each has some length.
func FuzzUnitLists(f *testing.F) {
	const header = "effective_date,province_code,province,district_code,district,commune_code,commune,commune_type\n"
	f.Add(header + "2019-01-01,1,Một,1,A,1.0,Xã Giữ,Xã\n2020-01-01,01,Một,001,A,00002,Xã Hai,Xã\n2021-01-01,01,Một,001,A,00001,Phường Giữ,Phường\n")
	f.Add(header + "2019-01-01,01,Một,001,A,00001,Xã,Xã\n2019-01-01,02,Hai,002,B,00001,Xã,Xã\n2019-06-01,02,Hai,,,,,\n")
	f.Add(header + "x,,,,,,,\n31/12/2020,1,,,,1,,\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows := rowsOfLayout(t, registry.Units, text)
		type span struct{ from, to string }
		last := map[string]span{}
		for i := range rows {
			if len(rows[i].Problems) > 0 {
				continue
			}
			cell := func(at int) string { return rows[i].Cells[at].Text }
			key, s := cell(2)+" "+cell(0), span{cell(8), cell(9)}
			if s.from == "" || s.to != "" && s.to <= s.from {
				t.Fatalf("%s holds from %q to %q", key, s.from, s.to)
			}
			if before, known := last[key]; known && before.from != s.from && (before.to == "" || before.to > s.from) {
				t.Fatalf("%s holds from %q to %q and from %q on", key, before.from, before.to, s.from)
			}
			last[key] = s
		}
	})
}

// FuzzCrosswalk: no pair is told twice, and a unit that went to several is never
// said to have gone whole.
func FuzzCrosswalk(f *testing.F) {
	f.Add("provinceCode,districtCode,wardCode,province,district,ward,newProvince,newWard,newProvinceCode,newWardCode\n" +
		"62,608,1.0,Kon Tum,A,Xã Một,Quảng Ngãi,Phường B,51,00001\n62,608,1.0,Kon Tum,A,Xã Một,Quảng Ngãi,Xã C,51,00003\n51,536,,Q,Lý Sơn,,Q,Đặc khu,51,21548\n")
	f.Add("Tỉnh,Tên Tỉnh,QH,Tên QH,Xã,Tên Xã,Tên Xã DC,Xã DC,Tên QH DC,QH DC,Tên Tỉnh DC,Tỉnh DC,Ghi Chú\n" +
		"38,T,380,A,00001,Xã Một,Xã Hai,00002,A,380,T,38,nhập\n51,Q,536,L,21541,Xã,,,L,536,Q,51,Giải thể\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows := rowsOfLayout(t, registry.Successions, text)
		seen, went, whole := map[[2]string]bool{}, map[string]int{}, map[string]bool{}
		for i := range rows {
			cells := rows[i].Cells
			if len(rows[i].Problems) > 0 || len(cells[0].Text) == 2 { // provinces may be told like units of two digits
				continue
			}
			key := [2]string{cells[0].Text, cells[2].Text}
			if seen[key] {
				t.Fatalf("%v is told twice", key)
			}
			seen[key] = true
			went[key[0]]++
			whole[key[0]] = whole[key[0]] || cells[5].Text == "true"
		}
		for code, n := range went {
			if n > 1 && whole[code] {
				t.Fatalf("%q went to %d units, and whole", code, n)
			}
		}
	})
}
