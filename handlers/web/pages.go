package web

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/accounts"
)

// Settings is where the pages read what the registry calls itself;
// registry.Store has it.
type Settings interface {
	// Setting is a setting of the registry, "" when it is not set.
	Setting(ctx context.Context, name string) (string, error)
}

// Options is what the pages need.
type Options struct {
	// Settings gives title, notice and territory; nil: none of them.
	Settings Settings
	// Version is the program's, shown at the foot; may be empty.
	Version string
	// Dist replaces the embedded build of the libraries; nil: the embedded one.
	Dist fs.FS
}

// Pages are the pages of the web desk.
type Pages struct {
	options Options
	assets  *assets
	desk    *template.Template
	further map[string]*template.Template // of the sections, by path
	unbuilt *template.Template
}

// New prepares the pages. It fails only when what is embedded is damaged.
func New(options Options) (*Pages, error) {
	source, err := fs.Sub(embedded, "assets/src")
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	dist := options.Dist
	if dist == nil {
		if dist, err = fs.Sub(embedded, "dist"); err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
	}
	p := &Pages{options: options}
	if p.assets, err = loadAssets(source, dist); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if p.desk, err = framed("desk"); err != nil {
		return nil, err
	}
	p.further = map[string]*template.Template{}
	for _, section := range sections() {
		if p.further[section.path], err = framed(section.path); err != nil {
			return nil, err
		}
	}
	if p.unbuilt, err = template.ParseFS(embedded, "pages/unbuilt.gohtml"); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return p, nil
}

// framed is the frame around the body of that name.
func framed(name string) (*template.Template, error) {
	page, err := template.New("frame.gohtml").Option("missingkey=error").ParseFS(embedded, "pages/frame.gohtml", "pages/"+name+".gohtml")
	if err != nil {
		return nil, fmt.Errorf("web: page %s: %w", name, err)
	}
	return page, nil
}

// Built tells whether the libraries of the pages are there.
func (p *Pages) Built() bool { return p.assets.built }

// Look is what the pages through which one signs in have of the desk.
func (p *Pages) Look() auth.Look {
	return auth.Look{Assets: p.assets.base(), Rail: func(who *auth.Principal, lang registry.Lang) []auth.Place {
		var places []auth.Place
		for _, e := range railFor(who, wordsIn(lang), lang, "") {
			places = append(places, auth.Place{Href: strings.TrimPrefix(e.Href, "./"), Icon: e.Icon, Label: e.Label})
		}
		return places
	}}
}

// Register adds the pages to a router, or to a group of one: they are at its
// root. The API is expected beside them at api/v1.
func (p *Pages) Register(router gin.IRouter) {
	router.GET("/", p.serve(section{}, p.desk))
	router.HEAD("/", p.serve(section{}, p.desk))
	for _, s := range sections() {
		router.GET("/"+s.path, p.serve(s, p.further[s.path]))
		router.HEAD("/"+s.path, p.serve(s, p.further[s.path]))
	}
	router.GET("/assets/:fingerprint/*path", p.assets.serve)
	router.HEAD("/assets/:fingerprint/*path", p.assets.serve)
}

// view is what the page's template shows.
type view struct {
	W       Words
	T       map[string]string // the section's own words
	Section string            // its path; "" for the map
	Heading string            // its title
	Rail    []railEntry
	Title   string
	Notice  string
	Assets  string
	Version string
	Other   registry.Lang // the language to switch to
	Who     string        // the name of whoever has signed in
	Enter   bool          // whether the reader could sign in
	Config  config
}

// config is what the scripts are told.
type config struct {
	Lang   registry.Lang              `json:"lang"`
	Unit   string                     `json:"unit"` // the unit whose figures are shown first; "": the first province
	Words  Words                      `json:"words"`
	Own    map[string]string          `json:"own,omitempty"` // the section's own words
	May    map[auth.Resource][]string `json:"may"`           // the names of what the reader may do, by resource
	Labels map[string]labels          `json:"labels"`        // by "kind.field"
	Kinds  map[registry.Kind]kindView `json:"kinds"`
	Zones  []zoneView                 `json:"zones"`
	CSRF   string                     `json:"csrf,omitempty"` // of the reader's session, which writes carry
	// Role and Operator are those of the reader's account; "" without one.
	Role     accounts.Role `json:"role,omitempty"`
	Operator string        `json:"operator,omitempty"`
}

// serve answers with the page of a section, or with the map.
func (p *Pages) serve(s section, page *template.Template) gin.HandlerFunc {
	return func(c *gin.Context) {
		protect(c.Writer.Header())
		if !p.assets.built {
			p.render(c, http.StatusServiceUnavailable, p.unbuilt, nil)
			return
		}
		v, err := p.view(c, languageOf(c), s)
		if err != nil {
			_ = c.Error(err) // the service's log has it, with the request
			c.String(http.StatusInternalServerError, "không đọc được sổ đăng ký / the registry could not be read\n")
			return
		}
		p.render(c, http.StatusOK, page, v)
	}
}

// languageOf is the language that the URL asks for, Vietnamese when it does
// not: a link shows everyone the same.
func languageOf(c *gin.Context) registry.Lang {
	if c.Query("lang") == string(registry.EN) {
		return registry.EN
	}
	return registry.VI
}

func (p *Pages) view(c *gin.Context, lang registry.Lang, s section) (view, error) {
	ctx, who := c.Request.Context(), auth.Current(c)
	v := view{W: wordsIn(lang), Assets: p.assets.base(), Version: p.options.Version, Other: registry.EN}
	if lang == registry.EN {
		v.Other = registry.VI
	}
	v.Who, v.Enter = who.Name(), who.Role == accounts.Public
	v.T, v.Section, v.Heading = s.words.in(lang), s.path, s.title.In(lang)
	v.Rail = railFor(who, v.W, lang, s.path)
	v.Config = config{Lang: lang, Words: v.W, Own: v.T, May: permissions(c), Labels: labelsIn(lang), Kinds: kindsFor(c, lang, s.kinds...), Zones: zones(), CSRF: who.CSRF()}
	if who.Account != nil {
		v.Config.Role, v.Config.Operator = who.Role, who.Account.Operator
	}
	if p.options.Settings == nil {
		return v, nil
	}
	var territory string
	notice := registry.SettingNotice
	if lang == registry.EN {
		notice = registry.SettingNoticeEN
	}
	for name, into := range map[string]*string{
		registry.SettingTitle:     &v.Title,
		notice:                    &v.Notice,
		registry.SettingTerritory: &territory,
	} {
		value, err := p.options.Settings.Setting(ctx, name)
		if err != nil {
			return view{}, fmt.Errorf("setting %s: %w", name, err)
		}
		*into = value
	}
	first, _, _ := strings.Cut(territory, ",")
	v.Config.Unit = strings.TrimSpace(first)
	return v, nil
}

// render writes a page at once or, when its template fails, an error alone.
func (p *Pages) render(c *gin.Context, status int, page *template.Template, data any) {
	var out bytes.Buffer
	if err := page.Execute(&out, data); err != nil {
		_ = c.Error(fmt.Errorf("page %s: %w", page.Name(), err))
		c.String(http.StatusInternalServerError, "không dựng được trang / the page could not be made\n")
		return
	}
	c.Header("Cache-Control", "no-cache")
	c.Data(status, "text/html; charset=utf-8", out.Bytes())
}
