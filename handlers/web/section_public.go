package web

import (
	"hatang/handlers/auth"
	"hatang/registry"
)

func publicSection() section {
	return section{
		path: "public", icon: "users", key: "u", title: registry.Text{VI: "Tra cứu", EN: "Look up"},
		needs: auth.Right{Resource: auth.Desk, Action: auth.Read}, words: publicWords(),
	}
}
