package store

import "civicgraph/internal/kg"

// linkTable is what a link reads. Its ends are added kind by kind.
func linkTable() *Table {
	fields := versionedFields()
	fields["kind"] = Field{Column: "t.kind", Encoding: AsEnumName, Names: kg.LinkKindNames()}
	fields["role"] = Field{Column: "t.role"}
	fields["order"] = Field{Column: `nullif(t."order", 2147483647)`, Encoding: AsInt} // kg.NoOrder
	fields["note"] = Field{Column: "t.note"}
	fields["period"] = periodField()
	fields[HoldsField] = Field{Column: `CASE
  WHEN $day < t.possible_from OR $day > t.possible_until THEN 'NO'
  WHEN $day >= t.certain_from AND $day <= t.certain_until THEN 'YES'
  ELSE 'UNKNOWN' END`}
	return &Table{
		Type: "Link", Name: "link", Code: kg.KindLink,
		Fields: fields, ChildLists: map[string]ChildList{}, Conditions: linkConditions(),
		References: map[string]Reference{"from": {Column: "t.from_id"}, "to": {Column: "t.to_id"}},
	}
}

// reach lets the links lead to entities of a kind.
func (t *Table) reach(code kg.Code) {
	for field, reference := range t.References {
		reference.To = append(reference.To, code)
		t.References[field] = reference
	}
}

// periodField is the period of a link or figure; it is always there.
func periodField() Field {
	return Field{Fields: map[string]Field{
		"from":       {Column: "t.period_from"},
		"until":      {Column: "t.period_until"},
		"attestedOn": {Column: "t.attested_on"},
	}}
}
