package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// ExportFile writes a part of the graph to a file, or a folder where the form is one. What is at the path is replaced when all
// is written, and stays as it is otherwise; a folder must be absent or empty.
func ExportFile(ctx context.Context, s *store.Store, path string, opts ExportOptions) (Exported, error) {
	format, err := formatNamed(opts.Format)
	if err != nil {
		return Exported{}, err
	}
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute // what is made beside "." would be made in it
	}
	if format.Folder {
		return exportFolder(ctx, s, format, path, opts)
	}
	// The file that a link leads to is replaced, not the link.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return Exported{}, mistakenf("file", kg.BadArgument, "%s is a folder; name a file", path)
	case err == nil && !info.Mode().IsRegular(): // a pipe or a terminal
		return exportOver(ctx, s, format, path, opts)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return Exported{}, fmt.Errorf("write the export: %w", err)
	}
	part := partOf(path)
	done, err := exportNew(ctx, s, format, part, opts)
	if err == nil && info != nil {
		err = os.Chmod(part, info.Mode().Perm())
	}
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		_ = os.Remove(part) // what failed is reported
		return Exported{}, err
	}
	return done, nil
}

// partOf names what is not complete yet, beside what it will be.
func partOf(path string) string {
	return filepath.Clean(path) + ".part-" + strconv.FormatUint(rand.Uint64(), 36)
}

func exportNew(ctx context.Context, s *store.Store, format Format, path string, opts ExportOptions) (Exported, error) {
	file, err := create(path)
	if err != nil {
		return Exported{}, err
	}
	done, err := export(ctx, s, format, func(string) (io.Writer, error) { return file, nil }, opts)
	return done, errors.Join(err, finish(file, err))
}

func exportOver(ctx context.Context, s *store.Store, format Format, path string, opts ExportOptions) (Exported, error) {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return Exported{}, fmt.Errorf("write the export: %w", err)
	}
	done, err := export(ctx, s, format, func(string) (io.Writer, error) { return file, nil }, opts)
	return done, errors.Join(err, file.Close())
}

func exportFolder(ctx context.Context, s *store.Store, format Format, path string, opts ExportOptions) (done Exported, err error) {
	switch entries, err := os.ReadDir(path); {
	case err == nil && len(entries) > 0:
		return Exported{}, mistakenf("file", kg.BadArgument, "the folder %s is not empty; name a new one", path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return Exported{}, mistakenf("file", kg.BadArgument, "%s is no folder; %s makes a folder of files", path, format.Name)
	}
	part := partOf(path)
	if err := os.Mkdir(part, 0o777); err != nil { //nolint:gosec // as the user's mask allows, like a file
		return Exported{}, fmt.Errorf("write the export: %w", err)
	}
	var files []*os.File
	done, err = export(ctx, s, format, func(name string) (io.Writer, error) {
		file, err := create(filepath.Join(part, name))
		if err == nil {
			files = append(files, file)
		}
		return file, err
	}, opts)
	for _, file := range files {
		err = errors.Join(err, finish(file, err))
	}
	if err == nil {
		_ = os.Remove(path) // the empty folder; where it cannot go, neither can the new one come
		err = os.Rename(part, path)
	}
	if err != nil {
		_ = os.RemoveAll(part) // what failed is reported
		return Exported{}, err
	}
	return done, nil
}

func create(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666) //nolint:gosec // as the user's mask allows
	if err != nil {
		return nil, fmt.Errorf("write the export: %w", err)
	}
	return file, nil
}

// finish closes a file, which is on the disk then unless writing failed.
func finish(file *os.File, failed error) error {
	if failed != nil {
		return file.Close()
	}
	return errors.Join(file.Sync(), file.Close())
}
