// Package wholefile writes files that appear whole or not at all: whoever reads
// the path, also after a kill or a loss of power, finds what was there before or
// all of what is there now.
//
// The content goes into a draft in the folder of the file, is flushed to the
// disk, and only then takes the file's name; the folder is flushed last, for the
// name is kept there. A process that is killed leaves at most its draft, which
// Leftover tells from other files.
package wholefile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// draftPrefix begins the names of drafts; the dot hides them.
const draftPrefix = ".part-"

// Leftover tells whether a file of this name, without its folder, is a draft:
// where nobody writes, one that a killed process left.
func Leftover(name string) bool { return strings.HasPrefix(name, draftPrefix) }

// Write puts what write writes at the path, in place of what was there. The
// folder must exist. When write or anything else fails, the path is as before
// and no draft is left.
func Write(path string, mode fs.FileMode, write func(io.Writer) error) (err error) {
	draft, err := Begin(filepath.Dir(path), mode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, draft.Discard()) }()
	if err = write(draft); err != nil {
		return err
	}
	return draft.Publish(path)
}

// WriteBytes puts the data at the path as Write does.
func WriteBytes(path string, mode fs.FileMode, data []byte) error {
	return Write(path, mode, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// Draft is a file without its name yet, for a writer who learns the name from
// the content. It ends with Publish or Discard.
type Draft struct {
	file *os.File
	mode fs.FileMode
	done bool
}

// Begin makes an empty draft in the folder, which must exist. The file will have
// the mode, whatever the umask.
func Begin(folder string, mode fs.FileMode) (*Draft, error) {
	file, err := os.CreateTemp(folder, draftPrefix+"*")
	if err != nil {
		return nil, err
	}
	return &Draft{file: file, mode: mode}, nil
}

// Write appends to the draft.
func (d *Draft) Write(p []byte) (int, error) { return d.file.Write(p) }

// Publish gives the draft its place, in place of what was there. The path must
// be on the file system of the draft's folder. After an error the draft remains
// to be discarded, unless only the folder could not be flushed: then the file is
// in its place.
func (d *Draft) Publish(path string) error {
	// Closed before it is renamed: Windows renames no open file.
	if err := errors.Join(d.file.Chmod(d.mode), d.file.Sync(), d.file.Close()); err != nil {
		return err
	}
	if err := os.Rename(d.file.Name(), path); err != nil {
		return err
	}
	d.done = true
	return SyncFolder(filepath.Dir(path))
}

// Discard removes a draft that was not published, and does nothing to one that
// was.
func (d *Draft) Discard() error {
	if d.done {
		return nil
	}
	d.done = true
	if err := d.file.Close(); err != nil && !errors.Is(err, fs.ErrClosed) {
		return errors.Join(err, os.Remove(d.file.Name()))
	}
	return os.Remove(d.file.Name())
}

// SyncFolder flushes the names in a folder to the disk, where that can be done:
// Windows and some network drives cannot flush a folder, and one that others may
// only put files into cannot be opened. There the names are safe once the file
// system gets to it.
func SyncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	err = folder.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil
	}
	return errors.Join(err, folder.Close())
}
