package auth

import (
	"testing"
	"time"

	"hatang/registry/accounts"
)

// What was read from the file before something was forgotten is not kept after:
// a session that is being looked up while it is revoked stays revoked.
func TestCacheForgets(t *testing.T) {
	t.Parallel()
	k := cache{entries: map[accounts.Hash]*known{}, unwritten: map[accounts.Hash]accounts.Use{}}
	hash := accounts.HashOf("x")
	_, epoch := k.get(hash)
	k.forget()
	k.put(hash, &known{}, epoch)
	if entry, _ := k.get(hash); entry != nil {
		t.Error("what was read before the revocation is kept")
	}
	_, epoch = k.get(hash)
	entry := &known{}
	k.put(hash, entry, epoch)
	entry.usedAt.Store(5000)
	k.forget()
	again := &known{}
	_, epoch = k.get(hash)
	k.put(hash, again, epoch)
	if again.usedAt.Load() != 5000 {
		t.Error("forgetting loses when the session was used")
	}
	uses := k.uses()
	if len(uses) != 1 || !uses[0].At.Equal(time.UnixMilli(5000)) {
		t.Errorf("%+v", uses)
	}
	if more := k.uses(); len(more) != 1 {
		t.Error("a use is dropped before it is written")
	}
	k.wrote(uses)
	if more := k.uses(); len(more) != 0 {
		t.Errorf("%+v is written again", more)
	}
}
