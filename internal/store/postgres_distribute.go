package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
)

// reverseLinks is the table of links that a distributed database has for reads from their `to`. Its rows are those of link.
const reverseLinks = "link_reverse"

// Distribution is what Distribute did.
type Distribution struct {
	// Workers is the number of nodes that hold parts of tables.
	Workers int64
	// Distributed are the tables whose rows were spread over them, Copied those of which each node got a copy. Those that were so before
	// are not among them.
	Distributed, Copied []string
}

// DistributionKeys returns the columns by which tables are distributed, by table. Rows with the same value are on the same node, in all
// of them. Of the other tables each node has a copy.
func DistributionKeys(kinds *kg.Kinds) map[string]string {
	keys := map[string]string{
		"name": "entity_id", "identifier": "entity_id", "citation": "record_id", "change": "record_id", "link": "from_id", reverseLinks: "to_id",
	}
	for _, kind := range kinds.All() {
		if kind.IsEntity() {
			keys[snake(kind.Name)] = "id"
		}
	}
	return keys
}

// CopiedTables returns the tables of which each node has a copy.
func CopiedTables() []string {
	return []string{
		"sequence", "change_set", "transfer", "former_slug", "source", "figure", "figure_subject", "statement", "statement_subject",
		"degree", "search_key", "word", "word_end", "posting", "phrase",
	}
}

// Distribute spreads the tables of a database over the nodes of Citus. Tables that are spread already are left as they are. The error is
// one sentence for the person who started the program.
func Distribute(ctx context.Context, address string, kinds *kg.Kinds) (done Distribution, err error) {
	err = withDistributor(ctx, address, func(d *distributor) (err error) {
		if done.Workers, err = d.workers(); err == nil {
			err = d.readKnown()
		}
		if err != nil {
			return err
		}
		d.done = &done
		return d.change(func() error {
			// Tables are spread over connections of the transaction, one after the other.
			if err := d.run("SET LOCAL citus.multi_shard_modify_mode TO 'sequential'"); err != nil {
				return err
			}
			if err := d.prepare(DistributionKeys(kinds)); err != nil {
				return err
			}
			return d.distribute(DistributionKeys(kinds), CopiedTables())
		})
	})
	return done, err
}

// PrepareDistribution makes the tables of a database suitable for Citus without distributing them, also without Citus. It is then read and
// written like a distributed database.
func PrepareDistribution(ctx context.Context, address string, kinds *kg.Kinds) error {
	return withDistributor(ctx, address, func(d *distributor) error {
		return d.change(func() error { return d.prepare(DistributionKeys(kinds)) })
	})
}

// distributor spreads the tables of a database over nodes.
type distributor struct {
	engine *postgresEngine
	conn   conn
	done   *Distribution
	// known are the tables that Citus knows.
	known map[string]bool
}

// withDistributor calls use with a distributor of a database that is migrated.
func withDistributor(ctx context.Context, address string, use func(*distributor) error) (err error) {
	opened, err := openEngine(ctx, address, defaultLockWait)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.close()) }()
	e, isPostgres := opened.(*postgresEngine)
	if !isPostgres {
		return errors.New("only a database of PostgreSQL can be distributed; name one with --database postgres://HOST/DATABASE")
	}
	if err := e.migrate(ctx); err != nil {
		return e.explain(err)
	}
	c, err := e.openWriter(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	defer c.stopWith(ctx)()
	return e.explain(use(&distributor{engine: e, conn: c}))
}

// change calls use in a transaction.
func (d *distributor) change(use func() error) error {
	if err := d.conn.begin(true); err != nil {
		return err
	}
	if err := use(); err != nil {
		return errors.Join(err, d.conn.rollback())
	}
	return d.conn.commit()
}

// workers returns the number of nodes that can hold parts of tables. It is an error if there are none, or if other programs use the
// database: they would go on to write as if it were not distributed.
func (d *distributor) workers() (n int64, err error) {
	const install = "install Citus 13 on all nodes, add citus to shared_preload_libraries, and run CREATE EXTENSION citus in the database of each"
	found, err := d.int("SELECT count(*) FROM pg_extension WHERE extname = 'citus'")
	switch {
	case err != nil:
		return 0, err
	case found == 0:
		return 0, fmt.Errorf("database %s %w: it has no extension citus; %s", d.engine.name(), errUnsuited, install)
	}
	n, err = d.int("SELECT count(*) FROM pg_dist_node WHERE isactive AND noderole = 'primary' AND groupid <> 0 AND shouldhaveshards")
	switch {
	case err != nil:
		return 0, err
	case n == 0:
		return 0, fmt.Errorf("database %s %w: Citus has no worker; add each with SELECT citus_add_node('HOST', PORT)", d.engine.name(), errUnsuited)
	}
	others, err := d.int("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()" +
		" AND application_name = current_setting('application_name')")
	switch {
	case err != nil:
		return 0, err
	case others > 0:
		return 0, fmt.Errorf("database %s %w: civicgraph has %d connections to it; stop its copies, distribute, and start them again",
			d.engine.name(), errUnsuited, others)
	}
	return n, nil
}

