package cli_test

import (
	"strings"
	"testing"

	"civicgraph/internal/demo"
	"civicgraph/internal/store/storetest"
)

func TestDemoCommand(t *testing.T) {
	t.Parallel()
	got := invoke(t, "", "demo")
	if got.status != 0 || got.err != "" {
		t.Fatal(got)
	}
	for _, set := range demo.Sets() {
		for _, part := range []string{"\n" + set.Name, set.Title, set.Licence, set.Questions[0].Text} {
			if !strings.Contains(got.out, part) {
				t.Errorf("%q is missing in\n%s", part, got.out)
			}
		}
	}
}

const countQuery = `{ sources { totalCount } district(slug: "baodi") { name } organization(slug: "us-executive") { slug } }`

// TestDemoSets serves one set after another from one database: a set that is asked for completes other demo data.
func TestDemoSets(t *testing.T) {
	t.Parallel()
	path := storetest.Blank(t)
	for _, c := range []struct{ demo, want, log string }{
		{"first-source", `{"data":{"sources":{"totalCount":1},"district":{"name":"Baodi"},"organization":null}}`, "sets=first-source records=75"},
		{"first-source", `{"data":{"sources":{"totalCount":1},"district":{"name":"Baodi"},"organization":null}}`, ""},
		{"none", `{"data":{"sources":{"totalCount":1},"district":{"name":"Baodi"},"organization":null}}`, ""},
		{"region", `"district":{"name":"Baodi"},"organization":null}}`, "sets=region "},
		{"us-congress", `"district":{"name":"Baodi"},"organization":{"slug":"us-executive"}}}`, "sets=us-congress records=11801"},
	} {
		p := start(t, "--database="+path, "--demo="+c.demo)
		if answer, _ := p.query(t, "graphql", countQuery); !strings.Contains(answer, c.want) {
			t.Errorf("--demo=%s: the response is %s, want %s", c.demo, answer, c.want)
		}
		p.stop(t)
		if log := p.output.String(); strings.Contains(log, "sets=") != (c.log != "") || !strings.Contains(log, c.log) {
			t.Errorf("--demo=%s: the log is\n%s", c.demo, log)
		}
	}
	// Without --demo, nothing is added.
	p := start(t, "--database="+path)
	p.stop(t)
	if strings.Contains(p.output.String(), "demo data") {
		t.Errorf("the log is\n%s", p.output)
	}
}

// TestDemoIsNotAddedToOtherRecords even if it is asked for; the log says so.
func TestDemoIsNotAddedToOtherRecords(t *testing.T) {
	t.Parallel()
	path := storetest.Blank(t)
	wantResult(t, invoke(t, sourceLine, "import", "--database="+path, "-"), result{out: "wrote 1 record: 1 new, 0 changed, 0 unchanged\n"})
	for args, warns := range map[string]bool{"--log-level=info": false, "--demo=region": true, "-demo": true, "--demo=false": false} {
		p := start(t, "--database="+path, args)
		if answer, _ := p.query(t, "graphql", `{ sources { totalCount } districts { totalCount } }`); answer != `{"data":{"sources":{"totalCount":1},"districts":{"totalCount":0}}}` {
			t.Errorf("%s: the response is %s", args, answer)
		}
		p.stop(t)
		if strings.Contains(p.output.String(), "level=WARN msg=\"the demo data was not loaded") != warns {
			t.Errorf("%s: the log is\n%s", args, p.output)
		}
	}
}

// TestImportIntoDemo: an import does not mix with demo data unless --with-demo says so, once.
func TestImportIntoDemo(t *testing.T) {
	t.Parallel()
	path, records := storetest.Blank(t), file(t, "a.jsonl", sourceLine)
	start(t, "--database="+path, "--demo=first-source").stop(t)
	before := storetest.Dump(t, storetest.OpenSQL(t, path))
	for _, input := range []string{records, "-"} {
		got := invoke(t, sourceLine, "import", "--database="+path, input)
		if got.status != 2 || got.out != "" {
			t.Errorf("the result is %v", got)
		}
		oneLine(t, got.err, " holds only demo data: use --database FILE to keep your records apart, or --with-demo to add them to it")
	}
	const added = "1 record: 1 new, 0 changed, 0 unchanged\n"
	wantResult(t, invoke(t, "", "import", "--database="+path, "--dry-run", records), result{out: "would write " + added})
	if after := storetest.Dump(t, storetest.OpenSQL(t, path)); after != before {
		t.Errorf("the database contains\n%s\nwant\n%s", after, before)
	}
	wantResult(t, invoke(t, "", "import", "--database="+path, "--with-demo", records), result{out: "wrote " + added})
	other := strings.ReplaceAll(sourceLine, `"s"`, `"t"`)
	wantResult(t, invoke(t, other, "import", "--database="+path, "-"), result{out: "wrote " + added})
}
