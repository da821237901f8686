package cover

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// vectors is the path of a file of the reference cases; the test is skipped where
// they are not.
func vectors(tb testing.TB, elements ...string) string {
	tb.Helper()
	path := filepath.Join(append([]string{"..", "..", "..", "..", "shared", "vectors", "siting"}, elements...)...)
	if _, err := os.Stat(path); err != nil {
		tb.Skipf("reference cases are not beside the project: %v", err)
	}
	return path
}

// numbersOf are all numbers of a file that holds nothing else.
func numbersOf(tb testing.TB, path string) []float64 {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	numbers, err := readNumbers(f)
	if err != nil {
		tb.Fatalf("%s: %v", path, err)
	}
	return numbers
}

func readNumbers(r io.Reader) ([]float64, error) {
	var out []float64
	words := bufio.NewScanner(r)
	words.Split(bufio.ScanWords)
	for words.Scan() {
		x, err := strconv.ParseFloat(words.Text(), 64)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, words.Err()
}

// city is an instance whose points are candidates and demands alike.
type city struct {
	weights  []float64
	distance func(i, j int) float64
}

func (c *city) problem(radius float64) *Problem {
	n := len(c.weights)
	return &Problem{Weights: c.weights, Covers: WithinReach(n, n, c.distance, radius)}
}

// saoJose reads SJC324 or SJC500: a count and pairs of metres, and the demands in
// a file of their own.
func saoJose(tb testing.TB, name string) *city {
	tb.Helper()
	xy := numbersOf(tb, vectors(tb, "mclp_sjc", name+".txt"))
	weights := numbersOf(tb, vectors(tb, "mclp_sjc", "demand-"+name+".dat"))
	n := int(xy[0])
	if len(xy) != 1+2*n || len(weights) != n {
		tb.Fatalf("%s: %d coordinates and %d demands for %d points", name, len(xy)-1, len(weights), n)
	}
	xy = xy[1:]
	return &city{weights, func(i, j int) float64 {
		return math.Hypot(xy[2*i]-xy[2*j], xy[2*i+1]-xy[2*j+1])
	}}
}

// newYork reads the file of New York: sections of latitudes and longitudes, and of
// demands. Its distance is the one that its best known values were found with.
func newYork(tb testing.TB) *city {
	tb.Helper()
	text, err := os.ReadFile(vectors(tb, "mclp_cities", "NewYork.txt"))
	if err != nil {
		tb.Fatal(err)
	}
	c, err := parseNewYork(string(text))
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func parseNewYork(text string) (*city, error) {
	_, rest, found := strings.Cut(text, "NODE_COORD_SECTION")
	coordinates, demands, both := strings.Cut(rest, "DEMAND_SECTION")
	if !found || !both {
		return nil, fmt.Errorf("want sections NODE_COORD_SECTION and DEMAND_SECTION")
	}
	demands, _, _ = strings.Cut(demands, "EOF")
	at, err := readNumbers(strings.NewReader(coordinates))
	if err != nil {
		return nil, err
	}
	weights, err := readNumbers(strings.NewReader(demands))
	if err != nil {
		return nil, err
	}
	if len(at) != 2*len(weights) {
		return nil, fmt.Errorf("%d coordinates for %d demands", len(at), len(weights))
	}
	const rad = math.Pi / 180
	return &city{weights, func(i, j int) float64 {
		if i == j {
			return 0
		}
		la, lb := at[2*i]*rad, at[2*j]*rad
		cosine := math.Sin(la)*math.Sin(lb) + math.Cos(la)*math.Cos(lb)*math.Cos((at[2*i+1]-at[2*j+1])*rad)
		return float64(float32(math.Acos(min(1, cosine)))) * 6378100
	}}, nil
}

// known is a line of a file of optima: points, radius, best value.
type known struct {
	name         string
	p            int
	radius, best float64
}

// knownOf reads a file of optima whose last columns are radius and value around p.
func knownOf(tb testing.TB, path string, read func(record []string) known) []known {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	var out []known
	for _, record := range records[1:] {
		out = append(out, read(record))
	}
	return out
}

func number(s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

func saoJoseOptima(tb testing.TB) []known {
	tb.Helper()
	return knownOf(tb, vectors(tb, "mclp_sjc", "optima.csv"), func(r []string) known {
		return known{r[0], int(number(r[3])), number(r[2]), number(r[4])}
	})
}

func newYorkBest(tb testing.TB) []known {
	tb.Helper()
	return knownOf(tb, vectors(tb, "mclp_cities", "NewYork_best_known.csv"), func(r []string) known {
		return known{"NewYork", int(number(r[0])), number(r[1]), number(r[2])}
	})
}

// sanFrancisco reads the table of network distances between stores and tracts.
func sanFrancisco(tb testing.TB) (weights []float64, stores int, distance func(i, j int) float64) {
	tb.Helper()
	f, err := os.Open(vectors(tb, "san_francisco", "SF_network_distance_candidateStore_16_censusTract_205_new.csv"))
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	store, tract := map[string]int{}, map[string]int{}
	table := map[[2]int]float64{}
	for _, r := range records[1:] {
		if _, seen := store[r[1]]; !seen {
			store[r[1]] = len(store)
		}
		if _, seen := tract[r[2]]; !seen {
			tract[r[2]] = len(tract)
			weights = append(weights, number(r[3]))
		}
		table[[2]int{store[r[1]], tract[r[2]]}] = number(r[0])
	}
	return weights, len(store), func(i, j int) float64 { return table[[2]int{i, j}] }
}
