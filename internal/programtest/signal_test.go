package programtest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"civicgraph/internal/store/storetest"
)

// TestSignalStopsServer: the server exits with status 0 on the first signal, even while a client is still sending a request.
func TestSignalStopsServer(t *testing.T) {
	t.Parallel()
	for name, signal := range map[string]os.Signal{"SIGTERM": syscall.SIGTERM, "SIGINT": os.Interrupt} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program := command(t.Context(), t, t.TempDir(), "--listen=127.0.0.1:0", "--database="+storetest.Blank(t))
			address, log := startServer(t, program)
			sendHalfARequest(t, address)
			signaled := time.Now()
			if err := program.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			rest, err := io.ReadAll(log)
			if err != nil {
				t.Error(err)
			}
			if err := program.Wait(); err != nil || !strings.Contains(string(rest), "msg=stopped") {
				t.Errorf("the program ended with %v:\n%s", err, rest)
			}
			if took := time.Since(signaled); took > 4*time.Second {
				t.Errorf("the stop took %v", took)
			}
		})
	}
}

// TestSecondSignal ends the program at once: here a command that cannot finish, because its output is not read.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	// On a busy machine, the first signal may come before the command waits for its reader. Then that signal ends it.
	for range 20 {
		if err := interruptUntilEnd(t); err == nil || strings.Contains(err.Error(), "interrupt") {
			if err == nil {
				t.Error("the program ended without an error, want an interrupt")
			}
			return
		}
	}
	t.Error("the program never ended by an interrupt")
}

// interruptUntilEnd starts a command whose output is not read, interrupts it until it ends, and returns how it ended.
func interruptUntilEnd(t *testing.T) error {
	t.Helper()
	program := command(t.Context(), t, t.TempDir(), "generate", "--districts=1000000")
	output, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReaderSize(output, 16).ReadByte(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- program.Wait() }()
	// Signals that arrive together count as one, so send more until it ends.
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	timeout := time.After(20 * time.Second)
	for {
		select {
		case err := <-ended:
			return err
		case <-tick.C:
			_ = program.Process.Signal(os.Interrupt) // it may have ended
		case <-timeout:
			_ = program.Process.Kill()
			t.Fatal("the program ignores the second signal")
		}
	}
}

// TestSignalStopsGenerate: a command that writes to a file stops on the first signal.
func TestSignalStopsGenerate(t *testing.T) {
	t.Parallel()
	program := command(t.Context(), t, t.TempDir(), "generate", "--districts=100000000")
	output, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	reader := bufio.NewReader(output)
	if _, err := reader.ReadByte(); err != nil {
		t.Fatal(err)
	}
	if err := program.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	stuck := time.AfterFunc(20*time.Second, func() { _ = program.Process.Kill() })
	defer stuck.Stop()
	_, _ = io.Copy(io.Discard, reader) // until it ends
	if _ = program.Wait(); program.ProcessState.ExitCode() != 1 {
		t.Errorf("the program ended with %v, want status 1", program.ProcessState)
	}
}

// startServer starts the program as a server and returns its address and the rest of its log.
func startServer(t *testing.T, program *exec.Cmd) (string, *bufio.Reader) {
	t.Helper()
	output, err := program.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	log := bufio.NewReader(output)
	return serverAddress(t, log), log
}

// serverAddress waits until the server reports its address in the log.
func serverAddress(t *testing.T, log *bufio.Reader) string {
	t.Helper()
	for {
		line, err := log.ReadString('\n')
		if err != nil {
			t.Fatalf("%v after %q", err, line)
		}
		if found := regexp.MustCompile(`playground=http://(\S+)/`).FindStringSubmatch(line); found != nil {
			return found[1]
		}
	}
}

const body = `{"query":"{ district(slug: \"baodi\") { name } }"}`

// sendHalfARequest sends a request without its body, and waits until the server asks for that.
func sendHalfARequest(t *testing.T, address string) {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", address, len(body))
	const proceed = "HTTP/1.1 100 Continue\r\n\r\n"
	got := make([]byte, len(proceed))
	if _, err := io.ReadFull(conn, got); err != nil || string(got) != proceed {
		t.Fatalf("the response is %q, %v", got, err)
	}
}
