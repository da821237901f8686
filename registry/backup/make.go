package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"hatang/registry"
	"hatang/registry/wholefile"
)

// Request is what is to be copied where.
type Request struct {
	// To is the name of the copy, which must be free.
	To string
	// Parts are copied in this order: the registry first.
	Parts   []Part
	LeftOut []string // suffixes of what is left out on purpose, for the manifest
	Seq     int64    // the newest change at the beginning
	Program string   // the version of the program
	Now     time.Time
	// Progress tells how many bytes of how many lie in the copy; nil: nobody asks.
	Progress func(done, total int64)
}

// Modes of what is made; files have those of what they are copies of.
const (
	folderMode fs.FileMode = 0o700
	fileMode   fs.FileMode = 0o600
)

// maker puts a copy together.
type maker struct {
	Request
	folder string // where
	done   int64
	total  int64
}

// Make makes a copy. A name that is taken is a Conflict.
func Make(ctx context.Context, ask Request) (*Manifest, error) {
	m := &maker{Request: ask, folder: ask.To + ".part"}
	unlock, err := m.begin()
	if err != nil {
		return nil, err
	}
	defer unlock()
	manifest := &Manifest{Version: manifestVersion, MadeAt: ask.Now.UTC(), Program: ask.Program, Seq: ask.Seq, LeftOut: append([]string{}, ask.LeftOut...)}
	if err := m.measure(); err != nil {
		return nil, err
	}
	for i := range m.Parts {
		files, err := m.copyPart(ctx, &m.Parts[i])
		if err != nil {
			return nil, failed(m.Parts[i].Source, err)
		}
		manifest.Files = append(manifest.Files, files...)
	}
	if err := m.tidy(manifest); err != nil {
		return nil, failed("tidying", err)
	}
	return manifest, m.publish(manifest)
}

// begin takes the folder for itself, with what an interrupted copy left in it.
func (m *maker) begin() (unlock func(), err error) {
	if err := os.MkdirAll(m.folder, folderMode); err != nil {
		return nil, failed("folder", err)
	}
	lock := flock.New(filepath.Join(m.folder, "lock"))
	if got, err := lock.TryLock(); err != nil || !got {
		e := registry.Errorf(registry.Conflict, "một lần sao lưu khác đang ghi %s", "another backup is writing %s", m.To)
		e.Cause = err
		return nil, e
	}
	unlock = func() { _ = lock.Unlock() }
	if err = m.takeBack(); err == nil {
		err = m.free()
	}
	if err != nil {
		unlock()
		m.abandon()
		return nil, err
	}
	return unlock, nil
}

// abandon removes the folder where nothing lies in it.
func (m *maker) abandon() {
	if entries, err := os.ReadDir(m.folder); err == nil && len(entries) == 1 { // the lock
		_ = os.RemoveAll(m.folder) // is in nobody's way either
	}
}

// free makes sure that nothing has a name that the copy will take.
func (m *maker) free() error {
	names := []string{ManifestOf(m.To)}
	for _, p := range m.Parts {
		// What a database has left behind would be taken for the copy's.
		names = append(names, m.To+p.Suffix, m.To+p.Suffix+"-wal", m.To+p.Suffix+"-journal")
	}
	for _, name := range names {
		if _, err := os.Lstat(name); err == nil {
			e := registry.Errorf(registry.Conflict, "%s đã có", "%s exists already", name)
			e.Hint = registry.Text{VI: "chọn tên khác; hatang không ghi đè", EN: "choose another name; hatang does not overwrite"}
			return e
		}
	}
	return nil
}

// measure adds up what there is to copy.
func (m *maker) measure() error {
	for i := range m.Parts {
		files, err := m.Parts[i].files()
		if err != nil {
			return failed(m.Parts[i].Source, err)
		}
		for _, f := range files {
			m.total += f.info.Size()
		}
	}
	return nil
}

