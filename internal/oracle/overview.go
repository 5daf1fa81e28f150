package oracle

// overview answers the fields of Overview.
type overview struct{ oracle *Oracle }

// kindCount is the number of records of a kind.
type kindCount struct {
	kind  string
	count int
}

func (c kindCount) field(name string) any {
	switch name {
	case "kind":
		return c.kind
	case "count":
		return c.count
	}
	return unknownField{}
}

func (v overview) field(name string) any {
	o := v.oracle
	switch name {
	case "entities":
		return o.counts("EntityKind", func(kind string) (n int) {
			for _, t := range o.entities {
				if recordKind(t.kind.Name) == kind {
					n++
				}
			}
			return n
		})
	case "links":
		return o.counts("LinkKind", func(kind string) (n int) {
			for _, l := range o.links {
				if l.record.Kind.String() == kind {
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
		if len(o.entities) == 0 {
			return nil
		}
		return o.now
	}
	return unknownField{}
}

// counts returns the number of records of each value of an enum, in its order.
func (o *Oracle) counts(enumeration string, number func(kind string) int) []any {
	list := []any{}
	for _, value := range o.schema.Types[enumeration].EnumValues {
		list = append(list, kindCount{value.Name, number(value.Name)})
	}
	return list
}
