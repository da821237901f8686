package auth

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
	"hatang/registry/accounts"
)

// Directory answers about accounts and tokens as JSON: what the pages /users and
// /account do, for the administration's page and for programs. Without accounts
// it says that there are none.
type Directory struct{ s *Service }

// NewDirectory is the directory of a service; nil: there are no accounts.
func NewDirectory(s *Service) *Directory { return &Directory{s} }

// User is an account as administrators see it.
type User struct {
	Name         string        `json:"name"`
	DisplayName  string        `json:"display_name"`
	Role         accounts.Role `json:"role"`
	Operator     string        `json:"operator,omitempty"`
	Territory    []string      `json:"territory"`
	Issuer       string        `json:"issuer,omitempty"` // of OpenID Connect
	HasPassword  bool          `json:"has_password"`
	SecondFactor bool          `json:"second_factor"`
	Disabled     bool          `json:"disabled"`
	CreatedAt    time.Time     `json:"created_at"`
	SignedInAt   *time.Time    `json:"signed_in_at,omitempty"`
	Self         bool          `json:"self,omitempty"` // whoever asks
}

// UserList is every account.
type UserList struct {
	// Enabled is false where the service runs without accounts.
	Enabled bool       `json:"enabled"`
	Users   []User     `json:"users"`
	Roles   []RoleName `json:"roles"`
	// SecondFactorRoles must have a second factor.
	SecondFactorRoles []accounts.Role `json:"second_factor_roles"`
}

// RoleName is a role and what people call it.
type RoleName struct {
	Role  accounts.Role `json:"role"`
	Label registry.Text `json:"label"`
}

// NewUser asks for an account.
type NewUser struct {
	Name        string   `json:"name"`
	DisplayName string   `json:"display_name"`
	Role        string   `json:"role"`
	Operator    string   `json:"operator"`
	Territory   []string `json:"territory"`
}

// Invited is an account with the one-time link by which its owner sets a password;
// the link is shown this once.
type Invited struct {
	User    User      `json:"user"`
	Link    string    `json:"link"`
	Expires time.Time `json:"expires_at"`
}

// UserChange changes what it states of an account.
type UserChange struct {
	DisplayName *string   `json:"display_name"`
	Role        *string   `json:"role"`
	Operator    *string   `json:"operator"`
	Territory   *[]string `json:"territory"`
	Disabled    *bool     `json:"disabled"`
	// SecondFactor false takes it away from somebody who lost it.
	SecondFactor *bool `json:"second_factor"`
}

func userOf(a *accounts.Account, who *Principal) User {
	u := User{
		Name: a.Name, DisplayName: a.DisplayName, Role: a.Role, Operator: a.Operator, Territory: a.Territory, Issuer: a.Issuer,
		HasPassword: a.HasPassword, SecondFactor: a.SecondFactor, Disabled: a.Disabled, CreatedAt: a.CreatedAt.UTC(),
		SignedInAt: whenKnown(a.SignedInAt), Self: who.Account != nil && who.Account.ID == a.ID,
	}
	if u.Territory == nil {
		u.Territory = []string{}
	}
	return u
}

