package main

import (
	"errors"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// TestImportOnAFullDisk: it says so, nothing is written, and with more room the same import goes through.
func TestImportOnAFullDisk(t *testing.T) {
	t.Parallel()
	skipRaced(t)
	records, whole := syntheticFile(t, 15, 1), filepath.Join(t.TempDir(), "whole.db")
	imported(t, whole, records)
	all := sound(t, whole)
	none := sound(t, filepath.Join(t.TempDir(), "empty.db"))
	refused := 0
	// The database alone takes about 2 MB, beside its log twice that.
	for _, room := range []string{"64k", "1m", "3m"} {
		t.Run(room, func(t *testing.T) {
			disk := smallDisk(t, room)
			path := filepath.Join(disk, "civicgraph.db")
			r := execute(t, command(t.Context(), t, t.TempDir(), "import", "--database="+path, records))
			if r.status != 0 {
				refused++
				failedWith(t, r, "full")
			}
			resize(t, disk, "64m")
			if r.status != 0 && r.out == "" {
				noneOrAll(t, path, none, none)
			} else {
				noneOrAll(t, path, all, all)
			}
			imported(t, path, records)
			noneOrAll(t, path, all, all)
		})
	}
	if refused < 2 {
		t.Errorf("only %d disks were full, want those of less than 2m at least", refused)
	}
}

// TestImportWithAFullTemporaryFolder: what is staged, or sorted, has no room.
func TestImportWithAFullTemporaryFolder(t *testing.T) {
	t.Parallel()
	skipRaced(t)
	records, base := syntheticFile(t, 250, 1), demoDatabase(t)
	before := sound(t, base)
	for _, room := range []string{"64k", "1m"} {
		t.Run(room, func(t *testing.T) {
			temporary, path := smallDisk(t, room), filepath.Join(t.TempDir(), "civicgraph.db")
			copyFile(t, path, base)
			r := execute(t, command(t.Context(), t, temporary, "import", "--database="+path, records))
			failedWith(t, r, temporary, "no space left")
			noneOrAll(t, path, before, before)
			if left := filesIn(t, temporary); len(left) > 0 {
				t.Errorf("it leaves %v", left)
			}
			imported(t, path, writeFile(t, filepath.Join(t.TempDir(), "one.jsonl"), []byte(`{"source":{"slug":"one-more","title":"One more"}}`)))
		})
	}
}

// TestImportOfFilesThatMayNotGrow stands in for full disks where nobody may mount one.
func TestImportOfFilesThatMayNotGrow(t *testing.T) {
	t.Parallel()
	skipRaced(t)
	records, base := syntheticFile(t, 15, 1), demoDatabase(t)
	before := sound(t, base)
	for _, limit := range []int{400 << 10, 1 << 20} {
		t.Run(strconv.Itoa(limit), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "civicgraph.db")
			copyFile(t, path, base)
			program := command(t.Context(), t, t.TempDir(), "import", "--database="+path, records)
			program.Env = append(program.Env, fileLimit+"="+strconv.Itoa(limit))
			failedWith(t, execute(t, program), path)
			noneOrAll(t, path, before, before)
			imported(t, path, records)
		})
	}
}

// smallDisk mounts a disk of so many bytes; only root may.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	folder := t.TempDir()
	err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size="+size)
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) {
		t.Skipf("NOT TESTED: a full disk; only root can mount a small one here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return folder
}

func resize(t *testing.T, folder, size string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", syscall.MS_REMOUNT, "size="+size); err != nil {
		t.Fatal(err)
	}
}
