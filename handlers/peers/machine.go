package main

import (
	"os"
	"runtime"
	"runtime/debug"
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

// revision is the commit that this program was built from.
func revision() string {
	info, _ := debug.ReadBuildInfo()
	commit, changed := "unknown", ""
	if info != nil {
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				commit = s.Value[:min(10, len(s.Value))]
			case s.Key == "vcs.modified" && s.Value == "true":
				changed = ", with uncommitted changes"
			}
		}
	}
	return commit + changed + ", " + runtime.Version()
}
