package store

import (
	"cmp"
	"errors"
	"iter"
	"slices"
)

// server is a server of the database, with the connections that read from it.
type server struct {
	engine  engine
	readers *pool
	// replica is nil for the primary, the server that is written to.
	replica *replica
}

// servers returns the servers that a snapshot with a change set may be read from, best first: the replicas that have it, those with the
// fewest reads before the others, and then the primary.
func (s *Store) servers(since int64) iter.Seq[*server] {
	return func(yield func(*server) bool) {
		var usable []*server
		turn := int(s.turn.Add(1) % uint64(len(s.replicas)+1)) // idle replicas take turns
		for i := range s.replicas {
			if r := s.replicas[(turn+i)%len(s.replicas)]; r.has(since) {
				usable = append(usable, &r.server)
			}
		}
		slices.SortStableFunc(usable, func(a, b *server) int { return cmp.Compare(len(a.readers.lent), len(b.readers.lent)) })
		for _, server := range append(usable, &s.primary) {
			if !yield(server) {
				return
			}
		}
	}
}

// hasFailed reports whether an error means that the server cannot be used at present, so that another one may do better. Its idle
// connections are as bad as the one that failed.
func (s *server) hasFailed(err error) bool {
	_, isBehind := errors.AsType[*UnknownChangeError](err)
	if !s.engine.isTransient(err) && (s.replica == nil || !isBehind) {
		return false
	}
	s.readers.discard()
	if s.replica != nil {
		s.replica.leaveOut(err)
	}
	return true
}
