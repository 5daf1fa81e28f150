package plan

import (
	"cmp"
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
	// counts tells that totalCount is selected, pages that anything of the page is, placed that cursors are, matched that
	// what fits a search is.
	needsTotal, needsPage, needsPositions, needsMatches bool
	slots                                               []slot

	read pageRead
	// links are the rows of the links that brought the nodes; nil in a list of all.
	links   *rows
	targets *targets
	// matches are what of each item fits a search.
	matches []store.Match

	parents []kg.ID
	items   []item
	// places are where the items stand in their lists; none where neither cursors are selected nor the read needs them.
	positions []store.Position
	starts    []int // of each parent in items
	hasMore   []bool
	totals    []int64
}

// item is one edge of a page.
type item struct {
	// link is the row of its link, or the place of its match; far the key of its node, node the place of that.
	linkRow int
	farID   kg.ID
	node    rowRef
}

// candidate is an item that may come onto the page of a parent, with its place in the list.
type candidate struct {
	item
	parent   int
	position store.Position
}

// pageRead reads the items of a connection for its parents.
type pageRead interface {
	items(l *loader, c *connection) error
	// count counts the items of each parent; not ok where reading them has done so.
	count(c *connection) (st store.Query, ok bool)
}

// slot is a field that a page answers by itself, written behind its text.
type slot struct {
	text []byte
	what slotKind
	// slots are those of edges or pageInfo, views those of nodes, view that of a link.
	slots []slot
	views []*view
	view  *view
}

type slotKind uint8

const (
	slotEnd slotKind = iota
	slotEdges
	slotNodes
	slotPageInfo
	slotTotalCount
	slotCursor
	slotNode
	slotLink
	slotHasNext
	slotHasPrevious
	slotStartCursor
	slotEndCursor
	slotMatchedOn
	slotHighlight
	slotScore
)

func slotKindOf(field string) slotKind {
	switch field {
	case "edges":
		return slotEdges
	case "nodes":
		return slotNodes
	case "pageInfo":
		return slotPageInfo
	case "totalCount":
		return slotTotalCount
	case "cursor":
		return slotCursor
	case "node":
		return slotNode
	case "link":
		return slotLink
	case "hasNextPage":
		return slotHasNext
	case "hasPreviousPage":
		return slotHasPrevious
	case "startCursor":
		return slotStartCursor
	case "endCursor":
		return slotEndCursor
	case "matchedOn":
		return slotMatchedOn
	case "highlight":
		return slotHighlight
	case "score":
		return slotScore
	}
	panic("plan: a page has no field " + field)
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
	kinds, some := c.linkKinds(f, "kinds")
	step := kg.Step{Kinds: kinds}
	way := c.enumeration(f, "direction")
	var steps []kg.Step
	if none := some && len(step.Kinds) == 0; !none {
		if way != "IN" {
			steps = append(steps, step)
		}
		if way != "OUT" {
			step.In = true
			steps = append(steps, step)
		}
	}
	asOf := c.asOf(f)
	table, _ := c.planner.registry.TableByCode(kg.KindLink)
	links := c.rows(table)
	n := &connection{
		list:    newCursorList("Entity", f.Name, way, kindList(step.Kinds, some), string(asOf)),
		query:   store.ListQuery{Of: table, Link: c.filter(f, "where", table)},
		read:    edgesRead{steps: steps, asOf: asOf},
		links:   links,
		targets: &targets{all: []*target{{code: kg.KindLink, rows: links}}},
	}
	return c.connection(n, f)
}

func kindList(kinds []kg.LinkKind, some bool) string {
	if !some {
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
		n.read = distinctRead{relation: relation, deep: isDeep, asOf: asOf}
	} else {
		n.read = edgesRead{steps: relation.Steps, asOf: asOf}
	}
	return c.connection(n, f)
}

// connection compiles what is selected of a page.
func (c *compiler) connection(n *connection, f *field) node {
	n.buffer, n.path = c.buffer, slices.Clone(c.path)
	n.list.addQuery(&n.query)
	n.page = c.page(f, n.list)
	n.slots = c.slots(n, f)
	return n
}

