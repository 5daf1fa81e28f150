package store

import "civicgraph/internal/kg"

// Shape tells what a relation answers.
type Shape uint8

// Shapes of a relation.
const (
	// Connection is a page of edges.
	Connection Shape = iota
	// Single is one record or null: of several the first by period, then slug.
	Single
	// Chain is the list of all records that its step reaches over and over, nearest first.
	Transitive
)

// Step leads from an entity over its links to the entities at their other end.
type Step struct {
	// Kinds are the kinds of link; any where nil.
	Kinds []kg.LinkKind
	// In tells that the entity is the link's `to`, not its `from`.
	In bool
	// Far are the kinds of entity at the other end; any where nil.
	Far []kg.Code
}

// Relation is what a field that leads from an entity to others reads.
type Relation struct {
	Shape Shape
	// Steps are taken side by side.
	Steps []Step
	// Distinct lists an entity once, with its direct link or else the first by order and id, however many lead to it.
	Distinct bool
	// Below is the step that `deep: true` repeats: the relation is then asked of the entity and of all it reaches.
	Recurse *Step
	// Inside is a step taken once before: the relation is asked of the entity and of those that it reaches.
	Via *Step
	// Onward is a step taken once after, from those entities that are not of the kinds To.
	Then *Step
	// To are the kinds of entity that the relation answers.
	To []kg.Code
}

func out(kind kg.LinkKind, far ...kg.Code) Step { return Step{Kinds: []kg.LinkKind{kind}, Far: far} }

func in(kind kg.LinkKind, far ...kg.Code) Step {
	return Step{Kinds: []kg.LinkKind{kind}, Far: far, In: true}
}

// edges lists one edge a link.
func edges(s Step) Relation { return Relation{Steps: []Step{s}, To: s.Far} }

// single answers the one entity that the step leads to.
func single(s Step) Relation { return Relation{Shape: Single, Steps: []Step{s}, To: s.Far} }

// deep lists one edge a link, or with `deep: true` the entities of everything below, each once.
func deep(s Step) Relation {
	r := edges(s)
	below := in(kg.PartOf, kg.KindDistrict)
	r.Recurse = &below
	return r
}
