package oracle

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
)

// Oracle holds the records of one graph. It is not safe for concurrent use: Compare records the cursors that it sees.
type Oracle struct {
	schema *ast.Schema
	kinds  *kg.Kinds
	now    string
	// Records, each list by id.
	entities   []*entity
	links      []*link
	figures    []*figure
	statements []*statement
	byID       map[string]any
	cursors    cursorTable
}

// entity is an entity or a source.
type entity struct {
	id        kg.ID
	kind      *kg.Kind
	record    *kg.Record
	citations []*citation
	// relations holds those of the kind.
	relations []kg.Relation
	// links holds those at either end, by (order, id); a source has none.
	links []*link
}

// link is a link as it is stored: PARTNER_OF starts at the lower id.
type link struct {
	id       kg.ID
	record   *kg.Link
	from, to *entity
	// onBehalfOf is the entity on whose behalf the link exists, or nil.
	onBehalfOf *entity
	citations  []*citation
}

type citation struct {
	id     kg.ID
	source *entity
	record kg.Citation
}

// New returns an oracle with records in import form, with numbers as json.Number, as one batch written at the time now.
func New(schema *ast.Schema, kinds *kg.Kinds, lines []map[string]any, now time.Time) (*Oracle, error) {
	o := &Oracle{
		schema: schema, kinds: kinds, now: now.UTC().Format(time.RFC3339), byID: map[string]any{},
		cursors: cursorTable{byText: map[string]Cursor{}, texts: map[Cursor]string{}, seen: map[string][]string{}},
	}
	l := loader{oracle: o, kinds: kinds, links: map[linkSeries][]kg.Period{}, statedIdentities: map[string]bool{}}
	return o, l.load(lines)
}

// loader assigns ids in the order in which records are written: sources, entities, then all others; each in line order and
// followed by its citations.
type loader struct {
	oracle *Oracle
	kinds  *kg.Kinds
	number int64
	// links holds the periods of the links of each series: no two of them may be the same.
	links map[linkSeries][]kg.Period
	// statedIdentities holds the identities of figures and statements.
	statedIdentities map[string]bool
}

// linkSeries is what links of several periods have in common.
type linkSeries struct {
	kind     kg.LinkKind
	from, to kg.ID
	role     string
	order    int64
}

func (l *loader) load(lines []map[string]any) error {
	var sources, entities, others []*kg.Record
	for i, line := range lines {
		record, err := l.kinds.Decode(maps.Clone(line))
		switch {
		case err != nil:
			return fmt.Errorf("line %d: %w", i+1, err)
		case record.Kind == kg.KindSource:
			sources = append(sources, record)
		case record.Link != nil || record.Figure != nil || record.Statement != nil:
			others = append(others, record)
		default:
			entities = append(entities, record)
		}
	}
	for _, record := range append(sources, entities...) {
		if err := l.entity(record); err != nil {
			return fmt.Errorf("%s: %w", record.Slug, err)
		}
	}
	for _, record := range others {
		if err := l.other(record); err != nil {
			return err
		}
	}
	l.sortLinks()
	return nil
}

func (l *loader) other(record *kg.Record) error {
	var err error
	switch {
	case record.Link != nil:
		if err = l.link(record); err != nil {
			err = fmt.Errorf("link %+v: %w", *record.Link, err)
		}
	case record.Figure != nil:
		if err = l.figure(record); err != nil {
			err = fmt.Errorf("figure %+v: %w", *record.Figure, err)
		}
	default:
		if err = l.statement(record); err != nil {
			err = fmt.Errorf("statement %+v: %w", *record.Statement, err)
		}
	}
	return err
}

func (l *loader) nextID(code kg.Code) kg.ID {
	l.number++
	return kg.NewID(code, l.number)
}

func (l *loader) entity(record *kg.Record) error {
	o := l.oracle
	kind, known := l.kinds.ByCode(record.Kind)
	if !known {
		return fmt.Errorf("kind %d is not known", record.Kind)
	}
	for _, slug := range append([]string{record.Slug}, record.FormerSlugs...) {
		if o.bySlug(kind.Name, slug) != nil {
			return fmt.Errorf("the slug %s is taken", slug)
		}
	}
	t := &entity{id: l.nextID(record.Kind), kind: kind, record: record, relations: l.kinds.Relations(record.Kind)}
	o.entities = append(o.entities, t)
	o.byID[t.id.Global()] = t
	var err error
	t.citations, err = l.citations(record.Citations)
	return err
}

