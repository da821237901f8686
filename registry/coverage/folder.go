package coverage

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"hatang/geo/coverage/network"
	"hatang/geo/radio/sweep"
	"hatang/registry"
	"hatang/registry/wholefile"
)

// folder is where losses, levels and claims are kept: losses and levels named by
// the hash of what they follow from, written whole or not at all.
type folder struct {
	path  string
	codec *codec
}

// The parts of a folder.
const (
	lossesPart   = "losses"
	levelsPart   = "levels"
	antennasPart = "antennas"
	claimsFile   = "claims.json"
)

// Modes of what is written: the folder holds nothing secret, but it is the
// owner's.
const (
	folderMode = 0o755
	fileMode   = 0o644
)

func openFolder(path string) (*folder, error) {
	c, err := newCodec()
	if err != nil {
		return nil, err
	}
	return &folder{path: path, codec: c}, nil
}

// key is the name of what follows from a value.
func key(value any) (string, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:keyBytes]), nil
}

// file is where a name, which must be a hash, is kept.
func (f *folder) file(part, name string) string {
	return filepath.Join(f.path, part, name[:2], name)
}

// isKey tells a name made by key from what a broken file may hold.
func isKey(name string) bool {
	raw, err := hex.DecodeString(name)
	return err == nil && len(raw) == keyBytes
}

const keyBytes = 16

func (f *folder) has(part, name string) bool {
	_, err := os.Stat(f.file(part, name))
	return err == nil
}

func (f *folder) putLoss(name string, loss *sweep.Footprint) error {
	data, err := loss.AppendBinary(nil)
	if err != nil {
		return err
	}
	return writeWhole(f.file(lossesPart, name), data)
}

func (f *folder) loss(name string) (*sweep.Footprint, error) {
	data, err := os.ReadFile(f.file(lossesPart, name)) //nolint:gosec // names are hashes, checked on reading
	if err != nil {
		return nil, err
	}
	loss, err := sweep.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.file(lossesPart, name), err)
	}
	return loss, nil
}

func (f *folder) putLevels(name string, l *network.Layer) error {
	return writeWhole(f.file(levelsPart, name), f.codec.encodeLayer(l))
}

func (f *folder) levels(name string) (*network.Layer, error) {
	data, err := os.ReadFile(f.file(levelsPart, name)) //nolint:gosec // names are hashes, checked on reading
	if err != nil {
		return nil, err
	}
	l, err := f.codec.decodeLayer(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.file(levelsPart, name), err)
	}
	return l, nil
}

// claims reads the claims; nil where nothing was computed yet.
func (f *folder) claims() (*Claims, error) {
	path := filepath.Join(f.path, claimsFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c := new(Claims)
	if err = json.Unmarshal(data, c); err == nil && c.Version != claimsVersion {
		err = fmt.Errorf("version %d, expected %d", c.Version, claimsVersion)
	}
	if err == nil {
		err = c.check()
	}
	if err != nil {
		e := registry.Errorf(registry.Unsupported, "không đọc được %s", "%s cannot be read", path)
		e.Cause = err
		e.Hint = registry.Text{VI: "tính lại: hatang coverage compute", EN: "compute again: hatang coverage compute"}
		return nil, e
	}
	return c, nil
}

func (f *folder) putClaims(c *Claims) error {
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return writeWhole(filepath.Join(f.path, claimsFile), data)
}

// sweepOut removes losses and levels that no claim follows from any more.
func (f *folder) sweepOut(keep map[string]bool) error {
	var errs []error
	for _, part := range []string{lossesPart, levelsPart} {
		parents, err := os.ReadDir(filepath.Join(f.path, part))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for _, parent := range parents {
			errs = append(errs, sweepFolder(filepath.Join(f.path, part, parent.Name()), keep))
		}
	}
	return errors.Join(errs...)
}

func sweepFolder(path string, keep map[string]bool) error {
	files, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	var errs []error
	for _, file := range files {
		if !keep[file.Name()] {
			errs = append(errs, os.Remove(filepath.Join(path, file.Name()))) //nolint:gosec // listed by the folder itself
		}
	}
	return errors.Join(errs...)
}

// writeWhole writes a file that appears whole or not at all, in a folder that is
// made when it is not there. Paths are made of the folder, hashes and names
// without separators.
func writeWhole(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), folderMode); err != nil { //nolint:gosec // see above
		return err
	}
	return wholefile.WriteBytes(path, fileMode, data)
}

// antennaFile is where an imported pattern is kept.
func (f *folder) antennaFile(name string) string {
	return filepath.Join(f.path, antennasPart, strings.NewReplacer("/", "_", "\\", "_", "\x00", "_").Replace(name)+".msi")
}

// stamp is when the claims were written; zero where there are none.
func (f *folder) stamp() (time.Time, error) {
	info, err := os.Stat(filepath.Join(f.path, claimsFile)) //nolint:gosec // beside the registry that the caller names
	if errors.Is(err, fs.ErrNotExist) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	return info.ModTime(), nil
}
