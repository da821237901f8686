// Package handlertest serves the operations of one package of handlers to its
// tests, without the rest of the service.
package handlertest

import (
	"net/http"
	"testing"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry/accounts"
)

// Serve answers the operations on a router of their own. What comes before runs
// ahead of each, as the gate does: it says who asks.
func Serve(tb testing.TB, routes []api.Route, before ...gin.HandlerFunc) http.Handler {
	tb.Helper()
	server, err := handlers.New(handlers.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	router := server.Router().Group("", before...)
	for _, route := range routes {
		router.Handle(route.Method, route.Path, func(c *gin.Context) {
			if err := route.Handle(c); err != nil {
				handlers.Fail(c, err)
			}
		})
	}
	return server.Handler()
}

// By makes somebody the caller, as the gate does after it has looked at a
// password or a token.
func By(who *auth.Principal) gin.HandlerFunc {
	return func(c *gin.Context) { c.Set("hatang.principal", who) }
}

// Who makes the caller the account that the header Who names: two operators,
// officers of the whole province and of unit 99, an approver, an auditor. Another
// name leaves the caller unknown.
func Who(c *gin.Context) {
	people := map[string]*accounts.Account{
		"viettel": {Name: "binh", Role: accounts.Operator, Operator: "viettel"}, "vnpt": {Name: "chi", Role: accounts.Operator, Operator: "vnpt"},
		"officer": {Name: "an", Role: accounts.Officer}, "west": {Name: "tay", Role: accounts.Officer, Territory: []string{"99"}},
		"approver": {Name: "giang", Role: accounts.Approver}, "auditor": {Name: "khoa", Role: accounts.Auditor},
	}
	if account := people[c.GetHeader("Who")]; account != nil {
		By(auth.NewPrincipal(account, "password", nil))(c)
	}
}
