package web

import (
	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/appraisal"
)

func administrationSection() section {
	words := joined(accountWords(), operatorWords(), rulesWords(), engineWords(), upkeepWords(), healthWords())
	for _, check := range appraisal.Checks() {
		words["check_"+string(check)] = check.Label()
	}
	return section{
		path: "administration", icon: "settings", key: "a", title: registry.Text{VI: "Quản trị", EN: "Admin"},
		needs: auth.Right{Resource: auth.Users, Action: auth.Read}, closed: true, words: words,
		kinds: []registry.Kind{registry.Operators, registry.Units},
	}
}
