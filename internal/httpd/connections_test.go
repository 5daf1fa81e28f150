package httpd_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"civicgraph/internal/httpd"
)

// listening is a server under limits, whose handler answers 200 to what it is asked.
func listening(t *testing.T, limits httpd.Limits, handler http.Handler) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	stopped := make(chan error, 1)
	server := &httpd.Server{Handler: handler, Limits: limits, Log: slog.New(slog.DiscardHandler)}
	go func() { stopped <- server.Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-stopped; err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

// patient are limits within which clients may take their time.
func patient() httpd.Limits {
	l := httpd.DefaultLimits()
	l.HeaderTime, l.ReadTime, l.IdleTime, l.WriteTime = time.Hour, time.Hour, time.Hour, time.Hour
	return l
}

// client is one connection.
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

// status is that of the next answer, or that the server has closed the connection.
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
	startOfBody  = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345"
)

var reads = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		w.WriteHeader(http.StatusBadRequest)
	}
})

// TestWaitingConnectionsMakeRoom: one more than there may be closes the one whose client has been waited for longest.
func TestWaitingConnectionsMakeRoom(t *testing.T) {
	t.Parallel()
	for name, sent := range map[string]string{"nothing was sent": "", "half a header": "GET / HTTP/1.1\r\nHo", "half a body": startOfBody} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limits := patient()
			limits.Connections = 2
			address := listening(t, limits, reads)
			oldest := connect(t, address)
			oldest.send(t, "%s", sent)
			other := connect(t, address)
			other.send(t, wholeRequest)
			if got := other.status(); got != "200" {
				t.Fatalf("the second connection gets %s", got)
			}
			another := connect(t, address)
			another.send(t, wholeRequest)
			if got := another.status(); got != "200" {
				t.Errorf("one more connection gets %s", got)
			}
			if got := oldest.status(); got != "closed" && got != "400" {
				t.Errorf("the oldest gets %s", got)
			}
			other.send(t, wholeRequest)
			if got := other.status(); got != "200" {
				t.Errorf("the younger one gets %s", got)
			}
		})
	}
}

// TestIdleConnectionsMakeRoom: one that has been answered, and waits for nothing, makes room as soon as that is known.
func TestIdleConnectionsMakeRoom(t *testing.T) {
	t.Parallel()
	limits := patient()
	limits.Connections = 1
	address := listening(t, limits, reads)
	idle := connect(t, address)
	idle.send(t, wholeRequest)
	if got := idle.status(); got != "200" {
		t.Fatalf("it answers %s", got)
	}
	for got := "closed"; got != "200"; {
		other := connect(t, address)
		_, _ = io.WriteString(other, wholeRequest) // it may be turned away before
		got = other.status()
	}
	if got := idle.status(); got != "closed" {
		t.Errorf("the idle one gets %s", got)
	}
}

// TestConnectionsAtWorkStay: where all are worked on, one more is turned away.
func TestConnectionsAtWorkStay(t *testing.T) {
	t.Parallel()
	arrived, release := make(chan struct{}), make(chan struct{})
	limits := patient()
	limits.Connections = 1
	address := listening(t, limits, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		arrived <- struct{}{}
		<-release
	}))
	busy := connect(t, address)
	busy.send(t, wholeRequest)
	<-arrived
	if got := connect(t, address).status(); got != "closed" {
		t.Errorf("one more connection gets %s", got)
	}
	close(release)
	if got := busy.status(); got != "200" {
		t.Errorf("the one at work gets %s", got)
	}
}

// TestAnswersNobodyTakesMakeRoom: a client that does not read does not keep others out.
func TestAnswersNobodyTakesMakeRoom(t *testing.T) {
	t.Parallel()
	began, ended := make(chan struct{}), make(chan error, 1)
	limits := patient()
	limits.Connections = 1
	address := listening(t, limits, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/small" {
			return
		}
		w.WriteHeader(http.StatusOK)
		close(began)
		_, err := w.Write(make([]byte, 64<<20)) // more than sockets take
		ended <- err
	}))
	connect(t, address).send(t, wholeRequest)
	<-began
	other := connect(t, address)
	other.send(t, "GET /small HTTP/1.1\r\nHost: x\r\n\r\n")
	if got := other.status(); got != "200" {
		t.Errorf("another client gets %s", got)
	}
	if err := <-ended; err == nil {
		t.Error("the answer that nobody takes was written")
	}
}

// TestRefusedBodiesAreNotAwaited: a handler that answers without the body is heard at once, be the rest of it too much to
// read or be it sent only where it is asked for.
func TestRefusedBodiesAreNotAwaited(t *testing.T) {
	t.Parallel()
	address := listening(t, patient(), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	}))
	for name, header := range map[string]string{
		"waits to be asked": "Content-Length: 10\r\nExpect: 100-continue",
		"is long":           "Content-Length: 10000000",
	} {
		conn := connect(t, address)
		conn.send(t, "POST / HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n", header)
		if got := conn.status(); got != "413" {
			t.Errorf("where a body %s, the client gets %s", name, got)
		}
	}
}

// TestTimesAndSizesOfConnections: each limit by itself ends a client that goes beyond it.
func TestTimesAndSizesOfConnections(t *testing.T) {
	t.Parallel()
	const soon = 20 * time.Millisecond
	for name, c := range map[string]struct {
		set        func(*httpd.Limits)
		sent, want string
	}{
		"header time": {func(l *httpd.Limits) { l.HeaderTime = soon }, "GET / HTTP/1.1\r\nHo", "400 closed"},
		"read time":   {func(l *httpd.Limits) { l.ReadTime = 25 * soon }, startOfBody, "400"},
		"idle time":   {func(l *httpd.Limits) { l.IdleTime = soon }, wholeRequest, "200 closed"},
		"header":      {func(l *httpd.Limits) { l.Header = 1000 }, "GET / HTTP/1.1\r\nHost: x\r\nA: " + strings.Repeat("a", 6000) + "\r\n\r\n", "431"},
		"within":      {func(l *httpd.Limits) { l.Header = 1000 }, "GET / HTTP/1.1\r\nHost: x\r\nA: " + strings.Repeat("a", 900) + "\r\n\r\n", "200"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limits := patient()
			c.set(&limits)
			conn := connect(t, listening(t, limits, reads))
			conn.send(t, "%s", c.sent)
			for want := range strings.FieldsSeq(c.want) {
				if got := conn.status(); got != want {
					t.Errorf("it gets %s, want %s", got, want)
				}
			}
		})
	}
}
