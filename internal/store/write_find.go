package store

import (
	"cmp"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// maxIdentities is the largest number of records that one statement finds by their identities, a power of two.
const maxIdentities = 32

// identityRead reads records that are found by their identity, with what belongs to them.
type identityRead struct {
	// columns are those of the table k with a row for each identity; place is its index.
	columns []string
	// text adds the statement behind WITH k.
	text func(*sqlBuilder)
	// texts are the statements by the number of their identities.
	texts map[int]string
}

// requests returns the statements for identities. Their numbers of identities are powers of two, so that few have to be prepared.
func (i *identityRead) requests(r *Registry, identities [][]any, row func(*Row) error) (reads []request) {
	for size := maxIdentities; len(identities) > 0; size /= 2 {
		for len(identities) >= size {
			args := make([]any, 0, size*len(i.columns))
			for _, one := range identities[:size] {
				args = append(args, one...)
			}
			if i.texts[size] == "" {
				i.texts[size] = i.statement(r, identities[:size])
			}
			reads = append(reads, request{Query: Query{SQL: i.texts[size], Args: args}, row: row})
			identities = identities[size:]
		}
	}
	return reads
}

// statement returns the SQL for identities.
func (i *identityRead) statement(r *Registry, identities [][]any) string {
	s := r.sql()
	s.add("WITH k (", strings.Join(i.columns, ", "), ") AS (\n  VALUES ")
	for row, one := range identities {
		if row > 0 {
			s.add(", ")
		}
		for column, value := range one {
			s.add(map[bool]string{true: "(", false: ", "}[column == 0], s.arg(value))
		}
		s.add(")")
	}
	s.add("\n),\n")
	i.text(&s)
	return s.String()
}

// identityReads are the reads of links, figures and statements. They are for one goroutine at a time.
type identityReads struct{ links, figures, statements identityRead }

func newIdentityReads(r *Registry) identityReads {
	read := func(columns []string, text func(*sqlBuilder)) identityRead {
		return identityRead{columns: columns, text: text, texts: map[int]string{}}
	}
	return identityReads{
		links:      read([]string{"place", "from_id", "to_id", "kind", "role", `"order"`, "first", "last"}, r.linksByIdentity),
		figures:    read([]string{"place", "source_id", "stated_by", "measure", "unit", "type", "period_from", "period_until", "attested_on", "subjects"}, figuresByIdentity),
		statements: read([]string{"place", "source_id", "speaker_id", "said_on", "summary"}, statementsByIdentity),
	}
}

// Parts of the rows of these reads, which come in no order: the record itself, its citations, what else belongs to it. The key of the record
// follows.
const (
	partRecord = iota
	partCitation
	partOther
)

// citationsOfFound is the part with the citations of the records found.
func citationsOfFound(s *sqlBuilder) {
	s.add("\nUNION ALL\nSELECT 1, c.record_id, c.id, c.source_id, s.slug, c.locator, c.quote, c.field\nFROM found f\n",
		s.d.join(), " citation c ON c.record_id = f.id\n", s.d.join(), " source s ON s.id = c.source_id")
}

// citationAt returns the citation in a row of citationsOfFound.
func citationAt(r *Row) citation {
	slug := r.Text(4)
	return citation{
		id: kg.ID(r.Int(2)), source: kg.ID(r.Int(3)), current: slug, isStored: true,
		Citation: kg.Citation{Source: slug, Locator: r.Text(5), Quote: r.Text(6), Field: r.Text(7)},
	}
}

// addStored adds a citation that was read, unless it was read before. They are in the order of their keys.
func (r *recordState) addStored(c citation) {
	at, isKnown := slices.BinarySearchFunc(r.citations, c.id, func(known citation, id kg.ID) int { return cmp.Compare(known.id, id) })
	if !isKnown {
		r.citations = slices.Insert(r.citations, at, c)
	}
}

// linksByIdentity reads links of series whose starts are in a window, with the slugs of the entities on whose behalf they exist.
func (r *Registry) linksByIdentity(s *sqlBuilder) {
	s.add("found AS (\n  SELECT k.place, l.id, l.on_behalf_of, l.period_from, l.period_until, l.attested_on, l.note\n  FROM k\n  ",
		s.d.join(), " link l ON l.from_id = k.from_id AND l.to_id = k.to_id AND l.kind = k.kind AND l.role = k.role AND l.\"order\" = k.\"order\"",
		" AND l.period_from >= k.first AND l.period_from <= k.last\n)\n",
		"SELECT 0, f.id, f.place, f.on_behalf_of, f.period_from, f.period_until, f.attested_on, f.note\nFROM found f")
	citationsOfFound(s)
	for _, code := range kg.OnBehalfOf() {
		table := r.byCode[code]
		s.add("\nUNION ALL\nSELECT 2, e.id, 0, 0, e.slug, '', '', ''\nFROM found f\n", s.d.join(), " ", table.Name, " e ON e.id = f.on_behalf_of")
	}
}

func (b *Batch) seriesReads(keys []seriesKey) []request {
	rows := make([][]any, len(keys))
	for i, k := range keys {
		s := k.series
		rows[i] = []any{int64(i), s.from, s.to, int64(s.kind), s.role, s.order, k.window.first, k.window.last}
	}
	links := map[kg.ID]*linkState{}
	link := func(id kg.ID) *linkState {
		if links[id] == nil {
			links[id] = &linkState{recordState: recordState{id: id}}
		}
		return links[id]
	}
	return b.store.identityReads.links.requests(b.registry, rows, func(r *Row) error {
		id := kg.ID(r.Int(1))
		switch r.Int(0) {
		case partRecord:
			l := link(id)
			l.period = kg.Period{From: kg.PartialDate(r.Text(4)), Until: kg.PartialDate(r.Text(5)), AttestedOn: kg.Date(r.Text(6))}
			l.note, l.behalf = r.Text(7), kg.ID(r.Int(3))
			b.chunk.series[keys[r.Int(2)].series].add(l)
		case partCitation:
			link(id).addStored(citationAt(r))
		case partOther:
			b.chunk.current[id] = r.Text(4)
		}
		return nil
	})
}

// figuresByIdentity reads figures.
func figuresByIdentity(s *sqlBuilder) {
	s.add("found AS (\n  SELECT k.place, f.id, f.value, f.label, f.qualifier, f.wording\n  FROM k\n  ",
		s.d.join(), " figure f ON f.source_id = k.source_id AND f.measure = k.measure AND f.unit = k.unit AND f.type = k.type",
		" AND f.period_from = k.period_from AND f.period_until = k.period_until AND f.attested_on = k.attested_on AND ",
		s.d.sameText("f.subjects", "k.subjects"), " AND f.stated_by = k.stated_by\n)\n",
		"SELECT 0, f.id, f.place, f.value, f.label, f.qualifier, f.wording, ''\nFROM found f")
	citationsOfFound(s)
}

func (b *Batch) figureReads(identities []figureIdentity) []request {
	rows := make([][]any, len(identities))
	for i, f := range identities {
		b.chunk.figures[f] = nil
		rows[i] = []any{int64(i), f.source, f.statedBy, f.measure, f.unit, f.kind, f.from, f.until, f.attested, f.subjects}
	}
	figures := map[kg.ID]*figureState{}
	return b.store.identityReads.figures.requests(b.registry, rows, func(r *Row) error {
		id := kg.ID(r.Int(1))
		f := figures[id]
		if f == nil {
			f = &figureState{recordState: recordState{id: id}}
			figures[id] = f
		}
		if r.Int(0) == partCitation {
			f.addStored(citationAt(r))
			return nil
		}
		f.value, f.label, f.qualifier, f.wording = kg.Decimal(r.Int(3)), r.Text(4), r.Text(5), r.Text(6)
		b.chunk.figures[identities[r.Int(2)]] = f
		return nil
	})
}

// statementsByIdentity reads statements, with their subjects.
func statementsByIdentity(s *sqlBuilder) {
	s.add("found AS (\n  SELECT k.place, t.id, t.topics\n  FROM k\n  ",
		s.d.join(), " statement t ON t.source_id = k.source_id AND t.speaker_id = k.speaker_id AND t.said_on = k.said_on AND ",
		s.d.sameText("t.summary", "k.summary"), "\n)\n",
		"SELECT 0, f.id, f.place, 0, f.topics, '', '', ''\nFROM found f")
	citationsOfFound(s)
	s.add("\nUNION ALL\nSELECT 2, u.statement_id, u.position, u.subject_id, '', '', '', ''\nFROM found f\n",
		s.d.join(), " statement_subject u ON u.statement_id = f.id")
}

func (b *Batch) statementReads(identities []statementIdentity) []request {
	rows := make([][]any, len(identities))
	for i, s := range identities {
		b.chunk.statements[s] = nil
		rows[i] = []any{int64(i), s.source, s.speaker, s.saidOn, s.summary}
	}
	statements := map[kg.ID]*statementState{}
	return b.store.identityReads.statements.requests(b.registry, rows, func(r *Row) (err error) {
		id := kg.ID(r.Int(1))
		t := statements[id]
		if t == nil {
			t = &statementState{recordState: recordState{id: id}}
			statements[id] = t
		}
		switch r.Int(0) {
		case partCitation:
			t.addStored(citationAt(r))
		case partOther:
			t.setSubject(int(r.Int(2)), kg.ID(r.Int(3)))
		case partRecord:
			t.topics, err = listAt(r, 4)
			b.chunk.statements[identities[r.Int(2)]] = t
		}
		return err
	})
}

// setSubject sets the subject at a position, which counts from 1.
func (t *statementState) setSubject(position int, subject kg.ID) {
	for len(t.subjects) < position {
		t.subjects = append(t.subjects, 0)
	}
	t.subjects[position-1] = subject
}
