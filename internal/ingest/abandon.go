package ingest

import (
	"context"
	"io"
)

// abandonable reads from a reader that may never answer, such as a terminal, until its context ends. After that it uses
// nothing of the reader but the call that it gave up.
type abandonable struct {
	io.Reader

	ended  <-chan struct{}
	cause  func() error
	buffer []byte
	// rest is what was read and not yet handed on, err what came behind it.
	rest []byte
	err  error
}

// abandonableSize is how much is read at a time, in bytes.
const abandonableSize = 64 << 10

func newAbandonable(ctx context.Context, r io.Reader) *abandonable {
	return &abandonable{Reader: r, ended: ctx.Done(), cause: ctx.Err, buffer: make([]byte, abandonableSize)}
}

func (a *abandonable) Read(p []byte) (int, error) {
	if len(a.rest) == 0 && a.err == nil {
		a.readOn()
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	if len(a.rest) > 0 {
		return n, nil
	}
	return n, a.err
}

func (a *abandonable) readOn() {
	var n int
	var err error
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		n, err = a.Reader.Read(a.buffer)
	}()
	select {
	case <-answered:
		a.rest, a.err = a.buffer[:n], err
	case <-a.ended:
		a.err = a.cause()
	}
}
