package kg

// Figure is a number that a source states about one or several entities, an outcome or a target.
type Figure struct {
	// Measure is what is counted, as a stable key; Label the same in words.
	Measure, Label string
	Value          Decimal
	// Unit is what the number counts: companies, CNY, km.
	Unit string
	// Qualifier and Type are names of QualifierNames and FigureTypeNames.
	Qualifier, Type string
	// Wording is the number as the source words it.
	Wording  string
	Period   Period
	Subjects []Ref
	// StatedBy is the slug of an official; empty where nobody in particular stated it.
	StatedBy string
}

// Types of figure.
const (
	Outcome = "OUTCOME"
	Target  = "TARGET"
)

// AtMost is the qualifier of a target that is met from the value downwards; all others are met upwards.
const AtMost = "AT_MOST"

// QualifierNames tell how exact a number is meant; the first where nothing is said.
func QualifierNames() []string { return []string{"EXACT", "ABOUT", "AT_LEAST", AtMost} }

// FigureTypeNames tell what happened from what is aimed at; the first where nothing is said.
func FigureTypeNames() []string { return []string{Outcome, Target} }

// figureRecord reads a figure.
func (d *decoder) figureRecord() *Record {
	r := &Record{Kind: KindFigure, Values: map[string]any{}}
	f := &Figure{
		Measure: d.text("measure", true), Label: d.textUnlessAbsent("label"), Unit: d.text("unit", true),
		Qualifier: d.oneOf("qualifier", QualifierNames()), Type: d.oneOf("type", FigureTypeNames()),
		Wording: d.text("wording", false), Period: d.periodOf(r), StatedBy: d.optionalSlug("statedBy"),
	}
	if value, given := d.value("value"); given {
		f.Value = d.decimal("value", value, false)
	}
	f.Subjects = d.refs("subjects")
	if len(f.Subjects) == 0 {
		d.fail("subjects", MissingField, "at least one is required: say what the figure is about")
	}
	d.given(r, "label", "value", "qualifier", "wording")
	r.Figure, r.Citations = f, d.citations()
	return r
}
