package web

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
)

var (
	imported = regexp.MustCompile(`(?m)^import\s*\{([^}]*)\}\s*from\s*'([^']+)'`)
	exported = regexp.MustCompile(`(?m)^export\s+(?:async\s+)?(?:function\*?|class|const|let)\s+(\w+)`)
	passedOn = regexp.MustCompile(`(?m)^export\s*\{([^}]*)\}`)
)

// namesIn are the names of a list such as "a, b as c": what the other module
// calls them, or with last what this one does.
func namesIn(list string, last bool) []string {
	var names []string
	for one := range strings.SplitSeq(list, ",") {
		words := strings.Fields(one)
		switch {
		case len(words) == 0:
		case last:
			names = append(names, words[len(words)-1])
		default:
			names = append(names, words[0])
		}
	}
	return names
}

// TestModulesImportWhatIsThere reads the scripts: a module that imports what
// another does not export does not run at all, which only a browser would tell.
func TestModulesImportWhatIsThere(t *testing.T) {
	t.Parallel()
	there := map[string]map[string]bool{}
	sources := map[string]string{}
	err := fs.WalkDir(embedded, "assets/src", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".js" {
			return err
		}
		content, err := fs.ReadFile(embedded, name)
		if err != nil {
			return err
		}
		sources[name], there[name] = string(content), map[string]bool{}
		for _, found := range exported.FindAllStringSubmatch(sources[name], -1) {
			there[name][found[1]] = true
		}
		for _, found := range passedOn.FindAllStringSubmatch(sources[name], -1) {
			for _, one := range namesIn(found[1], true) {
				there[name][one] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for name, source := range sources {
		for _, found := range imported.FindAllStringSubmatch(source, -1) {
			from := path.Join(path.Dir(name), found[2])
			if strings.Contains(found[2], "maplibre") {
				continue // a library, in another folder when it is served
			}
			for _, one := range namesIn(found[1], false) {
				checked++
				if !there[from][one] {
					t.Errorf("%s imports %s, which %s does not export", name, one, from)
				}
			}
		}
	}
	if checked < 100 {
		t.Errorf("%d imports were found: the test does not read what it should", checked)
	}
}
