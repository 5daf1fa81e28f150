//go:build darwin || linux

package ingest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestConcurrentExports: a second export to the same target fails and leaves the first one alone.
func TestConcurrentExports(t *testing.T) {
	t.Parallel()
	for name, create := range map[string]func(string) error{
		"file": func(path string) error {
			file, err := createFile(path)
			if err != nil {
				return err
			}
			return file.Close()
		},
		"folder": createFolder,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target := filepath.Join(t.TempDir(), "export")
			first, err := newExportPart(target, create)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := newExportPart(target, create); err == nil || !strings.Contains(err.Error(), "another export to "+target+" is running") {
				t.Errorf("the second export has the error %v", err)
			}
			if err := first.end(nil); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(target); err != nil {
				t.Error(err)
			}
			if err := os.RemoveAll(target); err != nil {
				t.Fatal(err)
			}
			next, err := newExportPart(target, create)
			if err != nil {
				t.Fatal(err)
			}
			if err := next.end(os.ErrClosed); err == nil {
				t.Error("the failure is lost")
			}
			if entries, err := os.ReadDir(filepath.Dir(target)); err != nil || len(entries) > 0 {
				t.Errorf("the folder contains %v, %v", entries, err)
			}
		})
	}
}
