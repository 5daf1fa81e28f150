package ingest_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// open returns a new store.
func open(t *testing.T) *store.Store {
	t.Helper()
	return storetest.New(t, store.Options{})
}

// Lines of a small file.
const (
	sourceLine   = `{"source":{"slug":"s","title":"T"}}`
	tianjinLine  = `{"district":{"slug":"tianjin","names":[{"text":"Tianjin","language":"en"}],"level":"MUNICIPALITY","citations":[{"source":"s"}]}}`
	baodiLine    = `{"district":{"slug":"baodi","names":[{"text":"宝坻","language":"zh"}],"level":"DISTRICT","citations":[{"source":"s"}]}}`
	partOfLine   = `{"link":{"kind":"PART_OF","from":{"district":"baodi"},"to":{"district":"tianjin"},"citations":[{"source":"s"}]}}`
	badLevelLine = `{"district":{"slug":"a","names":[{"text":"A","language":"en"}],"level":"VILLAGE","citations":[{"source":"s"}]}}`
)

func TestImport(t *testing.T) {
	t.Parallel()
	whole := []string{sourceLine, tianjinLine, baodiLine, partOfLine}
	backwards := slices.Clone(whole)
	slices.Reverse(backwards)
	cases := []struct {
		name, file string
		created    int
	}{
		{name: "nothing", file: ""},
		{name: "empty lines", file: "\n\n  \n\t\n"},
		{name: "lines", file: strings.Join(whole, "\n") + "\n", created: 4},
		{name: "a last line without a line feed", file: strings.Join(whole, "\n"), created: 4},
		{name: "lines that end in CR LF", file: strings.Join(whole, "\r\n") + "\r\n", created: 4},
		{name: "empty lines between", file: "\n" + strings.Join(whole, "\n\n") + "\n\n", created: 4},
		{name: "spaces around", file: "  " + strings.Join(whole, " \n\t") + " ", created: 4},
		{name: "lines that refer to later ones", file: strings.Join(backwards, "\n"), created: 4},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			for _, want := range []store.WriteCounts{{Created: c.created}, {Unchanged: c.created}} {
				written, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines("", iotest.HalfReader(strings.NewReader(c.file))))
				if err != nil {
					t.Fatal(err)
				}
				if written.WriteCounts != want {
					t.Errorf("the report is %+v, want %+v", written, want)
				}
			}
		})
	}
}

func TestImportNamesTheBadLines(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		file []string
		want []badLine
	}{
		{name: "a value", file: []string{sourceLine, badLevelLine}, want: []badLine{{2, kg.BadValue}}},
		{name: "empty lines count", file: []string{"", sourceLine, "", badLevelLine, ""}, want: []badLine{{4, kg.BadValue}}},
		{
			name: "all of them",
			file: []string{"{", sourceLine, `{"village":{}}`, "null", "[]", "5", `"s"`, sourceLine + sourceLine, tianjinLine, "{}"},
			want: []badLine{
				{1, kg.InvalidJSON}, {3, kg.UnknownKind}, {4, kg.BadValue}, {5, kg.BadValue}, {6, kg.BadValue}, {7, kg.BadValue},
				{8, kg.InvalidJSON}, {10, kg.BadValue},
			},
		},
		{
			name: "errors that only the graph shows",
			file: []string{baodiLine, "", partOfLine, sourceLine, baodiLine, strings.Replace(partOfLine, `"s"`, `"nobody"`, 1)},
			want: []badLine{{3, kg.UnknownReference}, {5, kg.Duplicate}, {6, kg.UnknownReference}},
		},
		{
			name: "a line too long", file: []string{sourceLine, tianjinLine + strings.Repeat(" ", 1<<20) + "x", badLevelLine},
			want: []badLine{{2, kg.TooLarge}, {3, kg.BadValue}},
		},
		{
			name: "a last line too long", file: []string{sourceLine, strings.Repeat("x", 3<<20)}, want: []badLine{{2, kg.TooLarge}},
		},
		{name: "not UTF-8", file: []string{sourceLine, "{\"source\":{\"slug\":\"b\",\"title\":\"\xb1\xa6\"}}"}, want: []badLine{{2, kg.InvalidJSON}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			written, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines("", strings.NewReader(strings.Join(c.file, "\n"))))
			if got := badLines(t, err); !slices.Equal(got, c.want) {
				t.Errorf("the bad lines are %v, want %v", got, c.want)
			}
			if (written.WriteCounts != store.WriteCounts{}) {
				t.Errorf("the report is %+v, want nothing written", written)
			}
			empty, err := s.IsEmpty(t.Context())
			if err != nil || !empty {
				t.Errorf("records were written; error: %v", err)
			}
		})
	}
}

