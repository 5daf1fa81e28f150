package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"civicgraph/internal/kg"
	"civicgraph/internal/store/storetest/postgres"
)

// newPostgres returns the engine for a database of its own without tables.
func newPostgres(t *testing.T) *postgresEngine {
	t.Helper()
	return postgresAt(t, postgres.Empty.Copy(t))
}

func postgresAt(t *testing.T, address string) *postgresEngine {
	t.Helper()
	opened, err := openPostgres(t.Context(), address, time.Second)
	must(t, err)
	e := opened.(*postgresEngine)
	e.config.RuntimeParams["application_name"] = fmt.Sprintf("civicgraph-test-%d", rand.Uint64())
	return e
}

// needsOwnServer skips a test on a server that others use: the test changes more than a schema, or others would disturb it.
func needsOwnServer(t *testing.T) {
	t.Helper()
	if os.Getenv(postgres.DSNVariable) != "" {
		t.Skip("on a server of its own only")
	}
}

// newPostgresConn returns a connection to a database of its own, without tables.
func newPostgresConn(t *testing.T) *postgresConn {
	t.Helper()
	return newPostgres(t).connection(t)
}

func (e *postgresEngine) connection(t *testing.T) *postgresConn {
	t.Helper()
	c, err := e.openReader(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.close(); err != nil {
			t.Error(err)
		}
	})
	return c.(*postgresConn)
}

// migratedTemplate is a database with the tables.
var migratedTemplate = postgres.Template{Fill: func(address string) error {
	e, err := openPostgres(context.Background(), address, time.Second)
	if err != nil {
		return err
	}
	return e.migrate(context.Background())
}}

// migratedPostgres returns the engine for a database of its own with the tables.
func migratedPostgres(t *testing.T) *postgresEngine {
	t.Helper()
	return postgresAt(t, migratedTemplate.Copy(t))
}

