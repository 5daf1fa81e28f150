package oracle

import (
	"fmt"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// figure is a number stated by a source, with its subjects in the given order.
type figure struct {
	id        kg.ID
	record    *kg.Figure
	subjects  []*entity
	statedBy  *entity
	citations []*citation
}

func (l *loader) figure(record *kg.Record) error {
	o, given := l.oracle, record.Figure
	one := &figure{record: given}
	var err error
	if one.subjects, err = l.entitiesOf(given.Subjects); err != nil {
		return err
	}
	if one.statedBy, err = l.official(given.StatedBy); err != nil {
		return err
	}
	p := given.Period
	identity := fmt.Sprintf("figure %q %q %q %s %q %q %q %v %q", record.Citations[0].Source, given.Measure, given.Unit, one.kind(),
		p.From, p.Until, p.AttestedOn, one.subjectSet(), given.StatedBy)
	if l.statedIdentities[identity] {
		return fmt.Errorf("duplicate figure: %s", given.Measure)
	}
	l.statedIdentities[identity] = true
	one.id = l.nextID(kg.KindFigure)
	o.figures = append(o.figures, one)
	o.byID[one.id.Global()] = one
	one.citations, err = l.citations(record.Citations)
	return err
}

// entitiesOf returns the entities of references.
func (l *loader) entitiesOf(refs []kg.Ref) ([]*entity, error) {
	var entities []*entity
	for _, ref := range refs {
		t := l.entityOf(ref)
		if t == nil {
			return nil, fmt.Errorf("unknown entity: %s", ref.Slug)
		}
		entities = append(entities, t)
	}
	return entities, nil
}

// official returns the official with a slug; nil if the slug is empty.
func (l *loader) official(slug string) (*entity, error) {
	t := l.oracle.bySlug("official", slug)
	if slug != "" && t == nil {
		return nil, fmt.Errorf("unknown official: %s", slug)
	}
	return t, nil
}

// kind returns OUTCOME or TARGET.
func (f *figure) kind() string {
	if f.record.Type == "" {
		return "OUTCOME"
	}
	return f.record.Type
}

// subjectSet returns the ids of the subjects in ascending order.
func (f *figure) subjectSet() []kg.ID { return sortedIDs(f.subjects) }

func sortedIDs(entities []*entity) []kg.ID {
	var ids []kg.ID
	for _, t := range entities {
		ids = append(ids, t.id)
	}
	slices.Sort(ids)
	return ids
}

func (f *figure) field(r *execution, name string, arguments map[string]any) any {
	switch name {
	case "id":
		return f.id.Global()
	case "measure":
		return f.record.Measure
	case "label":
		return f.record.Label
	case "value":
		return decimal(f.record.Value)
	case "unit":
		return f.record.Unit
	case "qualifier":
		if f.record.Qualifier == "" {
			return "EXACT"
		}
		return f.record.Qualifier
	case "wording":
		return stringOrNull(f.record.Wording)
	case "type":
		return f.kind()
	case "period":
		return f.record.Period
	case "subjects":
		return anySlice(f.subjects)
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

// outcomeOf returns the outcome of a target; nil if it is unknown, or if the figure is no target.
func (o *Oracle) outcomeOf(target *figure) *figure {
	if target.kind() != "TARGET" {
		return nil
	}
	for _, f := range o.figures { // by id
		p, q := f.record.Period, target.record.Period
		if f.kind() == "OUTCOME" && f.record.Measure == target.record.Measure && f.record.Unit == target.record.Unit &&
			slices.Equal(f.subjectSet(), target.subjectSet()) &&
			firstDay(string(p.From)) == firstDay(string(q.From)) && lastDay(string(p.Until)) == lastDay(string(q.Until)) &&
			(p.From != "" || p.Until != "" || p.AttestedOn == q.AttestedOn) {
			return f
		}
	}
	return nil
}

// targetStatus returns the status of a target on the given day, or else on that of the root field, or else today.
func (f *figure) targetStatus(r *execution, arguments map[string]any) any {
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
	end := lastDay(string(f.record.Period.Until))
	outcome := r.oracle.outcomeOf(f)
	switch {
	case end == "" || day <= end:
		return "PENDING"
	case outcome == nil:
		return "UNKNOWN"
	case f.record.Qualifier == "AT_MOST" && outcome.record.Value <= f.record.Value,
		f.record.Qualifier != "AT_MOST" && outcome.record.Value >= f.record.Value:
		return "MET"
	}
	return "MISSED"
}

// figureEdges returns the figures about an entity, or all if it is nil, by measure, then by period, then by id.
func (o *Oracle) figureEdges(about *entity) []edge {
	var found []*figure
	for _, f := range o.figures {
		if about == nil || slices.Contains(f.subjects, about) {
			found = append(found, f)
		}
	}
	slices.SortFunc(found, func(a, b *figure) int {
		p, q := a.record.Period, b.record.Period
		if c := strings.Compare(a.record.Measure, b.record.Measure); c != 0 {
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
