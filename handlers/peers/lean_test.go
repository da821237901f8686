//go:build linux

package main

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// TestAnswersInParts: wherever an answer is cut on its way, it ends where it
// ends, and is as long.
func TestAnswersInParts(t *testing.T) {
	t.Parallel()
	message := func(kind byte, body string) string { return string(appendMessage(nil, kind, []byte(body))) }
	number := string(binary.BigEndian.AppendUint32([]byte{0, 1, 0, 0, 0, 4}, 7))
	for _, test := range []struct {
		name, text string
		fresh      func() answers
		size       int
	}{
		{"of a length", "HTTP/1.1 200 OK\r\nContent-Type: a\r\ncontent-length: 11\r\n\r\nhello\r\nyou!", func() answers { return new(httpAnswers) }, 11},
		{"of nothing", "HTTP/1.1 204 No Content\r\nDate: x\r\n\r\n", func() answers { return new(httpAnswers) }, 0},
		{"in chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nab\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n", func() answers { return new(httpAnswers) }, 14},
		{"of PostgreSQL", message('2', "") + message('D', number) + message('D', number) + message('C', "SELECT 2\x00") + message('Z', "I"), func() answers { return new(postgresAnswers) }, 8},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for step := 1; step <= len(test.text); step++ {
				a := test.fresh()
				for range 2 { // a connection answers more than once
					if err := feedAll(a, test.text, step, test.size); err != nil {
						t.Fatalf("in parts of %d: %v", step, err)
					}
				}
			}
		})
	}
}

// feedAll gives an answer in parts.
func feedAll(a answers, text string, step, size int) error {
	for at := 0; at < len(text); at += step {
		end := min(at+step, len(text))
		done, n, err := a.feed([]byte(text[at:end]))
		switch {
		case err != nil:
			return err
		case done != (end == len(text)):
			return fmt.Errorf("%d of %d bytes: done is %t", end, len(text), done)
		case done && n != size:
			return fmt.Errorf("%d bytes long, %d are expected", n, size)
		}
	}
	return nil
}

// TestWrongAnswers are told.
func TestWrongAnswers(t *testing.T) {
	t.Parallel()
	for text, a := range map[string]answers{
		"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n":               new(httpAnswers),
		"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab":             new(httpAnswers),
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n": new(httpAnswers),
		"what\r\n": new(httpAnswers),
		string(appendMessage(nil, 'E', []byte("no such table"))): new(postgresAnswers),
	} {
		if done, _, err := a.feed([]byte(text)); err == nil || done {
			t.Errorf("%q is taken for an answer", strings.TrimSpace(text))
		}
	}
}
