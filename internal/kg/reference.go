package kg

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Ref identifies an entity by its kind and slug.
type Ref struct {
	Kind Code
	Slug string
}

// ReadRef reads a reference to an entity in either of its forms: the object {"district":"baodi"}, or the string "district/baodi". The
// field of an error is the key of the object; empty for the whole reference.
func (ks *Kinds) ReadRef(value any) (Ref, *Error) {
	var name, slug any
	switch v := value.(type) {
	case map[string]any:
		for key, member := range v {
			name, slug = key, member
		}
		if len(v) != 1 {
			return Ref{}, errNoRef()
		}
	case string:
		word, rest, isRef := strings.Cut(v, "/")
		if !isRef {
			return Ref{}, errNoRef()
		}
		ref, err := ks.refOf(word, rest)
		if err != nil && ref.Kind == 0 {
			err.Message = quoted(word) + " " + err.Message
		}
		if err != nil {
			err.Field = ""
		}
		return ref, err
	default:
		return Ref{}, errNoRef()
	}
	word, _ := name.(string)
	return ks.refOf(word, slug)
}

// ReadRefText reads a reference where there are only strings, such as a flag or a cell: the object is written as JSON.
func (ks *Kinds) ReadRefText(text string) (Ref, *Error) {
	if !strings.HasPrefix(text, "{") {
		return ks.ReadRef(text)
	}
	var object map[string]any
	if json.Unmarshal([]byte(text), &object) != nil {
		return Ref{}, errNoRef()
	}
	return ks.ReadRef(object)
}

// LooksLikeRef reports whether a string is written like a reference, right or wrong, and not like a slug or a name.
func LooksLikeRef(text string) bool {
	_, slug, hasSlash := strings.Cut(text, "/")
	return hasSlash && IsSlug(slug) || strings.HasPrefix(text, "{")
}

func errNoRef() *Error {
	return Errorf(BadValue, `must be one entity by its kind and slug, such as {"district":"baodi"} or "district/baodi"`)
}

// refOf returns the reference with the name of a kind and a slug. It has no kind if that is unknown.
func (ks *Kinds) refOf(name string, slug any) (Ref, *Error) {
	kind, ok := ks.ByName(name)
	if !ok || !kind.IsEntity() {
		return Ref{}, ks.unknownEntityKind(name)
	}
	text, err := readSlug(slug)
	if slug == nil {
		err = Errorf(MissingField, "is required")
	}
	if err != nil {
		err.Field = name
	}
	return Ref{Kind: kind.Code, Slug: text}, err
}

// unknownEntityKind returns the error of a reference with a name that is not one of a kind of entity.
func (ks *Kinds) unknownEntityKind(name string) *Error {
	var names []string
	for _, kind := range ks.Entities() {
		names = append(names, kind.Name)
	}
	err := Errorf(BadValue, "is not a kind of entity%s; must be one of %s", suggestion(name, names), strings.Join(names, ", "))
	err.Field = cut(name)
	return err
}

// FormatRef returns the reference as a word: district/baodi.
func (ks *Kinds) FormatRef(r Ref) string { return ks.NameOf(r.Kind) + "/" + r.Slug }

// ref reads a required reference.
func (d *decoder) ref(name string) Ref {
	value, given := d.value(name)
	if !given || value == nil {
		d.fail(name, MissingField, "is required")
		return Ref{}
	}
	return d.refOf(name, value)
}

// refs reads a list of references.
func (d *decoder) refs(name string) []Ref {
	value, _ := d.value(name)
	list, ok := value.([]any)
	if !ok && value != nil {
		d.fail(name, BadValue, `must be a list of entities, such as [{"district":"baodi"}]`)
	}
	var refs []Ref
	for i, item := range list {
		ref := d.refOf(name+"."+strconv.Itoa(i), item)
		if slices.Contains(refs, ref) {
			d.fail(name+"."+strconv.Itoa(i), Duplicate, "is the same entity as an earlier one")
		}
		refs = append(refs, ref)
	}
	return refs
}

// refOf reads one reference.
func (d *decoder) refOf(name string, value any) Ref {
	ref, err := d.kinds.ReadRef(value)
	if err != nil {
		if err.Field != "" {
			name += "." + err.Field
		}
		d.fail(name, err.Code, "%s", err.Message)
		return Ref{}
	}
	return ref
}

// optionalRefTo reads the slug of an entity of a kind, by itself or in a reference; empty where it is absent or null.
func (d *decoder) optionalRefTo(name string, kind Code) string {
	value, _ := d.value(name)
	text, isString := value.(string)
	switch {
	case value == nil:
		return ""
	case isString && !LooksLikeRef(text):
		return d.slug(name)
	}
	ref := d.refOf(name, value)
	if ref.Kind != 0 && ref.Kind != kind {
		d.fail(name, BadValue, "must be %s, not %s", WithArticle(d.kinds.words(kind)), WithArticle(d.kinds.words(ref.Kind)))
	}
	return ref.Slug
}
