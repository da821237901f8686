package basemap

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"hatang/registry"
)

// Meaning is what a feature says about itself, whatever its source.
type Meaning struct {
	Name  string
	Class string // one of the layer's, or "other"
	Rank  int    // 0 to MaxRank
	Ref   string // of a road: QL24
	// Population of a place; 0: not stated.
	Population int64
}

// Other is the class of what does not say what it is.
const Other = "other"

// sort is what a word of a source means.
type sort struct {
	class string
	rank  int
}

// vocabulary is how the features of a layer are told apart.
type vocabulary struct {
	fields []string        // that may hold the class, the first with a known word decides
	words  map[string]sort // by folded word
	other  sort            // of what says nothing known
}

// nameFields are those that may hold a name, Vietnamese ones first.
func nameFields() []string {
	return []string{"name_vi", "name:vi", "ten_vi", "ten", "ten_duong", "ten_song", "name", "label", "name_en", "name:en"}
}

// vocabularyOf is the layer's. The words are those of Natural Earth
// (featurecla, type), OpenStreetMap and Geofabrik (highway, waterway, natural,
// place, admin_level, fclass) and of Vietnamese offices (loai_duong, cap_duong).
func vocabularyOf(layer Layer) vocabulary {
	switch layer {
	case Land:
		return vocabulary{[]string{"class", "featurecla", "place", "natural", "fclass"}, wordsOf(map[sort]string{
			{"land", 0}: "land", {"island", 3}: "island,islet,minor island,dao",
		}), sort{"land", 0}}
	case Water:
		return vocabulary{[]string{"class", "featurecla", "water", "natural", "fclass", "landuse", "type", "loai"}, wordsOf(map[sort]string{
			{"ocean", 0}: "ocean,sea,bien", {"lake", 5}: "lake,water,alkaline lake,ho", {"reservoir", 5}: "reservoir,ho chua",
			{"river", 6}: "river,riverbank,canal,song", {"pond", 9}: "pond,basin,dock,ao", {"wetland", 8}: "wetland,dam lay",
		}), sort{Other, 6}}
	case Rivers:
		return vocabulary{[]string{"class", "waterway", "featurecla", "fclass", "type", "loai", "natural"}, wordsOf(map[sort]string{
			{"river", 6}: "river,lake centerline,river (intermittent),song", {"canal", 8}: "canal,kenh", {"stream", 9}: "stream,suoi",
			{"ditch", 10}: "ditch,drain,muong", {"coastline", 1}: "coastline,bo bien",
		}), sort{Other, 8}}
	case Roads:
		return vocabulary{[]string{"class", "highway", "fclass", "railway", "route", "loai_duong", "cap_duong", "type", "featurecla", "loai"}, roadWords(), sort{Other, 9}}
	case Borders:
		return vocabulary{[]string{"class", "admin_level", "featurecla", "fclass", "maritime", "level", "cap", "type"}, wordsOf(map[sort]string{
			{"country", 1}:  "country,2,admin 0 country,international boundary (verify),international boundary,indefinite (please verify),disputed (please verify),quoc gia,bien gioi",
			{"province", 4}: "province,3,4,state,admin 1 boundary,admin 1 states provinces,tinh",
			{"district", 7}: "district,5,6,county,huyen", {"commune", 9}: "commune,7,8,municipality,xa", {"maritime", 3}: "maritime,yes,maritime boundary",
		}), sort{Other, 5}}
	}
	return vocabulary{[]string{"class", "place", "featurecla", "fclass", "type", "loai"}, wordsOf(map[sort]string{
		{"capital", 2}: "capital,national_capital,admin 0 capital", {"city", 4}: "city,admin 1 capital,admin 1 region capital,thanh pho",
		{"town", 6}: "town,populated place,thi xa,thi tran", {"village", 8}: "village,suburb,quarter,xa,phuong",
		{"hamlet", 10}: "hamlet,isolated_dwelling,neighbourhood,locality,thon,to dan pho",
	}), sort{Other, 8}}
}

func roadWords() map[string]sort {
	return wordsOf(map[sort]string{
		{"motorway", 3}: "motorway,cao toc,duong cao toc", {"trunk", 3}: "trunk,major highway,quoc lo,asean,beltway",
		{"primary", 4}: "primary,secondary highway,duong chinh,quoc gia", {"secondary", 6}: "secondary,road,duong thu cap,tinh lo,cap tinh,duong tinh",
		{"tertiary", 8}: "tertiary,cap huyen,duong huyen,huyen lo", {"residential", 9}: "residential,unclassified,living_street,duong xa,cap xa,duong dan sinh,duong do thi",
		{"service", 10}: "service", {"track", 10}: "track,track_grade1,track_grade2,track_grade3,track_grade4,track_grade5,duong mon",
		{"path", 10}: "path,footway,cycleway,steps,bridleway,pedestrian", {"rail", 5}: "rail,railway,narrow_gauge,light_rail,subway,duong sat",
		{"ferry", 7}: "ferry,ferry route,pha",
	})
}

