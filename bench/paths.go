package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"zombiezen.com/go/sqlite"

	"civicgraph/internal/kg"
)

// pathSettings holds the flags of the measurement of paths.
type pathSettings struct {
	settings

	entities int
}

func parsePathSettings(args []string) (*pathSettings, error) {
	s := &pathSettings{}
	flags := flag.NewFlagSet("bench paths", flag.ContinueOnError)
	flags.IntVar(&s.entities, "entities", 300_000, "number of entities; the largest graph has 16 times as many links")
	flags.IntVar(&s.requests, "requests", 25, "number of different paths of each length")
	flags.StringVar(&s.engine, "engine", sqliteEngine, "sqlite, or postgres to measure that beside SQLite")
	flags.DurationVar(&s.timeout, "timeout", time.Hour, "time limit of the whole run")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 || s.entities < 10*layers || s.requests < 1 {
		return nil, fmt.Errorf("-entities must be at least %d and -requests positive, and there are no other arguments; -help lists the flags", 10*layers)
	}
	return s, s.checkEngine()
}

// layers is the number of layers of a graph of paths. They form a ring, in which two layers are at most half as many steps apart.
const layers = 24

// pathQuery asks for a path with its entities, as case B6.
const pathQuery = `query ($from: ID!, $to: ID!) {
  paths(from: {id: $from}, to: {id: $to}, maxLength: 10) { length steps { link { kind } node { name } } }
}`

// layeredGraph has a ring of layers of entities. Each entity has links to random ones of the next layer only, so that the distance of two
// is at least that of their layers.
type layeredGraph struct {
	width  int
	onward [][]int // by entity; the first entities are those of the first layer
	random *rand.Rand
}

func newLayeredGraph(entities, degree int) *layeredGraph {
	g := &layeredGraph{width: entities / layers, random: rand.New(rand.NewPCG(graphSeed, uint64(degree)))} //nolint:gosec // it is positive
	g.onward = make([][]int, g.width*layers)
	for n := range g.onward {
		next := (n/g.width + 1) % layers * g.width
		for range degree / 2 { // as many lead here, on average
			g.onward[n] = append(g.onward[n], next+g.random.IntN(g.width))
		}
	}
	return g
}

// id returns the key of an entity.
func (g *layeredGraph) id(n int) kg.ID { return kg.NewID(kg.KindOrganization, int64(n+1)) }

// pairs returns the variables of requests for paths of a length.
func (g *layeredGraph) pairs(count, length int) []arguments {
	var all []arguments
	for range count {
		from := g.random.IntN(len(g.onward))
		to := from
		for range length {
			to = g.onward[to][g.random.IntN(len(g.onward[to]))]
		}
		all = append(all, arguments{Variables: map[string]any{"from": g.id(from).Global(), "to": g.id(to).Global()}})
	}
	return all
}

// fill writes entities and links.
func (g *layeredGraph) fill(conn *sqlite.Conn) error {
	entity, err := conn.Prepare(`INSERT INTO organization (id, slug, name, name_key, type, version, updated_at)
VALUES (?1, ?2, ?2, ?2, 'COMPANY', 1, '2024-01-01T00:00:00Z')`)
	if err != nil {
		return err
	}
	link, err := conn.Prepare(`INSERT INTO link (id, kind, from_type, from_id, to_type, to_id, role, "order", period_from, period_until,
  attested_on, possible_from, possible_until, certain_from, certain_until, note, version, updated_at)
VALUES (?1, ?2, ?3, ?4, ?3, ?5, '', ?6, '', '', '', '0000-00-00', '9999-99-99', '9999-99-99', '0000-00-00', '', 1, '2024-01-01T00:00:00Z')`)
	if err != nil {
		return err
	}
	if err := execute(conn, "BEGIN"); err != nil {
		return err
	}
	links := int64(len(g.onward))
	for n, onward := range g.onward {
		entity.BindInt64(1, int64(g.id(n)))
		entity.BindText(2, "entity-"+strconv.Itoa(n))
		if err := runOnce(entity); err != nil {
			return err
		}
		for order, to := range onward { // two links between the same entities differ by their order
			links++
			for i, value := range []int64{
				int64(kg.NewID(kg.KindLink, links)), int64(kg.PartnerOf), int64(kg.KindOrganization), int64(g.id(n)), int64(g.id(to)), int64(order),
			} {
				link.BindInt64(i+1, value)
			}
			if err := runOnce(link); err != nil {
				return err
			}
		}
	}
	return execute(conn, "COMMIT")
}

func runOnce(stmt *sqlite.Stmt) error {
	_, err := stmt.Step()
	return errors.Join(err, stmt.Reset())
}

