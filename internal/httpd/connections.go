package httpd

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// connectionLimiter bounds the number of open connections. At the limit, a new connection replaces the one that has
// waited longest for its client: idle, still sending its request, or slow to read its response. A listener that only counts,
// such as netutil.LimitListener, would let clients that hold connections open keep all others out until a timeout.
type connectionLimiter struct {
	limit int

	mu   sync.Mutex
	open map[net.Conn]connection
}

// connection is the state of an open connection.
type connection struct {
	phase phase
	// since is when the phase began.
	since time.Time
}

// phase is a phase of a connection.
type phase uint8

const (
	// receiving waits for a request, or for the rest of one.
	receiving phase = iota
	// processing has a complete request. It is the only phase that does not wait for the client.
	processing
	// responding sends the response.
	responding
)

// minWait is how long a connection may wait for its client before it can be closed for another one, or by a stop. It gives
// requests that were sent at once the time to be read, however fast other connections arrive.
const minWait = 250 * time.Millisecond

func newConnectionLimiter(limit int) *connectionLimiter {
	return &connectionLimiter{limit: limit, open: map[net.Conn]connection{}}
}

// stateChanged is the ConnState hook of http.Server.
func (l *connectionLimiter) stateChanged(conn net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		l.admit(conn)
	case http.StateIdle:
		l.enter(conn, receiving)
	case http.StateClosed, http.StateHijacked:
		l.mu.Lock()
		delete(l.open, conn)
		l.mu.Unlock()
	case http.StateActive: // the request is incomplete; track sees when it is complete
	}
}

// admit adds a new connection. If the limit is reached, it first closes another one, or else the new one where all others are
// processing requests. It blocks the accept loop meanwhile, so further clients wait in the backlog of the listener.
func (l *connectionLimiter) admit(conn net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for giveUp := time.Now().Add(minWait); len(l.open) >= l.limit; {
		oldest, replaceable := l.longestWaiting()
		if oldest == nil {
			replaceable = giveUp
		}
		if left := time.Until(replaceable); left > 0 {
			l.mu.Unlock()
			time.Sleep(min(left, minWait/10))
			l.mu.Lock()
			continue
		}
		if oldest == nil {
			_ = conn.Close() // nothing was read from it
			return
		}
		delete(l.open, oldest)
		_ = oldest.Close() // the error would be the client's
	}
	l.open[conn] = connection{receiving, time.Now()}
}

// longestWaiting returns the connection that has waited longest for its client, nil if none waits, and the time from which it
// can be replaced.
func (l *connectionLimiter) longestWaiting() (longest net.Conn, replaceable time.Time) {
	for conn, c := range l.open {
		if at := c.since.Add(minWait); c.phase != processing && (longest == nil || at.Before(replaceable)) {
			longest, replaceable = conn, at
		}
	}
	return longest, replaceable
}

// enter records that a connection enters a phase, if it is still open.
func (l *connectionLimiter) enter(conn net.Conn, next phase) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, ok := l.open[conn]; ok {
		l.open[conn] = connection{next, time.Now()}
	}
}

// closeReceiving closes the connections without a complete request until ctx ends. Each has minWait, so that a request that was
// sent before is still read.
func (l *connectionLimiter) closeReceiving(ctx context.Context) {
	ticker := time.NewTicker(minWait / 10)
	defer ticker.Stop()
	for {
		l.mu.Lock()
		for conn, c := range l.open {
			if c.phase == receiving && time.Since(c.since) >= minWait {
				_ = conn.Close() // the error would be the client's
			}
		}
		l.mu.Unlock()
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

type connectionKey struct{}

// withConnection is the ConnContext hook of http.Server.
func (l *connectionLimiter) withConnection(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, conn)
}

// track follows the phases of each request: it is complete when its body is read to the end, and the response begins
// with the first write.
func (l *connectionLimiter) track(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, ok := r.Context().Value(connectionKey{}).(net.Conn)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		w = &trackedWriter{ResponseWriter: w, begin: sync.OnceFunc(func() { l.enter(conn, responding) })}
		complete := sync.OnceFunc(func() {
			l.enter(conn, processing)
			// The time limit for sending a request must not cancel its processing.
			_ = http.NewResponseController(w).SetReadDeadline(time.Time{}) // always supported by HTTP/1.1
		})
		if r.Body == nil || r.Body == http.NoBody {
			complete()
		} else {
			// On a copy, because net/http looks at the type of the body of its own request to decide how to discard the rest.
			tracked := *r
			tracked.Body = &trackedBody{ReadCloser: r.Body, complete: complete}
			r = &tracked
		}
		next.ServeHTTP(w, r)
	})
}

// trackedBody is a request body that reports its end.
type trackedBody struct {
	io.ReadCloser

	complete func()
}

// Read reads from the body.
func (b *trackedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		b.complete()
	}
	return n, err
}

// trackedWriter is a response that reports its beginning.
type trackedWriter struct {
	http.ResponseWriter

	begin func()
}

// WriteHeader begins the response.
func (w *trackedWriter) WriteHeader(status int) {
	w.begin()
	w.ResponseWriter.WriteHeader(status)
}

// Write writes a part of the response.
func (w *trackedWriter) Write(p []byte) (int, error) {
	w.begin()
	return w.ResponseWriter.Write(p)
}

// Unwrap gives http.ResponseController access to the connection.
func (w *trackedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
