package cli_test

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"civicgraph/internal/demo"
	"civicgraph/internal/store/storetest"
	"civicgraph/internal/store/storetest/postgres"
)

// TestCopyDemo copies all demo data from SQLite to PostgreSQL and back: the exports are the same byte by byte.
func TestCopyDemo(t *testing.T) {
	t.Parallel()
	file, address, back := filepath.Join(t.TempDir(), "a.db"), postgres.Empty.Copy(t), filepath.Join(t.TempDir(), "b.db")
	for _, set := range demo.Sets() {
		records, err := set.Records()
		if err != nil {
			t.Fatal(err)
		}
		var lines bytes.Buffer
		if _, err := io.Copy(&lines, records); err != nil {
			t.Fatal(err)
		}
		if got := invoke(t, lines.String(), "import", "--database="+file, "-"); got.status != 0 {
			t.Fatal(got)
		}
	}
	want := invoke(t, "", "export", "--database="+file)
	for _, c := range [][2]string{{file, address}, {address, back}} {
		got := invoke(t, "", "copy", "--from="+c[0], "--to="+c[1])
		if got.status != 0 || !strings.HasPrefix(got.out, "copied ") || !strings.HasSuffix(got.out, ": no difference\n") {
			t.Fatal(got)
		}
		if export := invoke(t, "", "export", "--database="+c[1]); export != want {
			t.Errorf("the export of the copy to %s has %d bytes, want the %d of the original", c[1], len(export.out), len(want.out))
		}
	}
	again := invoke(t, "", "copy", "--from="+file, "--to="+back)
	if again.status != 1 || again.out != "" || !strings.Contains(again.err, "is not empty; civicgraph copy needs an empty one") {
		t.Error(again)
	}
}

// TestMove moves a graph, writes to the other database, and undoes the move.
func TestMove(t *testing.T) {
	t.Parallel()
	from, to := demoDatabase(t), storetest.Blank(t)
	const line = `{"source":{"slug":"gazette","title":"Gazette"}}`
	if got := invoke(t, "", "copy", "--from="+from, "--to="+to, "--switch"); got.status != 0 || !strings.Contains(got.out, "moved the graph up to change set 1; ") ||
		strings.Count(got.out, ": no difference\n") != 2 {
		t.Fatal(got)
	}
	if got := invoke(t, line, "import", "--database="+from, "-"); got.status != 1 || !strings.Contains(got.err, " was moved to ") {
		t.Error(got)
	}
	if got := invoke(t, line, "import", "--database="+to, "--with-demo", "-"); got.status != 0 {
		t.Error(got)
	}
	p := start(t, "--database="+from)
	if answer, _ := p.query(t, "graphql", `{ source(slug: "gazette") { title } sources { totalCount } }`); answer != `{"data":{"source":null,"sources":{"totalCount":1}}}` {
		t.Errorf("the graph that was moved answers %s", answer)
	}
	if log := p.output.String(); !strings.Contains(log, "was moved to") {
		t.Errorf("the log of the server is\n%s", log)
	}
	p.stop(t)
	for _, want := range []string{"programs can write to the database again", "programs can write to the database already"} {
		if got := invoke(t, "", "copy", "--reopen", "--from="+from); got.status != 0 || !strings.HasPrefix(got.out, want) {
			t.Error(got)
		}
	}
	if got := invoke(t, line, "import", "--database="+from, "--with-demo", "-"); got.status != 0 {
		t.Error(got)
	}
}

// TestCopyArguments: each wrong call has its sentence.
func TestCopyArguments(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.db")
	if got := invoke(t, "", "import", "--database="+file, "-"); got.status != 0 {
		t.Fatal(got)
	}
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{nil, 2, "copy requires --from"},
		{[]string{"--from=" + file}, 2, "copy requires --to"},
		{[]string{"--from=" + file, "--to=" + file}, 2, "are the same database"},
		{[]string{"--from=" + file, "--to=b.db", "--follow", "--switch"}, 2, "exclude each other"},
		{[]string{"--from=" + file, "--to=b.db", "--reopen"}, 2, "--reopen takes --from only"},
		{[]string{"--from=none.db", "--to=b.db"}, 1, "database none.db does not exist"},
		{[]string{"--from=" + file, "--to=b.db", "extra"}, 2, "unexpected argument: extra"},
	} {
		got := invoke(t, "", append([]string{"copy"}, c.args...)...)
		if got.status != c.status || !strings.Contains(got.err, c.want) || got.out != "" {
			t.Errorf("%v: %v, want %q", c.args, got, c.want)
		}
	}
}
