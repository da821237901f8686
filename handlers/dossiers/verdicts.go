package dossiers

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/dossiers"
)

// mostVerdicts bounds how many dossiers are appraised for one question.
const mostVerdicts = 25

// VerdictsAnswer is what dossiers come to, by their IDs; those that the caller may
// not see are left out.
type VerdictsAnswer struct {
	Items []DossierVerdicts `json:"items"`
}

// DossierVerdicts is what a dossier comes to. Of one that is not signed the
// applicant is told whether it is complete, nothing more.
type DossierVerdicts struct {
	ID           string                            `json:"id"`
	Completeness appraisal.Verdict                 `json:"completeness"`
	Incomplete   []registry.Text                   `json:"incomplete"` // what is wrong with it
	Checks       map[appraisal.Verdict]int         `json:"checks,omitempty"`
	Failing      map[appraisal.Check]registry.Text `json:"failing,omitempty"` // checks that are not met
}

func (s *Service) verdicts(c *gin.Context) error {
	ids := strings.FieldsFunc(c.Query("ids"), func(r rune) bool { return r == ',' })
	if len(ids) == 0 || len(ids) > mostVerdicts {
		return registry.Errorf(registry.Invalid, "ids nhận từ 1 đến %[1]d hồ sơ, không phải %[2]d", "ids takes 1 to %[1]d dossiers, not %[2]d", mostVerdicts, len(ids))
	}
	a := VerdictsAnswer{Items: []DossierVerdicts{}}
	for _, id := range slices.Compact(ids) {
		v, err := s.verdictsOf(c, id)
		if status := handlers.Status(err); err != nil && status != http.StatusNotFound && status != http.StatusForbidden {
			return err
		}
		if err == nil {
			a.Items = append(a.Items, *v)
		}
	}
	return handlers.SendJSON(c, http.StatusOK, a)
}

func (s *Service) verdictsOf(c *gin.Context, id string) (*DossierVerdicts, error) {
	ctx := c.Request.Context()
	file, err := s.options.Dossiers.Read(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := auth.Current(c).AllowRow(ctx, s.options.Reader, auth.Read, auth.Applications, file.Application); err != nil {
		return nil, err
	}
	return s.brief(c, file, !kept(c, file))
}

// brief counts what the checks of all positions came to, a check by the worst of
// them.
func (s *Service) brief(c *gin.Context, file *dossiers.File, all bool) (*DossierVerdicts, error) {
	result, _, err := s.options.Dossiers.Findings(c.Request.Context(), file, s.audience(c))
	if err != nil {
		return nil, err
	}
	v := &DossierVerdicts{ID: file.Application.Row.ID, Completeness: appraisal.Met, Incomplete: []registry.Text{}}
	worst := map[appraisal.Check]appraisal.Verdict{}
	for i := range result.Positions {
		for _, check := range result.Positions[i].Checks {
			if was, known := worst[check.Check]; !known || graver(check.Verdict, was) {
				worst[check.Check] = check.Verdict
			}
			if check.Check == appraisal.Completeness {
				v.incomplete(&check)
			}
		}
	}
	if known, ok := worst[appraisal.Completeness]; ok {
		v.Completeness = known
	}
	if !all {
		return v, nil
	}
	v.Checks, v.Failing = map[appraisal.Verdict]int{}, map[appraisal.Check]registry.Text{}
	for check, verdict := range worst {
		v.Checks[verdict]++
		if verdict == appraisal.NotMet {
			v.Failing[check] = check.Label()
		}
	}
	return v, nil
}

func (v *DossierVerdicts) incomplete(check *appraisal.CheckResult) {
	for i := range check.Findings {
		if f := &check.Findings[i]; f.Verdict != appraisal.Met && !slices.Contains(v.Incomplete, f.Summary) {
			v.Incomplete = append(v.Incomplete, f.Summary)
		}
	}
}

// graver tells whether a is worse than b.
func graver(a, b appraisal.Verdict) bool {
	order := []appraisal.Verdict{appraisal.Met, appraisal.Undecided, appraisal.NotMet}
	return slices.Index(order, a) > slices.Index(order, b)
}
