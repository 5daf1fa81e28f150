package plan

import (
	"cmp"
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// candidate is an item that may come onto the page of a parent, with its position in the list.
type candidate struct {
	item
	parent   int
	position store.Position
}

// links reads links and returns them sorted by parent, then as the list is. What is selected of them goes into rows, unless that is nil.
func (l *loader) links(query store.Query, into *rows, list *store.ListQuery) ([]candidate, error) {
	var found []candidate
	err := l.read(query, func(row *store.Row) error {
		link := candidate{
			parent:   int(row.Int(store.LinkEntityIndex)),
			position: store.Position{Order: row.Int(store.LinkOrder), ID: kg.ID(row.Int(store.LinkID))},
			item:     item{farID: kg.ID(row.Int(store.LinkFar))},
		}
		if len(list.Order) > 0 {
			link.position.Keys = list.Keys(row, store.LinkColumns)
			if !list.ListsLinks() {
				link.position.Entity = link.farID
			}
			if err := l.buffer.charge(keyBytes(link.position.Keys)); err != nil {
				return err
			}
		}
		if into != nil {
			link.linkRow = into.n
			if err := into.scan(row, store.LinkColumns+len(list.Order)); err != nil {
				return err
			}
		}
		found = append(found, link)
		return nil
	})
	arrange(found, list)
	return found, err
}

// keyBytes returns the memory of the keys of a position.
func keyBytes(keys []store.SortKey) int {
	const sortKeyBytes = 40
	bytes := 0
	for i := range keys {
		bytes += sortKeyBytes + len(keys[i].Text)
	}
	return bytes
}

// arrange sorts candidates by parent, then as the list is. Most reads return them in that order.
func arrange(found []candidate, list *store.ListQuery) {
	compare := func(a, b *candidate) int {
		return cmp.Or(cmp.Compare(a.parent, b.parent), list.Compare(&a.position, &b.position))
	}
	for i := 1; i < len(found); i++ {
		if compare(&found[i-1], &found[i]) > 0 {
			slices.SortFunc(found, func(a, b candidate) int { return compare(&a, &b) })
			return
		}
	}
}

// addPages adds the pages of all parents, of candidates that are between the cursors.
func (n *connection) addPages(found []candidate) {
	arrange(found, &n.query)
	n.items, n.positions = make([]item, 0, len(found)), make([]store.Position, 0, len(found))
	starts := startsOf(len(n.parents), len(found), func(i int) int { return found[i].parent })
	for i := range n.parents {
		n.addPage(found[starts[i]:starts[i+1]])
	}
	n.starts = append(n.starts, len(n.items))
}

// addPage adds the page of the next parent, of candidates that are in order and between the cursors.
func (n *connection) addPage(candidates []candidate) {
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

// pageSelection selects the candidates for a page from any number, in no order, without holding more than about two pages.
type pageSelection struct {
	*connection
	selected []candidate
	// isFull means that a page and one more are selected, of which the last is the farthest from the start of the page.
	isFull bool
}

// add adds a candidate if it is between the cursors and may come onto the page.
func (p *pageSelection) add(it *candidate) {
	after, before := p.page.After, p.page.Before
	if after != nil && p.query.Compare(&it.position, after) <= 0 || before != nil && p.query.Compare(&it.position, before) >= 0 {
		return
	}
	wanted := p.page.Limit + 1
	if p.isFull && p.compare(it, &p.selected[wanted-1]) > 0 {
		return
	}
	if p.selected = append(p.selected, *it); len(p.selected) >= 2*wanted {
		p.sort()
	}
}

// sort sorts the selected candidates from the start of the page and leaves a page and one more.
func (p *pageSelection) sort() {
	slices.SortFunc(p.selected, func(a, b candidate) int { return p.compare(&a, &b) })
	if wanted := p.page.Limit + 1; len(p.selected) >= wanted {
		p.selected, p.isFull = p.selected[:wanted], true
	}
}

// compare compares candidates by their distance from the start of the page, or from its end if that is where the page begins.
func (p *pageSelection) compare(a, b *candidate) int {
	order := p.query.Compare(&a.position, &b.position)
	if p.page.FromEnd {
		return -order
	}
	return order
}

// drain returns the selected candidates in the order of the list and clears the selection. They are valid until the next add.
func (p *pageSelection) drain() []candidate {
	p.sort()
	if p.page.FromEnd {
		slices.Reverse(p.selected)
	}
	selected := p.selected
	p.selected, p.isFull = p.selected[:0], false
	return selected
}
