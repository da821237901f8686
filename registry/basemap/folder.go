package basemap

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
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/paulmach/orb/geojson"

	"hatang/registry"
	"hatang/registry/wholefile"
)

// Folder is where the layers of a basemap are kept. It is safe for concurrent
// use, also by several programs: a file is replaced as a whole.
type Folder struct {
	path string
	now  func() time.Time

	mutex  sync.Mutex
	held   *Set
	looked time.Time // when the files were last looked at
}

// FolderOf is the folder of the basemap of a registry file.
func FolderOf(registryPath string) string { return registryPath + ".basemap" }

// Open is the folder at the path, which need not be there.
func Open(path string) *Folder { return &Folder{path: path, now: time.Now} }

const (
	fileEnd    = ".geojson.gz"
	folderMode = 0o755
	fileMode   = 0o644
	// mostBytes bounds a file unpacked: the roads of a large country.
	mostBytes = 4 << 30
)

func (f *Folder) file(layer Layer) string { return filepath.Join(f.path, string(layer)+fileEnd) }

// write puts a layer in place of what was there, whole or not at all.
func (f *Folder) write(about About, fc *geojson.FeatureCollection) error {
	if err := os.MkdirAll(f.path, folderMode); err != nil {
		return err
	}
	return wholefile.Write(f.file(about.Layer), fileMode, func(w io.Writer) error {
		packed := gzip.NewWriter(w)
		return errors.Join(json.NewEncoder(packed).Encode(fc), packed.Close())
	})
}

// Remove takes a layer out.
func (f *Folder) Remove(layer Layer) error {
	err := os.Remove(f.file(layer))
	if errors.Is(err, fs.ErrNotExist) {
		return registry.Errorf(registry.NotFound, "chưa nạp lớp nền %s", "the layer %s is not imported", layer)
	}
	return err
}

// List says where the layers that are there come from, in drawing order.
func (f *Folder) List(ctx context.Context) ([]About, error) {
	list := []About{}
	for _, layer := range Layers() {
		content, err := f.read(ctx, layer)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, content.about)
	}
	return list, nil
}

// content is what a layer's file holds.
type content struct {
	about    About
	features []kept
}

// read reads a layer's file.
func (f *Folder) read(ctx context.Context, layer Layer) (*content, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(f.file(layer))
	if err != nil {
		return nil, err
	}
	found, err := decode(layer, data)
	if err != nil {
		bad := registry.Errorf(registry.Unsupported, "không đọc được %s", "%s cannot be read", f.file(layer))
		bad.Cause = err
		bad.Hint = registry.Text{VI: "nạp lại: hatang import basemap", EN: "import it again: hatang import basemap"}
		return nil, bad
	}
	return found, nil
}

var errForm = errors.New("no file of this program")

func decode(layer Layer, data []byte) (*content, error) {
	packed, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(packed, mostBytes+1))
	if err != nil {
		return nil, err
	}
	var file struct {
		Type     string             `json:"type"`
		Features []*geojson.Feature `json:"features"`
		About    About              `json:"hatang"`
	}
	if err := json.Unmarshal(plain, &file); err != nil {
		return nil, err
	}
	if file.Type != "FeatureCollection" || file.About.Layer != layer {
		return nil, errForm
	}
	c := &content{about: file.About}
	for i, feature := range file.Features {
		k, err := keptOf(layer, feature)
		if err != nil {
			return nil, fmt.Errorf("feature %d: %w", i+1, err)
		}
		c.features = append(c.features, k)
	}
	return c, nil
}

func keptOf(layer Layer, f *geojson.Feature) (kept, error) {
	if f == nil || f.Geometry == nil {
		return kept{}, errForm
	}
	if _, bad := offEarth(f.Geometry); bad {
		return kept{}, errForm
	}
	shape, problem := shapeFor(layer, f.Geometry)
	if problem != nil {
		return kept{}, errForm
	}
	k := kept{shape: shape}
	k.Class, _ = f.Properties["class"].(string)
	k.Name, _ = f.Properties["name"].(string)
	k.Ref, _ = f.Properties["ref"].(string)
	rank, _ := f.Properties["rank"].(float64)
	if k.Rank = int(rank); k.Rank < 0 || k.Rank > MaxRank || k.Class == "" {
		return kept{}, errForm
	}
	people, _ := f.Properties["population"].(float64)
	k.Population = int64(people)
	return k, nil
}

// stamp changes when any of the files does.
func (f *Folder) stamp() (string, error) {
	var all strings.Builder
	for _, layer := range Layers() {
		info, err := os.Stat(f.file(layer))
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return "", err
		default:
			fmt.Fprintf(&all, "%s %d %d;", layer, info.Size(), info.ModTime().UnixNano())
		}
	}
	return all.String(), nil
}
