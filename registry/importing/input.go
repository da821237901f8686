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
	if in.spool == nil {
		return nil
	}
	return errors.Join(in.spool.Close(), os.Remove(in.spool.Name()))
}

// open reads from the beginning, unpacked if it is packed with gzip.
func (in *input) open(ctx context.Context) (*bufio.Reader, error) {
	if _, err := in.source.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("going back to the beginning of the input: %w", err)
	}
	plain := bufio.NewReaderSize(contextReader{ctx, in}, 1<<16)
	magic, err := plain.Peek(4)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		unpacked, err := gzip.NewReader(plain)
		if err != nil {
			return nil, damaged(err)
		}
		return bufio.NewReaderSize(unpacked, 1<<16), nil
	case bytes.HasPrefix(magic, []byte("PK\x03\x04")):
		return nil, unsupportedFormat("ZIP, XLSX, KMZ")
	case bytes.HasPrefix(magic, []byte("SQLi")):
		return nil, unsupportedFormat("GeoPackage")
	}
	return plain, nil
}

// Read counts what is read and tells of it.
func (in *input) Read(p []byte) (int, error) {
	n, err := in.source.Read(p)
	in.read += int64(n)
	if in.progress != nil && n > 0 {
		in.progress(in.read, in.passes*in.size)
	}
	return n, err
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
