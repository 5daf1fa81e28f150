package httpd

import (
	"container/list"
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// connections bounds the open connections. Where there are too many, the one that has been waiting longest for its
// client makes room, be that idle, sending slowly or slow to take its answer, so that new clients are let in.
type connections struct {
	most int

	mu sync.Mutex
	// places are those of all open connections; of those that are worked on, nil.
	places map[net.Conn]*list.Element
	// waiting are the connections that wait for their client, the one that has waited longest first.
	waiting *list.List
}

// waiting is a connection that waits for its client.
type waiting struct {
	net.Conn
	since time.Time
}

// grace is how long a connection may wait before it makes room: however fast others come, its request is looked at before.
const grace = 250 * time.Millisecond

func newConnections(most int) *connections {
	return &connections{most: most, places: map[net.Conn]*list.Element{}, waiting: list.New()}
}

// changed follows the states of a connection.
func (c *connections) changed(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateNew:
		c.admit(conn)
	case http.StateIdle:
		c.await(conn)
	case http.StateClosed, http.StateHijacked:
		c.forget(conn)
	case http.StateActive: // its request is still being sent; serving tells when it is there
	}
}

// admit lets a new connection wait for its client, once there is room.
func (c *connections) admit(conn net.Conn) {
	for patience := time.Now().Add(grace); len(c.places) >= c.most; {
		until := patience
		oldest := c.waiting.Front()
		if oldest != nil {
			until = oldest.Value.(waiting).since.Add(grace) //nolint:forcetypeassert // the list holds nothing else
		}
		switch left := time.Until(until); {
		case left > 0: // the next clients wait in the system's own queue meanwhile
			c.mu.Unlock()
			time.Sleep(min(left, grace/10))
			c.mu.Lock()
		case oldest == nil: // all are worked on
			_ = conn.Close() // nothing was read from it
			return
		default:
			victim := oldest.Value.(waiting) //nolint:forcetypeassert // as above
			c.forget(victim.Conn)
			_ = victim.Close() // its client waits for nothing
		}
	}
	c.push(conn)
}

// push lets a connection wait.
func (c *connections) push(conn net.Conn) {
	c.places[conn] = c.waiting.PushBack(waiting{conn, time.Now()})
}

// await lets a known connection wait.
func (c *connections) await(conn net.Conn) {
	if place, known := c.places[conn]; known && place == nil {
		c.push(conn)
	}
}

// awaitAgain lets a connection wait that was worked on.
func (c *connections) awaitAgain(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.await(conn)
}

// work keeps a connection from making room, until it is idle again.
func (c *connections) work(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if place := c.places[conn]; place != nil {
		c.waiting.Remove(place)
		c.places[conn] = nil
	}
}

func (c *connections) forget(conn net.Conn) {
	if place := c.places[conn]; place != nil {
		c.waiting.Remove(place)
	}
	delete(c.places, conn)
}

type connectionKey struct{}

// remember lets serving know the connection of a request.
func (c *connections) remember(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, conn)
}

// serving tells of each request when it is wholly there.
func (c *connections) serving(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, ok := r.Context().Value(connectionKey{}).(net.Conn)
		if ok {
			w = &watchedWriter{ResponseWriter: w, begins: sync.OnceFunc(func() { c.awaitAgain(conn) })}
		}
		there := func() {
			if ok {
				c.work(conn)
			}
			// What bounds the sending of a request must not end the work on it.
			_ = http.NewResponseController(w).SetReadDeadline(time.Time{}) // a writer of tests has no connection
		}
		if r.Body == nil || r.Body == http.NoBody {
			there()
		} else {
			// net/http looks at the body of its own request, to see whether the rest of it must be awaited before it answers.
			watched := *r
			watched.Body = &watchedBody{ReadCloser: r.Body, there: there}
			r = &watched
		}
		next.ServeHTTP(w, r)
	})
}

// watchedBody tells when it was read to its end.
type watchedBody struct {
	io.ReadCloser
	there func()
}

// Read reads on.
func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF && b.there != nil {
		b.there()
		b.there = nil
	}
	return n, err
}

// watchedWriter tells when an answer begins, which waits for its client.
type watchedWriter struct {
	http.ResponseWriter
	begins func()
}

// WriteHeader begins the answer.
func (w *watchedWriter) WriteHeader(status int) {
	w.begins()
	w.ResponseWriter.WriteHeader(status)
}

// Write goes on with it.
func (w *watchedWriter) Write(p []byte) (int, error) {
	w.begins()
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watchedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
