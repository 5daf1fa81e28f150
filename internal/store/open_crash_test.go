package store_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestOpenAfterACrash opens what a process that was killed leaves: the file and its write-ahead log.
func TestOpenAfterACrash(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	s.write(t, sourceLine, baodiLine)
	after := filepath.Join(t.TempDir(), "after.db")
	for _, suffix := range []string{"", "-wal"} {
		if err := os.WriteFile(after+suffix, contentOf(t, s.path+suffix), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := openStore(t, after).bySlug(t, "District", "baodi", "name"); !slices.Equal(got, []string{"Baodi"}) {
		t.Errorf("it holds %v", got)
	}
}

// TestOpenWithALogThatWasBeingBroughtIn opens what is left where that was cut short, by a kill or a full disk: the first page
// tells of pages that are in the log only.
func TestOpenWithALogThatWasBeingBroughtIn(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	s.write(t, `{"source":{"slug":"s","title":"T","authors":["x`+strings.Repeat(`","`+strings.Repeat("x", 997), 100)+`"]}}`)
	file, log := contentOf(t, s.path), contentOf(t, s.path+"-wal")
	const head, frameHead, page = 32, 24, 4096
	first := 0
	for frame := head; frame < len(log); frame += frameHead + page {
		if binary.BigEndian.Uint32(log[frame:]) == 1 {
			first = frame + frameHead
		}
	}
	if first == 0 {
		t.Fatal("the log does not hold the first page")
	}
	copy(file, log[first:first+page])
	after := filepath.Join(t.TempDir(), "after.db")
	for path, content := range map[string][]byte{after: file, after + "-wal": log} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := openStore(t, after).bySlug(t, "Source", "s", "slug"); !slices.Equal(got, []string{"s"}) {
		t.Errorf("it holds %v", got)
	}
}

func contentOf(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
