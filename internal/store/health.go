package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// pingTimeout bounds Ping, because monitors count a late answer as a failure.
const pingTimeout = 2 * time.Second

// Ping returns nil if the database answers and is complete, or if a replica answers while the primary does not. It has a connection of
// its own, so that no request can make it wait.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	err := s.ping(ctx)
	if s.engine.isTransient(err) && slices.ContainsFunc(s.replicas, func(r *replica) bool { return r.has(noChange) }) {
		return nil
	}
	return err
}

func (s *Store) ping(ctx context.Context) error {
	c, err := s.health.acquire(ctx)
	if err != nil {
		return fmt.Errorf("wait for a connection: %w", err)
	}
	defer s.health.release(c)
	defer c.stopWith(ctx)()
	return s.engine.explain(c.checkHealth())
}

// checkSequence returns an error if the counters of keys and changes cannot be read.
func checkSequence(c conn) error {
	rows := 0
	err := c.read(Query{SQL: "SELECT last FROM sequence"}, func(*Row) error {
		rows++
		return nil
	})
	if err == nil && rows == 0 {
		err = errors.New("the table sequence has no rows")
	}
	return err
}