func (m *maker) tell(bytes int64) {
	m.done += bytes
	if m.Progress != nil {
		m.Progress(m.done, max(m.total, m.done))
	}
}

// copyPart copies a part, and again what changed meanwhile where that matters.
func (m *maker) copyPart(ctx context.Context, p *Part) ([]File, error) {
	if p.Snapshot != nil {
		return m.snapshot(ctx, p)
	}
	const rounds = 5
	for range rounds {
		before, err := p.files()
		if err != nil {
			return nil, err
		}
		files, err := m.copyFiles(ctx, before)
		if err != nil {
			return nil, err
		}
		after, err := p.files()
		if err != nil || !p.Settled || slices.EqualFunc(before, after, func(a, b source) bool { return a.name == b.name && a.same(b.info) }) {
			return files, err
		}
	}
	e := registry.Errorf(registry.Conflict, "%s đang thay đổi không ngừng", "%s keeps changing", p.Source)
	e.Hint = registry.Text{VI: "chờ việc tính vùng phủ, nạp lớp nền xong rồi sao lưu lại; phần đã chép được dùng tiếp", EN: "wait until coverage is computed and layers are imported, then try again; what was copied is taken up"}
	return nil, e
}

// snapshot copies a database as it stands now.
func (m *maker) snapshot(ctx context.Context, p *Part) ([]File, error) {
	if _, err := os.Stat(p.Source); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	to := place(m.folder, p.Suffix)
	if err := os.MkdirAll(filepath.Dir(to), folderMode); err != nil {
		return nil, err
	}
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err := p.Snapshot(ctx, to); err != nil {
		return nil, err
	}
	file, err := sumOf(ctx, to)
	file.Name = p.Suffix
	m.tell(file.Bytes)
	return []File{file}, err
}

// copyFiles copies those that are not there already. One that was taken away
// meanwhile is passed over.
func (m *maker) copyFiles(ctx context.Context, sources []source) ([]File, error) {
	var files []File
	for _, s := range sources {
		to := place(m.folder, s.name)
		var file File
		info, err := os.Lstat(to)
		if err == nil && s.same(info) {
			file, err = sumOf(ctx, to)
		} else {
			file, err = copyFile(ctx, &s, to)
		}
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		file.Name = s.name
		files = append(files, file)
		m.tell(file.Bytes)
	}
	return files, nil
}

// copyFile copies a file whole, with the source's age.
func copyFile(ctx context.Context, s *source, to string) (file File, err error) {
	from, err := os.Open(s.path)
	if err != nil {
		return file, err
	}
	defer func() { _ = from.Close() }() // was read only
	if err := os.MkdirAll(filepath.Dir(to), folderMode); err != nil {
		return file, err
	}
	hash := sha256.New()
	err = wholefile.Write(to, s.info.Mode().Perm(), func(w io.Writer) error {
		file.Bytes, err = io.Copy(io.MultiWriter(w, hash), stopping{ctx, from})
		return err
	})
	if err != nil {
		return file, err
	}
	file.SHA256 = hex.EncodeToString(hash.Sum(nil))
	// By its age it is known again after an interruption; before it has it, it is
	// copied once more.
	return file, os.Chtimes(to, s.info.ModTime(), s.info.ModTime())
}

// tidy removes from the folder what is no part of the copy.
func (m *maker) tidy(manifest *Manifest) error {
	wanted := map[string]bool{}
	for _, f := range manifest.Files {
		wanted[place(m.folder, f.Name)] = true
	}
	return filepath.WalkDir(filepath.Join(m.folder, "beside"), func(path string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil || entry.IsDir() || wanted[path]:
			return err
		}
		return os.Remove(path) //nolint:gosec // in a folder of our own, which is locked
	})
}

// write writes the manifest into the folder.
func (m *maker) write(manifest *Manifest, name string) error {
	content, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return err
	}
	return wholefile.WriteBytes(filepath.Join(m.folder, name), fileMode, content)
}
