package handlers

import (
	"crypto/tls"
	"fmt"
	"os"
	"sync"
	"time"

	"hatang/registry"
)

// certificate is a certificate in files, read again when they change: one that
// was renewed is used without a restart.
type certificate struct {
	certFile, keyFile string

	mu       sync.Mutex
	pair     *tls.Certificate
	stamp    time.Time // of the newer file
	lookedAt time.Time
}

// lookEvery is how often the files are looked at.
const lookEvery = 10 * time.Second

// Certificate is the configuration of TLS with the certificate and key of two
// PEM files.
func Certificate(certFile, keyFile string) (*tls.Config, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile}
	if err := c.load(time.Now()); err != nil {
		return nil, &registry.Error{
			Code: registry.Invalid, Cause: err,
			Message: registry.Text{VI: "không dùng được chứng thư TLS", EN: "the TLS certificate cannot be used"},
			Hint:    registry.Text{VI: "cần tệp PEM của chứng thư (--tls-cert) và khóa của nó (--tls-key)", EN: "PEM files of the certificate (--tls-cert) and of its key (--tls-key) are needed"},
		}
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get}, nil
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := time.Now(); now.Sub(c.lookedAt) > lookEvery {
		_ = c.load(now) // half-written files: the old pair is good until they are whole
	}
	return c.pair, nil
}

// load reads the files if they are newer than what was read.
func (c *certificate) load(now time.Time) error {
	c.lookedAt = now
	var newest time.Time
	for _, name := range []string{c.certFile, c.keyFile} {
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		if info.ModTime().After(newest) {
			newest = info.ModTime()
		}
	}
	if newest.Equal(c.stamp) {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return fmt.Errorf("%s, %s: %w", c.certFile, c.keyFile, err)
	}
	c.pair, c.stamp = &pair, newest
	return nil
}
