package web

import (
	"hatang/handlers/auth"
	"hatang/registry"
)

func planningSection() section {
	return section{
		path: "planning", icon: "waypoints", key: "q", title: registry.Text{VI: "Quy hoạch", EN: "Planning"},
		needs: auth.Right{Resource: auth.Plans, Action: auth.Read}, words: vocabulary{},
	}
}
