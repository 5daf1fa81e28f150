package kg

import (
	"math"
	"slices"
)

// LinkKind is the number of a kind of link. It is stored with every link, so it never changes.
type LinkKind uint8

// LinkDefinition describes a kind of link.
type LinkDefinition struct {
	Kind        LinkKind
	Name        string
	Description string
	Ends        []Ends
	// IsSymmetric means that a link says the same about either end.
	IsSymmetric bool
	// IsAcyclic means that links may not form a cycle.
	IsAcyclic bool
	// OnBehalfOf are the kinds of entity on whose behalf a link may exist, its third end; nil if links of the kind have none.
	OnBehalfOf []Code
	// FansOut means that one `from` has many links and a `to` has few; with most kinds it is the other way round. Reads
	// begin at the end with few links.
	FansOut bool
}

// Ends lists kinds of entity between which links are allowed: from each of From to each of To.
type Ends struct {
	From, To []Code
}

// between allows links from a kind of entity to each of others.
func between(from Code, to ...Code) Ends { return Ends{From: []Code{from}, To: to} }

// Allows reports whether a link may lead from one kind of entity to another.
func (d *LinkDefinition) Allows(from, to Code) bool {
	return slices.ContainsFunc(d.Ends, func(e Ends) bool { return slices.Contains(e.From, from) && slices.Contains(e.To, to) })
}

// OnBehalfOf returns the kinds of entity on whose behalf links of any kind may exist.
func OnBehalfOf() []Code {
	var all []Code
	for i := range linkDefinitions {
		all = append(all, linkDefinitions[i].OnBehalfOf...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// LinkDefinitions returns the kinds of link by number: that with the number 1 is the first.
func LinkDefinitions() []LinkDefinition { return linkDefinitions }

// LinkKindNames returns the names of the kinds of link by number; number 0 has none.
func LinkKindNames() []string {
	names := []string{""}
	for i := range linkDefinitions {
		names = append(names, linkDefinitions[i].Name)
	}
	return names
}

// Definition returns the definition of the kind.
func (k LinkKind) Definition() *LinkDefinition { return &linkDefinitions[k-1] }

func (k LinkKind) String() string { return k.Definition().Name }

// ParseLinkKind returns the kind of link with a name.
func ParseLinkKind(name string) (LinkKind, bool) {
	for i := range linkDefinitions {
		if linkDefinitions[i].Name == name {
			return linkDefinitions[i].Kind, true
		}
	}
	return 0, false
}

// IsSymmetric reports whether a link of the kind says the same about either end.
func (k LinkKind) IsSymmetric() bool { return k.Definition().IsSymmetric }

// IsAcyclic reports whether links of the kind may not form a cycle.
func (k LinkKind) IsAcyclic() bool { return k.Definition().IsAcyclic }

// NoOrder is the order of a link without a place in a sequence. It sorts after all others.
const NoOrder = math.MaxInt32

// Link is a typed, dated, sourced relationship between two entities.
type Link struct {
	Kind     LinkKind
	From, To Ref
	// OnBehalfOf is the party or other entity for which a post is held. It is optional: the zero Ref means no entity.
	OnBehalfOf Ref
	Role       string
	// Order is a number from 0; NoOrder where the source gives no sequence.
	Order  int64
	Period Period
	Note   string
}

// linkRecord reads a link.
func (d *decoder) linkRecord() *Record {
	l := &Link{Order: NoOrder}
	r := &Record{Kind: KindLink, Link: l, Values: map[string]any{}}
	name := d.requiredString("kind", MaxString)
	kind, ok := ParseLinkKind(name)
	if !ok {
		d.refuseValue("kind", name, LinkKindNames()[1:])
	}
	l.Kind = kind
	l.From, l.To = d.ref("from"), d.ref("to")
	if value, _ := d.value("onBehalfOf"); value != nil {
		l.OnBehalfOf = d.refOf("onBehalfOf", value)
	}
	l.Role, l.Note = d.optionalString("role", MaxRole), d.optionalString("note", MaxNote)
	d.given(r, "note", "onBehalfOf")
	if order, _ := d.value("order"); order != nil {
		l.Order = d.integer("order", order, 0, NoOrder-1)
	}
	l.Period = d.periodOf(r)
	r.Citations = d.citations()
	d.checkEnds(l)
	return r
}

// checkEnds refuses ends that the kind of link does not allow.
func (d *decoder) checkEnds(l *Link) {
	switch {
	case l.Kind == 0 || l.From.Kind == 0 || l.To.Kind == 0: // invalid, and reported
	case !l.Kind.Definition().Allows(l.From.Kind, l.To.Kind):
		d.fail("kind", BadLink, "%s leads %s, not from %s to %s", l.Kind, d.kinds.describeEnds(l.Kind),
			d.kinds.words(l.From.Kind), d.kinds.words(l.To.Kind))
	case l.From == l.To:
		d.fail("to", BadLink, "must not be the same entity as `from`")
	}
	if l.Kind != 0 && l.OnBehalfOf.Kind != 0 {
		d.checkOnBehalfOf(l)
	}
}

// checkOnBehalfOf refuses a third end that the kind of link does not allow.
func (d *decoder) checkOnBehalfOf(l *Link) {
	allowed := l.Kind.Definition().OnBehalfOf
	switch {
	case allowed == nil:
		var names []string
		for _, definition := range linkDefinitions {
			if definition.OnBehalfOf != nil {
				names = append(names, definition.Name)
			}
		}
		d.fail("onBehalfOf", BadLink, "only links of the kind %s have it, not %s", joinOr(names), l.Kind)
	case !slices.Contains(allowed, l.OnBehalfOf.Kind):
		d.fail("onBehalfOf", BadLink, "must be %s, not %s", WithArticle(d.kinds.anyOf(allowed)), WithArticle(d.kinds.words(l.OnBehalfOf.Kind)))
	}
}

// describeEnds says between which kinds of entity links of a kind lead: "from a rail line to a station or district".
func (ks *Kinds) describeEnds(kind LinkKind) string {
	var ways []string
	for _, ends := range kind.Definition().EndsByTo() {
		ways = append(ways, "from "+WithArticle(ks.anyOf(ends.From))+" to "+WithArticle(ks.anyOf(ends.To)))
	}
	return joinOr(ways)
}

// EndsByTo returns the ends with those together that lead to the same kinds of entity.
func (d *LinkDefinition) EndsByTo() []Ends {
	var all []Ends
	for _, ends := range d.Ends {
		at := slices.IndexFunc(all, func(e Ends) bool { return slices.Equal(e.To, ends.To) })
		if at < 0 {
			all = append(all, Ends{From: slices.Clone(ends.From), To: ends.To})
			continue
		}
		all[at].From = append(all[at].From, ends.From...)
	}
	return all
}

// anyOf joins the words of kinds of entity: "station or district".
func (ks *Kinds) anyOf(kinds []Code) string {
	names := make([]string, len(kinds))
	for i, code := range kinds {
		names[i] = ks.words(code)
	}
	return joinOr(names)
}

func (ks *Kinds) words(code Code) string { return Words(ks.NameOf(code)) }
