package plan

import (
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// rows are the records of one table that one read returns, each once. The values of a row become JSON in the answer's buffer while
// the row is scanned, so no record is allocated.
type rows struct {
	table   *store.Table
	buffer  *answerBuffer
	columns []store.Column
	// chunks are the pieces of JSON that a row consists of, for all views.
	chunks [][]segment
	// keyColumns are the columns with the ids of the parents of children; keys holds the ids of each, row by row.
	keyColumns []int
	keys       [][]kg.ID
	children   []child

	n int
	// offsets are where each row begins in the cells of the buffer, and where each of its chunks ends.
	offsets []int
	// parentOf holds the index of each row among the parents of the children; nil if all rows are parents, in their order.
	parentOf []int
}

// child is a node below rows. Its parents are the ids in one of their key columns.
type child struct {
	node
	key int
}

// view is a selection of rows, by which a row is written: chunks and children in turn, a chunk first.
type view struct {
	rows  *rows
	parts []part
}

type part struct {
	chunk int
	// node is the child behind the chunk; nil behind the last.
	node node
}

func (c *compiler) rows(table *store.Table) *rows {
	return &rows{table: table, buffer: c.buffer}
}

// column adds a column to the read and returns its index.
func (r *rows) column(c store.Column) int {
	if i := slices.Index(r.columns, c); i >= 0 {
		return i
	}
	r.columns = append(r.columns, c)
	return len(r.columns) - 1
}

// key adds a column whose ids are kept and returns its index among the key columns.
func (r *rows) key(c store.Column) int {
	column := r.column(c)
	if i := slices.Index(r.keyColumns, column); i >= 0 {
		return i
	}
	r.keyColumns = append(r.keyColumns, column)
	r.keys = append(r.keys, nil)
	return len(r.keyColumns) - 1
}

// chunk adds a chunk to each row and returns its index.
func (r *rows) chunk(segments []segment) int {
	r.chunks = append(r.chunks, segments)
	return len(r.chunks) - 1
}

// grow makes room for n rows.
func (r *rows) grow(n int) {
	for i := range r.keys {
		r.keys[i] = slices.Grow(r.keys[i], n)
	}
	r.offsets = slices.Grow(r.offsets, n*(len(r.chunks)+1))
}

// bytes returns the memory of a row besides its cells.
func (r *rows) bytes() int { return 8 * (len(r.chunks) + 1 + len(r.keys)) }

// scan adds the current row of a read, whose columns begin behind the leading ones.
func (r *rows) scan(row *store.Row, leading int) error {
	for i, column := range r.keyColumns {
		r.keys[i] = append(r.keys[i], kg.ID(row.Int(leading+column)))
	}
	cells := r.buffer.cells
	r.offsets = append(r.offsets, len(cells))
	for _, chunk := range r.chunks {
		cells = appendSegments(cells, chunk, row, leading)
		r.offsets = append(r.offsets, len(cells))
	}
	r.buffer.cells = cells
	r.n++
	return r.buffer.charge(r.bytes())
}

// cell returns a chunk of a row.
func (r *rows) cell(row, chunk int) []byte {
	i := row*(len(r.chunks)+1) + chunk
	return r.buffer.cells[r.offsets[i]:r.offsets[i+1]]
}

// keep makes only these rows parents: a row that was read only to see whether there are more has no children.
func (r *rows) keep(rows []int) {
	r.parentOf = make([]int, r.n)
	kept := make([][]kg.ID, len(r.keys))
	for i := range kept {
		kept[i] = make([]kg.ID, 0, len(rows))
	}
	for parent, row := range rows {
		r.parentOf[row] = parent
		for i := range kept {
			kept[i] = append(kept[i], r.keys[i][row])
		}
	}
	r.keys = kept
}

// loadChildren loads the children of the rows.
func (r *rows) loadChildren(l *loader) error {
	for _, c := range r.children {
		parents := r.keys[c.key]
		if len(parents) == 0 {
			return nil
		}
		if err := l.buffer.charge(len(parents) * parentBytes); err != nil {
			return err
		}
		if err := c.load(l, parents); err != nil {
			return err
		}
	}
	return nil
}

// write writes a row by the view.
func (v *view) write(dst []byte, row int) []byte {
	parent := row
	if v.rows.parentOf != nil {
		parent = v.rows.parentOf[row]
	}
	for _, p := range v.parts {
		if v.rows.buffer.isFull(dst) {
			break
		}
		dst = append(dst, v.rows.cell(row, p.chunk)...)
		if p.node != nil {
			dst = p.node.write(dst, parent)
		}
	}
	return dst
}
