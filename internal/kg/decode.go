package kg

import (
	"maps"
	"slices"
	"strings"
)

// Decode reads one RecordInput, as a line of an import file or the input of a mutation gives it: an object with the kind
// of record as its only key. Numbers are json.Number. The error is Errors, each with the path of the invalid value. Whether a
// new record is complete is checked by CheckNew, where it is known to be new.
func (ks *Kinds) Decode(input map[string]any) (*Record, error) { return ks.DecodeCiting(input, "") }

// DecodeCiting reads a RecordInput. A record without citations cites the source with the slug.
func (ks *Kinds) DecodeCiting(input map[string]any, source string) (*Record, error) {
	if len(input) != 1 {
		return nil, Errors{Errorf(BadValue, `must be an object with one key, its kind, such as {"district":{…}}; this one has %d keys`, len(input))}
	}
	var record *Record
	for name, value := range input { // one
		read := ks.reader(name)
		if read == nil {
			return nil, Errors{ks.unknownKind(name)}
		}
		fields, ok := value.(map[string]any)
		if !ok {
			return nil, Errors{fieldErrorf(name, BadValue, "must be an object with the fields of the record")}
		}
		d := decoder{kinds: ks, source: source, fields: fields, noun: name, path: name + ".", read: make([]string, 0, 16)}
		d.root = &d
		record = read(&d)
		d.refuseUnread()
		if d.errors != nil {
			return nil, d.errors
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

// RefOf returns the kind and slug in a RecordInput, which need not be valid otherwise; ok is false if it has none.
func (ks *Kinds) RefOf(input map[string]any) (ref Ref, ok bool) {
	for name, value := range input {
		kind, isKind := ks.ByName(name)
		fields, isObject := value.(map[string]any)
		if isKind && isObject {
			ref.Kind = kind.Code
			ref.Slug, ok = fields["slug"].(string)
		}
	}
	return ref, ok
}

// maxErrors is how many errors of a record are told.
const maxErrors = 20

// decoder reads the fields of one object.
type decoder struct {
	kinds  *Kinds
	source string
	fields map[string]any
	// noun says what the object is: district, name.
	noun, path string
	read       []string
	// root is the decoder of the record. It collects the errors.
	root   *decoder
	errors Errors
}

// fail adds an error unless the field, or a part of it, has one already.
func (d *decoder) fail(name string, code ErrorCode, format string, args ...any) {
	path := d.path + name
	if len(d.root.errors) == maxErrors || d.root.errors.concern(path) {
		return
	}
	d.root.errors = append(d.root.errors, fieldErrorf(path, code, format, args...))
}

// concern reports whether one of the errors is about a field or a part of it.
func (e Errors) concern(path string) bool {
	return slices.ContainsFunc(e, func(one *Error) bool {
		rest, ok := strings.CutPrefix(one.Field, path)
		return ok && (rest == "" || rest[0] == '.')
	})
}

// failWith adds a parser's error, with the field that it concerns.
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

// refuseUnread refuses fields that the object does not have.
func (d *decoder) refuseUnread() {
	for name := range d.fields {
		if !slices.Contains(d.read, name) {
			d.refuseUnknownFields()
			return
		}
	}
}

func (d *decoder) refuseUnknownFields() {
	var known []string
	for _, name := range d.read {
		if !slices.Contains(known, name) {
			known = append(known, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.fields)) {
		if !slices.Contains(known, name) {
			d.fail(cut(name), BadValue, "unknown field%s; %s has %s",
				suggestion(name, known), WithArticle(Words(d.noun)), strings.Join(known, ", "))
		}
	}
}

// refuseValue refuses a value that is not one of the names.
func (d *decoder) refuseValue(field, value string, names []string) {
	d.fail(field, BadValue, "must be one of %s, not %s%s", strings.Join(names, ", "), quoted(value), suggestion(value, names))
}

// object reads an object; noun says what it is: name, citation.
func (d *decoder) object(path string, value any, noun string, read func(*decoder)) {
	fields, ok := value.(map[string]any)
	if !ok {
		d.fail(path, BadValue, "must be an object")
		return
	}
	inner := decoder{kinds: d.kinds, fields: fields, noun: noun, path: d.path + path + ".", read: make([]string, 0, 4), root: d.root}
	read(&inner)
	inner.refuseUnread()
}
