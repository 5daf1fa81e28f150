package store

// citusDialect is the dialect of PostgreSQL with Citus, which spreads the rows of tables over nodes (Distribute).
type citusDialect struct{ postgresDialect }

func (citusDialect) isDistributed() bool { return true }

func (citusDialect) links(fromTo bool) string {
	if fromTo {
		return reverseLinks
	}
	return "link"
}

// entities joins the list with the first name of each entity, a row of the node that has the rows of the entity. The nodes have all rows of
// a list as such, so Citus refuses subqueries that refer to these.
func (d citusDialect) entities() wrapping {
	list := d.list()
	return wrapping{"(SELECT v.key, o.entity_id AS value FROM " + list.before, list.after + " v JOIN name o ON o.entity_id = v.value AND o.position = 1)"}
}
