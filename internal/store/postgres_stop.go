package store

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// stopper stops the statements of a connection when its context ends. A nil stopper never does.
type stopper struct {
	ctx context.Context //nolint:containedctx // the context of stopWith
	// stopping is done when stop has returned.
	stopping sync.WaitGroup

	mu      sync.Mutex
	stopped bool
	// running is the connection while the server works for it.
	running *pgconn.PgConn
}

// stopPatience is how long the server may take to stop a statement. After that, the connection is given up.
const stopPatience = 2 * time.Second

// stopWith stops a statement by a request to the server, over a connection that this takes.
func (c *postgresConn) stopWith(ctx context.Context) (release func()) {
	s := &stopper{ctx: ctx}
	s.stopping.Add(1)
	c.stopper = s
	unwatch := context.AfterFunc(ctx, s.stop)
	return func() {
		if !unwatch() {
			s.stopping.Wait()
		}
		c.stopper = nil
	}
}

// stop is called when the context ends, in a goroutine of its own.
func (s *stopper) stop() {
	defer s.stopping.Done()
	s.mu.Lock()
	s.stopped = true
	running := s.running
	s.mu.Unlock()
	if running == nil {
		return
	}
	_ = running.Conn().SetDeadline(time.Now().Add(stopPatience)) // fails if the connection is closed
	ctx, cancel := context.WithTimeout(context.Background(), stopPatience)
	defer cancel()
	_ = running.CancelRequest(ctx) // else the deadline ends the statement
}

// enter notes that the server begins to work for a connection. It returns the error of the context if that ended.
func (s *stopper) enter(server *pgconn.PgConn) error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return s.ctx.Err()
	}
	s.running = server
	return nil
}

// leave notes that the work is done. It reports whether the server was asked to stop.
func (s *stopper) leave() (wasStopped bool) {
	if s == nil {
		return false
	}
	s.mu.Lock()
	wasStopped = s.stopped
	s.running = nil
	s.mu.Unlock()
	if wasStopped {
		s.stopping.Wait()
	}
	return wasStopped
}

// resetDeadline undoes the deadline that stop set.
func (s *stopper) resetDeadline(server *pgconn.PgConn) error {
	return server.Conn().SetDeadline(time.Time{})
}
