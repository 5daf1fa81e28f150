package main

import (
	"bufio"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"civicgraph/graph"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest/postgres"
)

// fewer is the number of requests compared here; the race detector makes them slow.
const fewer = 3

// TestBothSidesAnswerAlike checks that both sides of each comparison answer the same.
func TestBothSidesAnswerAlike(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "graph.db")
	if err := loadGraph(t.Context(), path, 20); err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{textLimit, functionsLimit} {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			limitAnswersAlike(t, sqliteEngine, path, form)
		})
		t.Run("postgres "+form, func(t *testing.T) {
			t.Parallel()
			address := postgres.Empty.Copy(t)
			conn, err := pgx.Connect(t.Context(), address)
			if err != nil {
				t.Fatal(err)
			}
			p := &postgresServer{address: address, conn: conn}
			if err := errors.Join(p.holdGraph(t.Context(), path), p.close()); err != nil {
				t.Fatal(err)
			}
			limitAnswersAlike(t, postgresEngine, address, form)
		})
	}
	t.Run("links", func(t *testing.T) {
		t.Parallel()
		formsOfLinksAnswerAlike(t, path)
	})
}

func limitAnswersAlike(t *testing.T, engine, database, form string) {
	t.Helper()
	db, err := store.Open(t.Context(), database, store.Options{Kinds: kg.NewKinds(), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(graph.NewHandler(db, graph.Options{Log: slog.New(slog.DiscardHandler), Limits: graph.DefaultLimits()}))
	cases, err := allCases(engine, form)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := newLimit(t.Context(), engine, database, cases)
	if err != nil {
		t.Fatal(err)
	}
	limit := httptest.NewServer(handler)
	t.Cleanup(func() {
		server.Close()
		limit.Close()
		if err := errors.Join(db.Close(), handler.close()); err != nil {
			t.Error(err)
		}
	})
	d := newDriver(&process{name: "civicgraph", url: server.URL}, &process{name: "limit", url: limit.URL})
	for _, c := range cases {
		asks, err := d.requests(t.Context(), c)
		if err == nil {
			asks[civicgraphSide] = asks[civicgraphSide][:min(fewer, len(asks[civicgraphSide]))]
			_, _, err = d.compare(t.Context(), asks)
		}
		if err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
	}
}

func formsOfLinksAnswerAlike(t *testing.T, graph string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "links.db")
	if err := copyWithKeys(t.Context(), graph, path); err != nil {
		t.Fatal(err)
	}
	conn, err := openReader(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range linkQuestions() {
		starts, err := slugs(conn, q.begins)
		if err == nil {
			err = compareForms(conn, q, starts[:min(fewer, len(starts))])
		}
		if err != nil {
			t.Errorf("%s: %v", q.title, err)
		}
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
}

// TestLoaderFillsWhatImportFills checks that both sides of the comparison of imports fill the tables alike.
func TestLoaderFillsWhatImportFills(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file, imported, byHand := filepath.Join(folder, "graph.jsonl"), filepath.Join(folder, "imported.db"), filepath.Join(folder, "by-hand.db")
	if _, err := writeSynthetic(file, 12); err != nil {
		t.Fatal(err)
	}
	if err := loadGraph(t.Context(), imported, 12); err != nil {
		t.Fatal(err)
	}
	if err := loadByHand(t.Context(), file, byHand); err != nil {
		t.Fatal(err)
	}
	if err := compareDatabases(imported, byHand); err != nil {
		t.Error(err)
	}
	if err := compareDatabases(imported, filepath.Join(folder, "none.db")); err == nil {
		t.Error("a database that is not there is the same")
	}
}

func TestDifference(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ a, b, want string }{
		{`{"a":[1,{"b":null}]}`, `{"a":[1,{"b":null}]}`, ""},
		{`{"a":[1,{"b":null}]}`, `{"a":[1,{"b":"x"}]}`, "data.a.1.b: <nil> and x"},
		{`{"a":1}`, `{"a":1.0}`, "data.a: 1 and 1.0"},
		{`{"a":1}`, `{"b":1}`, "data.a: 1 and <nil>"},
		{`[1]`, `[1,2]`, "data: [1] and [1 2]"},
	} {
		var a, b any
		if err := decode([]byte(c.a), &a); err != nil {
			t.Fatal(err)
		}
		if err := decode([]byte(c.b), &b); err != nil {
			t.Fatal(err)
		}
		if got := difference("data", a, b); got != c.want {
			t.Errorf("%s and %s differ at %q, want %q", c.a, c.b, got, c.want)
		}
	}
}

func TestPercentile(t *testing.T) {
	t.Parallel()
	var hundred []time.Duration
	for n := range 100 {
		hundred = append(hundred, time.Duration(n+1))
	}
	slices.Reverse(hundred)
	for p, want := range map[int]time.Duration{50: 51, 99: 100, 100: 100} {
		if got := percentile(hundred, p); got != want {
			t.Errorf("percentile %d is %d, want %d", p, got, want)
		}
	}
	if got := percentile([]time.Duration{7}, 50); got != 7 {
		t.Errorf("median of one is %d", got)
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	s, err := parseSettings([]string{"-short", "-rounds", "9", "-only", "b4, B2"})
	if err != nil {
		t.Fatal(err)
	}
	if s.rounds != 9 || s.districts != 200 {
		t.Errorf("-short changes what was given: %+v", s)
	}
	cases, err := s.cases()
	if err != nil || len(cases) != 2 || cases[0].Name != "B4" || cases[1].Name != "B2" {
		t.Errorf("-only chooses %v, %v", cases, err)
	}
	for _, wrong := range [][]string{{"-only", "B99"}, {"-rounds", "0"}, {"-limit", "x"}, {"-engine", "x"}, {"-dsn", "postgres://"}, {"B1"}, {"-record", "-only", "B1"}} {
		s, err := parseSettings(wrong)
		if err == nil {
			_, err = s.cases()
		}
		if err == nil {
			t.Errorf("%v is taken", wrong)
		}
	}
}

func TestFairnessSettings(t *testing.T) {
	t.Parallel()
	s, err := parseFairnessSettings([]string{"-clients", "1", "-seconds", "2.5"})
	if err != nil || s.heavyClients != 1 || s.seconds != 2.5 || s.districts != usualDistricts {
		t.Errorf("the flags give %+v, %v", s, err)
	}
	for _, wrong := range [][]string{{"-clients", "0"}, {"-seconds", "-1"}, {"-districts", "0"}, {"B1"}} {
		if _, err := parseFairnessSettings(wrong); err == nil {
			t.Errorf("%v is accepted", wrong)
		}
	}
}

// TestFairnessPhase has a server answer every second point read with 503, and nested reads once a heavy request was counted.
func TestFairnessPhase(t *testing.T) {
	t.Parallel()
	var points, heavies atomic.Int64
	counted := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/point":
			if points.Add(1)%2 == 0 {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		case "/heavy":
			if heavies.Add(1) == 2 { // the client has counted the first
				close(counted)
			}
		case "/nested":
			<-counted
		}
	}))
	t.Cleanup(server.Close)
	p := &fairnessPhase{heavyClients: 1, heavy: request{method: http.MethodGet, path: "/heavy"}}
	for read, path := range []string{pointRead: "/point", nestedRead: "/nested"} {
		p.normal[read] = []request{{method: http.MethodGet, path: path}}
	}
	p.length = 5 * normalInterval
	if err := p.run(t.Context(), server.Client(), &process{url: server.URL}); err != nil {
		t.Fatal(err)
	}
	if all, overloaded := p.reads[pointRead].failed(); all != overloaded || overloaded != len(p.reads[pointRead].latencies)/2 {
		t.Errorf("%d of %d point reads failed, %d with 503", all, len(p.reads[pointRead].latencies), overloaded)
	}
	for name, of := range map[string]*outcomes{"nested reads": &p.reads[nestedRead], "health checks": &p.health, "heavy requests": &p.heavies} {
		if all, _ := of.failed(); all != 0 || len(of.latencies) == 0 {
			t.Errorf("%d of %d %s failed", all, len(of.latencies), name)
		}
	}
}

func TestRatiosOfARun(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "2000.txt")
	r := &report{settings: &settings{engine: sqliteEngine}, lines: bufio.NewWriter(io.Discard)}
	for _, took := range []time.Duration{30, 20, 50} {
		m := measurement{requests: 1, processor: took, latencies: []time.Duration{took}}
		limit := measurement{requests: 1, processor: 10, latencies: []time.Duration{10}}
		r.results = append(r.results, result{benchCase: benchCase{Name: "B2"}, engine: sqliteEngine, clients: 1, sides: [2][]measurement{{m}, {limit}}})
	}
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	r.lines.Reset(file)
	for _, one := range r.results {
		r.add(one)
	}
	if err := errors.Join(r.lines.Flush(), file.Close()); err != nil {
		t.Fatal(err)
	}
	ratios, err := readRatios(path)
	if err != nil || len(ratios) != 1 || ratios["B2/clients=1"] != 3 {
		t.Errorf("the median ratios are %v, %v", ratios, err)
	}
}
