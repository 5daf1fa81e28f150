package ingest

import (
	"context"
	"fmt"
	"runtime"
	"sync"
)

const (
	// chunkLines and chunkBytes bound the lines that are decoded together.
	chunkLines = 512
	chunkBytes = 1 << 20
)

// lineSource calls yield for each line. It returns when ctx ends, even if the input blocks.
type lineSource func(ctx context.Context, yield func(*line) error) error

// decode calls use for the lines in order, some hundred at once, each with its record or its error. The next lines are read and decoded
// on all cores meanwhile. When it returns, reading has stopped.
func (i *importer) decode(ctx context.Context, lines lineSource, use func([]*line) error) error {
	ctx, cancel := context.WithCancel(ctx)
	chunks := make(chan []*line, 1)
	defer func() {
		cancel()
		for range chunks { // until reading has stopped
		}
	}()
	failed := make(chan error, 1)
	go func() {
		defer close(chunks)
		failed <- i.decodeChunks(ctx, lines, chunks)
	}()
	for {
		select {
		case chunk, more := <-chunks:
			if !more {
				return <-failed
			}
			if err := use(chunk); err != nil {
				return err
			}
		case <-ctx.Done():
			return fmt.Errorf("import: %w", ctx.Err())
		}
	}
}

// decodeChunks reads and decodes lines, and sends them in chunks.
func (i *importer) decodeChunks(ctx context.Context, lines lineSource, chunks chan<- []*line) error {
	readers := make([]*valueReader, runtime.GOMAXPROCS(0))
	for core := range readers {
		readers[core] = newValueReader()
	}
	var chunk []*line
	size := 0
	send := func() error {
		i.decodeChunk(chunk, readers)
		select {
		case chunks <- chunk:
			chunk, size = nil, 0
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := lines(ctx, func(l *line) error {
		chunk, size = append(chunk, l), size+len(l.text)
		if len(chunk) < chunkLines && size < chunkBytes {
			return nil
		}
		return send()
	})
	if err == nil {
		err = send()
	}
	return err
}

// decodeChunk decodes lines, each reader in a goroutine of its own.
func (i *importer) decodeChunk(chunk []*line, readers []*valueReader) {
	var group sync.WaitGroup
	for core, reader := range readers {
		group.Go(func() {
			for at := core; at < len(chunk); at += len(readers) {
				if chunk[at].errors == nil {
					chunk[at].decode(reader, i.kinds, i.Source)
				}
			}
		})
	}
	group.Wait()
}
