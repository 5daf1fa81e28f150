package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"civicgraph/internal/cli"
	"civicgraph/internal/store/storetest"
)

// TestMain clears the environment variables of the settings.
func TestMain(m *testing.M) {
	for _, variable := range []string{"PORT", "CIVICGRAPH_LISTEN", "CIVICGRAPH_DATABASE", "CIVICGRAPH_DEMO", "CIVICGRAPH_LOG_LEVEL"} {
		if err := os.Unsetenv(variable); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// program is a running server.
type program struct {
	url    string
	output *output
	end    context.CancelFunc
	status chan int
}

// output is what the program writes. It sends the URL of the server when it has started.
type output struct {
	mu      sync.Mutex
	text    bytes.Buffer
	started chan string
}

var startedAt = regexp.MustCompile(`playground=(http://\S+/)`)

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if found := startedAt.FindSubmatch(p); found != nil {
		o.started <- string(found[1])
	}
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// start starts a server on a free port and waits until it listens.
func start(t *testing.T, args ...string) *program {
	t.Helper()
	ctx, end := context.WithCancel(t.Context())
	p := &program{output: &output{started: make(chan string, 1)}, end: end, status: make(chan int, 1)}
	go func() { p.status <- cli.Run(ctx, append([]string{"--port=0"}, args...), cli.Streams{Err: p.output}) }()
	select {
	case p.url = <-p.output.started:
	case status := <-p.status:
		t.Fatalf("the status is %d:\n%s", status, p.output)
	}
	return p
}

// stop stops the server, which must exit with status 0.
func (p *program) stop(t *testing.T) {
	t.Helper()
	p.end()
	if status := <-p.status; status != 0 {
		t.Errorf("the status is %d:\n%s", status, p.output)
	}
}

// query returns the response to a GraphQL query and its headers.
func (p *program) query(t *testing.T, path, document string) (string, http.Header) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		t.Fatal(err)
	}
	status, answer, header := p.request(t, http.MethodPost, path, body)
	if status != http.StatusOK {
		t.Errorf("the response of %s is %d %s", path, status, answer)
	}
	return answer, header
}

func (p *program) request(t *testing.T, method, path string, body []byte) (int, string, http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, p.url+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(answer), response.Header
}

// run runs the program until it exits. If it starts a server, that is stopped.
func run(t *testing.T, args ...string) (status int, written string) {
	t.Helper()
	ctx, end := context.WithCancel(t.Context())
	defer end()
	text := &output{started: make(chan string, 1)}
	go func() {
		select {
		case <-text.started:
			end()
		case <-ctx.Done():
		}
	}()
	status = cli.Run(ctx, args, cli.Streams{Out: text, Err: text})
	return status, text.String()
}

func execute(t *testing.T, path string, statement string) {
	t.Helper()
	if _, err := storetest.OpenSQL(t, path).ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// TestDemoIsLoadedOnce: the second start changes nothing, not even a time or a version.
func TestDemoIsLoadedOnce(t *testing.T) {
	t.Parallel()
	path := storetest.Blank(t)
	first := start(t, "--database="+path)
	const query = `{ official(slug: "yin-xiangjie") { name posts { edges { link { role } node { slug } } } } }`
	answer, _ := first.query(t, "graphql", query)
	if !strings.Contains(answer, `"Yin Xiangjie"`) || !strings.Contains(answer, `"Party secretary"`) {
		t.Errorf("the response is %s", answer)
	}
	first.stop(t)
	before := storetest.Dump(t, storetest.OpenSQL(t, path))
	if !strings.Contains(before, "yin-xiangjie") {
		t.Fatalf("the database contains %.300s", before)
	}
	second := start(t, "--database="+path)
	if again, _ := second.query(t, "graphql", query); again != answer {
		t.Errorf("the response after the second start is %s", again)
	}
	if strings.Contains(second.output.String(), "loaded") {
		t.Errorf("the log of the second start is:\n%s", second.output)
	}
	second.stop(t)
	if after := storetest.Dump(t, storetest.OpenSQL(t, path)); after != before {
		t.Errorf("after the second start the database contains\n%s\nwant\n%s", after, before)
	}
}

func TestWithoutDemo(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{"in a file": {"--database=" + storetest.Blank(t)}, "in memory": {"--database=:memory:"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, append(args, "--demo=false")...)
			defer p.stop(t)
			answer, _ := p.query(t, "graphql", `{ districts { totalCount } officials { totalCount } sources { totalCount } official(slug: "yin-xiangjie") { name } }`)
			if want := `{"data":{"districts":{"totalCount":0},"officials":{"totalCount":0},"sources":{"totalCount":0},"official":null}}`; answer != want {
				t.Errorf("the response is %s, want %s", answer, want)
			}
		})
	}
}

