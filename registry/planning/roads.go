package planning

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"hatang/geo/access"
	"hatang/registry"
	"hatang/registry/wholefile"
)

// Roads is the road file beside a registry: lines with their speeds, GeoJSON
// packed with gzip, which GIS programs open as it is.
type Roads struct {
	path string

	mutex sync.Mutex
	held  *RoadSet
	of    string // the stamp that held stands for
}

// RoadSet is what the file holds.
type RoadSet struct {
	Lines []access.Line
	About RoadAbout
}

// RoadAbout says where the lines come from.
type RoadAbout struct {
	Source     string    `json:"source"`
	ImportedAt time.Time `json:"imported_at"`
}

// RoadsFile is the road file of a registry file.
func RoadsFile(registryPath string) string { return registryPath + ".roads" }

// NewRoads is the road file at the path, which need not be there.
func NewRoads(path string) *Roads { return &Roads{path: path} }

// Note says what was travelled on.
func (r *RoadSet) Note() registry.Text {
	return registry.Textf("mạng đường: %d tuyến, nguồn %s; ngoài đường đi bộ 4 km/h; tốc độ theo cấp đường là giả định",
		"roads: %d lines, source %s; on foot at 4 km/h beside them; speeds by class are assumed", len(r.Lines), r.About.Source)
}

// stamp changes when the file does; empty: there is none.
func (r *Roads) stamp() (string, error) {
	if r.path == "" {
		return "", nil
	}
	info, err := os.Stat(r.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", err
	}
	return fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano()), nil
}

// load reads the file, unless what was read before still stands.
func (r *Roads) load(ctx context.Context) (*RoadSet, error) {
	stamp, err := r.stamp()
	if err != nil {
		return nil, err
	}
	if stamp == "" {
		e := registry.Errorf(registry.Invalid, "chưa nhập mạng đường nên không tính theo đường đi được", "no roads are imported, so nothing can be measured over them")
		e.Hint = registry.Text{VI: "nhập: hatang import roads TỆP (GeoJSON, GeoPackage)", EN: "import them: hatang import roads FILE (GeoJSON, GeoPackage)"}
		return nil, e
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.of == stamp {
		return r.held, nil
	}
	data, err := os.ReadFile(r.path)
	if err != nil {
		return nil, err
	}
	set, err := readRoadFile(ctx, data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.path, err)
	}
	r.held, r.of = set, stamp
	return set, nil
}

func readRoadFile(ctx context.Context, data []byte) (*RoadSet, error) {
	lines, about, err := ReadRoads(ctx, bytes.NewReader(data), nil)
	if err != nil {
		return nil, err
	}
	return &RoadSet{Lines: lines, About: about}, nil
}

// mostRoadBytes bounds a road file unpacked: the roads of a large country.
const mostRoadBytes = 4 << 30

// ReadRoads reads lines from GeoJSON, packed with gzip or not. A feature's speed
// is its speed_kmh, else that of its class (highway, fclass, loai_duong, class,
// cap_duong) in speeds; lines of speed 0 are left out. Every class without a speed
// is a problem.
func ReadRoads(ctx context.Context, src io.Reader, speeds Speeds) ([]access.Line, RoadAbout, error) {
	data, err := unpacked(src)
	if err != nil {
		return nil, RoadAbout{}, err
	}
	var file struct {
		Type     string             `json:"type"`
		Features []*geojson.Feature `json:"features"`
		About    RoadAbout          `json:"hatang"`
	}
	if err := json.Unmarshal(data, &file); err != nil || file.Type != "FeatureCollection" {
		return nil, RoadAbout{}, &registry.Error{Code: registry.Invalid, Cause: err, Message: registry.Text{
			VI: "tệp đường không phải GeoJSON FeatureCollection", EN: "the roads are no GeoJSON FeatureCollection",
		}}
	}
	c := newCollector(speeds)
	for i, f := range file.Features {
		if err := ctx.Err(); err != nil {
			return nil, RoadAbout{}, err
		}
		if f != nil {
			c.add(i+1, f.Geometry, f.Properties)
		}
	}
	lines, err := c.done()
	return lines, file.About, err
}

