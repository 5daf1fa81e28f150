package store

import (
	"context"
	"errors"
	"runtime"
	"sync"
)

// DefaultReaders returns the number of read connections that a Store opens at most by default. A request
// holds its connection while it is worked on, so there are far more connections than cores: a short request must find one
// beside long ones.
func DefaultReaders() int {
	const atLeast, perCore = 32, 16
	return max(atLeast, perCore*runtime.GOMAXPROCS(0))
}

// pool lends connections, each to one borrower at a time. It opens a connection when it is first needed and keeps it until
// the pool is closed.
type pool struct {
	// lent holds one token for each connection lent. Borrowers wait for room in it, in the order in which they came.
	lent chan struct{}
	open func(context.Context) (conn, error)

	mu sync.Mutex
	// idle is a stack: the connection used last, whose cache is warm, is lent first.
	idle []conn
	// unusable is why no connection is lent any more; nil while they are.
	unusable error
}

// errClosed means that the store was closed.
var errClosed = errors.New("the database is closed")

// emptyPool returns a pool of at most size connections.
func emptyPool(size int, open func(context.Context) (conn, error)) *pool {
	return &pool{lent: make(chan struct{}, size), open: open}
}

// newPool returns a pool of at most size connections and opens the first one.
func newPool(ctx context.Context, size int, open func(context.Context) (conn, error)) (*pool, error) {
	p := emptyPool(size, open)
	c, err := open(ctx)
	if err != nil {
		return nil, err
	}
	p.idle = append(p.idle, c)
	return p, nil
}

// acquire returns an idle connection, or a new one. If all are lent, it waits for one until ctx ends.
func (p *pool) acquire(ctx context.Context) (conn, error) {
	select {
	case p.lent <- struct{}{}:
	default:
		select {
		case p.lent <- struct{}{}:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	c, err := p.pop(ctx)
	if err != nil {
		<-p.lent
	}
	return c, err
}

// pop returns an idle connection, or opens one.
func (p *pool) pop(ctx context.Context) (conn, error) {
	p.mu.Lock()
	unusable, last := p.unusable, len(p.idle)-1
	if unusable == nil && last >= 0 {
		defer p.mu.Unlock()
		c := p.idle[last]
		p.idle = p.idle[:last]
		return c, nil
	}
	p.mu.Unlock()
	if unusable != nil {
		return nil, unusable
	}
	return p.open(ctx)
}

// release takes back a connection that was lent. One that cannot be used any more is closed.
func (p *pool) release(c conn) {
	var err error
	usable := c.isUsable()
	if !usable {
		err = c.close()
	}
	p.mu.Lock()
	switch {
	case usable:
		p.idle = append(p.idle, c)
	case errors.Is(err, errFaulted):
		p.unusable = err
	}
	p.mu.Unlock()
	<-p.lent
}

// discard closes the idle connections.
func (p *pool) discard() {
	p.mu.Lock()
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	for _, c := range idle {
		_ = c.close() // nothing was being done with it
	}
}

// close waits for the connections that are lent and closes all. It does nothing the second time.
func (p *pool) close() error {
	for range cap(p.lent) {
		p.lent <- struct{}{}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	var errs []error
	for _, c := range p.idle {
		errs = append(errs, c.close())
	}
	p.idle, p.unusable = nil, errClosed
	for range cap(p.lent) {
		<-p.lent
	}
	return errors.Join(errs...)
}
