package plan

import (
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// rows are the records of one table that one read brings, each once. What a record answers by itself is made into JSON
// while it is scanned, piece by piece into one buffer: no record is ever a value of its own.
type rows struct {
	table   *store.Table
	buffer  *answerBuffer
	columns []store.Column
	// chunks are the runs of JSON that each row makes, for all views.
	chunks [][]piece
	// keyColumns are the columns whose keys lead on to children; keys are theirs, row by row.
	keyColumns []int
	keys       [][]kg.ID
	children   []child

	n int
	// edges are where each row begins in the cells of the sheet, and where each of its chunks ends.
	offsets []int
	// parentOf are the rows' places among the parents of the children; nil where all rows are parents, in their order.
	parentOf []int
}

// child is a node below rows, whose parents are the keys of one of their columns.
type child struct {
	node
	key int
}

// piece is text as it stands, and behind it a column's value in its form; no value where column is negative.
type piece struct {
	text   []byte
	column int
	form   store.Encoding
	names  []string
	// object makes the value an object of these pieces, null where the column is.
	object []piece
}

// view is one way in which a row is written: chunks and children in turn, a chunk first.
type view struct {
	rows  *rows
	parts []part
}

type part struct {
	chunk int
	// node is what follows the chunk; nil behind the last.
	node node
}

func (c *compiler) rows(table *store.Table) *rows { return &rows{table: table, buffer: c.buffer} }

// column makes the read bring a column, and tells which it is.
func (r *rows) column(c store.Column) int {
	if i := slices.Index(r.columns, c); i >= 0 {
		return i
	}
	r.columns = append(r.columns, c)
	return len(r.columns) - 1
}

// key makes the read keep the keys of a column, and tells which of the keys they are.
func (r *rows) key(c store.Column) int {
	column := r.column(c)
	if i := slices.Index(r.keyColumns, column); i >= 0 {
		return i
	}
	r.keyColumns = append(r.keyColumns, column)
	r.keys = append(r.keys, nil)
	return len(r.keyColumns) - 1
}

// chunk makes each row write pieces, and tells which of its chunks they are.
func (r *rows) chunk(pieces []piece) int {
	r.chunks = append(r.chunks, pieces)
	return len(r.chunks) - 1
}

// expect makes room for so many rows.
func (r *rows) expect(n int) {
	for i := range r.keys {
		r.keys[i] = slices.Grow(r.keys[i], n)
	}
	r.offsets = slices.Grow(r.offsets, n*(len(r.chunks)+1))
}

// scan takes the row that a read stands on in; its columns begin behind the leading ones.
func (r *rows) scan(row *store.Row, leading int) {
	for i, column := range r.keyColumns {
		r.keys[i] = append(r.keys[i], kg.ID(row.Int(leading+column)))
	}
	cells := r.buffer.cells
	r.offsets = append(r.offsets, len(cells))
	for _, pieces := range r.chunks {
		cells = appendPieces(cells, pieces, row, leading)
		r.offsets = append(r.offsets, len(cells))
	}
	r.buffer.cells = cells
	r.n++
}

// cell is the text of one chunk of a row.
func (r *rows) cell(row, chunk int) []byte {
	i := row*(len(r.chunks)+1) + chunk
	return r.buffer.cells[r.offsets[i]:r.offsets[i+1]]
}

// keep makes only these rows parents: what was read to see that more follows has no children.
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

// loadChildren loads what hangs below the rows.
func (r *rows) loadChildren(l *loader) error {
	for _, c := range r.children {
		if len(r.keys[c.key]) == 0 {
			return nil
		}
		if err := c.load(l, r.keys[c.key]); err != nil {
			return err
		}
	}
	return nil
}

// write writes a row in the way of the view.
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
