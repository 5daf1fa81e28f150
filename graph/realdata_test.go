package graph_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"

	"civicgraph/graph"
	"civicgraph/internal/ingest"
	"civicgraph/internal/store"
)

// realSets returns the sets of real records with their sizes, each after those that it refers to.
func realSets() []struct {
	name    string
	records int
} {
	return []struct {
		name    string
		records int
	}{
		{"cn-divisions", 89_408}, {"cn-parks", 599}, {"gppd-china", 10_674}, {"us-congress", 11_801}, {"gtfs-caltrain", 730}, {"oc4ids", 17},
	}
}

// realFolder returns the folder of the sets, which is beside the checkout.
func realFolder(t *testing.T) string {
	t.Helper()
	at, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; at = filepath.Dir(at) {
		folder := filepath.Join(at, "shared", "data")
		if _, err := os.Stat(folder); err == nil {
			return folder
		}
		if at == filepath.Dir(at) {
			t.Skip("NOT TESTED: the real records are missing; they belong beside the checkout, in shared/data")
		}
	}
}

// newRealServer returns a server with all sets, each imported twice: the second import must change nothing.
func newRealServer(t *testing.T) *testServer {
	t.Helper()
	folder, s := realFolder(t), openStore(t)
	for _, set := range realSets() {
		path := filepath.Join(folder, set.name+".jsonl.gz")
		for _, want := range []store.WriteCounts{{Created: set.records}, {Unchanged: set.records}} {
			file, err := os.Open(path)
			if errors.Is(err, fs.ErrNotExist) {
				t.Skipf("NOT TESTED: %s is missing", path)
			}
			if err != nil {
				t.Fatal(err)
			}
			report, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines(set.name, file))
			if err != nil || report.WriteCounts != want {
				t.Fatalf("%s: it did %+v, %v, want %+v", set.name, report.WriteCounts, err, want)
			}
			if err := file.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.Optimize(t.Context()); err != nil {
		t.Fatal(err)
	}
	return &testServer{Handler: graph.NewHandler(s, quiet()), store: s}
}

// TestRealRecords checks known answers about the real records (shared/data/README.md).
func TestRealRecords(t *testing.T) {
	t.Parallel()
	if raced() {
		t.Skip("NOT TESTED: the real records; under the race detector their import takes minutes, make check does it without")
	}
	s := newRealServer(t)
	t.Run("answers", func(t *testing.T) {
		t.Parallel()
		for _, c := range append(realAnswers(), realChoices()...) {
			t.Run(c.question, func(t *testing.T) {
				t.Parallel()
				if got := string(s.answer(t, c.query, nil).Data); got != c.want {
					t.Errorf("%s is answered %s, want %s", c.query, got, c.want)
				}
			})
		}
	})
	t.Run("counts", func(t *testing.T) {
		t.Parallel()
		for _, c := range realCounts() {
			t.Run(c.question, func(t *testing.T) {
				t.Parallel()
				got := map[string]int{}
				s.walk(t, c.root, c.list, c.edge, func(edge map[string]any) { got[c.of(edge)]++ })
				delete(got, "")
				if !maps.Equal(got, c.want) {
					t.Errorf("it is %v, want %v", got, c.want)
				}
			})
		}
	})
	t.Run("capacities", func(t *testing.T) {
		t.Parallel()
		realCapacities(t, s)
	})
	t.Run("the longest line", func(t *testing.T) {
		t.Parallel()
		longest, most := "", 0.0
		s.walk(t, "", "railLines", "node { slug stops { totalCount } }", func(edge map[string]any) {
			if n, ok := at(edge, "node", "stops", "totalCount").(float64); ok && n > most {
				longest, most = text(edge, "node", "slug"), n
			}
		})
		if longest != "caltrain-lo-16apr-d1-p4" || most != 29 {
			t.Errorf("it is %s with %v stops", longest, most)
		}
	})
}

// walk pages through a list, of a root field or at the top where root is empty.
func (s *testServer) walk(t *testing.T, root, list, edge string, use func(edge map[string]any)) {
	t.Helper()
	name, arguments, _ := strings.Cut(strings.TrimSuffix(list, ")"), "(")
	for after := ""; ; {
		query := name + "(first: 100 " + arguments + after + ") { edges { " + edge + " } pageInfo { hasNextPage endCursor } }"
		if root != "" {
			query = root + " { " + query + " }"
		}
		var data map[string]any
		if err := json.Unmarshal(s.answer(t, "{ "+query+" }", nil).Data, &data); err != nil {
			t.Fatal(err)
		}
		if root != "" {
			for _, inner := range data {
				data, _ = inner.(map[string]any)
			}
		}
		edges, _ := at(data, name, "edges").([]any)
		for _, e := range edges {
			edge, _ := e.(map[string]any)
			use(edge)
		}
		if more, _ := at(data, name, "pageInfo", "hasNextPage").(bool); !more {
			return
		}
		after = " after: " + strconv.Quote(text(data, name, "pageInfo", "endCursor"))
	}
}

// at returns the value at a path, or nil.
func at(value any, path ...string) any {
	for _, key := range path {
		object, _ := value.(map[string]any)
		value = object[key]
	}
	return value
}

func text(value any, path ...string) string {
	found, _ := at(value, path...).(string)
	return found
}

// realCapacities adds up the capacities of the power plants.
func realCapacities(t *testing.T, s *testServer) {
	t.Helper()
	largest, most, nuclear, all := "", 0.0, 0, 0.0
	s.walk(t, "", "projects", "node { name sectors figures { nodes { measure unit value } } }", func(edge map[string]any) {
		figures, _ := at(edge, "node", "figures", "nodes").([]any)
		sectors, _ := at(edge, "node", "sectors").([]any)
		isNuclear := len(sectors) == 1 && sectors[0] == "nuclear"
		if isNuclear {
			nuclear++
		}
		for _, figure := range figures {
			capacity, err := strconv.ParseFloat(text(figure, "value"), 64)
			if err != nil || text(figure, "unit") != "MW" {
				t.Errorf("a capacity is %v", figure)
			}
			if isNuclear {
				all += capacity
			}
			if capacity > most {
				largest, most = text(edge, "node", "name"), capacity
			}
		}
	})
	if largest != "Three Gorges Dam" || most != 22_500 || nuclear != 12 || all != 33_402 {
		t.Errorf("most has %s, %v MW; %d are nuclear, %v MW in all", largest, most, nuclear, all)
	}
}

// raced reports whether the race detector is on.
func raced() bool {
	info, _ := debug.ReadBuildInfo()
	return slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}
