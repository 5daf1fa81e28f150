package graph

import (
	"context"
	"runtime"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// limiter limits how many requests are worked on at a time. All its queues are first in, first out, as those of channels.
//
// A request that has taken long must not keep the processors from short ones. Between two root fields it gives way: it
// goes to the back of a queue of its own, of which fewer requests run at a time than there are processors.
type limiter struct {
	slots, queue chan struct{}
	wait         time.Duration
	// long holds the requests that have taken long, running those of them that run.
	long, running chan struct{}
	longAfter     time.Duration
}

// longAfter is how long a request is worked on before it counts as long. Nearly all take less.
const longAfter = 50 * time.Millisecond

func newLimiter(limits Limits) *limiter {
	return &limiter{
		slots: make(chan struct{}, limits.Concurrent),
		queue: make(chan struct{}, limits.Queue),
		wait:  limits.Wait,
		// The other half of the slots is left to short requests.
		long:      make(chan struct{}, max(1, limits.Concurrent/2)),
		running:   make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)),
		longAfter: longAfter,
	}
}

// slot is the right of one request to be worked on. It is for one goroutine at a time.
type slot struct {
	limiter *limiter
	// worked is how long the request was worked on until it waited last, start is when that wait ended.
	worked time.Duration
	start  time.Time
	isLong bool
}

// acquire waits for a slot. It fails if too many requests wait already, if the wait takes too long, and if ctx ends.
func (l *limiter) acquire(ctx context.Context) (*slot, *gqlerror.Error) {
	select {
	case l.slots <- struct{}{}:
		return &slot{limiter: l, start: time.Now()}, nil
	default:
	}
	select {
	case l.queue <- struct{}{}:
	default:
		return nil, l.overloaded()
	}
	defer func() { <-l.queue }()
	timer := time.NewTimer(l.wait)
	defer timer.Stop()
	select {
	case l.slots <- struct{}{}:
		return &slot{limiter: l, start: time.Now()}, nil
	case <-timer.C:
	case <-ctx.Done():
	}
	return nil, l.overloaded()
}

func (l *limiter) overloaded() *gqlerror.Error {
	return overloadedError(limitConcurrent, cap(l.slots))
}

// giveWay lets other requests run first if this one has taken long. It fails if too many such requests are waiting
// already. If ctx ends, the caller is to notice.
func (s *slot) giveWay(ctx context.Context) *gqlerror.Error {
	s.worked += time.Since(s.start)
	s.start = time.Now()
	switch {
	case s.isLong:
		<-s.limiter.running
	case s.worked < s.limiter.longAfter:
		return nil
	default:
		select {
		case s.limiter.long <- struct{}{}:
		default:
			return s.limiter.overloaded()
		}
	}
	s.run(ctx)
	return nil
}

// run waits until the long request may run.
func (s *slot) run(ctx context.Context) {
	select {
	case s.limiter.running <- struct{}{}:
		s.isLong = true
	case <-ctx.Done():
		<-s.limiter.long
		s.isLong = false
	}
	s.start = time.Now()
}

// release gives the slot back.
func (s *slot) release() {
	if s.isLong {
		<-s.limiter.running
		<-s.limiter.long
	}
	<-s.limiter.slots
}

type slotKey struct{}

func withSlot(ctx context.Context, s *slot) context.Context {
	return context.WithValue(ctx, slotKey{}, s)
}

// slotOf returns the slot of the request that a context belongs to.
func slotOf(ctx context.Context) *slot {
	s, _ := ctx.Value(slotKey{}).(*slot)
	return s
}
