package accounts

import (
	"slices"
	"strings"

	"hatang/registry"
)

// Role is what an account is for. What a role may do is decided where requests
// come in; here it is only kept.
type Role string

// The roles. Public is whoever has not signed in; no account has it.
const (
	Public        Role = "public"
	Operator      Role = "operator"      // files for one operator and sees its own
	Officer       Role = "officer"       // keeps the registry and appraises
	Approver      Role = "approver"      // decides and signs
	Administrator Role = "administrator" // keeps accounts and settings
	Auditor       Role = "auditor"       // sees everything, changes nothing
)

// Roles are the roles that an account can have.
func Roles() []Role { return []Role{Operator, Officer, Approver, Administrator, Auditor} }

// Label is what people call the role.
func (r Role) Label() registry.Text {
	switch r {
	case Operator:
		return registry.Text{VI: "Doanh nghiệp", EN: "Operator"}
	case Officer:
		return registry.Text{VI: "Chuyên viên", EN: "Officer"}
	case Approver:
		return registry.Text{VI: "Lãnh đạo phê duyệt", EN: "Approver"}
	case Administrator:
		return registry.Text{VI: "Quản trị", EN: "Administrator"}
	case Auditor:
		return registry.Text{VI: "Kiểm tra, thanh tra", EN: "Auditor"}
	}
	return registry.Text{VI: "Người xem", EN: "Public"}
}

// ParseRole reads the name of a role that an account can have.
func ParseRole(text string) (Role, error) {
	role := Role(strings.TrimSpace(text))
	if slices.Contains(Roles(), role) {
		return role, nil
	}
	return "", invalid("role", text, "code", registry.Textf("phải là một trong: %s", "must be one of: %s", joined(Roles())))
}

func joined[S ~string](list []S) string {
	parts := make([]string, len(list))
	for i, s := range list {
		parts[i] = string(s)
	}
	return strings.Join(parts, ", ")
}

// invalid is the Invalid error of one thing that was given wrong.
func invalid(column, value, rule string, message registry.Text) error {
	return &registry.Error{
		Code: registry.Invalid, Message: registry.Text{VI: "thông tin tài khoản không hợp lệ", EN: "the account's data are not valid"},
		Problems: []registry.Problem{{Column: column, Value: value, Rule: rule, Message: message, Severity: registry.Fault}},
	}
}
