// Package postgres gives tests databases on PostgreSQL: on a server that the test process starts, or on the one of
// CIVICGRAPH_TEST_DSN.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// DSNVariable is the environment variable with the URL of a database on a running server. Each test gets a schema of it.
const DSNVariable = "CIVICGRAPH_TEST_DSN"

// requireVariable is the environment variable that makes tests fail, where they would be skipped for want of PostgreSQL.
const requireVariable = "CIVICGRAPH_REQUIRE_POSTGRES"

// patience is how long the start of a server or one statement may take.
const patience = time.Minute

// errMissing says that there is no server and none can be started.
var errMissing = errors.New("PostgreSQL is missing")

// server is a PostgreSQL server that ends with the test process.
type server struct {
	folder string // has its files and its socket
	// stop ends the server and removes its folder.
	stop func() error
}

// options are those of a server that is started.
type options struct {
	// primary is the folder of the server to replicate, empty for a server of its own.
	primary string
	// settings are arguments for the server.
	settings []string
}

// shared is the server of this process.
var shared = sync.OnceValues(func() (*server, error) {
	programs, err := findPrograms()
	if err != nil {
		if os.Getenv(requireVariable) != "1" {
			fmt.Fprintf(os.Stderr, "**** NOTHING IS TESTED ON POSTGRESQL: %v ****\n", err)
		}
		return nil, err
	}
	return start(programs, options{settings: []string{"-c", "synchronous_commit=off"}})
})

// Template is a database that is made once, of which each test gets a copy.
type Template struct {
	// Fill is given the URL of an empty database and closes its connections to it.
	Fill func(address string) error

	once sync.Once
	name string
	err  error
}

// last numbers the databases of the process.
var last atomic.Int64

// Copy returns the URL of a database like the template, which is dropped at the end of the test. Without a server the test is
// skipped, or fails if CIVICGRAPH_REQUIRE_POSTGRES is 1.
func (p *Template) Copy(t testing.TB) string {
	t.Helper()
	if dsn := os.Getenv(DSNVariable); dsn != "" {
		return p.schema(t, dsn)
	}
	s, err := shared()
	skipMissing(t, err)
	p.once.Do(func() {
		p.name = "civicgraph_template_" + strconv.FormatInt(last.Add(1), 10)
		p.err = execute(s.address("postgres"), "CREATE DATABASE "+p.name)
		if p.err == nil && p.Fill != nil {
			p.err = p.Fill(s.address(p.name))
		}
	})
	if p.err != nil {
		t.Fatal(p.err)
	}
	name := "civicgraph_test_" + strconv.FormatInt(last.Add(1), 10)
	// The other strategy copies through the write-ahead log, which takes six times as long.
	create(t, s.address("postgres"), "CREATE DATABASE "+name+" TEMPLATE "+p.name+" STRATEGY FILE_COPY", "DROP DATABASE "+name+" WITH (FORCE)")
	return s.address(name)
}

// skipMissing skips a test if PostgreSQL is missing and need not be there. Any other error is fatal.
func skipMissing(t testing.TB, err error) {
	t.Helper()
	if errors.Is(err, errMissing) && os.Getenv(requireVariable) != "1" {
		t.Skipf("NOT TESTED: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// schema makes a schema in the database of a DSN and fills it. The processes that test different packages share the database.
func (p *Template) schema(t testing.TB, dsn string) string {
	t.Helper()
	address, err := url.Parse(dsn)
	if err != nil || address.Scheme == "" {
		t.Fatalf("%s must be a URL: postgres://…", DSNVariable)
	}
	name := fmt.Sprintf("civicgraph_test_%d_%d", os.Getpid(), last.Add(1))
	create(t, dsn, "CREATE SCHEMA "+name, "DROP SCHEMA "+name+" CASCADE")
	settings := address.Query()
	settings.Set("search_path", name)
	settings.Set("application_name", name) // tests of other processes use the same database
	address.RawQuery = settings.Encode()
	if p.Fill != nil {
		if err := p.Fill(address.String()); err != nil {
			t.Fatal(err)
		}
	}
	return address.String()
}

// OwnServer skips a test that does more to a server than the one of CIVICGRAPH_TEST_DSN may bear or allow.
func OwnServer(t testing.TB) {
	t.Helper()
	if os.Getenv(DSNVariable) != "" {
		t.Skip("of servers of its own, not of the one of " + DSNVariable)
	}
}

// HasCitus reports whether the tables of a database can be distributed.
func HasCitus(ctx context.Context, address string) (bool, error) {
	c, err := pgconn.Connect(ctx, address)
	if err != nil {
		return false, err
	}
	found, err := c.Exec(ctx, "SELECT 1 FROM pg_extension WHERE extname = 'citus'").ReadAll()
	if err = errors.Join(err, c.Close(ctx)); err != nil {
		return false, err
	}
	return len(found) > 0 && len(found[0].Rows) > 0, nil
}

// create runs a statement, and at the end of the test the one that undoes it.
func create(t testing.TB, address, statement, undo string) {
	t.Helper()
	if err := execute(address, statement); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := execute(address, undo); err != nil {
			t.Error(err)
		}
	})
}

// Empty is an empty database.
var Empty Template

// execute runs a statement on a connection of its own.
func execute(address, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c, err := pgconn.Connect(ctx, address)
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, statement).ReadAll()
	return errors.Join(err, c.Close(ctx))
}

// address returns the URL of a database.
func (s *server) address(name string) string {
	address := url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/" + name, RawQuery: url.Values{"host": {s.folder}}.Encode()}
	return address.String()
}
