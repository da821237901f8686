package web

import (
	"hatang/handlers/auth"
	"hatang/registry"
)

func reportSection() section {
	return section{
		path: "reports", icon: "chart-line", key: "c", title: registry.Text{VI: "Chỉ tiêu", EN: "Indicators"},
		needs: auth.Right{Resource: auth.Reports, Action: auth.Read}, words: vocabulary{},
	}
}
