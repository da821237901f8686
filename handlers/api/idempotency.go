package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"hatang/handlers"
	"hatang/registry"
)

// An idempotency key makes a write happen once however often it is sent.
//
// The chain of changes is the lasting record of it: a write with a key enters
// its changes under a request id that follows from the key and from what was
// asked, in the write's own transaction. So a crash or a restart between the
// write and its answer does not make it happen twice; the answer is then made
// anew from the changes. Answers of this process are also kept as they were
// given, which also tells when a key is used for something else.
const (
	keyLifetime  = 24 * time.Hour
	maxKeyLength = 128
	maxKept      = 4096
	// maxKeptBytes is the longest answer that is kept; longer ones are made anew.
	maxKeptBytes = 64 << 10
)

// replies are the answers given to keys by this process.
type replies struct {
	mu    sync.Mutex
	kept  map[string]*keptReply
	order []string // keys, oldest first
}

// keptReply is what became of a key; done is false while its write runs.
type keptReply struct {
	request string
	at      time.Time
	done    bool
	reply   *reply // nil: too long to keep
}

func newReplies() *replies { return &replies{kept: map[string]*keptReply{}} }

// begin claims the key for a request. It returns what was answered, if it was.
func (r *replies) begin(key, request string, now time.Time) (answered *keptReply, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if k := r.kept[key]; k != nil && now.Sub(k.at) < keyLifetime {
		switch {
		case k.request != request:
			return nil, usedOtherwise()
		case !k.done:
			return nil, registry.Errorf(registry.Conflict, "yêu cầu đầu tiên mang khóa này còn đang chạy", "the first request with this key is still running")
		case k.reply != nil:
			return k, nil
		}
	}
	r.kept[key] = &keptReply{request: request, at: now}
	return nil, nil
}

func usedOtherwise() error {
	return registry.Errorf(registry.Conflict, "khóa Idempotency-Key này đã dùng cho một yêu cầu khác", "this Idempotency-Key was used for another request")
}

// finish keeps the answer to a key; nil forgets a write that failed.
func (r *replies) finish(key string, answer *reply) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k := r.kept[key]
	if answer == nil || k == nil {
		delete(r.kept, key)
		return
	}
	k.done = true
	if len(answer.Body) <= maxKeptBytes {
		k.reply = answer
	}
	r.order = append(r.order, key)
	for len(r.order) > maxKept {
		delete(r.kept, r.order[0])
		r.order = r.order[1:]
	}
}

// claimedKey is the key of one write; the zero one is of a write without.
type claimedKey struct {
	key      string
	asked    string // digest of what was asked
	request  string // id under which the changes are entered
	answered *reply // what was answered before
}

// claim takes the request's key. A key that was used for another request is a
// Conflict, and so is one whose first request still runs.
func (a *API) claim(c *gin.Context, w *writing) (claimedKey, error) {
	given := c.GetHeader("Idempotency-Key")
	if len(c.Request.Header.Values("Idempotency-Key")) == 0 {
		return claimedKey{}, nil
	}
	if given == "" || !printable(given) || len(given) > maxKeyLength {
		return claimedKey{}, invalid(registry.Problem{Column: "Idempotency-Key", Value: clip(given), Rule: "text", Severity: registry.Fault,
			Message: registry.Textf("phải là 1 đến %d ký tự ASCII in được", "must be 1 to %d printable ASCII characters", maxKeyLength)})
	}
	k := claimedKey{key: digest(a.who(c).Actor(), given)}
	asked := digest(c.Request.Method, c.Request.URL.RequestURI(), c.GetHeader("If-Match"), string(w.content))
	k.asked, k.request = asked, onceRequest(k.key, asked)
	kept, err := a.replies.begin(k.key, asked, a.options.Clock())
	switch {
	case err != nil:
		return claimedKey{}, err
	case kept != nil:
		k.answered = kept.reply
		return k, nil
	}
	if k.answered, err = a.recall(c.Request.Context(), k, w); err != nil {
		a.replies.finish(k.key, nil)
		return claimedKey{}, err
	}
	if k.answered != nil {
		a.replies.finish(k.key, k.answered)
	}
	return k, nil
}

// recall makes the answer anew from the changes that the request recorded, nil
// when there are none. A key under which another request recorded some is a
// Conflict.
func (a *API) recall(ctx context.Context, k claimedKey, w *writing) (*reply, error) {
	last, err := a.options.Live.View().Seq(ctx)
	if err != nil {
		return nil, err
	}
	now := a.options.Clock()
	was, found, err := a.past.find(ctx, a.options.Archive, last, k.key, now)
	switch {
	case err != nil || !found:
		return nil, err
	case was.asked != k.asked[:onceAskedDigits] && was.failed:
		return nil, nil // a write that failed may be sent again put right
	case was.asked != k.asked[:onceAskedDigits]:
		return nil, usedOtherwise()
	}
	changes, _, err := a.options.Archive.History(ctx, registry.HistoryQuery{Request: k.request, From: now.Add(-keyLifetime)})
	if err != nil || len(changes) == 0 {
		return nil, err
	}
	r, err := w.again(changes)
	return &r, err
}

// settle ends the claim with the write's answer, nil when it failed.
func (a *API) settle(k claimedKey, answer *reply) {
	if k.key == "" {
		return
	}
	a.past.add(k.key, pastWrite{asked: k.asked, at: a.options.Clock(), failed: answer == nil})
	a.replies.finish(k.key, answer)
}

// againRecord is the answer to a write of one record, made from its changes: the
// row that begins last is the one that was written.
func againRecord(schema *registry.Schema, s shape, lang registry.Lang, location string) func([]registry.Change) (reply, error) {
	return func(changes []registry.Change) (reply, error) {
		var written registry.Record
		status := http.StatusOK
		for _, change := range changes {
			if change.Kind != schema.Kind || len(change.After) == 0 {
				continue
			}
			rec, problems := registry.ParseJSON(change.Kind, change.After)
			if len(problems) > 0 {
				return reply{}, fmt.Errorf("change %d cannot be read: %w", change.Seq, invalid(problems...))
			}
			rec.Head().Revision = change.Seq
			if written == nil || written.Head().ValidFrom.Before(rec.Head().ValidFrom) {
				written = rec
			}
		}
		if written == nil {
			return reply{Status: http.StatusNoContent}, nil
		}
		if location != "" {
			status = http.StatusCreated
		}
		r := recordReply(written, status, nil, &s, lang)
		if location != "" {
			r.Location = recordLocation(location, written)
		}
		return r, nil
	}
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

// author is on whose behalf a request writes: with a key under the key's id,
// which the answer and the log then carry too.
func (a *API) author(c *gin.Context, k claimedKey, reason string) registry.Author {
	if k.request != "" {
		handlers.SetRequestID(c, k.request)
	}
	return registry.Author{Actor: a.who(c).Actor(), Request: handlers.RequestID(c), Reason: reason}
}
