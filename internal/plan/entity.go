package plan

import (
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// entity is an entity that an argument names.
type entity struct {
	store.EntityKey

	// path is that of the name within the arguments: `from.official`.
	path string
}

// notFound returns the error of an entity that does not exist.
func (e entity) notFound(kinds *kg.Kinds) error {
	if e.ID != 0 {
		return kg.Errorf(kg.BadArgument, "%s: no entity has this id", e.path)
	}
	return kg.Errorf(kg.BadArgument, "%s: no %s has the slug %q", e.path, kg.Words(kinds.NameOf(e.Ref.Kind)), e.Ref.Slug)
}

// entity returns an argument that is an EntityRef.
func (c *compiler) entity(f *field, name string) entity {
	value, err := c.read(f, name)
	if err != nil {
		c.fail(err)
		return entity{}
	}
	object, _ := value.(map[string]any)
	if id, isID := object["id"]; isID {
		return entity{EntityKey: store.EntityKey{ID: c.entityID(name, scalarString(id))}, path: name}
	}
	kinds := c.planner.registry.Kinds
	ref, problem := kinds.ReadRef(object)
	if problem != nil {
		c.fail(kg.Errorf(kg.BadArgument, "%s.%s: %s", name, problem.Field, problem.Message))
		return entity{}
	}
	return entity{EntityKey: store.EntityKey{Ref: ref}, path: name + "." + kinds.NameOf(ref.Kind)}
}

// entityID returns the id of an entity.
func (c *compiler) entityID(name, global string) kg.ID {
	id, err := kg.ParseID(global)
	if err != nil {
		c.fail(err)
		return 0
	}
	if !slices.Contains(c.planner.registry.Entities(), id.Code()) {
		c.fail(kg.Errorf(kg.BadArgument, "%s must be the id of an entity; this is the id of another record", name))
	}
	return id
}
