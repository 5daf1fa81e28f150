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

// Queries generates valid random queries with values from the records of an oracle. Some use cursors that the oracle has
// learned, and some have an invalid argument.
type Queries struct {
	oracle   *Oracle
	rand     *rand.Rand
	typename *ast.FieldDefinition
	// composites holds all types with fields that a query can contain.
	composites []*ast.Definition
	values     samples
	coverage   *coverage
	// asked counts the arguments, input fields and sort keys so far, so that none is neglected.
	asked map[string]int
	// refused counts the discarded queries, by code.
	refused map[string]int
}

// NewQueries returns a generator of queries. The same seed gives the same queries, as long as the same answers are compared
// in between.
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

// maxGeneratedFields is the maximal number of fields of the answer to a generated query, well below a megabyte.
const maxGeneratedFields = 8_000

// Next returns the next query and its variables. It panics if the schema or the oracle refuses a hundred in a row.
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

// Missing returns the schema coordinates that no query has contained so far. Most queries contain one of them, and later
// every tenth query one of the rarest, so that the list becomes empty for every schema and seed.
func (q *Queries) Missing() []string { return q.coverage.missing() }

func (q *Queries) note(query string) {
	document, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil {
		panic(unimplemented(err.Error())) // the oracle has answered it
	}
	q.coverage.add(document)
}

// target returns a rare coordinate; found is false if the next query need not contain it.
func (q *Queries) target() (name string, found bool) {
	names, count := q.coverage.rarest()
	percent := 10
	if count == 0 {
		percent = 60
	}
	return pick(q.rand, names...), q.chance(percent)
}

// chance returns true with a probability in percent.
func (q *Queries) chance(percent int) bool { return q.rand.IntN(100) < percent }

// samples holds values for arguments.
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
		languages:   []string{"en", "zh", "fr", "EN", "zh-latn-PINYIN", "zh-Latn", "", "zh-CN", "zh-Hant-TW", "en-GB-x-a", "*", "de-*", "zh-*-MO", "e n"},
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

// around returns a day and its neighbors. A day on which many periods begin or end is listed often, and so used often.
func around(day string) []string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil
	}
	return []string{at.AddDate(0, 0, -1).Format(time.DateOnly), day, at.AddDate(0, 0, 1).Format(time.DateOnly)}
}

// slug returns a slug of the kind, rarely one of another kind or of no record.
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

// globalID returns a global id, rarely of no record.
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

// cursor returns a cursor that the oracle has learned, of any field with equal probability.
func (q *Queries) cursor() (text string, c Cursor) {
	known := q.oracle.cursors
	text = pick(q.rand, known.seen[pick(q.rand, known.fields...)]...)
	return text, known.byText[text]
}

func (q *Queries) day() string { return pick(q.rand, q.values.days...) }
