package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	// healthPath is the URL path of the health check of both servers.
	healthPath = "/healthz"
	// startTime is the time limit for the first response of a server, stopTime for its end.
	startTime = 30 * time.Second
	stopTime  = 10 * time.Second
)

// process is a server that this program started.
type process struct {
	name string
	url  string
	pid  int
	cmd  *exec.Cmd
	log  *os.File
	// database returns the processor time of the database so far; nil if the server contains the database.
	database func() (time.Duration, error)
	// ended is closed when the process has ended; err then holds the reason.
	ended chan struct{}
	err   error
}

// processorTime returns the processor time of the server and of the database so far.
func (p *process) processorTime() (server, database time.Duration, err error) {
	if server, err = processorTime(p.pid); err == nil && p.database != nil {
		database, err = p.database()
	}
	return server, database, err
}

// startPaths holds the paths of servers: the built program, a folder for their files, the engine and its database.
type startPaths struct{ server, folder, engine, database string }

// startServer starts civicgraph.
func startServer(ctx context.Context, s *settings, at startPaths) (*process, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	return start(ctx, command{name: "civicgraph-" + at.engine, folder: at.folder, address: address, binary: at.server, args: serverArguments(s, at, address)})
}

func serverArguments(s *settings, at startPaths, address string) []string {
	return append([]string{"--listen", address, "--database", at.database, "--demo=false"}, strings.Fields(s.serverFlags)...)
}

// startCounted starts civicgraph inside this program, which counts its allocations.
func startCounted(ctx context.Context, s *settings, at startPaths) (*counted, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	args := append([]string{countedWord, counts}, serverArguments(s, at, address)...)
	p, err := start(ctx, command{name: "civicgraph-counted-" + at.engine, folder: at.folder, address: address, binary: self, args: args})
	if err != nil {
		return nil, err
	}
	return &counted{process: p, counts: "http://" + counts + countsPath}, nil
}

// buildServer builds civicgraph from the checkout.
func buildServer(ctx context.Context, root, folder string) (string, error) {
	binary := filepath.Join(folder, "civicgraph")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, ".")
	build.Dir = root
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build civicgraph: %w\n%s", err, output)
	}
	return binary, nil
}

// startLimit starts this program again, as the limit.
func startLimit(ctx context.Context, s *settings, at startPaths) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	args := []string{"-limit-listen", address, "-engine", at.engine, "-limit-database", at.database, "-limit", s.limitForm}
	return start(ctx, command{name: "limit-" + at.engine, folder: at.folder, address: address, binary: self, args: args})
}

// freeAddress returns an unused local address.
func freeAddress(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// command describes how to start a server.
type command struct {
	// name is its name here, and that of its log in the folder.
	name, folder string
	address      string
	binary       string
	args         []string
}

// start starts a server and waits for its first response.
func start(ctx context.Context, c command) (*process, error) {
	p, err := launch(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := p.awaitAnswer(ctx); err != nil {
		return nil, errors.Join(err, p.stop())
	}
	return p, nil
}

// launch starts a server.
func launch(ctx context.Context, c command) (*process, error) {
	// A file, unlike a pipe, costs this program nothing while it measures.
	log, err := os.Create(filepath.Join(c.folder, c.name+".log"))
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, c.binary, c.args...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopTime
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, log.Close())
	}
	p := &process{name: c.name, url: "http://" + c.address, pid: cmd.Process.Pid, cmd: cmd, log: log, ended: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

func (p *process) awaitAnswer(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+healthPath, nil)
		if err != nil {
			return err
		}
		if response, err := http.DefaultClient.Do(request); err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-p.ended:
			return fmt.Errorf("%s ended at once: %w\n%s", p.name, p.err, p.output())
		case <-ctx.Done():
			return fmt.Errorf("%s does not answer: %w\n%s", p.name, ctx.Err(), p.output())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// output returns the beginning of the process's log.
func (p *process) output() string {
	const most = 4 << 10
	file, err := os.Open(p.log.Name())
	if err != nil {
		return ""
	}
	defer func() { _ = file.Close() }()
	text, _ := io.ReadAll(io.LimitReader(file, most)) // what cannot be read is not shown
	return string(text)
}

// stop ends the process and waits for it.
func (p *process) stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // fails where it has ended
	select {
	case <-p.ended:
	case <-time.After(stopTime):
		_ = p.cmd.Process.Kill() // fails where it has ended
		<-p.ended
	}
	return p.log.Close()
}
