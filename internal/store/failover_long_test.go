//go:build long

package store_test

import (
	"testing"

	"civicgraph/internal/store/storetest"
)

// TestFailoverAgainAndAgain kills one primary after the other. The one that was killed is made a replica of the next.
func TestFailoverAgainAndAgain(t *testing.T) {
	t.Parallel()
	storetest.PostgresOnly(t, "files have no replicas")
	l := newLoad(t)
	l.start(t)
	const rounds = 20
	for round := range rounds {
		primary, replica := l.nodes[round%2], l.nodes[(round+1)%2]
		l.waitForWrites(t, 100)
		l.failOver(t, primary, replica)
		primary.Replicate(t, replica)
		replica.Execute(t, "ALTER SYSTEM SET synchronous_standby_names = '*'")
		replica.Execute(t, "SELECT pg_reload_conf()")
		primary.Execute(t, "SELECT 1 / count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'")
	}
	l.waitForWrites(t, 100)
	l.stop(t)
}
