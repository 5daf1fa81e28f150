package cli_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/cli"
	"civicgraph/internal/store/storetest"
)

// Import lines.
const (
	sourceLine  = `{"source":{"slug":"s","title":"T"}}`
	tianjinLine = `{"district":{"slug":"tianjin","names":[{"text":"Tianjin","language":"en"}],"level":"MUNICIPALITY","citations":[{"source":"s"}]}}`
	baodiLine   = `{"district":{"slug":"baodi","names":[{"text":"Baodi","language":"en"}],"level":"DISTRICT","citations":[{"source":"s"}]}}`
	partOfLine  = `{"link":{"kind":"PART_OF","from":{"district":"baodi"},"to":{"district":"tianjin"},"citations":[{"source":"s"}]}}`
	bareLine    = `{"district":{"slug":"bare","names":[{"text":"Bare","language":"en"}],"level":"DISTRICT"}}`
	villageLine = `{"district":{"slug":"a","names":[{"text":"A","language":"en"}],"level":"VILLAGE","citations":[{"source":"s"}]}}`
)

// result is what a run of the program returned and wrote.
type result struct {
	status   int
	out, err string
}

// invoke runs the program with this standard input.
func invoke(t *testing.T, input string, args ...string) result {
	t.Helper()
	var out, err bytes.Buffer
	status := cli.Run(t.Context(), args, cli.Streams{In: strings.NewReader(input), Out: &out, Err: &err})
	return result{status: status, out: out.String(), err: err.String()}
}

// wantResult compares results.
func wantResult(t *testing.T, got, want result) {
	t.Helper()
	if got != want {
		t.Errorf("the status is %d, the output %q and the errors %q;\nwant %d, %q and %q", got.status, got.out, got.err, want.status, want.out, want.err)
	}
}

