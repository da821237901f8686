package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// readAhead asks the system to fetch a file that will be read as a whole, so that
// the disk is at work while what has come already is taken apart. It is a hint:
// without it everything is as it is, only later.
func readAhead(path string) {
	file, err := os.Open(path)
	if err != nil {
		return // whoever reads it tells
	}
	defer func() { _ = file.Close() }() // was read only
	info, err := file.Stat()
	if err != nil {
		return
	}
	for at := int64(0); at < info.Size(); at += readAheadBytes {
		_ = unix.Fadvise(int(file.Fd()), at, readAheadBytes, unix.FADV_WILLNEED)
	}
}

// readAheadBytes is what is asked for at once: of more the system fetches only the
// beginning.
const readAheadBytes = 1 << 20
