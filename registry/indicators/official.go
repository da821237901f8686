package indicators

import (
	"cmp"
	"context"
	"slices"

	"hatang/geo/geodesy"
	"hatang/registry"
)

// official is the arithmetic of published reports over the points that count.
func official(unit *registry.AdminUnit, communes []*registry.AdminUnit, network Network, points []point) Official {
	o := Official{AreaKM2: areaInput(unit, communes), People: peopleInput(unit, communes), Counts: classCounts(network, points)}
	for _, p := range points {
		if p.counted {
			o.N++
		}
	}
	switch {
	case o.N == 0:
		o.Why = registry.Text{
			VI: "chưa có điểm nào trong đơn vị này vào ngày này, nên không có bán kính bình quân",
			EN: "there is no point in this unit on this day, so there is no mean radius",
		}
	case !o.AreaKM2.Value.Known:
		o.Why = registry.Text{
			VI: "chưa có diện tích của đơn vị: nhập area_km2 hoặc ranh giới",
			EN: "the unit's area is not known: enter area_km2 or its boundary",
		}
	}
	o.RadiusCircleKM = CircleRadiusKM(o.AreaKM2.Value.Or(0), o.N)
	o.RadiusHalfSquareKM = HalfSquareRadiusKM(o.AreaKM2.Value.Or(0), o.N)
	if o.People.Value.Known {
		o.PeoplePerPoint = PeoplePerPoint(o.People.Value.Value, o.N)
	}
	return o
}

// areaInput is the unit's official area, else the sum of its communes' official
// areas, else what its boundary measures on the ellipsoid.
func areaInput(unit *registry.AdminUnit, communes []*registry.AdminUnit) Input {
	if unit.AreaKM2.Known {
		return Input{Value: unit.AreaKM2, Year: unit.AreaYear, Source: enteredSource(unit.AreaSource)}
	}
	var sum float64
	complete := len(communes) > 0
	for _, c := range communes {
		sum += c.AreaKM2.Or(0)
		complete = complete && c.AreaKM2.Known
	}
	if complete {
		return Input{Value: registry.Some(sum), Source: registry.Textf(
			"tổng diện tích nhập của %d xã", "sum of the entered areas of %d communes", len(communes))}
	}
	measured := geodesy.AreaM2(unit.Area) / 1e6
	if measured == 0 {
		for _, c := range communes {
			measured += geodesy.AreaM2(c.Area) / 1e6
		}
	}
	if measured == 0 {
		return Input{Source: registry.Text{VI: "chưa có", EN: "not known"}}
	}
	return Input{Value: registry.Some(measured), Source: registry.Text{
		VI: "đo trên ranh giới (ellipsoid WGS 84), chưa nhập diện tích chính thức",
		EN: "measured on the boundary (WGS 84 ellipsoid); no official area is entered",
	}}
}

// peopleInput is the unit's own population, else the sum over its communes.
func peopleInput(unit *registry.AdminUnit, communes []*registry.AdminUnit) Input {
	if unit.Population.Known {
		return Input{
			Value: registry.Some(float64(unit.Population.Value)), Year: unit.PopulationYear,
			Source: enteredSource(unit.PopulationSource),
		}
	}
	var sum int64
	stated := 0
	for _, c := range communes {
		if c.Population.Known {
			sum += c.Population.Value
			stated++
		}
	}
	if stated == 0 {
		return Input{Source: registry.Text{VI: "chưa có", EN: "not known"}}
	}
	in := Input{Value: registry.Some(float64(sum)), Source: registry.Textf(
		"tổng số dân của %d/%d xã", "sum of the people of %d of %d communes", stated, len(communes))}
	if year := commonYear(communes); year != 0 {
		in.Year = registry.Some(year)
	}
	return in
}

// commonYear is the year of all stated populations, 0 when they differ.
func commonYear(communes []*registry.AdminUnit) int64 {
	var year int64
	for _, c := range communes {
		switch {
		case !c.Population.Known:
		case !c.PopulationYear.Known || (year != 0 && year != c.PopulationYear.Value):
			return 0
		default:
			year = c.PopulationYear.Value
		}
	}
	return year
}

