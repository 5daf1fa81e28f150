package plan

import (
	"context"
	"errors"
	"sync"
)

// sheet is what the parts of one answer are noted on while they are read, and by which they know when to stop writing.
type answerBuffer struct {
	ctx context.Context //nolint:containedctx // a sheet lives as long as one call of Answer
	// cells are the chunks of all rows, one behind the other.
	cells []byte
	// rows counts what was read, but for the cells, in bytes.
	charged int
	limits  Limits
	// next is how long the answer may get before ctx is asked again, stopped that nobody waits for it any more.
	nextCheck  int
	isCanceled bool
}

// Limits bound the memory of an answer.
type Limits struct {
	// Answer is how long it may be with all its root fields, in bytes. A record is read once but written wherever it
	// stands, so that a small query can ask for very much. Whoever writes stops beyond it.
	Answer int
	// Read is how many bytes may be read for a root field, with about what is noted of each row.
	Read int
}

// DefaultLimits let through what people and programs ask.
func DefaultLimits() Limits { return Limits{Answer: 32 << 20, Read: 64 << 20} }

// errReadTooMuch ends a read that brings too much.
var errReadLimit = errors.New("more is read than may be")

const (
	// rowBytes is about what is noted of a row beside its cells, or of a link.
	rowBytes = 128
	// askEvery is how much is written between two looks at ctx.
	checkInterval = 256 << 10
	// maxPooled bounds the cells that are kept for another answer.
	maxPooledBytes = 1 << 20
)

// pooledCells are the cells of answers that are done.
type bufferPool struct{ sync.Pool }

// take is an empty sheet.
func (p *bufferPool) acquire(ctx context.Context, limits Limits) *answerBuffer {
	s := &answerBuffer{ctx: ctx, limits: limits, nextCheck: checkInterval}
	if cells, ok := p.Get().(*[]byte); ok {
		s.cells = (*cells)[:0]
	}
	return s
}

// give keeps the cells of an answer that is done, unless they are very long.
func (p *bufferPool) release(s *answerBuffer) {
	if cells := s.cells; cap(cells) <= maxPooledBytes {
		p.Put(&cells)
	}
}

// take notes so many rows, and tells when they are too many.
func (s *answerBuffer) charge(rows int) error {
	s.charged += rows * rowBytes
	if s.charged+len(s.cells) > s.limits.Read {
		return errReadLimit
	}
	return nil
}

// isFull tells whoever writes to stop: the answer is too long, or nobody waits for it.
func (s *answerBuffer) isFull(dst []byte) bool { return len(dst) > s.nextCheck && s.checkFull(dst) }

func (s *answerBuffer) checkFull(dst []byte) bool {
	s.isCanceled = s.ctx.Err() != nil
	ends := s.isCanceled || len(dst) > s.limits.Answer
	if !ends {
		s.nextCheck = min(len(dst)+checkInterval, s.limits.Answer)
	}
	return ends
}
