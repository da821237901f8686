// Package tooltest runs the programs of others that tests judge by: GDAL, PROJ,
// poppler, LibreOffice. A test whose program is missing is skipped and says how
// to get it; where the environment has CI=true it fails, for there nothing may be
// left out unseen.
package tooltest

import (
	"bytes"
	"os"
	"os/exec"
	"testing"
)

// Missing ends a test for want of something, and says how to get it.
func Missing(tb testing.TB, what, how string) {
	tb.Helper()
	if os.Getenv("CI") == "true" {
		tb.Fatalf("%s is missing: %s", what, how)
	}
	tb.Skipf("skipped: %s is missing: %s", what, how)
}

// Path is where a program of a Debian package is.
func Path(tb testing.TB, program, debian string) string {
	tb.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		Missing(tb, program, "apt-get install "+debian)
	}
	return path
}

// GDAL is where a program of GDAL is.
func GDAL(tb testing.TB, program string) string {
	tb.Helper()
	return Path(tb, program, "gdal-bin")
}

// debianPython is the interpreter that Debian's packages of modules belong to.
const debianPython = "/usr/bin/python3"

// Python is where an interpreter with a module of a Debian package is.
func Python(tb testing.TB, module, debian string) string {
	tb.Helper()
	if err := exec.CommandContext(tb.Context(), debianPython, "-c", "import "+module).Run(); err != nil { //nolint:gosec // the test names the module
		Missing(tb, "Python's "+module, "apt-get install "+debian)
	}
	return debianPython
}

// output is what a program says of its input; the test ends when it fails.
func output(tb testing.TB, input []byte, path string, args ...string) string {
	tb.Helper()
	command := exec.CommandContext(tb.Context(), path, args...) //nolint:gosec // found by Path
	var problems bytes.Buffer
	command.Stdin, command.Stderr = bytes.NewReader(input), &problems
	out, err := command.Output()
	if err != nil {
		tb.Fatalf("%s %q: %v\n%s", path, args, err, &problems)
	}
	return string(out)
}
