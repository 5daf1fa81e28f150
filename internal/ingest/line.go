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

// maxLine is how long a line may be, in bytes, without its end.
const maxLine = 1 << 20

// line is one record on its way.
type line struct {
	// file is its place among the inputs, number that of the line in it.
	file, number int
	text         []byte
	record       *kg.Record
	bad          *kg.Error
}

// JSONLines is an input in import form; what is compressed with gzip is unpacked.
func JSONLines(name string, r io.Reader) Input {
	return Input{Name: name, Lines: func(ctx context.Context, yield Yield) error {
		reader := bufio.NewReader(newAbandonable(ctx, r))
		if magic, err := reader.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
			unpacked, err := gzip.NewReader(reader)
			if err != nil {
				return fmt.Errorf("unpack: %w", err)
			}
			reader = bufio.NewReaderSize(unpacked, 64<<10)
		}
		skipMark(reader)
		for number := 1; ; number++ {
			text, tooLong, err := readLine(reader)
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return fmt.Errorf("read line %d: %w", number, err)
			}
			var bad *kg.Error
			if tooLong {
				bad = kg.Errorf(kg.TooLarge, "the line is longer than %d bytes, so it is not among the rejects either", maxLine)
			} else if len(text) == 0 {
				continue // empty lines say nothing
			}
			if err := yield(number, text, bad); err != nil {
				return err
			}
		}
	}}
}

// skipMark skips the byte order mark that some programs put in front of a file.
func skipMark(r *bufio.Reader) {
	const mark = "\uFEFF"
	if begin, _ := r.Peek(len(mark)); string(begin) == mark {
		_, _ = r.Discard(len(mark))
	}
}

// readLine reads a line without the space around it. Of one that is too long nothing is kept. The error is io.EOF behind
// the last line.
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

// decode reads the record of a line.
func (l *line) decode(r *valueReader, kinds *kg.Kinds, source string) {
	r.begin(l.text)
	value, err := r.read()
	if err != nil {
		l.bad = kg.Errorf(kg.InvalidJSON, "the line is not JSON: %s", strings.TrimPrefix(err.Error(), "jsontext: "))
		return
	}
	if _, err := r.decoder.ReadToken(); !errors.Is(err, io.EOF) {
		l.bad = kg.Errorf(kg.InvalidJSON, "the line goes on behind its record")
		return
	}
	input, ok := value.(map[string]any)
	if !ok {
		l.bad = kg.Errorf(kg.BadValue, "a line is an object with one key, the kind of its record")
		return
	}
	if l.record, err = kinds.DecodeCiting(input, source); err != nil {
		l.bad, _ = errors.AsType[*kg.Error](err)
	}
}
