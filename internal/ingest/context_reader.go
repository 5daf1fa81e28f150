package ingest

import (
	"context"
	"io"
)

// contextReader reads from a reader that can block forever, such as a terminal, until its context ends. One call to the reader can
// still be running then.
type contextReader struct {
	io.Reader

	done   <-chan struct{}
	cause  func() error
	buffer []byte
	// rest is the unread part of the buffer, err the error after it.
	rest []byte
	err  error
}

// contextReaderBuffer is the size of the buffer in bytes.
const contextReaderBuffer = 64 << 10

func newContextReader(ctx context.Context, r io.Reader) *contextReader {
	return &contextReader{Reader: r, done: ctx.Done(), cause: ctx.Err, buffer: make([]byte, contextReaderBuffer)}
}

// Read reads from the buffer, and fills it if it is empty.
func (r *contextReader) Read(p []byte) (int, error) {
	if len(r.rest) == 0 && r.err == nil {
		r.fill()
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	if len(r.rest) > 0 {
		return n, nil
	}
	return n, r.err
}

func (r *contextReader) fill() {
	var n int
	var err error
	returned := make(chan struct{})
	go func() {
		defer close(returned)
		n, err = r.Reader.Read(r.buffer)
	}()
	select {
	case <-returned:
		r.rest, r.err = r.buffer[:n], err
	case <-r.done:
		r.err = r.cause()
	}
}
