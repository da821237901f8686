package importing

import (
	"fmt"
	"slices"
	"strings"

	"hatang/registry"
)

// A crosswalk tells, for each commune of an old division, the communes of a
// newer one that took it over: one line for each pair. Two layouts are in
// circulation, and neither carries the day:
//
//   - that of the statistics office's comparison of lists, "… DC" for the newer
//     side, with the resolution in words. Communes that went on unchanged stand in
//     it too. The day of a change is taken from the registry's own unit lists, as
//     the day on which the old commune ended;
//   - that of the reform of 1/7/2025, wardCode … newWardCode, with codes that lost
//     their leading zeros and a flag for divided communes. Its day is said with
//     on_date; the units that it names begin on it and the old ones, districts
//     among them, end on it.

// crosswalk is a layout, by the folded headers of its columns.
type crosswalk struct {
	code, name, district, districtName         string
	toCode, toName, toDistrict, toDistrictName string
	province, provinceName                     string
	toProvince, toProvinceName                 string
	decree                                     string
	// reform: everything began anew on one day, which the registry cannot know.
	reform bool
}

func crosswalks() []crosswalk {
	return []crosswalk{
		{
			code: "xa", name: "ten xa", district: "qh", districtName: "ten qh", province: "tinh", provinceName: "ten tinh",
			toCode: "xa dc", toName: "ten xa dc", toDistrict: "qh dc", toDistrictName: "ten qh dc", toProvince: "tinh dc", toProvinceName: "ten tinh dc",
			decree: "ghi chu",
		},
		{
			code: "wardcode", name: "ward", district: "districtcode", districtName: "district", province: "provincecode", provinceName: "province",
			toCode: "newwardcode", toName: "newward", toProvince: "newprovincecode", toProvinceName: "newprovince", reform: true,
		},
	}
}

// crosswalkOf recognises a layout by its header, nil for none.
func crosswalkOf(header map[string]int) *crosswalk {
	for _, c := range crosswalks() {
		found := true
		for _, name := range []string{c.code, c.name, c.district, c.toCode, c.toName, c.province, c.toProvince} {
			_, has := header[name]
			found = found && has
		}
		if found {
			return &c
		}
	}
	return nil
}

// pair is one line of a crosswalk.
type pair struct {
	row                        int
	from, fromName, to, toName string
	district                   string
	province, provinceName     string
	toProvince, toProvinceName string
	decree                     string
}

// unchanged tells a pair that says that nothing happened.
func (p *pair) unchanged() bool { return p.from == p.to }

// newCrosswalkReader reads the whole file: that a commune was divided shows in
// several lines. What it keeps grows with the number of communes, of which a
// country has as many as it has.
func newCrosswalkReader(r Reader, layout *crosswalk, header map[string]int, im *successionImport) (Reader, error) {
	out := &rewritten{header: []string{"from_code", "from_name", "to_code", "to_name", "on_date", "whole", "decree"}}
	var pairs []pair
	at := func(row *Row, name string) string {
		if i, ok := header[name]; ok && name != "" {
			return textAt(row, i)
		}
		return ""
	}
	err := eachOf(r, func(row *Row) error {
		if len(row.Problems) > 0 {
			out.add(row.Number, slices.Clone(row.Problems))
			return nil
		}
		pairs = append(pairs, layout.read(row, at))
		return nil
	})
	if err != nil {
		return nil, err
	}
	targets := map[string][]string{}
	for _, p := range pairs {
		if !slices.Contains(targets[p.from], p.to) {
			targets[p.from] = append(targets[p.from], p.to)
		}
	}
	kept := layout.write(out, pairs, targets, im)
	if layout.reform {
		layout.writeProvinces(out, pairs)
		im.reform(pairs)
	}
	out.notes = append(slices.Clone(r.Notes()), registry.Textf(
		"bảng chuyển đổi xã: %[1]d dòng, %[2]d quan hệ; %[3]d xã bị chia", "crosswalk of communes: %[1]d lines, %[2]d successions; %[3]d communes were divided",
		len(pairs), kept, divided(targets)))
	return out, nil
}

func divided(targets map[string][]string) int {
	n := 0
	for _, of := range targets {
		if len(of) > 1 {
			n++
		}
	}
	return n
}

// read takes a line apart. A side without a commune is a district that has none,
// such as an island.
func (c *crosswalk) read(row *Row, at func(*Row, string) string) pair {
	p := pair{
		row: row.Number, decree: at(row, c.decree),
		from: statisticsCode(at(row, c.code), 5), fromName: at(row, c.name), district: statisticsCode(at(row, c.district), 3),
		to: statisticsCode(at(row, c.toCode), 5), toName: at(row, c.toName),
		province: statisticsCode(at(row, c.province), 2), provinceName: at(row, c.provinceName),
		toProvince: statisticsCode(at(row, c.toProvince), 2), toProvinceName: at(row, c.toProvinceName),
	}
	if p.from == "" {
		p.from, p.fromName = p.district, at(row, c.districtName)
	}
	if p.to == "" {
		p.to, p.toName = statisticsCode(at(row, c.toDistrict), 3), at(row, c.toDistrictName)
	}
	return p
}

// write adds the pairs that tell of a change, each once, and returns how many.
func (c *crosswalk) write(out *rewritten, pairs []pair, targets map[string][]string, im *successionImport) int {
	seen, kept := map[[2]string]bool{}, 0
	for i := range pairs {
		p := &pairs[i]
		key := [2]string{p.from, p.to}
		single := len(targets[p.from]) == 1
		if seen[key] || !c.reform && single && p.unchanged() {
			continue
		}
		seen[key] = true
		day := ""
		if !c.reform {
			day = dateText(im.ends[p.from])
		}
		kept++
		out.add(p.row, nil, p.from, p.fromName, p.to, p.toName, day, fmt.Sprint(single), p.decree)
	}
	return kept
}

// writeProvinces adds what became of the provinces.
func (c *crosswalk) writeProvinces(out *rewritten, pairs []pair) {
	seen := map[string]bool{}
	for i := range pairs {
		p := &pairs[i]
		if p.province == "" || p.toProvince == "" || seen[p.province] {
			continue
		}
		seen[p.province] = true
		if p.province != p.toProvince || !strings.EqualFold(p.provinceName, p.toProvinceName) {
			out.add(p.row, nil, p.province, p.provinceName, p.toProvince, p.toProvinceName, "", "true", "")
		}
	}
}
