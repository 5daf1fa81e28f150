package store

import (
	"context"
	"sync"
	"time"
)

// Changes tells how far the history of the graph has come, whichever program writes it.
type Changes struct {
	mu     sync.Mutex
	newest int64
	ended  bool
	// renewed is closed when newest becomes another number, and at the end.
	renewed chan struct{}
}

// Changes returns the changes of the graph. The first call begins to watch the database, on a connection of its own, until Close.
func (s *Store) Changes() *Changes {
	s.watching.Do(func() {
		s.watch(watch{engine: s.engine, look: func(_ context.Context, l listener) error {
			newest, err := readChange(l)
			if err == nil {
				s.changes.set(newest)
			}
			return err
		}})
	})
	return s.changes
}

// Newest returns the number of the newest change set, 0 before the first one and before it was read. A commit of this process is known at once,
// that of another one within a second; while the database cannot be read, the number is the last that was.
func (c *Changes) Newest() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.newest
}

// Wait returns the number of the newest change set as soon as it is not the given one. It is smaller only if the database lost change
// sets, as one restored from a backup has. The error is that of ctx, or says that the store was closed.
func (c *Changes) Wait(ctx context.Context, known int64) (newest int64, err error) {
	for {
		c.mu.Lock()
		newest, ended, renewed := c.newest, c.ended, c.renewed
		c.mu.Unlock()
		switch {
		case newest != known:
			return newest, nil
		case ended:
			return known, errClosed
		}
		select {
		case <-renewed:
		case <-ctx.Done():
			return known, ctx.Err()
		}
	}
}

func newChanges() *Changes { return &Changes{renewed: make(chan struct{})} }

func (c *Changes) set(newest int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if newest != c.newest {
		c.newest = newest
		close(c.renewed)
		c.renewed = make(chan struct{})
	}
}

func (c *Changes) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.ended {
		c.ended = true
		close(c.renewed)
	}
}

// readChange returns the number of the newest change set, 0 before the first one.
func readChange(c conn) (newest int64, err error) {
	err = c.read(Query{SQL: "SELECT last FROM sequence WHERE name = 'change'"}, func(r *Row) error {
		newest = r.Int(0)
		return nil
	})
	return newest, err
}

const (
	// lookEvery is how often a database is looked at where nothing tells of a change.
	lookEvery = 500 * time.Millisecond
	// lookTime is how long a look may take: the connection of a server that is cut off gives no answer and no error.
	lookTime = 2 * time.Second
)

// watch looks at a database again and again, on a connection of its own.
type watch struct {
	engine engine
	look   func(context.Context, listener) error
	// wait waits for the next look, as long as lookEvery at most; nil waits for what the system tells of commits.
	wait func(context.Context, listener)
	// failed is called if the connection cannot be opened or a look fails, before another connection is opened; nil does nothing.
	failed func(error)
}

// watch keeps a watch until Close.
func (s *Store) watch(w watch) {
	s.watches.Go(func() {
		for s.running.Err() == nil {
			if err := w.keep(s.running); err != nil && s.running.Err() == nil && w.failed != nil {
				w.failed(err)
			}
			sleep(s.running, lookEvery)
		}
	})
}

// keep looks until ctx ends or a look fails. The first look is after listening began, so that no commit falls in between.
func (w *watch) keep(ctx context.Context) error {
	opening, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	l, err := w.engine.openListener(opening)
	if err != nil {
		return err
	}
	defer func() { _ = l.close() }() // nothing was written
	for ctx.Err() == nil {
		if err := w.lookOnce(ctx, l); err != nil {
			return err
		}
		waiting, cancel := context.WithTimeout(ctx, lookEvery)
		if w.wait != nil {
			w.wait(waiting, l)
		} else {
			l.listen(waiting)
		}
		cancel()
	}
	return nil
}

func (w *watch) lookOnce(ctx context.Context, l listener) error {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	defer l.stopWith(ctx)()
	return w.look(ctx, l)
}

// sleep waits for a time, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
