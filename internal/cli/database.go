package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// Default database files. The demo has one of its own, so that it does not mix with other records.
const (
	defaultDatabase = "civicgraph.db"
	demoDatabase    = "civicgraph-demo.db"
)

// databaseSetting returns the setting of the commands that create the database if it does not exist.
func databaseSetting(path *string) setting {
	return setting{
		flag: "database", variable: "CIVICGRAPH_DATABASE", text: path,
		usage: "database `file`, created if it does not exist; :memory: for a temporary database; or the address of one on PostgreSQL: postgres://USER@HOST/NAME",
	}
}

// openStore opens a database with at most this number of read connections.
func openStore(ctx context.Context, path string, readers int) (*store.Store, error) {
	return store.Open(ctx, path, store.Options{Kinds: kg.NewKinds(), Now: time.Now, Readers: readers})
}

// open opens the database at a path, with the replicas of the settings.
func (s *settings) open(ctx context.Context, path string, log *slog.Logger) (*store.Store, error) {
	return store.Open(ctx, path, store.Options{
		Kinds: kg.NewKinds(), Now: time.Now, Readers: s.readers, ReadFrom: s.replicas(),
		ReportReplica: func(name string, err error) {
			if err != nil {
				log.WarnContext(ctx, "a replica is left out until it can be read from", "replica", name, "error", err)
				return
			}
			log.InfoContext(ctx, "reading from a replica", "replica", name)
		},
	})
}

// exists reports whether the file of a database exists. One on PostgreSQL is said to; opening it tells.
func exists(database string) bool {
	_, err := os.Stat(database)
	return err == nil || store.IsPostgres(database)
}

// openServed opens the database to serve and sets s.database: the given one, or else the default one if it holds records, or else
// that of the demo. `--demo NAME` selects that of the demo, `--demo none` the default one.
func openServed(ctx context.Context, s *settings, log *slog.Logger) (*store.Store, error) {
	if !s.isDatabaseGiven {
		s.database = defaultDatabase
		if len(s.demoSets) > 0 {
			s.database = demoDatabase
		}
	}
	if s.isDatabaseGiven || s.isDemoGiven {
		return s.open(ctx, s.database, log)
	}
	if _, err := os.Stat(defaultDatabase); err != nil {
		return s.open(ctx, s.database, log)
	}
	db, err := s.open(ctx, defaultDatabase, log)
	if err != nil {
		return nil, err
	}
	isEmpty, err := db.IsEmpty(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if !isEmpty {
		s.database = defaultDatabase
		log.InfoContext(ctx, "serving your own records, without the demo data; --demo=region serves that instead", "database", defaultDatabase)
		return db, nil
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return s.open(ctx, s.database, log)
}

// confirmDemo returns an error if the database holds only demo data, unless --with-demo or the user at the terminal agrees to add
// other records to it.
func confirmDemo(ctx context.Context, s *importSettings, database string, files []string, authors []store.Author, streams Streams) error {
	if s.withDemo || s.dryRun || !isDemoOnly(authors) {
		return nil
	}
	if slices.Contains(files, "-") || !isTerminal(streams.In) || !isTerminal(streams.Err) {
		return usageErrorf("database %s holds only demo data: use --database FILE to keep your records apart, or --with-demo to add them to it", database)
	}
	fmt.Fprintf(streams.Err, "Database %s holds only demo data. Add your records to it? [y/N] ", database)
	answered := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(streams.In).ReadString('\n') // no answer is a no
		answered <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case answer := <-answered:
		if answer == "y" || answer == "yes" {
			return nil
		}
	}
	return errors.New("nothing was imported; --database FILE keeps your records apart from the demo data")
}

// isTerminal reports whether a stream is a terminal. The stream is an io.Reader or an io.Writer.
func isTerminal(stream any) bool {
	file, isFile := stream.(*os.File)
	return isFile && term.IsTerminal(int(file.Fd()))
}

// reportFirstImport says where the first records went if no database was named, because a server that is running on the demo does
// not show them.
func reportFirstImport(output io.Writer, s *importSettings, authors []store.Author) {
	if !s.isDatabaseGiven && len(authors) == 0 {
		fmt.Fprintf(output, "created %s; civicgraph serves it from its next start, without the demo data\n", s.database)
	}
}
