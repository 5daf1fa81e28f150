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
	// server is the path of the built program.
	server string
	// folder holds the files of the run.
	folder  string
	engines []*engine
	cases   []benchCase
	report  *report
}

// contest is civicgraph and the limit on one engine.
type contest struct {
	*engine
	*driver
	at   startPaths
	twin *counted
	// first is the first request to civicgraph.
	first request
}

// measure compares both sides in all cases, and measures starts of the program.
func (r *comparison) measure(ctx context.Context) (err error) {
	var all []*contest
	for _, e := range r.engines {
		c := &contest{engine: e, at: startPaths{server: r.server, folder: r.folder, engine: e.name, database: e.database}}
		defer func() { err = errors.Join(err, c.stop()) }()
		if err := c.start(ctx, r.settings); err != nil {
			return err
		}
		all = append(all, c)
	}
	var errs []error // of cases; the others are measured all the same
	for _, c := range r.cases {
		if ctx.Err() != nil {
			return errors.Join(append(errs, context.Cause(ctx))...)
		}
		if err := r.measureCase(ctx, all, c); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", c.Name, err))
		}
	}
	for _, c := range all {
		if c.first.path != "" {
			answers, err := firstAnswers(ctx, r.settings, c.at, c.first)
			r.report.start(c.name, answers)
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// start starts the servers. Those that were started must be stopped, also after an error.
func (c *contest) start(ctx context.Context, s *settings) (err error) {
	server, err := startServer(ctx, s, c.at)
	if err != nil {
		return err
	}
	c.driver = newDriver(server, nil)
	limit, err := startLimit(ctx, s, c.at)
	if err != nil {
		return err
	}
	c.driver = newDriver(server, limit)
	server.database, limit.database = c.processorTime, c.processorTime
	c.twin, err = startCounted(ctx, s, c.at)
	return err
}

// stop stops the servers that were started.
func (c *contest) stop() error {
	var errs []error
	if c.twin != nil {
		errs = append(errs, c.twin.stop())
	}
	if c.driver != nil {
		for _, side := range slices.Backward(c.sides[:]) {
			if side.process != nil {
				errs = append(errs, side.stop())
			}
		}
	}
	return errors.Join(errs...)
}

// measuredCase is a case on one engine, ready to be measured.
type measuredCase struct {
	asks   [2][]request
	cost   cost
	counts counts
}

// measureCase checks and measures one case, with one client and with many.
func (r *comparison) measureCase(ctx context.Context, all []*contest, c benchCase) error {
	cases := make([]measuredCase, len(all))
	var answers []any // of the first engine
	for i, on := range all {
		data, err := on.ready(ctx, c, &cases[i])
		if err != nil {
			return fmt.Errorf("%s: %w", on.name, err)
		}
		if i == 0 {
			answers = data
		}
		if path := difference("requests", answers, data); path != "" {
			return fmt.Errorf("%s and %s return different data at %s", all[0].name, on.name, path)
		}
	}
	for _, clients := range []int{1, manyClients} {
		results, err := rounds(ctx, r.settings, clients, all, cases)
		if err != nil {
			return err
		}
		for i, of := range results {
			of.benchCase, of.engine, of.clients, of.cost, of.counts = c, all[i].name, clients, cases[i].cost, cases[i].counts
			r.report.add(of)
		}
	}
	return nil
}

// ready prepares and checks a case and returns the first answers.
func (c *contest) ready(ctx context.Context, of benchCase, m *measuredCase) (answers []any, err error) {
	if m.asks, err = c.requests(ctx, of); err != nil {
		return nil, err
	}
	all := m.asks[civicgraphSide]
	if c.first.path == "" {
		c.first = all[0]
	}
	if answers, m.cost, err = c.compare(ctx, m.asks); err != nil {
		return nil, err
	}
	m.counts, err = c.allocated(ctx, c.twin, all[:min(counting, len(all))])
	return answers, err
}

// requests returns the requests of a case to both sides.
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

// compare checks that both sides return the same, and returns the data and the largest cost of a response.
func (d *driver) compare(ctx context.Context, asks [2][]request) (answers []any, most cost, err error) {
	for i := range min(checked, len(asks[0])) {
		data, spent, err := d.query(ctx, asks[civicgraphSide][i])
		if err != nil {
			return nil, most, err
		}
		var text bytes.Buffer
		if err := d.send(ctx, d.sides[limitSide].process, asks[limitSide][i], &text); err != nil {
			return nil, most, err
		}
		var has, limitHas any
		var answer struct{ Data json.RawMessage }
		if err := json.Unmarshal(text.Bytes(), &answer); err != nil {
			return nil, most, fmt.Errorf("answer of the limit: %w", err)
		}
		if err := decode(data, &has); err != nil {
			return nil, most, err
		}
		if err := decode(answer.Data, &limitHas); err != nil {
			return nil, most, err
		}
		if path := difference("data", has, limitHas); path != "" {
			return nil, most, fmt.Errorf("civicgraph and the limit return different data at %s\nfor %s", path, asks[civicgraphSide][i].body)
		}
		answers = append(answers, has)
		most.Statements, most.Rows = max(most.Statements, spent.Statements), max(most.Rows, spent.Rows)
	}
	return answers, most, nil
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

// rounds sends requests to all sides in turn, so that other load affects all of them.
func rounds(ctx context.Context, s *settings, clients int, all []*contest, cases []measuredCase) ([]result, error) {
	results := make([]result, len(all))
	requests := make([]int, len(all))
	for i, on := range all {
		var err error
		if requests[i], err = on.calibrate(ctx, s, clients, cases[i].asks); err != nil {
			return nil, err
		}
	}
	sides := len(all[0].sides)
	for n := range s.rounds {
		for turn := range sides * len(all) {
			i, side := (turn+n)/sides%len(all), (turn+n)%sides // none always goes first
			l := load{asks: cases[i].asks[side], clients: clients, requests: requests[i], from: n * requests[i]}
			m, err := all[i].round(ctx, all[i].sides[side].process, l)
			if err != nil {
				return nil, err
			}
			results[i].sides[side] = append(results[i].sides[side], m)
		}
	}
	return results, nil
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
