package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// asProgram is the variable that makes the test binary be the program.
const asProgram = "CIVICGRAPH_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		limitFiles()
		main()
	}
	os.Exit(m.Run())
}

// TestSignalsStopTheProgram: a request that is under way is answered, then the program ends with status 0.
func TestSignalsStopTheProgram(t *testing.T) {
	t.Parallel()
	for name, signal := range map[string]os.Signal{"SIGTERM": syscall.SIGTERM, "SIGINT": os.Interrupt} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			executable, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			program := exec.CommandContext(t.Context(), executable, "--listen=127.0.0.1:0", "--database="+filepath.Join(t.TempDir(), "test.db"))
			program.Env = append(os.Environ(), asProgram+"=1", "PORT=")
			output, err := program.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := program.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewReader(output)
			conn := requestUnderWay(t, addressOf(t, lines))
			if err := program.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			rest, err := finish(t, conn)
			if err != nil || rest != `{"data":{"district":{"name":"Baodi"}}}` {
				t.Errorf("the request under way is answered %s, %v", rest, err)
			}
			said, err := io.ReadAll(lines)
			if err != nil {
				t.Error(err)
			}
			if err := program.Wait(); err != nil {
				t.Errorf("it ends with %v:\n%s", err, said)
			}
		})
	}
}

// addressOf waits until the program answers, and is where.
func addressOf(t *testing.T, lines *bufio.Reader) string {
	t.Helper()
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("%v after %q", err, line)
		}
		if found := regexp.MustCompile(`playground=http://(\S+)/`).FindStringSubmatch(line); found != nil {
			return found[1]
		}
	}
}

const body = `{"query":"{ district(slug: \"baodi\") { name } }"}`

// requestUnderWay sends a request but for its body, for which the server has asked.
func requestUnderWay(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", address, len(body))
	const goOn = "HTTP/1.1 100 Continue\r\n\r\n"
	got := make([]byte, len(goOn))
	if _, err := io.ReadFull(conn, got); err != nil || string(got) != goOn {
		t.Fatalf("it says %q, %v", got, err)
	}
	return conn
}

// finish waits until the program no longer listens, sends the body and is the answer.
func finish(t *testing.T, conn net.Conn) (string, error) {
	t.Helper()
	for {
		other, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", conn.RemoteAddr().String())
		if err != nil {
			break
		}
		_ = other.Close()
	}
	if _, err := io.Copy(conn, strings.NewReader(body)); err != nil {
		return "", err
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	return string(answer), err
}
