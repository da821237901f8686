package web

import (
	"hatang/handlers/auth"
	"hatang/registry"
)

func dossierSection() section {
	return section{
		path: "dossiers", icon: "inbox", key: "h", title: registry.Text{VI: "Hồ sơ", EN: "Dossiers"},
		needs: auth.Right{Resource: auth.Applications, Action: auth.Read}, words: vocabulary{},
	}
}
