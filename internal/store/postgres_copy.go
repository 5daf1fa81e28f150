package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"civicgraph/internal/kg"
)

// insert adds rows by COPY, in its binary format: columns are of the types BIGINT, TEXT and DOUBLE PRECISION.
func (c *postgresConn) insert(table string, columns []string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	if c.transaction.begin != nil && !c.transaction.isOpen || len(c.expected) > 0 {
		if _, err := c.exchange(nil, false); err != nil {
			return err
		}
	}
	return c.work(func() error {
		if err := c.ended(c.pipeline.Close()); err != nil { // there is no COPY in a pipeline
			return err
		}
		_, err := c.server.CopyFrom(context.Background(), &copyReader{columns: len(columns), rows: rows},
			"COPY "+table+" ("+strings.Join(columns, ", ")+") FROM STDIN (FORMAT binary)")
		if err == nil || !c.server.IsClosed() {
			c.pipeline = c.server.StartPipeline(context.Background())
		}
		if err != nil {
			return c.ended(fmt.Errorf("add rows to %s: %w", table, err))
		}
		return nil
	})
}

// copyReader reads rows as the data of a COPY.
type copyReader struct {
	columns int
	rows    [][]any
	// begun and ended mean that the header and the trailer were read.
	begun, ended bool
	// buffer[read:] was not read yet.
	buffer []byte
	read   int
}

// copyChunk is how many bytes of rows are written to the buffer at once.
const copyChunk = 32 << 10

// Read reads the next bytes of the data.
func (r *copyReader) Read(p []byte) (int, error) {
	if r.read == len(r.buffer) {
		if r.ended {
			return 0, io.EOF
		}
		if err := r.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.buffer[r.read:])
	r.read += n
	return n, nil
}

// fill writes the next rows to the buffer.
func (r *copyReader) fill() error {
	r.buffer, r.read = r.buffer[:0], 0
	if !r.begun {
		r.begun = true
		r.buffer = append(r.buffer, "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"...)
	}
	for len(r.rows) > 0 && len(r.buffer) < copyChunk {
		if len(r.rows[0]) != r.columns {
			return fmt.Errorf("a row has %d values for %d columns", len(r.rows[0]), r.columns)
		}
		r.buffer = binary.BigEndian.AppendUint16(r.buffer, uint16(r.columns)) //nolint:gosec // a table has at most 1,600 columns
		for _, value := range r.rows[0] {
			var err error
			if r.buffer, err = appendCopied(r.buffer, value); err != nil {
				return err
			}
		}
		r.rows = r.rows[1:]
	}
	if len(r.rows) == 0 {
		r.ended = true
		r.buffer = append(r.buffer, "\xff\xff"...)
	}
	return nil
}

// appendCopied appends a value with its length.
func appendCopied(dst []byte, value any) ([]byte, error) {
	const size = 8
	switch value := value.(type) {
	case nil:
		return append(dst, "\xff\xff\xff\xff"...), nil
	case int64:
		return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(dst, size), uint64(value)), nil //nolint:gosec // the bits
	case kg.ID:
		return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(dst, size), uint64(value)), nil //nolint:gosec // the bits
	case float64:
		return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(dst, size), math.Float64bits(value)), nil
	case string:
		if len(value) > math.MaxInt32 {
			return nil, errors.New("a string has more than 2 GiB")
		}
		return append(binary.BigEndian.AppendUint32(dst, uint32(len(value))), value...), nil //nolint:gosec // as checked
	}
	return nil, fmt.Errorf("a value is a %T", value)
}
