package table

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// draft returns the draft of a kind, and adds one if it is missing.
func (r *rowReader) draft(kind kg.Code) *draft {
	for _, d := range r.drafts {
		if d.kind == kind {
			return d
		}
	}
	d := &draft{record: record{
		line: r.row.line, kind: kind, fields: map[string]any{}, binding: r.binding, singles: map[*relation]string{},
	}, ref: kg.Ref{Kind: kind}}
	r.drafts = append(r.drafts, d)
	return d
}

// readEntities reads the entities and sources of the row.
func (r *rowReader) readEntities() {
	for i := range r.binding.columns {
		c := &r.binding.columns[i]
		cell := r.cell(c)
		if cell == "" || c.kind >= kg.KindLink {
			continue
		}
		switch c.part {
		case partSlug:
			slug := single(cell)
			if !kg.IsSlug(slug) {
				r.fail(c, kg.Errorf(kg.BadSlug, "%.60q is not a slug; use lower-case letters, digits and single hyphens, at most %d characters, or leave it empty", slug, kg.MaxSlug))
			}
			r.draft(c.kind).ref.Slug = slug
		case partFormerSlugs:
			r.draft(c.kind).addFormerSlugs(list(cell, r.table.set.Separator))
		case partName:
			r.readNames(c, cell)
		case partIdentifier:
			for _, value := range list(cell, r.table.set.Separator) {
				r.draft(c.kind).add("identifiers", map[string]any{"scheme": c.word, "value": value})
			}
		case partIdentifiers:
			r.readIdentifiers(c, cell)
		case partField:
			r.readField(r.draft(c.kind).fields, c, cell)
		}
	}
	for _, d := range r.drafts {
		r.nameDraft(d)
	}
}

// add appends an object to a list.
func (r *record) add(name string, object map[string]any) {
	r.fields[name] = append(objects(r.fields[name]), object)
}

// addFormerSlugs adds those of the slugs that the record does not have.
func (r *record) addFormerSlugs(slugs []string) {
	known, _ := r.fields["formerSlugs"].([]string)
	added := slices.DeleteFunc(slugs, func(slug string) bool { return slices.Contains(known, slug) })
	r.fields["formerSlugs"] = slices.Concat(known, added)
}

func (r *rowReader) readIdentifiers(c *column, cell string) {
	for _, text := range list(cell, r.table.set.Separator) {
		scheme, value, ok := strings.Cut(text, ":")
		if !ok {
			r.fail(c, kg.Errorf(kg.BadValue, "%.60q is not an identifier; write its scheme before it: wikidata:Q11736", text))
			return
		}
		r.draft(c.kind).add("identifiers", map[string]any{"scheme": scheme, "value": value})
	}
}

// nameDraft sets the slug of a draft, which is made of its name if none is given.
func (r *rowReader) nameDraft(d *draft) {
	if d.ref.Slug == "" {
		d.name = mainName(d)
		d.ref.Slug = makeSlug(d.kind, d.name)
	}
	kind := r.table.set.binder.kinds.NameOf(d.kind)
	switch {
	case d.ref.Slug != "":
		d.fields["slug"] = d.ref.Slug
	case r.invalid != nil:
	case d.name == "":
		r.invalid = kg.Errorf(kg.MissingField, "the %s has neither a slug nor a name", kind)
	default:
		r.invalid = kg.Errorf(kg.BadSlug, "no slug can be made of %.60q; add a column slug (%s.slug)", d.name, kind)
	}
}

// mainName returns the name of which a slug is made: one in Latin script, or else the first; the title of a source.
func mainName(d *draft) string {
	if d.kind == kg.KindSource {
		title, _ := d.fields["title"].(string)
		return title
	}
	best, bestRank := "", 0
	for _, name := range objects(d.fields["names"]) {
		text, _ := name["text"].(string)
		rank := 1
		if languageOf(text) == kg.DefaultLanguage {
			rank = 2
		}
		if name["type"] == nil {
			rank += 2
		}
		if rank > bestRank {
			best, bestRank = text, rank
		}
	}
	return best
}

