package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
)

const (
	// heavyFields is how many root fields the query of a heavy client has.
	heavyFields = 60
	// normalInterval is how long after the start of one request a normal client sends the next.
	normalInterval = 10 * time.Millisecond
	// healthInterval is the same for the health check.
	healthInterval = 100 * time.Millisecond
	// fairnessSlack is how many times its p99 alone the p99 of a normal client may be beside heavy clients.
	fairnessSlack = 10
	// nestedQuery is the small nested read of the normal client.
	nestedQuery = `query ($slug: String!) {
  district(slug: $slug) {
    name
    parks(first: 3) { nodes { slug name projects(first: 3) { nodes { slug name status } } } }
  }
}`
)

// fairnessSettings holds the flags of the measurement of fairness.
type fairnessSettings struct {
	settings

	heavyClients int
}

func parseFairnessSettings(args []string) (*fairnessSettings, error) {
	s := &fairnessSettings{}
	flags := flag.NewFlagSet("bench fairness", flag.ContinueOnError)
	flags.IntVar(&s.districts, "districts", usualDistricts, "size of the synthetic graph; a district is about 150 records")
	flags.Float64Var(&s.seconds, "seconds", 15, "how long each of the three phases lasts")
	flags.IntVar(&s.heavyClients, "clients", 2, "number of heavy clients")
	flags.StringVar(&s.cache, "cache", cacheFolder(), "folder for the loaded graph")
	flags.StringVar(&s.serverFlags, "server-flags", "", "additional flags of the server, separated by spaces")
	flags.DurationVar(&s.timeout, "timeout", 10*time.Minute, "time limit of the whole run, loading the graph included")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument: %s; -help lists the flags", flags.Arg(0))
	}
	if s.districts < 1 || s.seconds <= 0 || s.heavyClients < 1 {
		return nil, errors.New("-districts, -seconds and -clients must be positive")
	}
	return s, nil
}

// measureFairness starts civicgraph and prints how a normal client fares alone and beside heavy clients.
func measureFairness(ctx context.Context, s *fairnessSettings) (err error) {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	database, err := cachedGraph(ctx, &s.settings, root)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "civicgraph-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	at := startPaths{folder: folder, engine: sqliteEngine, database: database}
	if at.server, err = buildServer(ctx, root, folder); err != nil {
		return err
	}
	server, err := startServer(ctx, &s.settings, at)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	d := newDriver(server, nil)
	normal, err := d.normalRequests(ctx)
	if err != nil {
		return err
	}
	identical, err := d.heavyRequest(sameFilter)
	if err != nil {
		return err
	}
	different, err := d.heavyRequest(filterPerField)
	if err != nil {
		return err
	}
	phases := []*fairnessPhase{
		{name: "alone"},
		{name: "identical fields", heavy: identical, heavyClients: s.heavyClients},
		{name: "different fields", heavy: different, heavyClients: s.heavyClients},
	}
	for _, phase := range phases {
		phase.normal = normal
		phase.length = time.Duration(s.seconds * float64(time.Second))
		if err := phase.run(ctx, d.client, server); err != nil {
			return fmt.Errorf("%s: %w", phase.name, err)
		}
		fmt.Fprintf(os.Stderr, "%s: measured\n", phase.name)
	}
	printFairness(s, phases)
	return nil
}

// normalRequests returns the requests of a normal client: point reads (case B1) and small nested reads in turn.
func (d *driver) normalRequests(ctx context.Context) (normal [normalReads][]request, err error) {
	cases, err := allCases(sqliteEngine, textLimit)
	if err != nil {
		return normal, err
	}
	list, err := cases[0].Arguments(ctx, d.sampler())
	if err != nil {
		return normal, err
	}
	for read, query := range []string{pointRead: cases[0].query, nestedRead: nestedQuery} {
		for _, a := range list {
			one, err := d.sides[civicgraphSide].prepare(benchCase{query: query}, a)
			if err != nil {
				return normal, err
			}
			normal[read] = append(normal[read], one)
		}
	}
	if len(list) == 0 {
		return normal, errors.New("the graph has no districts; measure a larger one")
	}
	return normal, nil
}

// Reads of a normal client.
const (
	pointRead = iota
	nestedRead
	normalReads
)

// sameFilter gives every field of a heavy query the same argument.
func sameFilter(int) string { return `{slug: {ne: "none"}}` }

// filterPerField gives every field of a heavy query an argument of its own that excludes no project.
func filterPerField(n int) string { return fmt.Sprintf(`{slug: {ne: "none-%d"}}`, n) }

// heavyRequest returns the query of a heavy client: all projects grouped by everything, many times.
func (d *driver) heavyRequest(filter func(n int) string) (request, error) {
	var query strings.Builder
	query.WriteString("{")
	for n := range heavyFields {
		fmt.Fprintf(&query, "\n  t%d: projectTotals(where: %s, groupBy: [STATUS, DISTRICT, PARK, SECTOR, ORIGIN, START_YEAR]) { records }", n, filter(n))
	}
	query.WriteString("\n}")
	return d.sides[civicgraphSide].prepare(benchCase{query: query.String()}, arguments{})
}

