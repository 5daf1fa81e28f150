package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// graphSeed is the seed of the graph of every run.
const graphSeed = 1

// moduleRoot returns the folder of go.mod, the working directory or one above.
func moduleRoot() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder, nil
		}
		above := filepath.Dir(folder)
		if above == folder {
			return "", errors.New("go.mod not found; run make bench in a checkout of civicgraph")
		}
		folder = above
	}
}

// cachedGraph returns the database of the synthetic graph, which it loads unless an earlier run did.
func cachedGraph(ctx context.Context, s *settings, root string) (string, error) {
	version, err := graphVersion(root)
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("graph-%d-", s.districts)
	path := filepath.Join(s.cache, name+version+".db")
	if _, err := os.Stat(path); err == nil && !s.fresh {
		return path, nil
	}
	if err := os.MkdirAll(s.cache, 0o755); err != nil {
		return "", err
	}
	// Databases of other generators, migrations or aborted runs are useless.
	old, err := filepath.Glob(filepath.Join(s.cache, name+"*"))
	if err != nil {
		return "", err
	}
	for _, file := range old {
		if err := os.Remove(file); err != nil {
			return "", err
		}
	}
	loading := path + ".loading"
	if err := loadGraph(ctx, loading, s.districts); err != nil {
		return "", fmt.Errorf("load the synthetic graph: %w", err)
	}
	return path, os.Rename(loading, path)
}

// graphVersion returns a hash of the generator's output and the migrations.
func graphVersion(root string) (string, error) {
	sum := sha256.New()
	if err := ingest.Synthetic(sum, 3, graphSeed); err != nil {
		return "", err
	}
	migrations, err := filepath.Glob(filepath.Join(root, "internal", "store", "migrations", "*.sql"))
	if err != nil {
		return "", err
	}
	for _, file := range migrations {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		sum.Write(text)
	}
	return hex.EncodeToString(sum.Sum(nil)[:6]), nil
}

// loadGraph imports the graph into a new database like the product.
func loadGraph(ctx context.Context, path string, districts int) (err error) {
	start := time.Now()
	fmt.Fprintf(os.Stderr, "loading a graph of %d districts into %s …\n", districts, filepath.Dir(path))
	db, err := store.Open(ctx, path, store.Options{Kinds: kg.NewKinds(), Now: time.Now})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	reader, writer := io.Pipe()
	go func() { writer.CloseWithError(ingest.Synthetic(writer, districts, graphSeed)) }()
	_, err = ingest.Import(ctx, db, ingest.Options{}, ingest.JSONLines("", reader))
	if err := errors.Join(err, reader.Close()); err != nil {
		return err
	}
	if err := db.Optimize(ctx); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "loaded in %.1f s\n", time.Since(start).Seconds())
	return nil
}
