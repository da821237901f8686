package auth

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/registry"
	"hatang/registry/accounts"
)

// usersPage answers GET /users: the accounts are kept in the desk's administration.
func (s *Service) usersPage(c *gin.Context) error {
	path := "/administration?tab=users"
	if pageLang(c) == registry.EN {
		path += "&lang=en"
	}
	s.redirect(c, path)
	return nil
}

// Codes reads codes joined by commas.
func Codes(text string) []string {
	var codes []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			codes = append(codes, part)
		}
	}
	return codes
}

// SetupPath is the path of a one-time link.
func SetupPath(secret string) string { return setupPath + "?token=" + queryEscape(secret) }

// eventsView is what the page of sign-ins and refusals shows.
type eventsView struct {
	Events []accounts.Event
	Before int64 // the next page ends before this event; 0: there is none
	Name   string
}

const eventsPerPage = 200

func (s *Service) eventsPage(c *gin.Context) error {
	before, err := strconv.ParseInt(c.DefaultQuery("before", "0"), 10, 64)
	if err != nil || before < 0 {
		return registry.Errorf(registry.Invalid, "before phải là số", "before must be a number")
	}
	v := eventsView{Name: c.Query("account")}
	if v.Events, err = s.files.Events(c.Request.Context(), v.Name, before, eventsPerPage); err != nil {
		return err
	}
	if len(v.Events) == eventsPerPage {
		v.Before = v.Events[len(v.Events)-1].ID
	}
	if !wantsPage(c) {
		c.JSON(http.StatusOK, gin.H{"items": v.Events})
		return nil
	}
	s.render(c, http.StatusOK, "events", v)
	return nil
}

// moment writes a time as people in Vietnam do.
func moment(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.In(registry.Vietnam()).Format("02/01/2006 15:04")
}
