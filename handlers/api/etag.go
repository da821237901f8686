package api

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
)

// recordTag is the ETag of a record: its revision, then a letter for each way
// in which the representation differs from the full JSON.
func recordTag(rec registry.Record, variant string) string {
	return revisionTag(rec.Head().Revision, variant)
}

func revisionTag(revision int64, variant string) string {
	return `"` + strconv.FormatInt(revision, 10) + variant + `"`
}

// contentTag is an ETag by content.
func contentTag(content []byte) string {
	sum := sha256.Sum256(content)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

// stateTag is the weak ETag of an answer that follows from the registry's state
// and the words of the question.
func stateTag(seq int64, question ...string) string {
	h := sha256.New()
	for _, q := range question {
		h.Write([]byte(strconv.Itoa(len(q)) + ":" + q))
	}
	return `W/"` + strconv.FormatInt(seq, 10) + "-" + hex.EncodeToString(h.Sum(nil)[:8]) + `"`
}

// opaqueTag takes a tag's quotes, its weakness and the suffix of compressed
// answers away. Weakness does not matter here: a revision names exactly one
// state of a row however it was packed.
func opaqueTag(tag string) string {
	tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
	return strings.TrimSuffix(strings.Trim(tag, `"`), "-gzip")
}

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

// match is what an If-Match header demands.
type match struct {
	any       bool
	revisions []int64
}

// parseMatch reads an If-Match header.
func parseMatch(header string) (match, error) {
	var m match
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimSpace(part)
		if part == "*" {
			m.any = true
			continue
		}
		digits := strings.TrimRight(opaqueTag(part), "abcdefghijklmnopqrstuvwxyz")
		revision, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			return m, invalid(registry.Problem{
				Column: "If-Match", Value: clip(part), Rule: "type", Severity: registry.Fault,
				Message: registry.Text{VI: "phải là ETag của bản ghi, như \"12\"", EN: `must be the record's ETag, such as "12"`},
			})
		}
		m.revisions = append(m.revisions, revision)
	}
	return m, nil
}

// demanded is the If-Match of a request that changes a record; without one the
// change is refused, since it could undo what another person just wrote.
func demanded(c *gin.Context) (match, error) {
	header := c.GetHeader("If-Match")
	if header == "" {
		return match{}, handlers.Refuse(http.StatusPreconditionRequired,
			"thay đổi một bản ghi cần tiêu đề If-Match mang ETag đã đọc", "changing a record needs an If-Match header with the ETag that was read").
			Hinted("đọc bản ghi (GET) rồi gửi lại ETag của nó", "GET the record and send its ETag back")
	}
	return parseMatch(header)
}

// allows tells whether the demand is met by a row at the given revision.
func (m match) allows(revision int64) bool {
	if m.any {
		return true
	}
	for _, r := range m.revisions {
		if r == revision {
			return true
		}
	}
	return false
}
