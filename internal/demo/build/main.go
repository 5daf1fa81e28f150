// Command build makes the demo data sets region and us-congress from published record files.
//
//	go run ./internal/demo/build
//
// It reads them from ../shared/data, beside the checkout, and skips with a message where that folder is missing. The
// same files give the same sets.
package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

func main() {
	from := flag.String("from", "../shared/data", "folder with the record files")
	to := flag.String("to", "internal/demo", "folder to write the sets to")
	flag.Parse()
	if _, err := os.Stat(*from); errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(os.Stderr, "**** SKIPPED: there is no folder %s with the record files; the sets stay as they are. ****\n", *from)
		return
	}
	if err := build(*from, *to); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

// build writes both sets.
func build(from, to string) error {
	records, err := regionSet(from)
	if err != nil {
		return err
	}
	if err := replace(filepath.Join(to, "region.jsonl.gz"), records); err != nil {
		return err
	}
	congress, err := readSet(from, "us-congress")
	if err != nil {
		return err
	}
	return replace(filepath.Join(to, "us-congress.jsonl.gz"), congress)
}

// readSet returns the lines of a record file.
func readSet(folder, name string) ([]byte, error) {
	return decompressed(filepath.Join(folder, name+".jsonl.gz"))
}

func decompressed(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	r, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	lines, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return lines, nil
}

// replace writes lines compressed, unless the file holds them already: compressors differ between versions of Go, and a
// set that did not change should leave no diff.
func replace(path string, lines []byte) error {
	if present, err := decompressed(path); err == nil && bytes.Equal(present, lines) {
		fmt.Println(path, "is current")
		return nil
	}
	var file bytes.Buffer
	w, err := gzip.NewWriterLevel(&file, gzip.BestCompression) // without a name and a time
	if err != nil {
		return err
	}
	if _, err := w.Write(lines); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	fmt.Printf("%s: %d records, %d bytes\n", path, bytes.Count(lines, []byte("\n")), file.Len())
	return os.WriteFile(path, file.Bytes(), 0o644)
}
