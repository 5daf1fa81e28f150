package store

import (
	"context"
	"fmt"
	"time"
)

const (
	// readRetryTime is how long a read is tried again on servers that fail. A client is better told soon than kept waiting.
	readRetryTime = time.Second
	firstPause    = 10 * time.Millisecond
	longestPause  = 500 * time.Millisecond
)

// repetition repeats what failed because of a server, for a limited time from the first failure on and at growing intervals.
type repetition struct {
	limit time.Duration
	until time.Time
	pause time.Duration
	err   error
}

func newRepetition(limit time.Duration) repetition {
	return repetition{limit: limit, pause: firstPause}
}

// failed notes a failure.
func (r *repetition) failed(err error) {
	if r.err == nil {
		r.until = time.Now().Add(r.limit)
	}
	r.err = err
}

// wait waits until the next attempt. It returns false if the time for attempts is over or ctx ended.
func (r *repetition) wait(ctx context.Context) bool {
	if ctx.Err() != nil || time.Now().After(r.until) {
		return false
	}
	sleep(ctx, r.pause)
	r.pause = min(2*r.pause, longestPause)
	return ctx.Err() == nil
}

// error returns the error of the last attempt.
func (r *repetition) error(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, r.err)
}
