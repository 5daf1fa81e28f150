package kg

// TextField is a field by whose words a search finds records. Results that match equally come in the order of the fields.
type TextField uint8

// Fields with texts, as they are stored. NoText is no such field.
const (
	NoText TextField = iota
	RoleText
	TitleText
	PublisherText
	LabelText
	MeasureText
	SummaryText
	TopicText
	StatementText
)

// searchFields are what a search looks in: names and identifiers, then the fields with texts, in their order.
var searchFields = []EnumValue{ //nolint:gochecknoglobals // read only
	{"NAME", "A name of an entity."},
	{"IDENTIFIER", "A code of an entity in another register."},
	{"ROLE", "`Link.role`: the title of a post."},
	{"TITLE", "`Source.title`."},
	{"PUBLISHER", "`Source.publisher`."},
	{"LABEL", "`Figure.label`."},
	{"MEASURE", "`Figure.measure`."},
	{"SUMMARY", "`summary` of an entity."},
	{"TOPIC", "`Statement.topics`."},
	{"STATEMENT", "`Statement.summary`."},
}

// Names of searchFields that are no TextField.
const (
	NameField       = "NAME"
	IdentifierField = "IDENTIFIER"
)

// SearchFields returns what a search looks in, in order.
func SearchFields() []EnumValue { return searchFields }

// TextFields returns all fields with texts, in order.
func TextFields() []TextField {
	all := make([]TextField, 0, int(StatementText))
	for f := RoleText; f <= StatementText; f++ {
		all = append(all, f)
	}
	return all
}

// String returns the name of the field in the schema.
func (f TextField) String() string { return searchFields[f+1].Name }

// ParseTextField returns the field with a name in the schema.
func ParseTextField(name string) (TextField, bool) {
	for _, f := range TextFields() {
		if f.String() == name {
			return f, true
		}
	}
	return NoText, false
}

// IsShared reports whether many records have the same text: the index has its words once.
func (f TextField) IsShared() bool { return f == RoleText || f == LabelText || f == MeasureText }
