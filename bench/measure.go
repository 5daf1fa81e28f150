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

// checked is how many different requests of a case must be answered alike before it is measured.
const checked = 25

// measureCase checks and measures one case, with one client and with many.
func (d *driver) measureCase(ctx context.Context, s *settings, c benchCase, r *report) error {
	list, err := c.Arguments(ctx, d.sampler())
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return errors.New("the graph has nothing to ask for; measure a larger one")
	}
	asks, err := d.prepare(c, list)
	if err != nil {
		return err
	}
	spent, err := d.compare(ctx, asks)
	if err != nil {
		return err
	}
	for _, clients := range []int{1, manyClients} {
		result, err := d.rounds(ctx, s, clients, asks)
		if err != nil {
			return err
		}
		result.benchCase, result.clients, result.cost = c, clients, spent
		r.add(result)
	}
	return nil
}

func (d *driver) prepare(c benchCase, list []arguments) (asks [2][]ask, err error) {
	for i, side := range d.sides {
		for _, a := range list {
			one, err := side.prepare(c, a)
			if err != nil {
				return asks, err
			}
			asks[i] = append(asks[i], one)
		}
	}
	return asks, nil
}

// compare makes sure that both sides answer the same, and is the largest cost of an answer.
func (d *driver) compare(ctx context.Context, asks [2][]ask) (cost, error) {
	var most cost
	for i := range min(checked, len(asks[0])) {
		data, spent, err := d.query(ctx, asks[civicgraphSide][i])
		if err != nil {
			return most, err
		}
		var text bytes.Buffer
		if err := d.send(ctx, asks[limitSide][i], &text); err != nil {
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
			return most, fmt.Errorf("civicgraph and the limit answer differently, at %s\nof %s", path, asks[civicgraphSide][i].body)
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

// difference is where two JSON values differ first; empty where they are equal.
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

// rounds asks both sides in turn, so that whatever else the machine does hits both.
func (d *driver) rounds(ctx context.Context, s *settings, clients int, asks [2][]ask) (result, error) {
	var r result
	requests, err := d.calibrate(ctx, s, clients, asks)
	if err != nil {
		return r, err
	}
	for n := range s.rounds {
		for turn := range d.sides {
			i := (turn + n) % len(d.sides) // neither always goes first
			m, err := d.round(ctx, d.sides[i], load{asks: asks[i], clients: clients, requests: requests, from: n * requests})
			if err != nil {
				return r, err
			}
			r.sides[i] = append(r.sides[i], m)
		}
	}
	return r, nil
}

// calibrate warms both sides up and finds how many requests make a round.
func (d *driver) calibrate(ctx context.Context, s *settings, clients int, asks [2][]ask) (int, error) {
	wanted := time.Duration(s.seconds * float64(time.Second))
	requests := 4 * clients
	for {
		m, err := d.round(ctx, d.sides[civicgraphSide], load{asks: asks[civicgraphSide], clients: clients, requests: requests})
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
	_, err := d.round(ctx, d.sides[limitSide], warm)
	return requests, err
}
