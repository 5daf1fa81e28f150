package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// limit answers each case with one prepared, hand-written statement that builds the JSON inside SQLite; B6 traverses the
// graph before. It uses the driver with the least overhead: compared with database/sql, B2 takes 0.85 of the time and B1
// 0.6.
type limit struct {
	free    chan *limitConn
	buffers sync.Pool
}

// limitConn is a read-only connection with a statement for each case, and one for traversal where the case needs it.
type limitConn struct {
	conn         *sqlite.Conn
	stmts, walks map[string]*sqlite.Stmt
}

// newLimit opens as many connections as there are cores.
func newLimit(database string, cases []benchCase) (*limit, error) {
	l := &limit{
		free:    make(chan *limitConn, runtime.NumCPU()),
		buffers: sync.Pool{New: func() any { return new([]byte) }},
	}
	for range cap(l.free) {
		c, err := openLimitConn(database, cases)
		if err != nil {
			return nil, errors.Join(err, l.close())
		}
		l.free <- c
	}
	return l, nil
}

func openLimitConn(database string, cases []benchCase) (*limitConn, error) {
	conn, err := openReader(database)
	if err != nil {
		return nil, err
	}
	c := &limitConn{conn: conn, stmts: map[string]*sqlite.Stmt{}, walks: map[string]*sqlite.Stmt{}}
	for _, one := range cases {
		if err := c.prepare(one); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", one.Name, err), conn.Close())
		}
	}
	return c, nil
}

// openReader opens a read-only connection with the settings of internal/store.
func openReader(database string) (*sqlite.Conn, error) {
	uri := "file:" + (&url.URL{Path: filepath.ToSlash(database)}).EscapedPath()
	conn, err := sqlite.OpenConn(uri, sqlite.OpenReadOnly|sqlite.OpenURI)
	if err != nil {
		return nil, err
	}
	for _, pragma := range []string{"query_only = 1", "temp_store = MEMORY", "mmap_size = 1073741824", "cache_size = -8192"} {
		if err := sqlitex.ExecuteTransient(conn, "PRAGMA "+pragma, nil); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	return conn, nil
}

func (c *limitConn) prepare(of benchCase) (err error) {
	if c.stmts[of.Name], err = c.conn.Prepare(of.sql); err != nil || of.walk == "" {
		return err
	}
	c.walks[of.Name], err = c.conn.Prepare(of.walk)
	return err
}

func (l *limit) close() error {
	var errs []error
	for {
		select {
		case c := <-l.free:
			errs = append(errs, c.conn.Close())
		default:
			return errors.Join(errs...)
		}
	}
}

// ServeHTTP answers /B1?p=…, with the parameters in the order of the statement.
func (l *limit) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	buffer := l.buffers.Get().(*[]byte) //nolint:forcetypeassert // the pool holds nothing else
	defer l.buffers.Put(buffer)
	c := <-l.free
	answer, err := c.answer(strings.TrimPrefix(r.URL.Path, "/"), r.URL.Query()["p"], *buffer)
	l.free <- c
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	*buffer = answer
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
	_, _ = w.Write(answer) // a client that is gone hears nothing
}

// answer runs the statement of a case and returns its one cell, in the buffer if it fits.
func (c *limitConn) answer(name string, parameters []string, buffer []byte) ([]byte, error) {
	stmt, ok := c.stmts[name]
	if !ok {
		return nil, fmt.Errorf("unknown case: %q", name)
	}
	if walk, ok := c.walks[name]; ok {
		found, err := way(walk, parameters)
		if err != nil {
			return nil, err
		}
		parameters = []string{found}
	}
	for i, p := range parameters {
		stmt.BindText(i+1, p)
	}
	if _, err := stmt.Step(); err != nil {
		_ = stmt.Reset() // repeats the error of the step
		return nil, err
	}
	n := stmt.ColumnLen(0)
	if cap(buffer) < n {
		buffer = make([]byte, n)
	}
	buffer = buffer[:n]
	stmt.ColumnBytes(0, buffer)
	return buffer, stmt.Reset()
}

// serveLimit serves at an address until ctx ends.
func serveLimit(ctx context.Context, address, database string, cases []benchCase) error {
	l, err := newLimit(database, cases)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return errors.Join(err, l.close())
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+healthPath, func(http.ResponseWriter, *http.Request) {})
	mux.Handle("GET /", l)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() }) // Serve reports the end
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return errors.Join(err, l.close())
	}
	return l.close()
}
