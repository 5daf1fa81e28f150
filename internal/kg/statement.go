package kg

// Statement is what an official said, in our own words.
type Statement struct {
	// Speaker is the slug of an official; empty where the speaker is unknown.
	Speaker string
	SaidOn  PartialDate
	Summary string
	// Topics are short keys, `biomedicine`.
	Topics []string
	About  []Ref
}

// statementRecord reads a statement.
func (d *decoder) statementRecord() *Record {
	s := &Statement{
		Speaker: d.optionalRefTo("speaker", KindOfficial), SaidOn: d.partialDate("saidOn"), About: d.refs("about"),
		Summary: d.requiredString("summary", MaxSummary), Topics: d.stringList("topics", MaxString),
	}
	return &Record{Kind: KindStatement, Statement: s, Citations: d.citations()}
}
