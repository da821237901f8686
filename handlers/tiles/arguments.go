package tiles

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/geo/tile"
	"hatang/handlers"
	"hatang/registry"
)

// arguments are what a request says beside its path.
type arguments struct {
	ask      Ask
	format   string     // f, of OGC API
	repeated url.Values // what the addresses of tiles must repeat
	// further are parameters that a layer's list may know; problems are what is
	// wrong with the others.
	further  url.Values
	problems []registry.Problem
}

// newArguments reads the query string: repeated and wrong parameters are
// refused, all at once, and unknown ones when it is known which layer is meant.
func newArguments(c *gin.Context) (*arguments, error) {
	if c.Request.URL.RawQuery == "" {
		return new(arguments), nil
	}
	args := &arguments{repeated: url.Values{}, further: url.Values{}}
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return nil, wrong(fault("", c.Request.URL.RawQuery, "query", registry.Textf("chuỗi truy vấn sai: %v", "malformed query string: %v", err)))
	}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		value := values.Get(name)
		switch {
		case !own(name):
			args.further[name] = values[name]
		case len(values[name]) > 1:
			args.reject(name, value, "repeated", "chỉ được cho một lần", "must be given once")
		default:
			args.take(name, value)
		}
	}
	return args, nil
}

// own tells the parameters that every layer has.
func own(name string) bool {
	return slices.Contains([]string{"lang", "as_of", "at", "cluster", "f"}, name)
}

func (a *arguments) reject(name, value, rule, vi, en string) {
	a.problems = append(a.problems, fault(name, value, rule, registry.Text{VI: vi, EN: en}))
}

func (a *arguments) take(name, value string) {
	switch name {
	case "lang": // read by handlers.Lang
		if value != string(registry.VI) && value != string(registry.EN) {
			a.reject(name, value, "code", "phải là vi hoặc en", "must be vi or en")
		}
	case "as_of", "at":
		day, err := registry.ParseDate(value)
		switch {
		case err != nil || day.IsZero():
			a.reject(name, value, "date", "phải là một ngày, như 2020-12-31", "must be a day, such as 2020-12-31")
		case !a.ask.Day.IsZero() && a.ask.Day != day:
			a.reject(name, value, "repeated", "at và as_of là một, không được khác nhau", "at and as_of are one and must not differ")
		}
		a.ask.Day = day
		a.repeated.Set("as_of", day.String())
	case "cluster":
		pixels, err := strconv.ParseUint(value, 10, 16)
		if err != nil || !slices.Contains(clusterPixels(), uint(pixels)) {
			a.reject(name, value, "code", "phải là 16, 32, 64 hoặc 128", "must be 16, 32, 64 or 128")
			return
		}
		a.ask.ClusterPixels = uint(pixels)
		a.repeated.Set(name, value)
	case "f":
		a.format = value
	}
}

// clusterPixels are the sides that the cells of clusters may have, in pixels of
// which a tile has 512.
func clusterPixels() []uint { return []uint{16, 32, 64, 128} }

// closed refuses what is wrong or unknown of a request that is about no layer.
func (a *arguments) closed() error {
	problems := slices.Clone(a.problems)
	for name, values := range a.further {
		problems = append(problems, fault(name, values[0], "unknown", registry.Text{VI: "không có tham số này", EN: "there is no such parameter"}))
	}
	if a.ask.ClusterPixels > 0 {
		problems = append(problems, fault("cluster", a.repeated.Get("cluster"), "unknown", registry.Text{VI: "chỉ dùng với một lớp", EN: "is for one layer only"}))
	}
	if len(problems) == 0 {
		return nil
	}
	slices.SortFunc(problems, func(p, q registry.Problem) int { return strings.Compare(p.Column, q.Column) })
	return wrong(problems...)
}

// choose reads the filters of the layer, and tells of everything that is wrong.
func (t *Tiles) choose(c *gin.Context, d definition, args *arguments) error {
	if d.shape() != pointShape && args.ask.ClusterPixels > 0 {
		args.reject("cluster", args.repeated.Get("cluster"), "unknown", "chỉ dùng với lớp điểm", "is for layers of points only")
	}
	if len(args.further) > 0 {
		asked, problems := t.lists.Read(args.further, d.listed(), t.options.Principal(c))
		args.problems = append(args.problems, problems...)
		args.ask.Only = &asked
		for name, values := range args.further {
			args.repeated[name] = values
		}
	}
	if len(args.problems) > 0 {
		return wrong(args.problems...)
	}
	return nil
}

// mustBe checks the format of OGC API that was asked for.
func (a *arguments) mustBe(formats ...string) error {
	if a.format == "" || slices.Contains(formats, a.format) {
		return nil
	}
	list := strings.Join(formats, ", ")
	return wrong(fault("f", a.format, "code", registry.Textf("phải là %s", "must be %s", list)))
}

func fault(name, value, rule string, message registry.Text) registry.Problem {
	const longest = 80
	if len(value) > longest {
		value = strings.ToValidUTF8(value[:longest], "") + "…"
	}
	return registry.Problem{
		Column: name, Value: strings.ToValidUTF8(value, "�"), Rule: rule, Message: message, Severity: registry.Fault,
	}
}

func wrong(problems ...registry.Problem) error {
	e := registry.Errorf(registry.Invalid, "có %d tham số sai", "%d parameters are wrong", len(problems))
	if len(problems) == 1 {
		e = registry.Errorf(registry.Invalid, "có một tham số sai", "one parameter is wrong")
	}
	e.Problems = problems
	return e
}

// layer is the definition that the path names.
func (t *Tiles) layer(name string) (definition, error) {
	d, found := findDefinition(t.layers, name)
	if !found {
		return d, handlers.Refuse(http.StatusNotFound, "không có lớp %q", "there is no layer %q", registry.Clip(name)).
			Hinted("các lớp: "+strings.Join(Names(), ", "), "the layers are "+strings.Join(Names(), ", "))
	}
	return d, nil
}

// layerFor is the layer that the path names, with what is asked of it read.
func (t *Tiles) layerFor(c *gin.Context, args *arguments, name string) (definition, error) {
	d, err := t.layer(name)
	if err == nil {
		err = t.choose(c, d, args)
	}
	return d, err
}

// address reads the parts of a tile's address: plain decimal numbers, no signs
// and no leading zeros, so that a tile has one address only.
func address(z, x, y string) (tile.ID, error) {
	zoom, okZ := coordinate(z)
	column, okX := coordinate(x)
	row, okY := coordinate(y)
	id := tile.ID{Z: uint8(min(zoom, tile.MaxZoom+1)), X: column, Y: row}
	if !okZ || !okX || !okY || !id.Valid() {
		return id, handlers.Refuse(http.StatusNotFound, "không có ô bản đồ %s/%s/%s", "there is no tile %s/%s/%s", registry.Clip(z), registry.Clip(x), registry.Clip(y)).
			Hinted("z từ 0 đến 22; x và y từ 0 đến 2^z - 1", "z runs from 0 to 22, x and y from 0 to 2^z - 1")
	}
	return id, nil
}

func coordinate(text string) (uint32, bool) {
	n, err := strconv.ParseUint(text, 10, 32)
	return uint32(n), err == nil && strconv.FormatUint(n, 10) == text
}