// TestImportTakesALineOfAMebibyte: a line of the largest length is valid.
func TestImportTakesALineOfAMebibyte(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	head, tail := `{"source":{"slug":"s","title":"T","authors":["x`, `"]}}`
	line := head + strings.Repeat(`","`+strings.Repeat("x", 997), (limit-len(head)-len(tail))/1000) + tail
	line = line[:len(line)-1] + strings.Repeat(" ", limit-len(line)) + "}"
	written, err := ingest.Import(t.Context(), open(t), ingest.Options{}, ingest.JSONLines("", strings.NewReader(line+"\n")))
	if err != nil || written.Created != 1 {
		t.Errorf("the report is %+v, %v", written, err)
	}
}

func TestImportThatCannotReadOnWritesNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	broken := errors.New("the disk is gone")
	_, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines("", io.MultiReader(strings.NewReader(sourceLine+"\n"), iotest.ErrReader(broken))))
	if !errors.Is(err, broken) {
		t.Errorf("the error is %v, want %v", err, broken)
	}
	if empty, err := s.IsEmpty(t.Context()); err != nil || !empty {
		t.Errorf("records were written; error: %v", err)
	}
}

func TestImportStopsWithItsContext(t *testing.T) {
	t.Parallel()
	s := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ingest.Import(ctx, s, ingest.Options{}, ingest.JSONLines("", strings.NewReader(sourceLine))); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v, want %v", err, context.Canceled)
	}
	if empty, err := s.IsEmpty(t.Context()); err != nil || !empty {
		t.Errorf("records were written; error: %v", err)
	}
}

// TestImportStopsReading: an import ends although its input blocks.
func TestImportStopsReading(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	for name, c := range map[string]struct {
		line string
		want error
	}{
		"context ends": {sourceLine, context.Canceled}, "error": {badLevelLine, full},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			silent, writer := io.Pipe()
			defer func() { _ = silent.Close() }()
			go func() { _, _ = io.WriteString(writer, strings.Repeat(c.line+"\n", 2000)) }()
			o := ingest.Options{Rejects: failing{full}, Progress: func(p ingest.Progress) {
				if p.Done == 500 && errors.Is(c.want, context.Canceled) {
					cancel()
				}
			}}
			if _, err := ingest.Import(ctx, open(t), o, ingest.JSONLines("", silent)); !errors.Is(err, c.want) {
				t.Errorf("the error is %v, want %v", err, c.want)
			}
		})
	}
}

// failing is a writer that fails.
type failing struct{ error }

func (f failing) Write([]byte) (int, error) { return 0, f.error }

// badLine is the number of a bad line and the code of what is wrong with it.
type badLine struct {
	line int
	code kg.ErrorCode
}

// badLines are those that an import rejected, each with a sentence, in order.
func badLines(t *testing.T, err error) []badLine {
	t.Helper()
	var rejected *ingest.RejectedError
	if !errors.As(err, &rejected) {
		t.Fatalf("the error is %v, want a *ingest.RejectedError", err)
	}
	if strings.ContainsAny(rejected.Error(), "\r\n") || len(rejected.Error()) > 1000 {
		t.Errorf("the error is no sentence on one line: %q", rejected.Error())
	}
	var lines []badLine
	for _, l := range rejected.Lines {
		for _, err := range l.Errors {
			if err.Message == "" || strings.ContainsAny(err.Error(), "\r\n") || len(err.Error()) > 1000 {
				t.Errorf("line %d is reported with %q, which is no sentence on one line", l.Line, err)
			}
		}
		lines = append(lines, badLine{line: l.Line, code: l.Errors[0].Code})
	}
	if !slices.IsSortedFunc(lines, func(a, b badLine) int { return a.line - b.line }) {
		t.Errorf("the bad lines are not in order: %v", lines)
	}
	return lines
}

// TestImportReportsWaiting: while another import writes, the progress is reported as waiting.
func TestImportReportsWaiting(t *testing.T) {
	t.Parallel()
	s := open(t)
	other, err := s.Begin(t.Context(), store.Author{Actor: store.ImportActor})
	if err != nil {
		t.Fatal(err)
	}
	closeOther := sync.OnceFunc(func() { other.Close() })
	defer closeOther()
	waited := false
	o := ingest.Options{Progress: func(p ingest.Progress) {
		if p.Phase == ingest.Waiting {
			waited = true
			closeOther()
		}
	}}
	if _, err := ingest.Import(t.Context(), s, o, ingest.JSONLines("", strings.NewReader(sourceLine))); err != nil {
		t.Fatal(err)
	}
	if !waited {
		t.Error("the wait was not reported")
	}
}
