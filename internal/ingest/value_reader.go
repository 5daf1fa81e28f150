package ingest

import (
	"bytes"
	"encoding/json"
	"hash/maphash"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	// maxObjects and maxObjectFields bound the number and the size of the maps that are reused.
	maxObjects      = 64
	maxObjectFields = 32
	// internedStrings is the number of strings that are shared, maxInternedLength their largest length in bytes.
	internedStrings   = 1 << 10
	maxInternedLength = 24
)

// valueReader reads JSON values as the types that kg.Decode takes. To save allocations, maps are reused for the next line and
// frequent strings are shared.
type valueReader struct {
	decoder  *jsontext.Decoder
	objects  []map[string]any
	used     int
	interned [internedStrings]any // strings as interface values
	seed     maphash.Seed
}

func newValueReader() *valueReader {
	return &valueReader{decoder: jsontext.NewDecoder(bytes.NewReader(nil)), seed: maphash.MakeSeed()}
}

// reset starts with another line. The values of the last one are no longer valid.
func (r *valueReader) reset(text []byte) {
	for i, object := range r.objects[:r.used] {
		if len(object) > maxObjectFields {
			r.objects[i] = map[string]any{}
		} else {
			clear(object)
		}
	}
	r.used = 0
	r.decoder.Reset(bytes.NewBuffer(text))
}

// read returns the next value. Duplicate keys and invalid UTF-8 are errors.
func (r *valueReader) read() (any, error) {
	switch r.decoder.PeekKind() {
	case '{':
		return r.object()
	case '[':
		return r.list()
	case '"':
		return r.readString()
	}
	token, err := r.decoder.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case '0':
		return json.Number(token.String()), nil
	case 't', 'f':
		return token.Bool(), nil
	}
	return nil, nil //nolint:nilnil // null is a value
}

func (r *valueReader) object() (any, error) {
	if _, err := r.decoder.ReadToken(); err != nil {
		return nil, err
	}
	object := r.newObject()
	for r.decoder.PeekKind() != '}' {
		name, err := r.readString()
		if err != nil {
			return nil, err
		}
		if object[name.(string)], err = r.read(); err != nil { //nolint:forcetypeassert // it is a string
			return nil, err
		}
	}
	_, err := r.decoder.ReadToken()
	return object, err
}

func (r *valueReader) newObject() map[string]any {
	if r.used == len(r.objects) {
		if r.used == maxObjects {
			return map[string]any{}
		}
		r.objects = append(r.objects, map[string]any{})
	}
	r.used++
	return r.objects[r.used-1]
}

func (r *valueReader) list() (any, error) {
	if _, err := r.decoder.ReadToken(); err != nil {
		return nil, err
	}
	list := make([]any, 0, 2)
	for r.decoder.PeekKind() != ']' {
		item, err := r.read()
		if err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	_, err := r.decoder.ReadToken()
	return list, err
}

// readString returns the next string as an interface value.
func (r *valueReader) readString() (any, error) {
	quoted, err := r.decoder.ReadValue()
	if err != nil {
		return nil, err
	}
	if quoted[0] != '"' || len(quoted) > maxInternedLength || bytes.IndexByte(quoted, '\\') >= 0 {
		text, err := jsontext.AppendUnquote(nil, quoted)
		return string(text), err
	}
	quoted = quoted[1 : len(quoted)-1]
	slot := &r.interned[maphash.Bytes(r.seed, quoted)%internedStrings]
	if known, ok := (*slot).(string); ok && known == string(quoted) {
		return *slot, nil
	}
	*slot = string(quoted)
	return *slot, nil
}
