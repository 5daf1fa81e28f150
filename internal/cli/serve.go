package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"civicgraph/graph"
	"civicgraph/internal/httpd"
	"civicgraph/internal/store"
)

// serveCommand returns the command that runs the server, under the name of the sub-command or of the program.
func serveCommand(name string, streams Streams) *cobra.Command {
	s := defaults()
	c := &cobra.Command{
		Use: name, Short: "Serve a graph of public life over GraphQL, the default",
		Long:    "Serve a graph of public life over GraphQL.",
		Example: "  civicgraph serve --listen :9000 --database town.db",
		Args:    noArguments(unexpectedArgument),
		RunE: func(c *cobra.Command, _ []string) error {
			s.isDatabaseGiven, s.isDemoGiven = c.Flags().Changed("database"), c.Flags().Changed("demo")
			if err := s.check(); err != nil {
				return err
			}
			var level slog.Level
			if err := level.UnmarshalText([]byte(s.logLevel)); err != nil {
				return usageErrorf("invalid --log-level %q; must be debug, info, warn or error", s.logLevel)
			}
			return serve(c.Context(), s, slog.New(slog.NewTextHandler(streams.Err, &slog.HandlerOptions{Level: level})))
		},
	}
	addSettings(c, s.all())
	return c
}

// gcPercent lets the heap grow to five times the live heap, a few MB, before a collection: responses are short-lived, and the
// pages of the database are not on the heap.
const gcPercent = 400

// memoryLimit is the heap size in bytes from which the collector works harder: a few very large responses at the same time would
// leave several times their size as garbage.
const memoryLimit = 192 << 20

// A reader has the database and its write-ahead log open; otherFiles is for temporary files, the log and the rest.
const (
	filesPerReader = 2
	otherFiles     = 100
)

func serve(ctx context.Context, s *settings, log *slog.Logger) (err error) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s is in use by another program (--port selects another port)", s.listen)
	}
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", s.listen, err)
	}
	defer func() { _ = listener.Close() }() // already closed if the server ran
	db, err := openServed(ctx, s, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := warnOfCopy(ctx, db, log); err != nil {
		return err
	}
	if err := loadDemo(ctx, s, db, log); err != nil {
		return err
	}
	pages, err := webPages(ctx, s, log)
	if err != nil {
		return err
	}
	endpoint, err := newEndpoint(ctx, s, db, log)
	if err != nil {
		return err
	}
	handler, err := httpd.NewHandler(httpd.Routes{GraphQL: endpoint, Pages: pages, Health: db.Ping, Access: s.access()}, log)
	if err != nil {
		return usageErrorf("--allow-origin: %w", err)
	}
	log.InfoContext(ctx, "server started", "playground", browserURL(listener.Addr()), "database", db.Name())
	limits := s.connections
	limits.ReservedFiles = otherFiles + filesPerReader*s.readers*(1+len(s.replicas()))
	server := &httpd.Server{Handler: handler, Limits: limits, Log: log}
	if err := server.Serve(ctx, listener); err != nil {
		return err
	}
	log.InfoContext(ctx, "stopped")
	return nil
}

// browserURL returns the URL of an address that a server listens on, with the loopback address where it listens on all.
func browserURL(address net.Addr) string {
	host, port, err := net.SplitHostPort(address.String())
	if err == nil && net.ParseIP(host).IsUnspecified() {
		return "http://" + net.JoinHostPort("127.0.0.1", port) + "/"
	}
	return "http://" + address.String() + "/"
}

// newEndpoint returns the GraphQL endpoint with its trusted documents.
func newEndpoint(ctx context.Context, s *settings, db *store.Store, log *slog.Logger) (http.Handler, error) {
	options := graph.Options{Log: log, Limits: s.limits, OnlyTrusted: s.onlyTrusted}
	if s.trustedDocuments != "" {
		trusted, err := loadTrusted(s.trustedDocuments, s.limits)
		if err != nil {
			return nil, fmt.Errorf("--trusted-documents %s: %w", s.trustedDocuments, err)
		}
		count, forms := trusted.Count()
		if count == 0 {
			log.WarnContext(ctx, "found no trusted documents; they are files .graphql or .json", "path", s.trustedDocuments)
		} else {
			log.InfoContext(ctx, "loaded trusted documents", "documents", count, "from", forms)
		}
		options.Trusted = trusted
	}
	return graph.NewHandler(db, options), nil
}

// loadTrusted reads trusted documents from a file or a folder.
func loadTrusted(path string, limits graph.Limits) (*graph.TrustedDocuments, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return graph.LoadTrustedDocuments(os.DirFS(path), ".", limits)
	}
	return graph.LoadTrustedDocuments(os.DirFS(filepath.Dir(path)), filepath.Base(path), limits)
}

// access returns which browser pages may send requests. A server on a loopback address accepts only its own names, against DNS
// rebinding.
func (s *settings) access() httpd.Access {
	access := httpd.Access{Origins: splitList(s.allowOrigin), Hosts: splitList(s.allowHost)}
	if host, _, err := net.SplitHostPort(s.listen); err == nil && (host == localhost || net.ParseIP(host).IsLoopback()) {
		access.Hosts = append(access.Hosts, localhost)
	}
	return access
}

const localhost = "localhost"

// splitList splits a comma-separated list of names and makes them lower-case, as browsers do.
func splitList(list string) []string {
	return strings.FieldsFunc(strings.ToLower(list), func(r rune) bool { return r == ',' || r == ' ' })
}
