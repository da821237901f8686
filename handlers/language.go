package handlers

import (
	"github.com/gin-gonic/gin"
	"golang.org/x/text/language"

	"hatang/registry"
)

// Lang is the reader's language: ?lang=, else Accept-Language, else Vietnamese.
func Lang(c *gin.Context) registry.Lang {
	switch asked := registry.Lang(c.Query("lang")); asked {
	case registry.VI, registry.EN:
		return asked
	}
	header := c.GetHeader("Accept-Language")
	if header == "" {
		return registry.VI
	}
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return registry.VI
	}
	for _, tag := range wanted { // best first
		switch base, _ := tag.Base(); base.String() {
		case "vi":
			return registry.VI
		case "en":
			return registry.EN
		}
	}
	return registry.VI
}
