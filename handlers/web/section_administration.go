package web

import (
	"hatang/handlers/auth"
	"hatang/registry"
)

func administrationSection() section {
	return section{
		path: "administration", icon: "settings", key: "a", title: registry.Text{VI: "Quản trị", EN: "Administration"},
		needs: auth.Right{Resource: auth.Settings, Action: auth.Read}, words: vocabulary{},
	}
}
