package graph

import (
	"context"
	"net/http"
	"time"
)

// slots let so many requests be worked on at a time, and so many more wait for a while.
type slots struct {
	free, waiting chan struct{}
	wait          time.Duration
	concurrent    int
}

func newSlots(limits Limits) *slots {
	return &slots{
		free:       make(chan struct{}, limits.Concurrent),
		waiting:    make(chan struct{}, limits.Queue),
		wait:       limits.Wait,
		concurrent: limits.Concurrent,
	}
}

// take waits for a slot. It is refused where too many wait already or it waits too long, and where ctx ends.
func (s *slots) take(ctx context.Context) *refusal {
	select {
	case s.free <- struct{}{}:
		return nil
	default:
	}
	select {
	case s.waiting <- struct{}{}:
	default:
		return overloaded(limitConcurrent, s.concurrent)
	}
	defer func() { <-s.waiting }()
	patience := time.NewTimer(s.wait)
	defer patience.Stop()
	select {
	case s.free <- struct{}{}:
		return nil
	case <-patience.C:
	case <-ctx.Done():
	}
	return overloaded(limitConcurrent, s.concurrent)
}

func (s *slots) release() { <-s.free }

// retryAfter is when a client that was sent away may come again, in seconds.
const retryAfter = "1"

// overloaded sends a client away for a moment.
func overloaded(limit string, most int) *refusal {
	problem := problemf(codeOverloaded, "the server has too much to do; try again in a second (limit %s: %d)", limit, most)
	problem.Extensions["limit"], problem.Extensions["max"] = limit, most
	away := refuse(http.StatusServiceUnavailable, problem)
	away.header = http.Header{"Retry-After": {retryAfter}}
	return away
}
