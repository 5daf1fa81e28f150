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

// csvRows reads rows of RFC 4180. Unlike encoding/csv it leaves a CR LF within quotes as it is, for texts must come back.
type csvRows struct {
	reader *bufio.Reader
	// line is the one that is read next; lines count from 1.
	line int
	// raw is the row that was read, nil where it is too long.
	raw []byte
}

// asGiven is a copy of the row that was read, without the end of its line; nil where it is too long to be kept.
func (c *csvRows) asGiven() []byte {
	return bytes.Clone(bytes.TrimSuffix(bytes.TrimSuffix(c.raw, []byte{'\n'}), []byte{'\r'}))
}

// Where in a cell the reading is.
const (
	cellBegins = iota
	cellPlain
	cellQuoted
	cellClosed // behind its last quote
	rowSpoilt  // behind a mistake, up to the end of the line
)

// next reads a row. The error is io.EOF behind the last one, and a *kg.Error where the row is skipped as bad.
func (c *csvRows) next() (cells []string, err error) {
	var cell []byte
	var mistake *kg.Error
	state, size := cellBegins, 0
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
			mistake = kg.Errorf(kg.BadValue, "a cell in quotes has no end")
		}
		if b == '\n' {
			c.line++
		}
		if !ended && size < maxLine {
			c.raw = append(c.raw, b)
		}
		if state != cellQuoted && b == '\r' && c.follows('\n') {
			continue
		}
		if ended || state != cellQuoted && b == '\n' {
			return rowOf(append(cells, string(cell)), mistake)
		}
		if size == maxLine {
			mistake, cells, cell, c.raw = kg.Errorf(kg.TooLarge, "the row is longer than %d bytes", maxLine), nil, nil, nil
		}
		switch {
		case state == rowSpoilt:
		case state == cellQuoted && b != '"', state <= cellPlain && b != ',' && b != '"':
			if mistake == nil {
				cell = append(cell, b)
			}
			state = max(state, cellPlain)
		case state == cellQuoted && c.follows('"'):
			_, _ = c.reader.Discard(1)
			cell = append(cell, '"')
			if size < maxLine {
				c.raw = append(c.raw, '"')
			}
		case state == cellQuoted:
			state = cellClosed
		case b == ',':
			if mistake == nil {
				cells = append(cells, string(cell))
			}
			cell, state = cell[:0], cellBegins
		case state == cellBegins:
			state = cellQuoted
		default:
			state = rowSpoilt
			mistake = kg.Errorf(kg.BadValue, `a quote stands where none may be; a cell with quotes is written in quotes, "a ""b"" c"`)
		}
	}
}

// follows tells whether a byte comes next.
func (c *csvRows) follows(b byte) bool {
	next, _ := c.reader.Peek(1)
	return len(next) == 1 && next[0] == b
}

func rowOf(cells []string, mistake *kg.Error) ([]string, error) {
	if mistake != nil {
		return nil, mistake
	}
	for _, cell := range cells {
		if !utf8.ValidString(cell) {
			return nil, kg.Errorf(kg.BadValue, "the row is not UTF-8")
		}
	}
	return cells, nil
}

// csvValue reads a cell that is not empty.
func csvValue(column csvColumn, cell string) (any, *kg.Error) {
	switch column.of {
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
			return nil, kg.Errorf(kg.BadValue, `takes a list as JSON, ["a","b"]`)
		}
		return list, nil
	case csvRef:
		kind, slug, ok := strings.Cut(cell, "/")
		if !ok {
			return nil, kg.Errorf(kg.BadValue, "%.60q names no entity; write its kind and slug, district/baodi", cell)
		}
		return map[string]any{kind: slug}, nil
	}
	return cell, nil
}