// unpacked is all bytes, unpacked if they are packed with gzip.
func unpacked(src io.Reader) ([]byte, error) {
	head := make([]byte, 2)
	n, err := io.ReadFull(src, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	src = io.MultiReader(bytes.NewReader(head[:n]), src)
	if n == 2 && head[0] == 0x1f && head[1] == 0x8b {
		content, err := gzip.NewReader(src)
		if err != nil {
			return nil, fmt.Errorf("gzip: %w", err)
		}
		src = content
	}
	data, err := io.ReadAll(io.LimitReader(src, mostRoadBytes+1))
	if err == nil && len(data) > mostRoadBytes {
		err = registry.Errorf(registry.Invalid, "tệp đường quá lớn", "the file of roads is too large")
	}
	return data, err
}

// Speeds are km/h by folded class.
type Speeds map[string]float64

// ParseSpeeds reads data/speeds.yaml and its like.
func ParseSpeeds(data []byte) (Speeds, error) {
	var file struct {
		Speeds map[string]float64 `yaml:"speeds"`
	}
	if err := yaml.UnmarshalWithOptions(data, &file, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("speeds: %w", err)
	}
	s := Speeds{}
	for class, kmh := range file.Speeds {
		if err := s.Set(class, kmh); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Set gives a class a speed, km/h; 0 leaves its lines out.
func (s Speeds) Set(class string, kmh float64) error {
	if !(kmh >= 0 && kmh <= 200) {
		return registry.Errorf(registry.Invalid, "tốc độ của %q là %v, phải từ 0 đến 200 km/h", "the speed of %q is %v, must be 0 to 200 km/h", class, kmh)
	}
	s[registry.Fold(class)] = kmh
	return nil
}

// classFields are the properties that may hold a road's class, the first one
// stated decides.
func classFields() []string {
	return []string{"highway", "fclass", "loai_duong", "class", "loai", "cap_duong", "type"}
}

// collector makes lines of features and remembers what is wrong.
type collector struct {
	speeds   Speeds
	lines    []access.Line
	unknown  map[string]int // classes without a speed
	problems problemList
}

func newCollector(speeds Speeds) *collector {
	return &collector{speeds: speeds, unknown: map[string]int{}}
}

// mostProblems is how many faults of a file are listed.
const mostProblems = 50

func (c *collector) add(row int, g orb.Geometry, properties map[string]any) {
	var paths []orb.LineString
	switch g := g.(type) {
	case orb.LineString:
		paths = []orb.LineString{g}
	case orb.MultiLineString:
		paths = g
	default:
		c.fault(row, "geometry", "", "geometry", "phải là đường (LineString)", "must be a line (LineString)")
		return
	}
	class, kmh, known := c.speedOf(properties)
	if !known {
		c.unknown[class]++
		return
	}
	if kmh == 0 {
		return
	}
	name := text(properties, "name", "ten", "ref")
	for _, path := range paths {
		for _, p := range path {
			if !(p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90) {
				c.fault(row, "geometry", fmt.Sprint(p), "range", "phải là kinh độ, vĩ độ WGS 84", "must be WGS 84 longitude and latitude")
				return
			}
		}
		if len(path) > 1 {
			c.lines = append(c.lines, access.Line{Name: name, Class: class, SpeedKMH: kmh, Path: path})
		}
	}
}

func (c *collector) fault(row int, column, value, rule, vi, en string) {
	if len(c.problems) < mostProblems {
		c.problems = append(c.problems, registry.Problem{
			Row: row, Column: column, Value: value, Rule: rule, Severity: registry.Fault, Message: registry.Text{VI: vi, EN: en},
		})
	}
}

// speedOf is a feature's class and speed.
func (c *collector) speedOf(properties map[string]any) (class string, kmh float64, known bool) {
	class = text(properties, classFields()...)
	if v, ok := properties["speed_kmh"].(float64); ok && v >= 0 && v <= 200 {
		return class, v, true
	}
	kmh, known = c.speeds[registry.Fold(class)]
	return class, kmh, known
}

func text(properties map[string]any, names ...string) string {
	for _, name := range names {
		if v, ok := properties[name].(string); ok && strings.TrimSpace(v) != "" {
			return registry.Normalise(v)
		}
	}
	return ""
}

// done is the lines, or everything wrong with them.
func (c *collector) done() ([]access.Line, error) {
	classes := make([]string, 0, len(c.unknown))
	for class := range c.unknown {
		classes = append(classes, class)
	}
	slices.Sort(classes)
	for _, class := range classes {
		c.problems.add("class", class, "code", "%d tuyến có cấp đường chưa có tốc độ: thêm --speed \"CẤP=km/h\"", "%d lines have a class without a speed: add --speed \"CLASS=km/h\"", c.unknown[class])
	}
	if len(c.problems) > 0 {
		return nil, &registry.Error{Code: registry.Invalid, Problems: c.problems, Message: registry.Text{
			VI: "tệp đường chưa dùng được", EN: "the roads cannot be used as they are",
		}}
	}
	if len(c.lines) == 0 {
		return nil, registry.Errorf(registry.Invalid, "tệp không có tuyến đường nào đi được", "the file has no line that can be travelled")
	}
	return c.lines, nil
}

// fileMode keeps the file with the registry's owner.
const fileMode = 0o600

// Write puts lines into the file, in place of what was there.
func (r *Roads) Write(set *RoadSet) error {
	collection := geojson.NewFeatureCollection()
	for _, line := range set.Lines {
		f := geojson.NewFeature(line.Path)
		f.Properties = geojson.Properties{"name": line.Name, "class": line.Class, "speed_kmh": line.SpeedKMH}
		collection.Append(f)
	}
	collection.ExtraMembers = geojson.Properties{"hatang": set.About}
	return wholefile.Write(r.path, fileMode, func(w io.Writer) error {
		packed := gzip.NewWriter(w)
		return errors.Join(json.NewEncoder(packed).Encode(collection), packed.Close())
	})
}
