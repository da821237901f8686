package appraisal

import (
	"github.com/gin-gonic/gin"

	"hatang/handlers/auth"
	"hatang/registry"
	"hatang/registry/appraisal"
)

// AudienceOf is for whom findings are told: who reads every dossier is told
// everything; others nothing of dossiers that are not theirs, nor what the province
// does not show everybody. r finds whose parts of masts are.
func AudienceOf(c *gin.Context, r registry.Reader) appraisal.Audience {
	who := auth.Current(c)
	if who.Everywhere(auth.Read, auth.Positions) {
		return appraisal.Audience{}
	}
	a := appraisal.Audience{Confidential: true, Hidden: who.Hiding(c.Request.Context(), r)}
	if who.Account != nil {
		a.Caller = who.Account.Operator
	}
	return a
}
