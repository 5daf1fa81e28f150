package store

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"civicgraph/internal/kg"
)

// TestPreparedStatementsAreBounded runs very many different statements on one connection, some of them again and again.
func TestPreparedStatementsAreBounded(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), Options{Kinds: kg.NewKinds(), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	snapshot, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snapshot.Close()
	ask := func(n int64) {
		got := int64(-1)
		err := snapshot.Read(t.Context(), Query{SQL: fmt.Sprintf("SELECT %d", n)}, func(row *Row) error {
			got = row.Int(0)
			return nil
		})
		if err != nil || got != n {
			t.Fatalf("question %d is answered %d, %v", n, got, err)
		}
	}
	for n := range int64(1000) {
		ask(n)
		ask(n % 7)
		ask(max(0, n-2*maxPrepared))
		if n := snapshot.reader.(*sqliteConn).prepared.Len(); n > maxPrepared {
			t.Fatalf("after %d questions the connection holds %d prepared statements, want at most %d", n, n, maxPrepared)
		}
	}
}
