//go:build !race

package graph_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"civicgraph/internal/store/storetest"
)

// scratch is a copy of the repository in which a test makes a change as CONTRIBUTING tells it.
type scratch struct {
	t      *testing.T
	folder string
	// lines are the lines written by hand, by file.
	lines map[string]int
	// database is the one that build filled first.
	database string
}

func newScratch(t *testing.T) *scratch {
	t.Helper()
	s := &scratch{t: t, folder: t.TempDir(), lines: map[string]int{}}
	list, err := exec.CommandContext(t.Context(), "git", "-C", "..", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Skip("NOT TESTED: what a change takes; git cannot list the files of the repository: ", err)
	}
	for name := range strings.SplitSeq(strings.Trim(string(list), "\x00"), "\x00") {
		content, err := os.ReadFile(filepath.Join("..", name))
		if os.IsNotExist(err) { // deleted, but not yet in git
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		s.write(name, string(content))
	}
	return s
}

func (s *scratch) write(name, content string) {
	s.t.Helper()
	path := filepath.Join(s.folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// insert adds lines to a file after an anchor, which must be there once.
func (s *scratch) insert(name, anchor, lines string) {
	s.t.Helper()
	content, err := os.ReadFile(filepath.Join(s.folder, name))
	if err != nil {
		s.t.Fatal(err)
	}
	if n := strings.Count(string(content), anchor); n != 1 {
		s.t.Fatalf("%s has the anchor %q %d times, want once", name, anchor, n)
	}
	s.lines[name] += strings.Count(lines, "\n")
	s.write(name, strings.Replace(string(content), anchor, anchor+lines, 1))
}

// create adds a file.
func (s *scratch) create(name, content string) {
	s.t.Helper()
	s.lines[name] += strings.Count(content, "\n")
	s.write(name, content)
}

// migrate adds the migrations that the kinds need now, one for each database system.
func (s *scratch) migrate() {
	s.t.Helper()
	for name := range strings.FieldsSeq(s.run("go", "run", "./internal/generate", "migration", "scratch")) {
		content, err := os.ReadFile(filepath.Join(s.folder, name))
		if err != nil {
			s.t.Fatal(err)
		}
		s.create(name, string(content))
	}
}

// isAtMost checks how many files and lines were written by hand.
func (s *scratch) isAtMost(files, lines int) {
	s.t.Helper()
	sum := 0
	for _, n := range s.lines {
		sum += n
	}
	s.t.Logf("%d files, %d lines: %v", len(s.lines), sum, s.lines)
	if len(s.lines) > files || sum > lines {
		s.t.Errorf("it takes %d files and %d lines, want at most %d and %d", len(s.lines), sum, files, lines)
	}
}

// run runs a command in the copy and returns its output.
func (s *scratch) run(name string, args ...string) string {
	s.t.Helper()
	command := exec.CommandContext(s.t.Context(), name, args...)
	command.Dir = s.folder
	var output, problems bytes.Buffer
	command.Stdout, command.Stderr = &output, &problems
	if err := command.Run(); err != nil {
		s.t.Fatalf("%s %v: %v\n%s", name, args, err, problems.String())
	}
	return output.String()
}

// build generates what is generated, builds the program, imports the lines, and checks that an export gives them back.
func (s *scratch) build(lines string) {
	s.t.Helper()
	s.run("go", "run", "./internal/generate", "schema", "schema.graphqls")
	s.run("go", "run", "./graph/generate")
	s.run("go", "build", "-o", "civicgraph", ".")
	s.write("given.jsonl", lines)
	s.database = storetest.Blank(s.t)
	for _, step := range [][2]string{{"given.jsonl", s.database}, {"exported.jsonl", storetest.Blank(s.t)}} {
		s.run("./civicgraph", "import", "--database="+step[1], step[0])
		if exported := s.run("./civicgraph", "export", "--database="+step[1]); exported != lines {
			s.t.Errorf("the export after the import of %s is\n%s\nwant\n%s", step[0], exported, lines)
		}
		s.write("exported.jsonl", lines)
	}
}

// refuses checks that the program does not import a line, and says why.
func (s *scratch) refuses(line, reason string) {
	s.t.Helper()
	s.write("refused.jsonl", line+"\n")
	command := exec.CommandContext(s.t.Context(), filepath.Join(s.folder, "civicgraph"), "import", "--database="+s.database, "refused.jsonl")
	command.Dir = s.folder
	if output, err := command.CombinedOutput(); err == nil || !strings.Contains(string(output), reason) {
		s.t.Errorf("the import of %s says, with the error %v:\n%s\nwant %s", line, err, output, reason)
	}
}

// serve starts the server, and returns what asks it.
func (s *scratch) serve() func(query string) string {
	s.t.Helper()
	server := exec.CommandContext(s.t.Context(), filepath.Join(s.folder, "civicgraph"), "--listen=127.0.0.1:0", "--database="+s.database)
	server.Dir = s.folder
	log, err := server.StderrPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	lines := bufio.NewScanner(log)
	address := ""
	for address == "" && lines.Scan() {
		if found := regexp.MustCompile(`playground=http://(\S+)/`).FindStringSubmatch(lines.Text()); found != nil {
			address = found[1]
		}
	}
	if address == "" {
		s.t.Fatal("the server does not start")
	}
	return func(query string) string { return ask(s.t, "http://"+address+"/graphql", query) }
}

func ask(t *testing.T, url, query string) string {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var answer bytes.Buffer
	if _, err := answer.ReadFrom(response.Body); err != nil {
		t.Fatal(err)
	}
	return answer.String()
}

// answers checks what queries answer: `{"data":` and the ends of the answers are left out of want.
func answers(t *testing.T, ask func(string) string, want map[string]string) {
	t.Helper()
	for query, data := range want {
		if got := ask(query); got != `{"data":`+data+`}` {
			t.Errorf("%s answers\n%s\nwant\n%s", query, got, data)
		}
	}
}
