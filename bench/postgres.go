package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"civicgraph/internal/store/storetest/postgres"
)

// postgresSettings are the settings of a server that the program starts, beside those of tests. SQLite maps as much of its file as there
// are shared buffers here. On disks without moving parts, PostgreSQL's manual has random_page_cost little above the 1 of other pages.
func postgresSettings() []string {
	return []string{
		"shared_buffers=1GB", "effective_cache_size=4GB", "work_mem=32MB", "maintenance_work_mem=512MB", "random_page_cost=1.1",
		"max_wal_size=8GB", "wal_level=minimal", "max_wal_senders=0",
	}
}

// postgresServer is a PostgreSQL server on this machine with a database for the graph.
type postgresServer struct {
	// address is the URL of the database.
	address string
	conn    *pgx.Conn
	// postmaster is the process id of the server.
	postmaster int
	// stop ends the server; nil if it is that of -dsn.
	stop func() error
}

// openPostgres connects to the database of -dsn, or starts a server.
func openPostgres(ctx context.Context, dsn string) (*postgresServer, error) {
	p := &postgresServer{address: dsn}
	var err error
	if dsn == "" {
		if p.address, p.stop, err = postgres.Start(postgresSettings()...); err != nil {
			return nil, err
		}
	}
	if p.conn, err = pgx.Connect(ctx, p.address); err == nil {
		p.postmaster, err = findPostmaster(p.conn.PgConn().PID())
	}
	if err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func (p *postgresServer) close() error {
	var errs []error
	if p.conn != nil {
		errs = append(errs, p.conn.Close(context.Background()))
	}
	if p.stop != nil {
		errs = append(errs, p.stop())
	}
	return errors.Join(errs...)
}

// describe returns the release and the settings that matter here.
func (p *postgresServer) describe(ctx context.Context) (string, error) {
	var text string
	err := p.conn.QueryRow(ctx, `SELECT concat(split_part(version(), ' on ', 1), (
  SELECT string_agg(concat(', ', name, ' ', current_setting(name)), '' ORDER BY name)
  FROM pg_settings
  WHERE name IN ('shared_buffers', 'effective_cache_size', 'work_mem', 'random_page_cost', 'jit', 'autovacuum', 'fsync')))`).Scan(&text)
	return text, err
}

// clockTick is the unit of the processor times in /proc/PID/stat, which Linux fixes for programs.
const clockTick = 10 * time.Millisecond

// findPostmaster returns the process that started the one of a connection.
func findPostmaster(backend uint32) (int, error) {
	fields, err := processStat(int(backend))
	if err != nil {
		return 0, fmt.Errorf("-dsn must be a server on this machine, whose processor time can be measured: %w", err)
	}
	if fields[statName] != "postgres" {
		return 0, errors.New("-dsn must be a server on this machine, whose processor time can be measured")
	}
	return strconv.Atoi(fields[statParent])
}

// processorTime returns the processor time of the server so far, of its processes and of those that have ended.
func (p *postgresServer) processorTime() (time.Duration, error) {
	whole, err := processorTime(p.postmaster)
	if err != nil {
		return 0, err
	}
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", p.postmaster))
	if err != nil {
		return 0, err
	}
	for child := range strings.FieldsSeq(string(children)) {
		pid, err := strconv.Atoi(child)
		if err != nil {
			return 0, err
		}
		if took, err := processorTime(pid); err == nil { // one that has just ended is in the times of the server
			whole += took
		}
	}
	stat, err := processStat(p.postmaster)
	if err != nil {
		return 0, err
	}
	for _, field := range []int{statChildrenUser, statChildrenKernel} {
		ticks, err := strconv.ParseInt(stat[field], 10, 64)
		if err != nil {
			return 0, err
		}
		whole += time.Duration(ticks) * clockTick
	}
	return whole, nil
}

// Fields of /proc/PID/stat (proc(5)), counted from 0.
const (
	statName           = 1
	statParent         = 3
	statChildrenUser   = 15
	statChildrenKernel = 16
)

// processStat returns the fields of /proc/PID/stat.
func processStat(pid int) ([]string, error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return nil, err
	}
	head, rest, _ := strings.Cut(string(text), " (")
	end := strings.LastIndex(rest, ") ") // a name may contain either
	if end < 0 {
		return nil, fmt.Errorf("/proc/%d/stat has another form", pid)
	}
	return append([]string{head, rest[:end]}, strings.Fields(rest[end+2:])...), nil
}
