package main

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"
)

// sink is a Writer that can be read meanwhile.
type sink struct {
	mutex  sync.Mutex
	text   bytes.Buffer
	writes int
}

func (s *sink) Write(p []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.writes++
	return s.text.Write(p)
}

func (s *sink) read() (text string, writes int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.String(), s.writes
}

func TestServiceLog(t *testing.T) {
	t.Parallel()
	t.Run("lines wait for each other, but not for ever", func(t *testing.T) {
		t.Parallel()
		var out sink
		log, _ := new(program).serviceLogger(&out)
		for range 10 {
			log.With("a", 1).WithGroup("g").Info("line")
		}
		deadline := time.Now().Add(time.Minute)
		for text, writes := out.read(); strings.Count(text, "\n") < 10; text, writes = out.read() {
			if time.Now().After(deadline) {
				t.Fatalf("%d writes of %q", writes, text)
			}
			time.Sleep(time.Millisecond)
		}
	})
	t.Run("a warning is written at once, after what came before", func(t *testing.T) {
		t.Parallel()
		var out sink
		log, _ := new(program).serviceLogger(&out)
		log.Info("first")
		log.Warn("second")
		text, _ := out.read()
		if first, second := strings.Index(text, "first"), strings.Index(text, "second"); first < 0 || second < first {
			t.Errorf("%q", text)
		}
	})
	t.Run("many lines are written as they come, the rest at the end", func(t *testing.T) {
		t.Parallel()
		var out sink
		log, finish := new(program).serviceLogger(&out)
		const lines = 2000
		for range lines {
			log.Info("a line of some length, so that there is much to write")
		}
		finish()
		text, writes := out.read()
		if strings.Count(text, "\n") != lines || writes > lines/10 {
			t.Errorf("%d lines in %d writes", strings.Count(text, "\n"), writes)
		}
	})
}
