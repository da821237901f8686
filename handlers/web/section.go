package web

import (
	"maps"

	"github.com/gin-gonic/gin"

	"hatang/handlers/auth"
	"hatang/registry"
)

// section is a page of the desk beside the map. It has a place on the rail, a
// template pages/<path>.gohtml that defines "body", a module
// assets/src/<path>/main.js and a style sheet assets/src/<path>/page.css.
type section struct {
	path  string        // below the root, one step; also its name
	icon  string        // of the sprite
	key   string        // what follows g on the keyboard
	title registry.Text // on the rail, as heading and in the title
	needs auth.Right    // what a reader must be allowed to be shown the way here
	words vocabulary    // its own fixed texts
	// closed keeps the page itself from whoever lacks the right, not only the way
	// to it.
	closed bool
	// apart keeps it off the rail: something else leads to it.
	apart bool
	// kinds are the kinds of record that it shows beside those of the desk.
	kinds []registry.Kind
}

// vocabulary are fixed texts by the names under which templates ({{.T.name}})
// and scripts (words.name) know them. {blank} marks what a script fills in.
type vocabulary map[string]registry.Text

// in are the texts in one language.
func (v vocabulary) in(lang registry.Lang) map[string]string {
	out := make(map[string]string, len(v))
	for name, text := range v {
		out[name] = text.In(lang)
	}
	return out
}

// joined is one table of several.
func joined(parts ...vocabulary) vocabulary {
	words := vocabulary{}
	for _, part := range parts {
		maps.Copy(words, part)
	}
	return words
}

// sections are the pages beside the map, in the order of the rail.
func sections() []section {
	return []section{
		dossierSection(), planningSection(), reportSection(), dataSection(), administrationSection(), publicSection(), recordSection(),
	}
}

// railEntry is a place on the rail.
type railEntry struct {
	Href, Icon, Key, Label string
	OfDesk                 bool   // whether the map's own script shows it
	Pane                   string // which of its parts
	Current                bool
}

// railFor is the rail as one reader sees it on the page of that path, "" for
// the map.
func railFor(who *auth.Principal, w Words, lang registry.Lang, path string) []railEntry {
	entries := []railEntry{
		{Pane: "", Icon: "chart-column", Key: "m", Label: w.RailFigures},
		{Pane: "sites", Icon: "radio-tower", Key: "b", Label: w.RailSites},
		{Pane: "postal", Icon: "mail", Key: "p", Label: w.RailPostal},
		{Pane: "radio", Icon: "megaphone", Key: "t", Label: w.RailRadio},
		{Pane: "units", Icon: "map-pin", Key: "x", Label: w.RailUnits},
	}
	language := ""
	if lang != registry.VI {
		language = "lang=" + string(lang)
	}
	for i := range entries {
		pane := ""
		if entries[i].Pane != "" {
			pane = "pane=" + entries[i].Pane
		}
		entries[i].Href, entries[i].OfDesk = address("./", language, pane), true
	}
	for _, s := range sections() {
		if s.apart || !who.May(s.needs.Action, s.needs.Resource) {
			continue
		}
		entries = append(entries, railEntry{
			Href: address(s.path, language), Icon: s.icon, Key: s.key, Label: s.title.In(lang), Current: s.path == path,
		})
	}
	return entries
}

// address is a relative address with those of the parameters that are not empty.
func address(path string, parameters ...string) string {
	separator := "?"
	for _, p := range parameters {
		if p != "" {
			path += separator + p
			separator = "&"
		}
	}
	return path
}

// permissions are what a reader may do: names of actions by resource.
func permissions(c *gin.Context) map[auth.Resource][]string {
	who, out := auth.Current(c), map[auth.Resource][]string{}
	for _, resource := range auth.Resources() {
		for _, action := range auth.Actions() {
			if who.May(action, resource) {
				out[resource] = append(out[resource], action.String())
			}
		}
	}
	return out
}
