package web

import (
	"hatang/handlers/auth"
	"hatang/registry"
)

func dataSection() section {
	return section{
		path: "data", icon: "database", key: "d", title: registry.Text{VI: "Dữ liệu", EN: "Data"},
		needs: auth.Right{Resource: auth.Bulk, Action: auth.Create}, words: vocabulary{},
	}
}
