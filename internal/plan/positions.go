package plan

import (
	"math/bits"

	"civicgraph/internal/kg"
)

// positions tells keys apart: the first of them has position 0, the next new one 1, and so on. It is an open hash table,
// which costs a fifth of a map.
type idIndex struct {
	ids   []kg.ID
	table []int32 // position + 1 of the key that hashes there or before; 0 where free
	shift int
}

// newPositions has room for so many keys.
func newIDIndex(n int) idIndex {
	size := bits.Len(uint(2 * n))
	return idIndex{ids: make([]kg.ID, 0, n), table: make([]int32, 1<<size), shift: 64 - size}
}

// of is the position of a key.
func (p *idIndex) index(id kg.ID) int {
	const spread = 0x9E3779B97F4A7C15 // 2⁶⁴ by the golden ratio: neighbouring keys fall far apart
	slot := int(uint64(id) * spread >> p.shift)
	for p.table[slot] != 0 {
		if known := int(p.table[slot]) - 1; p.ids[known] == id {
			return known
		}
		slot = (slot + 1) & (len(p.table) - 1)
	}
	p.ids = append(p.ids, id)
	p.table[slot] = int32(len(p.ids)) //nolint:gosec // there are never so many keys
	return len(p.ids) - 1
}
