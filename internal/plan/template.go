package plan

import (
	"slices"

	"civicgraph/internal/store"
)

// Answers consist of fixed JSON, the same for each record, and values between. Segments are filled while a row is scanned, templates
// when the answer is written. Both are compiled from a selection by compiler.object.

// segment is fixed JSON and, behind it, the value of a column of the row; no value if column is noColumn.
type segment struct {
	text     []byte
	column   int
	encoding store.Encoding
	names    []string
	// object makes the value an object of these segments, null where the column is NULL.
	object []segment
}

const noColumn = -1

// segments collects the segments of a chunk. text is the fixed JSON since the last value.
type segments struct {
	list []segment
	text []byte
}

// value adds a value behind the fixed JSON.
func (s *segments) value(v segment) {
	v.text, s.text = s.text, nil
	s.list = append(s.list, v)
}

// end returns the segments collected and starts with the next chunk.
func (s *segments) end() []segment {
	if len(s.text) > 0 {
		s.value(segment{column: noColumn})
	}
	list := s.list
	s.list = nil
	return list
}

// writer appends the value of an item of a list to an answer.
type writer func(dst []byte, item int) []byte

// template is an object of an answer: fixed JSON and a value behind each piece of it but the last, which has no writer.
type template []hole

type hole struct {
	text  []byte
	write writer
}

// template compiles the object that a field selects. value compiles its fields.
func (c *compiler) template(f *field, value func(sub *field) writer) template {
	var t template
	var text []byte
	c.object(f, f.Definition.Type.Name(), &text, func(sub *field) {
		before := text
		text = nil
		t = append(t, hole{text: before, write: value(sub)})
	})
	return append(t, hole{text: text})
}

func (t template) write(dst []byte, item int) []byte {
	for i := range t {
		dst = append(dst, t[i].text...)
		if t[i].write != nil {
			dst = t[i].write(dst, item)
		}
	}
	return dst
}

// writeList writes a list of the items from first to end, which is not included.
func writeList(dst []byte, first, end int, write writer) []byte {
	dst = append(dst, '[')
	for i := first; i < end; i++ {
		if i > first {
			dst = append(dst, ',')
		}
		dst = write(dst, i)
	}
	return append(dst, ']')
}

// usualText is the capacity for the fixed JSON between two values, enough for most.
const usualText = 32

// object compiles an object of a type from a selection. It appends the fixed JSON to text and calls value for each field except
// __typename, with the path of the compiler at the field. value takes the text before it, unless it adds to the text.
func (c *compiler) object(f *field, typeName string, text *[]byte, value func(sub *field)) {
	fields := c.collect(f, typeName)
	for i := range fields {
		sub := &fields[i]
		*text = appendResponseKey(*text, i, sub.key)
		if sub.Name == "__typename" {
			*text = append(append(append(*text, '"'), typeName...), '"')
			continue
		}
		c.path = append(c.path, sub)
		value(sub)
		c.path = c.path[:len(c.path)-1]
	}
	if len(fields) == 0 {
		*text = append(*text, '{')
	}
	*text = append(*text, '}')
}

// appendResponseKey appends the response key of the i-th field of an object.
func appendResponseKey(text []byte, i int, key string) []byte {
	if text == nil {
		text = slices.Grow(text, usualText)
	}
	before := byte(',')
	if i == 0 {
		before = '{'
	}
	return append(append(append(text, before, '"'), key...), '"', ':')
}
