package ingest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"civicgraph/internal/kg"
)

// stage keeps good lines until all are read, those of each turn apart (kg.Record.Turn).
type stage struct {
	turns   [kg.Passes]spool
	records int
}

func (s *stage) put(l *line) error {
	s.records++
	if err := s.turns[l.record.Pass()].put(l); err != nil {
		return fmt.Errorf("stage the records in the temporary folder %s: %w", os.TempDir(), err)
	}
	return nil
}

// lines are those staged, what others refer to first.
func (s *stage) lines(yield func(*line) error) error {
	for i := range s.turns {
		if err := s.turns[i].lines(yield); err != nil {
			return err
		}
	}
	return nil
}

func (s *stage) close() {
	for i := range s.turns {
		s.turns[i].close()
	}
}

// spooledInMemory is how much of a spool stays in memory, in bytes, before it goes to a file.
const spooledInMemory = 4 << 20

// spool is a queue of lines that is written once and then read.
type spool struct {
	memory bytes.Buffer
	file   *os.File
	writer *bufio.Writer
}

func (s *spool) put(l *line) error {
	var head [3 * binary.MaxVarintLen64]byte
	n := binary.PutUvarint(head[:], uint64(l.file))
	n += binary.PutUvarint(head[n:], uint64(l.number))
	n += binary.PutUvarint(head[n:], uint64(len(l.text)))
	if s.file == nil && s.memory.Len()+n+len(l.text) > spooledInMemory {
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

func (s *spool) open() (err error) {
	if s.file, err = os.CreateTemp("", "civicgraph-import-*"); err != nil {
		return err
	}
	// Where the system allows it the file loses its name at once, so that it goes with the process however that ends.
	_ = os.Remove(s.file.Name())
	s.writer = bufio.NewWriterSize(s.file, 256<<10)
	_, err = s.memory.WriteTo(s.writer)
	return err
}

func (s *spool) lines(yield func(*line) error) error {
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
		l, err := readSpooled(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read what was staged: %w", err)
		}
		if err := yield(l); err != nil {
			return err
		}
	}
}

// readSpooled reads one line; the error is io.EOF behind the last.
func readSpooled(r *bufio.Reader) (*line, error) {
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

func (s *spool) close() {
	if s.file == nil {
		return
	}
	_ = s.file.Close()
	_ = os.Remove(s.file.Name()) // nothing where it has no name any more
}
