package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"civicgraph/graph"
	"civicgraph/internal/demo"
)

// What a walk is content with.
const (
	// enoughObjects is of how many objects a field is asked, enoughTries of how many while it answers nothing, and
	// enoughVaried of how many with all its arguments.
	enoughObjects, enoughTries, enoughVaried = 2, 40, 1
	// enoughHops is how far below a field its selection goes, short of the fields of further records.
	enoughHops = 5
	// fieldsInQuery is how many fields are asked at once.
	fieldsInQuery = 25
	// mostFailures ends a walk.
	mostFailures = 20
)

// TestEveryFieldAnswers walks what the server tells of its schema, on the demo data and on graphs that are made to reach
// everything: it asks every field of every type with each of its arguments, holds every answer against the schema,
// and refetches every id. By name it knows scalars only, and what pages and records go by everywhere: `id` and cursors.
func TestEveryFieldAnswers(t *testing.T) {
	t.Parallel()
	if raced() {
		t.Skip("NOT TESTED: every field; under the race detector it takes minutes, make check does it without")
	}
	graphs := map[string][][]byte{
		"demo":    bytes.Split(bytes.TrimSpace(demo.FirstSource()), []byte("\n")),
		"graph 1": oracleGraph(t, 1),
	}
	walks := make(chan *walker, len(graphs))
	t.Run("on", func(t *testing.T) {
		for name, lines := range graphs {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				server := newTestServer(t, lines)
				server.Handler = graph.NewHandler(server.store, withoutDocumentLimits())
				w := newWalker(t, server)
				w.walk()
				t.Logf("%d fields and arguments asked, %d fields reached, %d records refetched", len(w.asked), len(w.reached), len(w.ids))
				walks <- w
			})
		}
	})
	close(walks)
	if t.Failed() || len(walks) < len(graphs) { // -run may choose one
		return
	}
	reached, asked := map[string]bool{}, map[string]bool{}
	var last *walker
	for w := range walks {
		maps.Copy(reached, w.reached)
		maps.Copy(asked, w.asked)
		last = w
	}
	last.t = t
	last.checkReached(reached, unreachedFields(t))
	last.checkAsked(reached, asked)
}

// withoutDocumentLimits returns the options of an endpoint that accepts documents of any size. Random documents and those of
// the walk are larger than the defaults allow; TestLimitsOfDocuments and TestRandomDocumentsAtTheirLimits check the limits.
func withoutDocumentLimits() graph.Options {
	options := quiet()
	limits := &options.Limits
	for _, limit := range []*int{
		&limits.Body, &limits.Tokens, &limits.Depth, &limits.Fields, &limits.Aliases, &limits.Duplicates, &limits.Variables,
	} {
		*limit = math.MaxInt32
	}
	limits.Complexity = math.MaxInt
	return options
}

// unreachedFile lists the fields that no graph of the walk has a value for.
const unreachedFile = "testdata/unreached.txt"

func unreachedFields(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(unreachedFile)
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			listed[line] = true
		}
	}
	return listed
}

// checkReached holds the fields that no graph reaches against the list of them, which may only shrink.
func (w *walker) checkReached(reached, listed map[string]bool) {
	for _, f := range w.fields() {
		if !reached[f.name()] && !listed[f.name()] {
			w.t.Errorf("%s has no value in any graph of the walk; give it one in oracle.Graph or the demo data", f.name())
		}
		if reached[f.name()] && listed[f.name()] {
			w.t.Errorf("%s is reached now: remove the line from %s", f.name(), unreachedFile)
		}
		delete(listed, f.name())
	}
	for name := range listed {
		w.t.Errorf("%s is not in the schema: remove the line from %s", name, unreachedFile)
	}
}

// checkAsked finds fields and arguments that the walk has passed by.
func (w *walker) checkAsked(reached, asked map[string]bool) {
	for _, f := range w.fields() {
		if !asked[f.name()] {
			w.t.Errorf("%s was never asked", f.name())
		}
		for _, a := range f.Args {
			// What answers nothing has no cursors either.
			if !asked[f.argument(a)] && (reached[f.name()] || !isCursor(a)) {
				w.t.Errorf("%s was never asked: the walk has no value for it", f.argument(a))
			}
		}
	}
}

// walker asks one server for everything that its schema offers.
type walker struct {
	t      *testing.T
	server *testServer
	query  string
	types  map[string]*servedType
	// refetch is the field of the query that finds an object by its id, none where there is no such field.
	refetch *field

	queue []place
	known map[string]bool
	first map[string]place
	// tried and varied count the objects that a field was asked of, at all and with its arguments.
	tried, varied  map[string]int
	asked, reached map[string]bool
	// ids are the types of the objects by id, and harvest their leaves by type.
	ids     map[string]string
	harvest map[string][]map[string]any
	// expanded are the inputs whose fields were all given values.
	expanded map[string]bool
	// wrongs are the fields that answered something wrong.
	wrongs   map[string]bool
	failures int
}

func newWalker(t *testing.T, server *testServer) *walker {
	t.Helper()
	w := &walker{
		t: t, server: server, types: map[string]*servedType{}, known: map[string]bool{}, first: map[string]place{},
		tried: map[string]int{}, varied: map[string]int{}, asked: map[string]bool{}, reached: map[string]bool{},
		ids: map[string]string{}, harvest: map[string][]map[string]any{}, wrongs: map[string]bool{}, expanded: map[string]bool{},
	}
	schema := introspect(t, server)
	for _, served := range schema.Types {
		w.types[served.Name] = served
	}
	w.query = schema.QueryType.Name
	for _, f := range w.fieldsOf(w.query) {
		if len(f.Args) == 1 && f.Args[0].Type.String() == "ID!" && w.hasID(f.Type.String()) {
			w.refetch = f
		}
	}
	return w
}

