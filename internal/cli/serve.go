package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"syscall"

	"civicgraph/graph"
	"civicgraph/internal/demo"
	"civicgraph/internal/httpd"
	"civicgraph/internal/ingest"
	"civicgraph/internal/store"
)

// runServe is the command without a name.
func runServe(ctx context.Context, args []string, streams Streams) error {
	s, err := parseSettings(args, os.Getenv)
	if err != nil {
		return err
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.logLevel)); err != nil {
		return usageErrorf("--log-level %s is none of debug, info, warn, error", s.logLevel)
	}
	return serve(ctx, s, slog.New(slog.NewTextHandler(streams.Err, &slog.HandlerOptions{Level: level})))
}

// gcPercent lets the heap grow to five times of what is live, some MB here, before it is collected: answers are short-lived
// and the pages of the database are not on the heap.
const gcPercent = 400

// memoryAim is where the collector begins to work harder than that, in bytes: a few very large answers at a time would
// leave several times of what they need behind them.
const memoryAim = 192 << 20

func serve(ctx context.Context, s *settings, log *slog.Logger) (err error) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryAim)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s is in use by another program; give another with --port", s.listen)
	}
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", s.listen, err)
	}
	defer func() { _ = listener.Close() }() // closed already where the server ran
	db, err := openStore(ctx, s.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if s.demo {
		if err := loadDemo(ctx, db, log); err != nil {
			return err
		}
	}
	pages, err := playgroundPages(ctx, log)
	if err != nil {
		return err
	}
	endpoint, err := newEndpoint(s, db, log)
	if err != nil {
		return err
	}
	handler, err := httpd.NewHandler(httpd.Routes{GraphQL: endpoint, Pages: pages, Health: db.Ping, Access: s.access()}, log)
	if err != nil {
		return usageErrorf("--allow-origin: %w", err)
	}
	log.InfoContext(ctx, "civicgraph answers", "playground", "http://"+listener.Addr().String()+"/", "database", s.database)
	server := &httpd.Server{Handler: handler, Limits: s.connections, Log: log}
	if err := server.Serve(ctx, listener); err != nil {
		return err
	}
	log.InfoContext(ctx, "stopped")
	return nil
}

// newEndpoint is the GraphQL endpoint, with the documents that it trusts.
func newEndpoint(s *settings, db *store.Store, log *slog.Logger) (http.Handler, error) {
	options := graph.Options{Log: log, Limits: s.limits, OnlyTrusted: s.onlyTrusted}
	if s.trustedDocuments != "" {
		trusted, err := graph.LoadTrustedDocuments(os.DirFS(s.trustedDocuments), s.limits)
		if err != nil {
			return nil, fmt.Errorf("--trusted-documents %s: %w", s.trustedDocuments, err)
		}
		options.Trusted = trusted
	}
	return graph.NewHandler(db, options), nil
}

// access is who may ask from within a browser. A server on the machine itself is asked by no name but its own: else a page
// elsewhere could reach it by a name that leads here.
func (s *settings) access() httpd.Access {
	access := httpd.Access{Origins: listed(s.allowOrigin), Hosts: listed(s.allowHost)}
	if host, _, err := net.SplitHostPort(s.listen); err == nil && (host == localhost || net.ParseIP(host).IsLoopback()) {
		access.Hosts = append(access.Hosts, localhost)
	}
	return access
}

const localhost = "localhost"

// listed are the names in a list with commas between, as browsers write them.
func listed(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r == ',' || r == ' ' })
}

// loadDemo fills an empty database with the first source.
func loadDemo(ctx context.Context, db *store.Store, log *slog.Logger) error {
	empty, err := db.IsEmpty(ctx)
	if err != nil || !empty {
		return err
	}
	report, err := ingest.Import(ctx, db, ingest.Options{}, ingest.JSONLines("", bytes.NewReader(demo.FirstSource())))
	if err != nil {
		return fmt.Errorf("load the demo data: %w", err)
	}
	log.InfoContext(ctx, "loaded the demo data", "records", report.Created)
	return db.Optimize(ctx)
}
