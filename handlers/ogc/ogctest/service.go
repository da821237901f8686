package ogctest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// ErrNotApplicable is what a check answers when the service has nothing that it
// could be applied to.
var ErrNotApplicable = errors.New("not applicable to this service")

// Requirement is one requirement of the standard and its check.
type Requirement struct {
	// ID names it as the abstract tests do, without the first slash, such as
	// "conf/core/fc-limit-response-1".
	ID    string
	Check func(*Service) error
}

// Requirements are all of them, in the order of the standard.
func Requirements() []Requirement {
	var all []Requirement
	for _, class := range [][]Requirement{core(), coreCollections(), coreFeatures(), encodings(), openAPI(), systems()} {
		all = append(all, class...)
	}
	return all
}

// Service is a service under test. What it says about itself is read once.
type Service struct {
	ctx    context.Context //nolint:containedctx // it lives as long as one run of the suite
	client *http.Client
	base   string // without slash at the end

	collections []collection
	doc         *openapi3.T
	read        map[string][]feature // whole collections by id
}

// Open is the service at a base address, such as "http://127.0.0.1:8080/ogc".
func Open(ctx context.Context, client *http.Client, base string) *Service {
	return &Service{ctx: ctx, client: client, base: strings.TrimSuffix(base, "/"), read: map[string][]feature{}}
}

// reply is an answer, read whole.
type reply struct {
	address   string
	status    int
	header    http.Header
	proto     string
	body      []byte
	mediaType string
}

const (
	acceptJSON    = "application/json"
	acceptGeoJSON = "application/geo+json, application/json;q=0.5"
	acceptHTML    = "text/html"
)

func (s *Service) get(address, accept string) (*reply, error) {
	return s.send(http.MethodGet, address, accept)
}

func (s *Service) send(method, address, accept string) (*reply, error) {
	request, err := http.NewRequestWithContext(s.ctx, method, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", accept)
	response, err := s.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close() //nolint:errcheck // it was only read
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	mediaType, _, _ := strings.Cut(response.Header.Get("Content-Type"), ";")
	return &reply{address, response.StatusCode, response.Header, response.Proto, body, mediaType}, nil
}

// ok is the answer, which must be 200.
func (s *Service) ok(address, accept string) (*reply, error) {
	r, err := s.get(address, accept)
	if err == nil && r.status != http.StatusOK {
		err = fmt.Errorf("%s: status %d, want 200", address, r.status)
	}
	return r, err
}

// refused fails unless the answer has the status.
func (s *Service) refused(address string, status int) error {
	r, err := s.get(address, acceptJSON)
	if err == nil && r.status != status {
		err = fmt.Errorf("%s: status %d, want %d", address, r.status, status)
	}
	return err
}

func (r *reply) decode(into any) error {
	if err := json.Unmarshal(r.body, into); err != nil {
		return fmt.Errorf("%s: %w", r.address, err)
	}
	return nil
}

// link is a link of a document.
type link struct {
	Href string `json:"href"`
	Rel  string `json:"rel"`
	Type string `json:"type"`
}

func find(links []link, rel, mediaType string) (link, bool) {
	for _, l := range links {
		if l.Rel == rel && (mediaType == "" || l.Type == mediaType) {
			return l, true
		}
	}
	return link{}, false
}

// resolve is the address of a link, which may be relative.
func (s *Service) resolve(href string) string {
	base, err := url.Parse(s.base + "/")
	if err != nil {
		return href
	}
	at, err := base.Parse(href)
	if err != nil {
		return href
	}
	return at.String()
}

// with is the address with parameters added; they come in pairs.
func with(address string, parameters ...string) string {
	at, err := url.Parse(address)
	if err != nil {
		return address
	}
	values := at.Query()
	for i := 0; i+1 < len(parameters); i += 2 {
		values.Set(parameters[i], parameters[i+1])
	}
	at.RawQuery = values.Encode()
	return at.String()
}

type collection struct {
	ID         string   `json:"id"`
	Title      string   `json:"title"`
	ItemType   string   `json:"itemType"`
	Links      []link   `json:"links"`
	CRS        []string `json:"crs"`
	StorageCRS string   `json:"storageCrs"`
	Extent     *struct {
		Spatial *struct {
			BBox [][]float64 `json:"bbox"`
			CRS  string      `json:"crs"`
		} `json:"spatial"`
		Temporal *struct {
			Interval [][]*string `json:"interval"`
		} `json:"temporal"`
	} `json:"extent"`
	raw json.RawMessage
}

// list is the collections.
func (s *Service) list() ([]collection, error) {
	if s.collections != nil {
		return s.collections, nil
	}
	r, err := s.ok(s.base+"/collections", acceptJSON)
	if err != nil {
		return nil, err
	}
	var document struct {
		Collections []json.RawMessage `json:"collections"`
	}
	if err := r.decode(&document); err != nil {
		return nil, err
	}
	for _, raw := range document.Collections {
		c := collection{raw: raw}
		if err := json.Unmarshal(raw, &c); err != nil {
			return nil, fmt.Errorf("%s: %w", r.address, err)
		}
		s.collections = append(s.collections, c)
	}
	if len(s.collections) == 0 {
		return nil, fmt.Errorf("%s: no collections: %w", r.address, ErrNotApplicable)
	}
	return s.collections, nil
}

// each runs the check on every collection that has features, and joins what is
// wrong with any.
func (s *Service) each(check func(c *collection) error) error {
	list, err := s.list()
	if err != nil {
		return err
	}
	var wrong []error
	tried := 0
	for i := range list {
		page, err := s.page(s.items(&list[i], "limit", "1"))
		if err != nil {
			return err
		}
		if len(page.Features) == 0 {
			continue
		}
		switch err := check(&list[i]); {
		case errors.Is(err, ErrNotApplicable):
		case err != nil:
			wrong = append(wrong, fmt.Errorf("collection %s: %w", list[i].ID, err))
			tried++
		default:
			tried++
		}
	}
	if tried == 0 {
		return fmt.Errorf("no collection with features: %w", ErrNotApplicable)
	}
	return errors.Join(wrong...)
}

// items is the address of a collection's features.
func (s *Service) items(c *collection, parameters ...string) string {
	return with(s.base+"/collections/"+url.PathEscape(c.ID)+"/items", parameters...)
}

// item is the address of a feature.
func (s *Service) item(c *collection, id string, parameters ...string) string {
	return with(s.base+"/collections/"+url.PathEscape(c.ID)+"/items/"+url.PathEscape(id), parameters...)
}

// page is a page of features.
type page struct {
	Type           string    `json:"type"`
	Features       []feature `json:"features"`
	Links          []link    `json:"links"`
	TimeStamp      *string   `json:"timeStamp"`
	NumberMatched  *int      `json:"numberMatched"`
	NumberReturned *int      `json:"numberReturned"`
}

type feature struct {
	Type       string          `json:"type"`
	ID         json.RawMessage `json:"id"`
	Geometry   *geometry       `json:"geometry"`
	Properties map[string]any  `json:"properties"`
	Links      []link          `json:"links"`
}

type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
}

