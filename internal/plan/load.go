package plan

import (
	"cmp"
	"context"
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// loader runs the reads of one answer.
type loader struct {
	ctx      context.Context //nolint:containedctx // a loader lives as long as one call of Answer
	snapshot *store.Snapshot
	buffer   *answerBuffer
	// levels are where hierarchies lead from the entities met so far, so that several deep fields walk them once.
	levels map[hierarchy]map[kg.ID][]kg.ID
}

func (l *loader) read(st store.Query, row func(*store.Row) error) error {
	return l.snapshot.Read(l.ctx, st, func(r *store.Row) error {
		if err := l.buffer.charge(1); err != nil {
			return err
		}
		return row(r)
	})
}

// targets are the records that one field leads to, by kind, each read once.
type targets struct {
	all []*target
}

type target struct {
	code kg.Code
	rows *rows
	// wanted are the keys to read, rowOf is the row of each, or -1.
	wanted idIndex
	rowOf  []int
}

// place is where a record is among targets; no record where row is negative.
type rowRef struct {
	target, row int
}

func (ts *targets) indexOf(code kg.Code) (int, bool) {
	for i, t := range ts.all {
		if t.code == code {
			return i, true
		}
	}
	return 0, false
}

// viewed tells whether anything of the records is selected.
func (ts *targets) hasViews() bool {
	return slices.ContainsFunc(ts.all, func(t *target) bool { return len(t.rows.chunks) > 0 })
}

// load reads the records with these keys, and what hangs below them.
func (ts *targets) load(l *loader, ids []kg.ID) ([]rowRef, error) {
	places, err := ts.read(l, ids)
	if err != nil {
		return nil, err
	}
	return places, ts.loadChildren(l)
}

func (ts *targets) loadChildren(l *loader) error {
	for _, t := range ts.all {
		if err := t.rows.loadChildren(l); err != nil {
			return err
		}
	}
	return nil
}

// keep makes only the records at these places parents of what hangs below.
func (ts *targets) keep(places []rowRef) {
	for i, t := range ts.all {
		var rows []int
		seen := make([]bool, t.rows.n)
		for _, p := range places {
			if p.row >= 0 && p.target == i && !seen[p.row] {
				seen[p.row] = true
				rows = append(rows, p.row)
			}
		}
		t.rows.keep(rows)
	}
}

// read reads the records with these keys, with one statement a kind.
func (ts *targets) read(l *loader, ids []kg.ID) ([]rowRef, error) {
	places := ts.want(ids)
	for _, t := range ts.all {
		if err := t.read(l); err != nil {
			return nil, err
		}
	}
	for i, p := range places {
		if p.row >= 0 {
			places[i].row = ts.all[p.target].rowOf[p.row]
		}
	}
	return places, nil
}

// ask notes keys; the rows of the places are their positions among the wanted.
func (ts *targets) want(ids []kg.ID) []rowRef {
	places := make([]rowRef, len(ids))
	for i, id := range ids {
		target, ok := ts.indexOf(id.Code())
		if !ok {
			places[i].row = -1
			continue
		}
		wanted := &ts.all[target].wanted
		if wanted.table == nil {
			*wanted = newIDIndex(len(ids) - i)
		}
		places[i] = rowRef{target: target, row: wanted.index(id)}
	}
	return places
}

func (t *target) read(l *loader) error {
	wanted := t.wanted.ids
	if len(wanted) == 0 {
		return nil
	}
	t.rowOf = make([]int, len(wanted))
	for i := range t.rowOf {
		t.rowOf[i] = -1
	}
	t.rows.expect(len(wanted))
	return l.read(t.rows.table.ByID(wanted, t.rows.columns), func(row *store.Row) error {
		t.rowOf[row.Int(0)] = t.rows.n
		t.rows.scan(row, 1)
		return nil
	})
}

// bySlug is a record by its slug.
type bySlug struct {
	slug string
	rows *rows
	view *view
}

func (n *bySlug) load(l *loader, _ []kg.ID) error {
	err := l.read(n.rows.table.BySlug(n.slug, n.rows.columns), func(row *store.Row) error {
		n.rows.scan(row, 1)
		return nil
	})
	if err != nil {
		return err
	}
	return n.rows.loadChildren(l)
}

// identified is the oldest entity with a code in a register.
type identified struct {
	scheme, value string
	targets       *targets
	views         []*view
	ref           rowRef
}

func (n *identified) load(l *loader, _ []kg.ID) error {
	n.ref.row = -1
	var ids []kg.ID
	err := l.read(store.ByIdentifier(n.scheme, n.value), func(row *store.Row) error {
		ids = append(ids, kg.ID(row.Int(0)))
		return nil
	})
	if err != nil || len(ids) == 0 {
		return err
	}
	places, err := n.targets.load(l, ids)
	if err != nil {
		return err
	}
	n.ref = places[0]
	return nil
}

// refetch is what node and nodes answer.
type nodes struct {
	ids     []kg.ID
	many    bool
	targets *targets
	views   []*view
	refs    []rowRef
}

func (n *nodes) load(l *loader, _ []kg.ID) (err error) {
	n.refs, err = n.targets.load(l, n.ids)
	return err
}

// reached is the record that a column leads to.
type referenced struct {
	targets *targets
	views   []*view
	refs    []rowRef
}

func (n *referenced) load(l *loader, parents []kg.ID) (err error) {
	n.refs, err = n.targets.load(l, parents)
	return err
}

// ownedList is a list that belongs to each parent.
type childList struct {
	from store.ChildList
	// field narrows citations to those for one field, where byField tells so.
	field   string
	byField bool
	rows    *rows
	view    *view
	items   []ownedItem
	starts  []int // of each parent in items
	// targets are the entities that the items stand for, where they do.
	targets *targets
	views   []*view
	refs    []rowRef
}

// ownedItem is an item with its owner's place among the parents.
type ownedItem struct {
	parent int
	order  int64
	row    int
}

func (n *childList) load(l *loader, parents []kg.ID) error {
	st := n.from.ByOwner(parents, n.rows.columns)
	if n.byField {
		st = n.from.ByOwnerAndField(parents, n.field, n.rows.columns)
	}
	err := l.read(st, func(row *store.Row) error {
		n.items = append(n.items, ownedItem{
			parent: int(row.Int(store.ChildOwnerIndex)), order: row.Int(store.ChildOrder), row: n.rows.n,
		})
		n.rows.scan(row, store.ChildColumns)
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(n.items, func(a, b ownedItem) int {
		return cmp.Or(cmp.Compare(a.parent, b.parent), cmp.Compare(a.order, b.order))
	})
	n.starts = starts(len(parents), len(n.items), func(i int) int { return n.items[i].parent })
	if n.targets == nil {
		return n.rows.loadChildren(l)
	}
	ids := make([]kg.ID, len(n.items))
	for i, it := range n.items {
		ids[i] = n.rows.keys[0][it.row]
	}
	n.refs, err = n.targets.load(l, ids)
	return err
}

// starts are where the items of each parent begin, of items sorted by parent, and at last where all end.
func starts(parents, items int, parentOf func(item int) int) []int {
	list := make([]int, parents+1)
	next := 0
	for i := range items {
		for ; next <= parentOf(i); next++ {
			list[next] = i
		}
	}
	for ; next <= parents; next++ {
		list[next] = items
	}
	return list
}

// nameIn is the name of each parent in languages of choice.
type localizedName struct {
	languages []string
	cells     []byte
	ends      []int
}

func (n *localizedName) load(l *loader, parents []kg.ID) error {
	return l.read(store.NamesIn(parents, n.languages), func(row *store.Row) error {
		n.cells = appendTextColumn(n.cells, row, 1)
		n.ends = append(n.ends, len(n.cells))
		return nil
	})
}
