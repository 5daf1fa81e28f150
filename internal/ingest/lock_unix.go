//go:build darwin || linux

package ingest

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// lockFile locks a file or folder until it is closed. The error is errLocked if another process has locked it.
func lockFile(path string) (io.Closer, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = errLocked
	}
	if err == nil {
		err = stillAt(path, file)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// stillAt returns fs.ErrNotExist if an open file was moved or removed before it was locked.
func stillAt(path string, file *os.File) error {
	opened, err := file.Stat()
	if err != nil {
		return err
	}
	current, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !os.SameFile(opened, current) {
		return fs.ErrNotExist
	}
	return nil
}
