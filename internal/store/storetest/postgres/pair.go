package postgres

import (
	"errors"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Node is a server of its own, which a test may kill.
type Node struct{ server *server }

// StartPair starts a primary, whose commits wait until a replica has them, and the replica. They end with the test. It skips a test that is
// to run on another server.
func StartPair(t testing.TB) (primary, replica *Node) {
	t.Helper()
	OwnServer(t)
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

// Kill ends all processes of the server at once, as a crash of its machine would.
func (n *Node) Kill(t testing.TB) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(n.server.folder, "pid"))
	if err != nil {
		t.Fatal(err)
	}
	server := strings.TrimSpace(string(content))
	processes, err := exec.CommandContext(t.Context(), "ps", "-A", "-o", "ppid=", "-o", "pid=").Output()
	if err == nil {
		err = os.WriteFile(filepath.Join(n.server.folder, killed), nil, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	kill(t, server)
	for line := range strings.Lines(string(processes)) {
		if parent, child, _ := strings.Cut(strings.TrimSpace(line), " "); parent == server {
			kill(t, strings.TrimSpace(child))
		}
	}
	for began := time.Now(); time.Since(began) < patience; time.Sleep(time.Millisecond) { // until the script knows
		if _, err := os.Stat(filepath.Join(n.server.folder, "pid")); err != nil {
			return
		}
	}
	t.Fatal("the server cannot be killed")
}

func kill(t testing.TB, pid string) {
	t.Helper()
	number, err := strconv.Atoi(pid)
	if err != nil {
		t.Fatal(err)
	}
	process, err := os.FindProcess(number)
	if err == nil {
		err = process.Kill()
	}
	if err != nil && !errors.Is(err, os.ErrProcessDone) {
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

// Replicate starts a server that was killed as a replica of another one, without what it had.
func (n *Node) Replicate(t testing.TB, primary *Node) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(n.server.folder, "primary"), []byte(primary.server.folder), 0o644); err != nil {
		t.Fatal(err)
	}
	n.Restart(t)
}

// Promote makes a replica a primary. A statement that waited for it could hold it up.
func (n *Node) Promote(t testing.TB) {
	t.Helper()
	n.Execute(t, "SELECT pg_promote(false)")
	n.Execute(t, "SELECT 1 / (NOT pg_is_in_recovery())::int")
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
