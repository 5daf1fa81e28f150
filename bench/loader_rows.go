package main

import (
	"maps"
	"slices"
	"strings"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
	"civicgraph/internal/store"
)

// insertion is a prepared INSERT; its values are bound one after the other.
type insertion struct {
	stmt  *sqlite.Stmt
	bound int
}

func (i *insertion) int(v int64) *insertion {
	i.bound++
	i.stmt.BindInt64(i.bound, v)
	return i
}

func (i *insertion) id(v kg.ID) *insertion { return i.int(int64(v)) }

func (i *insertion) text(v string) *insertion {
	i.bound++
	i.stmt.BindText(i.bound, v)
	return i
}

func (i *insertion) null() *insertion {
	i.bound++
	i.stmt.BindNull(i.bound)
	return i
}

func (i *insertion) textOrNull(v string) *insertion {
	if v == "" {
		return i.null()
	}
	return i.text(v)
}

func (i *insertion) intOrNull(v int64) {
	if v == 0 {
		i.null()
	} else {
		i.int(v)
	}
}

// date binds the columns of a partial date.
func (i *insertion) date(d kg.PartialDate) *insertion {
	if d == "" {
		return i.null().null().null()
	}
	return i.text(string(d)).text(d.First()).text(d.Last())
}

func (i *insertion) decimal(v string) *insertion {
	d, err := kg.ParseDecimal(v)
	if err != nil {
		return i.null()
	}
	return i.int(int64(d))
}

func (i *insertion) add() error {
	i.bound = 0
	if _, err := i.stmt.Step(); err != nil {
		return err
	}
	return i.stmt.Reset()
}

// loaderRows holds the statements of the loader.
type loaderRows struct {
	things                                                        map[kg.Code]*insertion
	name, identifier, citation, link, change, key, degree, source *insertion
	phrase, word, wordEnd, posting                                *insertion
}

func (l *loader) prepareRows() (err error) {
	prepare := func(table, columns string) *insertion {
		values := strings.Repeat(", ?", strings.Count(columns, ",")+1)[2:]
		stmt, failed := l.conn.Prepare("INSERT INTO " + table + " (" + columns + ") VALUES (" + values + ")")
		if failed != nil && err == nil {
			err = failed
		}
		return &insertion{stmt: stmt}
	}
	const head = "id, slug, version, updated_at, name, name_key, summary, location_lat, location_lon"
	l.rows = loaderRows{
		things: map[kg.Code]*insertion{
			kg.KindOfficial:     prepare("official", head+", born_on, born_on_first, born_on_last"),
			kg.KindDistrict:     prepare("district", head+", level, population"),
			kg.KindPark:         prepare("park", head+", founded_on, founded_on_first, founded_on_last, area_hectares"),
			kg.KindStation:      prepare("station", head),
			kg.KindOrganization: prepare("organization", head+", type"),
			kg.KindProject: prepare("project", head+", status, project_count, investment_amount, investment_currency, "+
				"started_on, started_on_first, started_on_last, completed_on, completed_on_first, completed_on_last, sectors"),
			kg.KindRailLine: prepare("rail_line", head+", status, opened_on, opened_on_first, opened_on_last, length_km, max_speed_kmh"),
		},
		source: prepare("source", "id, slug, version, updated_at, title, title_key, title_folded, publisher, publisher_key, "+
			"publisher_folded, authors, url, published_on, published_on_first, published_on_last, language"),
		name:       prepare("name", "entity_id, position, text, language, type"),
		identifier: prepare("identifier", "entity_id, position, scheme, value"),
		citation:   prepare("citation", "id, record_id, source_id, locator, sort, quote, field"),
		link: prepare("link", `id, kind, from_type, from_id, to_type, to_id, role, "order", period_from, period_until, attested_on, `+
			"possible_from, possible_until, certain_from, certain_until, note, version, updated_at"),
		change: prepare("change", "set_id, position, record_id, action"),
		key:    prepare("search_key", "key, entity_id, item, start"),
		degree: prepare("degree", "entity_id, links"),
		phrase: prepare("phrase", "id, field, text, key"), word: prepare("word", "id, text"), wordEnd: prepare("word_end", "text, word"),
		posting: prepare("posting", "word, section, record_id"),
	}
	return err
}

func (l *loader) addSource(s *loaderSource) error {
	id := l.id(kg.Ref{Kind: kg.KindSource, Slug: s.Slug})
	r := l.rows.source.id(id).text(s.Slug).int(1).text(l.now).text(s.Title).text(search.SortKey(s.Title, s.Language))
	r.text(search.Fold(s.Title)).textOrNull(s.Publisher).textOrNull(search.SortKey(s.Publisher, s.Language))
	r.textOrNull(search.Fold(s.Publisher)).textOrNull(string(s.Authors)).textOrNull(s.URL).date(s.PublishedOn).textOrNull(s.Language)
	if err := r.add(); err != nil {
		return err
	}
	l.indexText(kg.TitleText, id, s.Title)
	l.indexText(kg.PublisherText, id, s.Publisher)
	return l.addChange(id)
}

