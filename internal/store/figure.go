package store

import "civicgraph/internal/kg"

// Fields whose columns ask for a day: the argument `on`, else that of the root field, else today.
const (
	HoldsField        = "holds"
	TargetStatusField = "targetStatus"
)

// outcomeOf finds the outcome that a target t is held against: of the same measure, unit, subjects and period. Where the
// period has neither end, the day on which it is attested is all that tells it.
const outcomeOf = `FROM figure o
  WHERE t.type = 'TARGET' AND o.type = 'OUTCOME' AND o.measure = t.measure AND o.unit = t.unit AND o.subjects = t.subjects
    AND o.possible_from = t.possible_from AND o.possible_until = t.possible_until
    AND (o.period_from <> '' OR o.period_until <> '' OR o.attested_on = t.attested_on)
  ORDER BY o.id
  LIMIT 1`

// figureTable is what a figure reads.
func figureTable() *Table {
	fields := versionedFields()
	for _, name := range []string{"measure", "label", "unit", "qualifier", "wording", "type"} {
		fields[name] = Field{Column: "t." + name}
	}
	fields["value"] = Field{Column: "t.value", Encoding: AsDecimal}
	fields["period"] = periodField()
	fields[TargetStatusField] = Field{Column: `CASE
  WHEN t.type = 'OUTCOME' THEN NULL
  WHEN $day <= t.possible_until THEN 'PENDING'
  ELSE coalesce((SELECT CASE
    WHEN t.qualifier = 'AT_MOST' AND o.value <= t.value OR t.qualifier <> 'AT_MOST' AND o.value >= t.value THEN 'MET'
    ELSE 'MISSED' END
  ` + outcomeOf + `), 'UNKNOWN') END`}
	return &Table{
		Type: "Figure", Name: "figure", Code: kg.KindFigure, Many: "figures", Sort: "sort",
		Fields: fields, Conditions: figureConditions(), Orders: figureOrders(),
		ChildLists: map[string]ChildList{"subjects": {Table: subjectTable("figure"), Owner: "figure_id", Order: "position", To: "t.subject_id"}},
		References: map[string]Reference{
			"statedBy": {Column: "t.stated_by", To: []kg.Code{kg.KindOfficial}},
			"outcome":  {Column: "coalesce((SELECT o.id " + outcomeOf + "), 0)", To: []kg.Code{kg.KindFigure}},
		},
	}
}

// subjectTable is what a figure or statement is about.
func subjectTable(of string) *Table { return &Table{Name: of + "_subject"} }

// figuresOf are the figures about an entity.
func figuresOf() FactList {
	return FactList{Table: "figure_subject", Owner: "subject_id", Sort: "sort", ID: "figure_id", To: []kg.Code{kg.KindFigure}}
}
