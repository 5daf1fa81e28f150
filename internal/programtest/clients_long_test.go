//go:build long

package programtest

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// download writes what a server answers to a file.
func download(t *testing.T, url, file string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s is answered %d, %v", url, response.StatusCode, err)
	}
	writeFile(t, file, content)
}

// TestClientsTypeScript generates code with GraphQL Code Generator and the compilers of Apollo and Relay, asks with it through urql,
// Apollo Client and Relay, also with trusted documents only, and runs the linters of schemas.
func TestClientsTypeScript(t *testing.T) {
	t.Parallel()
	folder := installed(t, "typescript")
	url := startDemo(t)
	// Relay's compiler persists only what it compiles anew.
	for _, generated := range []string{"output", "relay/__generated__", "src/gql", "src/possible-types.ts"} {
		if err := os.RemoveAll(filepath.Join(folder, generated)); err != nil {
			t.Fatal(err)
		}
	}
	trusted := filepath.Join(folder, "output", "trusted")
	if err := os.MkdirAll(trusted, 0o750); err != nil {
		t.Fatal(err)
	}
	download(t, url+"/schema.graphqls", filepath.Join(folder, "output", "schema.graphql"))
	writeFile(t, filepath.Join(trusted, "relay.json"), []byte("{}"))
	environment := []string{"CIVICGRAPH_URL=" + url}
	runClient(t, folder, environment, "npm", "run", "--silent", "lint")
	runClient(t, folder, environment, "npm", "run", "--silent", "generate")
	environment = append(environment, "CIVICGRAPH_TRUSTED_URL="+startDemo(t, "--trusted-documents="+trusted, "--only-trusted"))
	runClient(t, folder, environment, "npm", "test", "--silent")
}

// TestClientsGo generates code with genqlient and gqlgenc, and asks with it.
func TestClientsGo(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(filepath.Join(clientsFolder, "go"))); err != nil {
		t.Fatal(err)
	}
	modules := exec.CommandContext(t.Context(), "go", "mod", "download")
	modules.Dir = folder
	if output, err := modules.CombinedOutput(); err != nil {
		t.Skipf("**** GO IS NOT TRIED: its modules cannot be downloaded: %v %s ****", err, output)
	}
	url := startDemo(t)
	download(t, url+"/schema.graphqls", filepath.Join(folder, "schema.graphqls"))
	download(t, url+"/schema.graphqls?interfaces=flat", filepath.Join(folder, "flat.graphqls"))
	environment := []string{"CIVICGRAPH_URL=" + url}
	runClient(t, folder, environment, "go", "generate")
	runClient(t, folder, environment, "go", "test", "-count=1", "./...")
}
