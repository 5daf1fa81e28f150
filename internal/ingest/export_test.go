package ingest_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/demo"
	"civicgraph/internal/ingest"
	"civicgraph/internal/ingest/table"
	"civicgraph/internal/kg"
	"civicgraph/internal/oracle"
	"civicgraph/internal/store"
)

// filled returns a store with the records of a file.
func filled(t *testing.T, files ...[]byte) *store.Store {
	t.Helper()
	s := open(t)
	for _, file := range files {
		if _, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines("", bytes.NewReader(file))); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func exported(t *testing.T, s *store.Store, opts ingest.ExportOptions) string {
	t.Helper()
	var b strings.Builder
	done, err := ingest.Export(t.Context(), s, &b, opts)
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(b.String(), "\n"); opts.Format == "" && lines != done.Total() {
		t.Errorf("the counts are %+v, the export has %d lines", done, lines)
	}
	return b.String()
}

// oracleLines is an invented graph with all that is odd.
func oracleLines(seed int64) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	for _, record := range oracle.Graph(seed) {
		if err := e.Encode(record); err != nil {
			panic(err)
		}
	}
	return b.Bytes()
}

// sharedSets reads sets of records from a folder shared/data above this one, or from CIVICGRAPH_SHARED_DATA.
func sharedSets(t *testing.T, names ...string) [][]byte {
	t.Helper()
	folder := os.Getenv("CIVICGRAPH_SHARED_DATA")
	for up := "../../.."; folder == "" && len(up) < 30; up += "/.." {
		if _, err := os.Stat(filepath.Join(up, "shared/data")); err == nil {
			folder = filepath.Join(up, "shared/data")
		}
	}
	if folder == "" {
		t.Skip("NOT TESTED: there is no folder shared/data above the checkout; set CIVICGRAPH_SHARED_DATA")
	}
	var sets [][]byte
	for _, name := range names {
		file, err := os.Open(filepath.Join(folder, name+".jsonl.gz"))
		if err != nil {
			t.Skipf("NOT TESTED: %v", err)
		}
		defer func() { _ = file.Close() }()
		unzipped, err := gzip.NewReader(file)
		if err != nil {
			t.Fatal(err)
		}
		set, err := io.ReadAll(unzipped)
		if err != nil {
			t.Fatal(err)
		}
		sets = append(sets, set)
	}
	return sets
}

// TestExportComesBack: an export that is imported into an empty database gives the same export, also as CSV.
func TestExportComesBack(t *testing.T) {
	t.Parallel()
	cases := map[string]func(*testing.T) [][]byte{
		"nothing":      func(*testing.T) [][]byte { return nil },
		"first source": func(*testing.T) [][]byte { return [][]byte{demo.FirstSource()} },
		"synthetic":    func(t *testing.T) [][]byte { return [][]byte{synthetic(t, 12, 1)} },
		"bad records":  func(*testing.T) [][]byte { return [][]byte{[]byte(oddLines)} },
	}
	for _, set := range demo.Sets() {
		cases["demo "+set.Name] = func(t *testing.T) [][]byte {
			r, err := set.Records()
			if err != nil {
				t.Fatal(err)
			}
			records, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			return [][]byte{demo.FirstSource(), records}
		}
	}
	cases["invented"] = func(*testing.T) [][]byte { return [][]byte{oracleLines(0)} }
	for _, names := range [][]string{{"gtfs-caltrain"}, {"oc4ids"}} {
		cases[strings.Join(names, " ")] = func(t *testing.T) [][]byte { return sharedSets(t, names...) }
	}
	for name, files := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			comesBack(t, files(t)...)
		})
	}
}

func comesBack(t *testing.T, files ...[]byte) {
	t.Helper()
	s := filled(t, files...)
	first := exported(t, s, ingest.ExportOptions{})
	written, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines("", strings.NewReader(first)))
	if total := strings.Count(first, "\n"); err != nil || written.WriteCounts != (store.WriteCounts{Unchanged: total}) {
		t.Errorf("imported again it does %+v with %d records, %v", written, total, err)
	}
	again := filled(t, []byte(first))
	same(t, "an export imported", exported(t, again, ingest.ExportOptions{}), first)
	folder := filepath.Join(t.TempDir(), "tables")
	if _, err := ingest.ExportFile(t.Context(), again, folder, ingest.ExportOptions{Format: "csv"}); err != nil {
		t.Fatal(err)
	}
	same(t, "an export by way of CSV", exported(t, filledFromCSV(t, folder), ingest.ExportOptions{}), first)
}

