package postgres

import (
	"errors"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Node is a server of its own, which a test may kill.
type Node struct{ server *server }

// StartPair starts a primary, whose commits wait until a replica has them, and the replica. They end with the test.
func StartPair(t testing.TB) (primary, replica *Node) {
	t.Helper()
	programs, err := findPrograms()
	skipMissing(t, err)
	primary = startNode(t, programs, options{settings: []string{"-c", "synchronous_standby_names=*", "-c", "synchronous_commit=on"}})
	replica = startNode(t, programs, options{primary: primary.server.folder})
	return primary, replica
}

func startNode(t testing.TB, programs string, o options) *Node {
	t.Helper()
	s, err := start(programs, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
	return &Node{s}
}

// Address returns the URL of the database of the nodes, with the settings of a connection: of all nodes, the first one that the settings
// allow is connected to.
func Address(settings url.Values, nodes ...*Node) string {
	var folders []string
	for _, n := range nodes {
		folders = append(folders, n.server.folder)
	}
	address := url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/postgres"}
	query := url.Values{"host": {strings.Join(folders, ",")}}
	maps.Copy(query, settings)
	address.RawQuery = query.Encode()
	return address.String()
}

// killed is a file that keeps a server that ended from being removed.
const killed = "killed"

// Kill ends the server at once, as a crash would.
func (n *Node) Kill(t testing.TB) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(n.server.folder, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(content), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	process, err := os.FindProcess(pid)
	if err == nil {
		err = errors.Join(os.WriteFile(filepath.Join(n.server.folder, killed), nil, 0o600), process.Kill())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Restart starts a server that was killed.
func (n *Node) Restart(t testing.TB) {
	t.Helper()
	if err := os.Remove(filepath.Join(n.server.folder, killed)); err != nil {
		t.Fatal(err)
	}
	n.Execute(t, "SELECT 1")
}

// Promote makes a replica a primary.
func (n *Node) Promote(t testing.TB) {
	t.Helper()
	n.Execute(t, "SELECT pg_promote()")
}

// Execute runs a statement, as soon as the server accepts connections.
func (n *Node) Execute(t testing.TB, statement string) {
	t.Helper()
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		err := execute(n.server.address("postgres"), statement)
		if err == nil {
			return
		}
		if time.Since(began) > patience {
			t.Fatal(err)
		}
	}
}
