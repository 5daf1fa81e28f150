package kg

import "slices"

// Decode reads one RecordInput, as a line of an import file or the input of a mutation gives it: an object with the kind
// of record as its only key. Numbers are json.Number. The error is an *Error with the path of the invalid value. Whether a
// new record is complete is checked by CheckNew, where it is known to be new.
func (ks *Kinds) Decode(input map[string]any) (*Record, error) { return ks.DecodeCiting(input, "") }

// DecodeCiting reads a RecordInput. A record without citations cites the source with the slug.
func (ks *Kinds) DecodeCiting(input map[string]any, source string) (*Record, error) {
	if len(input) != 1 {
		return nil, Errorf(BadValue, "a record must be an object with one key, its kind; this one has %d keys", len(input))
	}
	var record *Record
	for name, value := range input { // one
		read := ks.reader(name)
		if read == nil {
			return nil, ks.unknownKind(name)
		}
		fields, ok := value.(map[string]any)
		if !ok {
			return nil, fieldErrorf(name, BadValue, "must be an object with the fields of the record")
		}
		d := decoder{kinds: ks, source: source, fields: fields, path: name + ".", read: make([]string, 0, 16)}
		record = read(&d)
		if d.err == nil {
			d.refuseUnread()
		}
		if d.err != nil {
			return nil, d.err
		}
	}
	return record, nil
}

// reader returns the method that reads the fields of a kind of record; nil for an unknown kind.
func (ks *Kinds) reader(name string) func(*decoder) *Record {
	switch name {
	case "link":
		return (*decoder).linkRecord
	case "figure":
		return (*decoder).figureRecord
	case "statement":
		return (*decoder).statementRecord
	}
	if kind, ok := ks.ByName(name); ok {
		return func(d *decoder) *Record { return d.entity(kind) }
	}
	return nil
}

// decoder reads the fields of one object. It keeps the first error and ignores the rest.
type decoder struct {
	kinds  *Kinds
	source string
	fields map[string]any
	path   string
	read   []string
	err    *Error
}

func (d *decoder) fail(name string, code ErrorCode, format string, args ...any) {
	if d.err == nil {
		d.err = fieldErrorf(d.path+name, code, format, args...)
	}
}

// failWith keeps a parser's error, with the field that it concerns.
func (d *decoder) failWith(name string, err error) {
	if e, ok := err.(*Error); ok { //nolint:errorlint // the parsers of this package return it unwrapped
		d.fail(name+e.Field, e.Code, "%s", e.Message)
	}
}

// value returns the value of a field; given distinguishes null from absent.
func (d *decoder) value(name string) (value any, given bool) {
	d.read = append(d.read, name)
	value, given = d.fields[name]
	return value, given
}

// given records which fields are present, including null.
func (d *decoder) given(r *Record, names ...string) {
	for _, name := range names {
		if _, ok := d.fields[name]; ok {
			r.Values[name] = true
		}
	}
}

func (d *decoder) refuseUnread() {
	for name := range d.fields {
		if !slices.Contains(d.read, name) {
			d.fail(name, BadValue, "unknown field")
			return
		}
	}
}

func (d *decoder) object(path string, value any, read func(*decoder)) {
	if d.err != nil {
		return
	}
	fields, ok := value.(map[string]any)
	if !ok {
		d.fail(path, BadValue, "must be an object")
		return
	}
	inner := decoder{kinds: d.kinds, fields: fields, path: d.path + path + ".", read: make([]string, 0, 4)}
	read(&inner)
	if inner.err == nil {
		inner.refuseUnread()
	}
	d.err = inner.err
}
