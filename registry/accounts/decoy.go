package accounts

import (
	"encoding/base64"
	"fmt"

	"golang.org/x/crypto/argon2"
)

// decoyHash is a hash of the form that argon2id.CreateHash writes, of zeros. No
// password that anybody could find has it.
func decoyHash(c Cost) string {
	var salt [16]byte
	var key [32]byte
	plain := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.MemoryKiB, c.Iterations, c.Parallelism, plain(salt[:]), plain(key[:]))
}
