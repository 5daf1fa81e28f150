package programtest

import (
	"errors"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"civicgraph/internal/store/storetest"
)

// TestImportOnAFullDisk: the import reports it and writes nothing; with more space the same import succeeds.
func TestImportOnAFullDisk(t *testing.T) {
	storetest.SQLiteOnly(t, "its database is a file")
	t.Parallel()
	skipWithRace(t)
	records, complete := syntheticFile(t, 15, 1), filepath.Join(t.TempDir(), "complete.db")
	importFiles(t, complete, records)
	after := checkIntegrity(t, complete)
	before := checkIntegrity(t, filepath.Join(t.TempDir(), "empty.db"))
	full := 0
	// The database takes about 2 MB, with its write-ahead log twice that.
	for _, space := range []string{"64k", "1m", "3m"} {
		t.Run(space, func(t *testing.T) {
			disk := smallDisk(t, space)
			path := filepath.Join(disk, "civicgraph.db")
			r := runToEnd(t, command(t.Context(), t, t.TempDir(), "import", "--database="+path, records))
			if r.status != 0 {
				full++
				wantFailure(t, r, "full")
			}
			resize(t, disk, "64m")
			if r.status != 0 && r.out == "" {
				wantAllOrNothing(t, path, before, before)
			} else {
				wantAllOrNothing(t, path, after, after)
			}
			importFiles(t, path, records)
			wantAllOrNothing(t, path, after, after)
		})
	}
	if full < 2 {
		t.Errorf("only %d disks were full, want at least those below 2 MB", full)
	}
}

// TestImportWithAFullTemporaryFolder: there is no space for staging or sorting.
func TestImportWithAFullTemporaryFolder(t *testing.T) {
	t.Parallel()
	skipWithRace(t)
	records := syntheticFile(t, 250, 1)
	before := checkIntegrity(t, demoDatabase.Copy(t))
	for _, space := range []string{"64k", "1m"} {
		t.Run(space, func(t *testing.T) {
			temporary, path := smallDisk(t, space), demoDatabase.Copy(t)
			r := runToEnd(t, command(t.Context(), t, temporary, "import", "--database="+path, records))
			wantFailure(t, r, temporary, "no space left")
			wantAllOrNothing(t, path, before, before)
			if left := filesIn(t, temporary); len(left) > 0 {
				t.Errorf("the import leaves %v", left)
			}
			importFiles(t, path, writeFile(t, filepath.Join(t.TempDir(), "one.jsonl"), []byte(`{"source":{"slug":"one-more","title":"One more"}}`)))
		})
	}
}

// TestImportWithAFileSizeLimit is like a full disk, where the tests may not mount one.
func TestImportWithAFileSizeLimit(t *testing.T) {
	storetest.SQLiteOnly(t, "its database is a file")
	t.Parallel()
	skipWithRace(t)
	records := syntheticFile(t, 15, 1)
	before := checkIntegrity(t, demoDatabase.Copy(t))
	for _, limit := range []int{400 << 10, 1 << 20} {
		t.Run(strconv.Itoa(limit), func(t *testing.T) {
			path := demoDatabase.Copy(t)
			program := command(t.Context(), t, t.TempDir(), "import", "--database="+path, records)
			program.Env = append(program.Env, fileSizeLimit+"="+strconv.Itoa(limit))
			wantFailure(t, runToEnd(t, program), path)
			wantAllOrNothing(t, path, before, before)
			importFiles(t, path, records)
		})
	}
}

// smallDisk mounts a disk of this size, or skips the test if that is not permitted.
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
