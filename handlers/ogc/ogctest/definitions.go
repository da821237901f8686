package ogctest

import (
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// parameter is a parameter of a collection's items in the API's description.
func (s *Service) parameter(c *collection, name string) (*openapi3.Parameter, error) {
	doc, err := s.definition()
	if err != nil {
		return nil, err
	}
	for _, path := range []string{"/collections/" + c.ID + "/items", "/collections/{collectionId}/items"} {
		item := doc.Paths.Value(path)
		if item == nil || item.Get == nil {
			continue
		}
		p := item.Get.Parameters.GetByInAndName("query", name)
		if p == nil {
			return nil, fmt.Errorf("%s has no parameter %s", path, name)
		}
		if p.Required {
			return nil, fmt.Errorf("%s: %s is required", path, name)
		}
		if p.Style != "form" || p.Explode == nil || *p.Explode {
			return nil, fmt.Errorf("%s: %s is not of style form without explode", path, name)
		}
		return p, nil
	}
	return nil, fmt.Errorf("the items of %s are not described", c.ID)
}

// defined checks a parameter of every collection.
func (s *Service) defined(name string, check func(*openapi3.Schema) error) error {
	list, err := s.list()
	if err != nil {
		return err
	}
	for i := range list {
		p, err := s.parameter(&list[i], name)
		if err != nil {
			return err
		}
		if p.Schema == nil || p.Schema.Value == nil {
			return fmt.Errorf("%s of %s has no schema", name, list[i].ID)
		}
		if err := check(p.Schema.Value); err != nil {
			return fmt.Errorf("%s of %s: %w", name, list[i].ID, err)
		}
	}
	return nil
}

func (s *Service) limitDefinition() error {
	return s.defined("limit", func(schema *openapi3.Schema) error {
		low, high, standard := schema.Min, schema.Max, schema.Default
		if !schema.Type.Is("integer") || low == nil || *low < 1 || high == nil || *high < *low || standard == nil {
			return fmt.Errorf("type %v of %v to %v, else %v", schema.Type, low, high, standard)
		}
		return nil
	})
}

func (s *Service) bboxDefinition() error {
	return s.defined("bbox", func(schema *openapi3.Schema) error {
		if !schema.Type.Is("array") || schema.Items == nil || !schema.Items.Value.Type.Is("number") {
			return fmt.Errorf("not a list of numbers")
		}
		var sizes []uint64
		for _, one := range schema.OneOf {
			if one.Value.MaxItems == nil || *one.Value.MaxItems != one.Value.MinItems {
				return fmt.Errorf("a form without fixed size")
			}
			sizes = append(sizes, one.Value.MinItems)
		}
		if !slices.Equal(sizes, []uint64{4, 6}) {
			return fmt.Errorf("%v numbers, want 4 or 6", sizes)
		}
		return nil
	})
}

func (s *Service) timeDefinition() error { return s.defined("datetime", isText) }

func isText(schema *openapi3.Schema) error {
	if !schema.Type.Is("string") {
		return fmt.Errorf("type %v, want string", schema.Type)
	}
	return nil
}
