package ingest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"civicgraph/internal/kg"
)

// csvRows reads rows as in RFC 4180. Unlike encoding/csv it keeps CR LF within quotes, so that strings are not changed.
type csvRows struct {
	reader *bufio.Reader
	// line is the number of the next line, from 1.
	line int
	// raw is the last row, nil if it is too long.
	raw []byte
}

// original returns a copy of the last row without its line end, nil if it is too long.
func (c *csvRows) original() []byte {
	return bytes.Clone(bytes.TrimSuffix(bytes.TrimSuffix(c.raw, []byte{'\n'}), []byte{'\r'}))
}

// States of the reader.
const (
	cellStart = iota
	cellPlain
	cellQuoted
	cellClosed // after the closing quote
	rowInvalid // after an error, until the end of the line
)

// next returns the cells of the next row. The error is io.EOF after the last row, and a *kg.Error if the row is invalid.
func (c *csvRows) next() (cells []string, err error) {
	var cell []byte
	var invalid *kg.Error
	state, size := cellStart, 0
	for c.raw = c.raw[:0]; ; size++ {
		b, err := c.reader.ReadByte()
		ended := errors.Is(err, io.EOF)
		if ended && size == 0 {
			return nil, io.EOF
		}
		if err != nil && !ended {
			return nil, err
		}
		if ended && state == cellQuoted {
			invalid = kg.Errorf(kg.BadValue, "missing closing quote")
		}
		if b == '\n' {
			c.line++
		}
		if !ended && size < maxLine {
			c.raw = append(c.raw, b)
		}
		if state != cellQuoted && b == '\r' && c.nextIs('\n') {
			continue
		}
		if ended || state != cellQuoted && b == '\n' {
			return rowOf(append(cells, string(cell)), invalid)
		}
		if size == maxLine {
			invalid, cells, cell, c.raw = kg.Errorf(kg.TooLarge, "the row is longer than %d bytes", maxLine), nil, nil, nil
		}
		switch {
		case state == rowInvalid:
		case state == cellQuoted && b != '"', state <= cellPlain && b != ',' && b != '"':
			if invalid == nil {
				cell = append(cell, b)
			}
			state = max(state, cellPlain)
		case state == cellQuoted && c.nextIs('"'):
			_, _ = c.reader.Discard(1)
			cell = append(cell, '"')
			if size < maxLine {
				c.raw = append(c.raw, '"')
			}
		case state == cellQuoted:
			state = cellClosed
		case b == ',':
			if invalid == nil {
				cells = append(cells, string(cell))
			}
			cell, state = cell[:0], cellStart
		case state == cellStart:
			state = cellQuoted
		default:
			state = rowInvalid
			invalid = kg.Errorf(kg.BadValue, `unexpected quote; a cell with quotes is written as "a ""b"" c"`)
		}
	}
}

// nextIs reports whether the next byte is b.
func (c *csvRows) nextIs(b byte) bool {
	next, _ := c.reader.Peek(1)
	return len(next) == 1 && next[0] == b
}

func rowOf(cells []string, invalid *kg.Error) ([]string, error) {
	if invalid != nil {
		return nil, invalid
	}
	for _, cell := range cells {
		if !utf8.ValidString(cell) {
			return nil, kg.Errorf(kg.BadValue, "invalid UTF-8")
		}
	}
	return cells, nil
}

// csvValue returns the value of a cell that is not empty.
func csvValue(column csvColumn, cell string) (any, *kg.Error) {
	switch column.valueType {
	case csvNumber:
		if !json.Valid([]byte(cell)) || !strings.ContainsAny(cell[:1], "-0123456789") {
			return nil, kg.Errorf(kg.BadValue, "%.60q is not a number", cell)
		}
		return json.Number(cell), nil
	case csvList:
		d := json.NewDecoder(bytes.NewReader([]byte(cell)))
		d.UseNumber()
		var list []any
		err := d.Decode(&list)
		if _, more := d.Token(); err != nil || list == nil || !errors.Is(more, io.EOF) {
			return nil, kg.Errorf(kg.BadValue, `must be a JSON list, such as ["a","b"]`)
		}
		return list, nil
	case csvRef:
		kind, slug, ok := strings.Cut(cell, "/")
		if !ok {
			return nil, kg.Errorf(kg.BadValue, "%.60q is not an entity; must be its kind and slug, such as district/baodi", cell)
		}
		return map[string]any{kind: slug}, nil
	}
	return cell, nil
}