// slots compiles the fields of a connection, an edge or a pageInfo.
func (c *compiler) slots(n *connection, f *field) []slot {
	var slots []slot
	var text []byte
	typeName := f.Definition.Type.Name()
	fields := c.collect(f, typeName)
	for i := range fields {
		sub := &fields[i]
		text = append(append(append(append(text, separator(i)...), '"'), sub.key...), `":`...)
		if sub.Name == "__typename" {
			text = append(append(append(text, '"'), typeName...), '"')
			continue
		}
		s := slot{text: text, what: slotKindOf(sub.Name)}
		text = nil
		c.path = append(c.path, sub.key)
		switch s.what {
		case slotEdges, slotPageInfo:
			n.needsPage = true
			s.slots = c.slots(n, sub)
		case slotNodes, slotNode:
			n.needsPage = true
			s.views = c.views(n.targets, sub)
		case slotLink:
			s.view = c.linkView(n, sub)
		case slotTotalCount:
			n.needsTotal = true
		case slotCursor, slotStartCursor, slotEndCursor:
			n.needsPositions = true
		case slotHasNext, slotHasPrevious:
			n.page.Peeks = true
		case slotMatchedOn, slotHighlight:
			n.needsMatches = true
		}
		c.path = c.path[:len(c.path)-1]
		slots = append(slots, s)
	}
	return append(slots, slot{text: append(text, closing(len(fields))...)})
}

// linkView compiles what is selected of the link that brought a node. Root lists have none, but their arguments are
// checked all the same.
func (c *compiler) linkView(n *connection, f *field) *view {
	if n.links != nil {
		return c.view(n.links, f)
	}
	table, _ := c.planner.registry.TableByCode(kg.KindLink)
	c.view(c.rows(table), f)
	return nil
}

func (n *connection) load(l *loader, parents []kg.ID) error {
	if parents == nil {
		parents = []kg.ID{0}
	}
	if err := n.list.checkParents(parents); err != nil {
		return gqlerror.List{n.path.problem(err)}
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
	st, ok := n.read.count(n)
	if !ok {
		return nil
	}
	return l.read(st, func(row *store.Row) error {
		n.totals[row.Int(0)] += row.Int(1)
		return nil
	})
}

// takeAll adds the items of all parents: a page of the candidates of each, which are within the cursors.
func (n *connection) takeAll(found []candidate) {
	arrange(found, &n.query)
	n.items, n.positions = make([]item, 0, len(found)), make([]store.Position, 0, len(found))
	starts := starts(len(n.parents), len(found), func(i int) int { return found[i].parent })
	for i := range n.parents {
		n.take(found[starts[i]:starts[i+1]])
	}
	n.starts = append(n.starts, len(n.items))
}

// arrange sorts candidates by parent, then as the choice orders; most reads bring them in that order.
func arrange(found []candidate, choice *store.ListQuery) {
	order := func(a, b *candidate) int {
		return cmp.Or(cmp.Compare(a.parent, b.parent), choice.Compare(&a.position, &b.position))
	}
	for i := 1; i < len(found); i++ {
		if order(&found[i-1], &found[i]) > 0 {
			slices.SortFunc(found, func(a, b candidate) int { return order(&a, &b) })
			return
		}
	}
}

// take adds the items of the next parent: a page of the candidates, which are in order and within the cursors.
func (n *connection) take(candidates []candidate) {
	parent := len(n.starts)
	n.starts = append(n.starts, len(n.items))
	if over := len(candidates) - n.page.Limit; over > 0 {
		n.hasMore[parent] = true
		if n.page.FromEnd {
			candidates = candidates[over:]
		} else {
			candidates = candidates[:n.page.Limit]
		}
	}
	for i := range candidates {
		n.items = append(n.items, candidates[i].item)
		n.positions = append(n.positions, candidates[i].position)
	}
}

// within leaves the candidates between the cursors.
func (n *connection) within(candidates []candidate) []candidate {
	return slices.DeleteFunc(candidates, func(c candidate) bool {
		return n.page.After != nil && n.query.Compare(&c.position, n.page.After) <= 0 ||
			n.page.Before != nil && n.query.Compare(&c.position, n.page.Before) >= 0
	})
}

// reach loads the nodes of the items, if they are selected.
func (n *connection) reach(l *loader) error {
	if !n.targets.hasViews() {
		return nil
	}
	far := make([]kg.ID, len(n.items))
	for i, it := range n.items {
		far[i] = it.farID
	}
	places, err := n.targets.load(l, far)
	if err != nil {
		return err
	}
	for i := range n.items {
		n.items[i].node = places[i]
	}
	return nil
}
