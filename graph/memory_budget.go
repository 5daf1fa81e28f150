package graph

import (
	"container/list"
	"sync"
)

// memoryBudget limits the bytes of bodies and responses that are held for clients. When it is used up, the clients that
// have been slow for longest are given up, so that others are served.
type memoryBudget struct {
	limit int

	mu   sync.Mutex
	used int
	// waiting holds the leases that wait for their clients, the one that has waited longest first.
	waiting list.List
}

// lease is the part of the budget that one request uses.
type lease struct {
	budget *memoryBudget
	bytes  int
	// element is the lease's element of waiting while it waits for the client, and giveUp ends that wait.
	element *list.Element
	giveUp  func()
}

// grow adds bytes to the lease, and reports whether the budget has room for them.
func (l *lease) grow(bytes int) bool {
	b := l.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.used+bytes > b.limit && bytes <= b.limit && b.waiting.Len() > 0 {
		slowest := b.waiting.Front().Value.(*lease) //nolint:forcetypeassert // the list holds nothing else
		slowest.giveUp()
		slowest.end()
	}
	if b.used+bytes > b.limit {
		return false
	}
	b.used += bytes
	l.bytes += bytes
	return true
}

// waitForClient marks the lease as waiting for its client. The budget may call giveUp to end that wait.
func (l *lease) waitForClient(giveUp func()) {
	l.budget.mu.Lock()
	defer l.budget.mu.Unlock()
	if l.element == nil && l.bytes > 0 {
		l.giveUp, l.element = giveUp, l.budget.waiting.PushBack(l)
	}
}

// resume marks the lease as not waiting.
func (l *lease) resume() {
	l.budget.mu.Lock()
	defer l.budget.mu.Unlock()
	l.stopWaiting()
}

// release gives the bytes back.
func (l *lease) release() {
	l.budget.mu.Lock()
	defer l.budget.mu.Unlock()
	l.end()
}

// end and stopWaiting require budget.mu.
func (l *lease) end() {
	l.stopWaiting()
	l.budget.used -= l.bytes
	l.bytes = 0
}

func (l *lease) stopWaiting() {
	if l.element != nil {
		l.budget.waiting.Remove(l.element)
		l.element = nil
	}
}
