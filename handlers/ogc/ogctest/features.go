package ogctest

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

func coreFeatures() []Requirement {
	return []Requirement{
		{"conf/core/fc-op", (*Service).itemsOp},
		{"conf/core/fc-limit-definition", (*Service).limitDefinition},
		{"conf/core/fc-limit-response-1", (*Service).limitResponse},
		{"conf/core/fc-limit-response-2", (*Service).limitTooHigh},
		{"conf/core/fc-bbox-definition", (*Service).bboxDefinition},
		{"conf/core/fc-bbox-response", (*Service).bboxResponse},
		{"conf/core/fc-time-definition", (*Service).timeDefinition},
		{"conf/core/fc-time-response", (*Service).timeResponse},
		{"conf/core/fc-response", (*Service).itemsResponse},
		{"conf/core/fc-links", (*Service).itemsLinks},
		{"conf/core/fc-rel-type", (*Service).itemsLinkTypes},
		{"conf/core/fc-timeStamp", (*Service).timeStamp},
		{"conf/core/fc-numberMatched", (*Service).numberMatched},
		{"conf/core/fc-numberReturned", (*Service).numberReturned},
		{"conf/core/f-op", (*Service).featureOp},
		{"conf/core/f-success", (*Service).featureSuccess},
		{"conf/core/f-links", (*Service).featureLinks},
	}
}

func (s *Service) itemsOp() error {
	list, err := s.list()
	if err != nil {
		return err
	}
	for i := range list {
		if _, err := s.ok(s.items(&list[i]), acceptGeoJSON); err != nil {
			return err
		}
	}
	missing := collection{ID: "no-such-collection"}
	return s.refused(s.items(&missing), http.StatusNotFound)
}

// limitResponse: never more features than limit, and no limit changes which
// features there are.
func (s *Service) limitResponse() error {
	return s.each(func(c *collection) error {
		all, err := s.whole(c)
		if err != nil {
			return err
		}
		for _, limit := range []int{1, 7, len(all), len(all) + 1} {
			p, err := s.page(s.items(c, "limit", strconv.Itoa(limit)))
			if err != nil {
				return err
			}
			if want := min(limit, len(all)); len(p.Features) > limit || (want > 0 && len(p.Features) == 0) {
				return fmt.Errorf("%d features with limit=%d", len(p.Features), limit)
			}
		}
		step := max(2, len(all)/7)
		paged, err := s.all(s.items(c, "limit", strconv.Itoa(step)))
		if err != nil {
			return err
		}
		return same(names(paged), names(all))
	})
}

// limitTooHigh: more than the maximum is not refused.
func (s *Service) limitTooHigh() error {
	return s.each(func(c *collection) error {
		_, err := s.page(s.items(c, "limit", "1000000"))
		return err
	})
}

// boxesOf are boxes worth asking about a collection: all, a part, a single
// position, none; from its extent.
func boxesOf(extent []float64) [][4]float64 {
	w, south, e, n := extent[0], extent[1], extent[2], extent[3]
	midX, midY := (w+e)/2, (south+n)/2
	return [][4]float64{
		{-180, -90, 180, 90},
		{w, south, e, n},
		{w, south, midX, midY},
		{midX - (e-w)/10, midY - (n-south)/10, midX + (e-w)/10, midY + (n-south)/10},
		{midX, midY, midX, midY},
		{-10, -10, -9, -9},
	}
}

// bboxResponse: the features that meet the box, all of them and no others; those
// without geometry meet every box. Six numbers mean the same, and a box may
// cross the antimeridian.
func (s *Service) bboxResponse() error {
	return s.each(func(c *collection) error {
		all, err := s.whole(c)
		if err != nil {
			return err
		}
		extent, err := extentOf(all)
		if err != nil {
			return err
		}
		for _, box := range boxesOf(extent) {
			want, err := meeting(all, box)
			if err != nil {
				return err
			}
			flat := fmt.Sprintf("%v,%v,%v,%v", box[0], box[1], box[2], box[3])
			high := fmt.Sprintf("%v,%v,-100,%v,%v,9000", box[0], box[1], box[2], box[3])
			for _, bbox := range []string{flat, high} {
				if err := s.expect(s.items(c, "bbox", bbox, "limit", "2000"), want); err != nil {
					return err
				}
			}
		}
		return s.acrossAntimeridian(c, all, extent)
	})
}

// acrossAntimeridian asks for what lies east of the collection's middle by a box
// that ends west of it, on the other side of the earth.
func (s *Service) acrossAntimeridian(c *collection, all []feature, extent []float64) error {
	middle := (extent[0] + extent[2]) / 2
	east, err := meeting(all, [4]float64{middle, -90, 180, 90})
	if err != nil {
		return err
	}
	return s.expect(s.items(c, "bbox", fmt.Sprintf("%v,-90,-170,90", middle), "limit", "2000"), east)
}

