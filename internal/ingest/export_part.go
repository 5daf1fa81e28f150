package ingest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// exportPart is an incomplete export: a file or a folder beside its target, with the suffix ".part". It is locked while it is
// written. The lock ends with the process, so the next export to the same target recognizes what a killed one left.
type exportPart struct {
	target, path string
	lock         io.Closer
}

// errLocked means that another process has locked a file.
var errLocked = errors.New("locked by another process")

// newExportPart creates the part of an export with create, after removing one that a killed export left.
func newExportPart(target string, create func(path string) error) (*exportPart, error) {
	p := &exportPart{target: target, path: filepath.Clean(target) + ".part"}
	err := removeAbandoned(p.path)
	if err == nil {
		err = create(p.path)
	}
	if err == nil {
		p.lock, err = lockFile(p.path)
	}
	if errors.Is(err, errLocked) || errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("another export to %s is running", target)
	}
	if err != nil {
		return nil, fmt.Errorf("write the export: %w", err)
	}
	return p, nil
}

// removeAbandoned removes a file or folder that no process has locked, if it exists.
func removeAbandoned(path string) error {
	lock, err := lockFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(path), lock.Close())
}

// end moves the complete part to its target, or removes it if the export failed.
func (p *exportPart) end(failed error) error {
	err := failed
	if err == nil {
		err = os.Rename(p.path, p.target)
	}
	if err != nil {
		_ = os.RemoveAll(p.path) // err is reported
	}
	return errors.Join(err, p.lock.Close())
}

func createFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666) //nolint:gosec // as the umask allows
}

func createFolder(path string) error {
	return os.Mkdir(path, 0o777) //nolint:gosec // as the umask allows
}
