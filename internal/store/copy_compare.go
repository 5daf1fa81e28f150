package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"civicgraph/internal/kg"
)

// DifferenceError says what differs first between two databases that should be the same.
type DifferenceError struct{ text string }

// Error returns a sentence.
func (e *DifferenceError) Error() string { return e.text }

// compareInto compares two states of the graph, and notes what was compared.
func (c *Copy) compareInto(ctx context.Context, from, to *Snapshot, total int, report *CopyReport) (err error) {
	began := time.Now()
	report.Rows, report.Records, err = c.compare(ctx, from, to, total)
	report.Comparing = time.Since(began)
	return err
}

// compare compares two states of the graph: all rows of all tables, of which there are total if that is known, and all records in the order
// of an export. It returns the numbers of both. The error is a *DifferenceError if anything differs.
func (c *Copy) compare(ctx context.Context, from, to *Snapshot, total int) (rows, records int, err error) {
	for _, t := range c.tables {
		equal, one, other, err := c.firstDifference(ctx, t.lines(from), t.lines(to), func(equal int) {
			c.tell(CopyProgress{Phase: ComparingRows, Table: t.name, Done: rows + equal, Total: total})
		})
		if err != nil {
			return 0, 0, err
		}
		if one != nil || other != nil {
			return 0, 0, c.differenceOf(t, equal, one, other)
		}
		rows += equal
	}
	records, one, other, err := c.firstDifference(ctx, c.from.recordLines(from), c.to.recordLines(to), func(equal int) {
		c.tell(CopyProgress{Phase: ComparingRecords, Done: equal})
	})
	if err == nil && (one != nil || other != nil) {
		err = &DifferenceError{fmt.Sprintf("record %d of the exports differs: %s in %s, %s in %s",
			records+1, shortened(one), c.from.engine.name(), shortened(other), c.to.engine.name())}
	}
	return rows, records, err
}

// lines calls yield for each of several strings of bytes, which are valid until the next.
type lines func(ctx context.Context, yield func([]byte) error) error

// recordLines returns all records in import form, in the order of an export.
func (s *Store) recordLines(snapshot *Snapshot) lines {
	return func(ctx context.Context, yield func([]byte) error) error {
		var line []byte
		return s.registry.Records(ctx, snapshot, Subset{}, func(r *kg.Record) error {
			line = s.registry.Kinds.Encode(r).AppendJSON(line[:0])
			return yield(line)
		})
	}
}

// lines returns all rows of a table, in the order of its key. A line has each column behind its length, which is one more than that of
// its text; 0 is NULL.
func (t *copiedTable) lines(snapshot *Snapshot) lines {
	return func(ctx context.Context, yield func([]byte) error) error {
		var line, cell []byte
		return snapshot.Read(ctx, t.all(), func(r *Row) error {
			line = line[:0]
			for i, kind := range t.types {
				if r.IsNull(i) {
					line = append(line, 0)
					continue
				}
				switch kind {
				case integerCell:
					cell = strconv.AppendInt(cell[:0], r.Int(i), 10)
				case floatCell:
					cell = strconv.AppendFloat(cell[:0], r.Float(i), 'g', -1, 64)
				case textCell:
					cell = r.AppendText(cell[:0], i)
				}
				line = append(binary.AppendUvarint(line, uint64(len(cell))+1), cell...)
			}
			return yield(line)
		})
	}
}

// cells returns the columns of a line of lines, strings in quotes.
func (t *copiedTable) cells(line []byte) []string {
	all := make([]string, 0, len(t.columns))
	for len(line) > 0 {
		size, n := binary.Uvarint(line)
		line = line[n:]
		if size == 0 {
			all = append(all, "NULL")
			continue
		}
		cell := string(line[:size-1])
		line = line[size-1:]
		if t.types[len(all)] == textCell {
			cell = strconv.Quote(cell)
		}
		all = append(all, cell)
	}
	return all
}

