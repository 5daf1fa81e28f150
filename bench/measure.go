package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"
)

// checked is the number of different requests of a case that must have equal responses before it is measured.
const checked = 25

// comparison is one run of this program.
type comparison struct {
	*settings
	at     startPaths
	cases  []benchCase
	report *report
}

// measure compares both sides in all cases, and measures starts of the program.
func (r *comparison) measure(ctx context.Context) (err error) {
	server, err := startServer(ctx, r.settings, r.at)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	limit, err := startLimit(ctx, r.settings, r.at)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, limit.stop()) }()
	twin, err := startCounted(ctx, r.settings, r.at)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, twin.stop()) }()
	d := newDriver(server, limit)
	var first []request
	var errs []error // of cases; the others are measured all the same
	for _, c := range r.cases {
		if ctx.Err() != nil {
			return errors.Join(append(errs, context.Cause(ctx))...)
		}
		asks, err := d.requests(ctx, c)
		if err == nil {
			first = append(first, asks[civicgraphSide][0])
			err = r.measureCase(ctx, d, twin, measuredCase{c, asks})
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", c.Name, err))
		}
	}
	if len(first) > 0 {
		answers, err := firstAnswers(ctx, r.settings, r.at, first[0])
		r.report.start(answers)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// asked is a case with its requests to both sides.
type measuredCase struct {
	benchCase
	asks [2][]request
}

// measureCase checks and measures one case, with one client and with many.
func (r *comparison) measureCase(ctx context.Context, d *driver, twin *counted, c measuredCase) error {
	spent, err := d.compare(ctx, c.asks)
	if err != nil {
		return err
	}
	all := c.asks[civicgraphSide]
	counts, err := d.allocated(ctx, twin, all[:min(counting, len(all))])
	if err != nil {
		return err
	}
	for _, clients := range []int{1, manyClients} {
		result, err := d.rounds(ctx, r.settings, clients, c.asks)
		if err != nil {
			return err
		}
		result.benchCase, result.clients, result.cost, result.counts = c.benchCase, clients, spent, counts
		r.report.add(result)
	}
	return nil
}

// asks returns the requests of a case to both sides.
func (d *driver) requests(ctx context.Context, c benchCase) (requests [2][]request, err error) {
	list, err := c.Arguments(ctx, d.sampler())
	if err == nil && len(list) == 0 {
		err = errors.New("the graph has no arguments for this case; measure a larger one")
	}
	if err != nil {
		return requests, err
	}
	for i, side := range d.sides {
		for _, a := range list {
			one, err := side.prepare(c, a)
			if err != nil {
				return requests, err
			}
			requests[i] = append(requests[i], one)
		}
	}
	return requests, nil
}

// compare checks that both sides return the same, and returns the largest cost of a response.
func (d *driver) compare(ctx context.Context, asks [2][]request) (cost, error) {
	var most cost
	for i := range min(checked, len(asks[0])) {
		data, spent, err := d.query(ctx, asks[civicgraphSide][i])
		if err != nil {
			return most, err
		}
		var text bytes.Buffer
		if err := d.send(ctx, d.sides[limitSide].process, asks[limitSide][i], &text); err != nil {
			return most, err
		}
		var has, limitHas any
		var answer struct{ Data json.RawMessage }
		if err := json.Unmarshal(text.Bytes(), &answer); err != nil {
			return most, fmt.Errorf("answer of the limit: %w", err)
		}
		if err := decode(data, &has); err != nil {
			return most, err
		}
		if err := decode(answer.Data, &limitHas); err != nil {
			return most, err
		}
		if path := difference("data", has, limitHas); path != "" {
			return most, fmt.Errorf("civicgraph and the limit return different data at %s\nfor %s", path, asks[civicgraphSide][i].body)
		}
		most.Statements, most.Rows = max(most.Statements, spent.Statements), max(most.Rows, spent.Rows)
	}
	return most, nil
}

func decode(text []byte, into *any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return d.Decode(into)
}

// difference returns the first path at which two JSON values differ; empty if they are equal.
func difference(path string, a, b any) string {
	if reflect.DeepEqual(a, b) {
		return ""
	}
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			break
		}
		for _, name := range slices.Sorted(maps.Keys(a)) {
			if d := difference(path+"."+name, a[name], b[name]); d != "" {
				return d
			}
		}
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			break
		}
		for i := range a {
			if d := difference(fmt.Sprintf("%s.%d", path, i), a[i], b[i]); d != "" {
				return d
			}
		}
	}
	return fmt.Sprintf("%s: %.200v and %.200v", path, a, b)
}

// rounds sends requests to both sides in turn, so that other load affects both.
func (d *driver) rounds(ctx context.Context, s *settings, clients int, asks [2][]request) (result, error) {
	var r result
	requests, err := d.calibrate(ctx, s, clients, asks)
	if err != nil {
		return r, err
	}
	for n := range s.rounds {
		for turn := range d.sides {
			i := (turn + n) % len(d.sides) // neither always goes first
			m, err := d.round(ctx, d.sides[i].process, load{asks: asks[i], clients: clients, requests: requests, from: n * requests})
			if err != nil {
				return r, err
			}
			r.sides[i] = append(r.sides[i], m)
		}
	}
	return r, nil
}

// calibrate warms both sides up and returns the number of requests of a round.
func (d *driver) calibrate(ctx context.Context, s *settings, clients int, asks [2][]request) (int, error) {
	wanted := time.Duration(s.seconds * float64(time.Second))
	requests := clients
	for {
		m, err := d.round(ctx, d.sides[civicgraphSide].process, load{asks: asks[civicgraphSide], clients: clients, requests: requests})
		if err != nil {
			return 0, err
		}
		if m.wall >= wanted/4 {
			requests = max(clients, int(float64(requests)*float64(wanted)/float64(m.wall)))
			break
		}
		requests *= 2
	}
	if s.requests > 0 {
		requests = max(clients, s.requests)
	}
	warm := load{asks: asks[limitSide], clients: clients, requests: max(clients, requests/4)}
	_, err := d.round(ctx, d.sides[limitSide].process, warm)
	return requests, err
}
