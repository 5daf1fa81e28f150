package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// postgresEngine is a server of PostgreSQL with one database.
//
// Connections have prepared statements and settings, and migrations take a lock of their session. A connection pooler in between must give
// each connection a session of the server to itself: session pooling of PgBouncer does, transaction pooling does not.
type postgresEngine struct {
	config *pgx.ConnConfig
	// lockWait is how long a connection waits for a lock of another.
	lockWait time.Duration
	// isDistributed means that the tables are spread over several nodes. migrate sets it.
	isDistributed bool
}

const (
	// connectTimeout bounds the opening of a connection, unless the address has another bound (connect_timeout).
	connectTimeout = 10 * time.Second
	// idleTimeout bounds a transaction that waits for its program. Longer waits are those of a program that hangs: one that ended, or whose
	// machine did, is noticed by its connection.
	idleTimeout = 15 * time.Minute
	// deadAfter is how long a machine at the other end may be silent, and probePause how long the system waits between its probes.
	deadAfter, probePause, probes = 60 * time.Second, 10 * time.Second, 6
)

// openPostgres returns the engine for a database of PostgreSQL. It opens nothing. What the address lacks comes from the environment
// (PGPASSWORD and others) and the files of libpq.
func openPostgres(_ context.Context, address string, lockWait time.Duration) (engine, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, invalidAddress(address, err)
	}
	if config.Database == "" {
		config.Database = config.User // as the server does
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	config.DialFunc = (&net.Dialer{KeepAliveConfig: net.KeepAliveConfig{
		Enable: true, Idle: deadAfter, Interval: probePause, Count: probes,
	}}).DialContext
	for name, value := range map[string]string{
		"application_name": "civicgraph", "client_encoding": "UTF8", "standard_conforming_strings": "on",
	} {
		if _, isGiven := config.RuntimeParams[name]; !isGiven {
			config.RuntimeParams[name] = value
		}
	}
	return &postgresEngine{config: config, lockWait: lockWait}, nil
}

// settings returns the statements that set up a session. Poolers know few settings when a connection is opened.
func (e *postgresEngine) settings() string {
	// Planning a query again for each value takes longer too. The queries are written to have one plan, and the values mislead: a search for
	// a common word took a hundred times as long. Citus plans by the values, which say on which nodes the rows are.
	plans, changes := "force_generic_plan", ""
	if e.isDistributed {
		// Statements of a transaction that writes see what others before them wrote to several nodes only over the same connections.
		plans, changes = "force_custom_plan", "SET citus.multi_shard_modify_mode = 'sequential'; "
	}
	var s strings.Builder
	s.WriteString(changes)
	for _, of := range []struct{ name, value string }{
		{"idle_in_transaction_session_timeout", milliseconds(idleTimeout)},
		{"lock_timeout", milliseconds(e.lockWait)},
		{"tcp_keepalives_idle", seconds(deadAfter)},
		{"tcp_keepalives_interval", seconds(probePause)},
		{"tcp_keepalives_count", strconv.Itoa(probes)},
		// Requests run side by side, each on one core. To start workers takes longer than most queries.
		{"max_parallel_workers_per_gather", "0"},
		{"jit", "off"}, // compiling a query takes longer than running one that reads a page
		{"plan_cache_mode", plans},
	} {
		if _, isGiven := e.config.RuntimeParams[of.name]; !isGiven {
			s.WriteString("SET " + of.name + " = '" + of.value + "'; ")
		}
	}
	return s.String()
}

// invalidAddress returns the error for an address that cannot be parsed. The reason may quote the address, so it is only given if it does
// not contain a password.
func invalidAddress(address string, err error) error {
	const sentence = "the address of the database is invalid; write postgres://USER:PASSWORD@HOST:PORT/DATABASE, special characters of the " +
		"password percent-encoded"
	u, parsing := url.Parse(address)
	_, reason, hasReason := strings.Cut(err.Error(), "`: ")
	if parsing != nil || !hasReason {
		return errors.New(sentence)
	}
	password, _ := u.User.Password()
	for _, secret := range []string{password, u.Query().Get("password"), u.Query().Get("sslpassword")} {
		if secret != "" && strings.Contains(reason, secret) {
			return errors.New(sentence)
		}
	}
	return fmt.Errorf("the address of the database is invalid: %s", reason)
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

func seconds(d time.Duration) string { return strconv.Itoa(int(d.Seconds())) }

// openReader opens a connection that reads.
func (e *postgresEngine) openReader(ctx context.Context) (conn, error) {
	return e.open(ctx, e.config.Config.Copy())
}

// openWriter opens a connection that writes.
func (e *postgresEngine) openWriter(ctx context.Context) (conn, error) {
	c, err := e.open(ctx, e.config.Config.Copy())
	if err != nil || !e.isDistributed {
		return c, err
	}
	return reversingConn{c}, nil
}

// open opens a connection.
func (e *postgresEngine) open(ctx context.Context, config *pgconn.Config) (*postgresConn, error) {
	further := config.AfterConnect
	config.AfterConnect = func(ctx context.Context, server *pgconn.PgConn) error {
		err := server.Exec(ctx, e.settings()).Close()
		if err == nil && further != nil {
			err = further(ctx, server)
		}
		return err
	}
	c := &postgresConn{config: config}
	if err := c.connect(ctx); err != nil {
		return nil, e.explain(err)
	}
	return c, nil
}

// close does nothing: the engine holds nothing beside its connections.
func (e *postgresEngine) close() error { return nil }

// name returns the name of the database for errors: everything of the address except the user and the password.
func (e *postgresEngine) name() string {
	server := net.JoinHostPort(e.config.Host, strconv.Itoa(int(e.config.Port)))
	if network, socket := pgconn.NetworkAddress(e.config.Host, e.config.Port); network == "unix" {
		server = socket
	}
	return fmt.Sprintf("%s on %s", e.config.Database, server)
}

// createCommand returns the command that creates a suitable database.
func (e *postgresEngine) createCommand() string {
	return "createdb -E UTF8 --locale=C.UTF-8 -T template0 " + e.config.Database
}

// damaged returns the error for a database that contradicts itself.
func (e *postgresEngine) damaged(why string) error {
	return fmt.Errorf("database %s %w (%s)", e.name(), errDamaged, why)
}
