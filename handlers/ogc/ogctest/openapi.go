package ogctest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

func openAPI() []Requirement {
	return []Requirement{
		{"conf/oas30/oas-definition-1", (*Service).definitionMediaType},
		{"conf/oas30/oas-definition-2", (*Service).definitionValid},
		{"conf/oas30/oas-impl", (*Service).implementsDefinition},
		{"conf/oas30/completeness", (*Service).definitionComplete},
		{"conf/oas30/exceptions-codes", (*Service).exceptionCodes},
		{"conf/oas30/security", (*Service).security},
	}
}

func (s *Service) definitionMediaType() error {
	links, err := s.landingLinks()
	if err != nil {
		return err
	}
	l, ok := find(links, "service-desc", openAPIType)
	if !ok {
		return fmt.Errorf("no service-desc of type %s", openAPIType)
	}
	r, err := s.ok(s.resolve(l.Href), openAPIType)
	if err != nil {
		return err
	}
	if got := strings.ReplaceAll(r.header.Get("Content-Type"), " ", ""); got != openAPIType {
		return fmt.Errorf("%s: media type %s, want %s", r.address, got, openAPIType)
	}
	for _, l := range links {
		if l.Rel != "service-doc" {
			continue
		}
		doc, err := s.ok(s.resolve(l.Href), acceptHTML)
		if err != nil || doc.mediaType != "text/html" {
			return fmt.Errorf("%s: not HTML: %w", l.Href, errors.Join(err, errAway))
		}
		return nil
	}
	return errors.New("no service-doc")
}

func (s *Service) definitionValid() error {
	doc, err := s.definition()
	if err != nil {
		return err
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.0.") {
		return fmt.Errorf("OpenAPI %s, want 3.0", doc.OpenAPI)
	}
	return nil
}

// implementsDefinition: every path of the description answers as described.
func (s *Service) implementsDefinition() error {
	doc, err := s.definition()
	if err != nil {
		return err
	}
	for _, path := range doc.Paths.InMatchingOrder() {
		item := doc.Paths.Value(path)
		if item.Get == nil {
			return fmt.Errorf("%s has no GET", path)
		}
		address, ok, err := s.instance(path)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		ok200 := item.Get.Responses.Value("200")
		if ok200 == nil || ok200.Value == nil || len(ok200.Value.Content) == 0 {
			return fmt.Errorf("%s: no answer 200 is described", path)
		}
		for mediaType := range ok200.Value.Content {
			if err := s.conforms(doc, path, address, mediaType); err != nil {
				return err
			}
		}
	}
	return nil
}

// instance is an address of a path; ok is false when there is nothing to put for
// its parameters.
func (s *Service) instance(path string) (address string, ok bool, err error) {
	if !strings.Contains(path, "{") {
		return s.base + path, true, nil
	}
	list, err := s.list()
	if err != nil {
		return "", false, err
	}
	for i := range list {
		at := strings.Replace(path, "{collectionId}", url.PathEscape(list[i].ID), 1)
		if !strings.HasPrefix(at, "/collections/"+list[i].ID+"/") && at != "/collections/"+list[i].ID {
			continue
		}
		if strings.Contains(at, "{featureId}") {
			features, err := s.page(s.items(&list[i], "limit", "1"))
			if err != nil {
				return "", false, err
			}
			if len(features.Features) == 0 {
				return "", false, nil
			}
			at = strings.Replace(at, "{featureId}", url.PathEscape(features.Features[0].name()), 1)
		}
		return s.base + at, !strings.Contains(at, "{"), nil
	}
	return "", false, nil
}

// conforms validates an answer against its description.
func (s *Service) conforms(doc *openapi3.T, path, address, mediaType string) error {
	r, err := s.get(address, mediaType)
	if err != nil {
		return err
	}
	if r.status != http.StatusOK {
		return fmt.Errorf("%s: status %d, want 200", address, r.status)
	}
	if bare, _, _ := strings.Cut(mediaType, ";"); r.mediaType != bare {
		return fmt.Errorf("%s: media type %s, the description says %s", address, r.mediaType, mediaType)
	}
	return s.validate(doc, path, r)
}

