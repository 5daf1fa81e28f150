package cli_test

import (
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// helpFlags are the flags of the server with patterns of their defaults.
var helpFlags = map[string]string{
	"listen": `127\.0\.0\.1:8080`, "port": ".+", "database": `civicgraph\.db`, "demo": "true", "log-level": "info",
	"allow-origin": "none", "allow-host": "none", "trusted-documents": "none", "only-trusted": "false",
	"max-body": "262144", "max-tokens": "2000", "max-depth": "30", "max-fields": "2000", "max-aliases": "250", "max-duplicates": "50",
	"max-complexity": "10000000000", "max-introspection": "50000", "max-answer": "33554432", "max-read": "67108864", "max-variables": "2000", "max-time": "10s", "max-send-time": "30s",
	"max-concurrent": `\d+`, "max-readers": `\d+`, "max-queue": "500", "max-wait": "5s", "max-in-flight": "134217728",
	"max-connections": "1000", "max-header": "16384", "max-header-time": "10s", "max-read-time": "30s", "max-idle-time": "2m0s", "max-stop-time": "5s",
}

func TestHelpListsEveryFlag(t *testing.T) {
	t.Parallel()
	for _, flag := range []string{"--help", "-help", "-h"} {
		status, written := run(t, flag)
		if status != 0 {
			t.Errorf("the status of %s is %d", flag, status)
		}
		for name, value := range helpFlags {
			variable := "CIVICGRAPH_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
			if name == "port" {
				variable = "PORT"
			}
			want := "  --" + name + " \\(" + variable + "\\)\n +.+ \\(default " + value + "\\)\n"
			if !regexp.MustCompile(want).MatchString(written) {
				t.Errorf("%s prints nothing like %s:\n%s", flag, want, written)
			}
		}
		if n := strings.Count(written, "\n  --"); n != len(helpFlags) {
			t.Errorf("%s lists %d flags, want the %d of helpFlags:\n%s", flag, n, len(helpFlags), written)
		}
	}
}

func TestUsageErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args    []string
		message string
	}{
		"an unknown flag":             {[]string{"--colour=red"}, "colour"},
		"an unknown command":          {[]string{"serve"}, "unknown command: serve"},
		"a flag without its value":    {[]string{"--database"}, "database"},
		"an invalid Boolean":          {[]string{"--demo=perhaps"}, "perhaps"},
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
			file := database(t)
			status, written := run(t, append([]string{"--listen=127.0.0.1:0", "--database=" + file}, c.args...)...)
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
	file := database(t)
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
	status, written := run(t, "--listen=192.0.2.1:0", "--database="+database(t))
	if status != 1 {
		t.Errorf("the status is %d, want 1", status)
	}
	oneLine(t, written, "192.0.2.1")
}

func TestInvalidDatabase(t *testing.T) {
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
			path := database(t)
			execute(t, path, "CREATE TABLE note (text TEXT)")
			return path
		},
		"of a later version": func(t *testing.T) string {
			path := database(t)
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

// execute changes a database behind the program's back.
