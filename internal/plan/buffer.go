package plan

import (
	"context"
	"errors"
	"sync"
)

// answerBuffer collects the cells of one answer and enforces its limits.
type answerBuffer struct {
	ctx context.Context //nolint:containedctx // a buffer lives as long as one call of Answer
	// cells are the chunks of all rows, one behind the other.
	cells []byte
	// charged is the memory in use besides the cells, in bytes.
	charged int
	limits  Limits
	// nextCheck is the length of the answer at which ctx is checked again; isCanceled is the result of the last check.
	nextCheck  int
	isCanceled bool
}

// Limits bound the memory of an answer.
type Limits struct {
	// Answer is the maximal length of an answer with all its root fields, in bytes. A record is read once but written wherever it
	// occurs, so a small query can ask for a very long answer. Writing stops beyond the limit.
	Answer int
	// Read is the maximal memory for what is read and derived to answer a root field, in bytes, by estimate.
	Read int
}

// DefaultLimits returns limits that no usual query reaches.
func DefaultLimits() Limits { return Limits{Answer: 32 << 20, Read: 64 << 20} }

// errReadLimit ends an answer that takes more memory than Limits.Read.
var errReadLimit = errors.New("the answer takes more memory than allowed")

const (
	// rowBytes estimates the memory of a row, or of a link, besides its cells.
	rowBytes = 128
	// parentBytes estimates the memory that a node takes for each of its parents.
	parentBytes = 32
	// checkInterval is how many bytes are written between two checks of ctx.
	checkInterval = 256 << 10
	// maxPooledBytes is the maximal size of a buffer that is kept for another answer.
	maxPooledBytes = 1 << 20
)

// bufferPool keeps the cells of finished answers for others.
type bufferPool struct{ sync.Pool }

// acquire returns an empty buffer.
func (p *bufferPool) acquire(ctx context.Context, limits Limits) *answerBuffer {
	b := &answerBuffer{ctx: ctx, limits: limits, nextCheck: checkInterval}
	if cells, ok := p.Get().(*[]byte); ok {
		b.cells = (*cells)[:0]
	}
	return b
}

// release keeps the cells of a finished answer, unless they are very long.
func (p *bufferPool) release(b *answerBuffer) {
	if cells := b.cells; cap(cells) <= maxPooledBytes {
		p.Put(&cells)
	}
}

// charge adds to the memory in use. It fails if that exceeds the limit, cells included.
func (b *answerBuffer) charge(bytes int) error {
	b.charged += bytes
	if b.charged+len(b.cells) > b.limits.Read {
		return errReadLimit
	}
	return nil
}

// isFull reports whether writing has to stop: the answer is too long, or its context has ended.
func (b *answerBuffer) isFull(dst []byte) bool { return len(dst) > b.nextCheck && b.checkFull(dst) }

func (b *answerBuffer) checkFull(dst []byte) bool {
	b.isCanceled = b.ctx.Err() != nil
	isFull := b.isCanceled || len(dst) > b.limits.Answer
	if !isFull {
		b.nextCheck = min(len(dst)+checkInterval, b.limits.Answer)
	}
	return isFull
}
