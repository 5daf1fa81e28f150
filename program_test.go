package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/ingest"
)

// run is a run of the program that ended.
type run struct {
	status   int
	out, err string
	state    *os.ProcessState
}

// command is the program, with a folder of its own for temporary files.
func command(ctx context.Context, t *testing.T, temporary string, args ...string) *exec.Cmd {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(ctx, executable, args...)
	c.Env = append(os.Environ(), asProgram+"=1", "PORT=", "CIVICGRAPH_DATABASE=", "TMPDIR="+temporary, "SQLITE_TMPDIR=")
	return c
}

// execute runs the program to its end.
func execute(t *testing.T, c *exec.Cmd) run {
	t.Helper()
	var out, err bytes.Buffer
	c.Stdout, c.Stderr = &out, &err
	_ = c.Run() // the status tells
	if c.ProcessState == nil {
		t.Fatalf("%v did not start", c.Args)
	}
	return run{status: c.ProcessState.ExitCode(), out: out.String(), err: err.String(), state: c.ProcessState}
}

// imported runs an import that must end well.
func imported(t *testing.T, database string, files ...string) run {
	t.Helper()
	r := execute(t, command(t.Context(), t, t.TempDir(), append([]string{"import", "--database=" + database}, files...)...))
	if r.status != 0 {
		t.Fatalf("the import ends with %d: %s", r.status, r.err)
	}
	return r
}

// syntheticFile makes a file of an invented graph.
func syntheticFile(t *testing.T, districts int, seed uint64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "synthetic.jsonl")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := ingest.Synthetic(file, districts, seed); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func writeFile(t *testing.T, path string, data []byte) string {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func copyFile(t *testing.T, to, from string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, to, data)
}

// filesIn are the names of what is in a folder.
func filesIn(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// failedWith holds a run that failed to one sentence on one line, in which some words stand.
func failedWith(t *testing.T, r run, words ...string) {
	t.Helper()
	// A slow machine is told how far the import is.
	isProgress := func(line string) bool {
		return strings.HasPrefix(line, "read ") || strings.HasPrefix(line, "wrote ") || line == "committing"
	}
	lines := slices.DeleteFunc(strings.Split(strings.TrimSuffix(r.err, "\n"), "\n"), isProgress)
	last := strings.Join(lines, "\n")
	if r.status != 1 || len(lines) != 1 || !strings.HasPrefix(last, "civicgraph: ") {
		t.Errorf("it ends with %d and says %q, want 1 and one line", r.status, r.err)
	}
	for _, word := range words {
		if !strings.Contains(last, word) {
			t.Errorf("it says %q, want something of %q", last, word)
		}
	}
}

// skipRaced leaves out what is about other processes, or their memory: they are this program, and under the race detector
// take many times as long.
func skipRaced(t *testing.T) {
	t.Helper()
	info, _ := debug.ReadBuildInfo()
	if info != nil && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		t.Skip("NOT TESTED: under the race detector it takes a minute, make check does it without")
	}
}
