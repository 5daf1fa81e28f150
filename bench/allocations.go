package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime"
	"time"

	"civicgraph/internal/cli"
)

// The product does not report its allocations, so they are counted in a second process: this program, which runs the whole
// product and serves countsPath beside it. Times are those of the program that users run.

// countsPath is the URL path at which a server of this program reports its allocations so far.
const countsPath = "/allocations"

// counting is the number of requests over which allocations are counted.
const counting = 25

// counts holds allocations on the Go heap.
type counts struct{ Objects, Bytes uint64 }

func (c counts) minus(other counts) counts {
	return counts{Objects: c.Objects - other.Objects, Bytes: c.Bytes - other.Bytes}
}

// writeCounts serves countsPath.
func writeCounts(w http.ResponseWriter, _ *http.Request) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	_ = json.NewEncoder(w).Encode(counts{Objects: m.Mallocs, Bytes: m.TotalAlloc}) // a client that is gone hears nothing
}

// serveCounted runs the product with its arguments and reports its allocations at an address of its own.
func serveCounted(ctx context.Context, address string, args []string) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: http.HandlerFunc(writeCounts), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // ends with the process
	if status := cli.Run(ctx, args, cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}); status != 0 {
		return fmt.Errorf("civicgraph ended with status %d", status)
	}
	return nil
}

// allocated returns the allocations of one request, with everything that serves it.
func (d *driver) allocated(ctx context.Context, of *counted, asks []request) (counts, error) {
	var before, after counts
	for range 2 { // the first time fills pools and caches
		var err error
		if before, err = d.countsOf(ctx, of); err != nil {
			return counts{}, err
		}
		if _, err := d.round(ctx, of.process, load{asks: asks, clients: 1, requests: len(asks)}); err != nil {
			return counts{}, err
		}
		if after, err = d.countsOf(ctx, of); err != nil {
			return counts{}, err
		}
	}
	again, err := d.countsOf(ctx, of) // what asking for the counts costs
	if err != nil {
		return counts{}, err
	}
	spent, n := after.minus(before), uint64(len(asks))
	asking := again.minus(after)
	return counts{Objects: (spent.Objects - min(spent.Objects, asking.Objects)) / n, Bytes: (spent.Bytes - min(spent.Bytes, asking.Bytes)) / n}, nil
}

// counted is a server that reports its allocations at a URL.
type counted struct {
	*process
	counts string
}

func (d *driver) countsOf(ctx context.Context, of *counted) (c counts, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, of.counts, nil)
	if err != nil {
		return c, err
	}
	response, err := d.client.Do(r)
	if err != nil {
		return c, err
	}
	return c, errors.Join(json.NewDecoder(response.Body).Decode(&c), response.Body.Close())
}
