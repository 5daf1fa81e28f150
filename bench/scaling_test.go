package main

import (
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"

	"civicgraph/graph"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

func TestMultiplyLinks(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	template, path := filepath.Join(folder, "graph.db"), filepath.Join(folder, "links.db")
	if err := loadGraph(t.Context(), template, 3); err != nil {
		t.Fatal(err)
	}
	from := &sized{}
	if err := from.measureSQLite(template); err != nil {
		t.Fatal(err)
	}
	wanted := from.links*5/2 + 1
	if err := buildGraph(t.Context(), path, func(conn *sqlite.Conn) error { return multiplyLinks(conn, template, wanted) }); err != nil {
		t.Fatal(err)
	}
	size := &sized{}
	if err := size.measureSQLite(path); err != nil {
		t.Fatal(err)
	}
	if size.links != wanted {
		t.Errorf("there are %d links, want %d", size.links, wanted)
	}
	conn, err := openReader(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"citation", "change"} {
		n, err := number(conn, "SELECT count(*) FROM link WHERE id NOT IN (SELECT record_id FROM "+table+")")
		if err != nil || n != 0 {
			t.Errorf("%d links have no %s, %v", n, table, err)
		}
	}
	for _, name := range []string{"link", "link_out", "citation", "change"} {
		if size.of(name, "") == 0 && size.of("link", name) == 0 {
			t.Errorf("%s has no size", name)
		}
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
}

// TestPathsHaveTheirLength: the shortest path between two entities of a layered graph is as long as the one that was walked.
func TestPathsHaveTheirLength(t *testing.T) {
	t.Parallel()
	for _, degree := range []int{2, 8} {
		t.Run(fmt.Sprint(degree), func(t *testing.T) {
			t.Parallel()
			path, g := filepath.Join(t.TempDir(), "graph.db"), newLayeredGraph(480, degree)
			if err := buildGraph(t.Context(), path, g.fill); err != nil {
				t.Fatal(err)
			}
			db, err := store.Open(t.Context(), path, store.Options{Kinds: kg.NewKinds(), Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			server := httptest.NewServer(graph.NewHandler(db, graph.Options{Log: slog.New(slog.DiscardHandler), Limits: graph.DefaultLimits()}))
			d := newDriver(&process{name: "civicgraph", url: server.URL, pid: os.Getpid()}, nil)
			for _, length := range []int{2, 8} {
				m := pathMeasurement{length: length}
				if _, err := m.measure(t.Context(), d, g.pairs(3, length)); err != nil || m.refused {
					t.Errorf("length %d: refused: %t, %v", length, m.refused, err)
				}
			}
			server.Close()
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSizeAndPathSettings(t *testing.T) {
	t.Parallel()
	sizes, err := parseSizeSettings([]string{"-links", "5", "-engine", "postgres"})
	if err != nil || sizes.links != 5 || sizes.engine != postgresEngine {
		t.Errorf("the flags of sizes give %+v, %v", sizes, err)
	}
	for _, wrong := range [][]string{{"-links", "0"}, {"-engine", "x"}, {"B1"}} {
		if _, err := parseSizeSettings(wrong); err == nil {
			t.Errorf("sizes accepts %v", wrong)
		}
	}
	paths, err := parsePathSettings([]string{"-entities", "2400"})
	if err != nil || paths.entities != 2400 || paths.requests == 0 {
		t.Errorf("the flags of paths give %+v, %v", paths, err)
	}
	for _, wrong := range [][]string{{"-entities", "24"}, {"-requests", "0"}, {"-engine", "x"}, {"B1"}} {
		if _, err := parsePathSettings(wrong); err == nil {
			t.Errorf("paths accepts %v", wrong)
		}
	}
}
