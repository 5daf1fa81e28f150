package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// limit answers each case with one prepared, hand-written statement that builds the JSON inside the database; B6 traverses the graph
// before.
type limit struct {
	free    chan limitConn
	buffers sync.Pool
}

// limitConn is a read-only connection with a statement for each case, and one for traversal where the case needs it.
type limitConn interface {
	// cell runs the statement of a case and returns its one cell, in the buffer if it fits.
	cell(name string, parameters []string, buffer []byte) ([]byte, error)
	// links appends the links of entities, in no order.
	links(name string, of []int64, to []farLink) ([]farLink, error)
	// walks reports whether a case traverses the graph before its statement.
	walks(name string) bool
	close() error
}

// newLimit opens as many connections as there are cores.
func newLimit(ctx context.Context, engine, database string, cases []benchCase) (*limit, error) {
	l := &limit{
		free:    make(chan limitConn, runtime.NumCPU()),
		buffers: sync.Pool{New: func() any { return new([]byte) }},
	}
	for range cap(l.free) {
		c, err := openLimitConn(ctx, engine, database, cases)
		if err != nil {
			return nil, errors.Join(err, l.close())
		}
		l.free <- c
	}
	return l, nil
}

func openLimitConn(ctx context.Context, engine, database string, cases []benchCase) (limitConn, error) {
	if engine == postgresEngine {
		return openPostgresLimit(ctx, database, cases)
	}
	return openSQLiteLimit(database, cases)
}

func (l *limit) close() error {
	var errs []error
	for {
		select {
		case c := <-l.free:
			errs = append(errs, c.close())
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
	answer, err := answer(c, strings.TrimPrefix(r.URL.Path, "/"), r.URL.Query()["p"], *buffer)
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

// answer returns the answer of a case, in the buffer if it fits.
func answer(c limitConn, name string, parameters []string, buffer []byte) ([]byte, error) {
	if c.walks(name) {
		read := func(of []int64, to []farLink) ([]farLink, error) { return c.links(name, of, to) }
		found, err := way(read, parameters)
		if err != nil {
			return nil, err
		}
		parameters = []string{found}
	}
	return c.cell(name, parameters, buffer)
}

// unknownCase is the error for a request without a case.
func unknownCase(name string) error { return fmt.Errorf("unknown case: %q", name) }

// serveLimit serves at an address until ctx ends.
func serveLimit(ctx context.Context, s *settings, cases []benchCase) error {
	l, err := newLimit(ctx, s.engine, s.database, cases)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.limitListen)
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
