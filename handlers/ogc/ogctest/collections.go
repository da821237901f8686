package ogctest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"time"
)

func coreCollections() []Requirement {
	return []Requirement{
		{"conf/core/fc-md-op", (*Service).collectionsOp},
		{"conf/core/fc-md-success", (*Service).collectionsSuccess},
		{"conf/core/fc-md-links", (*Service).collectionsLinks},
		{"conf/core/fc-md-items", (*Service).collectionsItems},
		{"conf/core/fc-md-items-links", (*Service).collectionsItemsLinks},
		{"conf/core/fc-md-extent", (*Service).collectionsExtent},
		{"conf/core/sfc-md-op", (*Service).collectionOp},
		{"conf/core/sfc-md-success", (*Service).collectionSuccess},
	}
}

func (s *Service) collectionsOp() error {
	_, err := s.ok(s.base+"/collections", acceptJSON)
	return err
}

func (s *Service) collectionsSuccess() error {
	r, err := s.ok(s.base+"/collections", acceptJSON)
	if err != nil {
		return err
	}
	var document map[string]json.RawMessage
	if err := r.decode(&document); err != nil {
		return err
	}
	for _, member := range []string{"links", "collections"} {
		var list []any
		if err := json.Unmarshal(document[member], &list); err != nil {
			return fmt.Errorf("%s: %s is not a list", r.address, member)
		}
	}
	return nil
}

// collectionsLinks: self, and alternate for every other format, with types.
func (s *Service) collectionsLinks() error {
	return s.ownLinks(s.base+"/collections", acceptJSON, []string{"application/json", "text/html"})
}

// ownLinks checks the links self and alternate of a document.
func (s *Service) ownLinks(address, accept string, types []string) error {
	r, err := s.ok(address, accept)
	if err != nil {
		return err
	}
	var document struct {
		Links []link `json:"links"`
	}
	if err := r.decode(&document); err != nil {
		return err
	}
	self, ok := find(document.Links, "self", r.mediaType)
	if !ok {
		return fmt.Errorf("%s: no link self of type %s", address, r.mediaType)
	}
	if again, err := s.ok(s.resolve(self.Href), accept); err != nil || again.mediaType != r.mediaType {
		return fmt.Errorf("%s: the link self leads elsewhere: %w", address, errors.Join(err, errAway))
	}
	for _, mediaType := range types {
		if mediaType == r.mediaType {
			continue
		}
		l, ok := find(document.Links, "alternate", mediaType)
		if !ok {
			return fmt.Errorf("%s: no link alternate of type %s", address, mediaType)
		}
		if other, err := s.ok(s.resolve(l.Href), "*/*"); err != nil || other.mediaType != mediaType {
			return fmt.Errorf("%s: the link alternate does not give %s: %w", address, mediaType, errors.Join(err, errAway))
		}
	}
	return nil
}

var errAway = errors.New("not the document that was promised")

// collectionsItems: each collection is what its own resource says.
func (s *Service) collectionsItems() error {
	list, err := s.list()
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for i := range list {
		if list[i].ID == "" || seen[list[i].ID] {
			return fmt.Errorf("collection id %q is empty or not unique", list[i].ID)
		}
		seen[list[i].ID] = true
		if list[i].Links == nil {
			return fmt.Errorf("collection %s has no links", list[i].ID)
		}
	}
	return nil
}

// collectionsItemsLinks: a link to the features in each format, with its type,
// and it leads to them.
func (s *Service) collectionsItemsLinks() error {
	list, err := s.list()
	if err != nil {
		return err
	}
	for i := range list {
		for _, mediaType := range []string{"application/geo+json", "text/html"} {
			l, ok := find(list[i].Links, "items", mediaType)
			if !ok {
				return fmt.Errorf("collection %s: no link items of type %s", list[i].ID, mediaType)
			}
			r, err := s.ok(s.resolve(l.Href), mediaType)
			if err != nil {
				return err
			}
			if r.mediaType != mediaType {
				return fmt.Errorf("%s: media type %s, the link says %s", r.address, r.mediaType, mediaType)
			}
		}
	}
	return nil
}

// collectionsExtent: a box of WGS 84 and an interval of RFC 3339, and both hold
// what is in the collection.
func (s *Service) collectionsExtent() error {
	return s.each(func(c *collection) error {
		if c.Extent == nil {
			return ErrNotApplicable
		}
		if spatial := c.Extent.Spatial; spatial != nil {
			if len(spatial.BBox) == 0 || len(spatial.BBox[0]) != 4 || (spatial.CRS != "" && spatial.CRS != crs84URI) {
				return fmt.Errorf("spatial extent %v in %s", spatial.BBox, spatial.CRS)
			}
			features, err := s.whole(c)
			if err != nil {
				return err
			}
			if err := insideExtent(c, features); err != nil {
				return err
			}
		}
		if c.Extent.Temporal != nil {
			return checkInterval(c.Extent.Temporal.Interval)
		}
		return nil
	})
}

func checkInterval(intervals [][]*string) error {
	if len(intervals) == 0 || len(intervals[0]) != 2 {
		return fmt.Errorf("temporal extent %v", intervals)
	}
	for _, end := range intervals[0] {
		if end == nil {
			continue
		}
		if _, err := time.Parse(time.RFC3339, *end); err != nil {
			return fmt.Errorf("temporal extent: %w", err)
		}
	}
	return nil
}

func (s *Service) collectionOp() error {
	list, err := s.list()
	if err != nil {
		return err
	}
	for i := range list {
		if _, err := s.ok(s.base+"/collections/"+url.PathEscape(list[i].ID), acceptJSON); err != nil {
			return err
		}
	}
	return s.refused(s.base+"/collections/no-such-collection", http.StatusNotFound)
}

// collectionSuccess: id, title, description, extent and the rest are what the
// list of collections says.
func (s *Service) collectionSuccess() error {
	list, err := s.list()
	if err != nil {
		return err
	}
	for i := range list {
		r, err := s.ok(s.base+"/collections/"+url.PathEscape(list[i].ID), acceptJSON)
		if err != nil {
			return err
		}
		var alone, listed map[string]any
		if err := errors.Join(r.decode(&alone), json.Unmarshal(list[i].raw, &listed)); err != nil {
			return err
		}
		for _, member := range []string{"id", "title", "description", "extent", "itemType", "crs", "storageCrs"} {
			if !reflect.DeepEqual(alone[member], listed[member]) {
				return fmt.Errorf("collection %s: %s is %v, in the list %v", list[i].ID, member, alone[member], listed[member])
			}
		}
	}
	return nil
}
