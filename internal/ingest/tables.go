package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"civicgraph/internal/ingest/table"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// ReadFolder adds the tables of a folder to a set, as an export writes them. A folder without tables is a *kg.Error.
func ReadFolder(set *table.Set, name string, folder fs.FS) error {
	entries, err := fs.ReadDir(folder, ".")
	if errors.Is(err, fs.ErrNotExist) {
		return kg.Errorf(kg.BadArgument, "the folder %s does not exist", name)
	}
	if err != nil {
		return fmt.Errorf("read the tables: %w", err)
	}
	found := false
	for _, entry := range entries {
		if entry.IsDir() || !table.IsTable(entry.Name()) {
			continue
		}
		found = true
		if err := readTable(set, path.Join(name, entry.Name()), folder, entry.Name()); err != nil {
			return err
		}
	}
	if !found {
		return kg.Errorf(kg.BadArgument, "the folder %s has no tables, such as district%s", name, csvSuffix)
	}
	return nil
}

func readTable(set *table.Set, name string, folder fs.FS, entry string) error {
	file, err := folder.Open(entry)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // nothing was written to it
	return set.Read(name, file)
}

// Tables returns the tables of a set, with names looked up in the graph.
func Tables(ctx context.Context, s *store.Store, set *table.Set) ([]*table.Table, error) {
	return set.Tables(ctx, func(ctx context.Context, kinds []kg.Code, take func(*kg.Record) error) error {
		snapshot, err := s.Snapshot(ctx)
		if err != nil {
			return err
		}
		defer snapshot.Close()
		return s.Registry().Records(ctx, snapshot, store.Subset{Kinds: kinds}, take)
	})
}

// TableInput returns a table as an input.
func TableInput(t *table.Table) Input {
	return Input{
		Name: t.Name(), Locate: t.Locate, Row: t.Row,
		Lines: func(ctx context.Context, yield Yield) error { return t.Lines(ctx, yield) },
	}
}