// wordsOf turns lists of words into a table by folded word.
func wordsOf(lists map[sort]string) map[string]sort {
	table := map[string]sort{}
	for s, list := range lists {
		for word := range strings.SplitSeq(list, ",") {
			table[registry.Fold(word)] = s
		}
	}
	return table
}

// MeaningOf finds out what a feature of a layer is by its properties.
func MeaningOf(layer Layer, properties map[string]string) Meaning {
	return newReading(layer).of(properties)
}

// reading reads the features of one layer.
type reading struct {
	layer Layer
	vocabulary
}

func newReading(layer Layer) *reading { return &reading{layer, vocabularyOf(layer)} }

func (r *reading) of(properties map[string]string) Meaning {
	folded := map[string]string{}
	for name, value := range properties {
		name = strings.ToLower(strings.TrimSpace(name))
		if value = strings.TrimSpace(value); value != "" && (folded[name] == "" || value < folded[name]) {
			folded[name] = value
		}
	}
	found := r.sortOf(folded)
	m := Meaning{Class: found.class, Rank: found.rank}
	for _, field := range nameFields() {
		if value := folded[field]; value != "" && !saysNothing(value) {
			m.Name = value
			break
		}
	}
	if rank, ok := statedRank(folded); ok {
		m.Rank = rank
	}
	switch r.layer {
	case Roads:
		m.Ref = refOf(folded["ref"], folded["so_hieu"], m.Name)
	case Places:
		m.Population = populationOf(folded)
		m.Rank = min(m.Rank, rankByPeople(m.Population))
	}
	return m
}

func (r *reading) sortOf(folded map[string]string) sort {
	for _, field := range r.fields {
		word := registry.Fold(strings.TrimSuffix(folded[field], "_link"))
		if s, known := r.words[word]; known && word != "" {
			return s
		}
	}
	return r.other
}

// saysNothing tells words that stand where a name is not known.
func saysNothing(name string) bool {
	switch registry.Fold(name) {
	case "", "khong biet", "khong ro", "khong ten", "unknown", "null", "none", "n a", "no name":
		return true
	}
	return false
}

// statedRank is the rank that the source itself gives: rank is one of ours,
// min_zoom the first zoom of a map, and scalerank, of Natural Earth, about the
// same.
func statedRank(folded map[string]string) (int, bool) {
	if rank, err := strconv.Atoi(folded["rank"]); err == nil && rank >= 0 && rank <= MaxRank {
		return rank, true
	}
	for _, field := range []string{"min_zoom", "scalerank"} {
		if zoom, err := strconv.ParseFloat(folded[field], 64); err == nil && zoom >= 0 && zoom <= 22 {
			return rankFrom(zoom), true
		}
	}
	return 0, false
}

// numbered finds the number of a national or provincial road in its name.
var numbered = regexp.MustCompile(`^(quoc lo|ql|tinh lo|tl|duong tinh|dt)\s*([0-9]{1,4}[a-z]?)\b`)

// refOf is a road's number: as stated, or as its name says, Quốc lộ 24 → QL24.
func refOf(stated ...string) string {
	for _, ref := range stated[:len(stated)-1] {
		if ref != "" && len(ref) <= 30 {
			return ref
		}
	}
	match := numbered.FindStringSubmatch(registry.Fold(stated[len(stated)-1]))
	if match == nil {
		return ""
	}
	kind := "ĐT"
	if match[1] == "ql" || match[1] == "quoc lo" {
		kind = "QL"
	}
	return kind + strings.ToUpper(match[2])
}

func populationOf(folded map[string]string) int64 {
	for _, field := range []string{"population", "pop_max", "pop", "dan_so"} {
		if n, err := strconv.ParseFloat(folded[field], 64); err == nil && n > 0 && n < 1e9 {
			return int64(math.Round(n))
		}
	}
	return 0
}

// rankByPeople is the least rank of a place by its people.
func rankByPeople(people int64) int {
	switch {
	case people >= 1_000_000:
		return 2
	case people >= 300_000:
		return 4
	case people >= 100_000:
		return 5
	case people >= 30_000:
		return 6
	}
	return MaxRank
}