// distribute spreads the tables.
func (d *distributor) distribute(keys map[string]string, copied []string) error {
	for _, table := range copied {
		if err := d.spread(table, "SELECT create_reference_table($1::regclass)", table); err != nil {
			return err
		}
	}
	with := "default"
	for _, table := range slices.Sorted(maps.Keys(keys)) {
		if err := d.spread(table, "SELECT create_distributed_table($1::regclass, $2, colocate_with => $3)", table, keys[table], with); err != nil {
			return err
		}
		with = table
	}
	return nil
}

// prepare adds the table of reverse links, and changes the unique keys of tables that lack the column by which they are distributed.
func (d *distributor) prepare(keys map[string]string) error {
	if err := d.addReverseLinks(); err != nil {
		return err
	}
	for _, table := range slices.Sorted(maps.Keys(keys)) {
		if err := d.addToUniqueKeys(table, keys[table]); err != nil {
			return err
		}
	}
	return nil
}

// readKnown reads the tables of the schema that Citus knows.
func (d *distributor) readKnown() error {
	d.known = map[string]bool{}
	return d.conn.read(Query{SQL: "SELECT c.relname FROM pg_dist_partition p JOIN pg_class c ON c.oid = p.logicalrelid" +
		" WHERE c.relnamespace = quote_ident(current_schema())::regnamespace"}, func(row *Row) error {
		d.known[row.Text(0)] = true
		return nil
	})
}

// spread makes a table known to Citus, which copies its rows to the nodes, and removes those that it had.
func (d *distributor) spread(table, statement string, args ...any) error {
	if d.known[table] {
		return nil
	}
	if err := d.run(statement, args...); err != nil {
		return fmt.Errorf("distribute the table %s: %w", table, err)
	}
	if len(args) > 1 {
		d.done.Distributed = append(d.done.Distributed, table)
	} else {
		d.done.Copied = append(d.done.Copied, table)
	}
	return d.run("SELECT truncate_local_data_after_distributing_table($1::regclass)", table)
}

// addReverseLinks makes the table of reverse links with the index that reads from `to` use, which link then does not need.
func (d *distributor) addReverseLinks() error {
	if d.engine.isDistributed {
		return nil
	}
	for _, statement := range []string{
		"CREATE TABLE " + reverseLinks + " (LIKE link, PRIMARY KEY (id, to_id))",
		"INSERT INTO " + reverseLinks + " SELECT * FROM link",
		"CREATE INDEX link_reverse_in ON " + reverseLinks + ` (to_id, kind, from_type, "order", id, from_id, possible_from, possible_until)`,
		"DROP INDEX link_in",
	} {
		if err := d.run(statement); err != nil {
			return err
		}
	}
	return nil
}

// addToUniqueKeys makes the unique keys of a table suitable for one that is distributed by a column, which Citus checks on each node for
// itself. A primary key gets the column. Other keys become plain indexes, because the program checks them.
func (d *distributor) addToUniqueKeys(table, column string) error {
	var statements []string
	err := d.conn.read(Query{SQL: `SELECT c.relname, i.indisprimary, pg_get_indexdef(i.indexrelid),
  (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.ordinality)
   FROM unnest(i.indkey::smallint[]) WITH ORDINALITY k (number, ordinality) JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = $1::regclass AND i.indisunique AND NOT EXISTS (
  SELECT 1 FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attname = $2 AND a.attnum = ANY (i.indkey::smallint[]))`,
		Args: []any{table, column}}, func(row *Row) error {
		index, definition, columns := row.Text(0), row.Text(2), row.Text(3)
		if row.Int(1) == 1 {
			statements = append(statements, "ALTER TABLE "+table+" DROP CONSTRAINT "+index,
				"ALTER TABLE "+table+" ADD CONSTRAINT "+index+" PRIMARY KEY ("+columns+", "+column+")")
		} else {
			statements = append(statements, "DROP INDEX "+index, strings.Replace(definition, "CREATE UNIQUE INDEX", "CREATE INDEX", 1))
		}
		return nil
	})
	for _, statement := range statements {
		if err == nil {
			err = d.run(statement)
		}
	}
	return err
}

func (d *distributor) run(statement string, args ...any) error {
	_, err := d.conn.run(Query{SQL: statement, Args: args})
	return err
}

// int reads a number.
func (d *distributor) int(query string) (n int64, err error) {
	err = d.conn.read(Query{SQL: query}, func(row *Row) error {
		n = row.Int(0)
		return nil
	})
	return n, err
}

// String says what was done, in one line.
func (d Distribution) String() string {
	if len(d.Distributed)+len(d.Copied) == 0 {
		return "all tables are distributed already"
	}
	return fmt.Sprintf("distributed %s over %s; each node has a copy of %s", strings.Join(d.Distributed, ", "),
		plural(d.Workers, "worker"), strings.Join(d.Copied, ", "))
}

func plural(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.FormatInt(n, 10) + " " + what + "s"
}
