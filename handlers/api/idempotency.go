package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
)

// An idempotency key makes a write happen once however often it is sent. Its
// answer is kept in the registry by the same transaction, so that neither a
// crash nor a restart between the write and the answer makes it happen twice.
//
// Answers stand in a fixed number of slots, each a setting of the registry: a
// key's slot follows from its hash, and a newer key of the same slot takes it
// over. The file cannot grow by it, and nothing needs to be swept.
const (
	keySlots     = 1024
	keyLifetime  = 24 * time.Hour
	maxKeyLength = 128
)

// keptReply is what a slot holds.
type keptReply struct {
	Key     string    `json:"key"`     // hash of who asks and the key
	Request string    `json:"request"` // digest of what was asked
	At      time.Time `json:"at"`
	Reply   reply     `json:"reply"`
}

// pendingKeys are those of writes that run now.
type pendingKeys struct {
	mu   sync.Mutex
	keys map[string]bool
}

func (p *pendingKeys) take(key string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.keys[key] {
		return false
	}
	if p.keys == nil {
		p.keys = map[string]bool{}
	}
	p.keys[key] = true
	return true
}

func (p *pendingKeys) leave(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.keys, key)
}

// claimedKey is the key of one write; the zero one is of a write without.
type claimedKey struct {
	pending  *pendingKeys
	key      string
	request  string
	answered *reply // what was answered before
}

// claim takes the request's key. A key that was used for another request is a
// Conflict, and so is one whose first request still runs.
func (a *API) claim(c *gin.Context, content []byte) (*claimedKey, error) {
	given := c.GetHeader("Idempotency-Key")
	if given == "" {
		return &claimedKey{}, nil
	}
	if !printable(given) || len(given) > maxKeyLength {
		return nil, invalid(registry.Problem{Column: "Idempotency-Key", Value: clip(given), Rule: "text", Severity: registry.Fault,
			Message: registry.Textf("phải là 1 đến %d ký tự ASCII in được", "must be 1 to %d printable ASCII characters", maxKeyLength)})
	}
	k := &claimedKey{
		pending: &a.pending,
		key:     digest(a.options.Actor(c), given),
		request: digest(c.Request.Method, c.Request.URL.RequestURI(), c.GetHeader("If-Match"), string(content)),
	}
	if !a.pending.take(k.key) {
		return nil, registry.Errorf(registry.Conflict, "yêu cầu đầu tiên mang khóa này còn đang chạy", "the first request with this key is still running")
	}
	err := a.recall(c.Request.Context(), k)
	if err != nil {
		k.release()
		return nil, err
	}
	return k, nil
}

// recall looks for what was answered to the key.
func (a *API) recall(ctx context.Context, k *claimedKey) error {
	text, err := a.options.Archive.Setting(ctx, k.slot())
	if err != nil || text == "" {
		return err
	}
	kept, readable := readKept(text)
	if !readable || kept.Key != k.key || a.options.Clock().Sub(kept.At) > keyLifetime {
		return nil // another key's, or of long ago
	}
	if kept.Request != k.request {
		return &handlers.Refusal{Status: http.StatusConflict, Err: registry.Errorf(registry.Conflict,
			"khóa Idempotency-Key này đã dùng cho một yêu cầu khác", "this Idempotency-Key was used for another request")}
	}
	k.answered = &kept.Reply
	return nil
}

func readKept(text string) (kept keptReply, ok bool) {
	err := json.Unmarshal([]byte(text), &kept)
	return kept, err == nil
}

// keep stores the answer within the write's transaction.
func (k *claimedKey) keep(ctx context.Context, w registry.Writer, r reply, now time.Time) error {
	if k.key == "" {
		return nil
	}
	text, err := json.Marshal(keptReply{k.key, k.request, now.UTC(), r})
	if err != nil {
		return err
	}
	return w.PutSetting(ctx, k.slot(), string(text))
}

func (k *claimedKey) release() {
	if k.key != "" {
		k.pending.leave(k.key)
	}
}

// slot is the setting that holds the key's answer.
func (k *claimedKey) slot() string {
	sum := sha256.Sum256([]byte(k.key))
	return fmt.Sprintf("api.reply.%04d", (int(sum[0])<<8|int(sum[1]))%keySlots)
}

func digest(parts ...string) string {
	h := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func printable(text string) bool {
	for _, r := range text {
		if r < '!' || r > '~' {
			return false
		}
	}
	return true
}
