package plan

import (
	"math/bits"

	"civicgraph/internal/kg"
)

// idIndex numbers distinct ids in the order in which they are first seen. It is an open hash table, at a fifth of a map's cost.
type idIndex struct {
	ids []kg.ID
	// table holds the number of an id plus 1, at its hash or behind; 0 where free.
	table []int32
	shift int
}

// idIndexBytes estimates the memory of an id in an idIndex.
const idIndexBytes = 24

// newIDIndex returns an index with room for n ids.
func newIDIndex(n int) idIndex {
	size := bits.Len(uint(2 * n))
	return idIndex{ids: make([]kg.ID, 0, n), table: make([]int32, 1<<size), shift: 64 - size}
}

// index returns the number of an id, which is added if it is new.
func (x *idIndex) index(id kg.ID) int {
	i, isKnown := x.find(id)
	if isKnown {
		return int(x.table[i]) - 1
	}
	x.ids = append(x.ids, id)
	x.table[i] = int32(len(x.ids)) //nolint:gosec // never that many ids
	if 2*len(x.ids) > len(x.table) {
		x.grow()
	}
	return len(x.ids) - 1
}

// grow doubles the table.
func (x *idIndex) grow() {
	x.table = make([]int32, 2*len(x.table))
	x.shift--
	for i, id := range x.ids {
		entry, _ := x.find(id)
		x.table[entry] = int32(i + 1) //nolint:gosec // never that many ids
	}
}

// lookup returns the number of an id, or false if it is not in the index.
func (x *idIndex) lookup(id kg.ID) (int, bool) {
	if len(x.table) == 0 {
		return 0, false
	}
	i, isKnown := x.find(id)
	return int(x.table[i]) - 1, isKnown
}

// find returns the entry of an id in the table, or the free entry where it belongs.
func (x *idIndex) find(id kg.ID) (entry int, isKnown bool) {
	const spread = 0x9E3779B97F4A7C15 // 2⁶⁴ divided by the golden ratio: neighbouring ids are spread far apart
	entry = int(uint64(id) * spread >> x.shift)
	for x.table[entry] != 0 {
		if x.ids[x.table[entry]-1] == id {
			return entry, true
		}
		entry = (entry + 1) & (len(x.table) - 1)
	}
	return entry, false
}

// distinct returns ids without repetitions, in the order of their first occurrences.
func distinct(ids []kg.ID) []kg.ID {
	seen := newIDIndex(len(ids))
	for _, id := range ids {
		seen.index(id)
	}
	return seen.ids
}
