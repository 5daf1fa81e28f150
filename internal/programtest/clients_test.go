package programtest

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// clientsFolder has the programs of clients, each a package of its own ecosystem. `make clients` installs what they need.
const clientsFolder = "../../clients"

// startDemo starts a server with the demo data in memory and returns its URL.
func startDemo(t *testing.T, args ...string) string {
	t.Helper()
	program := command(t.Context(), t, t.TempDir(), append([]string{"--listen=127.0.0.1:0", "--database=:memory:"}, args...)...)
	address, log := startServer(t, program)
	t.Cleanup(func() { _ = program.Process.Kill(); _ = program.Wait() })
	go func() { _, _ = io.Copy(io.Discard, log) }()
	return "http://" + address
}

// runClient runs a program of a client in its folder, with additional environment variables.
func runClient(t *testing.T, folder string, environment []string, program string, args ...string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), program, args...)
	c.Dir, c.Env = folder, append(os.Environ(), environment...)
	output, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", program, args, err, output)
	}
	t.Logf("%s %v:\n%s", program, args, output)
}

// installed returns the folder of a client, and skips the test if what it needs is not installed there.
func installed(t *testing.T, name string) string {
	t.Helper()
	folder := filepath.Join(clientsFolder, name)
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil {
		t.Skipf("**** %s IS NOT TRIED: its packages are not installed; run make clients ****", name)
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Skipf("**** %s IS NOT TRIED: Node.js is not installed ****", name)
	}
	return folder
}

// TestClientsGraphQLJS reads the schema with each version of graphql-js that clients use.
func TestClientsGraphQLJS(t *testing.T) {
	t.Parallel()
	folder := installed(t, "graphql-js")
	runClient(t, folder, []string{"CIVICGRAPH_URL=" + startDemo(t)}, "node", "--test")
}

// TestClientsPython reads the schema with graphql-core, and asks with gql, of the folder's virtual environment or of the system.
func TestClientsPython(t *testing.T) {
	t.Parallel()
	folder, err := filepath.Abs(filepath.Join(clientsFolder, "python"))
	if err != nil {
		t.Fatal(err)
	}
	for _, python := range []string{filepath.Join(folder, ".venv", "bin", "python"), "python3"} {
		if exec.CommandContext(t.Context(), python, "-c", "import graphql; assert graphql.__version__ >= '3.2'").Run() == nil {
			runClient(t, folder, []string{"CIVICGRAPH_URL=" + startDemo(t), "PYTHONDONTWRITEBYTECODE=1"}, python, "client.py")
			return
		}
	}
	t.Skip("**** PYTHON IS NOT TRIED: graphql-core is not installed; run make clients ****")
}

// TestClientsDocs: the configuration in docs/clients.md is that of the clients that are tried.
func TestClientsDocs(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/clients.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)`(clients/[^`]+)`:\n\n```[a-z]+\n(.*?)```\n").FindAllSubmatch(text, -1)
	if len(blocks) < 5 {
		t.Errorf("there are %d files of configuration, want 5", len(blocks))
	}
	for _, block := range blocks {
		file, err := os.ReadFile(filepath.Join("../..", string(block[1])))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(file, block[2]) {
			t.Errorf("%s does not contain what docs/clients.md shows", block[1])
		}
	}
}
