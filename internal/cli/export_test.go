package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"civicgraph/internal/demo"
)

// demoDatabase is a database with the demo data.
func demoDatabase(t *testing.T) string {
	t.Helper()
	path := database(t)
	if got := invoke(t, string(demo.FirstSource()), "import", "--database="+path, "-"); got.status != 0 {
		t.Fatal(got)
	}
	return path
}

func TestExportOfTheWhole(t *testing.T) {
	t.Parallel()
	path, folder := demoDatabase(t), t.TempDir()
	out := invoke(t, "", "export", "--database="+path)
	if out.status != 0 || out.err != "" || strings.Count(out.out, "\n") != strings.Count(strings.TrimSpace(string(demo.FirstSource())), "\n")+1 {
		t.Fatalf("it ends with %d, %q and %d lines", out.status, out.err, strings.Count(out.out, "\n"))
	}
	ends(t, invoke(t, "", "export", "--database="+path, "-"), out)
	back := database(t)
	if got := invoke(t, out.out, "import", "--database="+back, "-"); got.status != 0 {
		t.Fatal(got)
	}
	if again := invoke(t, "", "export", "--database="+back); again != out {
		t.Errorf("what was exported, imported and exported is %s, want %s", again.out, out.out)
	}
	for _, format := range []string{"jsonl", "geojson", "graphml"} {
		to := filepath.Join(folder, "whole."+format)
		got := invoke(t, "", "export", "--database="+path, "--format="+format, to)
		if got.status != 0 || got.out != "" || !strings.HasPrefix(got.err, "exported ") || strings.Count(got.err, "\n") != 1 {
			t.Errorf("%s: it ends with %v", format, got)
		}
		ends(t, invoke(t, "", "export", "--database="+path, "--format="+format), ended{out: content(t, to)})
	}
	tables := filepath.Join(folder, "tables")
	if got := invoke(t, "", "export", "--database="+path, tables, "--format=csv"); got.status != 0 {
		t.Errorf("csv: it ends with %v", got)
	}
	if _, err := os.Stat(filepath.Join(tables, "district.csv")); err != nil {
		t.Error(err)
	}
}

func TestExportOfParts(t *testing.T) {
	t.Parallel()
	path := demoDatabase(t)
	for _, c := range []struct {
		args       []string
		with, less []string
	}{
		{[]string{"--kind=official"}, []string{`{"official":`, `{"source":`}, []string{`{"district":`, `{"link":`}},
		{[]string{"--kind=district,link"}, []string{`{"district":`, `{"link":`}, []string{`{"official":{`}},
		{[]string{"--around=baodi", "--depth=0"}, []string{`{"district":{"slug":"baodi"`}, []string{`{"link":`, `{"official":{`}},
		{[]string{"--around=district/baodi"}, []string{`{"link":`, `{"official":`}, nil},
		{[]string{"--kind=link", "--as-of=1900-01-01"}, []string{`{"link":`}, []string{`"period":{"from":`}},
	} {
		got := invoke(t, "", append([]string{"export", "--database=" + path}, c.args...)...)
		if got.status != 0 || got.err != "" {
			t.Errorf("%v: it ends with %d, %s", c.args, got.status, got.err)
		}
		for _, part := range c.with {
			if !strings.Contains(got.out, part) {
				t.Errorf("%v: nothing like %s in %.2000s", c.args, part, got.out)
			}
		}
		for _, part := range c.less {
			if strings.Contains(got.out, part) {
				t.Errorf("%v: %s is in %.2000s", c.args, part, got.out)
			}
		}
	}
}

