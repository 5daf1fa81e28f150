package oracle

import (
	"errors"
	"fmt"
	"slices"

	"civicgraph/internal/kg"
)

// statement is a statement by an official, with its subjects in the given order.
type statement struct {
	id        kg.ID
	record    *kg.Statement
	speaker   *entity
	about     []*entity
	citations []*citation
}

func (l *loader) statement(record *kg.Record) error {
	o, given := l.oracle, record.Statement
	one := &statement{record: given}
	var err error
	if one.about, err = l.entitiesOf(given.About); err != nil {
		return err
	}
	if one.speaker, err = l.official(given.Speaker); err != nil {
		return err
	}
	identity := fmt.Sprintf("statement %q %q %q %q", record.Citations[0].Source, given.Speaker, given.SaidOn, given.Summary)
	if l.statedIdentities[identity] {
		return errors.New("duplicate statement")
	}
	l.statedIdentities[identity] = true
	one.id = l.nextID(kg.KindStatement)
	o.statements = append(o.statements, one)
	o.byID[one.id.Global()] = one
	one.citations, err = l.citations(record.Citations)
	return err
}

func (s *statement) field(o *Oracle, name string, arguments map[string]any) any {
	switch name {
	case "id":
		return s.id.Global()
	case "speaker":
		return orNull(s.speaker)
	case "saidOn":
		return stringOrNull(string(s.record.SaidOn))
	case "summary":
		return s.record.Summary
	case "topics":
		return stringSlice(s.record.Topics)
	case "about":
		return anySlice(s.about)
	}
	return o.factField(s.citations, name, arguments)
}

// factField returns the value of a field that every record with citations has.
func (o *Oracle) factField(citations []*citation, name string, arguments map[string]any) any {
	switch name {
	case "citations":
		return citationsFor(citations, arguments["field"])
	case "version":
		return 1
	case "updatedAt":
		return o.now
	}
	return unknownField{}
}

// statementEdges returns the statements that satisfy wanted, by day, then by id.
func (o *Oracle) statementEdges(wanted func(*statement) bool) []edge {
	var found []*statement
	for _, s := range o.statements {
		if wanted(s) {
			found = append(found, s)
		}
	}
	slices.SortFunc(found, func(a, b *statement) int {
		if c := compareDays(firstDay(string(a.record.SaidOn)), firstDay(string(b.record.SaidOn))); c != 0 {
			return c
		}
		return int(a.id - b.id)
	})
	var edges []edge
	for _, s := range found {
		edges = append(edges, edge{node: s, id: s.id})
	}
	return edges
}
