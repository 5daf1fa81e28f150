package kg

// Figure is a number that a source states about one or several entities, an outcome or a target.
type Figure struct {
	// Measure is a stable key for what is counted, Label the same in words.
	Measure, Label string
	Value          Decimal
	// Unit is what the number counts: companies, CNY, km.
	Unit string
	// Qualifier is one of QualifierNames, Type one of FigureTypeNames.
	Qualifier, Type string
	// Wording is the number as the source words it.
	Wording  string
	Period   Period
	Subjects []Ref
	// StatedBy is the slug of an official; empty where the source names nobody.
	StatedBy string
}

// Types of figure.
const (
	Outcome = "OUTCOME"
	Target  = "TARGET"
)

// AtMost is the qualifier of a target that is met by the value or less. With all others it is met by the value or more.
const AtMost = "AT_MOST"

// Qualifiers describes the qualifiers; the first is the default.
func Qualifiers() []EnumValue {
	return []EnumValue{
		{"EXACT", "Exact."}, {"ABOUT", "Rounded: about, nearly."}, {"AT_LEAST", "That or more: over, at least."}, {AtMost, "That or less: under, at most."},
	}
}

// FigureTypes describes the types of figure; the first is the default.
func FigureTypes() []EnumValue {
	return []EnumValue{{Outcome, "What happened, as counted."}, {Target, "A goal."}}
}

// QualifierNames returns the qualifiers; the first is the default.
func QualifierNames() []string { return []string{"EXACT", "ABOUT", "AT_LEAST", AtMost} }

// FigureTypeNames returns the types of figure; the first is the default.
func FigureTypeNames() []string { return []string{Outcome, Target} }

// figureRecord reads a figure.
func (d *decoder) figureRecord() *Record {
	r := &Record{Kind: KindFigure, Values: map[string]any{}}
	f := &Figure{
		Measure: d.requiredString("measure", MaxString), Label: d.stringUnlessAbsent("label", MaxString),
		Unit: d.requiredString("unit", MaxString), Qualifier: d.oneOf("qualifier", QualifierNames()),
		Type: d.oneOf("type", FigureTypeNames()), Wording: d.optionalString("wording", MaxString), Period: d.periodOf(r),
		StatedBy: d.optionalRefTo("statedBy", KindOfficial),
	}
	if value, given := d.value("value"); given {
		f.Value = d.decimal("value", value)
	}
	f.Subjects = d.refs("subjects")
	if len(f.Subjects) == 0 {
		d.fail("subjects", MissingField, "at least one is required: the entities that the figure is about")
	}
	d.given(r, "label", "value", "qualifier", "wording")
	r.Figure, r.Citations = f, d.citations()
	return r
}