// oddLines holds strings that a table could lose.
var oddLines = `{"source":{"slug":"s","title":" a \"b\" , c\r\nd\re\n\n","authors":["a,b","\"",";\n"],"publisher":"\"quoted\"","language":"=1+1"}}
{"statement":{"summary":"\nx\r\n","about":[{"district":"tianjin"}],"citations":[{"source":"s"}]}}
` + tianjinLine

// same shows the first line in which two exports differ.
func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Fatalf("%s differs in line %d:\n%s\nwant\n%s", what, i+1, a[i], b[i])
		}
	}
	t.Fatalf("%s has %d lines, want %d", what, len(a), len(b))
}

// filledFromCSV is a store with the records of a folder of tables.
func filledFromCSV(t *testing.T, folder string) *store.Store {
	t.Helper()
	s := open(t)
	if _, err := ingest.Import(t.Context(), s, ingest.Options{}, tableInputs(t, s, folder)...); err != nil {
		t.Fatal(err)
	}
	return s
}

// tableInputs returns the tables of a folder as inputs.
func tableInputs(t *testing.T, s *store.Store, folder string) []ingest.Input {
	t.Helper()
	set, err := table.NewSet(s.Registry().Kinds, table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := ingest.ReadFolder(set, folder, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	tables, err := ingest.Tables(t.Context(), s, set)
	if err != nil {
		t.Fatal(err)
	}
	var inputs []ingest.Input
	for _, one := range tables {
		inputs = append(inputs, ingest.TableInput(one))
	}
	return inputs
}

// TestExportDoesNotDependOnTheOrderOfImport: records that are imported in another order give the same export.
func TestExportDoesNotDependOnTheOrderOfImport(t *testing.T) {
	t.Parallel()
	comesShuffled(t, 0)
}

func comesShuffled(t *testing.T, seed int64) {
	t.Helper()
	lines := bytes.SplitAfter(oracleLines(seed), []byte("\n"))
	want := exported(t, filled(t, bytes.Join(lines, nil)), ingest.ExportOptions{})
	r := rand.New(rand.NewPCG(uint64(seed), 2)) //nolint:gosec // a test wants it repeatable
	r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	same(t, "the export of shuffled lines", exported(t, filled(t, bytes.Join(lines, nil)), ingest.ExportOptions{}), want)
}

// TestExportIsInOrder checks the order of the lines, and that each record occurs once.
func TestExportIsInOrder(t *testing.T) {
	t.Parallel()
	s := filled(t, oracleLines(5))
	kinds := s.Registry().Kinds
	position := map[kg.Ref]int{}
	rank, section, last := -1, 0, 0
	for i, r := range decoded(t, exported(t, s, ingest.ExportOptions{})) {
		at := slices.Index(kinds.RecordCodes(), r.Kind)
		if at < rank {
			t.Fatalf("line %d is a %s behind a %s", i+1, kinds.NameOf(r.Kind), kinds.NameOf(kinds.RecordCodes()[rank]))
		}
		rank = at
		var under int
		switch r.Kind {
		case kg.KindLink:
			under = position[r.Link.From]
			if r.Link.Kind.IsSymmetric() && under > position[r.Link.To] {
				t.Errorf("line %d, a link both ways, begins with its later end", i+1)
			}
		case kg.KindFigure:
			under = position[r.Figure.Subjects[0]]
		case kg.KindStatement:
			under = position[r.Statement.About[0]]
		default:
			position[kg.Ref{Kind: r.Kind, Slug: r.Slug}] = i
			continue
		}
		if section == rank && under < last {
			t.Errorf("line %d stands under an entity before that of the line before", i+1)
		}
		section, last = rank, under
	}
}

func decoded(t *testing.T, lines string) []*kg.Record {
	t.Helper()
	kinds := kg.NewKinds()
	var records []*kg.Record
	for line := range strings.Lines(lines) {
		d := json.NewDecoder(strings.NewReader(line))
		d.UseNumber()
		var input map[string]any
		if err := d.Decode(&input); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		r, err := kinds.Decode(input)
		if err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		records = append(records, r)
	}
	return records
}
