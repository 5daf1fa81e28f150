package programtest

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// copyTo runs a copy that must succeed. PostgreSQL may not have noticed yet that one before it was killed, so it is repeated while the
// target is being written to.
func copyTo(t *testing.T, from, to string, flags ...string) (r run) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		r = runToEnd(t, command(t.Context(), t, t.TempDir(), append([]string{"copy", "--from=" + from, "--to=" + to}, flags...)...))
		if r.status == 0 || !strings.Contains(r.err, store.ErrBusy.Error()) {
			break
		}
	}
	if r.status != 0 || !strings.Contains(r.out, ": no difference\n") {
		t.Fatalf("the copy ended with status %d: %s%s", r.status, r.out, r.err)
	}
	return r
}

// exported returns an export.
func exported(t *testing.T, database string) string {
	t.Helper()
	r := runToEnd(t, command(t.Context(), t, t.TempDir(), "export", "--database="+database))
	if r.status != 0 {
		t.Fatalf("the export ended with status %d: %s", r.status, r.err)
	}
	return r.out
}

// TestKilledCopy kills copies at times spread over the duration of one. Each wrote everything or nothing, and can be repeated.
func TestKilledCopy(t *testing.T) {
	t.Parallel()
	skipWithRace(t)
	from := filepath.Join(t.TempDir(), "from.db")
	importFiles(t, from, syntheticFile(t, 20, 1))
	want := exported(t, from)
	start := time.Now()
	copyTo(t, from, storetest.Blank(t))
	duration := time.Since(start)
	const kills = 5
	for i := range kills {
		to := storetest.Blank(t)
		killed := command(t.Context(), t, t.TempDir(), "copy", "--from="+from, "--to="+to)
		if err := killed.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(duration * time.Duration(i+1) / (kills + 1))
		_ = killed.Process.Kill() // it may have ended
		isKilled := killed.Wait() != nil
		if left := exported(t, to); left != "" && left != want {
			t.Errorf("a killed copy left %d bytes of %d", len(left), len(want))
		} else if left == "" {
			copyTo(t, from, to)
		} else {
			t.Logf("copy %d was complete when it was killed: %v", i, isKilled)
		}
		if got := exported(t, to); got != want {
			t.Errorf("the export of the copy has %d bytes, want %d", len(got), len(want))
		}
	}
}

// TestKilledFollow kills copies that follow imports, and then moves the graph.
func TestKilledFollow(t *testing.T) {
	t.Parallel()
	skipWithRace(t)
	from, to := filepath.Join(t.TempDir(), "from.db"), storetest.Blank(t)
	importFiles(t, from, syntheticFile(t, 2, 1))
	copies := []string{"copy", "--from=" + from, "--to=" + to, "--follow"}
	for i := range 4 {
		following := command(t.Context(), t, t.TempDir(), copies...)
		if err := following.Start(); err != nil {
			t.Fatal(err)
		}
		importFiles(t, from, syntheticFile(t, 3+i, uint64(i+2))) //nolint:gosec // a small number
		time.Sleep(time.Duration(i) * 100 * time.Millisecond)
		_ = following.Process.Kill()
		_ = following.Wait() // killed
	}
	want := exported(t, from)
	if r := copyTo(t, from, to, "--switch"); !strings.Contains(r.out, "moved the graph up to change set 5; ") {
		t.Errorf("the output is %s", r.out)
	}
	if got := exported(t, to); got != want {
		t.Errorf("the export of the graph that was moved has %d bytes, want %d", len(got), len(want))
	}
}
