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
	OtherHref   string // this page in the other language; "": it cannot be asked for again
	Root        string // path of the service, "" or "/x"
	Style       string
	Assets      string // path of the desk's files, "": there are none
	Language    string // what an address of this service ends in to keep the language
	Page        string // its name
	Rail        []Place
	Title       string // what the registry is called
	Heading     string
	Who         *Principal
	CSRF        string
	MayUsers    bool
	Body        any
}

// Look is what the pages have of the desk, of which they are a part to whoever
// uses it.
type Look struct {
	// Assets is the folder of the desk's style sheets, scripts and icons, from the
	// service's root on, such as "assets/1a2b3c".
	Assets string
	// Rail is the desk's places as a reader sees them.
	Rail func(who *Principal, lang registry.Lang) []Place
}

// Place is a place on the desk's rail.
type Place struct {
	Href  string // from the service's root on
	Icon  string // its name in the desk's icons
	Label string
}

// pageLang is the language of a page: Vietnamese unless the address or the form
// says otherwise, so that a link shows everyone the same.
func pageLang(c *gin.Context) registry.Lang {
	if c.Query("lang") == string(registry.EN) || c.PostForm("lang") == string(registry.EN) {
		return registry.EN
	}
	return registry.VI
}

// render answers with a page. What it loads is this service's, nothing in it runs
// or is styled inline, and forms are sent to this service alone.
func (s *Service) render(c *gin.Context, status int, name string, body any) {
	lang, p := pageLang(c), Current(c)
	f := frame{
		Lang: lang, Other: registry.EN, Root: handlers.Prefix(c), Style: stylePath + "?v=" + s.pages.styleTag,
		Title: s.options.Title(c.Request.Context()), Heading: heading(name).In(lang), Who: p, CSRF: p.csrf,
		MayUsers: p.May(Read, Users), Page: name, Body: body,
	}
	if lang == registry.EN {
		f.Other, f.Language = registry.VI, "?lang=en"
	}
	if look := s.options.Look; look.Assets != "" {
		f.Assets = f.Root + "/" + look.Assets
		if look.Rail != nil && p.SignedIn() && !p.enrolling {
			f.Rail = look.Rail(p, lang)
		}
	}
	if c.Request.Method == http.MethodGet {
		values := c.Request.URL.Query()
		values.Set("lang", string(f.Other))
		f.OtherHref = handlers.Path(c) + "?" + values.Encode()
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
	c.Header("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action "+formAction)
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
