package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// requestTime is the time limit of one request.
	requestTime = time.Minute
	// manyClients is the number of clients in the second measurement of a case.
	manyClients = 16
)

// driver sends requests to both servers.
type driver struct {
	client *http.Client
	sides  [2]side
}

// Sides of the comparison.
const (
	civicgraphSide = iota
	limitSide
)

// side is a server and the form of its requests.
type side struct {
	*process
	prepare func(c benchCase, a arguments) (request, error)
}

// ask is a request that can be sent several times.
type request struct {
	method, path string
	body         []byte
}

func newDriver(server, limit *process) *driver {
	transport := &http.Transport{MaxIdleConnsPerHost: manyClients, DisableCompression: true}
	d := &driver{client: &http.Client{Transport: transport, Timeout: requestTime}}
	d.sides[civicgraphSide] = side{process: server, prepare: func(c benchCase, a arguments) (request, error) {
		body, err := json.Marshal(map[string]any{"query": c.query, "variables": a.Variables})
		return request{method: http.MethodPost, path: "/graphql", body: body}, err
	}}
	d.sides[limitSide] = side{process: limit, prepare: func(c benchCase, a arguments) (request, error) {
		return request{method: http.MethodGet, path: "/" + c.Name + "?" + url.Values{"p": a.Bound}.Encode()}, nil
	}}
	return d
}

func (a request) request(ctx context.Context, of *process) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, a.method, of.url+a.path, bytes.NewReader(a.body))
	if err == nil && a.method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/graphql-response+json")
	}
	return r, err
}

// send sends a request and reads the response into a buffer.
func (d *driver) send(ctx context.Context, of *process, a request, into *bytes.Buffer) error {
	r, err := a.request(ctx, of)
	if err != nil {
		return err
	}
	return d.do(r, into)
}

func (d *driver) do(r *http.Request, into *bytes.Buffer) error {
	response, err := d.client.Do(r)
	if err != nil {
		return err
	}
	into.Reset()
	_, err = io.Copy(into, response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return err
	}
	answer := into.Bytes()
	if response.StatusCode != http.StatusOK || !bytes.HasPrefix(answer, []byte(`{"data"`)) || bytes.HasPrefix(answer, []byte(`{"data":null`)) {
		return fmt.Errorf("%s answers %s: %.1000s", r.URL.Host, response.Status, answer)
	}
	return nil
}

// query sends a request to civicgraph and returns the data and the cost of the response.
func (d *driver) query(ctx context.Context, a request) (json.RawMessage, cost, error) {
	r, err := a.request(ctx, d.sides[civicgraphSide].process)
	if err != nil {
		return nil, cost{}, err
	}
	r.Header.Set("X-Civicgraph-Cost", "1")
	var answer bytes.Buffer
	if err := d.do(r, &answer); err != nil {
		return nil, cost{}, err
	}
	var parsed struct {
		Data       json.RawMessage
		Extensions struct{ Cost cost }
		Errors     json.RawMessage
	}
	if err := json.Unmarshal(answer.Bytes(), &parsed); err != nil {
		return nil, cost{}, err
	}
	if parsed.Errors != nil {
		return nil, cost{}, fmt.Errorf("civicgraph answers %s", parsed.Errors)
	}
	return parsed.Data, parsed.Extensions.Cost, nil
}

// cost is the cost of a response as the server reports it.
type cost struct{ Statements, Rows int }

func (d *driver) sampler() *sampler {
	return &sampler{ask: func(ctx context.Context, query string, variables map[string]any) (json.RawMessage, error) {
		a, err := d.sides[civicgraphSide].prepare(benchCase{query: query}, arguments{Variables: variables})
		if err != nil {
			return nil, err
		}
		data, _, err := d.query(ctx, a)
		return data, err
	}}
}

// measurement holds the costs of the requests to one side in one round.
type measurement struct {
	requests int
	// processor is the processor time of the server and its database, database that of the database alone.
	processor time.Duration
	database  time.Duration
	wall      time.Duration
	latencies []time.Duration
	memory    memory
}

// perRequest returns the processor time of one request, and the part of it that is the database's.
func (m measurement) perRequest() (whole, database time.Duration) {
	return m.processor / time.Duration(m.requests), m.database / time.Duration(m.requests)
}

// load describes the requests of one round.
type load struct {
	asks     []request
	clients  int
	requests int
	// from is the index of the first request; they repeat.
	from int
}

// round sends requests from several clients at a time, each on a connection that it keeps.
func (d *driver) round(ctx context.Context, of *process, l load) (measurement, error) {
	m := measurement{requests: l.requests, latencies: make([]time.Duration, l.requests)}
	before, databaseBefore, err := of.processorTime()
	if err != nil {
		return m, err
	}
	watched, err := watchMemory(of.pid)
	if err != nil {
		return m, err
	}
	start := time.Now()
	var next atomic.Int64
	var clients sync.WaitGroup
	errs := make([]error, l.clients)
	for c := range l.clients {
		clients.Go(func() {
			var answer bytes.Buffer
			for errs[c] == nil {
				i := int(next.Add(1)) - 1
				if i >= l.requests {
					return
				}
				sent := time.Now()
				errs[c] = d.send(ctx, of, l.asks[(l.from+i)%len(l.asks)], &answer)
				m.latencies[i] = time.Since(sent)
			}
		})
	}
	clients.Wait()
	m.wall = time.Since(start)
	after, databaseAfter, err := of.processorTime()
	m.memory = watched()
	m.database = databaseAfter - databaseBefore
	m.processor = after - before + m.database
	if err := errors.Join(errors.Join(errs...), err); err != nil {
		return m, fmt.Errorf("ask %s: %w\n%s", of.name, err, strings.TrimSpace(of.output()))
	}
	return m, nil
}
