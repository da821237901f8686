package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"hatang/registry"
)

// Manifest is what a copy is made of.
type Manifest struct {
	Version int       `json:"version"`
	MadeAt  time.Time `json:"made_at"`
	Program string    `json:"program"`
	// Seq is the newest change that the copy has at least.
	Seq int64 `json:"registry_seq"`
	// LeftOut are the suffixes of what was left out on purpose.
	LeftOut []string `json:"left_out"`
	Files   []File   `json:"files"`
}

// File is a file of a copy.
type File struct {
	Name   string `json:"name"` // what is added to the copy's name, with slashes
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// manifestVersion is the form of the manifest.
const manifestVersion = 1

// ManifestOf is where the manifest of a copy is.
func ManifestOf(path string) string { return path + ".manifest.json" }

// Bytes is what all files take.
func (m *Manifest) Bytes() int64 {
	var all int64
	for _, f := range m.Files {
		all += f.Bytes
	}
	return all
}

// Read reads the manifest of a copy. A file that is no copy is NotFound.
func Read(path string) (*Manifest, error) {
	content, err := os.ReadFile(ManifestOf(path))
	if errors.Is(err, fs.ErrNotExist) {
		e := registry.Errorf(registry.NotFound, "%s không phải bản sao đầy đủ: thiếu %s", "%s is no whole copy: there is no %s", path, ManifestOf(path))
		e.Hint = registry.Text{VI: "bản sao chỉ có sổ thì dừng chương trình rồi chép tệp về chỗ cũ", EN: "where the copy is of the registry alone, stop the program and copy the file back"}
		return nil, e
	}
	if err != nil {
		return nil, failed("manifest", err)
	}
	m := new(Manifest)
	decoder := json.NewDecoder(bytes.NewReader(content))
	if err := decoder.Decode(m); err != nil {
		e := registry.Errorf(registry.Invalid, "không đọc được bản kê %s", "the manifest %s cannot be read", ManifestOf(path))
		e.Cause = err
		return nil, e
	}
	if m.Version != manifestVersion {
		return nil, registry.Errorf(registry.Unsupported, "bản kê thuộc phiên bản %d, chương trình này đọc phiên bản %d", "the manifest is of version %d, this program reads version %d", m.Version, manifestVersion)
	}
	for _, f := range m.Files {
		if err := checkName(f.Name); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// sumOf is the size and SHA-256 of a file.
func sumOf(ctx context.Context, path string) (File, error) {
	file, err := os.Open(path)
	if err != nil {
		return File{}, err
	}
	defer func() { _ = file.Close() }() // was read only
	hash := sha256.New()
	n, err := io.Copy(hash, stopping{ctx, file})
	return File{Bytes: n, SHA256: hex.EncodeToString(hash.Sum(nil))}, err
}

// stopping is a reader that fails when the context has ended.
type stopping struct {
	ctx context.Context
	io.Reader
}

// Read implements io.Reader.
func (r stopping) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}
