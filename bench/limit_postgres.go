package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
)

// limitSession are the settings of a connection of the limit. With generic plans no request is planned again, which would cost more than
// most requests; none of these statements has a better plan for particular arguments.
const limitSession = "SET plan_cache_mode = force_generic_plan; SET jit = off; SET default_transaction_read_only = on"

// postgresLimit uses pgconn, the part of pgx below its conversions of types: one round trip per statement.
type postgresLimit struct {
	conn *pgconn.PgConn
	// onward has the names of the prepared statements that traverse.
	onward map[string]string
}

// binaryFormat asks for the columns of a result in PostgreSQL's binary format.
var binaryFormat = []int16{1}

func openPostgresLimit(ctx context.Context, database string, cases []benchCase) (limitConn, error) {
	conn, err := pgconn.Connect(ctx, database)
	if err != nil {
		return nil, err
	}
	c := &postgresLimit{conn: conn, onward: map[string]string{}}
	if _, err := conn.Exec(ctx, limitSession).ReadAll(); err != nil {
		return nil, err
	}
	for _, one := range cases {
		if err := c.prepare(ctx, one); err != nil {
			return nil, fmt.Errorf("%s: %w", one.Name, err)
		}
	}
	return c, nil
}

func (c *postgresLimit) prepare(ctx context.Context, of benchCase) error {
	if _, err := c.conn.Prepare(ctx, of.Name, of.sql, nil); err != nil || of.walk == "" {
		return err
	}
	c.onward[of.Name] = of.Name + " onward"
	_, err := c.conn.Prepare(ctx, c.onward[of.Name], of.walk, nil)
	return err
}

func (c *postgresLimit) close() error { return c.conn.Close(context.Background()) }

func (c *postgresLimit) walks(name string) bool { return c.onward[name] != "" }

func (c *postgresLimit) cell(name string, parameters []string, buffer []byte) ([]byte, error) {
	bound := make([][]byte, len(parameters))
	for i, p := range parameters {
		bound[i] = []byte(p)
	}
	rows := c.conn.ExecPrepared(context.Background(), name, bound, nil, nil)
	for rows.NextRow() {
		buffer = append(buffer[:0], rows.Values()[0]...)
	}
	_, err := rows.Close()
	return buffer, err
}

func (c *postgresLimit) links(name string, of []int64, to []farLink) ([]farLink, error) {
	list := []byte{'{'}
	for i, near := range of {
		if i > 0 {
			list = append(list, ',')
		}
		list = strconv.AppendInt(list, near, 10)
	}
	rows := c.conn.ExecPrepared(context.Background(), c.onward[name], [][]byte{append(list, '}')}, nil, binaryFormat)
	for rows.NextRow() {
		cells := rows.Values()
		to = append(to, farLink{near: int(bigint(cells[0])), id: bigint(cells[1]), far: bigint(cells[2]), in: cells[3][0] == 1})
	}
	_, err := rows.Close()
	return to, err
}

// bigint returns the value of a cell of type BIGINT.
func bigint(cell []byte) int64 { return int64(binary.BigEndian.Uint64(cell)) } //nolint:gosec // two's complement, as it was sent
