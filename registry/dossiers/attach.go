package dossiers

import (
	"context"
	"io"
	"path"
	"slices"
	"strings"

	"hatang/registry"
)

// Attaching is a file that is added to a dossier.
type Attaching struct {
	Name     string
	Class    string // of the attachment's schema
	Position string // code; "": the dossier's
	Note     string
	Content  io.Reader
}

// Attach adds a file: its content is kept first, then the record and the event in
// one transaction. Its type is told by its content; a name that says another is
// Invalid. An operator adds to its own dossiers while these are not over, and
// issues nothing.
func (s *Service) Attach(ctx context.Context, actor Actor, id string, a Attaching) (*registry.Attachment, error) {
	r, err := s.rules(ctx)
	if err != nil {
		return nil, err
	}
	if s.options.Files == nil {
		return nil, registry.Errorf(registry.Unsupported, "không có nơi lưu tệp", "there is no place to keep files")
	}
	file, err := s.Read(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := r.mayAttach(actor, file, a); err != nil {
		return nil, err
	}
	kept, err := s.options.Files.Put(a.Content, r.workflow.Limits.AttachmentBytes)
	if err != nil {
		return nil, err
	}
	rec := &registry.Attachment{
		ApplicationID: file.Application.Row.ID, OperatorCode: file.Application.OperatorCode, Name: fileName(a.Name), Class: a.Class,
		MediaType: kept.MediaType, Bytes: registry.Some(kept.Bytes), SHA256: kept.SHA256, AddedAt: r.now, AddedBy: actor.Name, Note: registry.Normalise(a.Note),
	}
	if err := checkName(rec.Name, kept); err != nil {
		return nil, err
	}
	author := registry.Author{Actor: actor.Name, Request: actor.Request, Reason: "attach " + rec.Name}
	err = s.options.Store.Update(ctx, author, func(ctx context.Context, w registry.Writer) error {
		now, err := readFile(ctx, w, rec.ApplicationID)
		if err == nil {
			err = r.mayAttach(actor, now, a)
		}
		if err != nil {
			return err
		}
		if a.Position != "" {
			rec.PositionID = now.position(a.Position).Row.ID
		}
		if _, err := w.Put(ctx, rec); err != nil {
			return err
		}
		_, err = w.Put(ctx, &registry.Event{
			ApplicationID: rec.ApplicationID, OperatorCode: rec.OperatorCode, At: r.now, Actor: actor.Name, OnBehalf: actor.OnBehalf,
			Action: "attach", FromState: now.Application.State, ToState: now.Application.State, Comment: rec.Name,
		})
		return err
	})
	return rec, err
}

func (r rules) mayAttach(actor Actor, file *File, a Attaching) error {
	app := file.Application
	roles := []string{RoleOperator, RoleOfficer, RoleAdministrator}
	if a.Class == "issued" {
		roles = []string{RoleOfficer, RoleAdministrator, RoleApprover}
	}
	if !actor.inRole(roles, app.OperatorCode) {
		return forbidden("tài khoản không được thêm tệp này vào hồ sơ %[1]s", "the account may not add this file to dossier %[1]s", app.Code)
	}
	state := r.workflow.State(app.State)
	if (state == nil || state.Holder == "") && a.Class != "issued" {
		return conflict("hồ sơ %[1]s đã kết thúc (%[2]s)", "dossier %[1]s is over (%[3]s)", app.Code, r.workflow.label(app.State).VI, r.workflow.label(app.State).EN)
	}
	var faults problems
	if a.Position != "" && file.position(a.Position) == nil {
		faults.add("position", a.Position, "reference", "hồ sơ không có vị trí này", "the dossier has no such position")
	}
	if fileName(a.Name) == "" {
		faults.add("name", a.Name, "required", "tệp cần có tên", "the file needs a name")
	}
	return faults.err("tệp đính kèm", "the attachment")
}

// fileName is the last element of a name, whichever system's, without control
// characters and without those that reverse the order of reading.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), "\\", "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '"' || strings.ContainsRune("\u202a\u202b\u202d\u202e\u2066\u2067\u2068", r) {
			return -1
		}
		return r
	}, name)
	if name == "." || name == "/" || name == ".." {
		return ""
	}
	const longest = 200
	runes := []rune(registry.Normalise(name))
	return string(runes[max(0, len(runes)-longest):]) // the end has the extension
}

// checkName refuses a name whose extension is that of another well-known type than
// the content's.
func checkName(name string, kept Kept) error {
	known := [][]string{
		{".pdf"}, {".jpg", ".jpeg", ".jfif"}, {".png"}, {".tif", ".tiff"}, {".docx"}, {".xlsx"}, {".pptx"}, {".doc"}, {".xls"}, {".zip", ".kmz"}, {".dwg"}, {".gif"}, {".webp"},
	}
	extension := strings.ToLower(path.Ext(name))
	i := slices.IndexFunc(known, func(group []string) bool { return slices.Contains(group, extension) })
	if i < 0 || slices.Contains(known[i], kept.Extension) || extension == ".kmz" && kept.Extension == ".zip" {
		return nil
	}
	return wrongFile("type", registry.Textf("tên có đuôi %s nhưng nội dung là %s", "its name ends in %s but its content is %s", extension, kept.MediaType))
}
