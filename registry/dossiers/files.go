package dossiers

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"hatang/registry"
	"hatang/registry/wholefile"
)

// Files keeps contents in a folder, each under its SHA-256: the same file twice
// lies there once, and what is read is what was put. Contents are never changed
// and never removed; a record that was not made, because the process died after
// the file was kept, leaves a file that nothing names.
type Files struct{ folder string }

// NewFiles keeps contents in the folder, which is made when the first one comes.
func NewFiles(folder string) *Files { return &Files{folder} }

// FilesOf are the files beside a registry file: kontum.gpkg.files.
func FilesOf(registryPath string) *Files { return NewFiles(registryPath + ".files") }

// Kept is what is known of a content.
type Kept struct {
	SHA256    string
	Bytes     int64
	MediaType string // by what the content is
	Extension string // that usually goes with it, ".pdf"
}

// Modes of what is kept: attachments are not for everybody on the machine.
const (
	folderMode = 0o750
	fileMode   = 0o600
)

// headBytes is how much of a content tells what it is: the types of office
// documents show only some way into the archive.
const headBytes = 1 << 16

// Put keeps a content of at most limit bytes. A larger or empty one, and a program,
// is Invalid and leaves nothing.
func (f *Files) Put(src io.Reader, limit int64) (kept Kept, err error) {
	if err := os.MkdirAll(f.folder, folderMode); err != nil {
		return kept, fmt.Errorf("folder of attachments: %w", err)
	}
	draft, err := wholefile.Begin(f.folder, fileMode)
	if err != nil {
		return kept, fmt.Errorf("attachment: %w", err)
	}
	defer func() { err = errors.Join(err, draft.Discard()) }()
	var head bytes.Buffer
	hash := sha256.New()
	kept.Bytes, err = io.Copy(io.MultiWriter(draft, hash, &headWriter{&head}), io.LimitReader(src, limit+1))
	switch {
	case err != nil:
		return kept, err
	case kept.Bytes > limit:
		return kept, wrongFile("size", registry.Textf("tệp lớn hơn %s byte", "the file is larger than %s bytes", registry.VI.Integer(int(limit))))
	case kept.Bytes == 0:
		return kept, wrongFile("empty", registry.Text{VI: "tệp rỗng", EN: "the file is empty"})
	}
	found := mimetype.Detect(head.Bytes())
	if executable(found) {
		return kept, wrongFile("type", registry.Textf("không nhận chương trình (%s)", "programs are not taken (%s)", found.String()))
	}
	kept.SHA256, kept.Extension = hex.EncodeToString(hash.Sum(nil)), found.Extension()
	kept.MediaType, _, _ = strings.Cut(found.String(), ";")
	return kept, f.settle(draft, kept.SHA256)
}

// settle gives a content that is all there its place.
func (f *Files) settle(draft *wholefile.Draft, sum string) error {
	path := f.path(sum)
	if err := os.MkdirAll(filepath.Dir(path), folderMode); err != nil {
		return err
	}
	return draft.Publish(path)
}

type headWriter struct{ head *bytes.Buffer }

func (w *headWriter) Write(p []byte) (int, error) {
	w.head.Write(p[:min(len(p), max(0, headBytes-w.head.Len()))])
	return len(p), nil
}

func (f *Files) path(sum string) string { return filepath.Join(f.folder, sum[:2], sum) }

// Open reads a content. One whose bytes are not those of its name any more is a
// Conflict: somebody, or the disk, has changed it.
func (f *Files) Open(sum string) ([]byte, error) {
	if raw, err := hex.DecodeString(sum); err != nil || len(raw) != sha256.Size {
		return nil, registry.Errorf(registry.Invalid, "mã băm không hợp lệ", "not a hash of a file")
	}
	content, err := os.ReadFile(f.path(sum))
	if errors.Is(err, os.ErrNotExist) {
		return nil, registry.Errorf(registry.NotFound, "không còn tệp %s…", "file %s… is not there", sum[:12])
	}
	if err != nil {
		return nil, err
	}
	if now := sha256.Sum256(content); hex.EncodeToString(now[:]) != sum {
		return nil, conflict("nội dung tệp %s… đã bị thay đổi", "the content of file %s… has been changed", sum[:12])
	}
	return content, nil
}

// executable tells programs, whatever their name.
func executable(found *mimetype.MIME) bool {
	for _, kind := range []string{
		"application/vnd.microsoft.portable-executable", "application/x-elf", "application/x-mach-binary", "application/x-java-applet",
		"application/x-executable", "application/x-sharedlib", "application/x-object", "application/jar", "application/x-installer",
	} {
		if found.Is(kind) {
			return true
		}
	}
	return false
}

func wrongFile(rule string, message registry.Text) error {
	e := registry.Errorf(registry.Invalid, "không nhận được tệp", "the file cannot be taken")
	e.Problems = []registry.Problem{{Column: "file", Rule: rule, Message: message, Severity: registry.Fault}}
	return e
}