func (l *loader) addEntity(code kg.Code, e *loaderEntity) error {
	id := l.id(kg.Ref{Kind: code, Slug: e.Slug})
	names := make([]kg.Name, len(e.Names))
	for i, n := range e.Names {
		names[i] = kg.Name{Text: n.Text, Language: n.Language, Type: kg.NameType(max(0, slices.Index(kg.NameTypeNames(), n.Type)))}
	}
	if err := l.addRow(code, id, e, kg.DefaultName(names)); err != nil {
		return err
	}
	for i, n := range names {
		if err := l.rows.name.id(id).int(int64(i + 1)).text(n.Text).text(n.Language).int(int64(n.Type)).add(); err != nil {
			return err
		}
		l.findBy(id, i+1, search.Keys(n.Text))
	}
	for i, code := range e.Identifiers {
		if err := l.rows.identifier.id(id).int(int64(i + 1)).text(code.Scheme).text(code.Value).add(); err != nil {
			return err
		}
		l.findBy(id, -(i + 1), search.CodeKeys(code.Scheme, code.Value))
	}
	l.indexText(kg.SummaryText, id, e.Summary)
	return l.addEvidence(id, e.Citations)
}

// addRow adds an entity's own row.
func (l *loader) addRow(code kg.Code, id kg.ID, e *loaderEntity, name kg.Name) error {
	r := l.rows.things[code].id(id).text(e.Slug).int(1).text(l.now).text(name.Text).text(search.SortKey(name.Text, name.Language)).textOrNull(e.Summary)
	if e.Location == nil {
		r.null().null()
	} else {
		r.bound += 2
		r.stmt.BindFloat(r.bound-1, e.Location.Lat)
		r.stmt.BindFloat(r.bound, e.Location.Lon)
	}
	switch code {
	case kg.KindOfficial:
		r.date(e.BornOn)
	case kg.KindDistrict:
		r.text(e.Level).intOrNull(e.Population)
	case kg.KindPark:
		r.date(e.FoundedOn).decimal(e.AreaHectares)
	case kg.KindProject:
		r.text(e.Status).int(1)
		if e.Investment == nil {
			r.null().null()
		} else {
			r.decimal(e.Investment.Amount).text(e.Investment.Currency)
		}
		r.date(e.StartedOn).date(e.CompletedOn).textOrNull(string(e.Sectors))
	case kg.KindRailLine:
		r.text(e.Status).date(e.OpenedOn).decimal(e.LengthKm).intOrNull(e.MaxSpeedKmh)
	case kg.KindOrganization:
		r.text(e.Type)
	}
	return r.add()
}

func (l *loader) addLink(k *loaderLink) error {
	from, to := l.id(k.From.ref()), l.id(k.To.ref())
	kind, _ := kg.ParseLinkKind(k.Kind)
	if kind.IsSymmetric() && from > to {
		from, to = to, from
	}
	if k.Order == 0 {
		k.Order = kg.NoOrder
	}
	id, p, span := l.newID(kg.KindLink), k.Period, k.Period.Span()
	r := l.rows.link.id(id).int(int64(kind)).int(int64(from.Code())).id(from).int(int64(to.Code())).id(to).text(k.Role).int(k.Order)
	r.text(string(p.From)).text(string(p.Until)).text(string(p.AttestedOn))
	r.text(span.PossibleFrom).text(span.PossibleUntil).text(span.CertainFrom).text(span.CertainUntil).text(k.Note).int(1).text(l.now)
	if err := r.add(); err != nil {
		return err
	}
	if err := l.addRole(k.Role); err != nil {
		return err
	}
	l.degrees[from]++
	l.degrees[to]++
	return l.addEvidence(id, k.Citations)
}

func (l *loader) addEvidence(id kg.ID, citations []kg.Citation) error {
	for _, c := range citations {
		source := l.ids[kg.Ref{Kind: kg.KindSource, Slug: c.Source}]
		r := l.rows.citation.id(l.newID(kg.KindCitation)).id(id).id(source)
		if err := r.text(c.Locator).text(kg.LocatorKey(c.Locator)).text(c.Quote).text(c.Field).add(); err != nil {
			return err
		}
	}
	return l.addChange(id)
}

// addChange records that a record is new.
func (l *loader) addChange(id kg.ID) error {
	l.changes++
	return l.rows.change.int(1).int(l.changes).id(id).int(1).add()
}

func (l *loader) addDegrees() error {
	for _, entity := range slices.Sorted(maps.Keys(l.degrees)) {
		if err := l.rows.degree.id(entity).int(l.degrees[entity]).add(); err != nil {
			return err
		}
	}
	return nil
}

// addSet records when the graph was filled, and the last keys.
func (l *loader) addSet() error {
	for _, statement := range []struct {
		sql  string
		args []any
	}{
		{"INSERT INTO change_set (id, at, actor, run) VALUES (1, ?, ?, ?)", []any{l.now, store.ImportActor, l.now}},
		{"UPDATE sequence SET last = ?, changed_at = ? WHERE name = 'record'", []any{l.last, l.now}},
		{"UPDATE sequence SET last = 1 WHERE name = 'change'", nil},
	} {
		if err := sqlitex.ExecuteTransient(l.conn, statement.sql, &sqlitex.ExecOptions{Args: statement.args}); err != nil {
			return err
		}
	}
	return nil
}
