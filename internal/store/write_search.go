package store

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// searchKey is one row of what an entity is found by.
type searchKey struct {
	key    string
	entity kg.ID
	item   int64
	start  int64
}

// keyBuffer keeps search keys until the end of the batch: written in their order, they cost a fraction.
type keyBuffer struct {
	rows []searchKey
	// spilt tells that some wait in a table already.
	spilt bool
}

const (
	// heldKeys and heldDegrees bound what a batch keeps in memory.
	heldKeys    = 1 << 16
	heldDegrees = 1 << 16
)

// findBy lets an entity be found by a name or code of it; item is its place (search_key.item).
func (b *Batch) findBy(entity kg.ID, item int, found []search.Key) error {
	for _, k := range found {
		b.keys.rows = append(b.keys.rows, searchKey{key: k.Text, entity: entity, item: int64(item), start: int64(k.Start)})
	}
	if len(b.keys.rows) < heldKeys {
		return nil
	}
	if !b.keys.spilt {
		b.keys.spilt = true
		err := b.exec(`CREATE TEMP TABLE IF NOT EXISTS waiting_key (
  key TEXT NOT NULL,
  entity_id INTEGER NOT NULL,
  item INTEGER NOT NULL,
  start INTEGER NOT NULL
) STRICT`)
		if err != nil {
			return err
		}
	}
	return b.insertKeys("temp.waiting_key")
}

// writeKeys adds the keys of the batch to those that there are.
func (b *Batch) writeKeys() error {
	if b.keys.spilt {
		if err := b.insertKeys("temp.waiting_key"); err != nil {
			return err
		}
		// What is sorted takes as much memory again as the cache, and fills the table from front to back, for which a small
		// one does; Close makes it large again.
		if err := b.exec("PRAGMA cache_size = -" + strconv.Itoa(readerCacheKiB)); err != nil {
			return err
		}
		err := b.exec(`INSERT INTO search_key (key, entity_id, item, start)
SELECT key, entity_id, item, start
FROM temp.waiting_key
ORDER BY key, entity_id, item, start
ON CONFLICT DO NOTHING`)
		if err != nil {
			return err
		}
		return b.exec("DROP TABLE temp.waiting_key")
	}
	slices.SortFunc(b.keys.rows, func(x, y searchKey) int {
		return cmp.Or(strings.Compare(x.key, y.key), cmp.Compare(x.entity, y.entity))
	})
	return b.insertKeys("search_key")
}

func (b *Batch) insertKeys(table string) error {
	query := "INSERT INTO " + table + " (key, entity_id, item, start)\nVALUES ($1, $2, $3, $4)\nON CONFLICT DO NOTHING"
	for _, k := range b.keys.rows {
		if err := b.exec(query, k.key, k.entity, k.item, k.start); err != nil {
			return err
		}
	}
	b.keys.rows = b.keys.rows[:0]
	return nil
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
