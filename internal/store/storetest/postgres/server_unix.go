//go:build unix

package postgres

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// oldestVersion is the oldest major version of PostgreSQL that the store supports.
const oldestVersion = 15

// longestFolder is the longest path of a folder for a socket: systems allow 104 bytes or more with the name of the socket.
const longestFolder = 85

// script makes a database cluster and serves it until its standard input ends, as it does when the test process ends, however that is.
//
//go:embed server.sh
var script string

// findPrograms returns the folder of the programs of the newest PostgreSQL: Debian's, or the one on the path.
func findPrograms() (string, error) {
	servers, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil {
		return "", err
	}
	if found, err := exec.LookPath("postgres"); err == nil {
		if found, err = filepath.EvalSymlinks(found); err == nil {
			servers = append(servers, found)
		}
	}
	newest, folder := 0, ""
	for _, program := range servers {
		printed, err := exec.CommandContext(context.Background(), program, "--version").Output()
		var version int
		if err == nil {
			_, err = fmt.Sscanf(string(printed), "postgres (PostgreSQL) %d", &version)
		}
		if err != nil {
			return "", fmt.Errorf("%s --version: %w", program, err)
		}
		if version > newest {
			newest, folder = version, filepath.Dir(program)
		}
	}
	if newest < oldestVersion {
		return "", fmt.Errorf("%w: PostgreSQL %d or later is not installed (Debian: apt-get install postgresql)", errMissing, oldestVersion)
	}
	return folder, nil
}

// start starts a server with the programs of a folder.
func start(programs string, o options) (*server, error) {
	parent := os.TempDir()
	if len(parent) > longestFolder || !isOpenToAll(parent) {
		parent = "/tmp"
	}
	locale := "C.UTF-8"
	if runtime.GOOS == "darwin" {
		locale = "en_US.UTF-8"
	}
	var failure bytes.Buffer
	arguments := append([]string{"-c", script, "sh", parent, programs, locale, o.primary}, o.settings...)
	command := exec.CommandContext(context.Background(), "/bin/sh", arguments...)
	command.Dir = "/"
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=" + locale}
	command.Stderr = &failure
	if err := detach(command); err != nil {
		return nil, err
	}
	input, err := command.StdinPipe() // unless stop closes it, it stays open until the process ends
	if err != nil {
		return nil, err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	folder, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL has no folder: %w\n%s", errors.Join(err, command.Wait()), failure.Bytes())
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	s := &server{folder: strings.TrimSuffix(folder, "\n"), stop: func() error { return errors.Join(input.Close(), <-ended) }}
	for began := time.Now(); ; {
		err := execute(s.address("postgres"), "SELECT 1")
		if err == nil || time.Since(began) > patience {
			return s, err
		}
		select {
		case err := <-ended:
			return nil, fmt.Errorf("PostgreSQL does not start: %w\n%s", err, failure.Bytes())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// detach keeps the signals of the terminal from a command. PostgreSQL refuses to run as root, so root runs the command as another
// user.
func detach(command *exec.Cmd) error {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Geteuid() != 0 {
		return nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		account, err = user.Lookup("nobody")
	}
	if err != nil {
		return fmt.Errorf("root runs PostgreSQL as the user postgres: %w", err)
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return err
	}
	command.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return nil
}

// isOpenToAll reports whether every user may enter a folder.
func isOpenToAll(folder string) bool {
	for {
		info, err := os.Stat(folder)
		if err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return true
		}
		folder = parent
	}
}
