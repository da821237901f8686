package coverage

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"hatang/geo/radio/antenna"
	"hatang/registry"
)

// patterns are the antennas that were imported as .msi files.
type patterns struct {
	names  map[string]string // folded model → name of the file
	hashes map[string]string
	folder *folder

	mutex sync.Mutex
	open  map[string]antenna.Pattern
}

// patterns lists the imported antennas.
func (f *folder) patterns() (*patterns, error) {
	p := &patterns{names: map[string]string{}, hashes: map[string]string{}, folder: f, open: map[string]antenna.Pattern{}}
	files, err := os.ReadDir(filepath.Join(f.path, antennasPart))
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	for _, file := range files {
		name, is := strings.CutSuffix(file.Name(), ".msi")
		if !is {
			continue
		}
		data, err := os.ReadFile(f.antennaFile(name))
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(data)
		p.names[registry.Fold(name)], p.hashes[name] = name, hex.EncodeToString(sum[:8])
	}
	return p, err
}

// hash is that of an imported pattern, "" for a standard one.
func (p *patterns) hash(name string) string { return p.hashes[name] }

// load reads an imported pattern, once.
func (p *patterns) load(name string) (antenna.Pattern, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if known := p.open[name]; known != nil {
		return known, nil
	}
	data, err := os.ReadFile(p.folder.antennaFile(name))
	if err != nil {
		return nil, err
	}
	pattern, err := antenna.ReadMSI(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	p.open[name] = pattern
	return pattern, nil
}

// ImportAntenna keeps an antenna's .msi file under a name: sectors whose antenna
// model has that name use it from the next computation on. A file that is none
// is refused.
func (e *Engine) ImportAntenna(name string, data []byte) (*antenna.Measured, error) {
	pattern, err := antenna.ReadMSI(bytes.NewReader(data))
	if err != nil {
		bad := registry.Errorf(registry.Invalid, "tệp anten %s không đọc được", "the antenna file %s cannot be read", name)
		bad.Cause = err
		return nil, bad
	}
	return pattern, writeWhole(e.folder.antennaFile(name), data)
}

// Antennas are the names of the imported antennas.
func (e *Engine) Antennas() ([]string, error) {
	p, err := e.folder.patterns()
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(p.names))
	for _, name := range p.names {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}
