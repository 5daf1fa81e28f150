package store

import (
	"encoding/binary"
	"math"
	"strconv"

	"github.com/jackc/pgx/v5/pgtype"
)

// cellKind is the form of a column of a result.
type cellKind uint8

const (
	// asText is the text form of any type.
	asText cellKind = iota
	// textBytes is the binary form of strings, the same as their text form.
	textBytes
	int2Bytes
	int4Bytes
	int8Bytes
	boolByte
	float8Bytes
	// boolText is the text form of a Boolean: t or f.
	boolText
)

// kindOfColumn returns the form in which a column of a type is requested.
func kindOfColumn(oid uint32) cellKind {
	switch oid {
	case pgtype.TextOID, pgtype.VarcharOID:
		return textBytes
	case pgtype.Int2OID:
		return int2Bytes
	case pgtype.Int4OID:
		return int4Bytes
	case pgtype.Int8OID:
		return int8Bytes
	case pgtype.BoolOID:
		return boolByte
	case pgtype.Float8OID:
		return float8Bytes
	}
	return asText
}

// format returns the format code of a form.
func (k cellKind) format() int16 {
	if k == asText {
		return pgtype.TextFormatCode
	}
	return pgtype.BinaryFormatCode
}

// postgresCells are the columns of the current row.
type postgresCells struct {
	values [][]byte
	// kinds are the forms of the columns, unless all come as text.
	kinds  []cellKind
	isText bool
}

func (c *postgresCells) kind(column int) cellKind {
	kind := c.kinds[column]
	switch {
	case !c.isText:
		return kind
	case kind == boolByte:
		return boolText
	}
	return asText
}

func (c *postgresCells) isNull(column int) bool { return c.values[column] == nil }

func (c *postgresCells) int(column int) int64 {
	value := c.values[column]
	if value == nil {
		return 0
	}
	switch c.kind(column) {
	case int8Bytes:
		return int64(binary.BigEndian.Uint64(value)) //nolint:gosec // the bits of a signed number
	case int4Bytes:
		return int64(int32(binary.BigEndian.Uint32(value))) //nolint:gosec // the bits of a signed number
	case int2Bytes:
		return int64(int16(binary.BigEndian.Uint16(value))) //nolint:gosec // the bits of a signed number
	case boolByte:
		return int64(value[0])
	case float8Bytes:
		return int64(c.float(column))
	case boolText:
		if value[0] == 't' {
			return 1
		}
		return 0
	case asText, textBytes:
	}
	return integerOf(string(value))
}

// integerOf returns the integer that a text stands for: of a number without its fraction, and 0 of other texts.
func integerOf(text string) int64 {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return int64(f)
}

func (c *postgresCells) float(column int) float64 {
	value := c.values[column]
	if value == nil {
		return 0
	}
	switch c.kind(column) {
	case float8Bytes:
		return math.Float64frombits(binary.BigEndian.Uint64(value))
	case asText, textBytes:
		f, err := strconv.ParseFloat(string(value), 64)
		if err != nil {
			return 0
		}
		return f
	case int2Bytes, int4Bytes, int8Bytes, boolByte, boolText:
	}
	return float64(c.int(column))
}

func (c *postgresCells) text(column int) string {
	if k := c.kind(column); k == asText || k == textBytes {
		return string(c.values[column])
	}
	return string(c.appendText(nil, column))
}

func (c *postgresCells) appendText(dst []byte, column int) []byte {
	value := c.values[column]
	if value == nil {
		return dst
	}
	switch c.kind(column) {
	case asText, textBytes:
		return append(dst, value...)
	case float8Bytes:
		return strconv.AppendFloat(dst, c.float(column), 'g', -1, 64)
	case int2Bytes, int4Bytes, int8Bytes, boolByte, boolText:
	}
	return strconv.AppendInt(dst, c.int(column), 10)
}
