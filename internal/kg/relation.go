package kg

import "slices"

// Shape is the form of a relation's answer.
type Shape uint8

// Shapes of a relation.
const (
	// Connection is a page of edges, one for each link.
	Connection Shape = iota
	// Single is one entity or null: of several the first by period, then by slug.
	Single
	// Transitive is the list of all entities that the step reaches when it is repeated, nearest first.
	Transitive
)

// Step leads from an entity over its links to the entities at their other end.
type Step struct {
	// Kinds are the kinds of link; all where nil.
	Kinds []LinkKind
	// In means that the entity is the link's `to`, not its `from`.
	In bool
	// Far are the kinds of entity at the other end; all where nil.
	Far []Code
}

// Relation is a field that leads from an entity to others over links.
type Relation struct {
	// Owner is the kind of entity that has the field.
	Owner       Code
	Name        string
	Description string
	Shape       Shape
	// Steps are alternatives: the relation has the links of each.
	Steps []Step
	// Distinct keeps one edge for each entity: that of its direct link or else the first by order and id.
	Distinct bool
	// Recurse is the step that `deep: true` repeats: the relation is then read from the entity and all that it reaches.
	Recurse *Step
	// Via is a step before: the relation is read from the entity and from those that the step reaches.
	Via *Step
	// Then is a step after, from entities that are not of the kinds To.
	Then *Step
	// To are the kinds of entity that the relation leads to.
	To []Code
}

// out is the step over links that begin at the entity.
func out(kind LinkKind, far ...Code) Step { return Step{Kinds: []LinkKind{kind}, Far: far} }

// in is the step over links that end at the entity.
func in(kind LinkKind, far ...Code) Step { return Step{Kinds: []LinkKind{kind}, Far: far, In: true} }

// edges is a relation with one edge for each link.
func edges(owner Code, name, description string, step Step) Relation {
	return Relation{Owner: owner, Name: name, Description: description, Steps: []Step{step}, To: step.Far}
}

// single is a relation to one entity.
func single(owner Code, name, description string, step Step) Relation {
	r := edges(owner, name, description, step)
	r.Shape = Single
	return r
}

// transitive is a relation to all entities that a repeated step reaches.
func transitive(owner Code, name, description string, step Step) Relation {
	r := edges(owner, name, description, step)
	r.Shape = Transitive
	return r
}

// deep is a relation of a district that can include those of all districts below it.
func deep(owner Code, name, description string, step Step) Relation {
	r := edges(owner, name, description, step)
	below := in(PartOf, KindDistrict)
	r.Recurse = &below
	return r
}

// FansOut reports whether the relation leads from one entity to many, to each of which few others lead.
func (r *Relation) FansOut() bool {
	return len(r.Steps) == 1 && r.Shape != Transitive && r.Via == nil && r.Then == nil && r.Steps[0].fansOut()
}

// fansOut reports whether the step leads from one entity to many: against the direction of most links.
func (s Step) fansOut() bool {
	return s.In != slices.ContainsFunc(s.Kinds, func(kind LinkKind) bool { return kind.Definition().FansOut })
}
