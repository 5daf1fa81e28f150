package oracle

import (
	"fmt"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// figure is a number that a source states, with what it is about in the order given.
type figure struct {
	id        kg.ID
	given     *kg.Figure
	subjects  []*thing
	statedBy  *thing
	citations []*citation
}

func (l *loader) figure(record *kg.Record) error {
	o, given := l.oracle, record.Figure
	one := &figure{given: given}
	var err error
	if one.subjects, err = l.ends(given.Subjects); err != nil {
		return err
	}
	if one.statedBy, err = l.person(given.StatedBy); err != nil {
		return err
	}
	p := given.Period
	identity := fmt.Sprintf("figure %q %q %q %s %q %q %q %v %q", record.Citations[0].Source, given.Measure, given.Unit, one.kind(),
		p.From, p.Until, p.AttestedOn, one.subjectSet(), given.StatedBy)
	if l.said[identity] {
		return fmt.Errorf("the figure %s is given twice", given.Measure)
	}
	l.said[identity] = true
	one.id = l.nextID(kg.KindFigure)
	o.figures = append(o.figures, one)
	o.byID[one.id.Global()] = one
	one.citations, err = l.citations(record.Citations)
	return err
}

// ends finds several things.
func (l *loader) ends(refs []kg.Ref) ([]*thing, error) {
	var things []*thing
	for _, ref := range refs {
		t := l.end(ref)
		if t == nil {
			return nil, fmt.Errorf("there is no %s", ref.Slug)
		}
		things = append(things, t)
	}
	return things, nil
}

// person finds an official; nil where nobody is named.
func (l *loader) person(slug string) (*thing, error) {
	t := l.oracle.bySlug("official", slug)
	if slug != "" && t == nil {
		return nil, fmt.Errorf("there is no official %s", slug)
	}
	return t, nil
}

// kind is OUTCOME or TARGET.
func (f *figure) kind() string {
	if f.given.Type == "" {
		return "OUTCOME"
	}
	return f.given.Type
}

// subjectSet are the ids of the subjects, in an order of their own.
func (f *figure) subjectSet() []kg.ID { return sortedIDs(f.subjects) }

func sortedIDs(things []*thing) []kg.ID {
	var ids []kg.ID
	for _, t := range things {
		ids = append(ids, t.id)
	}
	slices.Sort(ids)
	return ids
}

func (f *figure) field(r *run, name string, arguments map[string]any) any {
	switch name {
	case "id":
		return f.id.Global()
	case "measure":
		return f.given.Measure
	case "label":
		return f.given.Label
	case "value":
		return decimal(f.given.Value)
	case "unit":
		return f.given.Unit
	case "qualifier":
		if f.given.Qualifier == "" {
			return "EXACT"
		}
		return f.given.Qualifier
	case "wording":
		return textOrNull(f.given.Wording)
	case "type":
		return f.kind()
	case "period":
		return f.given.Period
	case "subjects":
		return anys(f.subjects)
	case "statedBy":
		return orNull(f.statedBy)
	case "outcome":
		if outcome := r.oracle.outcomeOf(f); outcome != nil {
			return outcome
		}
		return nil
	case "targetStatus":
		return f.targetStatus(r, arguments)
	}
	return r.oracle.factField(f.citations, name, arguments)
}

// outcomeOf finds what came of a target; nil where that is not known, or where the figure is no target.
func (o *Oracle) outcomeOf(target *figure) *figure {
	if target.kind() != "TARGET" {
		return nil
	}
	for _, f := range o.figures { // by id
		p, q := f.given.Period, target.given.Period
		if f.kind() == "OUTCOME" && f.given.Measure == target.given.Measure && f.given.Unit == target.given.Unit &&
			slices.Equal(f.subjectSet(), target.subjectSet()) &&
			firstDay(string(p.From)) == firstDay(string(q.From)) && lastDay(string(p.Until)) == lastDay(string(q.Until)) &&
			(p.From != "" || p.Until != "" || p.AttestedOn == q.AttestedOn) {
			return f
		}
	}
	return nil
}

// targetStatus judges a target on the day given, else on that of the root field, else today.
func (f *figure) targetStatus(r *run, arguments map[string]any) any {
	if f.kind() != "TARGET" {
		return nil
	}
	day, given := arguments["on"].(string)
	if !given {
		day = r.rootDay
	}
	if day == "" {
		day = r.oracle.now[:len("2023-01-11")]
	}
	end := lastDay(string(f.given.Period.Until))
	outcome := r.oracle.outcomeOf(f)
	switch {
	case end == "" || day <= end:
		return "PENDING"
	case outcome == nil:
		return "UNKNOWN"
	case f.given.Qualifier == "AT_MOST" && outcome.given.Value <= f.given.Value,
		f.given.Qualifier != "AT_MOST" && outcome.given.Value >= f.given.Value:
		return "MET"
	}
	return "MISSED"
}

// figureEdges lists the figures about a thing, all where it is nil, by measure, then by period, then by id.
func (o *Oracle) figureEdges(about *thing) []edge {
	var found []*figure
	for _, f := range o.figures {
		if about == nil || slices.Contains(f.subjects, about) {
			found = append(found, f)
		}
	}
	slices.SortFunc(found, func(a, b *figure) int {
		p, q := a.given.Period, b.given.Period
		if c := strings.Compare(a.given.Measure, b.given.Measure); c != 0 {
			return c
		}
		if c := compareDays(firstDay(string(p.From)), firstDay(string(q.From))); c != 0 {
			return c
		}
		if c := compareDays(lastDay(string(p.Until)), lastDay(string(q.Until))); c != 0 {
			return c
		}
		return int(a.id - b.id)
	})
	var edges []edge
	for _, f := range found {
		edges = append(edges, edge{node: f, id: f.id})
	}
	return edges
}
