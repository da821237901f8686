package importing

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"hatang/registry"
)

// The limits of packed files. Office files unpack to at most some tens of times
// their size; a bomb to a thousand times.
const (
	maxEntries      = 10_000
	maxUnpacked     = 4 << 30
	suspiciousBytes = 64 << 20
	suspiciousRatio = 200
)

var errBomb = errors.New("the packed file unfolds into far more than it is")

// archive is a ZIP file whose entries are read within limits.
type archive struct{ *zip.Reader }

func openArchive(data io.ReaderAt, size int64) (*archive, error) {
	r, err := zip.NewReader(data, size)
	if err != nil {
		return nil, damaged(err)
	}
	if len(r.File) > maxEntries {
		return nil, bombText(fmt.Sprintf("%d", len(r.File)))
	}
	total := uint64(0)
	for _, f := range r.File {
		total += f.UncompressedSize64
		large := f.UncompressedSize64 > suspiciousBytes && f.UncompressedSize64/suspiciousRatio > f.CompressedSize64
		if large || total > maxUnpacked {
			return nil, bombText(f.Name)
		}
	}
	return &archive{r}, nil
}

func bombText(name string) *Broken {
	return broken("bomb", 0, registry.Textf(
		"tệp nén bung ra lớn bất thường (%s): không mở", "the packed file unfolds into far more than it is (%s): it is not opened", name))
}

// find is the entry of that name, compared without case; nil when there is none.
func (a *archive) find(name string) *zip.File {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	for _, f := range a.File {
		if strings.EqualFold(strings.ReplaceAll(f.Name, "\\", "/"), name) {
			return f
		}
	}
	return nil
}

// withExtension is the entries whose name ends so.
func (a *archive) withExtension(extension string) []*zip.File {
	var found []*zip.File
	for _, f := range a.File {
		hidden := strings.HasPrefix(path.Base(f.Name), ".") || strings.HasPrefix(f.Name, "__MACOSX")
		if !hidden && strings.EqualFold(path.Ext(f.Name), extension) {
			found = append(found, f)
		}
	}
	return found
}

// open reads an entry, at most as much of it as the archive states.
func (a *archive) open(f *zip.File) (io.ReadCloser, error) {
	r, err := f.Open()
	if err != nil {
		return nil, damaged(err)
	}
	return &limitedEntry{r, int64(f.UncompressedSize64)}, nil
}

// limitedEntry fails when an entry is longer than it says.
type limitedEntry struct {
	io.ReadCloser
	left int64
}

func (l *limitedEntry) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return n, errBomb
	}
	return n, err
}

// brokenXML is the problem of an XML file within an archive or by itself; errors
// of the machine stay.
func brokenXML(part string, err error) error {
	var bad *Broken
	switch {
	case err == nil || errors.As(err, &bad):
		return err
	case errors.Is(err, errBomb):
		return bombText(part)
	case errors.Is(err, errXMLEntity):
		return broken("entities", 0, registry.Textf(
			"%s khai báo hoặc dùng thực thể XML riêng: không đọc, vì lý do an toàn", "%s declares or uses XML entities of its own: it is not read, for safety", part))
	case errors.Is(err, errXMLSyntax), errors.Is(err, errXMLToken):
		return broken("xml", 0, registry.Textf("%s không phải XML hợp lệ: %v", "%s is not valid XML: %v", part, err))
	case isDamage(err), errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrAlgorithm):
		return broken("damaged", 0, registry.Textf("%[1]s bị hỏng hoặc bị cắt ngang (%[2]v): tải lại tệp", "%[1]s is damaged or cut short (%[2]v): fetch it again", part, err))
	}
	return err
}
