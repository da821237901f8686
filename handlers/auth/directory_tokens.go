package auth

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry/accounts"
)

// Token is a token as it is told of: its value is not kept.
type Token struct {
	ID        string           `json:"id"`
	Account   string           `json:"account"`
	Label     string           `json:"label"`
	Scopes    []accounts.Scope `json:"scopes"`
	CreatedAt time.Time        `json:"created_at"`
	ExpiresAt time.Time        `json:"expires_at"`
	RevokedAt *time.Time       `json:"revoked_at,omitempty"`
	UsedAt    *time.Time       `json:"used_at,omitempty"`
	UsedFrom  string           `json:"used_from,omitempty"`
	Live      bool             `json:"live"`
}

// TokenList is every token.
type TokenList struct {
	Enabled bool    `json:"enabled"`
	Tokens  []Token `json:"tokens"`
}

func (d *Directory) tokenOf(t *accounts.Token) Token {
	out := Token{
		ID: t.ID, Label: t.Label, Scopes: t.Scopes, CreatedAt: t.CreatedAt.UTC(), ExpiresAt: t.ExpiresAt.UTC(),
		RevokedAt: whenKnown(t.RevokedAt), UsedAt: whenKnown(t.UsedAt), UsedFrom: t.UsedFrom,
		Live: t.RevokedAt.IsZero() && t.ExpiresAt.After(d.s.clock()),
	}
	if t.Account != nil {
		out.Account = t.Account.Name
		out.Live = out.Live && !t.Account.Disabled
	}
	return out
}

// Tokens answers GET /api/v1/tokens: those of every account.
func (d *Directory) Tokens(c *gin.Context) error {
	out := TokenList{Tokens: []Token{}}
	if d.s != nil {
		out.Enabled = true
		list, err := d.s.files.Tokens(c.Request.Context(), nil)
		if err != nil {
			return err
		}
		for _, t := range list {
			out.Tokens = append(out.Tokens, d.tokenOf(t))
		}
	}
	return handlers.SendJSON(c, http.StatusOK, out)
}

// RevokeToken answers DELETE /api/v1/tokens/:id, whosever it is.
func (d *Directory) RevokeToken(c *gin.Context) error {
	if err := d.ready(); err != nil {
		return err
	}
	id := c.Param("id")
	if err := d.s.files.RevokeToken(c.Request.Context(), nil, id); err != nil {
		return err
	}
	d.s.known.forget()
	d.s.record(c, accounts.TokenRevoked, "", clip(id)+" by "+Current(c).Actor())
	c.Status(http.StatusNoContent)
	return nil
}
