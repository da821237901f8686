//go:build linux

package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// clockTick is the unit of processor times in /proc; it is 10 ms on every
// Linux that Go supports.
const clockTick = 10 * time.Millisecond

// ownTime is what this process has used of the processors.
func ownTime() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// stat is the fields of /proc/PID/stat from the third one on.
func stat(pid int) []string {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	_, rest, _ := bytes.Cut(content[bytes.LastIndexByte(content, ')'):], []byte(" "))
	return strings.Fields(string(rest))
}

// processTime is what a process has used of the processors.
func processTime(pid int) time.Duration {
	fields := stat(pid)
	if len(fields) < 15 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * clockTick
}

// childrenTime is that of the processes that pid has begun and that still run.
func childrenTime(pid int) time.Duration {
	folders, _ := filepath.Glob("/proc/[0-9]*")
	var sum time.Duration
	for _, folder := range folders {
		child, _ := strconv.Atoi(filepath.Base(folder))
		if fields := stat(child); len(fields) > 1 && fields[1] == strconv.Itoa(pid) {
			sum += processTime(child)
		}
	}
	return sum
}

// memoryMiB is a figure of /proc/PID/status, such as VmRSS.
func memoryMiB(pid int, name string) float64 {
	content, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.SplitSeq(string(content), "\n") {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			kB, _ := strconv.ParseFloat(strings.Fields(value)[0], 64)
			return kB / 1024
		}
	}
	return 0
}

// freeAddress is a loopback address that nobody listens on.
func freeAddress(ctx context.Context) (string, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String(), nil
}

// service is a program that answers over HTTP.
type service struct {
	command *exec.Cmd
	addr    string
	output  string // where it writes what it has to say
	started time.Duration
}

// start runs a program until it answers on path.
func start(ctx context.Context, folder, addr, path string, env []string, name string, args ...string) (*service, error) {
	s := &service{addr: addr, output: filepath.Join(folder, filepath.Base(name)+".log")}
	output, err := os.Create(s.output)
	if err != nil {
		return nil, err
	}
	defer func() { _ = output.Close() }()
	s.command = exec.CommandContext(ctx, name, args...) //nolint:gosec // the programs that were asked for
	s.command.Env = append(os.Environ(), env...)
	s.command.Stdout, s.command.Stderr = output, output
	s.command.Dir = folder
	begin := time.Now()
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	for time.Since(begin) < time.Minute {
		if c, err := dial(ctx, addr); err == nil {
			status, _, err := c.get(path)
			c.close()
			if err == nil && status == 200 {
				s.started = time.Since(begin)
				return s, nil
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	s.stop()
	said, _ := os.ReadFile(s.output)
	return nil, fmt.Errorf("%s does not answer on http://%s%s; it said: %s", name, addr, path, said)
}

func (s *service) pid() int { return s.command.Process.Pid }

func (s *service) stop() {
	_ = s.command.Process.Signal(syscall.SIGTERM)
	_ = s.command.Wait()
}
