package cli_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// TestStopAnswersWhatIsUnderWay stops the program while a request has half its body to send.
func TestStopAnswersWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	p := start(t, "--database="+database(t))
	address := strings.Trim(p.url, "htp:/")
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	body := `{"query":"{ district(slug: \"baodi\") { name } }"}`
	fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", address, len(body))
	reader := bufio.NewReader(conn)
	// The server asks for the body when the handler reads it: the request is under way.
	if line, err := reader.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("it says %q, %v", line, err)
	}
	if _, err := reader.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	half := len(body) / 2
	if _, err := io.WriteString(conn, body[:half]); err != nil {
		t.Fatal(err)
	}
	p.end()
	for {
		other, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		if err != nil {
			break // no longer listening
		}
		_ = other.Close()
	}
	select {
	case status := <-p.status:
		t.Fatalf("it has ended, with %d, before the request was answered", status)
	default:
	}
	if _, err := io.WriteString(conn, body[half:]); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil || string(answer) != `{"data":{"district":{"name":"Baodi"}}}` {
		t.Errorf("the request under way is answered %s %s, %v", response.Status, answer, err)
	}
	p.stop(t)
	if !strings.HasSuffix(strings.TrimSpace(p.output.String()), "msg=stopped") {
		t.Errorf("it says:\n%s", p.output)
	}
}

// TestStopLeavesOneFile: the database is closed well, with nothing beside it.
func TestStopLeavesOneFile(t *testing.T) {
	t.Parallel()
	path := database(t)
	p := start(t, "--database="+path)
	p.ask(t, "graphql", `{ districts { totalCount } }`)
	p.stop(t)
	if beside := filesBeside(t, path); len(beside) != 1 {
		t.Errorf("the folder holds %v", beside)
	}
}

func filesBeside(t *testing.T, path string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}
