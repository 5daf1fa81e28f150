package plan

import (
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// distinctRead reads the entities that a relation leads to, each once for a parent. It reads all links and selects the pages itself.
type distinctRead struct {
	relation kg.Relation
	isDeep   bool
	asOf     kg.Date
}

// distinctLinks are all links by which a relation leads on from the parents and their members. The pages of the parents are
// selected one after the other, so that only the links are held for all of them.
type distinctLinks struct {
	distinctRead
	// around leads from a parent to its members: to all that it reaches if the read is deep, else one step.
	around map[kg.ID][]kg.ID
	// members are the parents and all their members. links are those of each, from starts on.
	members idIndex
	links   []candidate
	starts  []int
	// then leads from the far end of a link to the ends of the relation; nil if the far ends are the ends.
	then map[kg.ID][]kg.ID
	// ends are all entities that any parent leads to. isExcluded marks those that do not pass the filter, keys are their sort keys.
	ends       idIndex
	isExcluded []bool
	keys       [][]store.SortKey
	// best is the link by which the current parent leads to an end; it counts if the end is among reached.
	best      []endLink
	reached   []int
	parentSeq int
}

// endLink is a link that leads to an end. It is valid for one parent.
type endLink struct {
	link, parentSeq int
	isDirect        bool
}

// Estimates of the memory for each member and end.
const (
	memberBytes = idIndexBytes + 8
	endBytes    = idIndexBytes + 64
)

func (r distinctRead) items(l *loader, c *connection) error {
	d, err := r.read(l, c)
	if err != nil {
		return err
	}
	page := pageSelection{connection: c}
	for i, parent := range c.parents {
		if err := l.ctx.Err(); err != nil {
			return err
		}
		c.totals[i] = d.selectPage(parent, &page)
		selected := page.drain()
		if err := l.buffer.charge(len(selected) * rowBytes); err != nil {
			return err
		}
		c.addPage(selected)
	}
	c.starts = append(c.starts, len(c.items))
	if err := c.loadNodes(l); err != nil {
		return err
	}
	return r.loadLinks(l, c)
}

func (distinctRead) count(*connection) (store.Query, bool) { return store.Query{}, false }

// read reads all links, and what the filter and the order of the list need of the ends.
func (r distinctRead) read(l *loader, c *connection) (*distinctLinks, error) {
	d := &distinctLinks{distinctRead: r}
	var err error
	switch {
	case r.isDeep:
		d.around, err = l.descend(*r.relation.Recurse, c.parents, r.asOf)
	case r.relation.Via != nil:
		d.around, err = l.follow(*r.relation.Via, distinct(c.parents), r.asOf)
	}
	if err != nil {
		return nil, err
	}
	d.findMembers(c.parents)
	through := store.ListQuery{Of: c.query.Of, Link: c.query.Link, Order: c.query.LinkOrder()}
	links := store.Links{Registry: l.registry, Entities: d.members.ids, Steps: r.relation.Steps, AsOf: r.asOf, ListQuery: through}
	if d.links, err = l.links(links.All(nil), nil, &through); err != nil {
		return nil, err
	}
	d.starts = startsOf(len(d.members.ids), len(d.links), func(i int) int { return d.links[i].parent })
	if r.relation.Then != nil {
		if d.then, err = l.follow(*r.relation.Then, d.farEnds(), r.asOf); err != nil {
			return nil, err
		}
	}
	d.findEnds()
	if err := l.buffer.charge(len(d.members.ids)*memberBytes + len(d.ends.ids)*endBytes); err != nil {
		return nil, err
	}
	return d, d.choose(l, c)
}

// findMembers fills members.
func (d *distinctLinks) findMembers(parents []kg.ID) {
	d.members = newIDIndex(len(parents))
	for _, parent := range parents {
		d.members.index(parent)
	}
	until := len(d.members.ids)
	for at := 0; at < len(d.members.ids) && (d.isDeep || at < until); at++ {
		for _, member := range d.around[d.members.ids[at]] {
			d.members.index(member)
		}
	}
}

// membersOf returns a parent and its members.
func (d *distinctLinks) membersOf(parent kg.ID) []kg.ID {
	if d.isDeep {
		return reach(d.around, parent)
	}
	return append([]kg.ID{parent}, d.around[parent]...)
}

// isEnd reports whether the far end of a link is an end of the relation.
func (d *distinctLinks) isEnd(far kg.ID) bool {
	return d.relation.Then == nil || slices.Contains(d.relation.To, far.Code())
}

// farEnds returns the far ends of links that are no ends of the relation.
func (d *distinctLinks) farEnds() []kg.ID {
	var far []kg.ID
	for i := range d.links {
		if !d.isEnd(d.links[i].farID) {
			far = append(far, d.links[i].farID)
		}
	}
	slices.Sort(far)
	return slices.Compact(far)
}

// findEnds fills ends.
func (d *distinctLinks) findEnds() {
	d.ends = newIDIndex(len(d.links))
	for i := range d.links {
		if far := d.links[i].farID; d.isEnd(far) {
			d.ends.index(far)
		} else {
			for _, end := range d.then[far] {
				d.ends.index(end)
			}
		}
	}
	d.best = make([]endLink, len(d.ends.ids))
}

// choose applies the filter of the list to the ends and reads what they are sorted by, with one statement for each kind.
func (d *distinctLinks) choose(l *loader, c *connection) error {
	ends := c.query
	ends.Order = c.query.RecordOrder()
	if ends.Where == nil && len(ends.Order) == 0 {
		return nil
	}
	d.isExcluded, d.keys = make([]bool, len(d.ends.ids)), make([][]store.SortKey, len(d.ends.ids))
	for i := range d.isExcluded {
		d.isExcluded[i] = true
	}
	for _, t := range c.targets.all {
		var indexes []int
		var ids []kg.ID
		for i, id := range d.ends.ids {
			if id.Code() == t.code {
				indexes, ids = append(indexes, i), append(ids, id)
			}
		}
		if len(ids) == 0 {
			continue
		}
		records := store.RecordList{Table: t.rows.table, AsOf: d.asOf, ListQuery: ends}
		err := l.read(records.Among(ids), func(row *store.Row) error {
			end := indexes[row.Int(0)]
			d.isExcluded[end], d.keys[end] = false, ends.Keys(row, 1)
			return l.buffer.charge(keyBytes(d.keys[end]))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// selectPage selects the page of a parent and returns the length of its list.
func (d *distinctLinks) selectPage(parent kg.ID, page *pageSelection) int64 {
	d.reached = d.reached[:0]
	d.parentSeq++
	for _, member := range d.membersOf(parent) {
		m, isKnown := d.members.lookup(member)
		if !isKnown {
			continue
		}
		for link := d.starts[m]; link < d.starts[m+1]; link++ {
			if far := d.links[link].farID; d.isEnd(far) {
				d.reach(far, endLink{link: link, parentSeq: d.parentSeq, isDirect: member == parent})
			} else {
				for _, end := range d.then[far] {
					d.reach(end, endLink{link: link, parentSeq: d.parentSeq})
				}
			}
		}
	}
	total := int64(0)
	for _, end := range d.reached {
		if d.isExcluded != nil && d.isExcluded[end] || d.isDeep && d.ends.ids[end] == parent {
			continue // links of different times may lead back to the parent
		}
		total++
		if page.needsPage {
			it := d.candidate(end) // on the stack
			page.add(&it)
		}
	}
	return total
}

// reach records that the current parent leads to an end by a link. The direct link counts, else the first by order and id.
func (d *distinctLinks) reach(end kg.ID, by endLink) {
	i, isKnown := d.ends.lookup(end)
	if !isKnown {
		return
	}
	known := &d.best[i]
	var own store.ListQuery
	switch {
	case known.parentSeq != d.parentSeq:
		d.reached = append(d.reached, i)
	case by.isDirect != known.isDirect:
		if known.isDirect {
			return
		}
	case own.Compare(&d.links[by.link].position, &d.links[known.link].position) >= 0:
		return
	}
	*known = by
}

// candidate returns an end with its position in the list of the current parent.
func (d *distinctLinks) candidate(end int) candidate {
	id, link := d.ends.ids[end], &d.links[d.best[end].link]
	it := candidate{item: item{farID: id}, position: link.position}
	it.position.Entity = id
	switch {
	case d.keys == nil || d.keys[end] == nil:
	case link.position.Keys == nil:
		it.position.Keys = d.keys[end]
	default:
		it.position.Keys = append(slices.Clip(link.position.Keys), d.keys[end]...)
	}
	return it
}

// loadLinks reads what is selected of the links of the pages.
func (r distinctRead) loadLinks(l *loader, c *connection) error {
	if len(c.links.chunks) == 0 || len(c.items) == 0 {
		return nil
	}
	ids := make([]kg.ID, len(c.items))
	for i := range c.items {
		ids[i] = c.positions[i].ID
	}
	err := l.read(c.links.table.ByID(ids, c.links.columns), func(row *store.Row) error {
		c.items[row.Int(0)].linkRow = c.links.n
		return c.links.scan(row, 1)
	})
	if err != nil {
		return err
	}
	return c.links.loadChildren(l)
}