// texts returns the rows of a query, the columns of each separated by |.
func texts(t *testing.T, c conn, sql string, args ...any) (rows []string) {
	t.Helper()
	columns := strings.Count(sql, ",") + 1
	err := c.read(Query{SQL: sql, Args: args}, func(r *Row) error {
		cells := make([]string, columns)
		for i := range cells {
			if cells[i] = r.Text(i); r.IsNull(i) {
				cells[i] = "NULL"
			}
		}
		rows = append(rows, strings.Join(cells, "|"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// must fails the test for an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestPostgresCells reads columns of all types: the first time as text, then in the format of their type.
func TestPostgresCells(t *testing.T) {
	t.Parallel()
	c := newPostgresConn(t)
	for _, of := range []struct {
		sql   string
		int   int64
		float float64
		text  string
	}{
		{"42::bigint", 42, 42, "42"},
		{"(-9223372036854775808)::bigint", math.MinInt64, math.MinInt64, "-9223372036854775808"},
		{"-7::int", -7, -7, "-7"},
		{"-7::smallint", -7, -7, "-7"},
		{"true", 1, 1, ""},
		{"false", 0, 0, ""},
		{"0.1::float8", 0, 0.1, "0.1"},
		{"-2.5::float8", -2, -2.5, "-2.5"},
		{"1e300::float8", 0, 1e300, ""},
		{"sum(12345678901::bigint)", 12345678901, 12345678901, "12345678901"},
		{"2.75::numeric", 2, 2.75, "2.75"},
		{"'17'::text", 17, 17, "17"},
		{"'宝坻 \\ \" '''", 0, 0, "宝坻 \\ \" '"},
		{"''", 0, 0, ""},
		{"'x'::varchar", 0, 0, "x"},
		{`'{"a": 1}'::jsonb ->> 'a'`, 1, 1, "1"},
	} {
		for _, time := range []string{"first", "second"} {
			rows := 0
			must(t, c.read(Query{SQL: "SELECT " + of.sql + ", NULL::bigint, NULL::text, NULL"}, func(r *Row) error {
				rows++
				if of.int != 0 && r.Int(0) != of.int || r.Float(0) != of.float || of.text != "" && r.Text(0) != of.text || r.IsNull(0) {
					t.Errorf("%s, the %s time: %d, %v, %q", of.sql, time, r.Int(0), r.Float(0), r.Text(0))
				}
				if got := string(r.AppendText([]byte("+"), 0)); got != "+"+r.Text(0) {
					t.Errorf("%s, the %s time, appended: %q", of.sql, time, got)
				}
				for i := 1; i < 4; i++ {
					if !r.IsNull(i) || r.Int(i) != 0 || r.Float(i) != 0 || r.Text(i) != "" || len(r.AppendText(nil, i)) != 0 {
						t.Errorf("NULL is %d, %v, %q", r.Int(i), r.Float(i), r.Text(i))
					}
				}
				return nil
			}))
			if rows != 1 {
				t.Errorf("%s: %d rows", of.sql, rows)
			}
		}
	}
}

func TestPostgresArguments(t *testing.T) {
	t.Parallel()
	c := newPostgresConn(t)
	awkward := []string{"", " ", "NULL", "null", `"`, `\`, `\\"`, "a,b", "{x}", "'", "\n\t", "宝坻", "$1", "\u2028"}
	for range 2 {
		var got []string
		must(t, c.read(Query{SQL: "SELECT u FROM unnest($1::text[]) WITH ORDINALITY o(u, n) ORDER BY n", Args: []any{awkward}}, func(r *Row) error {
			got = append(got, r.Text(0))
			return nil
		}))
		if !slices.Equal(got, awkward) {
			t.Errorf("the list %q came back as %q", awkward, got)
		}
		for _, text := range awkward {
			if got := texts(t, c, "SELECT $1::text", text); got[0] != text {
				t.Errorf("%q came back as %q", text, got[0])
			}
		}
		const numbers = "SELECT array_to_string($1::bigint[], ' ')"
		for _, list := range []any{[]int64{5, -6, math.MaxInt64}, []kg.ID{5, -6, math.MaxInt64}} {
			var got string
			must(t, c.read(Query{SQL: numbers, Args: []any{list}}, func(r *Row) error {
				got = r.Text(0)
				return nil
			}))
			if got != "5 -6 9223372036854775807" {
				t.Errorf("%v came back as %s", list, got)
			}
		}
		if got := texts(t, c, "SELECT cardinality($1::bigint[]), cardinality($2::text[])", []kg.ID{}, []string(nil)); got[0] != "0|0" {
			t.Errorf("empty lists have %s elements", got[0])
		}
		got = texts(t, c, "SELECT $1::bigint, $2::float8, $3::text, $4::bigint, $5::float8, $1::bigint", int64(-1), 0.1, nil, kg.ID(77), math.MaxFloat64)
		if want := "-1|0.1|NULL|77|1.7976931348623157e+308|-1"; got[0] != want {
			t.Errorf("numbers came back as %s, want %s", got[0], want)
		}
	}
	if err := c.read(Query{SQL: "SELECT $1::bigint", Args: []any{true}}, nil); err == nil || !strings.Contains(err.Error(), "bool") {
		t.Errorf("an argument of another type: %v", err)
	}
}

// TestPostgresRefusedTexts: no record has a text that PostgreSQL refuses (kg.IsValidText), so one in a comparison finds nothing, and one
// that would be written is an error.
func TestPostgresRefusedTexts(t *testing.T) {
	t.Parallel()
	e := migratedPostgres(t)
	c := e.connection(t)
	write := Query{SQL: "INSERT INTO former_slug (kind, slug, record_id, position) VALUES (2, $1::text, 3, 4)", Args: []any{"ab"}}
	_, err := c.run(write)
	must(t, err)
	for _, text := range []string{"a\x00b", "a\xffb", "\x00"} {
		const where = "SELECT 1 FROM former_slug WHERE slug = $1::text OR slug LIKE '%' || $1::text OR slug = ANY($2::text[])"
		if rows := texts(t, c, where, text, []string{text}); len(rows) > 0 {
			t.Errorf("%q is found", text)
		}
		write.Args[0] = text
		must(t, c.begin(true))
		if _, err := c.run(write); err == nil {
			t.Errorf("%q is written", text)
		}
		must(t, c.rollback())
		must(t, c.begin(true))
		if err := c.insert("former_slug", []string{"kind", "slug", "record_id", "position"}, [][]any{{int64(2), text, int64(3), int64(4)}}); err == nil {
			t.Errorf("%q is copied", text)
		}
		must(t, c.rollback())
	}
	if rows := texts(t, c, "SELECT slug FROM former_slug"); len(rows) != 1 {
		t.Errorf("there are %q", rows)
	}
}

func TestPostgresInsert(t *testing.T) {
	t.Parallel()
	c := newPostgresConn(t)
	_, err := c.run(Query{SQL: `CREATE TABLE t (id BIGINT, "order" BIGINT, text TEXT, number DOUBLE PRECISION)`})
	must(t, err)
	const rows = 20_000
	given := make([][]any, rows)
	for i := range given {
		given[i] = []any{kg.ID(i), int64(-i), strings.Repeat(`x\.	"宝`, i%50), nil}
		if i%2 == 0 {
			given[i][2], given[i][3] = nil, float64(i)/3
		}
	}
	must(t, c.begin(false)) // a COPY in a transaction that only reads is refused, and the connection goes on
	columns := []string{"id", `"order"`, "text", "number"}
	if err := c.insert("t", columns, given[:1]); sqlState(err) != stateReadOnly {
		t.Errorf("a transaction that only reads: %v", err)
	}
	must(t, c.rollback())
	must(t, c.insert("t", columns, nil))
	must(t, c.insert("t", columns, given))
	at := 0
	must(t, c.read(Query{SQL: `SELECT id, "order", text, number FROM t ORDER BY id`}, func(r *Row) error {
		row := given[at]
		text, _ := row[2].(string)
		number, _ := row[3].(float64)
		if r.Int(0) != int64(at) || r.Int(1) != -int64(at) || r.Text(2) != text || r.IsNull(2) != (row[2] == nil) ||
			r.Float(3) != number || r.IsNull(3) != (row[3] == nil) {
			return fmt.Errorf("row %d is %d, %d, %q, %v", at, r.Int(0), r.Int(1), r.Text(2), r.Float(3))
		}
		at++
		return nil
	}))
	if at != rows {
		t.Errorf("%d rows were added", at)
	}
	for what, wrong := range map[string][][]any{
		"a value too many":       {{int64(1), int64(1), "", 0.5, nil}},
		"a value of no column":   {given[0], {int64(1), int64(1), "", true}},
		"a text for a number":    {{"1", int64(1), "", nil}},
		"a string that is a NUL": {{int64(1), int64(1), "\x00", nil}},
	} {
		if err := c.insert("t", columns, wrong); err == nil {
			t.Errorf("%s is no error", what)
		}
		if got := texts(t, c, "SELECT count(*) FROM t"); got[0] != "20000" {
			t.Errorf("after %s there are %s rows", what, got[0])
		}
	}
}

// TestPostgresChanged: a statement says how many rows it changed, and several in one round trip are executed in order.
func TestPostgresChanged(t *testing.T) {
	t.Parallel()
	c := newPostgresConn(t)
	var seen []string
	see := func(r *Row) error {
		seen = append(seen, r.Text(0))
		return nil
	}
	must(t, c.send(nil))
	must(t, c.begin(false))
	must(t, c.rollback())
	must(t, c.send([]request{
		{Query: Query{SQL: "CREATE TABLE t (id BIGINT PRIMARY KEY)"}},
	}))
	must(t, c.send([]request{
		{Query: Query{SQL: "INSERT INTO t SELECT generate_series(1, $1::bigint)", Args: []any{int64(10)}}},
		{Query: Query{SQL: "SELECT count(*) FROM t"}, row: see},
		{Query: Query{SQL: "DELETE FROM t WHERE id > 5 RETURNING id"}},
		{Query: Query{SQL: "SELECT count(*) FROM t"}, row: see},
	}))
	if !slices.Equal(seen, []string{"10", "5"}) {
		t.Errorf("the statements saw %v", seen)
	}
	changed, err := c.run(Query{SQL: "UPDATE t SET id = -id WHERE id < $1::bigint", Args: []any{int64(3)}})
	if changed != 2 || err != nil {
		t.Errorf("changed %d, %v", changed, err)
	}
	err = c.send([]request{
		{Query: Query{SQL: "INSERT INTO t VALUES (100)"}},
		{Query: Query{SQL: "INSERT INTO t VALUES (100)"}},
		{Query: Query{SQL: "SELECT 'new', $1::text", Args: []any{""}}, row: see},
		{Query: Query{SQL: "INSERT INTO t VALUES (101)"}},
	})
	if sqlState(err) != "23505" || len(seen) != 2 {
		t.Errorf("a statement that fails: %v, %v", err, seen)
	}
	for range 2 {
		if got := texts(t, c, "SELECT count(*), 'new' FROM t"); got[0] != "5|new" {
			t.Errorf("after it, there are %s", got[0])
		}
	}
}

// TestPostgresRowError: an error of a row ends the query and is returned, however many rows would follow.
func TestPostgresRowError(t *testing.T) {
	t.Parallel()
	c := newPostgresConn(t)
	stop := errors.New("enough")
	for _, rows := range []int64{1, 2, maxDrained, 10_000_000} {
		must(t, c.begin(false))
		seen := 0
		err := c.read(Query{SQL: "SELECT generate_series(1, $1::bigint)", Args: []any{rows}}, func(*Row) error {
			seen++
			return stop
		})
		if !errors.Is(err, stop) || seen != 1 {
			t.Errorf("of %d rows: %v after %d", rows, err, seen)
		}
		if usable := rows <= maxDrained; c.isUsable() != usable {
			t.Errorf("of %d rows: the connection is usable: %t", rows, c.isUsable())
		}
		must(t, c.rollback())
	}
	c = newPostgresConn(t)
	func() {
		defer func() { _ = recover() }()
		_ = c.read(Query{SQL: "SELECT generate_series(1, 100)"}, func(*Row) error { panic("of the caller") })
	}()
	if c.isUsable() {
		t.Error("a connection is usable after a panic in the middle of a result")
	}
}

// TestPostgresStatementsAreBounded: the server has no more prepared statements than the cache, also when some failed.
func TestPostgresStatementsAreBounded(t *testing.T) {
	t.Parallel()
	c := newPostgresConn(t)
	for range 2 {
		for i := range 2 * maxPreparedPostgres {
			if got := texts(t, c, fmt.Sprintf("SELECT %d", i)); got[0] != fmt.Sprint(i) {
				t.Fatalf("statement %d returned %s", i, got[0])
			}
			if i%10 == 0 {
				if _, err := c.run(Query{SQL: fmt.Sprintf("SELECT %d FROM nothing", i)}); err == nil {
					t.Fatal("a table is there")
				}
			}
		}
	}
	all := make([]request, 3*maxPreparedPostgres) // more at once than the cache holds
	for i := range all {
		all[i] = request{Query: Query{SQL: fmt.Sprintf("SELECT 'x', %d", i%(2*maxPreparedPostgres))}}
	}
	must(t, c.send(all))
	var prepared int64
	must(t, c.read(Query{SQL: "SELECT count(*) FROM pg_prepared_statements"}, func(r *Row) error {
		prepared = r.Int(0)
		return nil
	}))
	if prepared > maxPreparedPostgres+1 {
		t.Errorf("the server has %d statements", prepared)
	}
}

// kill ends all connections of an engine.
func kill(t *testing.T, e *postgresEngine) {
	t.Helper()
	config := e.config.Config.Copy()
	config.RuntimeParams["application_name"] = "killer"
	c, err := pgconn.ConnectConfig(t.Context(), config)
	must(t, err)
	_, err = c.Exec(t.Context(), "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "+
		"WHERE datname = current_database() AND application_name = '"+e.config.RuntimeParams["application_name"]+"'").ReadAll()
	must(t, errors.Join(err, c.Close(t.Context())))
}
