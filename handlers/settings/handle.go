package settings

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/documents"
	"hatang/registry/dossiers"
)

func (s *Service) list(c *gin.Context) error {
	out := List{Settings: []Setting{}}
	for _, d := range s.catalogue() {
		one, err := s.setting(c.Request.Context(), &d)
		if err != nil {
			return err
		}
		one.InForce, one.Shipped = nil, ""
		if d.Form == YAML || d.Form == JSON { // as long as documents are; asked for by themselves
			one.Value = ""
		}
		out.Settings = append(out.Settings, *one)
	}
	c.Header("Cache-Control", "no-cache")
	c.JSON(http.StatusOK, out)
	return nil
}

// setting is a setting as it stands, with who changed it last.
func (s *Service) setting(ctx context.Context, d *Definition) (*Setting, error) {
	value, err := s.options.Store.Setting(ctx, d.Name)
	if err != nil {
		return nil, err
	}
	out := &Setting{Definition: *d, Value: value, Own: value != "", Shipped: d.Shipped, Tag: tagOf(value)}
	if out.InForce, err = d.parsed(ctx, value); err != nil {
		return nil, err
	}
	changes, _, err := s.changes(ctx, d.Name, 1)
	if err != nil {
		return nil, err
	}
	if len(changes) > 0 {
		changes[0].Before, changes[0].After = "", ""
		out.Last = &changes[0]
	}
	return out, nil
}

// tagOf tells values apart.
func tagOf(value string) string {
	sum := sha256.Sum256([]byte(value))
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

func (s *Service) get(c *gin.Context) error {
	d, err := s.definition(c.Param("name"))
	if err != nil {
		return err
	}
	return s.answer(c, d)
}

func (s *Service) answer(c *gin.Context, d *Definition) error {
	out, err := s.setting(c.Request.Context(), d)
	if err != nil {
		return err
	}
	c.Header("ETag", out.Tag)
	c.Header("Cache-Control", "no-cache")
	c.JSON(http.StatusOK, out)
	return nil
}

func (s *Service) put(c *gin.Context) error {
	// 1. arguments
	d, err := s.definition(c.Param("name"))
	if err != nil {
		return err
	}
	var ask Put
	if err := handlers.ReadJSON(c, &ask); err != nil {
		return err
	}
	if d.Form == Upload && ask.Value != "" {
		return registry.Errorf(registry.Invalid, "gửi tệp đến %s/file", "send the file to %s/file", c.Request.URL.Path)
	}
	value, err := d.value(c.Request.Context(), ask.Value)
	if err != nil {
		return err
	}
	// 2. work
	if c.Query("try") != "true" {
		if err := s.keep(c, d, value, ask.Reason); err != nil {
			return err
		}
	}
	// 3. answer
	return s.answer(c, d)
}

// keep stores a value that was checked, unless somebody changed the setting since
// the caller read it.
func (s *Service) keep(c *gin.Context, d *Definition, value, reason string) error {
	if reason = registry.Normalise(reason); reason == "" {
		reason = "setting " + d.Name
	}
	author := registry.Author{Actor: auth.Current(c).Actor(), Request: handlers.RequestID(c), Reason: reason}
	wanted := c.GetHeader("If-Match")
	return s.options.Update(c.Request.Context(), author, func(ctx context.Context, w registry.Writer) error {
		if wanted != "" && wanted != "*" {
			now, err := s.options.Store.Setting(ctx, d.Name) // the one writer is this one
			if err != nil {
				return err
			}
			if strings.TrimPrefix(wanted, "W/") != tagOf(now) {
				return handlers.Refuse(http.StatusPreconditionFailed, "thiết lập đã được người khác đổi", "somebody else has changed the setting").
					Hinted("tải lại trang rồi sửa tiếp", "load the page again and go on from there")
			}
		}
		return w.PutSetting(ctx, d.Name, value)
	})
}

const historyLength = 50

func (s *Service) history(c *gin.Context) error {
	d, err := s.definition(c.Param("name"))
	if err != nil {
		return err
	}
	out := History{Name: d.Name}
	if out.Changes, out.Total, err = s.changes(c.Request.Context(), d.Name, historyLength); err != nil {
		return err
	}
	c.JSON(http.StatusOK, out)
	return nil
}

// changes are the newest changes of a setting.
func (s *Service) changes(ctx context.Context, name string, limit int) ([]Change, int, error) {
	found, total, err := s.options.Store.History(ctx, registry.HistoryQuery{Kind: registry.SettingChanges, RecordID: name, Limit: limit})
	changes := make([]Change, 0, len(found))
	for i := range found {
		f := &found[i]
		changes = append(changes, Change{Seq: f.Seq, At: f.At.UTC().Format(registry.TimeLayout), Actor: f.Actor, Reason: f.Reason,
			What: f.Operation, Before: kept(f.Before), After: kept(f.After)})
	}
	return changes, total, err
}

// kept is the value in the JSON of a setting as the chain has it.
func kept(state []byte) string {
	var s struct{ Value string }
	if json.Unmarshal(state, &s) != nil {
		return "" // there was none
	}
	return s.Value
}

// maxTemplateBytes bounds a template of documents.
const maxTemplateBytes = 8 << 20

// files is the setting, which must be one that is a file.
func (s *Service) files(c *gin.Context) (*Definition, error) {
	d, err := s.definition(c.Param("name"))
	switch {
	case err != nil:
		return nil, err
	case d.Form != Upload || d.Name != dossiers.SettingTemplate:
		return nil, registry.Errorf(registry.NotFound, "thiết lập %s không có tệp", "the setting %s has no file", d.Name)
	case s.options.Files == nil:
		return nil, registry.Errorf(registry.Unsupported, "không có nơi lưu tệp", "there is no place where files are kept")
	}
	return d, nil
}

// file answers with the template in use: the province's own, else the built-in.
func (s *Service) file(c *gin.Context) error {
	d, err := s.files(c)
	if err != nil {
		return err
	}
	sum, err := s.options.Store.Setting(c.Request.Context(), d.Name)
	if err != nil {
		return err
	}
	var content []byte
	if sum != "" {
		content, err = s.options.Files.Open(sum)
	} else {
		var out bytes.Buffer
		err = documents.WriteTemplate(&out)
		content = out.Bytes()
	}
	if err != nil {
		return err
	}
	c.Header("Content-Disposition", `attachment; filename="mau-van-ban.docx"`)
	c.Data(http.StatusOK, typeDOCX, content)
	return nil
}

func (s *Service) putFile(c *gin.Context) error {
	d, err := s.files(c)
	if err != nil {
		return err
	}
	sent, err := handlers.ReadUpload(c, "file", handlers.UploadRule{Bytes: maxTemplateBytes, Types: []string{typeDOCX}})
	if err != nil {
		return err
	}
	trial := &documents.Document{Body: []documents.Block{documents.Text("…")}}
	if err := documents.WriteDOCX(io.Discard, trial, sent.Content); err != nil {
		return err
	}
	put, err := s.options.Files.Put(bytes.NewReader(sent.Content), maxTemplateBytes)
	if err != nil {
		return err
	}
	if err := s.keep(c, d, put.SHA256, c.PostForm("reason")); err != nil {
		return err
	}
	return s.answer(c, d)
}
