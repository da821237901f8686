//go:build unix

// Package cpu tells how much processor time the program has used: what benchmarks
// of long searches tell beside the clock's, which other work on the machine
// lengthens.
package cpu

import "syscall"

// Seconds is the processor time of the program so far, all of its threads
// together; 0 where the system does not tell.
func Seconds() float64 {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return float64(usage.Utime.Sec+usage.Stime.Sec) + float64(usage.Utime.Usec+usage.Stime.Usec)/1e6
}
