//go:build linux || darwin

package main

import "syscall"

// diskSpace is how many bytes of the folder's file system are free for the
// program, and how many it has; zeros when that cannot be told.
func diskSpace(folder string) (free, total uint64) {
	var stat syscall.Statfs_t
	if syscall.Statfs(folder, &stat) != nil {
		return 0, 0
	}
	block := uint64(stat.Bsize) // a size of blocks is positive
	return stat.Bavail * block, stat.Blocks * block
}