func file(t *testing.T, name string, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func compressed(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Output of the first and of the second import of four records.
const (
	wroteFour     = "wrote 4 records: 4 new, 0 changed, 0 unchanged\n"
	fourUnchanged = "no changes to 4 records: 0 new, 0 changed, 4 unchanged\n"
)

// TestImportOfFiles imports the same four records in every form, twice.
func TestImportOfFiles(t *testing.T) {
	t.Parallel()
	whole := strings.Join([]string{partOfLine, baodiLine, tianjinLine, sourceLine}, "\n")
	tables := filepath.Join(t.TempDir(), "tables")
	exported := storetest.Blank(t)
	wantResult(t, invoke(t, whole, "import", "--database="+exported, "-"), result{out: wroteFour})
	if got := invoke(t, "", "export", "--database="+exported, "--format=csv", tables); got.status != 0 {
		t.Fatal(got)
	}
	for name, c := range map[string]struct {
		input string
		args  []string
	}{
		"one file":              {args: []string{file(t, "a.jsonl", whole)}},
		"several files":         {args: []string{file(t, "a.jsonl", partOfLine), file(t, "b.jsonl", sourceLine, tianjinLine), file(t, "c.jsonl", baodiLine)}},
		"standard input":        {input: whole, args: []string{"-"}},
		"a file and the input":  {input: baodiLine + "\n" + tianjinLine, args: []string{file(t, "a.jsonl", partOfLine), "-", file(t, "b.jsonl", sourceLine)}},
		"a compressed file":     {args: []string{file(t, "a.jsonl.gz", compressed(t, whole))}},
		"compressed, no suffix": {args: []string{file(t, "a.jsonl", compressed(t, whole))}},
		"compressed stdin":      {input: compressed(t, whole), args: []string{"-"}},
		"a folder of tables":    {args: []string{"--format=csv", tables}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// Flags may come after the files.
			path := storetest.Blank(t)
			args := append(append([]string{"import"}, c.args...), "--database="+path)
			first := invoke(t, c.input, args...)
			wantResult(t, withoutNotes(first), result{out: wroteFour})
			before := storetest.Dump(t, storetest.OpenSQL(t, path))
			wantResult(t, withoutNotes(invoke(t, c.input, args...)), result{out: fourUnchanged})
			if strings.Contains(name, "tables") && !strings.Contains(first.err, "district.csv: UTF-8, cells separated by comma; 2 rows; kind district\n") {
				t.Errorf("the notes are %s", first.err)
			}
			if after := storetest.Dump(t, storetest.OpenSQL(t, path)); after != before {
				t.Errorf("the second import changed the database to\n%s\nfrom\n%s", after, before)
			}
		})
	}
}

// withoutNotes is a result without what was detected of tables.
func withoutNotes(r result) result {
	lines := slices.DeleteFunc(strings.SplitAfter(r.err, "\n"), func(line string) bool { return strings.Contains(line, ".csv: ") })
	r.err = strings.Join(lines, "")
	return r
}

// TestImportOfTables maps, plans and rejects.
func TestImportOfTables(t *testing.T) {
	t.Parallel()
	path := storetest.Blank(t)
	districts := file(t, "districts.csv", "name;name.zh;level;parent;source", "Tianjin;天津;Municipality;;Report", "Baodi;宝坻;district;天津;Report")
	people := file(t, "people.csv", "Name,Position,Region,Since,Notes,source", "张工,Mayor,Tianjin,2022年12月,x,Report", "Li Si,Clerk,宝坻,03/04/2022,,Report")
	mapping := "--map=Name=official.name, Position=post.role, Region=post.in, Since=post.from, Notes=-"
	wantResult(t, withoutNotes(invoke(t, "", "import", "--database="+path, districts)), result{out: "wrote 4 records: 4 new, 0 changed, 0 unchanged\n"})
	before := storetest.Dump(t, storetest.OpenSQL(t, path))
	plan := invoke(t, "", "import", "--database="+path, "--plan", mapping, people)
	for _, want := range []string{
		`column D "Since": link HOLDS_POST_IN from official to district or organization, period.from ← "2022年12月", "03/04/2022"`,
		`row 2: {"official":{"citations":[{"source":"report"}],"names":[{"language":"zh","text":"张工"}],"slug":"zhang-gong"}}`,
		`row 3: BAD_DATE: column D "Since": "03/04/2022" could be 2022-04-03 or 2022-03-04`, `column E "Notes": left out`,
	} {
		if plan.status != 0 || !strings.Contains(plan.out, want) {
			t.Errorf("the plan is %v, want %s", plan, want)
		}
	}
	rejects := filepath.Join(t.TempDir(), "bad.csv")
	got := invoke(t, "", "import", "--database="+path, mapping, people)
	if got.status != 1 || storetest.Dump(t, storetest.OpenSQL(t, path)) != before {
		t.Errorf("the result is %v", got)
	}
	invoke(t, "", "import", "--database="+path, "--lenient", "--rejects="+rejects, mapping, people)
	if got := content(t, rejects); got != "Name,Position,Region,Since,Notes,source\nLi Si,Clerk,宝坻,03/04/2022,,Report\n" {
		t.Errorf("the rejects are %q", got)
	}
	got = withoutNotes(invoke(t, "", "import", "--database="+path, "--date-order=dmy", mapping, rejects))
	wantResult(t, got, result{out: "wrote 2 records: 2 new, 0 changed, 0 unchanged\n"})
	if after := storetest.Dump(t, storetest.OpenSQL(t, path)); !strings.Contains(after, "2022-04-03") {
		t.Errorf("the database has\n%s", after)
	}
}

func TestImportRejectsInvalidLines(t *testing.T) {
	t.Parallel()
	a, b := file(t, "a.jsonl", sourceLine, "{", partOfLine), file(t, "b.jsonl", "", villageLine, tianjinLine)
	for _, flags := range [][]string{nil, {"--dry-run"}} {
		path := storetest.Blank(t)
		got := invoke(t, "", append([]string{"import", "--database=" + path, a, b}, flags...)...)
		lines := strings.Split(got.err, "\n")
		if got.status != 1 || got.out != "" || len(lines) != 5 {
			t.Fatalf("the result is %v", got)
		}
		for i, want := range []string{
			a + ":2: INVALID_JSON: invalid JSON: ", a + ":3: UNKNOWN_REFERENCE: link.from: ", b + ":2: BAD_VALUE: district.level: ",
			"civicgraph: 3 invalid lines; nothing was written",
		} {
			if !strings.HasPrefix(lines[i], want) {
				t.Errorf("line %d is %q, want %q", i+1, lines[i], want)
			}
		}
		if _, err := os.Stat(path); err == nil {
			if got := invoke(t, "", "export", "--database="+path); got.out != "" {
				t.Errorf("it wrote %s", got.out)
			}
		}
	}
}

// TestImportCountsInvalidLines: the first hundred are listed in the order of the file, although unknown references are found last.
func TestImportCountsInvalidLines(t *testing.T) {
	t.Parallel()
	lines := []string{sourceLine, baodiLine}
	for n := range 130 {
		switch n % 3 {
		case 0:
			lines = append(lines, strings.ReplaceAll(partOfLine, "tianjin", fmt.Sprintf("nowhere-%d", n)))
		case 1:
			lines = append(lines, "{")
		default:
			lines = append(lines, villageLine)
		}
	}
	one, other := file(t, "one.jsonl", lines...), file(t, "other.jsonl", "nothing")
	got := invoke(t, "", "import", "--database="+storetest.Blank(t), one, other)
	said := strings.Split(strings.TrimSuffix(got.err, "\n"), "\n")
	if got.status != 1 || got.out != "" || len(said) != 102 {
		t.Fatalf("the status is %d, the output %q with %d error lines", got.status, got.out, len(said))
	}
	codes := []string{"UNKNOWN_REFERENCE", "INVALID_JSON", "BAD_VALUE"}
	for n, line := range said[:100] {
		if want := fmt.Sprintf("%s:%d: %s: ", one, n+3, codes[n%3]); !strings.HasPrefix(line, want) {
			t.Errorf("line %d is %q, want %q", n+1, line, want)
		}
	}
	if want := "and 31 invalid lines more; total: 43 BAD_VALUE, 44 INVALID_JSON, 44 UNKNOWN_REFERENCE"; said[100] != want {
		t.Errorf("the counts are %q, want %q", said[100], want)
	}
	if want := "civicgraph: 131 invalid lines; nothing was written"; said[101] != want {
		t.Errorf("the last line is %q, want %q", said[101], want)
	}
}

// TestImportTellsAllErrors: each error of a line is told. Lines that only refer to invalid ones are counted.
func TestImportTellsAllErrors(t *testing.T) {
	t.Parallel()
	bad := `{"source":{"slug":"s","url":"x","titel":"T"}}`
	one, two := file(t, "one.jsonl", bad, tianjinLine), file(t, "two.jsonl", bad, tianjinLine, baodiLine, partOfLine)
	wantResult(t, invoke(t, "", "import", "--database="+storetest.Blank(t), one), result{
		status: 1,
		err: one + `:1: BAD_VALUE: source.url: "x" is not an absolute http or https URL` + "\n" +
			one + ":1: BAD_VALUE: source.titel: unknown field (did you mean title?); a source has slug, formerSlugs, title, publisher, authors, url, publishedOn, language\n" +
			"civicgraph: 1 invalid line and 1 that refers to it; nothing was written\n",
	})
	got := invoke(t, "", "import", "--lenient", "--database="+storetest.Blank(t), two)
	if want := "no changes to 0 records: 0 new, 0 changed, 0 unchanged; skipped 1 invalid line and 3 that refer to it\n"; got.status != 0 || got.out != want {
		t.Errorf("the result is %v, want %q", got, want)
	}
}

// TestImportOfAnArray: the file is refused as a whole, with what to do.
func TestImportOfAnArray(t *testing.T) {
	t.Parallel()
	array := file(t, "array.json", "["+sourceLine+",", tianjinLine+"]")
	wantResult(t, invoke(t, "", "import", "--database="+storetest.Blank(t), array), result{
		status: 1,
		err: array + ":1: INVALID_JSON: the file is a JSON array; write one record per line, for example with jq -c '.[]'\n" +
			"civicgraph: 1 invalid line; nothing was written\n",
	})
}

// TestImportRejects: invalid lines are written as they were given, and can be imported once they are corrected.
func TestImportRejects(t *testing.T) {
	t.Parallel()
	path, rejects := storetest.Blank(t), filepath.Join(t.TempDir(), "rejects.jsonl")
	broken := strings.Replace(partOfLine, "PART_OF", "PARTOF", 1)
	all := file(t, "all.jsonl", sourceLine, broken, tianjinLine, strings.Replace(baodiLine, "}}", "}", 1))
	got := invoke(t, "", "import", "--database="+path, "--lenient", "--rejects="+rejects, all)
	if got.status != 0 || got.out != "wrote 2 records: 2 new, 0 changed, 0 unchanged; skipped 2 invalid lines\n" || strings.Count(got.err, "\n") != 2 {
		t.Errorf("the result is %v", got)
	}
	bad := content(t, rejects)
	if want := broken + "\n" + strings.Replace(baodiLine, "}}", "}", 1) + "\n"; bad != want {
		t.Errorf("the rejects are %q, want %q", bad, want)
	}
	corrected := strings.NewReplacer("PARTOF", "PART_OF", `"s"}]}`, `"s"}]}}`).Replace(strings.Replace(bad, "}}\n", "}\n", 1))
	wantResult(t, invoke(t, corrected, "import", "--database="+path, "-"), result{out: "wrote 2 records: 2 new, 0 changed, 0 unchanged\n"})
	wantResult(t, invoke(t, "", "import", "--database="+path, file(t, "four", sourceLine, partOfLine, tianjinLine, baodiLine)), result{out: fourUnchanged})
}

// TestRejectsOverwriteNoInput: the rejected lines cannot be written to a file that the import reads.
func TestRejectsOverwriteNoInput(t *testing.T) {
	t.Parallel()
	path := storetest.Blank(t)
	wantResult(t, invoke(t, sourceLine, "import", "--database="+path, "-"), result{out: "wrote 1 record: 1 new, 0 changed, 0 unchanged\n"})
	records := file(t, "a.jsonl", villageLine)
	beside := filepath.Join(filepath.Dir(records), "link.jsonl")
	if err := os.Symlink(records, beside); err != nil {
		t.Logf("NOT TESTED: a link to the records: %v", err)
		beside = records
	}
	inputs := []string{records, beside}
	if !storetest.OnPostgres() {
		inputs = append(inputs, path)
	}
	for _, rejects := range inputs {
		before := content(t, rejects)
		got := invoke(t, "", "import", "--lenient", "--database="+path, "--rejects="+rejects, records)
		if got.status != 2 || got.out != "" {
			t.Errorf("the result is %v", got)
		}
		oneLine(t, got.err, rejects)
		if content(t, rejects) != before {
			t.Errorf("%s was overwritten", rejects)
		}
	}
}

// TestExportOverwritesNoDatabase: nor a file beside it.
func TestExportOverwritesNoDatabase(t *testing.T) {
	storetest.SQLiteOnly(t, "its database is a file")
	t.Parallel()
	path := storetest.Blank(t)
	wantResult(t, invoke(t, sourceLine, "import", "--database="+path, "-"), result{out: "wrote 1 record: 1 new, 0 changed, 0 unchanged\n"})
	before := content(t, path)
	for _, target := range []string{path, path + "-wal", filepath.Join(filepath.Dir(path), ".", filepath.Base(path))} {
		got := invoke(t, "", "export", "--database="+path, target)
		if got.status != 2 || content(t, path) != before {
			t.Errorf("the result is %v", got)
		}
		oneLine(t, got.err, "would overwrite")
	}
}

func TestRejectsOverwriteNoTable(t *testing.T) {
	t.Parallel()
	path, tables := storetest.Blank(t), filepath.Join(t.TempDir(), "tables")
	wantResult(t, invoke(t, sourceLine, "import", "--database="+path, "-"), result{out: "wrote 1 record: 1 new, 0 changed, 0 unchanged\n"})
	if got := invoke(t, "", "export", "--database="+path, "--format=csv", tables); got.status != 0 {
		t.Fatalf("the result is %v", got)
	}
	table := filepath.Join(tables, "source.csv")
	kept := content(t, table)
	got := invoke(t, "", "import", "--database="+path, "--format=csv", "--rejects="+table, tables)
	if got.status != 2 || content(t, table) != kept {
		t.Errorf("the result is %v", got)
	}
	oneLine(t, got.err, "would overwrite")
}

func TestDryRun(t *testing.T) {
	t.Parallel()
	path, folder := storetest.Blank(t), t.TempDir()
	records := file(t, "a.jsonl", sourceLine, tianjinLine, baodiLine, partOfLine, villageLine)
	fresh := filepath.Join(folder, "fresh.db")
	got := invoke(t, "", "import", "--dry-run", "--lenient", "--database="+fresh, records)
	if got.status != 0 || got.out != "would write 4 records: 4 new, 0 changed, 0 unchanged; skipped 1 invalid line\n" {
		t.Errorf("the result is %v", got)
	}
	if left := filesBeside(t, fresh); len(left) > 0 {
		t.Errorf("it created %v", left)
	}
	wantResult(t, invoke(t, sourceLine+"\n"+tianjinLine, "import", "--database="+path, "-"), result{out: "wrote 2 records: 2 new, 0 changed, 0 unchanged\n"})
	before := storetest.Dump(t, storetest.OpenSQL(t, path))
	dry := invoke(t, "", "import", "--dry-run", "--lenient", "--database="+path, records)
	if after := storetest.Dump(t, storetest.OpenSQL(t, path)); after != before {
		t.Errorf("the database contains\n%s\nwant\n%s", after, before)
	}
	written := invoke(t, "", "import", "--lenient", "--database="+path, records)
	wantResult(t, dry, result{out: strings.Replace(written.out, "wrote", "would write", 1), err: written.err})
	if want := "wrote 4 records: 2 new, 0 changed, 2 unchanged; skipped 1 invalid line\n"; written.out != want {
		t.Errorf("the output is %q, want %q", written.out, want)
	}
}

func TestImportSource(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		known []string
		lines []string
	}{
		"in the graph":     {known: []string{sourceLine}, lines: []string{bareLine}},
		"in the same file": {known: []string{strings.ReplaceAll(sourceLine, `"s"`, `"other"`)}, lines: []string{bareLine, sourceLine}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := storetest.Blank(t)
			for _, lines := range [][]string{c.known, c.lines} {
				args := []string{"import", "--database=" + path, "-"}
				if &lines[0] == &c.lines[0] {
					args = append(args, "--source=s")
				}
				if got := invoke(t, strings.Join(lines, "\n"), args...); got.status != 0 {
					t.Errorf("the result is %v", got)
				}
			}
			got := invoke(t, "", "export", "--database="+path, "--kind=district")
			if want := `"citations":[{"source":"s"}]`; !strings.Contains(got.out, want) {
				t.Errorf("the export is %s, want %s", got.out, want)
			}
		})
	}
	for _, flags := range [][]string{nil, {"--lenient"}, {"--dry-run"}} {
		path := storetest.Blank(t)
		got := invoke(t, sourceLine+"\n"+bareLine, append([]string{"import", "--database=" + path, "--source=nobody", "-"}, flags...)...)
		if got.status != 2 || got.out != "" {
			t.Errorf("the result is %v", got)
		}
		oneLine(t, got.err, `unknown source "nobody"`)
	}
}