func enteredSource(source string) registry.Text {
	if source == "" {
		return registry.Text{VI: "đã nhập, không ghi nguồn", EN: "entered without a source"}
	}
	return registry.Text{VI: source, EN: source}
}

// classCounts counts the points by class, in the order of the class's codes and
// then by class.
func classCounts(network Network, points []point) []ClassCount {
	type key struct {
		class   string
		counted bool
	}
	numbers := map[key]int{}
	for _, p := range points {
		numbers[key{p.class, p.counted}]++
	}
	field := classField(network)
	counts := make([]ClassCount, 0, len(numbers))
	for k, n := range numbers {
		label := registry.Text{VI: k.class, EN: k.class}
		if field != nil {
			label = field.CodeLabel(k.class)
		}
		if k.class == "" {
			label = registry.Text{VI: "chưa rõ", EN: "not stated"}
		}
		counts = append(counts, ClassCount{Class: k.class, Label: label, N: n, Counted: k.counted})
	}
	rank := func(class string) int {
		if field == nil {
			return 0
		}
		return slices.IndexFunc(field.Codes, func(c registry.CodeValue) bool { return c.Code == class })
	}
	slices.SortFunc(counts, func(a, b ClassCount) int {
		return cmp.Or(cmp.Compare(rank(a.Class), rank(b.Class)), cmp.Compare(a.Class, b.Class), boolOrder(a.Counted, b.Counted))
	})
	return counts
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// shares are the proportions published beside the network's figures.
func shares(network Network, communes []*registry.AdminUnit, inCommune map[string][]point) []Share {
	with := func(name registry.Text, among func(*registry.AdminUnit) bool, has func(point) bool) Share {
		s := Share{Name: name}
		for _, c := range communes {
			if !among(c) {
				continue
			}
			s.Whole++
			if slices.ContainsFunc(inCommune[c.Code], has) {
				s.Part++
			}
		}
		s.Percent = Percent(s.Part, s.Whole)
		return s
	}
	everyCommune := func(*registry.AdminUnit) bool { return true }
	anyPoint := func(point) bool { return true }
	switch network {
	case PostalNetwork:
		return []Share{
			with(registry.Text{VI: "xã có điểm BĐ–VHX", EN: "rural communes with a culture-and-post point"},
				func(c *registry.AdminUnit) bool { return c.Type == "xa" },
				func(p point) bool { return p.class == registry.CommunePoint }),
			with(registry.Text{VI: "xã, phường, thị trấn có điểm phục vụ", EN: "communes with a point"}, everyCommune, anyPoint),
		}
	case BTSNetwork:
		return []Share{with(registry.Text{VI: "xã, phường, thị trấn có BTS", EN: "communes with a BTS site"}, everyCommune, anyPoint)}
	case RadioNetwork:
		return []Share{with(registry.Text{VI: "xã, phường, thị trấn có đài truyền thanh", EN: "communes with a radio station"}, everyCommune, anyPoint)}
	}
	return nil
}

// stationCounts says how many stations, technology layers and operators stand
// behind the number of sites: published "numbers of BTS" mean any of them.
func stationCounts(ctx context.Context, r registry.Reader, asOf registry.Date, sites []point) ([]ClassCount, error) {
	within := make(map[string]bool, len(sites))
	for _, s := range sites {
		within[s.id] = true
	}
	stations := 0
	layers := map[[3]string]bool{}
	operators := map[string]bool{}
	err := r.Scan(ctx, registry.Query{Kind: registry.Stations, AsOf: asOf, InService: true}, func(rec registry.Record) error {
		s, ok := rec.(*registry.Station)
		if ok && within[s.SiteID] && (s.State == registry.StateOnAir || s.State == "") {
			stations++
			layers[[3]string{s.SiteID, s.OperatorCode, s.Technology}] = true
			operators[s.OperatorCode] = true
		}
		return nil
	})
	return []ClassCount{
		{Class: "stations", Label: registry.Text{VI: "trạm BTS", EN: "stations"}, N: stations},
		{Class: "layers", Label: registry.Text{VI: "lớp công nghệ (vị trí × nhà mạng × công nghệ)", EN: "technology layers"}, N: len(layers)},
		{Class: "operators", Label: registry.Text{VI: "nhà mạng", EN: "operators"}, N: len(operators)},
	}, err
}
