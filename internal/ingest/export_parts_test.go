package ingest_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/demo"
	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// TestExportOfKinds: the export contains the records of the kinds and the sources that they cite, as in the full export.
func TestExportOfKinds(t *testing.T) {
	t.Parallel()
	const unused = `{"source":{"slug":"unused","title":"Cited by nobody"}}`
	s := filled(t, oracleLines(1), []byte(unused))
	kinds := s.Registry().Kinds
	whole := exported(t, s, ingest.ExportOptions{})
	for _, words := range [][]string{{"official"}, {"link"}, {"figure", "statement"}, {"railLine", "source"}, {"park", "link"}} {
		for _, asOf := range []string{"", "2019-06-01"} {
			cited := map[string]bool{}
			in := func(r *kg.Record) bool {
				return slices.Contains(words, kinds.NameOf(r.Kind)) && (r.Link == nil || asOf == "" || r.Link.Period.Holds(kg.Date(asOf)) != kg.HoldsNo)
			}
			for _, r := range decoded(t, whole) {
				for _, c := range r.Citations {
					cited[c.Source] = cited[c.Source] || in(r)
				}
			}
			var want strings.Builder
			lines := slices.Collect(strings.Lines(whole))
			for i, r := range decoded(t, whole) {
				if line := lines[i]; in(r) || r.Kind == kg.KindSource && cited[r.Slug] {
					want.WriteString(line)
				}
			}
			same(t, strings.Join(words, ",")+" as of "+asOf, exported(t, s, ingest.ExportOptions{Kinds: words, AsOf: asOf}), want.String())
		}
	}
}

// TestExportAround: the export around an entity contains what a simple traversal finds, and can be imported by itself.
func TestExportAround(t *testing.T) {
	t.Parallel()
	s := filled(t, oracleLines(2))
	whole := exported(t, s, ingest.ExportOptions{})
	records, lines := decoded(t, whole), slices.Collect(strings.Lines(whole))
	for _, c := range []ingest.ExportOptions{
		{Around: "district/district-3", Depth: 0}, {Around: "district-3", Depth: 1}, {Around: `{"district":"district-3"}`, Depth: 1}, {Around: "park/park-1", Depth: 2},
		{Around: "official/official-2", Depth: 3, AsOf: "2019-06-01"}, {Around: "old-railline-3", Depth: 100},
	} {
		got, err := exportOf(t, s, c)
		if strings.HasPrefix(c.Around, "old-") && err != nil {
			c.Around = "railline-3" // the graph gave it no former slug
			got, err = exportOf(t, s, c)
		}
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(c.Around, "{") {
			c.Around = "district-3" // the other form, for the traversal
		}
		same(t, c.Around, got, around(records, lines, c))
		same(t, c.Around+" by itself", exported(t, filled(t, []byte(got)), ingest.ExportOptions{}), got)
	}
}

func exportOf(t *testing.T, s *store.Store, opts ingest.ExportOptions) (string, error) {
	t.Helper()
	var b strings.Builder
	_, err := ingest.Export(t.Context(), s, &b, opts)
	return b.String(), err
}

// around are the lines that a walk from record to record finds.
func around(records []*kg.Record, lines []string, c ingest.ExportOptions) string {
	holds := func(l *kg.Link) bool { return c.AsOf == "" || l.Period.Holds(kg.Date(c.AsOf)) != kg.HoldsNo }
	slug := c.Around[strings.Index(c.Around, "/")+1:]
	near := map[kg.Ref]bool{}
	for _, r := range records {
		if kind := kg.NewKinds().NameOf(r.Kind); r.Slug == slug && (c.Around == slug || strings.HasPrefix(c.Around, kind)) ||
			c.Around == slug && slices.Contains(r.FormerSlugs, slug) {
			near[kg.Ref{Kind: r.Kind, Slug: r.Slug}] = true
		}
	}
	for range c.Depth {
		next := maps.Clone(near)
		for _, r := range records {
			if l := r.Link; l != nil && holds(l) && (near[l.From] || near[l.To]) {
				next[l.From], next[l.To] = true, true
			}
		}
		near = next
	}
	in := func(r *kg.Record) bool {
		switch {
		case r.Link != nil:
			return near[r.Link.From] && near[r.Link.To] && holds(r.Link)
		case r.Figure != nil:
			return allNear(near, r.Figure.StatedBy, r.Figure.Subjects)
		case r.Statement != nil:
			return allNear(near, r.Statement.Speaker, r.Statement.About)
		}
		return near[kg.Ref{Kind: r.Kind, Slug: r.Slug}]
	}
	for _, r := range records {
		for _, cited := range r.Citations {
			if in(r) {
				near[kg.Ref{Kind: kg.KindSource, Slug: cited.Source}] = true
			}
		}
	}
	var part strings.Builder
	for i, r := range records {
		if in(r) {
			part.WriteString(lines[i])
		}
	}
	return part.String()
}

func allNear(near map[kg.Ref]bool, by string, about []kg.Ref) bool {
	return (by == "" || near[kg.Ref{Kind: kg.KindOfficial, Slug: by}]) && !slices.ContainsFunc(about, func(r kg.Ref) bool { return !near[r] })
}

