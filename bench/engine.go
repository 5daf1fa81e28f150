package main

import (
	"context"
	"errors"
	"time"
)

// Engines, as -engine, folders of cases and the names of recorded runs have them.
const (
	sqliteEngine   = "sqlite"
	postgresEngine = "postgres"
)

// engine is a database system that holds the graph.
type engine struct {
	name string
	// version describes its release and settings; empty if go.mod does.
	version string
	// database is the value of civicgraph's flag --database.
	database string
	// processorTime returns the processor time of its processes so far; nil if it runs inside its clients.
	processorTime func() (time.Duration, error)
}

// openEngines returns the engines to measure, each with the synthetic graph: SQLite, and the one of -engine.
func openEngines(ctx context.Context, s *settings, root string) ([]*engine, func() error, error) {
	graph, err := cachedGraph(ctx, s, root)
	if err != nil {
		return nil, nil, err
	}
	engines := []*engine{{name: sqliteEngine, database: graph}}
	if s.engine == sqliteEngine {
		return engines, func() error { return nil }, nil
	}
	server, err := openPostgres(ctx, s.dsn)
	if err != nil {
		return nil, nil, err
	}
	if err := server.holdGraph(ctx, graph); err != nil {
		return nil, nil, errors.Join(err, server.close())
	}
	version, err := server.describe(ctx)
	if err != nil {
		return nil, nil, errors.Join(err, server.close())
	}
	return append(engines, &engine{
		name: postgresEngine, version: version, database: server.address, processorTime: server.processorTime,
	}), server.close, nil
}