// TestDemoIsNotLoadedAgain: what was removed from a database with demo data is not loaded again.
func TestDemoIsNotLoadedAgain(t *testing.T) {
	t.Parallel()
	path := storetest.Blank(t)
	start(t, "--database="+path, "--demo=first-source").stop(t)
	for _, table := range []string{"official", "district", "park", "project", "rail_line", "organization", "link", "name", "identifier", "citation"} {
		execute(t, path, "DELETE FROM "+table)
	}
	p := start(t, "--database="+path, "--demo=first-source")
	defer p.stop(t)
	if answer, _ := p.query(t, "graphql", `{ officials { totalCount } sources { totalCount } }`); answer != `{"data":{"officials":{"totalCount":0},"sources":{"totalCount":1}}}` {
		t.Errorf("the response is %s", answer)
	}
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	p := start(t, "--database=:memory:", "--log-level=debug")
	defer p.stop(t)
	const query, want = `{ district(slug: "baodi") { name } }`, `{"data":{"district":{"name":"Baodi"}}}`
	ids := map[string]bool{}
	for _, path := range []string{"graphql", "query"} {
		answer, header := p.query(t, path, query)
		if answer != want {
			t.Errorf("the response of %s is %s, want %s", path, answer, want)
		}
		id := header.Get("X-Request-Id")
		if id == "" || ids[id] || !strings.Contains(p.output.String(), id) {
			t.Errorf("%s has the request id %q, after %v; the log:\n%s", path, id, ids, p.output)
		}
		ids[id] = true
	}
	if status, body, header := p.request(t, http.MethodGet, "", nil); status != http.StatusOK || !strings.HasPrefix(header.Get("Content-Type"), "text/html") ||
		!strings.Contains(body, "/graphql") {
		t.Errorf("the playground is %d %s %.100q", status, header.Get("Content-Type"), body)
	}
	if status, body, _ := p.request(t, http.MethodGet, "healthz", nil); status != http.StatusOK || body != "ok\n" {
		t.Errorf("the response of /healthz is %d %q", status, body)
	}
	if status, _, _ := p.request(t, http.MethodGet, "nothing", nil); status != http.StatusNotFound {
		t.Errorf("the response of /nothing is %d", status)
	}
	if !strings.HasPrefix(p.url, "http://127.0.0.1:") {
		t.Errorf("the URL is %s", p.url)
	}
}

// TestInternalError: the cause of an internal error is only in the log; the client gets the request id.
func TestInternalError(t *testing.T) {
	t.Parallel()
	path := storetest.Blank(t)
	p := start(t, "--database="+path)
	defer p.stop(t)
	execute(t, path, "DROP TABLE district")
	body, header := p.query(t, "graphql", `{ lost: district(slug: "baodi") { name } official(slug: "yin-xiangjie") { name } }`)
	var answer struct {
		Data   map[string]any
		Errors []struct {
			Message    string
			Path       []any
			Extensions map[string]any
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	id := header.Get("X-Request-Id")
	// PostgreSQL ends the snapshot with the first error.
	if len(answer.Errors) != 1 && !storetest.OnPostgres() || len(answer.Errors) == 0 {
		t.Fatalf("the response is %s", body)
	}
	got := answer.Errors[0]
	if got.Message != "internal error" || got.Extensions["code"] != "INTERNAL" || got.Extensions["requestId"] != id || id == "" ||
		fmt.Sprint(got.Path) != "[lost]" || len(got.Extensions) != 2 {
		t.Errorf("the response to request %q is %s", id, body)
	}
	cause := "no such table: district"
	if storetest.OnPostgres() {
		cause = `relation "district" does not exist`
	}
	for _, secret := range []string{"SELECT", "FROM", "no such table", "relation", "sqlite", "postgres", "SQL", ".go", path} {
		if strings.Contains(body, secret) {
			t.Errorf("the response reveals %q: %s", secret, body)
		}
	}
	if fmt.Sprint(answer.Data) != "map[lost:<nil> official:map[name:Yin Xiangjie]]" && !storetest.OnPostgres() {
		t.Errorf("the data beside the error are %v", answer.Data)
	}
	for _, part := range []string{id, cause} {
		if !strings.Contains(strings.ReplaceAll(p.output.String(), `\"`, `"`), part) {
			t.Errorf("the log does not contain %q:\n%s", part, p.output)
		}
	}
	execute(t, path, "DROP TABLE rail_line")
	// A connection is not nullable, so the whole data is null.
	if body, _ := p.query(t, "graphql", `{ railLines { totalCount } }`); !strings.Contains(body, `"internal error"`) || strings.Contains(body, `"railLines":`) {
		t.Errorf("the response is %s", body)
	}
}
