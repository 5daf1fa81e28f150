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
	// healthPath is where both servers tell that they answer.
	healthPath = "/healthz"
	// startTime bounds how long a server may take to answer first, stopTime how long to end.
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
	// ended is closed when the process is gone, and err then says why.
	ended chan struct{}
	err   error
}

// startPaths are where a server is built from and works.
type startPaths struct{ root, folder, database string }

// startServer builds civicgraph from the checkout and starts it.
func startServer(ctx context.Context, s *settings, at startPaths) (*process, error) {
	binary, err := buildServer(ctx, at.root, at.folder)
	if err != nil {
		return nil, err
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	args := append([]string{"--listen", address, "--database", at.database, "--demo=false"}, strings.Fields(s.serverFlags)...)
	return start(ctx, "civicgraph", at.folder, address, binary, args...)
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

// startLimit starts this program once more, as the limit.
func startLimit(ctx context.Context, s *settings, at startPaths) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	return start(ctx, "limit", at.folder, address, self,
		"-limit-listen", address, "-limit-database", at.database, "-limit", s.limitForm)
}

// freeAddress is a local address that nobody listens on.
func freeAddress(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// start starts a server and waits until it answers.
func start(ctx context.Context, name, folder, address, binary string, args ...string) (*process, error) {
	// A file, unlike a pipe, costs this program nothing while it measures.
	log, err := os.Create(filepath.Join(folder, name+".log"))
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopTime
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, log.Close())
	}
	p := &process{name: name, url: "http://" + address, pid: cmd.Process.Pid, cmd: cmd, log: log, ended: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.ended)
	}()
	if err := p.awaitAnswer(ctx); err != nil {
		return nil, errors.Join(err, p.stop())
	}
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

// output is what the process wrote, as far as it says what is wrong.
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
