package store_test

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/store/storetest"
)

// TestOpenAfterACrash opens what a process that was killed leaves: the file and its write-ahead log.
func TestOpenAfterACrash(t *testing.T) {
	storetest.SQLiteOnly(t, "it copies files")
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
	storetest.SQLiteOnly(t, "it copies files")
	t.Parallel()
	s := newStore(t)
	s.write(t, manySources()...)
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
	if got := openStore(t, after).bySlug(t, "Source", "s-7", "slug"); !slices.Equal(got, []string{"s-7"}) {
		t.Errorf("it holds %v", got)
	}
}

// manySources returns records that take many pages.
func manySources() []string {
	lines := make([]string, 150)
	for i := range lines {
		lines[i] = fmt.Sprintf(`{"source":{"slug":"s-%d","title":"%s"}}`, i, strings.Repeat("x", 1000))
	}
	return lines
}

func contentOf(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