// fairnessPhase is a period in which a normal client and a health check are measured.
type fairnessPhase struct {
	name         string
	length       time.Duration
	normal       [normalReads][]request
	heavy        request
	heavyClients int

	// reads holds the outcomes of the normal client by kind of read, health those of the health check, and heavies those
	// of all heavy clients.
	reads   [normalReads]outcomes
	health  outcomes
	heavies outcomes
}

// outcomes holds the latencies of all requests of a kind, and their number by HTTP status; 0 stands for none.
type outcomes struct {
	latencies []time.Duration
	statuses  map[int]int
}

func (o *outcomes) add(took time.Duration, status int) {
	if o.statuses == nil {
		o.statuses = map[int]int{}
	}
	o.latencies = append(o.latencies, took)
	o.statuses[status]++
}

// failed returns the number of requests that were not answered with status 200, and that of status 503 among them.
func (o *outcomes) failed() (all, overloaded int) {
	return len(o.latencies) - o.statuses[http.StatusOK], o.statuses[http.StatusServiceUnavailable]
}

// run measures until the phase is over and every kind of read was answered once. Requests under way at the end are
// completed and counted, except those of heavy clients.
func (p *fairnessPhase) run(ctx context.Context, client *http.Client, server *process) error {
	end := time.Now().Add(p.length)
	heavyCtx, cancel := context.WithCancel(ctx)
	var heavies, others sync.WaitGroup
	var mutex sync.Mutex
	for range p.heavyClients {
		heavies.Go(func() {
			for heavyCtx.Err() == nil {
				took, status := timed(heavyCtx, client, server, p.heavy)
				if status == 0 {
					continue
				}
				mutex.Lock()
				p.heavies.add(took, status)
				mutex.Unlock()
			}
		})
	}
	others.Go(func() {
		for n := 0; ctx.Err() == nil && (n < normalReads || time.Now().Before(end)); n++ {
			next := time.Now().Add(normalInterval)
			read := n % normalReads
			p.reads[read].add(timed(ctx, client, server, p.normal[read][n/normalReads%len(p.normal[read])]))
			time.Sleep(time.Until(next))
		}
	})
	others.Go(func() {
		for n := 0; ctx.Err() == nil && (n == 0 || time.Now().Before(end)); n++ {
			next := time.Now().Add(healthInterval)
			p.health.add(timed(ctx, client, server, request{method: http.MethodGet, path: healthPath}))
			time.Sleep(time.Until(next))
		}
	})
	others.Wait()
	cancel()
	heavies.Wait()
	return context.Cause(ctx)
}

// timed sends a request and returns the time to the end of its answer and its status, 0 if there was no answer.
func timed(ctx context.Context, client *http.Client, server *process, a request) (took time.Duration, status int) {
	start := time.Now()
	r, err := a.request(ctx, server)
	if err != nil {
		return time.Since(start), 0
	}
	response, err := client.Do(r)
	if err != nil {
		return time.Since(start), 0
	}
	var body bytes.Buffer
	_, err = io.Copy(&body, response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return time.Since(start), 0
	}
	return time.Since(start), response.StatusCode
}

// printFairness prints a table of the phases, and whether the aims are met.
func printFairness(s *fairnessSettings, phases []*fairnessPhase) {
	fmt.Printf("\n%d districts; %d heavy clients with %d fields a query; latencies in ms. ratio is that of the p99 to the p99 alone (aim: below %d).\n\n",
		s.districts, s.heavyClients, heavyFields, fairnessSlack)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "phase\tread\trequests\tp50\tp99\tmost\tratio\t503\tother failures\t")
	row := func(phase, read string, of, alone *outcomes) {
		failed, overloaded := of.failed()
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\t%s\t%s\t%d\t%d\t\n", phase, read, len(of.latencies), ms(percentile(of.latencies, 50)),
			ms(percentile(of.latencies, 99)), ms(percentile(of.latencies, 100)), p99Ratio(of, alone), overloaded, failed-overloaded)
	}
	for _, p := range phases {
		alone := phases[0]
		row(p.name, "point (B1)", &p.reads[pointRead], &alone.reads[pointRead])
		row(p.name, "nested", &p.reads[nestedRead], &alone.reads[nestedRead])
		row(p.name, healthPath, &p.health, &alone.health)
		if len(p.heavies.latencies) > 0 {
			row(p.name, "heavy", &p.heavies, nil)
		}
	}
	_ = w.Flush() // to standard output
}

// p99Ratio returns the ratio of the p99 to that alone, marked if it misses the aim.
func p99Ratio(of, alone *outcomes) string {
	if alone == nil || of == alone {
		return ""
	}
	ratio := float64(percentile(of.latencies, 99)) / float64(percentile(alone.latencies, 99))
	if ratio >= fairnessSlack {
		return fmt.Sprintf("missed %.1f", ratio)
	}
	return fmt.Sprintf("%.1f", ratio)
}