func (s *Service) validate(doc *openapi3.T, path string, r *reply) error {
	request, err := http.NewRequestWithContext(s.ctx, http.MethodGet, r.address, nil)
	if err != nil {
		return err
	}
	item := doc.Paths.Value(path)
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: request,
			Route:   &routers.Route{Spec: doc, Path: path, PathItem: item, Method: http.MethodGet, Operation: item.Get},
		},
		Status: r.status, Header: r.header.Clone(),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	if r.mediaType == "text/html" || strings.HasPrefix(r.mediaType, "application/vnd.oai") {
		input.Options.ExcludeResponseBody = true // no decoder; their own checks read them
	}
	if strings.HasSuffix(r.mediaType, "json") {
		input.Header.Set("Content-Type", r.mediaType)
	}
	input.SetBodyBytes(r.body)
	if err := openapi3filter.ValidateResponse(s.ctx, input); err != nil {
		return fmt.Errorf("%s does not match the description: %w", r.address, err)
	}
	return nil
}

// definitionComplete: what a client can provoke is described: success, a wrong
// parameter, a missing thing, a format that there is not.
func (s *Service) definitionComplete() error {
	doc, err := s.definition()
	if err != nil {
		return err
	}
	for _, path := range doc.Paths.InMatchingOrder() {
		operation := doc.Paths.Value(path).Get
		address, ok, err := s.instance(path)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		probes := []struct{ address, accept string }{
			{address, "*/*"}, {with(address, "unknown-parameter", "1"), acceptJSON}, {address, "application/x-no-such-format"},
		}
		if strings.HasSuffix(path, "/{featureId}") {
			at := strings.Index(address, "/items/")
			probes = append(probes, struct{ address, accept string }{address[:at] + "/items/no-such-feature", acceptJSON})
		}
		for _, probe := range probes {
			r, err := s.get(probe.address, probe.accept)
			if err != nil {
				return err
			}
			if operation.Responses.Value(strconv.Itoa(r.status)) == nil && operation.Responses.Default() == nil {
				return fmt.Errorf("%s: status %d is not described", probe.address, r.status)
			}
		}
	}
	return nil
}

// exceptionCodes: errors answer as described, in a described media type.
func (s *Service) exceptionCodes() error {
	doc, err := s.definition()
	if err != nil {
		return err
	}
	list, err := s.list()
	if err != nil {
		return err
	}
	for i := range list {
		path := "/collections/" + list[i].ID + "/items"
		if doc.Paths.Value(path) == nil {
			path = "/collections/{collectionId}/items"
		}
		r, err := s.get(s.items(&list[i], "limit", "none"), acceptJSON)
		if err != nil {
			return err
		}
		if r.status != http.StatusBadRequest {
			return fmt.Errorf("%s: status %d, want 400", r.address, r.status)
		}
		described := doc.Paths.Value(path).Get.Responses.Value(strconv.Itoa(r.status))
		if described == nil || described.Value == nil || described.Value.Content[r.mediaType] == nil {
			return fmt.Errorf("%s: %d as %s is not described", r.address, r.status, r.mediaType)
		}
		if err := s.validate(doc, path, r); err != nil {
			return err
		}
	}
	return nil
}

// security: schemes that operations name are defined.
func (s *Service) security() error {
	doc, err := s.definition()
	if err != nil {
		return err
	}
	required := []openapi3.SecurityRequirements{doc.Security}
	for _, path := range doc.Paths.InMatchingOrder() {
		if own := doc.Paths.Value(path).Get.Security; own != nil {
			required = append(required, *own)
		}
	}
	for _, requirements := range required {
		for _, requirement := range requirements {
			for scheme := range requirement {
				if doc.Components == nil || doc.Components.SecuritySchemes[scheme] == nil {
					return fmt.Errorf("security scheme %s is not defined", scheme)
				}
			}
		}
	}
	return nil
}
