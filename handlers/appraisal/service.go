package appraisal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/registry"
	"hatang/registry/appraisal"
)

// View is the network that appraisals look at; *network.View is one.
type View interface {
	appraisal.World
	registry.Reader
}

// Options are what the service takes from its surroundings.
type Options struct {
	View func() View
	// Store is asked for what files of positions are read by.
	Store registry.Store
	// Update writes in one transaction.
	Update func(ctx context.Context, author registry.Author, fn func(context.Context, registry.Writer) error) error
	// Shipped are the texts of the rule sets that come with the program, by name.
	Shipped map[string][]byte
	// Coverage tells what positions add; nil: not in this program.
	Coverage appraisal.Coverage
	// Clock tells the time; the day in its location is today. nil: the machine's
	// clock in Vietnam's zone.
	Clock func() time.Time
}

// Service answers about rules and positions. Its methods are safe for concurrent
// use.
type Service struct {
	options Options

	mu      sync.Mutex
	key     string
	library *appraisal.Library
	bodies  appraisal.Bodies

	standing standings
}

// New is a service.
func New(options Options) (*Service, error) {
	if options.View == nil || options.Store == nil || options.Update == nil {
		return nil, errors.New("handlers/appraisal: View, Store and Update are needed")
	}
	if options.Clock == nil {
		zone := registry.Vietnam()
		options.Clock = func() time.Time { return time.Now().In(zone) }
	}
	return &Service{options: options}, nil
}

func (s *Service) today() registry.Date { return registry.DateOf(s.options.Clock()) }

// rules are the shipped sets and the registry's own, read again when these change.
func (s *Service) rules(ctx context.Context, view View) (*appraisal.Library, appraisal.Bodies, error) {
	var key strings.Builder
	err := view.Scan(ctx, registry.Query{Kind: registry.RuleSets}, func(rec registry.Record) error {
		fmt.Fprintf(&key, "%s@%d;", rec.Head().ID, rec.Head().Revision)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.library == nil || s.key != key.String() {
		library, bodies, err := appraisal.ReadLibrary(ctx, view, s.options.Shipped)
		if err != nil {
			return nil, nil, err
		}
		s.key, s.library, s.bodies = key.String(), library, bodies
	}
	return s.library, s.bodies, nil
}

// appraiser goes by the rules on record, or by the set named.
func (s *Service) appraiser(c *gin.Context, view View, set string) (*appraisal.Appraiser, error) {
	library, _, err := s.rules(c.Request.Context(), view)
	if err != nil {
		return nil, err
	}
	return appraisal.New(library, s.appraisalOptions(c, view, set)), nil
}

// appraisalOptions are those of an appraisal for the caller.
func (s *Service) appraisalOptions(c *gin.Context, view View, set string) appraisal.Options {
	return appraisal.Options{Coverage: s.options.Coverage, RuleSet: set, Audience: AudienceOf(c, view)}
}
