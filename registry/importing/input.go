package importing

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"hatang/registry"
)

// input is a file that can be read from its beginning more than once.
type input struct {
	source   io.ReadSeeker
	size     int64
	passes   int64 // how often it will be read
	read     int64
	progress func(done, total int64)
	spool    *os.File // a copy of a source that cannot go back
	unpacked *os.File // the content of a source packed with gzip, for formats that are not read from end to end
}

// newInput takes a source that can seek as it is and copies any other to a
// temporary file.
func newInput(ctx context.Context, src io.Reader, progress func(done, total int64)) (*input, error) {
	in := &input{progress: progress, passes: 2}
	if seeker, ok := src.(io.ReadSeeker); ok {
		if size, err := seeker.Seek(0, io.SeekEnd); err == nil {
			in.source, in.size = seeker, size
			return in, nil
		}
	}
	spool, err := os.CreateTemp("", "hatang-import-*")
	if err != nil {
		return nil, fmt.Errorf("keeping a copy of the input: %w", err)
	}
	in.spool, in.source = spool, spool
	in.size, err = io.Copy(spool, contextReader{ctx, src})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("keeping a copy of the input: %w", err), in.close())
	}
	return in, nil
}

// close removes the copy, if there is one.
func (in *input) close() error {
	var errs []error
	for _, file := range []*os.File{in.spool, in.unpacked} {
		if file != nil {
			errs = append(errs, file.Close(), os.Remove(file.Name()))
		}
	}
	return errors.Join(errs...)
}

// open reads from the beginning, unpacked if it is packed with gzip.
func (in *input) open(ctx context.Context) (*bufio.Reader, error) {
	if _, err := in.source.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("going back to the beginning of the input: %w", err)
	}
	plain := bufio.NewReaderSize(contextReader{ctx, in}, 1<<16)
	magic, err := plain.Peek(2)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case !bytes.Equal(magic, gzipMagic):
		return plain, nil
	}
	content, err := gzip.NewReader(plain)
	if err != nil {
		return nil, damaged(err)
	}
	return bufio.NewReaderSize(content, 1<<16), nil
}

// gzipMagic begins files packed with gzip.
var gzipMagic = []byte{0x1f, 0x8b}

// maxUnpackedFile bounds what a packed file may unfold to where it has to be
// unpacked to the disk.
const maxUnpackedFile = 8 << 30

// whole gives access to any part of the content, for formats that are not read
// from end to end.
func (in *input) whole(ctx context.Context) (io.ReaderAt, int64, error) {
	if in.unpacked != nil {
		return in.unpacked, in.size, nil
	}
	magic := make([]byte, 2)
	if _, err := in.source.Seek(0, io.SeekStart); err != nil {
		return nil, 0, fmt.Errorf("going back to the beginning of the input: %w", err)
	}
	_, _ = io.ReadFull(in.source, magic) // a shorter file is not packed
	if at, ok := in.source.(io.ReaderAt); ok && !bytes.Equal(magic, gzipMagic) {
		return countedAt{ctx, in, at}, in.size, nil
	}
	if err := in.unpack(ctx); err != nil {
		return nil, 0, err
	}
	return in.unpacked, in.size, nil
}

// path is a file with the content, for libraries that open files by name.
func (in *input) path(ctx context.Context) (string, error) {
	at, _, err := in.whole(ctx)
	if err != nil {
		return "", err
	}
	if counted, ok := at.(countedAt); ok {
		if file, ok := counted.at.(*os.File); ok {
			return file.Name(), nil
		}
		if err := in.unpack(ctx); err != nil {
			return "", err
		}
	}
	return in.unpacked.Name(), nil
}

// unpack copies the content to a temporary file.
func (in *input) unpack(ctx context.Context) (err error) {
	data, err := in.open(ctx)
	if err != nil {
		return err
	}
	if in.unpacked, err = os.CreateTemp("", "hatang-import-*"); err != nil {
		return fmt.Errorf("unpacking the input: %w", err)
	}
	in.size, err = io.Copy(in.unpacked, io.LimitReader(data, maxUnpackedFile+1))
	switch {
	case err != nil:
		return readError(err)
	case in.size > maxUnpackedFile:
		return bombText("gzip")
	}
	return nil
}

// countedAt counts what is read and ends with the context's error.
type countedAt struct {
	ctx context.Context
	in  *input
	at  io.ReaderAt
}

func (c countedAt) ReadAt(p []byte, offset int64) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.at.ReadAt(p, offset)
	c.in.count(n)
	return n, err
}

// Read counts what is read and tells of it.
func (in *input) Read(p []byte) (int, error) {
	n, err := in.source.Read(p)
	in.count(n)
	return n, err
}

func (in *input) count(n int) {
	in.read += int64(n)
	if in.progress != nil && n > 0 {
		in.progress(min(in.read, in.passes*in.size), in.passes*in.size)
	}
}

// contextReader ends with the context's error.
type contextReader struct {
	ctx context.Context
	io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// damaged is a packed file that cannot be unpacked.
func damaged(err error) *Broken {
	return broken("damaged", 0, registry.Textf(
		"tệp nén bị hỏng hoặc bị cắt ngang (%v): tải lại tệp",
		"the packed file is damaged or cut short (%v): fetch it again", err))
}

// isDamage tells errors of unpacking from those of the machine.
func isDamage(err error) bool {
	return errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF) ||
		isFlateError(err)
}
