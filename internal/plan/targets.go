package plan

import (
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// targets are the records that one field leads to, by kind. Each record is read once.
type targets struct {
	all []*target
}

// target are the records of one kind.
type target struct {
	code kg.Code
	rows *rows
	// wanted are the ids to read, rowOf is the row of each, or noRow.
	wanted idIndex
	rowOf  []int
}

// rowRef refers to a record among targets. row is noRow if there is no such record.
type rowRef struct {
	target, row int
}

const noRow = -1

func (ts *targets) indexOf(code kg.Code) (int, bool) {
	for i, t := range ts.all {
		if t.code == code {
			return i, true
		}
	}
	return 0, false
}

// isSelected reports whether any field of the records is selected.
func (ts *targets) isSelected() bool {
	return slices.ContainsFunc(ts.all, func(t *target) bool { return len(t.rows.chunks) > 0 })
}

// load reads the records with these ids, and their children.
func (ts *targets) load(l *loader, ids []kg.ID) ([]rowRef, error) {
	refs, err := ts.read(l, ids)
	if err != nil {
		return nil, err
	}
	return refs, ts.loadChildren(l)
}

// loadSelected loads the records with these ids if any of their fields are selected. It returns a reference for each in any case.
func (ts *targets) loadSelected(l *loader, ids []kg.ID) ([]rowRef, error) {
	if !ts.isSelected() {
		return make([]rowRef, len(ids)), nil
	}
	return ts.load(l, ids)
}

func (ts *targets) loadChildren(l *loader) error {
	for _, t := range ts.all {
		if err := t.rows.loadChildren(l); err != nil {
			return err
		}
	}
	return nil
}

// keep makes only these records parents of the children.
func (ts *targets) keep(refs []rowRef) {
	for i, t := range ts.all {
		var rows []int
		seen := make([]bool, t.rows.n)
		for _, ref := range refs {
			if ref.row != noRow && ref.target == i && !seen[ref.row] {
				seen[ref.row] = true
				rows = append(rows, ref.row)
			}
		}
		t.rows.keep(rows)
	}
}

// read reads the records with these ids, with one statement for each kind.
func (ts *targets) read(l *loader, ids []kg.ID) ([]rowRef, error) {
	refs := ts.want(ids)
	for _, t := range ts.all {
		if err := t.read(l); err != nil {
			return nil, err
		}
	}
	for i, ref := range refs {
		if ref.row != noRow {
			refs[i].row = ts.all[ref.target].rowOf[ref.row]
		}
	}
	return refs, nil
}

// want adds ids to those to be read. The rows of the references are indexes of target.wanted.
func (ts *targets) want(ids []kg.ID) []rowRef {
	refs := make([]rowRef, len(ids))
	for i, id := range ids {
		target, ok := ts.indexOf(id.Code())
		if !ok {
			refs[i].row = noRow
			continue
		}
		wanted := &ts.all[target].wanted
		if wanted.table == nil {
			*wanted = newIDIndex(len(ids) - i)
		}
		refs[i] = rowRef{target: target, row: wanted.index(id)}
	}
	return refs
}

func (t *target) read(l *loader) error {
	wanted := t.wanted.ids
	if len(wanted) == 0 {
		return nil
	}
	t.rowOf = make([]int, len(wanted))
	for i := range t.rowOf {
		t.rowOf[i] = noRow
	}
	t.rows.grow(len(wanted))
	return l.read(t.rows.table.ByID(wanted, t.rows.columns), func(row *store.Row) error {
		t.rowOf[row.Int(0)] = t.rows.n
		return t.rows.scan(row, 1)
	})
}

func writeRef(dst []byte, views []*view, ref rowRef) []byte {
	if ref.row == noRow {
		return append(dst, "null"...)
	}
	return views[ref.target].write(dst, ref.row)
}

func writeRefs(dst []byte, views []*view, refs []rowRef) []byte {
	dst = append(dst, '[')
	for i, ref := range refs {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = writeRef(dst, views, ref)
	}
	return append(dst, ']')
}
