package oracle

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"civicgraph/internal/kg"
)

// Queries invents queries that the schema allows, with values drawn from the records of an oracle. Some follow up cursors
// that the oracle has learnt, and some hold a wrong argument.
type Queries struct {
	oracle   *Oracle
	rand     *rand.Rand
	typename *ast.FieldDefinition
	// composites are all types with fields that a query can mention.
	composites []*ast.Definition
	values     samples
	coverage   *coverage
	// asked counts the arguments, input fields and keys of orders so far, so that none is forgotten.
	asked map[string]int
	// refused counts what was thrown away, by code.
	refused map[string]int
}

// NewQueries prepares a sequence of queries. The same seed gives the same sequence, as long as the same answers are
// compared in between.
func NewQueries(schema *ast.Schema, o *Oracle, seed int64) *Queries {
	q := &Queries{
		oracle:   o,
		rand:     rand.New(rand.NewPCG(uint64(seed), 2)), //nolint:gosec // a test wants it repeatable
		typename: &ast.FieldDefinition{Name: "__typename", Type: ast.NonNullNamedType("String", nil)},
		values:   o.samples(),
		coverage: newCoverage(schema),
		asked:    map[string]int{},
		refused:  map[string]int{},
	}
	for _, definition := range reachableTypes(schema) {
		if definition.IsCompositeType() {
			q.composites = append(q.composites, definition)
		}
	}
	return q
}

// mostInvented is how many fields the answer to an invented query may have, well below a megabyte.
const maxGeneratedFields = 8_000

// Next is the next query and its variables. It panics where the schema or the oracle refuses a hundred in a row.
func (q *Queries) Next() (query string, variables map[string]any) {
	var errs []Error
	for range 100 {
		w := &writer{
			Queries: q, variables: map[string]any{}, reusable: map[string]string{}, fieldsLeft: 10 + q.rand.IntN(90),
		}
		if q.chance(12) {
			w.invalidLeft = 1 + q.rand.IntN(2)
		}
		query = w.operation()
		_, errs = q.oracle.answer(query, "", w.variables, maxGeneratedFields)
		if len(errs) == 0 || errs[0].Code != Invalid && errs[0].Code != TooLarge {
			q.note(query)
			return query, w.variables
		}
		q.refused[errs[0].Code]++
	}
	panic(fmt.Sprintf("oracle: %v: %s", errs, query))
}

// Missing returns the schema coordinates that no query has contained so far. At least every second query contains one of
// them, and later every tenth one of the rarest, so that the list soon is empty whatever the schema and the seed.
func (q *Queries) Missing() []string { return q.coverage.missing() }

func (q *Queries) note(query string) {
	document, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil {
		panic(unimplemented(err.Error())) // the oracle has answered it
	}
	q.coverage.add(document)
}

// target returns a rare coordinate that the next query is to contain; not found where it need not contain any.
func (q *Queries) target() (name string, found bool) {
	names, count := q.coverage.rarest()
	percent := 10
	if count == 0 {
		percent = 60
	}
	return pick(q.rand, names...), q.chance(percent)
}

// chance is true in so many cases of a hundred.
func (q *Queries) chance(percent int) bool { return q.rand.IntN(100) < percent }

// samples are the values that queries ask for.
type samples struct {
	slugs       map[string][]string
	ids         []kg.ID
	days        []string
	languages   []string
	fields      []string
	identifiers []kg.Identifier
}

func (o *Oracle) samples() samples {
	s := samples{
		slugs:       map[string][]string{},
		languages:   []string{"en", "zh", "fr", "EN", "zh-latn-PINYIN", "zh-Latn", ""},
		fields:      []string{"", "nothing"},
		identifiers: []kg.Identifier{{Scheme: "wikidata", Value: "nothing"}},
		days:        []string{"0001-01-01", "9999-12-31", "2023-01-11"},
	}
	fields := map[string]bool{}
	cite := func(citations []*citation) {
		for _, c := range citations {
			s.ids = append(s.ids, c.id)
			fields[c.record.Field] = true
		}
	}
	for _, t := range o.entities {
		s.ids = append(s.ids, t.id)
		s.slugs[t.kind.Name] = append(append(s.slugs[t.kind.Name], t.record.Slug), t.record.FormerSlugs...)
		s.identifiers = append(s.identifiers, t.record.Identifiers...)
		cite(t.citations)
	}
	mark := func(p kg.Period) {
		for _, date := range []string{string(p.From), string(p.Until), string(p.AttestedOn)} {
			if date != "" {
				s.days = append(s.days, around(firstDay(date))...)
				s.days = append(s.days, around(lastDay(date))...)
			}
		}
	}
	for _, l := range o.links {
		s.ids = append(s.ids, l.id)
		cite(l.citations)
		mark(l.record.Period)
	}
	for _, f := range o.figures {
		s.ids = append(s.ids, f.id)
		cite(f.citations)
		mark(f.record.Period)
	}
	for _, said := range o.statements {
		s.ids = append(s.ids, said.id)
		cite(said.citations)
	}
	s.fields = append(s.fields, slices.Sorted(maps.Keys(fields))...)
	return s
}

// around lists a day and its neighbours. A day that many periods begin or end on is listed, and asked for, often.
func around(day string) []string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil
	}
	return []string{at.AddDate(0, 0, -1).Format(time.DateOnly), day, at.AddDate(0, 0, 1).Format(time.DateOnly)}
}

// slug is one of the kind's slugs, rarely that of another kind or of nothing.
func (q *Queries) slug(kind string) string {
	switch {
	case q.chance(6):
		return "nothing-" + fmt.Sprint(q.rand.IntN(9))
	case q.chance(4):
		kind = "district"
	}
	if len(q.values.slugs[kind]) == 0 {
		return "nothing"
	}
	return pick(q.rand, q.values.slugs[kind]...)
}

// globalID is a global id, rarely one of nothing.
func (q *Queries) globalID() string {
	id := pick(q.rand, q.values.ids...)
	switch q.rand.IntN(25) {
	case 0:
		return kg.NewID(id.Code(), 1_000_000).Global()
	case 1:
		return kg.NewID(kg.KindPark, id.Number()).Global()
	}
	return id.Global()
}

// cursor is one of the engine's cursors that the oracle has learnt, of any field alike.
func (q *Queries) cursor() (text string, c Cursor) {
	known := q.oracle.cursors
	text = pick(q.rand, known.seen[pick(q.rand, known.fields...)]...)
	return text, known.byText[text]
}

func (q *Queries) day() string { return pick(q.rand, q.values.days...) }
