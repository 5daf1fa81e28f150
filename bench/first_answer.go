package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	// starts is the number of starts measured.
	starts = 11
	// retryTime is the delay after a refused connection.
	retryTime = time.Millisecond
)

// firstAnswers starts the built program several times and returns the times from the start to the end of the first
// response.
func firstAnswers(ctx context.Context, s *settings, at startPaths, a request) ([]time.Duration, error) {
	var all []time.Duration
	for range starts {
		took, err := firstAnswer(ctx, s, at, a)
		if err != nil {
			return nil, fmt.Errorf("first answer: %w", err)
		}
		all = append(all, took)
	}
	return all, nil
}

func firstAnswer(ctx context.Context, s *settings, at startPaths, a request) (took time.Duration, err error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return 0, err
	}
	command := command{name: "civicgraph-start-" + at.engine, folder: at.folder, address: address, binary: at.server, args: serverArguments(s, at, address)}
	begin := time.Now()
	p, err := launch(ctx, command)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		if ok, err := p.answers(ctx, a); ok || err != nil {
			return time.Since(begin), err
		}
		select {
		case <-p.ended:
			return 0, fmt.Errorf("%s ended at once: %w\n%s", p.name, p.err, p.output())
		case <-ctx.Done():
			return 0, fmt.Errorf("%s does not answer: %w\n%s", p.name, ctx.Err(), p.output())
		case <-time.After(retryTime):
		}
	}
}

// answers reports whether the process answers a request with status 200; false while nothing listens.
func (p *process) answers(ctx context.Context, a request) (bool, error) {
	r, err := a.request(ctx, p)
	if err != nil {
		return false, err
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return false, nil //nolint:nilerr // nobody listens yet
	}
	var body bytes.Buffer
	_, err = io.Copy(&body, response.Body)
	return response.StatusCode == http.StatusOK, errors.Join(err, response.Body.Close())
}
