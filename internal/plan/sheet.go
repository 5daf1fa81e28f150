package plan

import (
	"context"
	"sync"
)

// sheet is what the parts of one answer are noted on while they are read, and by which they know when to stop writing.
type sheet struct {
	ctx context.Context //nolint:containedctx // a sheet lives as long as one call of Answer
	// cells are the chunks of all rows, one behind the other.
	cells []byte
	// next is how long the answer may get before ctx is asked again, stopped that nobody waits for it any more.
	next    int
	stopped bool
}

const (
	// maxAnswer bounds what one root field answers, in bytes. A record is read once but written wherever it stands, so that
	// a small query can ask for very much. Whoever writes stops beyond it.
	maxAnswer = 32 << 20
	// askEvery is how much is written between two looks at ctx.
	askEvery = 256 << 10
	// maxPooled bounds the cells that are kept for another answer.
	maxPooled = 1 << 20
)

// pooledCells are the cells of answers that are done.
type pooledCells struct{ sync.Pool }

// take is an empty sheet.
func (p *pooledCells) take(ctx context.Context) *sheet {
	s := &sheet{ctx: ctx, next: askEvery}
	if cells, ok := p.Get().(*[]byte); ok {
		s.cells = (*cells)[:0]
	}
	return s
}

// give keeps the cells of an answer that is done, unless they are very long.
func (p *pooledCells) give(s *sheet) {
	if cells := s.cells; cap(cells) <= maxPooled {
		p.Put(&cells)
	}
}

// isFull tells whoever writes to stop: the answer is too long, or nobody waits for it.
func (s *sheet) isFull(dst []byte) bool { return len(dst) > s.next && s.ends(dst) }

func (s *sheet) ends(dst []byte) bool {
	s.stopped = s.ctx.Err() != nil
	ends := s.stopped || len(dst) > maxAnswer
	if !ends {
		s.next = len(dst) + askEvery
	}
	return ends
}
