package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
)

// StateTag is the weak ETag of an answer that follows from the registry's state,
// which seq numbers, and the words of the question.
func StateTag(seq int64, question ...string) string {
	h := sha256.New()
	for _, q := range question {
		h.Write([]byte(strconv.Itoa(len(q)) + ":" + q))
	}
	return `W/"` + strconv.FormatInt(seq, 10) + "-" + hex.EncodeToString(h.Sum(nil)[:8]) + `"`
}

// NotModified sets the ETag and, when the caller holds the answer with this tag,
// answers 304 and is true. Answers may be kept but are asked about each time.
func NotModified(c *gin.Context, etag string) bool {
	c.Header("ETag", etag)
	c.Header("Cache-Control", "no-cache")
	if !tagListed(c.GetHeader("If-None-Match"), etag) {
		return false
	}
	c.Status(http.StatusNotModified)
	c.Writer.WriteHeaderNow()
	return true
}

// tagListed compares weakly, as If-None-Match does (RFC 9110, 13.1.2), and
// whether the answer was compressed or not.
func tagListed(header, etag string) bool {
	if header == "" {
		return false
	}
	for part := range strings.SplitSeq(header, ",") {
		if part = strings.TrimSpace(part); part == "*" || opaqueTag(part) == opaqueTag(etag) {
			return true
		}
	}
	return false
}

func opaqueTag(tag string) string {
	tag = strings.Trim(strings.TrimPrefix(strings.TrimSpace(tag), "W/"), `"`)
	return strings.TrimSuffix(tag, gzipSuffix)
}
