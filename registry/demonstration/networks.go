package demonstration

import (
	"cmp"
	"fmt"
	"slices"

	"hatang/registry"
)

// byPeople is the communes that pass, most people first.
func (b *builder) byPeople(pass func(commune) bool) []commune {
	var chosen []commune
	for _, c := range b.communes {
		if pass(c) {
			chosen = append(chosen, c)
		}
	}
	slices.SortStableFunc(chosen, func(x, y commune) int {
		return cmp.Or(cmp.Compare(y.people, x.people), cmp.Compare(x.code, y.code))
	})
	return chosen
}

func rural(c commune) bool    { return c.class == "xa" }
func anyClass(commune) bool   { return true }
func notRural(c commune) bool { return c.class != "xa" }

// postal makes the 129 points: one grade-1 office in the most populous ward,
// one grade-2 office in the most populous commune of each other district, a
// BĐVHX in 70 xã, grade-3 offices in the remaining wards and townships, and
// agents for the rest by population.
func (b *builder) postal() []registry.Record {
	var records []registry.Record
	taken := map[string]bool{}
	add := func(c commune, class, name string, hours float64, internet bool) {
		n := len(records) + 1
		records = append(records, &registry.PostalPoint{
			RowHead: b.head(fmt.Sprintf("postal-%03d", n)), Position: b.scatter(c, 0.6),
			Code: fmt.Sprintf("KTBC%03d", n), Name: name, OperatorCode: "vnpost", Class: class,
			Public: registry.Some(true), CommuneCode: c.code, Commune: c.name,
			Staffed: registry.Some(true), HoursPerDay: registry.Some(hours), Internet: registry.Some(internet),
		})
	}
	districts := map[string]bool{}
	for i, c := range b.byPeople(anyClass) {
		switch {
		case i == 0 || (c.districtCode == "608" && !districts["608"]):
			add(c, registry.PostOffice1, "Bưu cục cấp 1 Kon Tum", 10, true)
		case !districts[c.districtCode]:
			add(c, registry.PostOffice2, "Bưu cục cấp 2 "+c.districtName, 8, true)
		default:
			continue
		}
		districts[c.districtCode], taken[c.code] = true, true
	}
	for i, c := range b.byPeople(rural) {
		if i < communePoints {
			add(c, registry.CommunePoint, "Điểm BĐ–VHX "+c.name, 4+float64(i%3), i%5 != 0)
		}
	}
	for _, c := range b.byPeople(notRural) {
		if !taken[c.code] {
			add(c, registry.PostOffice3, "Bưu cục cấp 3 "+c.name, 8, true)
		}
	}
	for i := 0; len(records) < postalPoints; i++ {
		c := b.byPeople(anyClass)[i%len(b.communes)]
		add(c, registry.PostalAgent, "Đại lý bưu điện "+c.name, 6, false)
	}
	return records
}

// mobile makes masts and the 935 stations on them: at least one station in
// every commune, the rest by population; a mast carries the layers of one
// owner and, on every fourth, one of a tenant.
func (b *builder) mobile() (sites, stationRecords []registry.Record) {
	owners := []string{"viettel", "vnpt", "viettel", "mobifone", "vnpt", "viettel", "mobifone", "vietnamobile"}
	layers := []string{"2G", "3G", "4G"}
	quota := b.apportion(stations)
	for i, c := range b.communes {
		for left := quota[i]; left > 0; {
			n := len(sites) + 1
			owner := owners[n%len(owners)]
			site := b.site(c, n, owner)
			count := min(left, 1+b.random.IntN(3))
			tenant := ""
			if n%4 == 0 && count > 1 {
				tenant = owners[(n+1)%len(owners)]
			}
			var used []string
			for k := range count {
				operator, technology := owner, layers[(n+k)%len(layers)]
				if tenant != "" && tenant != owner && k == count-1 {
					operator, technology = tenant, "4G"
					site.Tenants = tenant
				}
				used = append(used, technology)
				stationRecords = append(stationRecords, b.station(site, len(stationRecords)+1, operator, technology))
			}
			site.Technologies = registry.SchemaOf(registry.Sites).Field("technologies").JoinList(used)
			sites = append(sites, site)
			left -= count
		}
	}
	return sites, stationRecords
}

func (b *builder) site(c commune, n int, owner string) *registry.Site {
	heights := []float64{36, 42, 48, 54, 60}
	structures := []string{"self_supporting", "guyed", "guyed", "monopole"}
	return &registry.Site{
		RowHead: b.head(fmt.Sprintf("site-%04d", n)), Position: b.scatter(c, 1),
		Code: fmt.Sprintf("KTM%04d", n), Name: fmt.Sprintf("%s %d", c.name, n), OperatorCode: owner,
		CommuneCode: c.code, Commune: c.name, State: registry.StateOnAir,
		Structure: structures[b.random.IntN(len(structures))], SupportClass: "A2b", LegalType: "1",
		HeightM: registry.Some(heights[b.random.IntN(len(heights))]),
	}
}

func (b *builder) station(site *registry.Site, n int, operator, technology string) *registry.Station {
	bands := map[string]string{"2G": "900", "3G": "2100", "4G": "1800"}
	radii := map[string]float64{"2G": 5000, "3G": 2500, "4G": 3000}
	return &registry.Station{
		RowHead: b.head(fmt.Sprintf("station-%04d", n)), Position: site.Position,
		Code: fmt.Sprintf("KTS%04d", n), SiteID: site.Row.ID, OperatorCode: operator, CommuneCode: site.CommuneCode,
		Technology: technology, Band: bands[technology], State: registry.StateOnAir,
		AntennaHeightM: registry.Some(site.HeightM.Value - 3), CoverageRadiusM: registry.Some(radii[technology]),
	}
}

// apportion shares n among the communes by population, one to each first, the
// rest by largest remainder.
func (b *builder) apportion(n int) []int {
	var people int64
	for _, c := range b.communes {
		people += c.people
	}
	shares := make([]int, len(b.communes))
	type remainder struct {
		i int
		r float64
	}
	var rest []remainder
	left := n - len(shares)
	given := 0
	for i, c := range b.communes {
		exact := float64(left) * float64(c.people) / float64(people)
		shares[i] = 1 + int(exact)
		given += int(exact)
		rest = append(rest, remainder{i, exact - float64(int(exact))})
	}
	slices.SortStableFunc(rest, func(x, y remainder) int { return cmp.Compare(y.r, x.r) })
	for k := range left - given {
		shares[rest[k].i]++
	}
	return shares
}

// radio makes a station in the 94 most populous communes.
func (b *builder) radio() []registry.Record {
	var records []registry.Record
	for i, c := range b.byPeople(anyClass) {
		if i == radioStations {
			break
		}
		station := &registry.RadioStation{
			RowHead: b.head(fmt.Sprintf("radio-%03d", i+1)), Position: b.scatter(c, 0.5),
			Code: "KTTT" + c.code, Name: "Đài truyền thanh " + c.name, CommuneCode: c.code, Commune: c.name,
			Technology: []string{"fm", "fm", "wired", "ip"}[i%4], State: "working",
		}
		switch station.Technology {
		case "fm":
			station.PowerW, station.CoverageRadiusM = registry.Some(30.0), registry.Some(4500.0)
			station.FrequencyMHz = registry.Some(60 + float64(i%16)*0.5)
			station.AntennaHeightM = registry.Some(30.0)
		case "wired", "ip":
			station.CoverageRadiusM = registry.Some(2000.0)
		}
		records = append(records, station)
	}
	return records
}
