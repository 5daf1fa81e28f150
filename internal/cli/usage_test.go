package cli_test

import (
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/store/storetest"
)

// helpFlags are the flags of the server with what the help says of their values and defaults.
var helpFlags = map[string]string{
	"listen": `address .*\(default "127\.0\.0\.1:8080"\)`, "port": "port .*", "database": "file .*without it, civicgraph.db .*",
	"read-from": "addresses .*",
	"demo":      `sets .*none, first-source, region, us-congress \(default "region"\)`, "log-level": `level .*\(default "info"\)`, "allow-origin": "origins .*", "allow-host": "names .*",
	"trusted-documents": "path .*", "only-trusted": ".*", "help": ".*",
}

// helpLimits are the limits of the server.
var helpLimits = map[string]string{
	"max-body": `bytes .*\(default 262144\)`, "max-tokens": `int .*\(default 2000\)`, "max-depth": `int .*\(default 30\)`,
	"max-fields": `int .*\(default 2000\)`, "max-aliases": `int .*\(default 250\)`, "max-duplicates": `int .*\(default 50\)`,
	"max-complexity": `int .*\(default 10000000000\)`, "max-introspection": `int .*\(default 50000\)`,
	"max-answer": `bytes .*\(default 33554432\)`, "max-read": `bytes .*\(default 67108864\)`, "max-variables": `int .*\(default 2000\)`,
	"max-time": `duration .*\(default 10s\)`, "max-send-time": `duration .*\(default 30s\)`, "max-concurrent": `int .*\(default \d+\)`,
	"max-readers": `int .*\(default \d+\)`, "max-queue": `int .*\(default 500\)`, "max-wait": `duration .*\(default 5s\)`,
	"max-in-flight": `bytes .*\(default 134217728\)`, "max-connections": `int .*\(default 1000\)`, "max-header": `bytes .*\(default 16384\)`,
	"max-header-time": `duration .*\(default 10s\)`, "max-read-time": `duration .*\(default 30s\)`,
	"max-idle-time": `duration .*\(default 2m0s\)`, "max-stop-time": `duration .*\(default 5s\)`,
}

// TestHelpOfTheServer: it goes to standard output, names the commands, and lists the limits apart from the other flags, at the end.
func TestHelpOfTheServer(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--help"}, {"-help"}, {"-h"}, {"help"}, {"serve", "--help"}, {"help", "serve"}} {
		got := invoke(t, "", args...)
		if got.status != 0 || got.err != "" {
			t.Errorf("the status of %v is %d: %s", args, got.status, got.err)
		}
		text, limits, _ := strings.Cut(got.out, "\nLimits:\n")
		for part, flags := range map[string]map[string]string{text: helpFlags, limits: helpLimits} {
			for name, value := range flags {
				if !regexp.MustCompile("(?m)^ .* --" + name + " +" + value + "$").MatchString(part) {
					t.Errorf("%v prints nothing like --%s %s in\n%s", args, name, value, part)
				}
			}
			if n := len(flagLines(part)); n != len(flags) {
				t.Errorf("%v lists %d flags, want %d:\n%s", args, n, len(flags), part)
			}
		}
		if strings.Contains(limits, "\n\n") || !strings.Contains(text, "Each flag has one: CIVICGRAPH_") {
			t.Errorf("%v prints\n%s", args, got.out)
		}
		isRoot := !slices.Contains(args, "serve")
		for _, command := range []string{"completion", "demo", "export", "generate", "help", "import", "schema", "serve", "version"} {
			if strings.Contains(text, "\n  "+command+" ") != isRoot {
				t.Errorf("%v should say %s: %t\n%s", args, command, isRoot, text)
			}
		}
	}
}

// flagLines returns the lines of a help that describe a flag.
func flagLines(help string) []string {
	return regexp.MustCompile(`(?m)^ +(-h, )?--\w.*$`).FindAllString(help, -1)
}

func TestUsageErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args    []string
		message string
	}{
		"an unknown flag":             {[]string{"--colour=red"}, "unknown flag: --colour (civicgraph --help lists the flags)"},
		"a flag with a wrong letter":  {[]string{"--lissten=:1"}, "unknown flag: --lissten (did you mean --listen?)"},
		"half a flag":                 {[]string{"--trusted=a"}, "unknown flag: --trusted (did you mean --trusted-documents?)"},
		"a short flag":                {[]string{"-x"}, "unknown flag: -x (civicgraph --help lists the flags)"},
		"an unknown command":          {[]string{"bake"}, "unknown command: bake (civicgraph --help lists the commands)"},
		"a command with wrong letter": {[]string{"serv"}, "unknown command: serv (did you mean serve?)"},
		"a command by another name":   {[]string{"load"}, "unknown command: load (did you mean import?)"},
		"a file":                      {[]string{"usage_test.go"}, "unknown command: usage_test.go (did you mean import usage_test.go?)"},
		"a file to serve":             {[]string{"serve", "usage_test.go"}, "unexpected argument: usage_test.go"},
		"help of an unknown command":  {[]string{"help", "serv"}, "unknown command: serv (did you mean serve?)"},
		"completion of no shell":      {[]string{"completion"}, "completion takes one shell: bash, fish, powershell, zsh"},
		"completion of another shell": {[]string{"completion", "csh"}, "completion takes one shell: bash, fish, powershell, zsh"},
		"a flag without its value":    {[]string{"--database"}, "--database requires a value"},
		"an unknown set of demo data": {[]string{"--demo=perhaps"}, "perhaps"},
		"an invalid Boolean":          {[]string{"--only-trusted=perhaps"}, "perhaps"},
		"a port that is a word":       {[]string{"--port=http"}, "http"},
		"a port below 0":              {[]string{"--port=-1"}, "-1"},
		"a port too high":             {[]string{"--port=65536"}, "65536"},
		"an address without a port":   {[]string{"--listen=127.0.0.1"}, "127.0.0.1"},
		"an address with a bad port":  {[]string{"--listen=127.0.0.1:http"}, "http"},
		"an address with a high port": {[]string{"--listen=127.0.0.1:99999"}, "99999"},
		"an unknown log level":        {[]string{"--log-level=loud"}, "loud"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "civicgraph.db")
			args := c.args
			if strings.HasPrefix(args[0], "-") {
				args = append([]string{"--listen=127.0.0.1:0", "--database=" + file}, args...)
			}
			status, written := run(t, args...)
			if status != 2 {
				t.Errorf("the status is %d, want 2", status)
			}
			oneLine(t, written, c.message)
			if _, err := os.Stat(file); err == nil {
				t.Error("it created a database")
			}
		})
	}
}

// oneLine checks an error message: one line that begins with the program's name and contains a text.
func oneLine(t *testing.T, written, text string) {
	t.Helper()
	if strings.Count(written, "\n") != 1 || !strings.HasSuffix(written, "\n") || !strings.HasPrefix(written, "civicgraph: ") || !strings.Contains(written, text) {
		t.Errorf("the message is %q, want one line with %q", written, text)
	}
}

func TestPortInUse(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	file := filepath.Join(t.TempDir(), "civicgraph.db")
	status, written := run(t, "--listen="+listener.Addr().String(), "--database="+file)
	if status != 1 {
		t.Errorf("the status is %d, want 1", status)
	}
	oneLine(t, written, listener.Addr().String()+" is in use")
	if _, err := os.Stat(file); err == nil {
		t.Error("it created a database")
	}
}

func TestForeignAddress(t *testing.T) {
	t.Parallel()
	status, written := run(t, "--listen=192.0.2.1:0", "--database="+filepath.Join(t.TempDir(), "civicgraph.db"))
	if status != 1 {
		t.Errorf("the status is %d, want 1", status)
	}
	oneLine(t, written, "192.0.2.1")
}

func TestInvalidDatabase(t *testing.T) {
	storetest.SQLiteOnly(t, "it makes files")
	t.Parallel()
	for name, pathOf := range map[string]func(*testing.T) string{
		"no name":             func(*testing.T) string { return "" },
		"a folder":            func(t *testing.T) string { return t.TempDir() },
		"in a missing folder": func(t *testing.T) string { return filepath.Join(t.TempDir(), "missing", "x.db") },
		"a text file": func(t *testing.T) string {
			path := filepath.Join(t.TempDir(), "notes.txt")
			if err := os.WriteFile(path, []byte("not a database\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		},
		"of another program": func(t *testing.T) string {
			path := storetest.Blank(t)
			execute(t, path, "CREATE TABLE note (text TEXT)")
			return path
		},
		"of a later version": func(t *testing.T) string {
			path := storetest.Blank(t)
			start(t, "--database="+path).stop(t)
			execute(t, path, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
			return path
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := pathOf(t)
			status, written := run(t, "--port=0", "--database="+path, "--log-level=debug")
			if status != 1 {
				t.Errorf("the status is %d, want 1", status)
			}
			oneLine(t, written, path)
		})
	}
}
