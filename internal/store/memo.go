package store

import "fmt"

// maxRemembered is the maximal size of all results that a snapshot remembers, in the units that Remember counts.
const maxRemembered = 20_000

// memo holds results of queries, which stay the same for the life of a snapshot.
type memo struct {
	results map[string]any
	size    int
}

// Remember returns the result of a query, which compute reads at most once for a snapshot. compute also returns the size of the
// result, in rows. Results must not be changed.
func Remember[T any](s *Snapshot, query Query, compute func() (result T, size int, err error)) (T, error) {
	key := query.SQL + fmt.Sprintf("\x00%#v", query.Args)
	if known, ok := s.memo.results[key].(T); ok {
		return known, nil
	}
	result, size, err := compute()
	if err != nil || s.memo.size+size > maxRemembered {
		return result, err
	}
	if s.memo.results == nil {
		s.memo.results = map[string]any{}
	}
	s.memo.size += size
	s.memo.results[key] = result
	return result, nil
}
