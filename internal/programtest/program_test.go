package programtest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/ingest"
)

// run is the result of running the program.
type run struct {
	status   int
	out, err string
	state    *os.ProcessState
}

// command returns the program with these arguments and this temporary folder.
func command(ctx context.Context, t *testing.T, temporary string, args ...string) *exec.Cmd {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(ctx, executable, args...)
	c.Env = append(os.Environ(), runProgram+"=1", "PORT=", "CIVICGRAPH_DATABASE=", "TMPDIR="+temporary, "SQLITE_TMPDIR=")
	return c
}

// runToEnd runs the program until it exits.
func runToEnd(t *testing.T, c *exec.Cmd) run {
	t.Helper()
	var out, err bytes.Buffer
	c.Stdout, c.Stderr = &out, &err
	_ = c.Run() // the status is checked by the caller
	if c.ProcessState == nil {
		t.Fatalf("%v did not start", c.Args)
	}
	return run{status: c.ProcessState.ExitCode(), out: out.String(), err: err.String(), state: c.ProcessState}
}

// importFiles runs an import that must succeed.
func importFiles(t *testing.T, database string, files ...string) run {
	t.Helper()
	r := runToEnd(t, command(t.Context(), t, t.TempDir(), append([]string{"import", "--database=" + database}, files...)...))
	if r.status != 0 {
		t.Fatalf("the import ended with status %d: %s", r.status, r.err)
	}
	return r
}

// syntheticFile writes a synthetic graph to a file and returns its path.
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

// post returns the body of the response, or the error.
func post(ctx context.Context, address, body string) string {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/graphql", strings.NewReader(body))
	if err != nil {
		return err.Error()
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(request)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err.Error()
	}
	return string(answer)
}

func writeFile(t *testing.T, path string, data []byte) string {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// filesIn returns the names of the files in a folder.
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

// wantFailure checks that a run failed with a message of one line that contains these words.
func wantFailure(t *testing.T, r run, words ...string) {
	t.Helper()
	// A slow import reports its progress.
	isProgress := func(line string) bool {
		return strings.HasPrefix(line, "read ") || strings.HasPrefix(line, "wrote ") || line == "committing"
	}
	lines := slices.DeleteFunc(strings.Split(strings.TrimSuffix(r.err, "\n"), "\n"), isProgress)
	last := strings.Join(lines, "\n")
	if r.status != 1 || len(lines) != 1 || !strings.HasPrefix(last, "civicgraph: ") {
		t.Errorf("the program ended with status %d and the message %q, want status 1 and one line", r.status, r.err)
	}
	for _, word := range words {
		if !strings.Contains(last, word) {
			t.Errorf("the message is %q, want it to contain %q", last, word)
		}
	}
}

// skipWithRace skips a test under the race detector, which makes the processes that it starts many times slower.
func skipWithRace(t *testing.T) {
	t.Helper()
	info, _ := debug.ReadBuildInfo()
	if info != nil && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		t.Skip("NOT TESTED with the race detector, which takes a minute; make check runs it without")
	}
}
