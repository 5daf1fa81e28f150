package table

import (
	"fmt"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// binder finds what the columns of a sheet become.
type binder struct {
	kinds *kg.Kinds
	// relations are those found, by owner and heading.
	relations map[string]*relation
}

// binding is what the columns of a sheet become in rows of one kind.
type binding struct {
	// kind is the kind of the row's record, 0 if each column names its own.
	kind    kg.Code
	columns []column
}

// bind returns what columns become in rows of a kind.
func (b *binder) bind(headings, targets []string, kind kg.Code) *binding {
	bound := &binding{kind: kind}
	owners := b.owners(targets, kind)
	for i, target := range targets {
		c := b.column(target, kind, owners)
		c.heading, c.index = headings[i], i
		bound.columns = append(bound.columns, c)
	}
	bound.shareLinkFields()
	bound.refuseRepeated()
	bound.pairNames()
	return bound
}

// owners returns the kinds of entity that a row has: that of the row and those that columns name.
func (b *binder) owners(targets []string, kind kg.Code) []kg.Code {
	var owners []kg.Code
	if kind != 0 {
		owners = append(owners, kind)
	}
	for _, target := range targets {
		head, rest, dotted := strings.Cut(target, ".")
		code, ok := kindNamed(b.kinds, head)
		if !dotted || !ok || slices.Contains(owners, code) || isCitationWord(target) {
			continue
		}
		if c, ok := b.ownColumn(code, rest); ok && c.part != partUnknown {
			owners = append(owners, code)
		}
	}
	return owners
}

// isCitationWord reports whether a heading is one of citations, such as source.url.
func isCitationWord(target string) bool {
	return slices.ContainsFunc(citationWords(), func(word string) bool { return normal(word) == normal(target) })
}

func (b *binder) column(target string, kind kg.Code, owners []kg.Code) column {
	if target == "" || target == "-" || strings.HasPrefix(target, "(") && strings.HasSuffix(target, ")") {
		return column{part: partIgnored}
	}
	if normal(target) == "kind" && kind != kg.KindLink {
		return column{part: partKind}
	}
	if head, rest, dotted := strings.Cut(target, "."); dotted && !isCitationWord(target) {
		if code, ok := kindNamed(b.kinds, head); ok {
			if c, own := b.ownColumn(code, rest); own && c.part != partUnknown {
				return c
			}
		}
	}
	unknown := column{part: partUnknown}
	for _, owner := range owners {
		c, ok := b.ownColumn(owner, target)
		if ok && c.part != partUnknown && (owner == kind || kind == 0) {
			return c
		}
		if ok && c.part == partLink {
			return c
		}
		if unknown.problem == "" {
			unknown.problem = c.problem
		}
	}
	if f, ok := linkField(target); ok {
		return column{part: partLink, field: f, word: f.name}
	}
	if i := slices.IndexFunc(citationWords(), func(w string) bool { return normal(w) == normal(target) }); i >= 0 && kind == 0 {
		return column{part: partCitation, word: citationWords()[i]}
	}
	if unknown.problem == "" {
		unknown.problem = b.suggest(target, owners)
	}
	return unknown
}

// suggest says which headings are known, the nearest first.
func (b *binder) suggest(target string, owners []kg.Code) string {
	known := b.knownHeadings(owners)
	if len(known) == 0 {
		known = []string{"official.name", "district.name"}
	}
	suggestion := ""
	if nearest := kg.Nearest(target, known); nearest != "" {
		suggestion = fmt.Sprintf("did you mean %s? ", nearest)
	}
	return fmt.Sprintf("unknown column; %sknown are %s; to leave it out, map it to -: --map '%s=-'", suggestion, strings.Join(known, ", "), target)
}

// knownHeadings returns the headings of kinds of record.
func (b *binder) knownHeadings(owners []kg.Code) []string {
	var known []string
	add := func(words ...string) {
		for _, word := range words {
			if !slices.Contains(known, word) {
				known = append(known, word)
			}
		}
	}
	for _, owner := range owners {
		kind, isKind := b.kinds.ByCode(owner)
		if isKind {
			add("slug")
		}
		if isKind && kind.IsEntity() {
			add("name", "name.zh", "alias", "former", "former.until", "identifier.SCHEME", "location")
		}
		for _, f := range fieldsOf(b.kinds, owner) {
			add(f.name)
		}
		for _, r := range b.kinds.Relations(owner) {
			if found, _ := relationNamed(b.kinds, owner, r.Name); found != nil {
				add(r.Name)
			}
		}
		if isKind && kind.IsEntity() {
			add(linkWords()...)
		}
		if owner != kg.KindSource {
			add(citationWords()...)
		}
	}
	return known
}

// shareLinkFields gives a field of links that names no relation, such as role, to the links of the row. It must be clear which.
func (b *binding) shareLinkFields() {
	var relations []*relation
	for _, c := range b.columns {
		if c.part == partLink && c.relation != nil && !slices.Contains(relations, c.relation) {
			relations = append(relations, c.relation)
		}
	}
	for i := range b.columns {
		c := &b.columns[i]
		if c.part != partLink || c.relation != nil {
			continue
		}
		var choices []string
		several := false
		for _, r := range relations {
			choices = append(choices, r.name+"."+c.field.path[len(c.field.path)-1])
			several = several || r.kind != relations[0].kind
		}
		switch {
		case len(relations) == 0:
			c.part, c.problem = partUnknown, "belongs to a link, but no column makes one; add a column such as post, parent or district"
		case several:
			c.part, c.problem = partUnknown, "could belong to several links; write "+strings.Join(choices, " or ")
		}
	}
}

// refuseRepeated refuses two columns for one value. Lists may have several.
func (b *binding) refuseRepeated() {
	for i := range b.columns {
		for j := range b.columns[:i] {
			a, c := &b.columns[j], &b.columns[i]
			sameField := a.part == partField && c.part == partField && a.field.form != formList && slices.Equal(a.field.path, c.field.path)
			sameLink := a.part == partLink && c.part == partLink && a.relation == c.relation && a.word != "" && a.word == c.word
			sameCitation := a.part == partCitation && c.part == partCitation && a.word == c.word
			sameSlug := a.part == partSlug && c.part == partSlug || a.part == partKind && c.part == partKind
			if a.kind == c.kind && (sameField || sameLink || sameCitation || sameSlug) {
				c.part, c.problem = partUnknown, fmt.Sprintf("holds the same as column %q", a.heading)
			}
		}
	}
}

// problem returns the error of the first unknown or ambiguous column.
func (b *binding) problem() *kg.Error {
	for i := range b.columns {
		if c := &b.columns[i]; c.part == partUnknown {
			return &kg.Error{Code: kg.BadValue, Message: c.problem, Field: columnName(c)}
		}
	}
	return nil
}
