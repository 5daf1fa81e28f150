package store

import (
	"context"

	"github.com/jackc/pgx/v5/pgconn"
)

// A transaction that wrote tells of its commit on a channel of the server.
const (
	notifyCommit  = "NOTIFY civicgraph"
	listenCommits = "LISTEN civicgraph"
)

// postgresListener is a connection that is told of commits.
type postgresListener struct {
	*postgresConn

	// wasTold means that a commit was told of for which listen has not returned.
	wasTold bool
}

// openListener opens a connection that reads and is told of commits. A replica tells of none.
func (e *postgresEngine) openListener(ctx context.Context) (listener, error) {
	l := &postgresListener{}
	config := e.config.Config.Copy()
	config.OnNotification = func(*pgconn.PgConn, *pgconn.Notification) { l.wasTold = true }
	config.AfterConnect = func(ctx context.Context, server *pgconn.PgConn) error {
		err := server.Exec(ctx, listenCommits).Close()
		if sqlState(err) == stateReadOnly {
			return nil
		}
		return err
	}
	c, err := e.open(ctx, config)
	l.postgresConn = c
	return l, err
}

// listen returns if the connection is dead, too.
func (l *postgresListener) listen(ctx context.Context) {
	if err := l.pipeline.Close(); err == nil && !l.wasTold {
		_ = l.server.WaitForNotification(ctx) // the next statement reports a dead connection
	}
	l.wasTold = false
	if !l.server.IsClosed() {
		l.pipeline = l.server.StartPipeline(context.Background())
	}
}
