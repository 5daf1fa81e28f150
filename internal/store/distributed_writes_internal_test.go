package store

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"civicgraph/internal/kg"
	"civicgraph/internal/store/storetest/postgres"
)

// recordingConn is a connection that writes and records the SQL of its statements.
type recordingConn struct {
	conn

	statements map[string]bool
}

func (c recordingConn) read(q Query, row func(*Row) error) error {
	c.statements[q.SQL] = true
	return c.conn.read(q, row)
}

func (c recordingConn) run(q Query) (int64, error) {
	c.statements[q.SQL] = true
	return c.conn.run(q)
}

func (c recordingConn) send(all []request) error {
	for _, r := range all {
		c.statements[r.SQL] = true
	}
	return c.conn.send(all)
}

// TestDistributedWrites checks that Citus would take the statements of a writer, and that the reverse links are the links.
func TestDistributedWrites(t *testing.T) {
	t.Parallel()
	address := postgres.Empty.Copy(t)
	if err := PrepareDistribution(t.Context(), address, kg.NewKinds()); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), address, Options{Kinds: kg.NewKinds(), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	statements := map[string]bool{}
	if err := s.writer.close(); err != nil {
		t.Fatal(err)
	}
	s.writer, err = newPool(t.Context(), 1, func(ctx context.Context) (conn, error) {
		c, err := s.engine.openWriter(ctx)
		return recordingConn{c, statements}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	const cited = `"citations":[{"source":"s","locator":"1"}]`
	link := func(more string) string {
		return `{"link":{"kind":"PART_OF","from":{"district":"a"},"to":{"district":"b"},` + more + cited + `}}`
	}
	writeLines(t, s, `{"source":{"slug":"s","title":"S"}}`,
		`{"district":{"slug":"a","level":"DISTRICT","names":[{"text":"A","language":"en"}],`+cited+`}}`,
		`{"district":{"slug":"b","level":"CITY","names":[{"text":"B","language":"en"}],`+cited+`}}`,
		link(""), `{"figure":{"subjects":[{"district":"a"}],"measure":"m","label":"M","value":"1","unit":"u","type":"OUTCOME",`+cited+`}}`)
	writeLines(t, s, link(`"note":"N",`), `{"district":{"slug":"a","names":[{"text":"C","language":"en"}],`+cited+`}}`)
	layout := testLayout()
	for sql := range statements {
		if err := layout.Check(sql); err != nil {
			t.Errorf("Citus refuses\n%s\nbecause of %v", sql, err)
		}
	}
	var links, reverse, noted int64
	err = s.withWriter(t.Context(), func(c conn) error {
		return c.read(Query{SQL: "SELECT (SELECT count(*) FROM link), (SELECT count(*) FROM (SELECT * FROM link INTERSECT SELECT * FROM link_reverse) x)," +
			" (SELECT count(*) FROM link_reverse WHERE note = 'N')"}, func(r *Row) error {
			links, reverse, noted = r.Int(0), r.Int(1), r.Int(2)
			return nil
		})
	})
	if err != nil || links != 1 || reverse != 1 || noted != 1 {
		t.Errorf("%d links, %d of them reversed, %d with the new note: %v", links, reverse, noted, err)
	}
}

// writeLines writes records in one batch.
func writeLines(t *testing.T, s *Store, lines ...string) {
	t.Helper()
	records := make([]*kg.Record, len(lines))
	for i, line := range lines {
		var input map[string]any
		decoder := json.NewDecoder(strings.NewReader(line))
		decoder.UseNumber()
		if err := decoder.Decode(&input); err != nil {
			t.Fatal(err)
		}
		var err error
		if records[i], err = kg.NewKinds().Decode(input); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Write(t.Context(), Author{Actor: "test"}, records); err != nil {
		t.Fatal(err)
	}
}
