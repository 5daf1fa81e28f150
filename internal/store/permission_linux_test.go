package store_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// TestOpenWithoutPermission: a database that this user may not read or write is refused in a sentence and left as it is.
func TestOpenWithoutPermission(t *testing.T) {
	storetest.SQLiteOnly(t, "it is about files")
	t.Parallel()
	cases := []struct {
		name         string
		file, folder os.FileMode
		// file 0 stands for no file at all.
		says string
	}{
		{name: "a file that may not be read", file: 0o200, folder: 0o755, says: "read"},
		{name: "a file that may not be written", file: 0o444, folder: 0o755, says: "writ"},
		{name: "a folder that may not be entered", file: 0o666, folder: 0o000, says: "read"},
		{name: "a folder that may not be written", file: 0o666, folder: 0o555, says: "folder"},
		{name: "no file, in a folder that may not be written", folder: 0o555, says: "folder"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(worldReadable(t), "folder")
			path := filepath.Join(dir, "test.db")
			if err := os.Mkdir(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			if c.file != 0 {
				s := openStoreOnce(t, path)
				s.write(t, sourceLine)
				closeStore(t, s)
				chmod(t, path, c.file)
			}
			chmod(t, dir, c.folder)
			t.Cleanup(func() { chmod(t, dir, 0o700) })
			err := openAsNobody(t, path)
			if err == nil {
				t.Fatal("it is opened")
			}
			sentence := strings.Replace(err.Error(), path, "", 1)
			if strings.Contains(sentence, "\n") || !strings.Contains(sentence, c.says) || strings.Contains(sentence, "(") {
				t.Errorf("it says %q, want a sentence with %q", sentence, c.says)
			}
			chmod(t, dir, 0o700)
			entries, err := os.ReadDir(dir)
			if err != nil || len(entries) > 1 || len(entries) == 1 && c.file == 0 {
				t.Errorf("the folder holds %v, %v", entries, err)
			}
		})
	}
}

// worldReadable is a temporary folder that every user may enter.
func worldReadable(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	chmod(t, filepath.Dir(dir), 0o755)
	return dir
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// openAsNobody opens a store as a user whom permission bits bind. For root that is a thread that gives up its right to
// files, and ends with the goroutine that it is locked to.
func openAsNobody(t *testing.T, path string) error {
	t.Helper()
	result := make(chan error, 1)
	go func() {
		if os.Geteuid() == 0 {
			runtime.LockOSThread()
			const nobody = 65534
			if _, _, err := syscall.RawSyscall(syscall.SYS_SETFSUID, nobody, 0, 0); err != 0 {
				result <- err
				return
			}
		}
		s, err := store.Open(t.Context(), path, store.Options{Kinds: kg.NewKinds(), Now: time.Now})
		if err == nil {
			err = s.Close()
		}
		result <- err
	}()
	return <-result
}
