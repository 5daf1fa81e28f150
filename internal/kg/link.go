package kg

import (
	"math"
	"slices"
	"strings"
)

// LinkKind is the number of a kind of link.
type LinkKind uint8

// Kinds of link, each read from `from` to `to`.
const (
	HoldsPostIn    LinkKind = 1
	PartOf         LinkKind = 2
	LocatedIn      LinkKind = 3
	Hosts          LinkKind = 4
	BranchOf       LinkKind = 5
	PartnerOf      LinkKind = 6
	OriginatesFrom LinkKind = 7
	Leads          LinkKind = 8
	Serves         LinkKind = 9
)

// LinkKindNames are the names of the kinds in schema and import, by number; number 0 is none.
func LinkKindNames() []string {
	return []string{
		"", "HOLDS_POST_IN", "PART_OF", "LOCATED_IN", "HOSTS", "BRANCH_OF", "PARTNER_OF", "ORIGINATES_FROM", "LEADS", "SERVES",
	}
}

func (k LinkKind) String() string { return LinkKindNames()[k] }

// ParseLinkKind finds a kind of link by name.
func ParseLinkKind(name string) (LinkKind, bool) {
	for i, n := range LinkKindNames() {
		if n == name && i > 0 {
			return LinkKind(i), true
		}
	}
	return 0, false
}

// BothWays tells whether links of the kind say the same of either end.
func (k LinkKind) IsSymmetric() bool { return k == PartnerOf }

// Acyclic tells whether links of the kind may never form a circle.
func (k LinkKind) IsAcyclic() bool { return k == PartOf }

// NoOrder is the order of a link whose source gives no sequence. It sorts after every real one.
const NoOrder = math.MaxInt32

// Ref names an entity by its slug under its kind.
type Ref struct {
	Kind Code
	Slug string
}

// Link is one typed, dated, sourced relationship between two entities.
type Link struct {
	Kind     LinkKind
	From, To Ref
	Role     string
	// Order counts from 1; NoOrder where the source gives no sequence.
	Order  int64
	Period Period
	Note   string
}

// Allowed tells whether a link of a kind may lead from one kind of entity to another.
func (ks *Kinds) AllowsLink(kind LinkKind, from, to Code) bool {
	k, ok := ks.byCode[from]
	if !ok {
		return false
	}
	for _, rule := range k.Links {
		if rule.Kind == kind && slices.Contains(rule.To, to) {
			return true
		}
	}
	return false
}

// linkRecord reads a link.
func (d *decoder) linkRecord() *Record {
	l := &Link{Order: NoOrder}
	r := &Record{Kind: KindLink, Link: l, Values: map[string]any{}}
	name := d.text("kind", true)
	kind, ok := ParseLinkKind(name)
	if !ok {
		d.fail("kind", BadValue, "%s is none of %s", quoted(name), strings.Join(LinkKindNames()[1:], ", "))
		return r
	}
	l.Kind = kind
	l.From, l.To = d.ref("from"), d.ref("to")
	l.Role, l.Note = d.text("role", false), d.text("note", false)
	d.given(r, "note")
	if order, _ := d.value("order"); order != nil {
		l.Order = d.integer("order", order, 1, NoOrder-1)
	}
	l.Period = d.periodOf(r)
	r.Citations = d.citations()
	if d.err == nil {
		d.checkEnds(l)
	}
	return r
}

// checkEnds refuses ends that the kind of link does not allow.
func (d *decoder) checkEnds(l *Link) {
	switch {
	case !d.kinds.AllowsLink(l.Kind, l.From.Kind, l.To.Kind):
		from, _ := d.kinds.ByCode(l.From.Kind)
		to, _ := d.kinds.ByCode(l.To.Kind)
		d.fail("kind", BadLink, "%s does not lead from %s to %s", l.Kind, from.Name, to.Name)
	case l.From == l.To:
		d.fail("to", BadLink, "an entity cannot be linked to itself")
	}
}
