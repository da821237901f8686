package importing

import (
	"errors"
	"fmt"
	"os"

	"github.com/edsrzf/mmap-go"
)

// scratchInMemory is how large a scratch may be before it moves to the disk.
const scratchInMemory = 1 << 20

// scratch is working space that grows with the file: small ones lie in memory,
// larger ones in a temporary file that is mapped, so that the system may write
// them out and memory does not grow with the file. Slices into it hold until it
// grows. The zero value is empty.
type scratch struct {
	bytes  []byte // what may be written to
	used   int    // handed out by take
	file   *os.File
	mapped mmap.MMap
}

// take hands out the next n bytes, zeroed, by their offset.
func (s *scratch) take(n int) (offset int, err error) {
	if s.used+n > len(s.bytes) {
		if err := s.grow(max(2*len(s.bytes), s.used+n, 1<<12)); err != nil {
			return 0, err
		}
	}
	offset = s.used
	s.used += n
	return offset, nil
}

func (s *scratch) grow(size int) error {
	if size <= scratchInMemory && s.file == nil {
		s.bytes = append(s.bytes, make([]byte, size-len(s.bytes))...)
		return nil
	}
	held := s.bytes
	if s.file == nil {
		file, err := os.CreateTemp("", "hatang-import-*")
		if err != nil {
			return fmt.Errorf("working space for the import: %w", err)
		}
		s.file = file
	} else {
		held = nil // it stands in the file
		if err := s.mapped.Unmap(); err != nil {
			return fmt.Errorf("working space for the import: %w", err)
		}
		s.mapped = nil
	}
	return s.extend(held, size)
}

// extend writes zeros rather than leaving a hole: a disk that is full is then an
// error here and not a fault of the mapping later.
func (s *scratch) extend(held []byte, size int) error {
	zeros := make([]byte, 1<<16)
	at := int64(len(s.bytes))
	if held != nil {
		at = 0
	}
	if _, err := s.file.WriteAt(held, at); err != nil {
		return fmt.Errorf("working space for the import: %w", err)
	}
	at += int64(len(held))
	for at < int64(size) {
		n, err := s.file.WriteAt(zeros[:min(int64(len(zeros)), int64(size)-at)], at)
		if err != nil {
			return fmt.Errorf("working space for the import: %w", err)
		}
		at += int64(n)
	}
	mapped, err := mmap.Map(s.file, mmap.RDWR, 0)
	if err != nil {
		return fmt.Errorf("working space for the import: %w", err)
	}
	s.mapped, s.bytes = mapped, mapped
	return nil
}

// close gives the space back.
func (s *scratch) close() error {
	var errs []error
	if s.mapped != nil {
		errs = append(errs, s.mapped.Unmap())
	}
	if s.file != nil {
		errs = append(errs, s.file.Close(), os.Remove(s.file.Name()))
	}
	*s = scratch{}
	return errors.Join(errs...)
}