// checkSlug checks a slug that was made of a name.
func (r *rowReader) checkSlug(d *draft) {
	if d.name == "" || r.invalid != nil {
		return
	}
	x := r.table.set.index
	r.invalid = x.claim(r.table.set.binder.kinds, d.ref, d.name, r.table.place(r.row.line))
	if known := x.stored[d.ref]; known != nil && r.invalid == nil {
		r.invalid = known.conflict(&d.record)
	}
	earlier := r.table.entities[d.ref]
	if earlier == nil || r.invalid != nil {
		return
	}
	for _, given := range objects(d.fields["identifiers"]) {
		for _, known := range objects(earlier.fields["identifiers"]) {
			if given["scheme"] == known["scheme"] && given["value"] != known["value"] {
				r.invalid = kg.Errorf(kg.Duplicate, "row %d has %.60q with another identifier; tell the records apart by a column slug", earlier.line, d.name)
			}
		}
	}
}

var (
	numberForm = regexp.MustCompile(`^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$`)
	pointForm  = regexp.MustCompile(`^(-?\d+(?:\.\d+)?)[,; ] *(-?\d+(?:\.\d+)?)$`)
)

// readField sets a field of a record to the value of a cell.
func (r *rowReader) readField(fields map[string]any, c *column, cell string) {
	f := c.field
	if f.form == formPoint {
		match := pointForm.FindStringSubmatch(single(cell))
		if match == nil {
			r.fail(c, kg.Errorf(kg.BadValue, "%.60q is not a position; write latitude and longitude: 39.7, 117.3", cell))
			return
		}
		fields[locationField] = map[string]any{"lat": json.Number(match[1]), "lon": json.Number(match[2])}
		return
	}
	value, err := r.value(c, cell)
	if err != nil {
		r.fail(c, err)
		return
	}
	if f.form == formList {
		if earlier, ok := fields[f.path[0]].([]string); ok { // another column of the same list
			value = slices.Concat(earlier, value.([]string)) //nolint:forcetypeassert // a list
		}
	}
	for _, name := range f.path[:len(f.path)-1] {
		inner, ok := fields[name].(map[string]any)
		if !ok {
			inner = map[string]any{}
			fields[name] = inner
		}
		fields = inner
	}
	fields[f.path[len(f.path)-1]] = value
}

// value returns the value of a cell.
func (r *rowReader) value(c *column, cell string) (any, *kg.Error) {
	separator := r.table.set.Separator
	switch c.field.form {
	case formList:
		return list(cell, separator), nil
	case formNumber, formDecimal:
		return number(c.field.form, single(cell))
	case formDate:
		return parseDate(single(cell), r.table.set.DateOrder)
	case formEnum:
		return enumName(single(cell)), nil
	case formRef:
		return r.reference(c, single(cell))
	case formRefs:
		var refs []any
		for _, one := range list(cell, separator) {
			ref, err := r.reference(c, one)
			if err != nil {
				return nil, err
			}
			refs = append(refs, ref)
		}
		return refs, nil
	}
	return single(cell), nil
}

// number returns a number, which has no separators of thousands and a point before decimals.
func number(f form, text string) (any, *kg.Error) {
	if !numberForm.MatchString(text) {
		return nil, kg.Errorf(kg.BadValue, "%.60q is not a number; write digits only, with a point before decimals: 1234.5", text)
	}
	if f == formNumber {
		return json.Number(text), nil
	}
	return text, nil
}

// enumName returns the name of an enum value: Under construction is UNDER_CONSTRUCTION.
func enumName(text string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return '_'
		}
		return r
	}, strings.ToUpper(text))
}

// reference returns the entity that a cell names, as in an import line.
func (r *rowReader) reference(c *column, cell string) (any, *kg.Error) {
	kinds := r.table.set.binder.kinds
	far := c.field.far
	if far == nil {
		for _, kind := range kinds.Entities() {
			far = append(far, kind.Code)
		}
	}
	ref, err := r.table.set.index.find(kinds, far, cell)
	switch {
	case err != nil:
		return nil, err
	case c.field.bare:
		return ref.Slug, nil
	}
	return refObject(kinds, ref), nil
}

func refObject(kinds *kg.Kinds, ref kg.Ref) map[string]any {
	return map[string]any{kinds.NameOf(ref.Kind): ref.Slug}
}
