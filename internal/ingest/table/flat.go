package table

import (
	"encoding/json"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// Layout finds the columns of flat tables, one table per kind of record. Survey is called with all records before the first row.
type Layout struct {
	kinds   *kg.Kinds
	layouts map[kg.Code]*layout
	// names are the default names of entities.
	names map[kg.Ref]string
	// reading holds the texts of the columns for reading, by relation.
	reading map[kg.Ref]map[string][]string
}

// layout is the columns of one table.
type layout struct {
	fields []field
	// names and identifiers are the groups of names and identifiers in the order of the columns.
	names, identifiers []string
	// sequences are the orders of groups that occur.
	nameOrders, identifierOrders map[string][]string
	// relations are the columns for reading.
	relations []string
	used      map[string]bool
}

// NewLayout returns the layout of records not yet surveyed.
func NewLayout(kinds *kg.Kinds) *Layout {
	l := &Layout{kinds: kinds, layouts: map[kg.Code]*layout{}, names: map[kg.Ref]string{}, reading: map[kg.Ref]map[string][]string{}}
	for _, code := range kinds.RecordCodes() {
		l.layouts[code] = &layout{
			fields: fieldsOf(kinds, code), used: map[string]bool{}, nameOrders: map[string][]string{}, identifierOrders: map[string][]string{},
		}
	}
	return l
}

// Survey notes which columns a record needs.
func (l *Layout) Survey(r *kg.Record) {
	t := l.layouts[r.Kind]
	t.surveyNames(r.Names)
	note(t.identifierOrders, groupsOf(r.Identifiers, identifierHeading))
	t.used["formerSlugs"] = t.used["formerSlugs"] || len(r.FormerSlugs) > 0
	for _, c := range r.Citations {
		t.used["quote"] = t.used["quote"] || c.Quote != ""
		t.used["field"] = t.used["field"] || c.Field != ""
	}
	if len(r.Names) > 0 {
		l.names[kg.Ref{Kind: r.Kind, Slug: r.Slug}] = kg.DefaultName(r.Names).Text
	}
	if r.Kind == kg.KindLink {
		l.surveyLink(r.Link)
	}
}

// surveyLink adds a link to the columns for reading of its ends.
func (l *Layout) surveyLink(link *kg.Link) {
	l.read(link.From, link.To, link)
	l.read(link.To, link.From, link)
}

// read adds a link to the column for reading of one end, unless such an end has many.
func (l *Layout) read(owner, far kg.Ref, link *kg.Link) {
	for _, relation := range l.kinds.Relations(owner.Kind) {
		if len(relation.Steps) != 1 || relation.FansOut() || relation.Shape == kg.Transitive || relation.Via != nil || relation.Then != nil {
			continue
		}
		step := relation.Steps[0]
		if !slices.Contains(step.Kinds, link.Kind) || step.In != (owner == link.To) || !slices.Contains(step.Far, far.Kind) {
			continue
		}
		text := l.names[far]
		if link.Role != "" {
			text = link.Role + ", " + text
		}
		if link.Period.From != "" || link.Period.Until != "" {
			text += " (" + string(link.Period.From) + "–" + string(link.Period.Until) + ")"
		}
		if l.reading[owner] == nil {
			l.reading[owner] = map[string][]string{}
		}
		heading := "(" + relation.Name + ")"
		l.reading[owner][heading] = append(l.reading[owner][heading], text)
		if t := l.layouts[owner.Kind]; !slices.Contains(t.relations, heading) {
			t.relations = append(t.relations, heading)
		}
		return
	}
}

// Header returns the cells of the header of a table.
func (l *Layout) Header(code kg.Code) []string {
	t := l.layouts[code]
	t.names, t.identifiers = merged(t.nameOrders), merged(t.identifierOrders)
	t.shortenIdentifiers()
	slices.Sort(t.relations)
	var header []string
	kind, isKind := l.kinds.ByCode(code)
	if isKind {
		header = append(header, "slug")
		if t.used["formerSlugs"] {
			header = append(header, "formerSlugs")
		}
		for _, group := range t.names {
			header = append(header, t.nameHeadings(group)...)
		}
		header = append(append(header, t.relations...), t.identifiers...)
	}
	for _, f := range t.fields {
		header = append(header, f.name)
		if isEnd(code, f) {
			header = append(header, "("+f.name+" name)")
		}
	}
	if !isKind || kind.IsEntity() {
		header = append(header, t.citationHeadings()...)
	}
	for i, heading := range header {
		header[i] = Neutralize(escape(heading))
	}
	return header
}

// shortenIdentifiers keeps one column for each scheme if the orders of identifiers contradict each other. Records in another order
// have theirs in the column of lists.
func (t *layout) shortenIdentifiers() {
	var distinct []string
	for _, heading := range t.identifiers {
		if strings.Contains(strings.TrimPrefix(heading, "identifier."), ":") {
			return // a list could not tell scheme and value apart
		}
		if !slices.Contains(distinct, heading) {
			distinct = append(distinct, heading)
		}
	}
	if len(distinct) < len(t.identifiers) {
		t.identifiers = slices.Concat(distinct, []string{identifiersHeading})
	}
}

// identifierCells returns the cells of identifiers.
func (t *layout) identifierCells(identifiers []kg.Identifier) []string {
	if isSubsequence(groupsOf(identifiers, identifierHeading), t.identifiers) {
		return inGroups(t.identifiers, identifiers, identifierHeading, func(i kg.Identifier) string { return i.Value })
	}
	cells := make([]string, len(t.identifiers))
	all := make([]string, len(identifiers))
	for i, one := range identifiers {
		all[i] = one.Scheme + ":" + one.Value
	}
	cells[len(cells)-1] = join(all)
	return cells
}

func (t *layout) citationHeadings() []string {
	headings := []string{"source", "locator"}
	for _, word := range []string{"quote", "field"} {
		if t.used[word] {
			headings = append(headings, word)
		}
	}
	return headings
}

// isEnd reports whether a field leads to an end of a link. The name of that entity is in a column for reading.
func isEnd(code kg.Code, f field) bool { return code == kg.KindLink && f.form == formRef }

// Row returns the cells of a record.
func (l *Layout) Row(r *kg.Record) []string {
	t := l.layouts[r.Kind]
	var cells []string
	add := func(values ...string) {
		for _, value := range values {
			cells = append(cells, Neutralize(value))
		}
	}
	kind, isKind := l.kinds.ByCode(r.Kind)
	if isKind {
		add(r.Slug)
		if t.used["formerSlugs"] {
			add(join(r.FormerSlugs))
		}
		add(t.nameCells(r.Names)...)
		for _, heading := range t.relations {
			add(strings.Join(l.reading[kg.Ref{Kind: r.Kind, Slug: r.Slug}][heading], ListSeparator+" "))
		}
		add(t.identifierCells(r.Identifiers)...)
	}
	input := l.kinds.Encode(r)
	fields, _ := input[0].Value.(kg.Object)
	for _, f := range t.fields {
		text, isNumber := cellOfField(fields, f)
		if isNumber {
			cells = append(cells, text)
		} else {
			add(text)
		}
		if isEnd(r.Kind, f) {
			end := map[string]kg.Ref{"from": r.Link.From, "to": r.Link.To, "onBehalfOf": r.Link.OnBehalfOf}[f.name]
			add(l.names[end])
		}
	}
	if !isKind || kind.IsEntity() {
		add(t.citationCells(r.Citations)...)
	}
	return cells
}

// citationCells returns the parts of citations, a cell for each part with as many values as there are citations.
func (t *layout) citationCells(citations []kg.Citation) []string {
	part := map[string]func(kg.Citation) string{
		"source":  func(c kg.Citation) string { return c.Source },
		"locator": func(c kg.Citation) string { return c.Locator },
		"quote":   func(c kg.Citation) string { return c.Quote },
		"field":   func(c kg.Citation) string { return c.Field },
	}
	var cells []string
	for _, word := range t.citationHeadings() {
		values := make([]string, len(citations))
		for i, c := range citations {
			values[i] = part[word](c)
		}
		if strings.Join(values, "") == "" {
			values = nil
		}
		cells = append(cells, join(values))
	}
	return cells
}

// cellOfField returns the cell of a field, and whether it is a number, which no spreadsheet takes for a formula.
func cellOfField(fields kg.Object, f field) (text string, isNumber bool) {
	var value any = fields
	for _, name := range f.path {
		object, ok := value.(kg.Object)
		if !ok {
			return "", false
		}
		value, _ = object.Find(name)
	}
	switch v := value.(type) {
	case json.Number:
		return string(v), true
	case string:
		if f.form == formDecimal {
			return v, numberForm.MatchString(v)
		}
		return escape(v), false
	case []string:
		return join(v), false
	case kg.Object:
		return refText(v), false
	case []kg.Object:
		var refs []string
		for _, ref := range v {
			refs = append(refs, refText(ref))
		}
		return join(refs), false
	}
	return "", false
}

// refText returns a reference as its kind and slug.
func refText(ref kg.Object) string {
	slug, _ := ref[0].Value.(string)
	return ref[0].Name + "/" + slug
}
