package cli_test

import (
	"os"
	"strings"
	"testing"
)

// TestServe: the server is the default command, and one of its own, before and after flags.
func TestServe(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"serve"}, {"--demo=false", "serve", "--log-level", "debug"}, {"-demo=false", "-log-level", "info"}} {
		p := start(t, append(args, "--database=:memory:", "--listen=127.0.0.1:0")...)
		if answer, _ := p.query(t, "graphql", `{ __typename }`); answer != `{"data":{"__typename":"Query"}}` {
			t.Errorf("the response of %v is %s", args, answer)
		}
		p.stop(t)
	}
}

// TestAddressOfAllAddresses: a server that listens on all addresses prints one that a browser takes.
func TestAddressOfAllAddresses(t *testing.T) {
	t.Parallel()
	for _, listen := range []string{":0", "0.0.0.0:0", "[::]:0"} {
		p := start(t, "--database=:memory:", "--listen="+listen)
		if !strings.HasPrefix(p.url, "http://127.0.0.1:") {
			t.Errorf("the URL of %s is %s", listen, p.url)
		}
		if answer, _ := p.query(t, "graphql", `{ __typename }`); answer != `{"data":{"__typename":"Query"}}` {
			t.Errorf("the response at %s is %s", p.url, answer)
		}
		p.stop(t)
	}
}

func TestSchemaCommand(t *testing.T) {
	t.Parallel()
	want, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	wantResult(t, invoke(t, "", "schema"), result{out: string(want)})
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	for _, shell := range []string{"bash", "fish", "powershell", "zsh"} {
		got := invoke(t, "", "completion", shell)
		if got.status != 0 || got.err != "" || !strings.Contains(got.out, "civicgraph") {
			t.Errorf("%s: the result is %v", shell, got)
		}
	}
	for line, want := range map[string]string{
		"im": "import", "export --format g": "geojson", "--log-level d": "debug", "completion f": "fish",
	} {
		got := invoke(t, "", append([]string{"__complete"}, strings.Fields(line)...)...)
		if !strings.Contains("\n"+got.out, "\n"+want) || got.status != 0 {
			t.Errorf("%s is completed to %q, want %s", line, got.out, want)
		}
	}
}
