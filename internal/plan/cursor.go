package plan

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// cursorList is the list that a cursor belongs to: the field with its arguments, page sizes aside. The record that the
// list belongs to is checked when it is known.
type cursorList struct {
	mark uint32
	// parents are the records whose lists the cursors given are from.
	parents []kg.ID
}

// newCursorList makes the list of what distinguishes it.
func newCursorList(parts ...string) *cursorList {
	h := fnv.New32a()
	for _, part := range parts {
		_, _ = h.Write([]byte(part)) // a hash takes everything
		_, _ = h.Write([]byte{0})
	}
	return &cursorList{mark: h.Sum32()}
}

// sign is the mark of the list over a place in it.
func (cl *cursorList) sign(place []byte) uint32 {
	sum := cl.mark
	for _, b := range place { // FNV-1a goes on where the mark of the list ended
		sum = (sum ^ uint32(b)) * 16777619
	}
	return sum
}

// append appends the cursor of a place in the list of a parent: a mark over both, the parent and the place, as URL-safe
// base64.
func (cl *cursorList) append(dst []byte, parent kg.ID, place *store.Place) []byte {
	var fixed [64]byte
	raw := binary.AppendUvarint(fixed[:4], uint64(parent))
	raw = binary.AppendUvarint(raw, uint64(place.Order))
	raw = binary.AppendUvarint(raw, uint64(place.ID))
	raw = binary.AppendUvarint(raw, uint64(place.Entity))
	raw = append(raw, place.Text...)
	binary.BigEndian.PutUint32(raw, cl.sign(raw[4:]))
	return base64.RawURLEncoding.AppendEncode(dst, raw)
}

// parse reads a cursor of the list.
func (cl *cursorList) parse(text string) (*store.Place, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) < 5 {
		return nil, kg.Errorf(kg.BadCursor, "this is no cursor; take one from a field `cursor` or from `pageInfo`")
	}
	if binary.BigEndian.Uint32(raw) != cl.sign(raw[4:]) {
		return nil, errOtherList()
	}
	var numbers [4]uint64
	raw = raw[4:]
	for i := range numbers {
		var size int
		if numbers[i], size = binary.Uvarint(raw); size <= 0 {
			return nil, errOtherList()
		}
		raw = raw[size:]
	}
	parent := numbers[0]
	place := &store.Place{
		Order: int64(numbers[1]), ID: kg.ID(numbers[2]), Entity: kg.ID(numbers[3]), Text: string(raw),
	}
	if string(cl.append(nil, kg.ID(parent), place)) != text {
		return nil, errOtherList()
	}
	cl.parents = append(cl.parents, kg.ID(parent))
	return place, nil
}

// check refuses the cursors that came from the list of another record.
func (cl *cursorList) check(parents []kg.ID) error {
	for _, of := range cl.parents {
		for _, parent := range parents {
			if parent != of {
				return errOtherList()
			}
		}
	}
	return nil
}

func errOtherList() error {
	return kg.Errorf(kg.BadCursor,
		"this cursor is from another list; it is good for the same field of the same record with the same arguments only")
}
