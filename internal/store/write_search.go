package store

import (
	"maps"
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// heldDegrees bounds the counts that a batch keeps in memory.
const heldDegrees = 1 << 16

// findBy lets an entity be found by a name or code of it; item is its place (search_key.item). The keys wait until the
// end of the batch: written in their order, they cost a fraction.
func (b *Batch) findBy(entity kg.ID, item int, found []search.Key) error {
	for _, k := range found {
		if err := b.keys.add(searchKey{key: k.Text, entity: entity, item: int64(item), start: int64(k.Start)}); err != nil {
			return err
		}
	}
	return nil
}

// writeKeys adds the keys of the batch to those that there are.
func (b *Batch) writeKeys() error {
	return b.keys.each(func(k *searchKey) error {
		return b.exec("INSERT INTO search_key (key, entity_id, item, start)\nVALUES ($1, $2, $3, $4)\nON CONFLICT DO NOTHING",
			k.key, k.entity, k.item, k.start)
	})
}

// tie counts a new link at both of its ends.
func (b *Batch) tie(from, to kg.ID) error {
	b.degrees[from]++
	b.degrees[to]++
	if len(b.degrees) < heldDegrees {
		return nil
	}
	return b.writeDegrees()
}

func (b *Batch) writeDegrees() error {
	for _, entity := range slices.Sorted(maps.Keys(b.degrees)) {
		err := b.exec(`INSERT INTO degree (entity_id, links)
VALUES ($1, $2)
ON CONFLICT (entity_id) DO UPDATE SET links = links + excluded.links`, entity, b.degrees[entity])
		if err != nil {
			return err
		}
	}
	clear(b.degrees)
	return nil
}
