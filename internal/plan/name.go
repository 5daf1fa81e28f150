package plan

import (
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// localizedName is the name of each parent in the first language that it has a name in, on a day or whenever it was.
type localizedName struct {
	registry  *store.Registry
	buffer    *answerBuffer
	languages []string
	day       kg.Date
	// offsets are where the name of each parent begins in the cells of the buffer, and at last where all end.
	offsets []int
}

func (n *localizedName) load(l *loader, parents []kg.ID) error {
	n.offsets = append(make([]int, 0, len(parents)+1), len(n.buffer.cells))
	return l.read(n.registry.NamesIn(parents, n.languages, n.day), func(row *store.Row) error {
		n.buffer.cells = appendStringColumn(n.buffer.cells, row, 1)
		n.offsets = append(n.offsets, len(n.buffer.cells))
		return n.buffer.charge(0)
	})
}

func (n *localizedName) write(dst []byte, parent int) []byte {
	return append(dst, n.buffer.cells[n.offsets[parent]:n.offsets[parent+1]]...)
}
