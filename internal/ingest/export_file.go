package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// ExportFile writes a part of the graph to a file, or to a folder if the format is one. An existing file is replaced when the export
// is complete, and otherwise stays. A folder must be missing or empty.
func ExportFile(ctx context.Context, s *store.Store, path string, opts ExportOptions) (ExportCounts, error) {
	format, err := formatNamed(opts.Format)
	if err != nil {
		return ExportCounts{}, err
	}
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute // a part beside "." would be inside it
	}
	if format.Folder {
		return exportFolder(ctx, s, format, path, opts)
	}
	// A symbolic link stays, and the file behind it is replaced.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return ExportCounts{}, invalidf("file", kg.BadArgument, "%s is a folder", path)
	case err == nil && !info.Mode().IsRegular(): // a pipe or a terminal
		return exportInto(ctx, s, format, path, opts)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return ExportCounts{}, fmt.Errorf("write the export: %w", err)
	}
	return exportRegular(ctx, s, format, path, opts)
}

// exportRegular writes a regular file.
func exportRegular(ctx context.Context, s *store.Store, format Format, path string, opts ExportOptions) (ExportCounts, error) {
	var file *os.File
	part, err := newExportPart(path, func(path string) (err error) {
		file, err = createFile(path)
		return err
	})
	if err != nil {
		return ExportCounts{}, err
	}
	exported, err := export(ctx, s, format, func(string) (io.Writer, error) { return file, nil }, opts)
	err = finish(file, err)
	if existing, statErr := os.Stat(path); err == nil && statErr == nil {
		err = os.Chmod(part.path, existing.Mode().Perm())
	}
	if err := part.end(err); err != nil {
		return ExportCounts{}, err
	}
	return exported, nil
}

// exportInto writes to an existing file that is not regular.
func exportInto(ctx context.Context, s *store.Store, format Format, path string, opts ExportOptions) (ExportCounts, error) {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return ExportCounts{}, fmt.Errorf("write the export: %w", err)
	}
	exported, err := export(ctx, s, format, func(string) (io.Writer, error) { return file, nil }, opts)
	return exported, errors.Join(err, file.Close())
}

// exportFolder writes a folder of files.
func exportFolder(ctx context.Context, s *store.Store, format Format, path string, opts ExportOptions) (ExportCounts, error) {
	switch entries, err := os.ReadDir(path); {
	case err == nil && len(entries) > 0:
		return ExportCounts{}, invalidf("file", kg.BadArgument, "the folder %s is not empty", path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return ExportCounts{}, invalidf("file", kg.BadArgument, "%s is not a folder; %s writes a folder of files", path, format.Name)
	}
	part, err := newExportPart(path, createFolder)
	if err != nil {
		return ExportCounts{}, err
	}
	var files []*os.File
	exported, err := export(ctx, s, format, func(name string) (io.Writer, error) {
		file, err := createFile(filepath.Join(part.path, name))
		if err == nil {
			files = append(files, file)
		}
		return file, err
	}, opts)
	for _, file := range files {
		err = finish(file, err)
	}
	if err == nil {
		_ = os.Remove(path) // the empty folder; if this fails, so does the rename
	}
	if err := part.end(err); err != nil {
		return ExportCounts{}, err
	}
	return exported, nil
}

// finish closes a file, after writing it to disk unless the export failed, and joins the errors.
func finish(file *os.File, failed error) error {
	if failed != nil {
		return errors.Join(failed, file.Close())
	}
	return errors.Join(file.Sync(), file.Close())
}
