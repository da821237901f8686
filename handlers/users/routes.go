// Package users mounts what package auth answers about accounts and tokens as
// operations of the API, described with the API's own.
package users

import (
	"net/http"

	"hatang/handlers/api"
	"hatang/handlers/auth"
	"hatang/registry"
)

func text(vi, en string) registry.Text { return registry.Text{VI: vi, EN: en} }

// Routes are the operations, for api.Options.Further.
func Routes(d *auth.Directory) []api.Route {
	right := func(action auth.Action, resource auth.Resource) auth.Right {
		return auth.Right{Resource: resource, Action: action}
	}
	return []api.Route{
		{
			Method: http.MethodGet, Path: "/api/v1/users", Right: right(auth.Read, auth.Users), ID: "listUsers", Gives: auth.UserList{}, Handle: d.List,
			Summary: text("Các tài khoản", "The accounts"),
			About:   text("enabled là false khi dịch vụ chạy không có tài khoản.", "enabled is false where the service runs without accounts."),
		},
		{
			Method: http.MethodPost, Path: "/api/v1/users", Right: right(auth.Manage, auth.Users), ID: "makeUser", Takes: auth.NewUser{}, Gives: auth.Invited{},
			Status: http.StatusCreated, Handle: d.Make,
			Summary: text("Mời một người: tài khoản và liên kết dùng một lần", "Invite somebody: an account and a one-time link"),
			About: text("Chủ tài khoản mở liên kết trong 72 giờ để tự đặt mật khẩu; liên kết chỉ hiện một lần.",
				"Its owner opens the link within 72 hours and sets a password; the link is shown this once."),
		},
		{
			Method: http.MethodPatch, Path: "/api/v1/users/:name", Right: right(auth.Manage, auth.Users), ID: "changeUser", Takes: auth.UserChange{}, Gives: auth.User{},
			Handle:  d.Change,
			Summary: text("Đổi vai trò, doanh nghiệp, địa bàn; khóa, mở khóa; bỏ hai lớp", "Change role, operator, territory; lock, unlock; take the second factor away"),
			About:   text("Chỉ những gì nêu ra được đổi. Khóa thì mọi phiên và thẻ chấm dứt.", "Only what is stated changes. Locking ends every session and token."),
		},
		{
			Method: http.MethodPost, Path: "/api/v1/users/:name/link", Right: right(auth.Manage, auth.Users), ID: "linkUser", Gives: auth.Invited{}, Handle: d.Link,
			Summary: text("Liên kết mới để chủ tài khoản đặt lại mật khẩu", "A new link by which the owner sets a password"),
		},
		{
			Method: http.MethodGet, Path: "/api/v1/tokens", Right: right(auth.Read, auth.Tokens), ID: "listTokens", Gives: auth.TokenList{}, Handle: d.Tokens,
			Summary: text("Thẻ API của mọi tài khoản", "The tokens of every account"),
		},
		{
			Method: http.MethodDelete, Path: "/api/v1/tokens/:id", Right: right(auth.Manage, auth.Tokens), ID: "revokeToken", Status: http.StatusNoContent, Handle: d.RevokeToken,
			Summary: text("Thu hồi một thẻ API", "Revoke a token"),
		},
	}
}
