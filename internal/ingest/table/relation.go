package table

import (
	"fmt"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// relation is the links that a column makes: between the record of the row and the entities that the cell names.
type relation struct {
	// name is the heading.
	name  string
	owner kg.Code
	kind  kg.LinkKind
	// in means that the record of the row is the link's `to`.
	in bool
	// far are the kinds of entity at the other end.
	far []kg.Code
	// isSingle means that an entity has one such link at a time.
	isSingle bool
}

// describe says what the column makes.
func (r *relation) describe(kinds *kg.Kinds) string {
	var far []string
	for _, code := range r.far {
		far = append(far, kinds.NameOf(code))
	}
	owner, other := kinds.NameOf(r.owner), strings.Join(far, " or ")
	if r.in {
		owner, other = other, owner
	}
	return fmt.Sprintf("link %s from %s to %s", r.kind, owner, other)
}

// relation returns the relation that a heading names for a kind of entity: a field of the schema (`posts`, or `post`), a kind of
// entity to which one kind of link leads, or a kind of link (`PART_OF`). If several are meant, it says so.
func (b *binder) relation(owner kg.Code, heading string) (r *relation, problem string) {
	kind, ok := b.kinds.ByCode(owner)
	if !ok || !kind.IsEntity() {
		return nil, ""
	}
	key := b.kinds.NameOf(owner) + "." + normal(heading)
	if known, ok := b.relations[key]; ok {
		return known, ""
	}
	r, problem = relationNamed(b.kinds, owner, heading)
	if r == nil {
		return nil, problem
	}
	same := b.kinds.NameOf(owner) + "." + normal(r.name) // post and posts are one relation
	if known, ok := b.relations[same]; ok {
		r = known
	}
	b.relations[key], b.relations[same] = r, r
	return r, ""
}

func relationNamed(kinds *kg.Kinds, owner kg.Code, heading string) (r *relation, problem string) {
	word := normal(heading)
	for _, field := range kinds.Relations(owner) {
		if word != normal(field.Name) && word != normal(kg.Singular(field.Name)) || field.Shape == kg.Transitive || field.Via != nil || field.Then != nil {
			continue
		}
		if len(field.Steps) > 1 || len(field.Steps[0].Kinds) != 1 {
			return nil, severalLinks(heading, field.Steps)
		}
		step := field.Steps[0]
		return &relation{
			name: field.Name, owner: owner, kind: step.Kinds[0], in: step.In, far: step.Far, isSingle: field.Shape == kg.Single,
		}, ""
	}
	if far, ok := kindNamed(kinds, heading); ok {
		return relationTo(owner, far, heading)
	}
	for _, definition := range kg.LinkDefinitions() {
		if word != normal(definition.Name) {
			continue
		}
		if far := farEnds(&definition, owner); len(far) > 0 {
			return &relation{name: definition.Name, owner: owner, kind: definition.Kind, far: far, isSingle: definition.IsAcyclic}, ""
		}
	}
	return nil, ""
}

// relationTo returns the relation to a kind of entity if one kind of link leads there, in either direction.
func relationTo(owner, far kg.Code, heading string) (r *relation, problem string) {
	var steps []kg.Step
	for _, definition := range kg.LinkDefinitions() {
		if definition.Allows(owner, far) {
			steps = append(steps, kg.Step{Kinds: []kg.LinkKind{definition.Kind}, Far: []kg.Code{far}})
		} else if definition.Allows(far, owner) {
			steps = append(steps, kg.Step{Kinds: []kg.LinkKind{definition.Kind}, Far: []kg.Code{far}, In: true})
		}
	}
	switch len(steps) {
	case 0:
		return nil, ""
	case 1:
		return &relation{name: heading, owner: owner, kind: steps[0].Kinds[0], in: steps[0].In, far: steps[0].Far}, ""
	}
	return nil, severalLinks(heading, steps)
}

func severalLinks(heading string, steps []kg.Step) string {
	var names []string
	for _, step := range steps {
		for _, kind := range step.Kinds {
			if !slices.Contains(names, kind.String()) {
				names = append(names, kind.String())
			}
		}
	}
	return fmt.Sprintf("%s can mean several kinds of link; name one: %s", heading, strings.Join(names, ", "))
}

// farEnds returns the kinds of entity to which links lead from another.
func farEnds(definition *kg.LinkDefinition, owner kg.Code) []kg.Code {
	var far []kg.Code
	for _, ends := range definition.Ends {
		if slices.Contains(ends.From, owner) {
			far = append(far, ends.To...)
		}
	}
	return far
}
