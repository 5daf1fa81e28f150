package programtest

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const ownRecords = `{"source":{"slug":"gazette","title":"Gazette"}}
{"district":{"slug":"riverside","names":[{"text":"Riverside","language":"en"}],"level":"TOWNSHIP","citations":[{"source":"gazette"}]}}
`

// served runs the server in a folder, without --database, and returns its log and the response to a query.
func served(t *testing.T, folder string, args ...string) (log, response string) {
	t.Helper()
	program := command(t.Context(), t, t.TempDir(), append([]string{"--listen=127.0.0.1:0"}, args...)...)
	program.Dir = folder
	var written strings.Builder
	output, err := program.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	rest := bufio.NewReader(io.TeeReader(output, &written))
	address := serverAddress(t, rest)
	response = post(t.Context(), address, `{"query":"{ a: district(slug: \"baodi\") { slug } b: district(slug: \"riverside\") { slug } }"}`)
	if err := program.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, rest) // until it ends
	if err := program.Wait(); err != nil {
		t.Errorf("the program ended with %v:\n%s", err, written.String())
	}
	return written.String(), response
}

// TestOwnDataAndDemoAreApart: the demo has a database of its own, and is served until there are other records.
func TestOwnDataAndDemoAreApart(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	const demoAnswer, ownAnswer = `{"data":{"a":{"slug":"baodi"},"b":null}}`, `{"data":{"a":null,"b":{"slug":"riverside"}}}`
	serve := func(want, said string, args ...string) {
		t.Helper()
		if log, response := served(t, folder, args...); response != want || !strings.Contains(log, said) {
			t.Errorf("%v: the response is %s, want %s; the log, which should contain %s, is\n%s", args, response, want, said, log)
		}
	}
	runIn := func(args ...string) run {
		t.Helper()
		c := command(t.Context(), t, t.TempDir(), args...)
		c.Dir = folder
		return runToEnd(t, c)
	}
	serve(demoAnswer, "database=civicgraph-demo.db")
	if files := filesIn(t, folder); !slices.Equal(files, []string{"civicgraph-demo.db"}) {
		t.Errorf("the folder contains %v", files)
	}
	if r := runIn("export"); r.status != 1 || !strings.Contains(r.err, "civicgraph.db does not exist (--database civicgraph-demo.db exports the demo data)") {
		t.Errorf("the export ended with %d: %s", r.status, r.err)
	}
	// A rejected import leaves an empty database, which is no reason to serve nothing.
	if r := runIn("import", writeFile(t, filepath.Join(t.TempDir(), "bad.jsonl"), []byte("{"))); r.status != 1 {
		t.Errorf("the import ended with %d: %s", r.status, r.err)
	}
	serve(demoAnswer, "database=civicgraph-demo.db")
	records := writeFile(t, filepath.Join(t.TempDir(), "own.jsonl"), []byte(ownRecords))
	const said = "created civicgraph.db; civicgraph serves it from its next start, without the demo data\n"
	if r := runIn("import", records); r.status != 0 || r.err != said {
		t.Errorf("the import ended with %d: %s", r.status, r.err)
	}
	if r := runIn("import", records); r.status != 0 || r.err != "" {
		t.Errorf("the second import ended with %d: %s", r.status, r.err)
	}
	serve(ownAnswer, "serving your own records, without the demo data; --demo=region serves that instead")
	serve(ownAnswer, "database=civicgraph.db", "--demo=none")
	serve(demoAnswer, "database=civicgraph-demo.db", "--demo=region")
	serve(ownAnswer, "database=civicgraph.db")
}
