package plan

import (
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// bySlug is a record by its slug.
type bySlug struct {
	slug string
	rows *rows
	view *view
}

func (n *bySlug) load(l *loader, _ []kg.ID) error {
	err := l.read(n.rows.table.BySlug(n.slug, n.rows.columns), func(row *store.Row) error { return n.rows.scan(row, 1) })
	if err != nil {
		return err
	}
	return n.rows.loadChildren(l)
}

func (n *bySlug) write(dst []byte, _ int) []byte {
	if n.rows.n == 0 {
		return append(dst, "null"...)
	}
	return n.view.write(dst, 0)
}

// identified is the oldest entity with an identifier.
type identified struct {
	scheme, value string
	targets       *targets
	views         []*view
	ref           rowRef
}

func (n *identified) load(l *loader, _ []kg.ID) error {
	n.ref.row = noRow
	var ids []kg.ID
	err := l.read(store.ByIdentifier(n.scheme, n.value), func(row *store.Row) error {
		ids = append(ids, kg.ID(row.Int(0)))
		return nil
	})
	if err != nil || len(ids) == 0 {
		return err
	}
	refs, err := n.targets.load(l, ids)
	if err != nil {
		return err
	}
	n.ref = refs[0]
	return nil
}

func (n *identified) write(dst []byte, _ int) []byte { return writeRef(dst, n.views, n.ref) }

// nodes are records by their ids: a list, or one of them.
type nodes struct {
	ids     []kg.ID
	isList  bool
	targets *targets
	views   []*view
	refs    []rowRef
}

func (n *nodes) load(l *loader, _ []kg.ID) (err error) {
	n.refs, err = n.targets.load(l, n.ids)
	return err
}

func (n *nodes) write(dst []byte, _ int) []byte {
	if !n.isList {
		return writeRef(dst, n.views, n.refs[0])
	}
	return writeRefs(dst, n.views, n.refs)
}

// reference is the record whose id is in a column of the parent.
type reference struct {
	targets *targets
	views   []*view
	refs    []rowRef
}

func (n *reference) load(l *loader, parents []kg.ID) (err error) {
	n.refs, err = n.targets.load(l, parents)
	return err
}

func (n *reference) write(dst []byte, parent int) []byte {
	return writeRef(dst, n.views, n.refs[parent])
}
