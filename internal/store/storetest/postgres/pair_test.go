package postgres_test

import (
	"net/url"
	"testing"

	"civicgraph/internal/store/storetest/postgres"
)

// TestPair: what the primary committed is on the replica, which goes on when the primary is killed.
func TestPair(t *testing.T) {
	t.Parallel()
	primary, replica := postgres.StartPair(t)
	primary.Execute(t, "CREATE TABLE filled (id BIGINT)")
	primary.Kill(t)
	replica.Promote(t)
	writable := postgres.Address(url.Values{"target_session_attrs": {"read-write"}}, primary, replica)
	if _, err := run(t, writable, "INSERT INTO filled VALUES (1)"); err != nil {
		t.Error(err)
	}
	primary.Restart(t)
	if _, err := run(t, postgres.Address(nil, primary), "SELECT 1 / (SELECT 1 - count(*) FROM filled)"); err != nil {
		t.Errorf("the old primary has other rows: %v", err)
	}
}
