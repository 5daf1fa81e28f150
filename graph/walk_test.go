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

// Limits of a walk.
const (
	// maxObjects is the number of objects whose field is selected, maxTries that of objects with an empty value, and
	// maxVariedObjects that of objects whose field is selected with all its arguments.
	maxObjects, maxTries, maxVariedObjects = 2, 40, 1
	// maxSelectionDepth is the depth of the selection set of a field, without the fields of other records.
	maxSelectionDepth = 5
	// fieldsInQuery is the number of fields of one query.
	fieldsInQuery = 25
	// maxFailures is the number of failures after which a walk ends.
	maxFailures = 20
)

// TestEveryFieldAnswers walks through the introspected schema, with the demo data and with a random graph that has a value
// for every field: it selects every field of every type with each of its arguments, checks every answer against the schema,
// and refetches every id. The names it knows are those of scalars, `id` and cursors.
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

// unreachedFile lists the fields without a value in any graph of the walk.
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

// checkReached compares the fields that no graph reaches with the list of them, which may only shrink.
func (w *walker) checkReached(reached, listed map[string]bool) {
	for _, f := range w.fields() {
		if !reached[f.name()] && !listed[f.name()] {
			w.t.Errorf("%s has no value in any graph of the walk; give it one in oracle.Graph or the demo data", f.name())
		}
		if reached[f.name()] && listed[f.name()] {
			w.t.Errorf("%s has a value now: remove the line from %s", f.name(), unreachedFile)
		}
		delete(listed, f.name())
	}
	for name := range listed {
		w.t.Errorf("%s is not in the schema: remove the line from %s", name, unreachedFile)
	}
}

// checkAsked reports fields and arguments that the walk has not selected.
func (w *walker) checkAsked(reached, asked map[string]bool) {
	for _, f := range w.fields() {
		if !asked[f.name()] {
			w.t.Errorf("%s was never selected", f.name())
		}
		for _, a := range f.Args {
			// A list without items has no cursors.
			if !asked[f.argument(a)] && (reached[f.name()] || !isCursor(a)) {
				w.t.Errorf("%s was never given: the walk has no value for it", f.argument(a))
			}
			if !takesEntity(a) {
				continue
			}
			for _, reference := range w.types[entityInput].InputFields {
				if !asked[f.argument(reference)] {
					w.t.Errorf("%s names no entity by %s.%s: no graph of the walk has one", f.argument(a), entityInput, reference.Name)
				}
			}
		}
	}
}

// walker selects everything in the schema of one server.
type walker struct {
	t      *testing.T
	server *testServer
	query  string
	types  map[string]*servedType
	// refetch is the root field that returns an object by its id, or nil.
	refetch *field

	queue []objectPath
	known map[string]bool
	first map[string]objectPath
	// tried and varied count the objects whose field was selected, at all and with its arguments.
	tried, varied  map[string]int
	asked, reached map[string]bool
	// ids holds the types of the objects by id, sampled their leaves by type.
	ids     map[string]string
	sampled map[string][]map[string]any
	// expanded holds the inputs whose fields all had values.
	expanded map[string]bool
	// reported holds the fields with a reported error.
	reported map[string]bool
	failures int
}

func newWalker(t *testing.T, server *testServer) *walker {
	t.Helper()
	w := &walker{
		t: t, server: server, types: map[string]*servedType{}, known: map[string]bool{}, first: map[string]objectPath{},
		tried: map[string]int{}, varied: map[string]int{}, asked: map[string]bool{}, reached: map[string]bool{},
		ids: map[string]string{}, sampled: map[string][]map[string]any{}, reported: map[string]bool{}, expanded: map[string]bool{},
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

// walk visits objects breadth first. It visits the root twice: fields with a slug or id need values of the first visit.
func (w *walker) walk() {
	for range 2 {
		w.queue = append(w.queue, objectPath{of: w.query})
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

// objectPath is a path to objects: their type, and the steps from the root.
type objectPath struct {
	of    string
	steps []step
}

// step is a field that leads from an object of a type to another.
type step struct{ from, text, key string }

func (p objectPath) String() string {
	var b strings.Builder
	for _, s := range p.steps {
		b.WriteString(s.from + "/" + s.text + "/")
	}
	return b.String() + p.of
}

// enqueue adds an object at the end of steps, as each of the types that it has.
func (w *walker) enqueue(name string, way []step) {
	if name == w.query {
		return
	}
	for _, of := range append([]servedRef{{Name: name}}, w.types[name].Interfaces...) {
		p := objectPath{of: of.Name, steps: slices.Clone(way)}
		if !w.known[p.String()] {
			w.known[p.String()] = true
			w.queue = append(w.queue, p)
		}
	}
}

// visit selects the fields of an object's type that were not selected often enough, and those with a value again with every
// argument.
func (w *walker) visit(p objectPath) {
	if _, ok := w.first[p.of]; !ok {
		w.first[p.of] = p
	}
	var plainly []*selection
	for _, f := range w.fieldsOf(p.of) {
		tries, isDone := w.tried[f.name()], w.reached[f.name()] && w.varied[f.name()] >= maxVariedObjects
		if tries >= maxTries || isDone && tries >= maxObjects {
			continue
		}
		if s, ok := w.selectField(f, 0, maxSelectionDepth); ok {
			w.tried[f.name()]++
			plainly = append(plainly, s)
		}
	}
	var varied []*selection
	answers := w.askAll(p, plainly)
	for _, s := range plainly {
		values := answers[s]
		if len(values) == 0 || w.varied[s.name()] >= maxVariedObjects {
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

// askAll selects fields of the objects at a path, checks the answers, and returns the values that are not empty.
func (w *walker) askAll(p objectPath, selections []*selection) map[*selection][]any {
	found := map[*selection][]any{}
	for some := range slices.Chunk(selections, fieldsInQuery) {
		data, ok := w.ask(p, some)
		if !ok {
			continue
		}
		for _, object := range objectsAt(data, p.steps) {
			at := answerCheck{walker: w, root: p, path: strings.Join(keys(p.steps), ".")}
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

// ask selects fields with one query. If it fails, ask selects each field alone to name the one that fails.
func (w *walker) ask(p objectPath, some []*selection) (data map[string]any, ok bool) {
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
		w.t.Fatalf("%s\ndoes not answer an object: %v\n%s", query, err, r.Data)
	}
	return data, true
}

func (w *walker) fail(format string, arguments ...any) {
	w.t.Helper()
	w.t.Errorf(format, arguments...)
	if w.failures++; w.failures >= maxFailures {
		w.t.Fatal("too many failures")
	}
}

// refetchAll selects every object by its id.
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
