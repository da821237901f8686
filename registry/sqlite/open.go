package sqlite

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/jmoiron/sqlx"

	"hatang/registry"
	"hatang/registry/wholefile"
)

// Options are what a Store takes from its surroundings; zero members have
// defaults.
type Options struct {
	// Clock tells the time of changes; the day in its location is today.
	// Default: the machine's clock in Vietnam's zone, UTC+7.
	Clock func() time.Time
	// NewID names a new thing. Default: a version 7 UUID, which sorts by time.
	NewID func() string
	// ProgramVersion is written into the file, so that an older program can say
	// which one to get.
	ProgramVersion string
}

// vietnam is the zone in which the registry's days begin and end. Vietnam has
// had no daylight saving since 1975.
var vietnam = registry.Vietnam()

func (o Options) withDefaults() Options {
	if o.Clock == nil {
		o.Clock = func() time.Time { return time.Now().In(vietnam) }
	}
	if o.NewID == nil {
		o.NewID = func() string { return uuid7(time.Now()) }
	}
	return o
}

// uuid7 is a UUID of version 7 (RFC 9562, section 5.7): milliseconds, then
// random bits.
func uuid7(now time.Time) string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails: crypto/rand ends the program instead
	binary.BigEndian.PutUint64(id[:8], uint64(now.UnixMilli())<<16|uint64(binary.BigEndian.Uint16(id[6:8])))
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	var text [36]byte
	hex.Encode(text[:], id[:4])
	hex.Encode(text[9:], id[4:6])
	hex.Encode(text[14:], id[6:8])
	hex.Encode(text[19:], id[8:10])
	hex.Encode(text[24:], id[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}

// Create makes a new, empty registry file and opens it. A file that is already
// there is a Conflict and stays as it is. The file appears whole or not at all.
func Create(ctx context.Context, path string, options Options) (*Store, error) {
	if _, err := os.Lstat(path); err == nil {
		return nil, existsError(path)
	}
	temporary, err := temporaryBeside(path)
	if err != nil {
		return nil, err
	}
	defer removeDatabase(temporary)
	db := openWriter(temporary)
	err = prepare(ctx, db, newCatalogue(), options)
	if closing := db.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, explain(err, path)
	}
	if err := publish(temporary, path); err != nil {
		return nil, err
	}
	return Open(ctx, path, options)
}

// Open opens a registry file, brought to this program's version first where an
// earlier one made it. A missing file is NotFound, a file that is no registry
// Invalid, one of a newer program Unsupported. Edits that other programs made
// meanwhile wait until AdoptOutside is called.
func Open(ctx context.Context, path string, options Options) (*Store, error) {
	if err := checkHeader(path); err != nil {
		return nil, err
	}
	options = options.withDefaults()
	s := &Store{
		path:      path,
		options:   options,
		catalogue: newCatalogue(),
		writeDB:   openWriter(path),
		readDB:    openReaders(path),
		writing:   make(chan struct{}, 1),
	}
	s.reader = reader{s.readDB, s.catalogue, s.today}
	if err := prepare(ctx, s.writeDB, s.catalogue, options); err != nil {
		_ = s.Close()
		return nil, explain(err, path)
	}
	seq, err := s.Seq(ctx)
	if err != nil {
		_ = s.Close()
		return nil, err
	}
	s.saw(seq)
	return s, nil
}

// prepare brings the tables, then the triggers and names, to this version.
func prepare(ctx context.Context, db *sqlx.DB, c *catalogue, options Options) error {
	if err := migrate(ctx, db, options.ProgramVersion); err != nil {
		return err
	}
	return refreshObjects(ctx, db, c)
}

// checkHeader looks at the first bytes of the file, so that a file of another
// sort is refused before SQLite leaves its own beside it.
func checkHeader(path string) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		e := registry.Errorf(registry.NotFound, "không có tệp sổ đăng ký %s", "there is no registry file %s", path)
		e.Hint = registry.Text{VI: "tạo bằng: hatang init, hoặc hatang demo để xem thử", EN: "make one with: hatang init, or hatang demo to have a look"}
		return e
	}
	if err != nil {
		return explain(err, path)
	}
	defer release(file)
	var header [100]byte
	if _, err := io.ReadFull(file, header[:]); err != nil || string(header[:16]) != "SQLite format 3\x00" {
		return notRegistry(path)
	}
	// https://www.sqlite.org/fileformat2.html: the application ID is at byte 68.
	if string(header[68:72]) != "GPKG" {
		return notRegistry(path)
	}
	return nil
}

func notRegistry(path string) error {
	e := registry.Errorf(registry.Invalid, "%s không phải tệp sổ đăng ký của hatang", "%s is not a registry file of hatang", path)
	e.Hint = registry.Text{
		VI: "mở sổ đăng ký bằng --db TỆP; dữ liệu khác nhập bằng: hatang import",
		EN: "name the registry with --db FILE; take in other data with: hatang import",
	}
	return e
}

func existsError(path string) error {
	e := registry.Errorf(registry.Conflict, "tệp %s đã có", "the file %s exists already", path)
	e.Hint = registry.Text{VI: "chọn tên khác; hatang không ghi đè", EN: "choose another name; hatang does not overwrite"}
	return e
}

// temporaryBeside makes an empty file in the folder of path, where it can be
// renamed to it.
func temporaryBeside(path string) (string, error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.new")
	if err != nil {
		return "", explain(err, path)
	}
	return file.Name(), file.Close()
}

// publish gives a finished file its name, which must be free.
func publish(temporary, path string) error {
	if err := syncFile(temporary); err != nil {
		return explain(err, path)
	}
	if err := os.Chmod(temporary, 0o644); err != nil { //nolint:gosec // as any file of the user: QGIS reads it
		return explain(err, path)
	}
	// A link, unlike a rename, fails when the name is taken.
	err := os.Link(temporary, path)
	if errors.Is(err, fs.ErrExist) {
		return existsError(path)
	}
	if err != nil { // a file system without links, such as a USB stick's
		if _, taken := os.Lstat(path); taken == nil {
			return existsError(path)
		}
		err = os.Rename(temporary, path)
	}
	if err != nil {
		return explain(err, path)
	}
	if err := wholefile.SyncFolder(filepath.Dir(path)); err != nil {
		return explain(err, path)
	}
	return nil
}

func syncFile(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	err = file.Sync()
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("sync %s: %w", path, err)
	}
	return nil
}

// removeDatabase removes a temporary file with those that SQLite puts beside it.
func removeDatabase(path string) {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		_ = os.Remove(path + suffix)
	}
}
