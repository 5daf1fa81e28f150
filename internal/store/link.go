package store

import (
	"strconv"

	"civicgraph/internal/kg"
)

// linkTable returns the table of links. The kinds of their ends are added by reach.
func linkTable() *Table {
	fields := versionedFields()
	fields["kind"] = Field{Column: column("kind"), Encoding: AsEnumName, Names: kg.LinkKindNames()}
	fields["role"] = Field{Column: column("role")}
	fields["order"] = Field{Column: orderColumn(), Encoding: AsInt}
	fields["note"] = Field{Column: column("note")}
	fields["period"] = periodField()
	fields["holds"] = Field{Column: computedOn(func(t, day string) string {
		return "CASE\n  WHEN " + day + " < " + t + ".possible_from OR " + day + " > " + t + ".possible_until THEN 'NO'\n" +
			"  WHEN " + day + " >= " + t + ".certain_from AND " + day + " <= " + t + ".certain_until THEN 'YES'\n" +
			"  ELSE 'UNKNOWN' END"
	})}
	return &Table{
		Type: "Link", Name: "link", Code: kg.KindLink, Many: "links",
		Fields: fields, ChildLists: map[string]ChildList{}, Conditions: linkConditions(), Orders: linkOrders(),
		References: map[string]Reference{
			"from": {Column: column("from_id")}, "to": {Column: column("to_id")},
			"onBehalfOf": {Column: column("on_behalf_of"), To: kg.OnBehalfOf()},
		},
	}
}

// orderColumn returns the order of a link, NULL where it has none.
func orderColumn() Column {
	return computed(func(t string) string { return "nullif(" + t + `."order", ` + strconv.Itoa(kg.NoOrder) + ")" })
}

// reach adds a kind of entity to the ends of links.
func (t *Table) reach(code kg.Code) {
	for _, field := range []string{"from", "to"} {
		reference := t.References[field]
		reference.To = append(reference.To, code)
		t.References[field] = reference
	}
}

// periodField is the period of a link or figure, which is never null.
func periodField() Field {
	return Field{Fields: map[string]Field{
		"from":       {Column: column("period_from")},
		"until":      {Column: column("period_until")},
		"attestedOn": {Column: column("attested_on")},
	}}
}
