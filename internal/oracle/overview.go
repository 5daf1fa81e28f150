package oracle

// overview tells how much a graph holds.
type overview struct{ oracle *Oracle }

// count is how many records of a kind there are.
type count struct {
	kind  string
	count int
}

func (c count) field(name string) any {
	switch name {
	case "kind":
		return c.kind
	case "count":
		return c.count
	}
	return unknown{}
}

func (v overview) field(name string) any {
	o := v.oracle
	switch name {
	case "entities":
		return o.counts("EntityKind", func(kind string) (n int) {
			for _, t := range o.things {
				if recordKind(t.kind.Name) == kind {
					n++
				}
			}
			return n
		})
	case "links":
		return o.counts("LinkKind", func(kind string) (n int) {
			for _, l := range o.links {
				if l.given.Kind.String() == kind {
					n++
				}
			}
			return n
		})
	case "figures":
		return len(o.figures)
	case "statements":
		return len(o.statements)
	case "sources":
		return len(o.ofKind("source"))
	case "updatedAt":
		if len(o.things) == 0 {
			return nil
		}
		return o.now
	}
	return unknown{}
}

// counts lists how many there are of each kind of an enumeration, in its order.
func (o *Oracle) counts(enumeration string, number func(kind string) int) []any {
	list := []any{}
	for _, value := range o.schema.Types[enumeration].EnumValues {
		list = append(list, count{value.Name, number(value.Name)})
	}
	return list
}