// name is the id as text.
func (f *feature) name() string {
	var text string
	if json.Unmarshal(f.ID, &text) == nil {
		return text
	}
	return string(f.ID)
}

func (s *Service) page(address string) (*page, error) {
	r, err := s.ok(address, acceptGeoJSON)
	if err != nil {
		return nil, err
	}
	p := new(page)
	return p, r.decode(p)
}

// walk follows the links to next pages and hands each page to visit.
func (s *Service) walk(address string, visit func(*page) error) error {
	const mostPages = 10_000
	for range mostPages {
		p, err := s.page(address)
		if err != nil {
			return err
		}
		if err := visit(p); err != nil {
			return fmt.Errorf("%s: %w", address, err)
		}
		next, more := find(p.Links, "next", "")
		if !more {
			return nil
		}
		address = s.resolve(next.Href)
	}
	return fmt.Errorf("%s: still a next page after %d", address, mostPages)
}

// all is every feature at the address, page by page.
func (s *Service) all(address string) ([]feature, error) {
	var features []feature
	err := s.walk(address, func(p *page) error {
		features = append(features, p.Features...)
		return nil
	})
	return features, err
}

// whole is every feature of a collection, read once.
func (s *Service) whole(c *collection) ([]feature, error) {
	if features, ok := s.read[c.ID]; ok {
		return features, nil
	}
	features, err := s.all(s.items(c, "limit", "1000"))
	if err == nil {
		s.read[c.ID] = features
	}
	return features, err
}

func names(features []feature) map[string]int {
	counted := map[string]int{}
	for i := range features {
		counted[features[i].name()]++
	}
	return counted
}

// same compares two sets of features by id.
func same(got, want map[string]int) error {
	for id, n := range want {
		if got[id] != n {
			return fmt.Errorf("feature %s %d times, want %d", id, got[id], n)
		}
	}
	for id, n := range got {
		if want[id] != n {
			return fmt.Errorf("feature %s %d times, want %d", id, n, want[id])
		}
	}
	return nil
}
