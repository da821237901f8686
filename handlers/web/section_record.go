package web

import (
	"hatang/handlers/auth"
	"hatang/registry"
)

func recordSection() section {
	return section{
		path: "record", icon: "file-text", key: "", title: registry.Text{VI: "Bản ghi", EN: "Record"},
		needs: auth.Right{Resource: auth.Desk, Action: auth.Read}, words: vocabulary{}, apart: true,
	}
}
