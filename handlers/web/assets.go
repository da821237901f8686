package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

// embedded holds the page's own scripts and styles, and what the build added.
//
//go:embed assets/src dist pages
var embedded embed.FS

// mapLibrary is what the page cannot do without: when it is absent the assets
// have not been built.
const mapLibrary = "maplibre/maplibre-gl.mjs"

// forever lets browsers keep an asset for good: its address carries the
// fingerprint of its content.
const forever = "public, max-age=31536000, immutable"

// compressFrom is the size from which an asset is worth compressing, bytes.
const compressFrom = 1024

// asset is one file as it is served.
type asset struct {
	body []byte
	// gzipped is the compressed form, nil where it does not pay. What the build
	// did not compress is compressed when it is first asked for: all at once
	// they would keep the service from its first answer for a fifth of a second.
	gzipped     func() []byte
	contentType string
}

// assets are all files that pages refer to, by path below the fingerprint.
type assets struct {
	files       map[string]asset
	fingerprint string
	built       bool
}

// loadAssets reads the page's own sources (under app/) and the built libraries.
func loadAssets(source, dist fs.FS) (*assets, error) {
	a := &assets{files: map[string]asset{}}
	if err := a.add("app/", source); err != nil {
		return nil, err
	}
	if err := a.add("", dist); err != nil {
		return nil, err
	}
	_, a.built = a.files[mapLibrary]
	a.fingerprint = a.digest()
	return a, nil
}

func (a *assets) add(prefix string, files fs.FS) error {
	return fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(name, ".gz") {
			return err
		}
		contentType, served := contentTypes[path.Ext(name)]
		if !served {
			return nil
		}
		file, err := readAsset(files, name, contentType)
		if err != nil {
			return fmt.Errorf("asset %s: %w", name, err)
		}
		a.files[prefix+name] = file
		return nil
	})
}

// contentTypes are the kinds of file that are served; a file of any other kind
// in the folders is not. They are stated here because the machine's own table,
// which package mime reads, may call a module plain text.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".mjs":   "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".txt":   "text/plain; charset=utf-8",
	".woff2": "font/woff2",
}

// readAsset reads a file and finds its compressed form: the one that the build
// left beside it, else, for a text that is worth it, one to be made here.
func readAsset(files fs.FS, name, contentType string) (asset, error) {
	body, err := fs.ReadFile(files, name)
	if err != nil {
		return asset{}, err
	}
	file := asset{body: body, contentType: contentType}
	built, err := fs.ReadFile(files, name+".gz")
	switch {
	case err == nil:
		file.gzipped = func() []byte { return built }
	case !errors.Is(err, fs.ErrNotExist):
		return asset{}, err
	case len(body) >= compressFrom && path.Ext(name) != ".woff2":
		file.gzipped = sync.OnceValue(func() []byte { return compress(body) })
	}
	return file, nil
}

// compress cannot fail: memory takes what is written.
func compress(body []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(body)
	_ = w.Close()
	return out.Bytes()
}

// digest names the assets by their content: the same files give the same name,
// any change another.
func (a *assets) digest() string {
	names := make([]string, 0, len(a.files))
	for name := range a.files {
		names = append(names, name)
	}
	sort.Strings(names)
	h := sha256.New()
	for _, name := range names {
		fmt.Fprintf(h, "%s %d\n", name, len(a.files[name].body))
		h.Write(a.files[name].body)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// base is the folder of the assets, relative to the page.
func (a *assets) base() string { return "assets/" + a.fingerprint }

// serve answers with one asset. An address with another fingerprint is of a
// page from before an update: it is not found, rather than mixed with this one.
func (a *assets) serve(c *gin.Context) {
	file, ok := a.files[strings.TrimPrefix(c.Param("path"), "/")]
	if !ok || c.Param("fingerprint") != a.fingerprint {
		c.String(http.StatusNotFound, "không có tệp này / no such file\n")
		return
	}
	header := c.Writer.Header()
	header.Set("Cache-Control", forever)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Type", file.contentType)
	if strings.HasPrefix(file.contentType, "text/javascript") {
		protectScript(header)
	}
	body := file.body
	if file.gzipped != nil {
		header.Add("Vary", "Accept-Encoding")
		if acceptsGzip(c.GetHeader("Accept-Encoding")) {
			header.Set("Content-Encoding", "gzip")
			body = file.gzipped()
		}
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	c.Status(http.StatusOK)
	if c.Request.Method != http.MethodHead {
		_, _ = io.Copy(c.Writer, bytes.NewReader(body)) // a reader who went away needs no answer
	}
}

// acceptsGzip tells whether an Accept-Encoding header allows gzip (RFC 9110,
// 12.5.3): named, or covered by *, with a weight other than 0.
func acceptsGzip(header string) bool {
	accepted := false
	for part := range strings.SplitSeq(header, ",") {
		coding, weight, _ := strings.Cut(part, ";")
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "gzip", "x-gzip":
			return !zeroWeight(weight)
		case "*":
			accepted = !zeroWeight(weight)
		}
	}
	return accepted
}

func zeroWeight(parameter string) bool {
	name, value, ok := strings.Cut(strings.ReplaceAll(parameter, " ", ""), "=")
	if !ok || !strings.EqualFold(name, "q") {
		return false
	}
	q, err := strconv.ParseFloat(value, 64)
	return err == nil && q == 0
}