// pathMeasurement is the cost of paths of a length on an engine.
type pathMeasurement struct {
	degree, length int
	engine         string
	cost           cost
	measurement    measurement
	// refused means that a search exceeds the product's limits.
	refused bool
}

// measurePaths prints the costs of paths in graphs of several degrees.
func measurePaths(ctx context.Context, s *pathSettings) (err error) {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "civicgraph-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	server, err := buildServer(ctx, root, folder)
	if err != nil {
		return err
	}
	var all []pathMeasurement
	for _, degree := range []int{2, 8, 32} {
		of, err := s.measureDegree(ctx, startPaths{server: server, folder: folder}, degree)
		if err != nil {
			return fmt.Errorf("degree %d: %w", degree, err)
		}
		all = append(all, of...)
		fmt.Fprintf(os.Stderr, "degree %d: measured\n", degree)
	}
	fmt.Printf("\n%d entities; rows and milliseconds per request, of which the database takes.\n\n", s.entities)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "degree\tlength\tengine\tstatements\trows\tprocessor\tdatabase\tp50\tp95\t")
	for _, m := range all {
		fmt.Fprintf(w, "%d\t%d\t%s\t", m.degree, m.length, m.engine)
		if m.refused {
			fmt.Fprintln(w, "too large\t\t\t\t\t\t")
			continue
		}
		whole, database := m.measurement.perRequest()
		fmt.Fprintf(w, "%d\t%d\t%s\t%s\t%s\t%s\t\n", m.cost.Statements, m.cost.Rows, ms(whole), ms(database),
			ms(percentile(m.measurement.latencies, 50)), ms(percentile(m.measurement.latencies, 95)))
	}
	return w.Flush()
}

// measureDegree measures paths of several lengths in a graph.
func (s *pathSettings) measureDegree(ctx context.Context, at startPaths, degree int) (all []pathMeasurement, err error) {
	g := newLayeredGraph(s.entities, degree)
	file := filepath.Join(at.folder, fmt.Sprintf("degree-%d.db", degree))
	if err := buildGraph(ctx, file, g.fill); err != nil {
		return nil, err
	}
	engines := []*engine{{name: sqliteEngine, database: file}}
	if s.engine == postgresEngine {
		p, err := openPostgres(ctx, "")
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, p.close()) }()
		if err := p.holdGraph(ctx, file); err != nil {
			return nil, err
		}
		engines = append(engines, &engine{name: postgresEngine, database: p.address, processorTime: p.processorTime})
	}
	var drivers []*driver
	for _, e := range engines {
		at.engine, at.database = e.name, e.database
		server, err := startServer(ctx, &s.settings, at)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, server.stop()) }()
		server.database = e.processorTime
		drivers = append(drivers, newDriver(server, nil))
	}
	for _, length := range []int{2, 4, 6, 8} {
		pairs := g.pairs(s.requests, length)
		var answers []any
		for i, d := range drivers {
			m := pathMeasurement{degree: degree, length: length, engine: engines[i].name}
			got, err := m.measure(ctx, d, pairs)
			if err != nil {
				return nil, fmt.Errorf("length %d: %s: %w", length, m.engine, err)
			}
			if i > 0 && !reflect.DeepEqual(got, answers) {
				return nil, fmt.Errorf("length %d: %s answers otherwise than %s", length, m.engine, engines[0].name)
			}
			answers = got
			all = append(all, m)
		}
	}
	return all, nil
}

// measure asks for paths, checks their length and returns the answers.
func (m *pathMeasurement) measure(ctx context.Context, d *driver, pairs []arguments) (answers []any, err error) {
	var asks []request
	for _, pair := range pairs {
		ask, err := d.sides[civicgraphSide].prepare(benchCase{query: pathQuery}, pair)
		if err != nil {
			return nil, err
		}
		data, spent, err := d.query(ctx, ask)
		if err != nil && strings.Contains(err.Error(), `"TOO_LARGE"`) {
			m.refused = true
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		var answer struct{ Paths []struct{ Length int } }
		if err := json.Unmarshal(data, &answer); err != nil {
			return nil, err
		}
		if len(answer.Paths) != 1 || answer.Paths[0].Length != m.length {
			return nil, fmt.Errorf("unexpected path: %.200s", data)
		}
		m.cost.Statements, m.cost.Rows = max(m.cost.Statements, spent.Statements), max(m.cost.Rows, spent.Rows)
		asks, answers = append(asks, ask), append(answers, string(data))
	}
	m.measurement, err = d.round(ctx, d.sides[civicgraphSide].process, load{asks: asks, clients: 1, requests: len(asks)})
	return answers, err
}
