package graph

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// kept keeps values for as long as there is room for their bytes; the least recently used make room.
type kept[V any] struct {
	mu          sync.Mutex
	recent      *simplelru.LRU[string, keptValue[V]]
	bytes, most int
}

type keptValue[V any] struct {
	value V
	bytes int
}

// newKept has room for so many bytes.
func newKept[V any](most int) *kept[V] {
	recent, err := simplelru.NewLRU[string, keptValue[V]](most, nil) // bytes run out before numbers do
	if err != nil {
		panic(err) // only a size of 0 is refused
	}
	return &kept[V]{recent: recent, most: most}
}

func (k *kept[V]) get(key string) (V, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	one, ok := k.recent.Get(key)
	return one.value, ok
}

// add keeps a value that takes so many bytes, its key among them.
func (k *kept[V]) add(key string, value V, bytes int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.recent.Contains(key) { // another request was faster
		return
	}
	k.recent.Add(key, keptValue[V]{value, bytes})
	for k.bytes += bytes; k.bytes > k.most; {
		_, oldest, _ := k.recent.RemoveOldest()
		k.bytes -= oldest.bytes
	}
}
