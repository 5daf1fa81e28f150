package ingest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"civicgraph/internal/kg"
)

// maxLine is the largest length of a line in bytes, without its end.
const maxLine = 1 << 20

// line is a line of an input, with its record or its error.
type line struct {
	// file is the index of the input, number that of the line, from 1.
	file, number int
	text         []byte
	record       *kg.Record
	err          *kg.Error
}

// JSONLines returns an input of JSON Lines, which may be compressed with gzip.
func JSONLines(name string, r io.Reader) Input {
	return Input{Name: name, Lines: func(ctx context.Context, yield Yield) error {
		reader := bufio.NewReader(newContextReader(ctx, r))
		if magic, err := reader.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
			decompressed, err := gzip.NewReader(reader)
			if err != nil {
				return fmt.Errorf("decompress: %w", err)
			}
			reader = bufio.NewReaderSize(decompressed, 64<<10)
		}
		skipByteOrderMark(reader)
		for number := 1; ; number++ {
			text, tooLong, err := readLine(reader)
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return fmt.Errorf("read line %d: %w", number, err)
			}
			var invalid *kg.Error
			if tooLong {
				invalid = kg.Errorf(kg.TooLarge, "the line is longer than %d bytes (it is not written to the rejects)", maxLine)
			} else if len(text) == 0 {
				continue // an empty line
			}
			if err := yield(number, text, invalid); err != nil {
				return err
			}
		}
	}}
}

// skipByteOrderMark skips the mark that some programs write at the beginning of a file.
func skipByteOrderMark(r *bufio.Reader) {
	const mark = "\uFEFF"
	if begin, _ := r.Peek(len(mark)); string(begin) == mark {
		_, _ = r.Discard(len(mark))
	}
}

// readLine returns the next line without leading and trailing space, or no text if it is too long. The error is io.EOF after the
// last line.
func readLine(r *bufio.Reader) (text []byte, tooLong bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(text)+len(bytes.TrimRight(part, "\r\n")) > maxLine {
			text, tooLong = nil, true
		}
		if !tooLong {
			text = append(text, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && (len(part) > 0 || len(text) > 0 || tooLong):
			return bytes.TrimSpace(text), tooLong, nil
		case err != nil:
			return nil, false, err
		}
		return bytes.TrimSpace(text), tooLong, nil
	}
}

// decode sets the record of a line, or its error.
func (l *line) decode(r *valueReader, kinds *kg.Kinds, source string) {
	r.reset(l.text)
	value, err := r.read()
	if err != nil {
		l.err = kg.Errorf(kg.InvalidJSON, "invalid JSON: %s", strings.TrimPrefix(err.Error(), "jsontext: "))
		return
	}
	if _, err := r.decoder.ReadToken(); !errors.Is(err, io.EOF) {
		l.err = kg.Errorf(kg.InvalidJSON, "unexpected text after the record")
		return
	}
	input, ok := value.(map[string]any)
	if !ok {
		l.err = kg.Errorf(kg.BadValue, "must be an object with one key, the kind of the record")
		return
	}
	if l.record, err = kinds.DecodeCiting(input, source); err != nil {
		l.err, _ = errors.AsType[*kg.Error](err)
	}
}
