package sqlite

import (
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/mattn/go-sqlite3"

	"hatang/registry"
)

// errNotRegistry is found where the path is not at hand; explain adds it.
var errNotRegistry = errors.New("sqlite: not a registry")

// explain turns what the machine said into an error for a person. Other errors,
// those of callbacks among them, stay as they are.
func explain(err error, path string) error {
	if err == nil {
		return nil
	}
	var told *registry.Error
	if errors.As(err, &told) {
		return err
	}
	if errors.Is(err, errNotRegistry) {
		return notRegistry(path)
	}
	e := registry.Errorf(registry.Internal, "lỗi với tệp %s", "a fault with the file %s", path)
	e.Cause = err
	var fault sqlite3.Error
	var file *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &fault):
		e.Code, e.Hint = diagnose(fault)
	case errors.Is(err, fs.ErrPermission):
		e.Hint = registry.Text{VI: "kiểm tra quyền ghi tệp và thư mục", EN: "check the rights on the file and its folder"}
	case errors.As(err, &file), errors.As(err, &link):
	default:
		return err
	}
	return e
}

// isInterrupted tells whether an error is what a cancelled context leaves
// behind.
func isInterrupted(err error) bool {
	var fault sqlite3.Error
	return errors.Is(err, sql.ErrTxDone) || errors.Is(err, sql.ErrConnDone) ||
		(errors.As(err, &fault) && (fault.Code == sqlite3.ErrInterrupt || fault.Code == sqlite3.ErrAbort))
}

// diagnose says what can be done about a fault that SQLite reports.
func diagnose(fault sqlite3.Error) (registry.Code, registry.Text) {
	switch fault.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return registry.Conflict, registry.Text{
			VI: "chương trình khác đang ghi tệp: lưu hoặc dừng chỉnh sửa trong QGIS rồi làm lại",
			EN: "another program is writing the file: save or stop editing in QGIS, then try again",
		}
	case sqlite3.ErrFull:
		return registry.Internal, registry.Text{VI: "đĩa đầy: giải phóng chỗ rồi làm lại", EN: "the disk is full: make room, then try again"}
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return registry.Internal, registry.Text{
			VI: "tệp bị hỏng: chạy hatang check, rồi dùng bản sao lưu gần nhất",
			EN: "the file is damaged: run hatang check, then go back to the last backup",
		}
	case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrCantOpen:
		return registry.Internal, registry.Text{
			VI: "kiểm tra quyền ghi tệp và thư mục chứa nó",
			EN: "check the rights on the file and on the folder it is in",
		}
	}
	return registry.Internal, registry.Text{}
}

// release closes what was only read from; what reading it came to is known by
// then.
func release(c io.Closer) { _ = c.Close() }
