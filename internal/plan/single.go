package plan

import (
	"bytes"
	"cmp"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// single is the one entity that a relation leads to from each parent: of several the first by period, then slug.
type single struct {
	relation kg.Relation
	asOf     kg.Date
	links    *rows
	period   int // the chunk by which links compare
	targets  *targets
	slugs    []int // the chunk by which the entities of each kind compare
	views    []*view
	refs     []rowRef
}

func (c *compiler) single(f *field, relation kg.Relation, asOf kg.Date, targets *targets) node {
	table, _ := c.planner.registry.TableByCode(kg.KindLink)
	n := &single{relation: relation, asOf: asOf, links: c.rows(table), targets: targets, views: c.views(targets, f)}
	n.period = n.links.chunk([]segment{{column: n.links.column(store.PeriodColumn())}})
	for _, t := range targets.all {
		n.slugs = append(n.slugs, t.rows.chunk([]segment{{column: t.rows.column(store.SlugColumn())}}))
	}
	return n
}

func (n *single) load(l *loader, parents []kg.ID) error {
	links := store.Links{Registry: l.registry, Entities: parents, Steps: n.relation.Steps, AsOf: n.asOf}
	found, err := l.links(links.All(n.links.columns), n.links, &store.ListQuery{})
	if err != nil {
		return err
	}
	far := make([]kg.ID, len(found))
	for i, link := range found {
		far[i] = link.farID
	}
	refs, err := n.targets.read(l, far)
	if err != nil {
		return err
	}
	n.refs = make([]rowRef, len(parents))
	best := make([]int, len(parents))
	for i := range best {
		best[i], n.refs[i].row = noRow, noRow
	}
	for i, link := range found {
		if p := link.parent; refs[i].row != noRow && (best[p] == noRow || n.less(link.linkRow, refs[i], best[p], n.refs[p])) {
			best[p], n.refs[p] = link.linkRow, refs[i]
		}
	}
	n.targets.keep(n.refs)
	return n.targets.loadChildren(l)
}

// less reports whether a link with its entity comes before another.
func (n *single) less(link int, to rowRef, other int, otherTo rowRef) bool {
	slug := func(ref rowRef) []byte { return n.targets.all[ref.target].rows.cell(ref.row, n.slugs[ref.target]) }
	return cmp.Or(
		bytes.Compare(n.links.cell(link, n.period), n.links.cell(other, n.period)),
		bytes.Compare(slug(to), slug(otherTo)),
	) < 0
}

func (n *single) write(dst []byte, parent int) []byte { return writeRef(dst, n.views, n.refs[parent]) }
