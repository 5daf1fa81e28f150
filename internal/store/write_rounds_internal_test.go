package store

import (
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"civicgraph/internal/kg"
)

// countingConn counts the round trips of a connection over a socket. A transaction begins with its first statement.
type countingConn struct {
	conn

	rounds int
}

func (c *countingConn) read(q Query, row func(*Row) error) error {
	c.rounds++
	return c.conn.read(q, row)
}

func (c *countingConn) run(q Query) (int64, error) {
	c.rounds++
	return c.conn.run(q)
}

func (c *countingConn) send(all []request) error {
	if len(all) > 0 {
		c.rounds++
	}
	return c.conn.send(all)
}

func (c *countingConn) insert(table string, columns []string, rows [][]any) error {
	c.rounds++
	return c.conn.insert(table, columns, rows)
}

func (c *countingConn) commit(last ...request) error {
	c.rounds++
	return c.conn.commit(last...)
}

// TestRoundTripsOfABatch: a batch of one record takes three, whatever it does, and further ones if it is a link of a hierarchy with levels
// that must be checked. A long batch takes two for each chunk.
func TestRoundTripsOfABatch(t *testing.T) {
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
	counted := &countingConn{conn: s.writer.idle[0]}
	s.writer.idle[0] = counted
	const cited = `"citations":[{"source":"s"}]`
	partOf := func(from, to string) string {
		return `{"link":{"kind":"PART_OF","from":{"district":"` + from + `"},"to":{"district":"` + to + `"},` + cited + `}}`
	}
	district := func(slug string) string {
		return `{"district":{"slug":"` + slug + `","names":[{"text":"Baodi","language":"en"}],"level":"DISTRICT","summary":"In the north.",` + cited + `}}`
	}
	seat := `{"link":{"kind":"HOLDS_POST_IN","from":{"official":"o"},"to":{"organization":"g"},"role":"Member","onBehalfOf":{"organization":"g"},` + cited + `}}`
	for _, c := range []struct {
		name  string
		lines []string
		most  int
	}{
		{"a new source", []string{`{"source":{"slug":"s","title":"Report","publisher":"Baodi Daily"}}`}, 3},
		{"a new entity", []string{district("a")}, 3},
		{"the same again", []string{district("a")}, 3},
		{"all of an entity", []string{strings.NewReplacer(
			"In the north", "In the south", `"en"}`, `"en","type":"FORMER"}`, `"level"`, `"formerSlugs":["z"],"identifiers":[{"scheme":"x","value":"y"}],"level"`,
		).Replace(district("a"))}, 3},
		{"entities", []string{
			district("b"), district("c"), district("d"), `{"official":{"slug":"o","names":[{"text":"Yin","language":"en"}],` + cited + `}}`,
			`{"organization":{"slug":"g","names":[{"text":"Congress","language":"en"}],"type":"LEGISLATURE",` + cited + `}}`,
		}, 3},
		{"a new link", []string{seat}, 3},
		{"a change of a link", []string{strings.Replace(seat, `"organization":"g"},"citations`, `"organization":"g"},"period":{"from":"2016"},"note":"N","citations`, 1)}, 3},
		{"a link loses its third end", []string{strings.Replace(seat, `{"organization":"g"},"citations`, `null,"citations`, 1)}, 3},
		{"a figure", []string{`{"figure":{"measure":"m","label":"L","unit":"u","subjects":[{"district":"a"}],"value":"1",` + cited + `}}`}, 3},
		{"a figure is corrected", []string{`{"figure":{"measure":"m","unit":"u","subjects":[{"district":"a"}],"value":"2",` + cited + `}}`}, 3},
		{"a statement", []string{`{"statement":{"summary":"S","topics":["a"],"about":[{"district":"a"}],` + cited + `}}`}, 3},
		{"topics of a statement", []string{`{"statement":{"summary":"S","topics":["b"],"about":[{"district":"b"}],` + cited + `}}`}, 3},
		{"the first link of a hierarchy", []string{partOf("a", "b")}, 3},
		{"a link above it", []string{partOf("b", "c")}, 4},
		{"a link above both", []string{partOf("c", "d")}, 5},
		{"a cycle of four", []string{partOf("d", "a")}, 7},
	} {
		counted.rounds = 0
		s.putInRounds(t, c.name, c.lines)
		if counted.rounds > c.most {
			t.Errorf("%s takes %d round trips, want at most %d", c.name, counted.rounds, c.most)
		}
	}
	var many []string
	for i := range 3 * maxChunk {
		many = append(many, district("n-"+strconv.Itoa(i)))
	}
	counted.rounds = 0
	s.putInRounds(t, "a long batch", many)
	if most := 2 + 2*3 + 5; counted.rounds > most {
		t.Errorf("a long batch takes %d round trips, want at most %d", counted.rounds, most)
	}
}

// putInRounds writes records in a batch, all of which is known when it begins.
func (s *Store) putInRounds(t *testing.T, name string, lines []string) {
	t.Helper()
	var records []*kg.Record
	for _, line := range lines {
		d := json.NewDecoder(strings.NewReader(line))
		d.UseNumber()
		var input map[string]any
		if err := d.Decode(&input); err != nil {
			t.Fatal(err)
		}
		record, err := s.registry.Kinds.Decode(input)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, record)
	}
	b, err := s.Begin(t.Context(), Author{Actor: "test"}, records...)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	refused, err := b.Put(records...)
	if err != nil {
		t.Fatal(err)
	}
	if isRefused := refused[0] != nil; isRefused != strings.Contains(name, "cycle") {
		t.Errorf("%s is refused with %v", name, refused[0])
	}
	if _, err := b.Commit(); err != nil {
		t.Fatal(err)
	}
}
