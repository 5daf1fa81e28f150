package store

import "civicgraph/internal/kg"

// statementTable returns the table of statements.
func statementTable() *Table {
	fields := versionedFields()
	fields["saidOn"] = Field{Column: column("said_on")}
	fields["summary"] = Field{Column: column("summary")}
	fields["topics"] = Field{Column: column("topics"), Encoding: AsStringList}
	return &Table{
		Type: "Statement", Name: "statement", Code: kg.KindStatement, Many: "statements", Sort: "sort",
		Fields: fields, Conditions: statementConditions(), Orders: statementOrders(),
		ChildLists: map[string]ChildList{"about": {Table: subjectTable("statement"), Owner: "statement_id", Order: "position", To: column("subject_id")}},
		References: map[string]Reference{"speaker": {Column: column("speaker_id"), To: []kg.Code{kg.KindOfficial}}},
	}
}

// statementsOf returns the list of the statements about an entity.
func statementsOf() FactList {
	return FactList{Table: "statement_subject", Owner: "subject_id", Sort: "sort", ID: "statement_id", To: []kg.Code{kg.KindStatement}}
}

// saidBy returns the list of the statements of an official.
func saidBy() FactList {
	return FactList{Table: "statement", Owner: "speaker_id", Sort: "sort", ID: "id", To: []kg.Code{kg.KindStatement}}
}
