package plan

import (
	"bytes"
	"cmp"
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// allRead reads a page of all records of a table.
type allRead struct {
	table *store.Table
	asOf  kg.Date
}

func (r allRead) records(c *connection) *store.RecordList {
	return &store.RecordList{Table: r.table, AsOf: r.asOf, ListQuery: c.query}
}

func (r allRead) items(l *loader, c *connection) error {
	if !c.needsPage {
		c.starts = []int{0, 0}
		return nil
	}
	rows := c.targets.all[0].rows
	err := l.read(r.records(c).Page(c.page, rows.columns), func(row *store.Row) error {
		if rows.n == c.page.Limit {
			c.hasMore[0] = true
			return nil
		}
		if c.needsPositions {
			at := store.Position{ID: kg.ID(row.Int(store.RecordID)), Keys: c.query.Keys(row, store.RecordColumns)}
			if at.Keys == nil {
				at.Text = row.Text(store.RecordSort)
			}
			c.positions = append(c.positions, at)
		}
		c.items = append(c.items, item{node: rowRef{row: rows.n}})
		rows.scan(row, store.RecordColumns+len(c.query.Order))
		return nil
	})
	if err != nil {
		return err
	}
	if c.page.FromEnd {
		slices.Reverse(c.items)
		slices.Reverse(c.positions)
	}
	c.starts = []int{0, len(c.items)}
	return rows.loadChildren(l)
}

func (r allRead) count(c *connection) (store.Query, bool) { return r.records(c).Count(), true }

// distinctRead reads the entities that a relation leads to, each once for a parent: all links are read, and the page is
// cut here.
type distinctRead struct {
	relation kg.Relation
	deep     bool
	asOf     kg.Date
}

func (r distinctRead) items(l *loader, c *connection) error {
	members, err := r.members(l, c.parents)
	if err != nil {
		return err
	}
	ways, err := r.ways(l, distinct(slices.Concat(c.parents, slices.Concat(members...))), c.query)
	if err != nil {
		return err
	}
	onward, err := r.onward(l, ways)
	if err != nil {
		return err
	}
	found := make([][]candidate, len(c.parents))
	for i, parent := range c.parents {
		if err := l.ctx.Err(); err != nil {
			return err
		}
		best := map[kg.ID]standIn{}
		for _, member := range append([]kg.ID{parent}, members[i]...) {
			for _, w := range ways[member] {
				if onward == nil || slices.Contains(r.relation.To, w.farID.Code()) {
					improve(best, w.farID, standIn{position: w.position, direct: member == parent})
					continue
				}
				for _, end := range onward[w.farID] {
					improve(best, end, standIn{position: w.position})
				}
			}
		}
		found[i] = sorted(best)
	}
	if err := l.choose(found, c, r.asOf); err != nil {
		return err
	}
	for i, candidates := range found {
		c.totals[i] = int64(len(candidates))
		if c.needsPage {
			candidates = c.within(candidates)
		} else {
			candidates = nil
		}
		c.take(candidates)
	}
	c.starts = append(c.starts, len(c.items))
	if err := c.reach(l); err != nil {
		return err
	}
	return r.links(l, c)
}

func (distinctRead) count(*connection) (store.Query, bool) { return store.Query{}, false }

// links reads what is selected of the links of a page.
func (r distinctRead) links(l *loader, c *connection) error {
	if len(c.links.chunks) == 0 || len(c.items) == 0 {
		return nil
	}
	ids := make([]kg.ID, len(c.items))
	for i := range c.items {
		ids[i] = c.positions[i].ID
	}
	err := l.read(c.links.table.ByID(ids, c.links.columns), func(row *store.Row) error {
		c.items[row.Int(0)].linkRow = c.links.n
		c.links.scan(row, 1)
		return nil
	})
	if err != nil {
		return err
	}
	return c.links.loadChildren(l)
}

// members are the entities beside each parent of which the relation is asked.
func (r distinctRead) members(l *loader, parents []kg.ID) ([][]kg.ID, error) {
	switch {
	case r.deep:
		return l.beyond(*r.relation.Recurse, parents, r.asOf)
	case r.relation.Via != nil:
		inside, err := l.walk(*r.relation.Via, distinct(parents), r.asOf)
		members := make([][]kg.ID, len(parents))
		for i, parent := range parents {
			members[i] = inside[parent]
		}
		return members, err
	}
	return make([][]kg.ID, len(parents)), nil
}

// ways are the links of the choice that lead from each member.
func (r distinctRead) ways(l *loader, members []kg.ID, choice store.ListQuery) (map[kg.ID][]candidate, error) {
	through := store.ListQuery{Of: choice.Of, Link: choice.Link}
	links := store.Links{Entities: members, Steps: r.relation.Steps, AsOf: r.asOf, ListQuery: through}
	found, err := l.links(links.All(nil), nil, &through)
	ways := map[kg.ID][]candidate{}
	for _, link := range found {
		member := members[link.parent]
		ways[member] = append(ways[member], link)
	}
	return ways, err
}

// onward reads where the last step leads from what is not of the relation's kinds yet; nil where it has no last step.
func (r distinctRead) onward(l *loader, ways map[kg.ID][]candidate) (map[kg.ID][]kg.ID, error) {
	if r.relation.Then == nil {
		return nil, nil //nolint:nilnil // no map is the answer: there is no last step
	}
	var from []kg.ID
	for _, of := range ways {
		for _, w := range of {
			if !slices.Contains(r.relation.To, w.farID.Code()) {
				from = append(from, w.farID)
			}
		}
	}
	slices.Sort(from)
	return l.walk(*r.relation.Then, slices.Compact(from), r.asOf)
}

// standIn is a link that may stand for an entity listed once.
type standIn struct {
	position store.Position
	direct   bool
}

// improve keeps the link that stands for an entity: the direct one, else the first by order and id.
func improve(best map[kg.ID]standIn, far kg.ID, link standIn) {
	var own store.ListQuery
	known, ok := best[far]
	if !ok || link.direct && !known.direct || link.direct == known.direct && own.Compare(&link.position, &known.position) < 0 {
		best[far] = link
	}
}

// sorted are candidates for the entities, in the order of the links that stand for them.
func sorted(best map[kg.ID]standIn) []candidate {
	candidates := make([]candidate, 0, len(best))
	for id, link := range best {
		link.position.Entity = id
		candidates = append(candidates, candidate{position: link.position, item: item{farID: id}})
	}
	arrange(candidates, &store.ListQuery{})
	return candidates
}

// single is the one entity that a relation leads to: of several the first by period, then slug.
type single struct {
	relation kg.Relation
	asOf     kg.Date
	links    *rows
	period   int // the chunk by which links are compared
	targets  *targets
	slugs    []int // the chunk by which the entities of each kind are compared
	views    []*view
	refs     []rowRef
}

func (c *compiler) single(f *field, relation kg.Relation, asOf kg.Date, targets *targets) node {
	table, _ := c.planner.registry.TableByCode(kg.KindLink)
	n := &single{relation: relation, asOf: asOf, links: c.rows(table), targets: targets, views: c.views(targets, f)}
	n.period = n.links.chunk([]piece{{column: n.links.column(store.PeriodColumn())}})
	for _, t := range targets.all {
		n.slugs = append(n.slugs, t.rows.chunk([]piece{{column: t.rows.column(store.SlugColumn())}}))
	}
	return n
}

func (n *single) load(l *loader, parents []kg.ID) error {
	links := store.Links{Entities: parents, Steps: n.relation.Steps, AsOf: n.asOf}
	found, err := l.links(links.All(n.links.columns), n.links, &store.ListQuery{})
	if err != nil {
		return err
	}
	far := make([]kg.ID, len(found))
	for i, link := range found {
		far[i] = link.farID
	}
	places, err := n.targets.read(l, far)
	if err != nil {
		return err
	}
	n.refs = make([]rowRef, len(parents))
	best := make([]int, len(parents))
	for i := range best {
		best[i], n.refs[i].row = -1, -1
	}
	for i, link := range found {
		if p := link.parent; places[i].row >= 0 && (best[p] < 0 || n.less(link.linkRow, places[i], best[p], n.refs[p])) {
			best[p], n.refs[p] = link.linkRow, places[i]
		}
	}
	n.targets.keep(n.refs)
	return n.targets.loadChildren(l)
}

// less tells whether a link with its entity goes before another.
func (n *single) less(link int, to rowRef, other int, otherTo rowRef) bool {
	slug := func(p rowRef) []byte { return n.targets.all[p.target].rows.cell(p.row, n.slugs[p.target]) }
	return cmp.Or(
		bytes.Compare(n.links.cell(link, n.period), n.links.cell(other, n.period)),
		bytes.Compare(slug(to), slug(otherTo)),
	) < 0
}

// chain is all that a step reaches from each parent when it is taken over and over.
type transitive struct {
	step    kg.Step
	asOf    kg.Date
	targets *targets
	views   []*view
	refs    []rowRef
	starts  []int
}

func (n *transitive) load(l *loader, parents []kg.ID) error {
	reached, err := l.beyond(n.step, parents, n.asOf)
	if err != nil {
		return err
	}
	var all []kg.ID
	for _, of := range reached {
		n.starts = append(n.starts, len(all))
		all = append(all, of...)
	}
	n.starts = append(n.starts, len(all))
	n.refs, err = n.targets.load(l, all)
	return err
}
