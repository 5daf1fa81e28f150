package store

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"civicgraph/internal/store/storetest/postgres"
)

// TestPostgresMigratedTogether: of programs that start at once on an empty database, one makes the tables, and all go on.
func TestPostgresMigratedTogether(t *testing.T) {
	t.Parallel()
	e := newPostgres(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := e.migrate(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := texts(t, e.connection(t), "SELECT count(*) FROM sequence"); got[0] != "2" {
		t.Errorf("the table sequence has %s rows", got[0])
	}
}

// TestPostgresMigratedAgain: nothing is written to a database that is up to date.
func TestPostgresMigratedAgain(t *testing.T) {
	t.Parallel()
	e := migratedPostgres(t)
	e.config.RuntimeParams["default_transaction_read_only"] = "on"
	must(t, e.migrate(t.Context()))
}

const createCommand = "createdb -E UTF8 --locale=C.UTF-8 -T template0 "

// TestPostgresRefused: a database that cannot be used is refused with a sentence, and left as it is.
func TestPostgresRefused(t *testing.T) {
	t.Parallel()
	for name, of := range map[string]struct {
		statements []string
		words      []string
	}{
		"of another program":         {[]string{"CREATE TABLE customer (id BIGINT)"}, []string{"another program", "--database"}},
		"of another program's goose": {[]string{"CREATE TABLE goose_db_version (id BIGINT)"}, []string{"another program"}},
		"of a later civicgraph": {
			[]string{"CREATE TABLE civicgraph_version (version_id BIGINT)", "INSERT INTO civicgraph_version VALUES (99)"},
			[]string{"99", "newer", "later civicgraph"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newPostgres(t)
			c := e.connection(t)
			for _, statement := range of.statements {
				_, err := c.run(Query{SQL: statement})
				must(t, err)
			}
			refuses(t, e, of.words...)
			if got := texts(t, c, "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"); got[0] != "1" {
				t.Errorf("it has %s tables", got[0])
			}
		})
	}
}

// refuses fails the test unless the database is refused in a sentence with words.
func refuses(t *testing.T, e *postgresEngine, words ...string) {
	t.Helper()
	err := e.explain(e.migrate(t.Context()))
	if err == nil {
		t.Fatal("it is not refused")
	}
	for _, word := range append(words, "database "+e.name()) {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%v; it says nothing of %s", err, word)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("%v is no sentence", err)
	}
}

// TestPostgresEncodingRefused: databases in which strings are not UTF-8, or have no lower case.
func TestPostgresEncodingRefused(t *testing.T) {
	postgres.OwnServer(t)
	t.Parallel()
	needsOwnServer(t)
	for encoding, words := range map[string][]string{
		"ENCODING 'LATIN1' LOCALE 'C'":     {"LATIN1", createCommand},
		"ENCODING 'SQL_ASCII' LOCALE 'C'":  {"SQL_ASCII", createCommand},
		"ENCODING 'UTF8' LOCALE 'C'":       {"É", createCommand},
		"ENCODING 'UTF8' LOCALE 'C.UTF-8'": nil,
	} {
		t.Run(encoding, func(t *testing.T) {
			t.Parallel()
			e := newPostgres(t)
			c := e.connection(t)
			name := fmt.Sprintf("civicgraph_encoding_%d", rand.Uint64())
			_, err := c.run(Query{SQL: "CREATE DATABASE " + name + " TEMPLATE template0 " + encoding})
			must(t, err)
			t.Cleanup(func() {
				_, err := c.run(Query{SQL: "DROP DATABASE " + name})
				must(t, err)
			})
			refused := *e
			refused.config = e.config.Copy()
			refused.config.Database = name
			if words != nil {
				refuses(t, &refused, words...)
			} else {
				must(t, refused.migrate(t.Context()))
			}
		})
	}
}

func TestPostgresVersionRefused(t *testing.T) {
	t.Parallel()
	e := postgresAt(t, "postgres://localhost/graph")
	if err := e.refuseUnsuited(14_00_12, "14.12", "UTF8", true); err == nil || !strings.Contains(err.Error(), "14.12") {
		t.Errorf("an old server: %v", err)
	}
	must(t, e.refuseUnsuited(18_00_01, "18.1", "UTF8", true))
}

// TestPostgresWithoutRights: a user who may not create tables.
func TestPostgresWithoutRights(t *testing.T) {
	postgres.OwnServer(t)
	t.Parallel()
	needsOwnServer(t)
	e := newPostgres(t)
	c := e.connection(t)
	user := fmt.Sprintf("civicgraph_user_%d", rand.Uint64())
	_, err := c.run(Query{SQL: "CREATE ROLE " + user + " LOGIN"})
	must(t, err)
	t.Cleanup(func() {
		_, err := c.run(Query{SQL: "DROP ROLE " + user})
		must(t, err)
	})
	e.config.User = user
	refuses(t, e, "user "+user, "rights")
}

func TestPostgresMissingDatabase(t *testing.T) {
	t.Parallel()
	e := newPostgres(t)
	e.config.Database = "civicgraph_none"
	refuses(t, e, "does not exist", createCommand)
}
