//go:build linux

package main

import (
	"os"
	"strings"
)

// machine is where it was measured, and what else the machine did.
type machine struct {
	processor, system, memory string
	loads                     []string
}

// note reads what the machine is, and how busy it is now.
func (m *machine) note() {
	m.processor = valueOf("/proc/cpuinfo", "model name", ":")
	m.memory = valueOf("/proc/meminfo", "MemTotal", ":")
	m.system = strings.Trim(valueOf("/etc/os-release", "PRETTY_NAME", "="), `"`)
	if content, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.loads = append(m.loads, strings.Fields(string(content))[0])
	}
}

func valueOf(path, name, separator string) string {
	content, _ := os.ReadFile(path)
	for line := range strings.SplitSeq(string(content), "\n") {
		if key, value, ok := strings.Cut(line, separator); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}