// extentOf is the box around the features.
func extentOf(features []feature) ([]float64, error) {
	var extent []float64
	for i := range features {
		positions, err := features[i].Geometry.positions()
		if err != nil {
			return nil, err
		}
		for _, p := range positions {
			if extent == nil {
				extent = []float64{p[0], p[1], p[0], p[1]}
			}
			extent[0], extent[1] = min(extent[0], p[0]), min(extent[1], p[1])
			extent[2], extent[3] = max(extent[2], p[0]), max(extent[3], p[1])
		}
	}
	if extent == nil {
		return nil, ErrNotApplicable
	}
	return extent, nil
}

func meeting(features []feature, box [4]float64) (map[string]int, error) {
	want := map[string]int{}
	for i := range features {
		f := &features[i]
		meets := f.Geometry == nil
		if !meets {
			var err error
			if meets, err = f.Geometry.meets(box); err != nil {
				return nil, fmt.Errorf("feature %s: %w", f.name(), err)
			}
		}
		if meets {
			want[f.name()]++
		}
	}
	return want, nil
}

// expect reads the whole list and compares which features are in it.
func (s *Service) expect(address string, want map[string]int) error {
	got, err := s.all(address)
	if err != nil {
		return err
	}
	if err := same(names(got), want); err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	return nil
}

// always is an interval that holds every date.
const always = "0001-01-01T00:00:00Z/9999-12-30T00:00:00Z"

