package cli_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/demo"
	"civicgraph/internal/store/storetest"
)

// demoDatabase returns the path of a database with the demo data.
func demoDatabase(t *testing.T) string {
	t.Helper()
	path := storetest.Blank(t)
	if got := invoke(t, string(demo.FirstSource()), "import", "--database="+path, "-"); got.status != 0 {
		t.Fatal(got)
	}
	return path
}

func TestExportEverything(t *testing.T) {
	t.Parallel()
	path, folder := demoDatabase(t), t.TempDir()
	out := invoke(t, "", "export", "--database="+path)
	if out.status != 0 || out.err != "" || strings.Count(out.out, "\n") != strings.Count(strings.TrimSpace(string(demo.FirstSource())), "\n")+1 {
		t.Fatalf("the status is %d, the errors %q, %d lines", out.status, out.err, strings.Count(out.out, "\n"))
	}
	wantResult(t, invoke(t, "", "export", "--database="+path, "-"), out)
	back := storetest.Blank(t)
	if got := invoke(t, out.out, "import", "--database="+back, "-"); got.status != 0 {
		t.Fatal(got)
	}
	if again := invoke(t, "", "export", "--database="+back); again != out {
		t.Errorf("the export of the imported export is %s, want %s", again.out, out.out)
	}
	for _, format := range []string{"jsonl", "geojson", "graphml"} {
		to := filepath.Join(folder, "whole."+format)
		got := invoke(t, "", "export", "--database="+path, "--format="+format, to)
		if got.status != 0 || got.out != "" || !strings.HasPrefix(got.err, "exported ") || strings.Count(got.err, "\n") != 1 {
			t.Errorf("%s: the result is %v", format, got)
		}
		wantResult(t, invoke(t, "", "export", "--database="+path, "--format="+format), result{out: content(t, to)})
	}
	tables := filepath.Join(folder, "tables")
	if got := invoke(t, "", "export", "--database="+path, tables, "--format=csv"); got.status != 0 {
		t.Errorf("csv: the result is %v", got)
	}
	if _, err := os.Stat(filepath.Join(tables, "district.csv")); err != nil {
		t.Error(err)
	}
}

func TestExportParts(t *testing.T) {
	t.Parallel()
	path := demoDatabase(t)
	for _, c := range []struct {
		args            []string
		contains, omits []string
	}{
		{[]string{"--kind=official"}, []string{`{"official":`, `{"source":`}, []string{`{"district":`, `{"link":`}},
		{[]string{"--kind=district,link"}, []string{`{"district":`, `{"link":`}, []string{`{"official":{`}},
		{[]string{"--around=baodi", "--depth=0"}, []string{`{"district":{"slug":"baodi"`}, []string{`{"link":`, `{"official":{`}},
		{[]string{"--around=district/baodi"}, []string{`{"link":`, `{"official":`}, nil},
		{[]string{"--kind=link", "--as-of=1900-01-01"}, []string{`{"link":`}, []string{`"period":{"from":`}},
	} {
		got := invoke(t, "", append([]string{"export", "--database=" + path}, c.args...)...)
		if got.status != 0 || got.err != "" {
			t.Errorf("%v: the status is %d: %s", c.args, got.status, got.err)
		}
		for _, part := range c.contains {
			if !strings.Contains(got.out, part) {
				t.Errorf("%v: %s is missing in %.2000s", c.args, part, got.out)
			}
		}
		for _, part := range c.omits {
			if strings.Contains(got.out, part) {
				t.Errorf("%v: %s is in %.2000s", c.args, part, got.out)
			}
		}
	}
}