// walk asks breadth first. The root comes twice: what is asked by slug or id takes one from the first time.
func (w *walker) walk() {
	for range 2 {
		w.queue = append(w.queue, place{of: w.query})
		for len(w.queue) > 0 {
			p := w.queue[0]
			w.queue = w.queue[1:]
			w.visit(p)
		}
	}
	for _, f := range w.fields() {
		if p, ok := w.first[f.of]; ok && w.varied[f.name()] == 0 {
			w.askAll(p, w.variants(f, nil))
		}
	}
	w.refetchAll()
}

// place is where an object is found: a type that it has, and the way to it from the root.
type place struct {
	of  string
	way []step
}

// step leads from an object of a type to another.
type step struct{ from, text, key string }

func (p place) String() string {
	var b strings.Builder
	for _, s := range p.way {
		b.WriteString(s.from + "/" + s.text + "/")
	}
	return b.String() + p.of
}

// found takes note of an object at the end of a way, as each of the types that it has.
func (w *walker) found(name string, way []step) {
	if name == w.query {
		return
	}
	for _, of := range append([]servedRef{{Name: name}}, w.types[name].Interfaces...) {
		p := place{of: of.Name, way: slices.Clone(way)}
		if !w.known[p.String()] {
			w.known[p.String()] = true
			w.queue = append(w.queue, p)
		}
	}
}

// visit asks an object for the fields of its type that were not asked often enough, and those that answer something
// once more with every argument.
func (w *walker) visit(p place) {
	if _, ok := w.first[p.of]; !ok {
		w.first[p.of] = p
	}
	var plainly []*selection
	for _, f := range w.fieldsOf(p.of) {
		tries, isDone := w.tried[f.name()], w.reached[f.name()] && w.varied[f.name()] >= enoughVaried
		if tries >= enoughTries || isDone && tries >= enoughObjects {
			continue
		}
		if s, ok := w.selectField(f, 0, enoughHops); ok {
			w.tried[f.name()]++
			plainly = append(plainly, s)
		}
	}
	var varied []*selection
	answers := w.askAll(p, plainly)
	for _, s := range plainly {
		values := answers[s]
		if len(values) == 0 || w.varied[s.name()] >= enoughVaried {
			continue
		}
		w.varied[s.name()]++
		var cursors []string
		if len(values) == 1 { // a cursor is good for the list of one object only
			cursors = w.cursors(values[0], s.below)
		}
		varied = append(varied, w.variants(s.field, cursors)...)
	}
	w.askAll(p, varied)
}

// askAll asks the objects at a place for some fields, checks what they answer, and gives the values that say something.
func (w *walker) askAll(p place, selections []*selection) map[*selection][]any {
	found := map[*selection][]any{}
	for some := range slices.Chunk(selections, fieldsInQuery) {
		data, ok := w.ask(p, some)
		if !ok {
			continue
		}
		for _, object := range objectsAt(data, p.way) {
			at := where{walker: w, place: p, path: strings.Join(keys(p.way), ".")}
			w.checkKeys(at, object, some)
			for _, s := range some {
				if value := object[s.key]; at.field(object, s) {
					found[s] = append(found[s], value)
				}
			}
		}
	}
	return found
}

// ask asks for some fields at once, and where that fails for each alone, to name the one that fails.
func (w *walker) ask(p place, some []*selection) (data map[string]any, ok bool) {
	w.t.Helper()
	query := w.write(p, some)
	r := w.server.answer(w.t, query, nil)
	if len(r.Errors) > 0 && len(some) > 1 {
		before := w.failures
		for _, s := range some {
			w.ask(p, []*selection{s})
		}
		if w.failures > before {
			return nil, false
		}
	}
	if len(r.Errors) > 0 {
		w.fail("%s\nanswers %+v", query, r.Errors)
		return nil, false
	}
	for _, s := range some {
		w.asked[s.name()] = true
		for _, a := range s.given {
			w.asked[s.argument(a)] = true
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(r.Data))
	decoder.UseNumber()
	if err := decoder.Decode(&data); err != nil {
		w.t.Fatalf("%s\nanswers no object: %v\n%s", query, err, r.Data)
	}
	return data, true
}

func (w *walker) fail(format string, arguments ...any) {
	w.t.Helper()
	w.t.Errorf(format, arguments...)
	if w.failures++; w.failures >= mostFailures {
		w.t.Fatal("too many failures")
	}
}

// refetchAll asks for every object by its id.
func (w *walker) refetchAll() {
	if w.refetch == nil {
		return
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(w.ids)), 4*fieldsInQuery) {
		var query strings.Builder
		for i, id := range some {
			fmt.Fprintf(&query, "n%d: %s(%s: %q) { __typename ... on %s { id } }\n", i, w.refetch.Name, w.refetch.Args[0].Name, id, w.ids[id])
		}
		var data map[string]map[string]string
		w.server.read(w.t, "{\n"+query.String()+"}", nil, &data)
		for i, id := range some {
			if got := data[fmt.Sprintf("n%d", i)]; got["id"] != id || got["__typename"] != w.ids[id] {
				w.fail("{ %s(%s: %q) { __typename id } }\nof an object of type %s answers %v", w.refetch.Name, w.refetch.Args[0].Name, id, w.ids[id], got)
			}
		}
	}
}
