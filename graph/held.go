package graph

import "sync/atomic"

// held counts the bytes of bodies and answers that the server holds for its clients, however slow they are.
type held struct {
	most  int64
	bytes atomic.Int64
}

// reservation is the part of one request.
type reservation struct {
	of    *held
	bytes int64
}

// add tells whether there is room for so many bytes more, and takes it.
func (r *reservation) add(bytes int) bool {
	n := int64(bytes)
	if r.of.bytes.Add(n) > r.of.most {
		r.of.bytes.Add(-n)
		return false
	}
	r.bytes += n
	return true
}

// release gives the room back.
func (r *reservation) release() { r.of.bytes.Add(-r.bytes) }