// whenKnown is a time, nil for the zero one.
func whenKnown(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// ready refuses what takes accounts where there are none.
func (d *Directory) ready() error {
	if d.s != nil {
		return nil
	}
	e := registry.Errorf(registry.Conflict, "dịch vụ đang chạy không có tài khoản", "the service runs without accounts")
	e.Hint = registry.Text{VI: "chạy hatang serve --accounts TỆP", EN: "run hatang serve --accounts FILE"}
	return e
}

// List answers GET /api/v1/users.
func (d *Directory) List(c *gin.Context) error {
	out := UserList{Users: []User{}, Roles: []RoleName{}, SecondFactorRoles: []accounts.Role{}}
	for _, role := range accounts.Roles() {
		out.Roles = append(out.Roles, RoleName{role, role.Label()})
	}
	if d.s != nil {
		out.Enabled = true
		list, err := d.s.files.Accounts(c.Request.Context())
		if err != nil {
			return err
		}
		for _, a := range list {
			out.Users = append(out.Users, userOf(a, Current(c)))
		}
		must, err := d.s.files.SecondFactorRoles(c.Request.Context())
		if err != nil {
			return err
		}
		out.SecondFactorRoles = append(out.SecondFactorRoles, must...)
	}
	return handlers.SendJSON(c, http.StatusOK, out)
}

// Make answers POST /api/v1/users: an account and its one-time link.
func (d *Directory) Make(c *gin.Context) error {
	if err := d.ready(); err != nil {
		return err
	}
	var ask NewUser
	if err := handlers.ReadJSON(c, &ask); err != nil {
		return err
	}
	a := &accounts.Account{
		Name: ask.Name, DisplayName: ask.DisplayName, Role: accounts.Role(ask.Role),
		Operator: strings.TrimSpace(ask.Operator), Territory: Codes(strings.Join(ask.Territory, ",")),
	}
	if err := d.s.files.Add(c.Request.Context(), a); err != nil {
		return err
	}
	d.s.record(c, accounts.AccountMade, a.Name, string(a.Role)+" by "+Current(c).Actor())
	return d.invite(c, http.StatusCreated, a)
}

// Link answers POST /api/v1/users/:name/link: a new one-time link.
func (d *Directory) Link(c *gin.Context) error {
	a, err := d.account(c)
	if err != nil {
		return err
	}
	d.s.record(c, accounts.AccountChanged, a.Name, "link by "+Current(c).Actor())
	return d.invite(c, http.StatusOK, a)
}

func (d *Directory) invite(c *gin.Context, status int, a *accounts.Account) error {
	secret, err := d.s.files.Invite(c.Request.Context(), a)
	if err != nil {
		return err
	}
	return handlers.SendJSON(c, status, Invited{User: userOf(a, Current(c)), Link: handlers.Root(c) + SetupPath(secret), Expires: d.s.clock().Add(accounts.InvitationLife).UTC()})
}

func (d *Directory) account(c *gin.Context) (*accounts.Account, error) {
	if err := d.ready(); err != nil {
		return nil, err
	}
	return d.s.files.Account(c.Request.Context(), c.Param("name"))
}

// Change answers PATCH /api/v1/users/:name.
func (d *Directory) Change(c *gin.Context) error {
	a, err := d.account(c)
	if err != nil {
		return err
	}
	var ask UserChange
	if err := handlers.ReadJSON(c, &ask); err != nil {
		return err
	}
	if err := d.notOneself(c, a, &ask); err != nil {
		return err
	}
	if err := d.edit(c, a, &ask); err != nil {
		return err
	}
	if err := d.switches(c, a, &ask); err != nil {
		return err
	}
	d.s.known.forget()
	if a, err = d.s.files.Account(c.Request.Context(), a.Name); err != nil {
		return err
	}
	return handlers.SendJSON(c, http.StatusOK, userOf(a, Current(c)))
}

// notOneself keeps administrators from shutting themselves out.
func (d *Directory) notOneself(c *gin.Context, a *accounts.Account, ask *UserChange) error {
	self := Current(c).Account
	if self == nil || self.ID != a.ID {
		return nil
	}
	if ask.Disabled != nil && *ask.Disabled {
		return registry.Errorf(registry.Conflict, "không tự khóa tài khoản của mình được", "one's own account cannot be disabled")
	}
	if ask.Role != nil && accounts.Role(*ask.Role) != a.Role {
		return registry.Errorf(registry.Conflict, "không tự đổi vai trò của mình được", "one's own role cannot be changed")
	}
	return nil
}

// edit changes who the account is of and what it may do.
func (d *Directory) edit(c *gin.Context, a *accounts.Account, ask *UserChange) error {
	was := *a
	if ask.DisplayName != nil {
		a.DisplayName = *ask.DisplayName
	}
	if ask.Role != nil {
		a.Role = accounts.Role(*ask.Role)
	}
	if ask.Operator != nil {
		a.Operator = strings.TrimSpace(*ask.Operator)
	}
	if ask.Territory != nil {
		a.Territory = Codes(strings.Join(*ask.Territory, ","))
	}
	if was.DisplayName == a.DisplayName && was.Role == a.Role && was.Operator == a.Operator && slices.Equal(was.Territory, a.Territory) {
		return nil
	}
	if err := d.s.files.Edit(c.Request.Context(), a); err != nil {
		return err
	}
	d.s.record(c, accounts.AccountChanged, a.Name, string(was.Role)+" → "+string(a.Role)+" by "+Current(c).Actor())
	return nil
}

// switches locks and unlocks, and takes the second factor away.
func (d *Directory) switches(c *gin.Context, a *accounts.Account, ask *UserChange) error {
	ctx, by := c.Request.Context(), " by "+Current(c).Actor()
	if ask.Disabled != nil && *ask.Disabled != a.Disabled {
		if err := d.s.files.SetDisabled(ctx, a.Name, *ask.Disabled); err != nil {
			return err
		}
		if *ask.Disabled {
			d.s.record(c, accounts.AccountDisabled, a.Name, "disable"+by)
		} else {
			d.s.record(c, accounts.AccountEnabled, a.Name, "enable"+by)
		}
	}
	switch {
	case ask.SecondFactor == nil, *ask.SecondFactor == a.SecondFactor:
		return nil
	case *ask.SecondFactor:
		return registry.Errorf(registry.Invalid, "chủ tài khoản tự thiết lập lớp thứ hai tại /account", "its owner sets up the second factor at /account")
	}
	if err := d.s.files.RemoveSecondFactor(ctx, a); err != nil {
		return err
	}
	d.s.record(c, accounts.FactorRemoved, a.Name, "second-factor"+by)
	return nil
}
