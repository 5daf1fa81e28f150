package graph

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// byteCache caches values by string keys, up to a total size in bytes. It evicts the least recently used.
type byteCache[V any] struct {
	mu          sync.Mutex
	entries     *simplelru.LRU[string, cacheEntry[V]]
	size, limit int
}

type cacheEntry[V any] struct {
	value V
	size  int
}

// newByteCache returns a cache of at most limit bytes.
func newByteCache[V any](limit int) *byteCache[V] {
	entries, err := simplelru.NewLRU[string, cacheEntry[V]](limit, nil) // an entry takes at least a byte
	if err != nil {
		panic(err) // limit is a positive constant
	}
	return &byteCache[V]{entries: entries, limit: limit}
}

func (c *byteCache[V]) get(key string) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	entry, ok := c.entries.Get(key)
	return entry.value, ok
}

// add caches a value. size is the bytes that the value and its key take.
func (c *byteCache[V]) add(key string, value V, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries.Contains(key) { // another request was faster
		return
	}
	c.entries.Add(key, cacheEntry[V]{value, size})
	for c.size += size; c.size > c.limit; {
		_, evicted, _ := c.entries.RemoveOldest()
		c.size -= evicted.size
	}
}
