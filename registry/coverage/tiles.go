package coverage

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hatang/geo/terrain"
	"hatang/registry"
)

// Tiles is a folder of terrain beside a registry: the files as they were
// imported, and a list of them.
type Tiles struct {
	path string
	list []keptTile
}

// keptTile is one file of the folder.
type keptTile struct {
	File string `json:"file"` // within the folder
	// As is the tile that it stands in for; empty: it is itself.
	As   string       `json:"as,omitempty"`
	Tile terrain.Tile `json:"tile"`
}

const tilesFile = "tiles.json"

// OpenTiles reads the list of a folder; one that is not there holds none.
func OpenTiles(path string) (*Tiles, error) {
	t := &Tiles{path: path}
	data, err := os.ReadFile(filepath.Join(path, tilesFile))
	if errors.Is(err, fs.ErrNotExist) {
		return t, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &t.list)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(path, tilesFile), err)
	}
	return t, nil
}

// List is what the folder holds.
func (t *Tiles) List() []Tile {
	all := make([]Tile, len(t.list))
	for i := range t.list {
		all[i] = tileOf(t.list[i].Tile)
	}
	return all
}

// Import checks a file of elevations and keeps a copy. as names the tile that it
// is to stand in for, "" for none. A tile of the same name is replaced; known
// tells that the very same was there already.
func (t *Tiles) Import(path, as string) (tile Tile, known bool, err error) {
	r, err := terrain.Open(path, terrain.Options{As: as})
	if err != nil {
		return tile, false, badTerrain(path, err)
	}
	opened := r.Tile()
	tile = tileOf(opened)
	if err := r.Close(); err != nil {
		return tile, false, err
	}
	kept := keptTile{Tile: opened}
	if tile.StandIn {
		kept.As = as
	}
	// The file keeps its name, which tells its place, in a folder of its content.
	kept.File = filepath.Join(tile.SHA256[:16], filepath.Base(path))
	same := func(k keptTile) bool { return k.Tile.Name == tile.Name && k.Tile.Format == tile.Format }
	if i := slices.IndexFunc(t.list, same); i >= 0 {
		if old := t.list[i]; old.Tile.SHA256 == tile.SHA256 && old.As == kept.As {
			return tile, true, nil
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return tile, false, err
	}
	if err := writeWhole(filepath.Join(t.path, kept.File), data); err != nil {
		return tile, false, err
	}
	list := slices.DeleteFunc(slices.Clone(t.list), same)
	list = append(list, kept)
	slices.SortFunc(list, func(a, b keptTile) int { return strings.Compare(a.Tile.Name, b.Tile.Name) })
	return tile, false, t.store(list)
}

// store writes the list and removes files that are no longer on it.
func (t *Tiles) store(list []keptTile) error {
	data, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return err
	}
	if err := writeWhole(filepath.Join(t.path, tilesFile), data); err != nil {
		return err
	}
	var errs []error
	for _, old := range t.list {
		if !slices.ContainsFunc(list, func(k keptTile) bool { return k.File == old.File }) {
			gone := filepath.Join(t.path, old.File)
			errs = append(errs, os.Remove(gone), os.Remove(filepath.Dir(gone)))
		}
	}
	t.list = list
	return errors.Join(errs...)
}

// Remove takes a tile out of the folder.
func (t *Tiles) Remove(name string) error {
	list := slices.DeleteFunc(slices.Clone(t.list), func(k keptTile) bool { return strings.EqualFold(k.Tile.Name, name) })
	if len(list) == len(t.list) {
		return registry.Errorf(registry.NotFound, "không có mảnh địa hình %q", "there is no terrain tile %q", name)
	}
	return t.store(list)
}

// Model opens all tiles; nil where there are none. The caller closes it.
func (t *Tiles) Model() (*terrain.Model, error) {
	if len(t.list) == 0 {
		return nil, nil
	}
	var rasters []*terrain.Raster
	for _, k := range t.list {
		r, err := terrain.Open(filepath.Join(t.path, k.File), terrain.Options{As: k.As})
		if err == nil && r.Tile().SHA256 != k.Tile.SHA256 {
			err = errors.Join(fmt.Errorf("terrain: %s is no longer what was imported", k.File), r.Close())
		}
		if err != nil {
			for _, opened := range rasters {
				err = errors.Join(err, opened.Close())
			}
			return nil, badTerrain(k.File, err)
		}
		rasters = append(rasters, r)
	}
	return terrain.NewModel(rasters...)
}

func badTerrain(path string, err error) error {
	bad := registry.Errorf(registry.Invalid, "tệp địa hình %s không dùng được", "the terrain file %s cannot be used", path)
	bad.Cause = err
	bad.Hint = registry.Text{
		VI: "nhận .hgt, .hgt.gz, .hgt.zip (SRTM 1″ hoặc 3″) và .asc (ESRI ASCII, độ)",
		EN: "taken are .hgt, .hgt.gz, .hgt.zip (SRTM 1″ or 3″) and .asc (ESRI ASCII, degrees)",
	}
	return bad
}
