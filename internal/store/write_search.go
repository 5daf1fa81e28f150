package store

import (
	"maps"
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// maxDegrees bounds the counts that a batch keeps in memory.
const maxDegrees = 1 << 16

// addSearchKeys adds the search keys of a name or an identifier of an entity; item is its position (search_key.item). They are
// written at the end of the batch, sorted, which costs a fraction.
func (b *Batch) addSearchKeys(entity kg.ID, item int, found []search.Key) error {
	for _, k := range found {
		if err := b.keys.add(searchKey{key: k.Text, entity: entity, item: int64(item), start: int64(k.Start)}); err != nil {
			return err
		}
	}
	return nil
}

// toldKeys is the number of search keys between two reports of progress.
const toldKeys = 32

// Index writes the search keys and the words of the records put so far, and reports progress to tell. Commit does it too; in a large
// batch it takes long.
func (b *Batch) Index(tell func(done, all int)) error {
	keys, all := b.keys.all, b.keys.all+b.texts.words.all
	if err := b.writeKeys(func(done int) { tell(done, all) }); err != nil {
		return err
	}
	return b.writeWords(func(done int) { tell(keys+done, all) })
}

// writeKeys writes the search keys of the records put so far.
func (b *Batch) writeKeys(tell func(done int)) error {
	rows := newRowWriter(b.store.insertions, b.exec, "search_key", []string{"key", "entity_id", "item", "start"}, skipExisting)
	done := 0
	err := b.keys.each(func(k *searchKey) error {
		if done++; done%toldKeys == 0 {
			tell(done)
		}
		return rows.add(k.key, k.entity, k.item, k.start)
	})
	if err == nil {
		err = rows.flush()
	}
	b.keys.close()
	b.keys = keySorter{}
	return err
}

// countDegree counts a new link at both of its ends.
func (b *Batch) countDegree(from, to kg.ID) error {
	b.degrees[from]++
	b.degrees[to]++
	if len(b.degrees) < maxDegrees {
		return nil
	}
	return b.writeDegrees()
}

func (b *Batch) writeDegrees() error {
	rows := newRowWriter(b.store.insertions, b.exec, "degree", []string{"entity_id", "links"},
		"ON CONFLICT (entity_id) DO UPDATE SET links = degree.links + excluded.links")
	for _, entity := range slices.Sorted(maps.Keys(b.degrees)) {
		if err := rows.add(entity, b.degrees[entity]); err != nil {
			return err
		}
	}
	clear(b.degrees)
	return rows.flush()
}
