package ingest

import (
	"context"
	"fmt"
	"runtime"
	"sync"
)

const (
	// chunkLines and chunkBytes bound what is decoded at a time.
	chunkLines = 512
	chunkBytes = 1 << 20
)

// decoded hands on lines in their order, each with its record or with what is wrong with it. They are read and decoded on
// all cores while those before them are handed on; nobody reads any more when it returns.
func (i *importer) decoded(ctx context.Context, lines func(func(*line) error) error, use func(*line) error) error {
	ctx, cancel := context.WithCancel(ctx)
	chunks := make(chan []*line, 1)
	defer func() {
		cancel()
		for range chunks { // until the reading has stopped
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
			for _, l := range chunk {
				if err := use(l); err != nil {
					return err
				}
			}
		case <-ctx.Done():
			return fmt.Errorf("import: %w", ctx.Err())
		}
	}
}

func (i *importer) decodeChunks(ctx context.Context, lines func(func(*line) error) error, chunks chan<- []*line) error {
	readers := make([]*valueReader, runtime.GOMAXPROCS(0))
	for core := range readers {
		readers[core] = newValueReader()
	}
	var chunk []*line
	size := 0
	send := func() error {
		i.decodeAll(chunk, readers)
		select {
		case chunks <- chunk:
			chunk, size = nil, 0
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := lines(func(l *line) error {
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

// decodeAll decodes lines, each reader on a core of its own.
func (i *importer) decodeAll(chunk []*line, readers []*valueReader) {
	var group sync.WaitGroup
	for core, reader := range readers {
		group.Go(func() {
			for at := core; at < len(chunk); at += len(readers) {
				if chunk[at].bad == nil {
					chunk[at].decode(reader, i.kinds, i.Source)
				}
			}
		})
	}
	group.Wait()
}
