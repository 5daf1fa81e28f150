package ingest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// maxLine is how long a line may be, in bytes, without its end.
const maxLine = 1 << 20

// RejectedError says which lines of an import are bad. Nothing of it was written.
type RejectedError struct {
	Lines []LineError
}

// LineError is what is wrong with one line; lines count from 1.
type LineError struct {
	Line int
	Err  *kg.Error
}

func (r *RejectedError) Error() string {
	first := r.Lines[0]
	return fmt.Sprintf("%d bad lines, nothing was written; the first, line %d: %s: %v",
		len(r.Lines), first.Line, first.Err.Code, first.Err)
}

// Import writes the records of a file of JSON Lines, all or none. Bad lines come as a *RejectedError.
func Import(ctx context.Context, s *store.Store, r io.Reader) (store.Written, error) {
	records, lines, rejected, err := decode(s.Registry().Kinds, r)
	if err != nil {
		return store.Written{}, err
	}
	if len(rejected) > 0 {
		return store.Written{}, &RejectedError{Lines: rejected}
	}
	written, err := s.Write(ctx, records)
	if refused, ok := errors.AsType[*store.RefusedError](err); ok {
		for _, p := range refused.Problems {
			rejected = append(rejected, LineError{Line: lines[p.Record], Err: p.Err})
		}
		return store.Written{}, &RejectedError{Lines: rejected}
	}
	return written, err
}

// decode reads the records of a file, and of each its line. Empty lines say nothing.
func decode(kinds *kg.Kinds, r io.Reader) (records []*kg.Record, lines []int, bad []LineError, err error) {
	reader := bufio.NewReaderSize(r, 64<<10)
	for line := 1; ; line++ {
		text, tooLong, err := readLine(reader)
		if errors.Is(err, io.EOF) {
			return records, lines, bad, nil
		}
		if err != nil {
			return nil, nil, nil, fmt.Errorf("read the records: %w", err)
		}
		if tooLong {
			bad = append(bad, LineError{Line: line, Err: kg.Errorf(kg.TooLarge, "the line is longer than %d bytes", maxLine)})
			continue
		}
		if len(text) == 0 {
			continue
		}
		record, err := decodeLine(kinds, text)
		mistake, isMistake := errors.AsType[*kg.Error](err)
		switch {
		case err == nil:
			records, lines = append(records, record), append(lines, line)
		case isMistake:
			bad = append(bad, LineError{Line: line, Err: mistake})
		default:
			return nil, nil, nil, err
		}
	}
}

// readLine reads a line without the space around it. Of one that is too long nothing is kept. The error is io.EOF behind
// the last line.
func readLine(r *bufio.Reader) (line []byte, tooLong bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(bytes.TrimRight(part, "\r\n")) > maxLine {
			line, tooLong = nil, true
		}
		if !tooLong {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && (len(part) > 0 || len(line) > 0 || tooLong):
			return bytes.TrimSpace(line), tooLong, nil
		case err != nil:
			return nil, false, err
		}
		return bytes.TrimSpace(line), tooLong, nil
	}
}

func decodeLine(kinds *kg.Kinds, line []byte) (*kg.Record, error) {
	if !utf8.Valid(line) {
		return nil, kg.Errorf(kg.InvalidJSON, "the line is not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, kg.Errorf(kg.InvalidJSON, "the line is not JSON: %v", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, kg.Errorf(kg.InvalidJSON, "the line goes on behind its record")
	}
	input, ok := value.(map[string]any)
	if !ok {
		return nil, kg.Errorf(kg.BadValue, "a line is an object with one key, the kind of its record")
	}
	return kinds.Decode(input)
}
