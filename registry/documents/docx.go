package documents

import (
	"archive/zip"
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"hatang/registry"
)

// form is the parts of the built-in template, as they stand in the DOCX. The
// form of Nghị định 30/2020 is in them and nowhere else.
//
//go:embed form
var form embed.FS

// WriteTemplate writes the built-in template, a DOCX in which an office may
// change whatever it likes: fonts, margins, fixed text, a logo. What stands
// between double braces is filled in, see Placeholders; a paragraph that holds
// only {{body}} becomes the body.
func WriteTemplate(w io.Writer) error {
	parts, err := builtIn()
	if err != nil {
		return err
	}
	return writeParts(w, parts)
}

// WriteDOCX fills the document into a template, nil being the built-in one.
// Equal documents give equal bytes. A template that is no DOCX, or has no
// {{body}}, is Invalid.
func WriteDOCX(w io.Writer, d *Document, template []byte) error {
	parts, err := builtIn()
	if template != nil {
		parts, err = readParts(template)
	}
	if err != nil {
		return err
	}
	pictures, err := fill(parts, d)
	if err != nil {
		return err
	}
	return writeParts(w, append(parts, pictures...))
}

// part is one file of a DOCX.
type part struct {
	name    string
	content []byte
}

// parts are the files of a DOCX in their order, which matters to the first.
type parts []part

func (p parts) find(name string) *part {
	i := slices.IndexFunc(p, func(q part) bool { return q.name == name })
	if i < 0 {
		return nil
	}
	return &p[i]
}

const (
	contentTypes  = "[Content_Types].xml"
	mainDocument  = "word/document.xml"
	relationships = "word/_rels/document.xml.rels"
	coreProps     = "docProps/core.xml"
)

func builtIn() (parts, error) {
	var all parts
	err := fs.WalkDir(form, "form", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := form.ReadFile(name)
		all = append(all, part{partName(strings.TrimPrefix(name, "form/")), content})
		return err
	})
	slices.SortStableFunc(all, func(p, q part) int { return rank(p.name) - rank(q.name) })
	return all, err
}

// partName gives a part its name in the DOCX: names that begin with a dot, an
// underscore or a bracket are not embedded, so they stand without it.
func partName(name string) string {
	switch name {
	case "content_types.xml":
		return contentTypes
	case "rels.xml":
		return "_rels/.rels"
	case "word/rels.xml":
		return relationships
	}
	return name
}

// rank puts the list of types first, as readers that stream expect.
func rank(name string) int {
	if name == contentTypes {
		return 0
	}
	return 1
}

// The most that a template may be, unpacked.
const maxTemplateBytes = 64 << 20

func readParts(template []byte) (parts, error) {
	archive, err := zip.NewReader(bytes.NewReader(template), int64(len(template)))
	if err != nil {
		return nil, badTemplate("không phải tệp DOCX", "it is no DOCX", err)
	}
	var all parts
	room := int64(maxTemplateBytes)
	for _, file := range archive.File {
		if strings.HasSuffix(file.Name, "/") {
			continue
		}
		if path.Clean(file.Name) != file.Name || strings.HasPrefix(file.Name, "..") {
			return nil, badTemplate("tên phần lạ: "+file.Name, "a part has an odd name: "+file.Name, nil)
		}
		content, err := readPart(file, room)
		if err != nil {
			return nil, badTemplate("hỏng ở phần "+file.Name, "the part "+file.Name+" is damaged", err)
		}
		room -= int64(len(content))
		all = append(all, part{file.Name, content})
	}
	for _, name := range []string{contentTypes, mainDocument, relationships} {
		if all.find(name) == nil {
			return nil, badTemplate("thiếu phần "+name, "the part "+name+" is missing", nil)
		}
	}
	return all, nil
}

func readPart(file *zip.File, room int64) ([]byte, error) {
	in, err := file.Open()
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(in, room+1))
	if err == nil && int64(len(content)) > room {
		err = errors.New("larger than 64 MB unpacked")
	}
	return content, errors.Join(err, in.Close())
}

func badTemplate(vi, en string, cause error) error {
	e := registry.Errorf(registry.Invalid, "mẫu văn bản không dùng được: %[1]s", "the template cannot be used: %[2]s", vi, en)
	e.Cause = cause
	return e
}

func writeParts(w io.Writer, all parts) error {
	out := zip.NewWriter(w)
	for _, p := range all {
		in, err := out.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate})
		if err == nil {
			_, err = in.Write(p.content)
		}
		if err != nil {
			return fmt.Errorf("writing the DOCX: %w", err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("writing the DOCX: %w", err)
	}
	return nil
}