// differenceOf returns the error for rows that differ; nil is a row that is missing.
func (c *Copy) differenceOf(t *copiedTable, index int, one, other []byte) error {
	from, to := c.from.engine.name(), c.to.engine.name()
	text := fmt.Sprintf("row %d of the table %s differs: ", index+1, t.name)
	if one != nil && other != nil {
		mine, theirs := t.cells(one), t.cells(other)
		i := 0
		for mine[i] == theirs[i] {
			i++
		}
		text += fmt.Sprintf("%s is %.100s in %s, %.100s in %s; ", t.columns[i], mine[i], from, theirs[i], to)
	}
	return &DifferenceError{text + t.describe(one) + " in " + from + ", " + t.describe(other) + " in " + to}
}

// describe returns the columns of a line of lines, or "missing" for none.
func (t *copiedTable) describe(line []byte) string {
	if line == nil {
		return shortened(nil)
	}
	cells := t.cells(line)
	for i, column := range t.columns {
		cells[i] = column + " " + cells[i]
	}
	return shortened([]byte("(" + strings.Join(cells, ", ") + ")"))
}

// shownBytes is how much of a record or row an error shows.
const shownBytes = 300

// shortened returns the beginning of a line, or "missing" for none.
func shortened(line []byte) string {
	switch {
	case line == nil:
		return "missing"
	case len(line) > shownBytes:
		return strings.ToValidUTF8(string(line[:shownBytes]), "") + "…"
	}
	return string(line)
}

// lineChunk holds several lines.
type lineChunk struct {
	text []byte
	ends []int
}

func (c *lineChunk) line(i int) []byte {
	begin := 0
	if i > 0 {
		begin = c.ends[i-1]
	}
	return c.text[begin:c.ends[i]:c.ends[i]]
}

// Chunks are passed on when they have this size, or this number of lines.
const (
	chunkBytes = 64 << 10
	chunkLines = 512
)

// lineReader reads lines in a goroutine of its own.
type lineReader struct {
	chunks  chan *lineChunk
	current *lineChunk
	next    int
	err     error // valid when chunks is closed
}

// errStopped ends a read whose rows are not needed any more.
var errStopped = errors.New("stopped")

// readLines starts to read lines, until stop is closed.
func readLines(ctx context.Context, stop <-chan struct{}, from lines) *lineReader {
	r := &lineReader{chunks: make(chan *lineChunk, copiedBatches), current: &lineChunk{}}
	go func() {
		defer close(r.chunks)
		full := &lineChunk{}
		send := func() error {
			select {
			case r.chunks <- full:
				full = &lineChunk{}
				return nil
			case <-stop:
				return errStopped
			}
		}
		r.err = from(ctx, func(line []byte) error {
			full.text = append(full.text, line...)
			full.ends = append(full.ends, len(full.text))
			if len(full.text) < chunkBytes && len(full.ends) < chunkLines {
				return nil
			}
			return send()
		})
		if r.err == nil && len(full.ends) > 0 {
			r.err = send()
		}
	}()
	return r
}

// read returns the next line, nil at the end.
func (r *lineReader) read() []byte {
	for r.next == len(r.current.ends) {
		c, more := <-r.chunks
		if !more {
			return nil
		}
		r.current, r.next = c, 0
	}
	r.next++
	return r.current.line(r.next - 1)
}

// end waits until the goroutine has ended, and returns its error.
func (r *lineReader) end() error {
	for range r.chunks {
		continue
	}
	return r.err
}

// firstDifference reads lines of both databases at the same time. It returns the number of equal ones, and the first two that differ;
// nil is a line that is missing.
func (c *Copy) firstDifference(ctx context.Context, from, to lines, tell func(equal int)) (equal int, one, other []byte, err error) {
	stop := make(chan struct{})
	a, b := readLines(ctx, stop, from), readLines(ctx, stop, to)
	for {
		one, other = a.read(), b.read()
		if one == nil || other == nil || !bytes.Equal(one, other) {
			break
		}
		if equal++; equal%chunkLines == 0 {
			tell(equal)
		}
	}
	close(stop)
	failedFrom, failedTo := a.end(), b.end()
	if one == nil && failedFrom != nil { // it is not the end
		return equal, nil, nil, c.from.engine.explain(failedFrom)
	}
	if other == nil && failedTo != nil {
		return equal, nil, nil, c.to.engine.explain(failedTo)
	}
	return equal, one, other, nil
}
