package kg

import (
	"encoding/base64"
	"encoding/binary"
)

// ID is the key of a record, unique over all kinds: a running number with the kind's code in the low bits, so that the
// kind is known without a read.
type ID int64

const (
	codeBits = 6
	// CodeMask masks the code in a key.
	CodeMask = 1<<codeBits - 1
)

// NewID returns the key of the n-th record, which is of a kind; n counts from 1.
func NewID(code Code, n int64) ID { return ID(n<<codeBits | int64(code)) }

// Code returns the kind of the record.
func (id ID) Code() Code { return Code(id & CodeMask) }

// Number returns the running number of the record.
func (id ID) Number() int64 { return int64(id) >> codeBits }

// AppendGlobal appends the opaque global id: the key as a varint and a check byte, in URL-safe base64.
func (id ID) AppendGlobal(dst []byte) []byte {
	var raw [binary.MaxVarintLen64 + 1]byte
	n := binary.PutUvarint(raw[:], uint64(id))
	raw[n] = checkByte(raw[:n])
	return base64.RawURLEncoding.AppendEncode(dst, raw[:n+1])
}

// Global returns the opaque global id.
func (id ID) Global() string { return string(id.AppendGlobal(nil)) }

// ParseID parses a global id. It refuses strings that AppendGlobal never writes.
func ParseID(global string) (ID, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(global)
	if err != nil || len(raw) < 2 {
		return 0, malformedID(global)
	}
	last := len(raw) - 1
	key, n := binary.Uvarint(raw[:last])
	id := ID(key)
	if n != last || raw[last] != checkByte(raw[:last]) || id.Number() < 1 || id.Global() != global {
		return 0, malformedID(global)
	}
	return id, nil
}

func malformedID(global string) *Error {
	return Errorf(BadID, "%s is not a global id; use the value of a field `id`", quoted(global))
}

// checkByte makes a mistyped id invalid instead of another record's id.
func checkByte(raw []byte) byte {
	sum := byte(0xC6)
	for _, b := range raw {
		sum = sum*31 + b
	}
	return sum
}
