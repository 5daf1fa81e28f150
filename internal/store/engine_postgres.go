package store

import (
	"context"
	"errors"
	"time"
)

// openPostgres returns the engine for a database of PostgreSQL.
func openPostgres(context.Context, string, time.Duration) (engine, error) {
	return nil, errors.New("databases of PostgreSQL are not supported; name a file with --database")
}