// TestCommandUsage: errors are reported in one line and leave no file.
func TestCommandUsage(t *testing.T) {
	t.Parallel()
	path, records := demoDatabase(t), file(t, "a.jsonl", sourceLine)
	for name, c := range map[string]struct {
		args    []string
		status  int
		message string
	}{
		"import of nothing":             {[]string{"import"}, 2, "no files to import"},
		"import of stdin twice":         {[]string{"import", "-", records, "-"}, 2, "read only once"},
		"import of unknown format":      {[]string{"import", records, "--format=xml"}, 2, "xml"},
		"import with an unknown flag":   {[]string{"import", records, "--strict"}, 2, "strict"},
		"import with a bare flag":       {[]string{"import", records, "--rejects"}, 2, "rejects"},
		"import of a missing file":      {[]string{"import", "missing.jsonl"}, 1, "missing.jsonl"},
		"import of one missing file":    {[]string{"import", records, "missing.jsonl"}, 1, "missing.jsonl"},
		"import of a folder":            {[]string{"import", "--format=jsonl", filepath.Dir(records)}, 2, "is a folder"},
		"import of a missing folder":    {[]string{"import", "--format=csv", "missing"}, 2, "missing"},
		"import of no tables":           {[]string{"import", "--format=csv", filepath.Dir(records)}, 2, "has no tables"},
		"import with missing folder":    {[]string{"import", records, "--rejects=missing/r.jsonl"}, 1, "missing/r.jsonl"},
		"export of no database":         {[]string{"export"}, 1, "does not exist"},
		"export to two files":           {[]string{"export", "--database=" + path, "a", "b"}, 2, "unexpected argument: b"},
		"export in unknown format":      {[]string{"export", "--database=" + path, "--format=xml"}, 2, "xml"},
		"export of unknown kind":        {[]string{"export", "--database=" + path, "--kind=village"}, 2, "village"},
		"export around unknown slug":    {[]string{"export", "--database=" + path, "--around=nobody"}, 2, "nobody"},
		"export around other kind":      {[]string{"export", "--database=" + path, "--around=park/baodi"}, 2, "park/baodi"},
		"export around unknown kind":    {[]string{"export", "--database=" + path, "--around=village/baodi"}, 2, "village"},
		"export as of invalid day":      {[]string{"export", "--database=" + path, "--as-of=2023-02-30"}, 2, "2023-02-30"},
		"export as of a month":          {[]string{"export", "--database=" + path, "--as-of=2023-02"}, 2, "2023-02"},
		"export of depth without start": {[]string{"export", "--database=" + path, "--depth=2"}, 2, "--around"},
		"export too deep":               {[]string{"export", "--database=" + path, "--around=baodi", "--depth=101"}, 2, "101"},
		"export of depth as word":       {[]string{"export", "--database=" + path, "--around=baodi", "--depth=two"}, 2, "two"},
		"export of tables to stdout":    {[]string{"export", "--database=" + path, "--format=csv"}, 2, "folder"},
		"generate to a file":            {[]string{"generate", "a.jsonl"}, 2, "a.jsonl"},
		"generate nothing":              {[]string{"generate", "--districts=0"}, 2, "--districts"},
		"generate with a bad seed":      {[]string{"generate", "--seed=-1"}, 2, "--seed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fresh := filepath.Join(t.TempDir(), "civicgraph.db")
			args := c.args
			if args[0] != "generate" && !strings.Contains(strings.Join(args, " "), "--database=") {
				args = append([]string{args[0], "--database=" + fresh}, args[1:]...)
			}
			got := invoke(t, "", args...)
			if got.status != c.status || got.out != "" {
				t.Errorf("the status is %d, the output %q", got.status, got.out)
			}
			oneLine(t, got.err, c.message)
			if left := filesBeside(t, fresh); len(left) > 0 {
				t.Errorf("it created %v", left)
			}
		})
	}
}

func TestCommandHelp(t *testing.T) {
	t.Parallel()
	for name, flags := range map[string][]string{
		"import": {
			"database", "format", "lenient", "rejects", "dry-run", "source", "with-demo", "wait",
			"kind", "map", "mapping", "plan", "separator", "csv-separator", "encoding", "date-order",
		},
		"export":     {"database", "format", "kind", "as-of", "around", "depth", "csv-separator", "csv-bom"},
		"generate":   {"districts", "seed"},
		"demo":       nil,
		"schema":     {"flat-interfaces"},
		"version":    nil,
		"completion": nil,
		"help":       nil,
	} {
		got := invoke(t, "", name, "--help")
		if got.status != 0 || got.err != "" || !strings.Contains(got.out, "\nUsage:\n  civicgraph "+name) {
			t.Errorf("%s: the result is %v", name, got)
		}
		wantResult(t, invoke(t, "", "help", name), got)
		lines := flagLines(got.out)
		for i, flag := range append(flags, "help") {
			if i >= len(lines) || !strings.Contains(lines[i], " --"+flag+" ") {
				t.Errorf("%s: --%s is missing in\n%s", name, flag, got.out)
			}
		}
		if len(lines) != len(flags)+1 {
			t.Errorf("%s: %d flags are listed, want %d", name, len(lines), len(flags)+1)
		}
		hasVariable := strings.Contains(got.out, "CIVICGRAPH_DATABASE  sets --database")
		if hasVariable != slices.Contains(flags, "database") {
			t.Errorf("%s: the help is\n%s", name, got.out)
		}
	}
}

func TestGenerateSeed(t *testing.T) {
	t.Parallel()
	one := invoke(t, "", "generate", "--districts=2", "--seed=7")
	if one.status != 0 || one.err != "" || strings.Count(one.out, "\n") < 300 {
		t.Fatalf("the status is %d: %s", one.status, one.err)
	}
	if again := invoke(t, "", "generate", "--seed=7", "--districts=2"); again != one {
		t.Error("the same seed gives another graph")
	}
	if other := invoke(t, "", "generate", "--districts=2", "--seed=8"); other == one {
		t.Error("another seed gives the same graph")
	}
	if got := invoke(t, one.out, "import", "--database="+storetest.Blank(t), "-"); got.status != 0 {
		t.Errorf("the synthetic graph cannot be imported: %v", got)
	}
}
