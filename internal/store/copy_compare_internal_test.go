package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"civicgraph/internal/kg"
)

// copyBetween returns a copy between two databases in memory.
func copyBetween(t *testing.T) *Copy {
	t.Helper()
	open := func() *Store {
		s, err := Open(t.Context(), Memory, Options{Kinds: kg.NewKinds(), Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	c, err := NewCopy(t.Context(), open(), open(), func(CopyProgress) {})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestComparisonFindsEachDifference changes one row after the other in one of two databases that are the same.
func TestComparisonFindsEachDifference(t *testing.T) {
	t.Parallel()
	c := copyBetween(t)
	for _, s := range []*Store{c.from, c.to} {
		change(t, s, "INSERT INTO source (id, slug, title, title_key, title_folded, version, updated_at) VALUES (96, 's', 'T', 't', 't', 1, '2023')",
			"INSERT INTO degree (entity_id, links) VALUES (1, 1), (2, 2)")
	}
	compare := func() error {
		_, _, err := c.Compare(t.Context())
		return err
	}
	if err := compare(); err != nil {
		t.Fatal(err)
	}
	for _, d := range []struct{ change, undo, want string }{
		{"UPDATE source SET title = 'U'", "UPDATE source SET title = 'T'", `row 1 of the table source differs: "title" is "T" in :memory:, "U" in :memory:; `},
		{"UPDATE source SET publisher = ''", "UPDATE source SET publisher = NULL", `"publisher" is NULL in :memory:, "" in`},
		{"UPDATE source SET publisher = 'NULL'", "UPDATE source SET publisher = NULL", `"publisher" is NULL in :memory:, "NULL" in`},
		{"DELETE FROM degree WHERE entity_id = 2", "INSERT INTO degree (entity_id, links) VALUES (2, 2)", `row 2 of the table degree differs: ("entity_id" 2, "links" 2) in :memory:, missing in`},
		{"INSERT INTO degree (entity_id, links) VALUES (3, 3)", "DELETE FROM degree WHERE entity_id = 3", `row 3 of the table degree differs: missing in`},
		{"UPDATE sequence SET last = 7 WHERE name = 'change'", "UPDATE sequence SET last = 0 WHERE name = 'change'", `"last" is 0 in :memory:, 7 in`},
	} {
		change(t, c.to, d.change)
		difference, ok := errors.AsType[*DifferenceError](compare())
		if !ok || !strings.Contains(difference.Error(), d.want) {
			t.Errorf("%s: %v, want %s", d.change, difference, d.want)
		}
		change(t, c.to, d.undo)
		if err := compare(); err != nil {
			t.Errorf("%s: %v", d.undo, err)
		}
	}
}

func change(t *testing.T, s *Store, statements ...string) {
	t.Helper()
	err := s.write(t.Context(), func(c conn) error {
		for _, statement := range statements {
			if _, err := c.run(Query{SQL: statement}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFirstDifference compares sequences that differ at every place, also at the ends of chunks, and such that end with an error.
func TestFirstDifference(t *testing.T) {
	t.Parallel()
	c := copyBetween(t)
	numbers := func(count int, changed int, err error) lines {
		return func(_ context.Context, yield func([]byte) error) error {
			for i := range count {
				line := fmt.Appendf(nil, "line %d", i)
				if i == changed {
					line = []byte("another")
				}
				if err := yield(line); err != nil {
					return err
				}
			}
			return err
		}
	}
	const none = -1
	failure := errors.New("broken")
	for _, at := range []int{0, 1, chunkLines - 1, chunkLines, chunkLines + 1, 3 * chunkLines} {
		const count = 3*chunkLines + 1
		equal, one, other, err := c.firstDifference(t.Context(), numbers(count, none, nil), numbers(count, at, nil), func(int) {})
		if err != nil || equal != at || string(one) != fmt.Sprintf("line %d", at) || string(other) != "another" {
			t.Errorf("a change at %d is found at %d: %s, %s, %v", at, equal, one, other, err)
		}
		equal, one, other, err = c.firstDifference(t.Context(), numbers(at, none, nil), numbers(count, none, nil), func(int) {})
		if err != nil || equal != at || one != nil || string(other) != fmt.Sprintf("line %d", at) {
			t.Errorf("the end at %d is found at %d: %s, %s, %v", at, equal, one, other, err)
		}
		if _, _, _, err := c.firstDifference(t.Context(), numbers(at, none, failure), numbers(count, none, nil), func(int) {}); !errors.Is(err, failure) {
			t.Errorf("an error at %d is %v", at, err)
		}
		if _, _, _, err := c.firstDifference(t.Context(), numbers(count, none, nil), numbers(at, none, failure), func(int) {}); !errors.Is(err, failure) {
			t.Errorf("an error at %d is %v", at, err)
		}
	}
	equal, one, other, err := c.firstDifference(t.Context(), numbers(2000, none, nil), numbers(2000, none, nil), func(int) {})
	if err != nil || equal != 2000 || one != nil || other != nil {
		t.Errorf("equal lines: %d, %s, %s, %v", equal, one, other, err)
	}
}
