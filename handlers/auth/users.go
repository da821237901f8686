package auth

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
	"hatang/registry/accounts"
)

// usersView is what the page of all accounts shows.
type usersView struct {
	Accounts []*accounts.Account
	Roles    []accounts.Role
	CSRF     string
	Manage   bool
	Self     string
	// Link is a one-time link that was just made, for the account Invited.
	Link, Invited string
	Problem       string
}

func (s *Service) usersPage(c *gin.Context) error { return s.showUsers(c, http.StatusOK, usersView{}) }

func (s *Service) showUsers(c *gin.Context, status int, v usersView) error {
	p := Current(c)
	var err error
	if v.Accounts, err = s.files.Accounts(c.Request.Context()); err != nil {
		return err
	}
	v.Roles, v.CSRF, v.Manage = accounts.Roles(), p.csrf, p.May(Manage, Users)
	if p.Account != nil {
		v.Self = p.Account.Name
	}
	s.render(c, status, "users", v)
	return nil
}

func (s *Service) toldUsers(c *gin.Context, err error) error {
	var e *registry.Error
	if !errors.As(err, &e) || handlers.Status(err) >= http.StatusInternalServerError {
		return err
	}
	return s.showUsers(c, handlers.Status(err), usersView{Problem: explain(e, pageLang(c))})
}

// makeUser answers POST /users: an account, and the link by which its owner
// sets a password.
func (s *Service) makeUser(c *gin.Context) error {
	ctx := c.Request.Context()
	a := &accounts.Account{
		Name: c.PostForm("name"), DisplayName: c.PostForm("display_name"), Role: accounts.Role(c.PostForm("role")),
		Operator: strings.TrimSpace(c.PostForm("operator")), Territory: Codes(c.PostForm("territory")),
	}
	if err := s.files.Add(ctx, a); err != nil {
		return s.toldUsers(c, err)
	}
	s.record(c, accounts.AccountMade, a.Name, string(a.Role)+" by "+Current(c).Actor())
	return s.invite(c, a)
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

func (s *Service) invite(c *gin.Context, a *accounts.Account) error {
	secret, err := s.files.Invite(c.Request.Context(), a)
	if err != nil {
		return s.toldUsers(c, err)
	}
	return s.showUsers(c, http.StatusOK, usersView{Link: handlers.Root(c) + SetupPath(secret), Invited: a.Name})
}

// SetupPath is the path of a one-time link.
func SetupPath(secret string) string { return setupPath + "?token=" + queryEscape(secret) }

// changeUser answers POST /users/change: disable, enable, a new link, or taking
// the second factor away from somebody who lost it.
func (s *Service) changeUser(c *gin.Context) error {
	ctx, what := c.Request.Context(), c.PostForm("do")
	a, err := s.files.Account(ctx, c.PostForm("name"))
	if err != nil {
		return s.toldUsers(c, err)
	}
	if self := Current(c).Account; self != nil && self.ID == a.ID && what == "disable" {
		return s.toldUsers(c, registry.Errorf(registry.Conflict, "không tự khóa tài khoản của mình được", "one's own account cannot be disabled"))
	}
	kind := accounts.AccountChanged
	switch what {
	case "disable":
		err, kind = s.files.SetDisabled(ctx, a.Name, true), accounts.AccountDisabled
	case "enable":
		err, kind = s.files.SetDisabled(ctx, a.Name, false), accounts.AccountEnabled
	case "second-factor":
		err, kind = s.files.RemoveSecondFactor(ctx, a), accounts.FactorRemoved
	case "link":
		kind = accounts.AccountChanged
	default:
		err = registry.Errorf(registry.Invalid, "không có việc này", "there is no such thing to do")
	}
	if err != nil {
		return s.toldUsers(c, err)
	}
	s.known.forget()
	s.record(c, kind, a.Name, what+" by "+Current(c).Actor())
	if what == "link" {
		return s.invite(c, a)
	}
	s.redirect(c, usersPath)
	return nil
}

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
