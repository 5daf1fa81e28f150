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

// keysPerInsert is the number of search keys that one statement writes. One by one, they would cost half as much again.
const keysPerInsert = 32

// Index writes the search keys of the records put so far, and reports progress to tell. Commit does it too; in a large batch it
// takes long.
func (b *Batch) Index(tell func(done, all int)) error {
	values := make([]any, 0, 4*keysPerInsert)
	full := insertKeys(keysPerInsert)
	done := 0
	err := b.keys.each(func(k *searchKey) error {
		values = append(values, k.key, k.entity, k.item, k.start)
		if len(values) < cap(values) {
			return nil
		}
		err := b.exec(full, values...)
		values = values[:0]
		done += keysPerInsert
		tell(done, b.keys.all)
		return err
	})
	if err == nil && len(values) > 0 {
		err = b.exec(insertKeys(len(values)/4), values...)
	}
	b.keys.close()
	b.keys = keySorter{}
	return err
}

// insertKeys returns the SQL that adds n search keys.
func insertKeys(rows int) string {
	var s sqlBuilder
	s.add("INSERT INTO search_key (key, entity_id, item, start)\nVALUES ")
	for row := range rows {
		if row > 0 {
			s.add(", ")
		}
		s.add("(", s.arg(nil), ", ", s.arg(nil), ", ", s.arg(nil), ", ", s.arg(nil), ")")
	}
	s.add("\nON CONFLICT DO NOTHING")
	return s.String()
}

// tie counts a new link at both of its ends.
func (b *Batch) countDegree(from, to kg.ID) error {
	b.degrees[from]++
	b.degrees[to]++
	if len(b.degrees) < maxDegrees {
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