func TestExportRefusesBadOptions(t *testing.T) {
	t.Parallel()
	s := filled(t, demo.FirstSource(), []byte(`{"station":{"slug":"baodi","names":[{"text":"B","language":"en"}],"citations":[{"source":"tianjin-work-report-2023"}]}}`))
	for _, c := range []struct {
		opts  ingest.ExportOptions
		code  kg.ErrorCode
		field string
		says  string
	}{
		{ingest.ExportOptions{Format: "xlsx"}, kg.BadArgument, "format", `unknown format "xlsx"; must be one of jsonl, csv, geojson, graphml`},
		{ingest.ExportOptions{Format: "csv"}, kg.BadArgument, "format", "csv writes a folder of files and needs its name"},
		{ingest.ExportOptions{Kinds: []string{"link", "village"}}, kg.UnknownKind, "kind", `unknown kind of record "village"; must be one of source, official`},
		{
			ingest.ExportOptions{Format: "geojson", Kinds: []string{"park", "link"}}, kg.BadArgument, "kind",
			"geojson cannot represent records of kind link; use jsonl, csv, graphml",
		},
		{
			ingest.ExportOptions{Format: "graphml", Kinds: []string{"source"}}, kg.BadArgument, "kind",
			"graphml cannot represent records of kind source; use jsonl, csv",
		},
		{ingest.ExportOptions{AsOf: "2022-02-30"}, kg.BadDate, "as-of", "not in the calendar"},
		{ingest.ExportOptions{AsOf: "2022"}, kg.BadDate, "as-of", "not a calendar day"},
		{ingest.ExportOptions{Around: "atlantis"}, kg.UnknownReference, "around", `unknown entity "atlantis"`},
		{ingest.ExportOptions{Around: "park/baodi"}, kg.UnknownReference, "around", `unknown entity "park/baodi"`},
		{ingest.ExportOptions{Around: "source/tianjin-work-report-2023"}, kg.BadValue, "around", `"source" is not a kind of entity; must be one of official, district`},
		{ingest.ExportOptions{Around: `{"village":"baodi"}`}, kg.BadValue, "around", "is not a kind of entity; must be one of official, district"},
		{ingest.ExportOptions{Around: "baodi"}, kg.BadArgument, "around", "district/baodi, station/baodi"},
		{ingest.ExportOptions{Around: "tianjin", Depth: -1}, kg.BadArgument, "depth", "must be from 0 to 100, not -1"},
		{ingest.ExportOptions{Around: "tianjin", Depth: 101}, kg.BadArgument, "depth", "must be from 0 to 100, not 101"},
	} {
		got, err := exportOf(t, s, c.opts)
		var invalid *kg.Error
		if !errors.As(err, &invalid) || invalid.Code != c.code || invalid.Field != c.field || !strings.Contains(invalid.Message, c.says) {
			t.Errorf("%+v: %v, want %s in %s, %s", c.opts, err, c.code, c.field, c.says)
		}
		if got != "" {
			t.Errorf("%+v: something was written: %s", c.opts, got)
		}
	}
}

// cut is a writer that fails after a number of bytes.
type cut struct{ left int }

func (c *cut) Write(p []byte) (int, error) {
	c.left -= len(p)
	if c.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestExportReportsAFailure(t *testing.T) {
	t.Parallel()
	s := filled(t, synthetic(t, 6, 1))
	for _, format := range []string{"jsonl", "geojson", "graphml"} {
		whole, err := exportOf(t, s, ingest.ExportOptions{Format: format})
		if err != nil {
			t.Fatal(err)
		}
		for _, left := range []int{0, len(whole) / 2, len(whole) - 1} {
			if _, err := ingest.Export(t.Context(), s, &cut{left}, ingest.ExportOptions{Format: format}); !errors.Is(err, errFull) {
				t.Errorf("%s cut at %d of %d: %v", format, left, len(whole), err)
			}
		}
	}
}

func TestExportStopsWithItsContext(t *testing.T) {
	t.Parallel()
	s := filled(t, synthetic(t, 10, 1))
	ctx, cancel := context.WithCancel(t.Context())
	_, err := ingest.Export(ctx, s, writerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil }), ingest.ExportOptions{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if _, err := ingest.Export(ctx, s, io.Discard, ingest.ExportOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if got, err := exportOf(t, s, ingest.ExportOptions{}); err != nil || got == "" {
		t.Errorf("the connection did not come back: %v", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// TestExportNeedsLittleMemory: the live heap during an export does not grow with the graph.
//
//nolint:paralleltest // it measures the memory of the process
func TestExportNeedsLittleMemory(t *testing.T) {
	skipRaced(t)
	s := filled(t, synthetic(t, 40, 1))
	needsLittleMemory(t, s, 1<<20)
}

// needsLittleMemory exports at least so many bytes, with no more than a few MB alive.
func needsLittleMemory(t *testing.T, s *store.Store, least int) {
	t.Helper()
	live := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, most, written := live(), uint64(0), 0
	for _, opts := range []ingest.ExportOptions{{}, {Kinds: []string{"link", "park"}}} {
		_, err := ingest.Export(t.Context(), s, writerFunc(func(p []byte) (int, error) {
			if written += len(p); written%7 == 0 {
				most = max(most, live())
			}
			return len(p), nil
		}), opts)
		if err != nil {
			t.Fatal(err)
		}
	}
	if written < least || most == 0 {
		t.Fatalf("only %d bytes were written", written)
	}
	if most > before+8<<20 {
		t.Errorf("%d bytes live while %d are written, %d before", most, written, before)
	}
}
