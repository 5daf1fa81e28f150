package ingest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"civicgraph/internal/kg"
)

// staging stores the valid lines until all are read, separately for each pass (kg.Record.Pass).
type staging struct {
	passes  [kg.Passes]lineQueue
	records int
}

func (s *staging) put(l *line) error {
	s.records++
	if err := s.passes[l.record.Pass()].put(l); err != nil {
		return fmt.Errorf("stage the records in the temporary folder %s: %w", os.TempDir(), err)
	}
	return nil
}

// lines calls yield for the staged lines. Records come after those that they refer to.
func (s *staging) lines(_ context.Context, yield func(*line) error) error {
	for i := range s.passes {
		if err := s.passes[i].lines(yield); err != nil {
			return err
		}
	}
	return nil
}

func (s *staging) close() {
	for i := range s.passes {
		s.passes[i].close()
	}
}

// queueMemory is how many bytes of a queue stay in memory before it moves to a file.
const queueMemory = 4 << 20

// lineQueue is a queue of lines that is written first and then read.
type lineQueue struct {
	memory bytes.Buffer
	file   *os.File
	writer *bufio.Writer
}

func (s *lineQueue) put(l *line) error {
	var head [3 * binary.MaxVarintLen64]byte
	n := binary.PutUvarint(head[:], uint64(l.file))
	n += binary.PutUvarint(head[n:], uint64(l.number))
	n += binary.PutUvarint(head[n:], uint64(len(l.text)))
	if s.file == nil && s.memory.Len()+n+len(l.text) > queueMemory {
		if err := s.open(); err != nil {
			return err
		}
	}
	var w io.Writer = &s.memory
	if s.file != nil {
		w = s.writer
	}
	if _, err := w.Write(head[:n]); err != nil {
		return err
	}
	_, err := w.Write(l.text)
	return err
}

func (s *lineQueue) open() (err error) {
	if s.file, err = os.CreateTemp("", "civicgraph-import-*"); err != nil {
		return err
	}
	// Unlink the file at once if the system allows it, so that it is gone when the process ends for any reason.
	_ = os.Remove(s.file.Name())
	s.writer = bufio.NewWriterSize(s.file, 256<<10)
	_, err = s.memory.WriteTo(s.writer)
	return err
}

func (s *lineQueue) lines(yield func(*line) error) error {
	var r *bufio.Reader
	if s.file == nil {
		r = bufio.NewReader(bytes.NewReader(s.memory.Bytes()))
	} else {
		if err := s.writer.Flush(); err != nil {
			return err
		}
		if _, err := s.file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		r = bufio.NewReaderSize(s.file, 256<<10)
	}
	for {
		l, err := readQueued(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the staged records: %w", err)
		}
		if err := yield(l); err != nil {
			return err
		}
	}
}

// readQueued returns the next line. The error is io.EOF after the last one.
func readQueued(r *bufio.Reader) (*line, error) {
	file, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, err
	}
	number, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, errors.Join(io.ErrUnexpectedEOF, err)
	}
	size, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	l := &line{file: int(file), number: int(number), text: make([]byte, size)}
	if _, err := io.ReadFull(r, l.text); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return l, nil
}

func (s *lineQueue) close() {
	if s.file == nil {
		return
	}
	_ = s.file.Close()
	_ = os.Remove(s.file.Name()) // fails if it is unlinked already
}
