package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"hatang/registry"
)

// Part is a file or folder that belongs to a registry.
type Part struct {
	// Suffix is what is added to the registry's name: "" for the file itself,
	// ".files" for a folder beside it.
	Suffix string
	// Source is where it is. One that is not there is left out.
	Source string
	// Snapshot copies a database as it stands to a path; nil: it is files.
	Snapshot func(ctx context.Context, to string) error
	// Settled asks for the folder as it is at one moment: its files follow from each
	// other. Others may get files while they are copied.
	Settled bool
	// Passes tells the files of a folder that are not copied; nil: none.
	Passes func(name string) bool
}

// source is a file of a part, by its path in the copy: the part's suffix, then the
// place in the folder.
type source struct {
	name string // ".files/ab/abcd", with slashes
	path string
	info fs.FileInfo
}

// files are what a part of files is made of, by name.
func (p *Part) files() ([]source, error) {
	info, err := os.Stat(p.Source)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []source{{p.Suffix, p.Source, info}}, nil
	}
	var found []source
	err = filepath.WalkDir(p.Source, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // taken away meanwhile
		}
		if err != nil || !entry.Type().IsRegular() || p.Passes != nil && p.Passes(entry.Name()) {
			return err
		}
		within, err := filepath.Rel(p.Source, path)
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		found = append(found, source{p.Suffix + "/" + filepath.ToSlash(within), path, info})
		return err
	})
	return found, err
}

// same tells whether a file that lies in the copy is the source as it is.
func (s *source) same(info fs.FileInfo) bool {
	return info.Mode().IsRegular() && info.Size() == s.info.Size() && info.ModTime().Truncate(time.Second).Equal(s.info.ModTime().Truncate(time.Second))
}

// checkName refuses names that do not lie beneath the copy's own: a manifest may
// have been written by anybody.
func checkName(name string) error {
	within, dotted := strings.CutPrefix(name, ".")
	beneath := fs.ValidPath(within) && !strings.HasPrefix(within, ".") && !strings.ContainsAny(name, "\\:\x00")
	if name == "" || dotted && beneath {
		return nil
	}
	return registry.Errorf(registry.Invalid, "bản kê có tên tệp không dùng được: %q", "the manifest names a file that cannot be: %q", name)
}

// place is where a file of a copy lies while it is put together.
func place(folder, name string) string {
	if name == "" {
		return filepath.Join(folder, "registry")
	}
	return filepath.Join(folder, "beside", filepath.FromSlash(strings.TrimPrefix(name, ".")))
}

// first is the suffix that a file's name begins with.
func first(name string) string {
	suffix, _, _ := strings.Cut(name, "/")
	return suffix
}

func failed(doing string, err error) error { return fmt.Errorf("backup: %s: %w", doing, err) }
