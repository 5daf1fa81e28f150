package programtest

import (
	"bufio"
	"io"
	"net"
	"strings"
	"testing"

	"civicgraph/internal/store/storetest"
)

// TestOpenFileLimit: a server that may open few files lowers its limit of connections, so that idle ones do not use up the
// files and keep other clients out.
func TestOpenFileLimit(t *testing.T) {
	t.Parallel()
	program := command(t.Context(), t, t.TempDir(), "--listen=127.0.0.1:0", "--database="+storetest.Blank(t))
	program.Env = append(program.Env, openFileLimit+"=128")
	output, err := program.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = program.Process.Kill(); _ = program.Wait() })
	lines := bufio.NewReader(output)
	address := serverAddress(t, lines)
	line, err := lines.ReadString('\n')
	if want := "max-connections=1000 connections=64 open-files=128"; err != nil || !strings.Contains(line, want) {
		t.Errorf("the log continues with %q, %v, want %s", line, err, want)
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	for range 200 {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
	}
	if got := post(t.Context(), address, body); got != `{"data":{"district":{"name":"Baodi"}}}` {
		t.Errorf("the response beside idle connections is %s", got)
	}
}
