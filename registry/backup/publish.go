package backup

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"hatang/registry/wholefile"
)

// The names in the folder: the manifest once all is copied, and while it is there,
// some of the copy may be in its place already.
const manifestName = "manifest.json"

// publish moves the copy to its place, the registry last.
func (m *maker) publish(manifest *Manifest) error {
	if err := m.write(manifest, manifestName); err != nil {
		return failed("manifest", err)
	}
	for _, suffix := range m.suffixes() {
		if err := move(place(m.folder, suffix), m.To+suffix); err != nil {
			return failed("moving "+m.To+suffix, err)
		}
	}
	if err := m.write(manifest, manifestName+".copy"); err != nil {
		return failed("manifest", err)
	}
	err := os.Rename(filepath.Join(m.folder, manifestName+".copy"), ManifestOf(m.To))
	if err == nil {
		err = move(place(m.folder, ""), m.To)
	}
	if err == nil {
		err = wholefile.SyncFolder(filepath.Dir(m.To)) // the names last, before what they replace goes
	}
	if err != nil {
		return failed("moving "+m.To, err)
	}
	return os.RemoveAll(m.folder)
}

// suffixes are those of what stands beside the registry.
func (m *maker) suffixes() []string {
	var list []string
	for _, p := range m.Parts {
		if p.Suffix != "" {
			list = append(list, p.Suffix)
		}
	}
	return list
}

// takeBack moves back what an interrupted publish had moved already.
func (m *maker) takeBack() error {
	_, err := os.Stat(filepath.Join(m.folder, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // none had begun
	}
	if err != nil {
		return err
	}
	if _, err := os.Lstat(m.To); err == nil { // all of it is there; the folder was not removed
		return os.RemoveAll(m.folder)
	}
	for _, suffix := range m.suffixes() {
		if _, err := os.Lstat(place(m.folder, suffix)); err == nil {
			continue
		}
		if err := move(m.To+suffix, place(m.folder, suffix)); err != nil {
			return err
		}
	}
	if err := os.Remove(ManifestOf(m.To)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Remove(filepath.Join(m.folder, manifestName))
}

// move renames what is there.
func move(from, to string) error {
	if _, err := os.Lstat(from); errors.Is(err, fs.ErrNotExist) {
		return nil // there is no such part
	}
	return os.Rename(from, to)
}