// timeResponse: the features whose time meets the instant or interval, all of
// them and no others. Their time is what the schema says it is.
func (s *Service) timeResponse() error {
	return s.each(func(c *collection) error {
		begin, end, err := s.temporal(c)
		if err != nil {
			return err
		}
		all, err := s.all(s.items(c, "datetime", always, "limit", "2000"))
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return errors.New("no feature ever")
		}
		for _, span := range [][2]string{
			{"2020-12-30", "2020-12-30"}, {"2020-12-31", "2020-12-31"}, {"2021-01-01", "2021-01-01"},
			{"2000-01-01", "2020-12-30"}, {"2000-01-01", "2020-12-31"}, {"2021-01-01", "2030-01-01"},
			{"", "2020-12-30"}, {"", "2020-12-31"}, {"2020-12-31", ""},
		} {
			want := map[string]int{}
			for i := range all {
				if holds(&all[i], begin, end, span) {
					want[all[i].name()]++
				}
			}
			for _, datetime := range written(span) {
				if err := s.expect(s.items(c, "datetime", datetime, "limit", "2000"), want); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// temporal finds the properties that begin and end a feature's time.
func (s *Service) temporal(c *collection) (begin, end string, err error) {
	l, ok := find(c.Links, "http://www.opengis.net/def/rel/ogc/1.0/schema", "application/schema+json")
	if !ok {
		return "", "", ErrNotApplicable
	}
	r, err := s.ok(s.resolve(l.Href), "application/schema+json")
	if err != nil {
		return "", "", err
	}
	var schema struct {
		Properties map[string]struct {
			Role string `json:"x-ogc-role"`
		} `json:"properties"`
	}
	if err := r.decode(&schema); err != nil {
		return "", "", err
	}
	for name, p := range schema.Properties {
		switch p.Role {
		case "primary-interval-start":
			begin = name
		case "primary-interval-end":
			end = name
		}
	}
	if begin == "" || end == "" {
		return "", "", ErrNotApplicable
	}
	return begin, end, nil
}

// holds tells whether a feature's days, the last one excluded, meet those of the
// span, both ends included.
func holds(f *feature, begin, end string, span [2]string) bool {
	from, _ := f.Properties[begin].(string)
	to, _ := f.Properties[end].(string)
	return (span[1] == "" || from <= span[1]) && (to == "" || span[0] < to)
}

// written are the ways to ask for a span of days. Noon is the same day in every
// zone that concerns us.
func written(span [2]string) []string {
	noon := func(day string) string { return day + "T05:00:00Z" }
	switch {
	case span[0] == span[1]:
		return []string{noon(span[0]), noon(span[0]) + "/" + noon(span[0])}
	case span[0] == "":
		return []string{"../" + noon(span[1]), "/" + noon(span[1])}
	case span[1] == "":
		return []string{noon(span[0]) + "/..", noon(span[0]) + "/"}
	}
	return []string{noon(span[0]) + "/" + noon(span[1])}
}

func (s *Service) itemsResponse() error {
	return s.each(func(c *collection) error {
		p, err := s.page(s.items(c, "limit", "5"))
		if err != nil {
			return err
		}
		if p.Type != "FeatureCollection" || len(p.Features) == 0 {
			return fmt.Errorf("type %q with %d features", p.Type, len(p.Features))
		}
		for i := range p.Features {
			if p.Features[i].Type != "Feature" || len(p.Features[i].ID) == 0 || p.Features[i].Properties == nil {
				return fmt.Errorf("feature %d is not one, or has no id or no properties", i)
			}
		}
		return nil
	})
}

func (s *Service) itemsLinks() error {
	return s.each(func(c *collection) error {
		return s.ownLinks(s.items(c, "limit", "2"), acceptGeoJSON, []string{"application/geo+json", "text/html"})
	})
}

func (s *Service) itemsLinkTypes() error {
	return s.each(func(c *collection) error {
		p, err := s.page(s.items(c, "limit", "1"))
		if err != nil {
			return err
		}
		if len(p.Links) == 0 {
			return errors.New("no links")
		}
		for _, l := range p.Links {
			if l.Rel == "" || l.Type == "" {
				return fmt.Errorf("link to %s has rel %q and type %q", l.Href, l.Rel, l.Type)
			}
		}
		return nil
	})
}

// timeStamp: when the answer was made, by the service's own clock if it tells
// the time in Date too.
func (s *Service) timeStamp() error {
	return s.each(func(c *collection) error {
		p, err := s.page(s.items(c, "limit", "1"))
		if err != nil {
			return err
		}
		if p.TimeStamp == nil {
			return ErrNotApplicable
		}
		_, err = time.Parse(time.RFC3339, *p.TimeStamp)
		return err
	})
}

// numberMatched: as many as there are when all pages are read, on every page.
func (s *Service) numberMatched() error {
	return s.each(func(c *collection) error {
		all, err := s.whole(c)
		if err != nil {
			return err
		}
		return s.walk(s.items(c, "limit", strconv.Itoa(max(1, len(all)/3))), func(p *page) error {
			if p.NumberMatched != nil && *p.NumberMatched != len(all) {
				return fmt.Errorf("numberMatched %d, there are %d", *p.NumberMatched, len(all))
			}
			return nil
		})
	})
}

func (s *Service) numberReturned() error {
	return s.each(func(c *collection) error {
		return s.walk(s.items(c, "limit", "400"), func(p *page) error {
			if p.NumberReturned != nil && *p.NumberReturned != len(p.Features) {
				return fmt.Errorf("numberReturned %d with %d features", *p.NumberReturned, len(p.Features))
			}
			return nil
		})
	})
}

func (s *Service) featureOp() error {
	return s.each(func(c *collection) error {
		return s.refused(s.item(c, "no-such-feature"), http.StatusNotFound)
	})
}

// featureSuccess: the feature alone is what it is in the collection.
func (s *Service) featureSuccess() error {
	return s.each(func(c *collection) error {
		all, err := s.whole(c)
		if err != nil {
			return err
		}
		for i := 0; i < len(all); i += max(1, len(all)/5) {
			r, err := s.ok(s.item(c, all[i].name()), acceptGeoJSON)
			if err != nil {
				return err
			}
			var alone feature
			if err := r.decode(&alone); err != nil {
				return err
			}
			if err := sameFeature(&alone, &all[i]); err != nil {
				return fmt.Errorf("%s: %w", r.address, err)
			}
		}
		return nil
	})
}

func sameFeature(alone, listed *feature) error {
	switch {
	case alone.Type != "Feature":
		return fmt.Errorf("type %q", alone.Type)
	case alone.name() != listed.name():
		return fmt.Errorf("id %s, in the collection %s", alone.name(), listed.name())
	case fmt.Sprint(alone.Properties) != fmt.Sprint(listed.Properties):
		return errors.New("its properties are not those in the collection")
	}
	one, err := alone.Geometry.positions()
	other, err2 := listed.Geometry.positions()
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	if fmt.Sprint(one) != fmt.Sprint(other) {
		return errors.New("its geometry is not that in the collection")
	}
	return nil
}

// featureLinks: self, alternate and collection, with types.
func (s *Service) featureLinks() error {
	return s.each(func(c *collection) error {
		all, err := s.whole(c)
		if err != nil {
			return err
		}
		address := s.item(c, all[0].name())
		if err := s.ownLinks(address, acceptGeoJSON, []string{"application/geo+json", "text/html"}); err != nil {
			return err
		}
		r, err := s.ok(address, acceptGeoJSON)
		if err != nil {
			return err
		}
		var f feature
		if err := r.decode(&f); err != nil {
			return err
		}
		l, ok := find(f.Links, "collection", "")
		if !ok || l.Type == "" || !strings.Contains(l.Href, "/collections/"+c.ID) {
			return fmt.Errorf("%s: link collection %+v", address, l)
		}
		_, err = s.ok(s.resolve(l.Href), l.Type)
		return err
	})
}
