package store

import "civicgraph/internal/kg"

// outcomeOf returns the clauses that find the outcome o with which a target is compared: of the same measure, unit, subjects and
// period. A period with neither end is identified by the day on which it is attested.
func outcomeOf(target string, d dialect) string {
	same := func(column string) string { return "o." + column + " = " + target + "." + column }
	return "FROM figure o\n  WHERE " + target + ".type = 'TARGET' AND o.type = 'OUTCOME' AND " + same("measure") + " AND " + same("unit") +
		" AND " + d.sameText("o.subjects", target+".subjects") + "\n    AND " + same("possible_from") + " AND " + same("possible_until") +
		"\n    AND (o.period_from <> '' OR o.period_until <> '' OR " + same("attested_on") + ")\n  ORDER BY o.id\n  LIMIT 1"
}

// targetStatus returns the expression for the status of a target on a day.
func targetStatus(t, day string, d dialect) string {
	return "CASE\n  WHEN " + t + ".type = 'OUTCOME' THEN NULL\n  WHEN " + day + " <= " + t + ".possible_until THEN 'PENDING'\n" +
		"  ELSE coalesce((SELECT CASE\n    WHEN " + t + ".qualifier = 'AT_MOST' AND o.value <= " + t + ".value OR " +
		t + ".qualifier <> 'AT_MOST' AND o.value >= " + t + ".value THEN 'MET'\n    ELSE 'MISSED' END\n  " + outcomeOf(t, d) + "), 'UNKNOWN') END"
}

// figureTable returns the table of figures.
func figureTable(d dialect) *Table {
	fields := versionedFields()
	for _, name := range []string{"measure", "label", "unit", "qualifier", "wording", "type"} {
		fields[name] = Field{Column: column(name)}
	}
	fields["value"] = Field{Column: column("value"), Encoding: AsDecimal}
	fields["period"] = periodField()
	fields["targetStatus"] = Field{Column: computedOn(func(t, day string) string { return targetStatus(t, day, d) })}
	outcome := computed(func(t string) string { return "coalesce((SELECT o.id " + outcomeOf(t, d) + "), 0)" })
	return &Table{
		Type: "Figure", Name: "figure", Code: kg.KindFigure, Many: "figures", Sort: "sort",
		Fields: fields, Conditions: figureConditions(), Orders: figureOrders(),
		ChildLists: map[string]ChildList{"subjects": {Table: subjectTable("figure"), Owner: "figure_id", Order: "position", To: column("subject_id")}},
		References: map[string]Reference{
			"statedBy": {Column: column("stated_by"), To: []kg.Code{kg.KindOfficial}},
			"outcome":  {Column: outcome, To: []kg.Code{kg.KindFigure}},
		},
	}
}

// subjectTable returns the table of the entities that figures or statements are about.
func subjectTable(of string) *Table { return &Table{Name: of + "_subject"} }

// figuresOf returns the list of the figures about an entity.
func figuresOf() FactList {
	return FactList{Table: "figure_subject", Owner: "subject_id", Sort: "sort", ID: "figure_id", To: []kg.Code{kg.KindFigure}}
}
