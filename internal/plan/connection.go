package plan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// connection is a page of a list for each parent: all records of a table, the links of an entity, or the entities that
// a relation leads to.
type connection struct {
	buffer *answerBuffer
	list   *cursorList
	query  store.ListQuery
	page   store.Page
	path   fieldPath
	// Whether these are selected: totalCount, any field of the page, cursors or a score, matches of a search.
	needsTotal, needsPage, needsPositions, needsMatches bool
	template                                            template

	read pageRead
	// links are the rows of the links to the nodes; nil in a list of all records.
	links   *rows
	targets *targets
	// matches holds the match of the search in each item, recordRefs the records that match; records is nil in other lists.
	matches    []store.Match
	records    *targets
	recordRefs []rowRef

	parents []kg.ID
	items   []item
	// positions are those of the items in their lists; empty unless cursors are selected or the read needs them.
	positions []store.Position
	// starts are the indexes in items where the page of each parent begins, and at last where all end.
	starts  []int
	hasMore []bool
	totals  []int64
	// current is the parent whose items are being written.
	current int
}

// item is one edge of a page.
type item struct {
	// linkRow is the row of its link, farID the id of its node.
	linkRow int
	farID   kg.ID
	node    rowRef
}

// pageRead reads the items of a connection for its parents.
type pageRead interface {
	items(l *loader, c *connection) error
	// count returns a query for the number of items of each parent; ok is false if items has set the totals.
	count(c *connection) (query store.Query, ok bool)
}

// all compiles the list of all records of a table.
func (c *compiler) all(f *field, table *store.Table) node {
	n := &connection{
		list:    newCursorList(f.Name, string(c.rootAsOf)),
		query:   c.listQuery(f, table),
		read:    allRead{table: table, asOf: c.rootAsOf},
		targets: &targets{all: []*target{{code: table.Code, rows: c.rows(table)}}},
	}
	return c.connection(n, f)
}

// links compiles the links of an entity.
func (c *compiler) links(f *field) node {
	kinds, hasKinds := c.linkKinds(f, "kinds")
	step := kg.Step{Kinds: kinds}
	direction := c.text(f, "direction")
	var steps []kg.Step
	if !hasKinds || len(kinds) > 0 {
		if direction != "IN" {
			steps = append(steps, step)
		}
		if direction != "OUT" {
			step.In = true
			steps = append(steps, step)
		}
	}
	asOf := c.asOf(f)
	table, _ := c.planner.registry.TableByCode(kg.KindLink)
	links := c.rows(table)
	n := &connection{
		list:    newCursorList("Entity", f.Name, direction, listOfKinds(kinds, hasKinds), string(asOf)),
		query:   store.ListQuery{Of: table, Link: c.filter(f, "where", table), Order: c.order(f, "orderBy")},
		read:    edgesRead{registry: c.planner.registry, steps: steps, asOf: asOf},
		links:   links,
		targets: &targets{all: []*target{{code: kg.KindLink, rows: links}}},
	}
	for i := range n.query.Order {
		n.query.Order[i].OfLink = true
	}
	return c.connection(n, f)
}

// listOfKinds returns kinds of link as text, by which cursors tell lists apart.
func listOfKinds(kinds []kg.LinkKind, hasKinds bool) string {
	if !hasKinds {
		return "any"
	}
	var b strings.Builder
	for _, kind := range kinds {
		b.WriteString(strconv.Itoa(int(kind)) + ",")
	}
	return b.String()
}

// relation compiles a field that leads from entities to others.
func (c *compiler) relation(r *rows, f *field, relation kg.Relation) node {
	asOf := c.asOf(f)
	targets := c.targets(relation.To)
	switch relation.Shape {
	case kg.Transitive:
		return &transitive{step: relation.Steps[0], asOf: asOf, targets: targets, views: c.views(targets, f)}
	case kg.Single:
		return c.single(f, relation, asOf, targets)
	case kg.Connection:
	}
	isDeep := relation.Recurse != nil && c.isTrue(f, "deep")
	table, _ := c.planner.registry.TableByCode(kg.KindLink)
	n := &connection{
		list:    newCursorList(r.table.Type, f.Name, strconv.FormatBool(isDeep), string(asOf)),
		query:   c.listQuery(f, c.planner.registry.TableFor(relation.To)),
		links:   c.rows(table),
		targets: targets,
	}
	if relation.Distinct || isDeep {
		n.read = distinctRead{relation: relation, isDeep: isDeep, asOf: asOf}
	} else {
		n.read = edgesRead{registry: c.planner.registry, steps: relation.Steps, asOf: asOf}
	}
	return c.connection(n, f)
}

// connection compiles the arguments and the selection of a page.
func (c *compiler) connection(n *connection, f *field) node {
	n.buffer, n.path = c.buffer, slices.Clone(c.path)
	n.list.addQuery(&n.query)
	n.page = c.pageArguments(f, n.list)
	n.template = c.template(f, func(sub *field) writer { return c.pageField(n, sub) })
	return n
}

func (n *connection) load(l *loader, parents []kg.ID) error {
	if parents == nil {
		parents = []kg.ID{0}
	}
	if wrong := n.list.otherParent(parents); wrong >= 0 {
		return gqlerror.List{n.path.problemBelow(wrong, parents[wrong], errOtherList())}
	}
	n.parents = parents
	n.hasMore = make([]bool, len(parents))
	n.totals = make([]int64, len(parents))
	if err := n.read.items(l, n); err != nil {
		return err
	}
	if !n.needsTotal {
		return nil
	}
	query, ok := n.read.count(n)
	if !ok {
		return nil
	}
	var err error
	if n.links == nil && len(parents) == 1 {
		n.totals, err = store.Remember(l.snapshot, query, func() ([]int64, int, error) {
			totals, err := l.count(query, 1)
			return totals, 1, err
		})
	} else {
		n.totals, err = l.count(query, len(parents))
	}
	return err
}

// count reads the number of items of each parent.
func (l *loader) count(query store.Query, parents int) ([]int64, error) {
	totals := make([]int64, parents)
	err := l.read(query, func(row *store.Row) error {
		totals[row.Int(0)] += row.Int(1)
		return nil
	})
	return totals, err
}

// loadNodes loads the nodes of the items, if they are selected.
func (n *connection) loadNodes(l *loader) error {
	if !n.targets.isSelected() {
		return nil
	}
	ids := make([]kg.ID, len(n.items))
	for i, it := range n.items {
		ids[i] = it.farID
	}
	refs, err := n.targets.load(l, ids)
	if err != nil {
		return err
	}
	for i := range n.items {
		n.items[i].node = refs[i]
	}
	return nil
}

func (n *connection) write(dst []byte, parent int) []byte { return n.template.write(dst, parent) }
