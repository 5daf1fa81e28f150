package ingest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"civicgraph/internal/kg"
)

// maxLine is the largest length of a line in bytes, without its end.
const maxLine = 1 << 20

// maxRecordStart is how much of a line of invalid JSON is searched for its slug, in bytes.
const maxRecordStart = 1 << 10

// line is a line of an input, with its record or its errors.
type line struct {
	// file is the index of the input, number that of the line, from 1.
	file, number int
	text         []byte
	record       *kg.Record
	errors       kg.Errors
	// ref is the record that an invalid line describes, if it can be told.
	ref kg.Ref
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
		lines := lineReader{reader: reader}
		if invalid, err := lines.refuseDocument(); invalid != nil || err != nil {
			if err == nil {
				err = yield(lines.number, nil, invalid)
			}
			return err
		}
		for {
			text, err := lines.next()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return fmt.Errorf("read line %d: %w", lines.number, err)
			}
			var invalid *kg.Error
			if text == nil {
				invalid = kg.Errorf(kg.TooLarge, "the line is longer than %d bytes (it is not written to the rejects)", maxLine)
			}
			if err := yield(lines.number, text, invalid); err != nil {
				return err
			}
		}
	}}
}

// byteOrderMark begins files of some programs.
const byteOrderMark = "\uFEFF"

// skipByteOrderMark skips the mark that some programs write at the beginning of a file.
func skipByteOrderMark(r *bufio.Reader) {
	if begin, _ := r.Peek(len(byteOrderMark)); string(begin) == byteOrderMark {
		_, _ = r.Discard(len(byteOrderMark))
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

// decode sets the record of a line, or its errors.
func (l *line) decode(r *valueReader, kinds *kg.Kinds, source string) {
	r.reset(l.text)
	value, err := r.read()
	if err != nil {
		l.refuse(kg.InvalidJSON, "invalid JSON: %s", strings.TrimPrefix(err.Error(), "jsontext: "))
		l.ref = refInText(l.text, kinds)
		return
	}
	if _, err := r.decoder.ReadToken(); !errors.Is(err, io.EOF) {
		l.refuse(kg.InvalidJSON, "unexpected text after the record; write one record per line")
		return
	}
	input, ok := value.(map[string]any)
	if !ok {
		l.refuse(kg.BadValue, `must be an object with one key, the kind of the record, such as {"district":{…}}`)
		return
	}
	if l.record, err = kinds.DecodeCiting(input, source); err != nil {
		l.errors = kg.ErrorsOf(err)
		l.ref, _ = kinds.RefOf(input)
	}
}

// refuse sets an error of the whole line.
func (l *line) refuse(code kg.ErrorCode, format string, args ...any) {
	l.errors = kg.Errors{kg.Errorf(code, format, args...)}
}

// recordStart matches the beginning of a line: its kind, and the slug if no object stands before it.
var recordStart = regexp.MustCompile(`^\{\s*"(\w+)"\s*:\s*\{[^{}]*"slug"\s*:\s*"([a-z0-9-]+)"`)

// refInText returns the record that a line of invalid JSON describes, if its beginning says so.
func refInText(text []byte, kinds *kg.Kinds) kg.Ref {
	found := recordStart.FindSubmatch(text[:min(len(text), maxRecordStart)])
	if found == nil {
		return kg.Ref{}
	}
	kind, ok := kinds.ByName(string(found[1]))
	if !ok {
		return kg.Ref{}
	}
	return kg.Ref{Kind: kind.Code, Slug: string(found[2])}
}