// TestCommandUsage: mistakes are told in one line and make no file.
func TestCommandUsage(t *testing.T) {
	t.Parallel()
	path, records := demoDatabase(t), file(t, "a.jsonl", sourceLine)
	for name, c := range map[string]struct {
		args   []string
		status int
		says   string
	}{
		"import of nothing":            {[]string{"import"}, 2, "name the files"},
		"import of the input twice":    {[]string{"import", "-", records, "-"}, 2, "named twice"},
		"import in no format":          {[]string{"import", records, "--format=xml"}, 2, "xml"},
		"import with an unknown flag":  {[]string{"import", records, "--strict"}, 2, "strict"},
		"import with a flag unsaid":    {[]string{"import", records, "--rejects"}, 2, "rejects"},
		"import of a missing file":     {[]string{"import", "missing.jsonl"}, 1, "missing.jsonl"},
		"import of one missing":        {[]string{"import", records, "missing.jsonl"}, 1, "missing.jsonl"},
		"import of a folder":           {[]string{"import", filepath.Dir(records)}, 2, "is a folder"},
		"import of a missing folder":   {[]string{"import", "--format=csv", "missing"}, 2, "missing"},
		"import of no tables":          {[]string{"import", "--format=csv", filepath.Dir(records)}, 2, "holds no table"},
		"import with rejects nowhere":  {[]string{"import", records, "--rejects=missing/r.jsonl"}, 1, "missing/r.jsonl"},
		"export from nothing":          {[]string{"export"}, 1, "there is no database"},
		"export to two files":          {[]string{"export", "--database=" + path, "a", "b"}, 2, "b is one file too many"},
		"export in no format":          {[]string{"export", "--database=" + path, "--format=xml"}, 2, "xml"},
		"export of no kind":            {[]string{"export", "--database=" + path, "--kind=village"}, 2, "village"},
		"export around nobody":         {[]string{"export", "--database=" + path, "--around=nobody"}, 2, "nobody"},
		"export around nobody there":   {[]string{"export", "--database=" + path, "--around=park/baodi"}, 2, "park/baodi"},
		"export around a stranger":     {[]string{"export", "--database=" + path, "--around=village/baodi"}, 2, "village"},
		"export on no day":             {[]string{"export", "--database=" + path, "--as-of=2023-02-30"}, 2, "2023-02-30"},
		"export on a month":            {[]string{"export", "--database=" + path, "--as-of=2023-02"}, 2, "2023-02"},
		"export of a depth around all": {[]string{"export", "--database=" + path, "--depth=2"}, 2, "--around"},
		"export too deep":              {[]string{"export", "--database=" + path, "--around=baodi", "--depth=101"}, 2, "101"},
		"export of a depth in words":   {[]string{"export", "--database=" + path, "--around=baodi", "--depth=two"}, 2, "two"},
		"export of tables to nowhere":  {[]string{"export", "--database=" + path, "--format=csv"}, 2, "folder"},
		"generate to a file":           {[]string{"generate", "a.jsonl"}, 2, "a.jsonl"},
		"generate nothing":             {[]string{"generate", "--districts=0"}, 2, "--districts"},
		"generate with a bad seed":     {[]string{"generate", "--seed=-1"}, 2, "--seed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fresh := database(t)
			args := c.args
			if args[0] != "generate" && !strings.Contains(strings.Join(args, " "), "--database=") {
				args = append([]string{args[0], "--database=" + fresh}, args[1:]...)
			}
			got := invoke(t, "", args...)
			if got.status != c.status || got.out != "" {
				t.Errorf("it ends with %d and says %q", got.status, got.out)
			}
			oneLine(t, got.err, c.says)
			if left := filesBeside(t, fresh); len(left) > 0 {
				t.Errorf("it made %v", left)
			}
		})
	}
}

func TestCommandHelp(t *testing.T) {
	t.Parallel()
	for name, flags := range map[string][]string{
		"import":   {"database", "format", "lenient", "rejects", "dry-run", "source"},
		"export":   {"database", "format", "kind", "as-of", "around", "depth"},
		"generate": {"districts", "seed"},
	} {
		got := invoke(t, "", name, "--help")
		if got.status != 0 || got.err != "" || !strings.HasPrefix(got.out, "civicgraph "+name+" ") {
			t.Errorf("%s: it ends with %v", name, got)
		}
		for _, flag := range flags {
			if !strings.Contains(got.out, "\n  --"+flag) {
				t.Errorf("%s: nothing of --%s in\n%s", name, flag, got.out)
			}
		}
		if n := strings.Count(got.out, "\n  --"); n != len(flags) {
			t.Errorf("%s: %d flags are listed, want %d", name, n, len(flags))
		}
		if all := invoke(t, "", "--help"); !strings.Contains(all.out, "civicgraph "+name+" [flags]") {
			t.Errorf("the help of the program says nothing of %s", name)
		}
	}
}

func TestGenerateIsTheSameForASeed(t *testing.T) {
	t.Parallel()
	one := invoke(t, "", "generate", "--districts=2", "--seed=7")
	if one.status != 0 || one.err != "" || strings.Count(one.out, "\n") < 300 {
		t.Fatalf("it ends with %d, %s", one.status, one.err)
	}
	if again := invoke(t, "", "generate", "--seed=7", "--districts=2"); again != one {
		t.Error("the same seed makes other bytes")
	}
	if other := invoke(t, "", "generate", "--districts=2", "--seed=8"); other == one {
		t.Error("another seed makes the same bytes")
	}
	if got := invoke(t, one.out, "import", "--database="+database(t), "-"); got.status != 0 {
		t.Errorf("what it makes cannot be imported: %v", got)
	}
}
