package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"civicgraph/internal/kg"
)

// lineReader reads the lines of a file that are not empty.
type lineReader struct {
	reader *bufio.Reader
	// number is the number of the last line, from 1.
	number int
	// unread are lines that were read ahead.
	unread []numberedLine
}

// numberedLine is a line with its number; the text is nil if it is too long.
type numberedLine struct {
	number int
	text   []byte
}

// next returns the next line that is not empty, without surrounding space; nil if it is too long. The error is io.EOF after the last
// line.
func (r *lineReader) next() ([]byte, error) {
	if len(r.unread) > 0 {
		l := r.unread[0]
		r.unread = r.unread[1:]
		r.number = l.number
		return l.text, nil
	}
	for {
		r.number++
		text, tooLong, err := readLine(r.reader)
		if err != nil || tooLong {
			return nil, err
		}
		if len(text) > 0 {
			return text, nil
		}
	}
}

// refuseDocument returns an error if the file is one JSON document and not one record per line: an array or pretty-printed. Its first
// two lines tell. They are unread.
func (r *lineReader) refuseDocument() (*kg.Error, error) {
	isArray := r.beginsArray()
	first, err := r.next()
	if errors.Is(err, io.EOF) {
		return nil, nil //nolint:nilnil // an empty file is neither
	}
	if err != nil {
		return nil, fmt.Errorf("read line %d: %w", r.number, err)
	}
	defer func(number int) { r.number = number }(r.number)
	r.unread = append(r.unread, numberedLine{r.number, first})
	state := jsonState(first)
	if !isArray && state != jsonBegun {
		return nil, nil //nolint:nilnil // it has one value per line
	}
	// Not from unread.
	rest := lineReader{reader: r.reader, number: r.number}
	second, err := rest.next()
	isLast := errors.Is(err, io.EOF)
	if err != nil && !isLast {
		return nil, fmt.Errorf("read line %d: %w", rest.number, err)
	}
	if !isLast {
		r.unread = append(r.unread, numberedLine{rest.number, second})
	}
	switch {
	case isArray && (isLast || state == jsonBegun):
		return kg.Errorf(kg.InvalidJSON, "the file is a JSON array; write one record per line, for example with jq -c '.[]'"), nil
	case state == jsonBegun && !isLast && jsonState(second) != jsonComplete && jsonState(slices.Concat(first, second)) != jsonInvalid:
		return kg.Errorf(kg.InvalidJSON, "the file is pretty-printed JSON; write one record per line, for example with jq -c ."), nil
	}
	return nil, nil //nolint:nilnil // it is neither
}

// beginsArray reports whether the file begins with a bracket.
func (r *lineReader) beginsArray() bool {
	if _, err := r.reader.Peek(1); err != nil {
		return false
	}
	begin, _ := r.reader.Peek(r.reader.Buffered()) // cannot fail: it is in memory
	return bytes.HasPrefix(bytes.TrimSpace(begin), []byte{'['})
}

// States of a JSON text.
const (
	jsonInvalid = iota
	// jsonBegun is the beginning of a value.
	jsonBegun
	// jsonComplete is one value.
	jsonComplete
)

// jsonState returns whether a text is JSON or the beginning of it.
func jsonState(text []byte) int {
	d := jsontext.NewDecoder(bytes.NewReader(text))
	_, err := d.ReadValue()
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return jsonBegun
	}
	if err != nil {
		return jsonInvalid
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return jsonInvalid
	}
	return jsonComplete
}
