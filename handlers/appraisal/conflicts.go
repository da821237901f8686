package appraisal

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
	"hatang/registry/appraisal"
)

// conflictsAsk is which pairs are wanted.
type conflictsAsk struct {
	day            registry.Date
	operator, unit string
	undecided      bool
	// own, unless it is empty, is the operator one of whose masts each pair is about.
	own string
}

// conflicts answers GET /api/v1/conflicts: pairs of masts on record, as lines. An
// operator is told of those that one of its own masts is in.
func (s *Service) conflicts(c *gin.Context) error {
	// 1. arguments
	ask, err := s.conflictsAsk(c)
	if err != nil {
		return err
	}

	// 2. work
	ctx, view := c.Request.Context(), s.options.View()
	seq, err := view.Seq(ctx)
	if err != nil {
		return err
	}
	library, _, err := s.rules(ctx, view)
	if err != nil {
		return err
	}
	audience := AudienceOf(c, view)
	if handlers.NotModified(c, handlers.StateTag(seq, ask.day.String(), c.Request.URL.RequestURI(), fmt.Sprint(audience.Confidential), audience.Caller)) {
		return nil
	}
	pairs, err := s.standing.of(fmt.Sprint(seq, " ", ask.day), func() ([]appraisal.Standing, error) {
		home, err := appraisal.HomeProvince(ctx, s.options.Store)
		if err != nil {
			return nil, err
		}
		return appraisal.New(library, appraisal.Options{}).Standings(ctx, view, ask.day, home)
	})
	if err != nil {
		c.Header("ETag", "")
		return err
	}
	kept := []appraisal.Standing{}
	if !audience.Confidential || audience.Caller != "" {
		ask.own = audience.Caller
		kept = ask.keep(view, pairs)
	}

	// 3. answer
	var out bytes.Buffer
	if err := appraisal.WriteStandings(&out, kept); err != nil {
		return err
	}
	c.Header("X-Total-Count", strconv.Itoa(len(kept)))
	c.Data(http.StatusOK, typeGeoJSON, out.Bytes())
	return nil
}

func (s *Service) conflictsAsk(c *gin.Context) (conflictsAsk, error) {
	ask := conflictsAsk{day: s.today(), operator: c.Query("operator"), unit: c.Query("unit")}
	var problems []registry.Problem
	if text := c.Query("as_of"); text != "" {
		day, err := registry.ParseDate(text)
		if err != nil || day.IsZero() {
			problems = append(problems, registry.Problem{Column: "as_of", Value: text, Rule: "date", Severity: registry.Fault,
				Message: registry.Text{VI: "phải là ngày, như 2020-12-31", EN: "must be a date such as 2020-12-31"}})
		}
		ask.day = day
	}
	switch text := c.Query("undecided"); text {
	case "", "false":
	case "true":
		ask.undecided = true
	default:
		problems = append(problems, registry.Problem{Column: "undecided", Value: text, Rule: "type", Severity: registry.Fault,
			Message: registry.Text{VI: "phải là true hoặc false", EN: "must be true or false"}})
	}
	if len(problems) > 0 {
		return ask, &registry.Error{Code: registry.Invalid, Problems: problems, Message: registry.Text{
			VI: "tham số không dùng được", EN: "the parameters cannot be used",
		}}
	}
	return ask, nil
}

func (ask *conflictsAsk) keep(view View, pairs []appraisal.Standing) []appraisal.Standing {
	kept := []appraisal.Standing{}
	for _, p := range pairs {
		switch {
		case p.Verdict == appraisal.Undecided && p.Kind != appraisal.DuplicatePair && !ask.undecided:
		case ask.own != "" && p.A.Operator != ask.own && p.B.Operator != ask.own:
		case ask.operator != "" && p.A.Operator != ask.operator && p.B.Operator != ask.operator:
		case ask.unit != "" && !ask.lies(view, p.A) && !ask.lies(view, p.B):
		default:
			kept = append(kept, p)
		}
	}
	return kept
}

// lies tells whether a mast stands in the unit that is asked about.
func (ask *conflictsAsk) lies(view View, m appraisal.MastReference) bool {
	unit, ok := view.CommuneAt(m.Point, ask.day)
	return ok && (unit.Code == ask.unit || unit.ParentCode == ask.unit || unit.ProvinceCode == ask.unit)
}

// standings keeps what was found of a state of the registry, for days that were
// asked for lately: maps ask again for every filter.
type standings struct {
	mu   sync.Mutex
	kept []keptStandings // the one asked for last comes last
}

type keptStandings struct {
	key   string
	pairs []appraisal.Standing
}

// keptDays is how many days' pairs are kept.
const keptDays = 4

// of is the pairs of a key, found once.
func (k *standings) of(key string, find func() ([]appraisal.Standing, error)) ([]appraisal.Standing, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, one := range k.kept {
		if one.key == key {
			return one.pairs, nil
		}
	}
	pairs, err := find()
	if err != nil {
		return nil, err
	}
	if k.kept = append(k.kept, keptStandings{key, pairs}); len(k.kept) > keptDays {
		k.kept = k.kept[1:]
	}
	return pairs, nil
}
