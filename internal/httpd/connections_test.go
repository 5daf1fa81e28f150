package httpd_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"civicgraph/internal/httpd"
)

// startServer starts a server with these limits and returns its address. It is stopped at the end of the test.
func startServer(t *testing.T, limits httpd.Limits, handler http.Handler) string {
	t.Helper()
	s := startStoppable(t, limits, handler)
	t.Cleanup(func() {
		s.stop()
		if err := <-s.stopped; err != nil {
			t.Error(err)
		}
	})
	return s.address
}

// noTimeouts returns limits under which clients may take as long as they like.
func noTimeouts() httpd.Limits {
	l := httpd.DefaultLimits()
	l.HeaderTime, l.ReadTime, l.IdleTime, l.WriteTime = time.Hour, time.Hour, time.Hour, time.Hour
	return l
}

// client is one connection of a client.
type client struct {
	net.Conn
	answers *bufio.Reader
}

func connect(t *testing.T, address string) *client {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil { // so that a failure ends
		t.Fatal(err)
	}
	return &client{Conn: conn, answers: bufio.NewReader(conn)}
}

func (c *client) send(t *testing.T, format string, args ...any) {
	t.Helper()
	if _, err := fmt.Fprintf(c, format, args...); err != nil {
		t.Fatal(err)
	}
}

// status returns the status of the next response, or "closed" if the server closed the connection.
func (c *client) status() string {
	response, err := http.ReadResponse(c.answers, nil)
	if err != nil {
		return "closed"
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, response.Body)
	return fmt.Sprint(response.StatusCode)
}

const (
	wholeRequest = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
	halfHeader   = "GET / HTTP/1.1\r\nHo"
	halfBody     = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345"
)

// readBody reads the request and answers 200, or 400 if the body is incomplete.
var readBody = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		w.WriteHeader(http.StatusBadRequest)
	}
})

// TestLongestWaitingConnectionIsReplaced: at the limit, a new connection closes the one that has waited longest for its client.
func TestLongestWaitingConnectionIsReplaced(t *testing.T) {
	t.Parallel()
	for name, sent := range map[string]string{"nothing sent": "", "half a header": halfHeader, "half a body": halfBody} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limits := noTimeouts()
			limits.Connections = 2
			address := startServer(t, limits, readBody)
			oldest := connect(t, address)
			oldest.send(t, "%s", sent)
			other := connect(t, address)
			other.send(t, wholeRequest)
			if got := other.status(); got != "200" {
				t.Fatalf("the second connection gets %s, want 200", got)
			}
			another := connect(t, address)
			another.send(t, wholeRequest)
			if got := another.status(); got != "200" {
				t.Errorf("the third connection gets %s, want 200", got)
			}
			if got := oldest.status(); got != "closed" && got != "400" {
				t.Errorf("the first connection gets %s, want closed", got)
			}
			other.send(t, wholeRequest)
			if got := other.status(); got != "200" {
				t.Errorf("the second connection then gets %s, want 200", got)
			}
		})
	}
}

func TestIdleConnectionIsReplaced(t *testing.T) {
	t.Parallel()
	limits := noTimeouts()
	limits.Connections = 1
	address := startServer(t, limits, readBody)
	idle := connect(t, address)
	idle.send(t, wholeRequest)
	if got := idle.status(); got != "200" {
		t.Fatalf("the first connection gets %s, want 200", got)
	}
	for got := "closed"; got != "200"; {
		other := connect(t, address)
		_, _ = io.WriteString(other, wholeRequest) // it may be closed before that
		got = other.status()
	}
	if got := idle.status(); got != "closed" {
		t.Errorf("the idle connection gets %s, want closed", got)
	}
}

// TestProcessingConnectionIsNotReplaced: if all connections are processing a request, a new one is closed.
func TestProcessingConnectionIsNotReplaced(t *testing.T) {
	t.Parallel()
	arrived, release := make(chan struct{}), make(chan struct{})
	limits := noTimeouts()
	limits.Connections = 1
	address := startServer(t, limits, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		arrived <- struct{}{}
		<-release
	}))
	busy := connect(t, address)
	busy.send(t, wholeRequest)
	<-arrived
	if got := connect(t, address).status(); got != "closed" {
		t.Errorf("the second connection gets %s, want closed", got)
	}
	close(release)
	if got := busy.status(); got != "200" {
		t.Errorf("the first connection gets %s, want 200", got)
	}
}

// TestUnreadResponseIsReplaced: a client that does not read its response does not keep others out.
func TestUnreadResponseIsReplaced(t *testing.T) {
	t.Parallel()
	began, ended := make(chan struct{}), make(chan error, 1)
	limits := noTimeouts()
	limits.Connections = 1
	address := startServer(t, limits, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/small" {
			return
		}
		w.WriteHeader(http.StatusOK)
		close(began)
		_, err := w.Write(make([]byte, 64<<20)) // more than the socket buffers hold
		ended <- err
	}))
	connect(t, address).send(t, wholeRequest)
	<-began
	other := connect(t, address)
	other.send(t, "GET /small HTTP/1.1\r\nHost: x\r\n\r\n")
	if got := other.status(); got != "200" {
		t.Errorf("another client gets %s, want 200", got)
	}
	if err := <-ended; err == nil {
		t.Error("the unread response was written without an error")
	}
}

// TestUnreadBody: a response is sent at once if the handler does not read the body, whether the body is long or waits for 100
// Continue.
func TestUnreadBody(t *testing.T) {
	t.Parallel()
	address := startServer(t, noTimeouts(), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	}))
	for name, header := range map[string]string{
		"with Expect": "Content-Length: 10\r\nExpect: 100-continue",
		"long":        "Content-Length: 10000000",
	} {
		conn := connect(t, address)
		conn.send(t, "POST / HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n", header)
		if got := conn.status(); got != "413" {
			t.Errorf("%s: the client gets %s, want 413", name, got)
		}
	}
}

func TestConnectionLimits(t *testing.T) {
	t.Parallel()
	const soon = 20 * time.Millisecond
	for name, c := range map[string]struct {
		set        func(*httpd.Limits)
		sent, want string
	}{
		"header time": {func(l *httpd.Limits) { l.HeaderTime = soon }, halfHeader, "400 closed"},
		"read time":   {func(l *httpd.Limits) { l.ReadTime = 25 * soon }, halfBody, "400"},
		"idle time":   {func(l *httpd.Limits) { l.IdleTime = soon }, wholeRequest, "200 closed"},
		"header":      {func(l *httpd.Limits) { l.Header = 1000 }, "GET / HTTP/1.1\r\nHost: x\r\nA: " + strings.Repeat("a", 6000) + "\r\n\r\n", "431"},
		"in limits":   {func(l *httpd.Limits) { l.Header = 1000 }, "GET / HTTP/1.1\r\nHost: x\r\nA: " + strings.Repeat("a", 900) + "\r\n\r\n", "200"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limits := noTimeouts()
			c.set(&limits)
			conn := connect(t, startServer(t, limits, readBody))
			conn.send(t, "%s", c.sent)
			for want := range strings.FieldsSeq(c.want) {
				if got := conn.status(); got != want {
					t.Errorf("it gets %s, want %s", got, want)
				}
			}
		})
	}
}
