package graph

import (
	"container/list"
	"sync"
)

// held counts the bytes of bodies and answers that the server holds for its clients. Where there is no more room, those
// whose clients have been slow for longest are given up, so that others are answered.
type held struct {
	most int

	mu    sync.Mutex
	bytes int
	// waiting are the reservations that wait for their clients, the one that has waited longest first.
	waiting list.List
}

// reservation is the part of one request.
type reservation struct {
	of    *held
	bytes int
	// place is among those that wait, and giveUp ends the waiting.
	place  *list.Element
	giveUp func()
}

// add tells whether there is room for so many bytes more, and takes it.
func (r *reservation) add(bytes int) bool {
	h := r.of
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.bytes+bytes > h.most && bytes <= h.most && h.waiting.Len() > 0 {
		slowest := h.waiting.Front().Value.(*reservation) //nolint:forcetypeassert // the list holds nothing else
		slowest.giveUp()
		slowest.leave()
	}
	if h.bytes+bytes > h.most {
		return false
	}
	h.bytes += bytes
	r.bytes += bytes
	return true
}

// await says that the client is waited for, until giveUp ends that.
func (r *reservation) await(giveUp func()) {
	r.of.mu.Lock()
	defer r.of.mu.Unlock()
	if r.place == nil && r.bytes > 0 {
		r.giveUp, r.place = giveUp, r.of.waiting.PushBack(r)
	}
}

// work says that the client is not waited for any more.
func (r *reservation) work() {
	r.of.mu.Lock()
	defer r.of.mu.Unlock()
	r.stopWaiting()
}

// release gives the room back.
func (r *reservation) release() {
	r.of.mu.Lock()
	defer r.of.mu.Unlock()
	r.leave()
}

func (r *reservation) leave() {
	r.stopWaiting()
	r.of.bytes -= r.bytes
	r.bytes = 0
}

func (r *reservation) stopWaiting() {
	if r.place != nil {
		r.of.waiting.Remove(r.place)
		r.place = nil
	}
}
