package auth

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
)

//go:embed pages.gohtml
var pagesText string

//go:embed style.css
var styleText []byte

// pages are the templates of each language.
type pages struct {
	templates map[registry.Lang]*template.Template
	styleTag  string
}

func newPages() (*pages, error) {
	sum := sha256.Sum256(styleText)
	p := &pages{templates: map[registry.Lang]*template.Template{}, styleTag: hex.EncodeToString(sum[:6])}
	for _, lang := range []registry.Lang{registry.VI, registry.EN} {
		t, err := template.New("pages").Funcs(template.FuncMap{
			"t":      func(vi, en string) string { return registry.Text{VI: vi, EN: en}.In(lang) },
			"in":     func(t registry.Text) string { return t.In(lang) },
			"moment": moment,
			"codes":  func(list []string) string { return fmt.Sprint(list) },
		}).Parse(pagesText)
		if err != nil {
			return nil, err
		}
		p.templates[lang] = t
	}
	return p, nil
}

// frame is what surrounds every page.
type frame struct {
	Lang, Other registry.Lang
	Root        string // path of the service, "" or "/x"
	Style       string
	Title       string // what the registry is called
	Heading     string
	Who         *Principal
	CSRF        string
	MayUsers    bool
	MayEvents   bool
	Body        any
}

// pageLang is the language of a page: Vietnamese unless the address or the form
// says otherwise, so that a link shows everyone the same.
func pageLang(c *gin.Context) registry.Lang {
	if c.Query("lang") == string(registry.EN) || c.PostForm("lang") == string(registry.EN) {
		return registry.EN
	}
	return registry.VI
}

// render answers with a page. Its one style sheet and its pictures are all that
// it loads, and forms are sent to this service alone.
func (s *Service) render(c *gin.Context, status int, name string, body any) {
	lang, p := pageLang(c), Current(c)
	f := frame{
		Lang: lang, Other: registry.EN, Root: handlers.Prefix(c), Style: stylePath + "?v=" + s.pages.styleTag,
		Title: s.options.Title(c.Request.Context()), Heading: heading(name).In(lang), Who: p, CSRF: p.csrf,
		MayUsers: p.May(Read, Users), MayEvents: p.May(Read, SignIns), Body: body,
	}
	if lang == registry.EN {
		f.Other = registry.VI
	}
	var out bytes.Buffer
	if err := s.pages.templates[lang].ExecuteTemplate(&out, name, f); err != nil {
		handlers.Fail(c, fmt.Errorf("page %s: %w", name, err))
		return
	}
	formAction := "'self'"
	if s.options.OIDC != nil {
		formAction += " " + s.options.OIDC.origin() // browsers follow the redirect of a form by this rule
	}
	c.Header("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action "+formAction)
	c.Header("Content-Language", string(lang))
	c.Data(status, "text/html; charset=utf-8", out.Bytes())
}

// heading is what a page is called.
func heading(name string) registry.Text {
	switch name {
	case "sign-in":
		return registry.Text{VI: "Đăng nhập", EN: "Sign in"}
	case "setup":
		return registry.Text{VI: "Đặt mật khẩu", EN: "Set a password"}
	case "users":
		return registry.Text{VI: "Các tài khoản", EN: "Accounts"}
	case "events":
		return registry.Text{VI: "Nhật ký đăng nhập", EN: "Sign-ins"}
	case "failed":
		return registry.Text{VI: "Không thực hiện được", EN: "This could not be done"}
	}
	return registry.Text{VI: "Tài khoản của tôi", EN: "My account"}
}

// style answers with the style sheet.
func (s *Service) style(c *gin.Context) error {
	c.Header("Cache-Control", "public, max-age=86400")
	c.Data(http.StatusOK, "text/css; charset=utf-8", styleText)
	return nil
}