func (l *loader) citations(given []kg.Citation) ([]*citation, error) {
	var citations []*citation
	for _, c := range given {
		source := l.oracle.bySlug("source", c.Source)
		if source == nil {
			return nil, fmt.Errorf("unknown source: %s", c.Source)
		}
		for _, earlier := range citations {
			if earlier.source == source && earlier.record.Locator == c.Locator && earlier.record.Field == c.Field {
				return nil, fmt.Errorf("duplicate citation of %s, %q", c.Source, c.Locator)
			}
		}
		one := &citation{id: l.nextID(kg.KindCitation), source: source, record: c}
		citations = append(citations, one)
		l.oracle.byID[one.id.Global()] = one
	}
	return citations, nil
}

func (l *loader) link(record *kg.Record) error {
	o, given := l.oracle, record.Link
	from, to := l.entityOf(given.From), l.entityOf(given.To)
	if from == nil || to == nil {
		return errors.New("an end of it is not there")
	}
	if given.Kind.IsSymmetric() && to.id < from.id {
		from, to = to, from
	}
	series := linkSeries{given.Kind, from.id, to.id, given.Role, given.Order}
	for _, other := range l.links[series] {
		if mayBeSame(given.Period, other) {
			return errors.New("duplicate link")
		}
	}
	l.links[series] = append(l.links[series], given.Period)
	one := &link{id: l.nextID(kg.KindLink), record: given, from: from, to: to}
	if given.OnBehalfOf.Slug != "" {
		if one.onBehalfOf = l.entityOf(given.OnBehalfOf); one.onBehalfOf == nil {
			return errors.New("the entity on whose behalf it exists is not there")
		}
	}
	o.links = append(o.links, one)
	o.byID[one.id.Global()] = one
	from.links, to.links = append(from.links, one), append(to.links, one)
	var err error
	one.citations, err = l.citations(record.Citations)
	return err
}

func (l *loader) entityOf(ref kg.Ref) *entity {
	kind, known := l.kinds.ByCode(ref.Kind)
	if !known {
		return nil
	}
	return l.oracle.bySlug(kind.Name, ref.Slug)
}

func (l *loader) sortLinks() {
	for _, t := range l.oracle.entities {
		slices.SortFunc(t.links, func(a, b *link) int {
			if a.record.Order != b.record.Order {
				return int(a.record.Order - b.record.Order)
			}
			return int(a.id - b.id)
		})
	}
}

// bySlug returns the entity of a kind that has the slug, or else the one that had it, or else nil.
func (o *Oracle) bySlug(kind, slug string) *entity {
	for _, t := range o.entities {
		if t.kind.Name == kind && t.record.Slug == slug {
			return t
		}
	}
	for _, t := range o.entities {
		if t.kind.Name == kind && slices.Contains(t.record.FormerSlugs, slug) {
			return t
		}
	}
	return nil
}

// ofKind returns the entities of a kind by slug.
func (o *Oracle) ofKind(kind string) []*entity {
	var found []*entity
	for _, t := range o.entities {
		if t.kind.Name == kind {
			found = append(found, t)
		}
	}
	slices.SortFunc(found, func(a, b *entity) int { return strings.Compare(a.record.Slug, b.record.Slug) })
	return found
}

// identified returns the entity with the lowest id that has the identifier, or nil.
func (o *Oracle) identified(wanted kg.Identifier) *entity {
	var found *entity
	for _, t := range o.entities {
		if slices.Contains(t.record.Identifiers, wanted) && (found == nil || t.id < found.id) {
			found = t
		}
	}
	return found
}

// typeName returns the type of the records of a kind in the schema: RailLine for railLine.
func typeName(kind *kg.Kind) string {
	first, size := utf8.DecodeRuneInString(kind.Name)
	return string(unicode.ToUpper(first)) + kind.Name[size:]
}

func (t *entity) typeName() string { return typeName(t.kind) }
