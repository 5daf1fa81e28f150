package store

import "civicgraph/internal/kg"

// recordKeys are the records of the database that the records of a chunk mean.
type recordKeys struct {
	entities map[kg.Code][]kg.ID
	// hasNames, hasIdentifiers and hasFormerSlugs mean that a record has such, so that those of the entities are needed.
	hasNames, hasIdentifiers, hasFormerSlugs bool

	series     []seriesKey
	figures    []figureIdentity
	statements []statementIdentity
	// hierarchical are new links of acyclic kinds, if nothing is found for their series.
	hierarchical []hierarchicalLink
}

// seriesKey are the links of a series whose starts are in a window.
type seriesKey struct {
	series linkSeries
	window startWindow
}

// hierarchicalLink is a link of an acyclic kind; from or to is 0 if the database does not know it.
type hierarchicalLink struct {
	series linkSeries
	period kg.Period
}

// readRecords reads the records that those of a chunk mean, and the levels of hierarchies that they need.
func (b *Batch) readRecords(records []*kg.Record) error {
	keys := recordKeys{entities: map[kg.Code][]kg.ID{}}
	for _, r := range records {
		switch {
		case r.Link != nil:
			b.addLinkKeys(&keys, r.Link)
		case r.Figure != nil:
			b.addFigureKey(&keys, r)
		case r.Statement != nil:
			b.addStatementKey(&keys, r)
		default:
			b.addEntityKey(&keys, r)
		}
	}
	reads := b.entityReads(&keys)
	reads = append(reads, b.seriesReads(keys.series)...)
	reads = append(reads, b.figureReads(keys.figures)...)
	reads = append(reads, b.statementReads(keys.statements)...)
	return b.readLevels(reads, keys.hierarchical)
}

// readLevels runs reads, and with them and after them reads the levels of hierarchies that new links need.
func (b *Batch) readLevels(reads []request, links []hierarchicalLink) error {
	for isFirst := true; ; isFirst = false {
		walks := map[kg.LinkKind]*levelWalk{}
		for _, l := range links {
			kind := l.series.kind
			if !isFirst && !b.isNewTerm(l) {
				continue
			}
			if walks[kind] == nil {
				walks[kind] = b.newLevelWalk(kind)
			}
			walks[kind].begin(l.series.from, l.series.to)
		}
		for _, w := range walks {
			reads = append(reads, w.reads()...)
		}
		if len(reads) == 0 {
			return nil
		}
		if err := b.send(reads...); err != nil {
			return err
		}
		reads = nil
	}
}

// isNewTerm reports whether no link is known that a line means.
func (b *Batch) isNewTerm(l hierarchicalLink) bool {
	known := b.chunk.series[l.series]
	if known == nil {
		return true
	}
	at, err := matchingTerm(known.near(windowsOf(l.period)), l.period)
	return err == nil && at < 0
}

func (b *Batch) addEntityKey(keys *recordKeys, r *kg.Record) {
	keys.hasNames = keys.hasNames || len(r.Names) > 0
	keys.hasIdentifiers = keys.hasIdentifiers || len(r.Identifiers) > 0
	keys.hasFormerSlugs = keys.hasFormerSlugs || len(r.FormerSlugs) > 0
	id, found := b.find(kg.Ref{Kind: r.Kind, Slug: r.Slug})
	if _, asked := b.chunk.entities[id]; found && !asked {
		b.chunk.entities[id] = nil
		keys.entities[id.Code()] = append(keys.entities[id.Code()], id)
	}
}

func (b *Batch) addLinkKeys(keys *recordKeys, l *kg.Link) {
	from, isFromKnown := b.find(l.From)
	to, isToKnown := b.find(l.To)
	series := seriesOf(l, from, to)
	if l.Kind.IsAcyclic() && from != to {
		keys.hierarchical = append(keys.hierarchical, hierarchicalLink{series, l.Period})
	}
	if isFromKnown && isToKnown && from != to {
		keys.series = b.addSeriesKeys(keys.series, series, windowsOf(l.Period))
	}
}

// addSeriesKeys adds the windows of a series that are not known yet, and notes them as known.
func (b *Batch) addSeriesKeys(keys []seriesKey, series linkSeries, windows []startWindow) []seriesKey {
	known := b.chunk.series[series]
	if known == nil {
		known = &seriesState{}
		b.chunk.series[series] = known
		if !b.mayHaveLinks(series) {
			known.windows = []startWindow{{"", afterDates}}
		}
	}
	for _, w := range windows {
		if !known.has(w) {
			known.windows = append(known.windows, w)
			keys = append(keys, seriesKey{series, w})
		}
	}
	return keys
}

func (b *Batch) addFigureKey(keys *recordKeys, r *kg.Record) {
	source, found := b.find(kg.Ref{Kind: kg.KindSource, Slug: r.Citations[0].Source})
	a, err := b.aboutFigure(r.Figure, source)
	if !found || err != nil {
		return
	}
	identity := a.identityOf(r.Figure)
	if _, asked := b.chunk.figures[identity]; !asked {
		b.chunk.figures[identity] = nil
		keys.figures = append(keys.figures, identity)
	}
}

func (b *Batch) addStatementKey(keys *recordKeys, r *kg.Record) {
	source, found := b.find(kg.Ref{Kind: kg.KindSource, Slug: r.Citations[0].Source})
	a, err := b.aboutStatement(r.Statement, source)
	if !found || err != nil {
		return
	}
	identity := a.identityOfStatement(r.Statement)
	if _, asked := b.chunk.statements[identity]; !asked {
		b.chunk.statements[identity] = nil
		keys.statements = append(keys.statements, identity)
	}
}

// mayHaveLinks reports whether the database may have links of a series that no link of the chunk is of.
func (b *Batch) mayHaveLinks(s linkSeries) bool {
	isLinked := func(id kg.ID, linked numberSet) bool { return id.Number() < b.firstNew || linked.has(id.Number()) }
	return isLinked(s.from, b.linkedFrom) && isLinked(s.to, b.linkedTo)
}

// linksOf returns the links of a series; those of the windows are among them.
func (b *Batch) linksOf(series linkSeries, windows []startWindow) (*seriesState, error) {
	var err error
	if unknown := b.addSeriesKeys(nil, series, windows); unknown != nil {
		err = b.send(b.seriesReads(unknown)...)
	}
	return b.chunk.series[series], err
}

// figure returns the figure with an identity, or nil.
func (b *Batch) figure(identity figureIdentity) (*figureState, error) {
	known, asked := b.chunk.figures[identity]
	if asked {
		return known, nil
	}
	err := b.send(b.figureReads([]figureIdentity{identity})...)
	return b.chunk.figures[identity], err
}

// statement returns the statement with an identity, or nil.
func (b *Batch) statement(identity statementIdentity) (*statementState, error) {
	known, asked := b.chunk.statements[identity]
	if asked {
		return known, nil
	}
	err := b.send(b.statementReads([]statementIdentity{identity})...)
	return b.chunk.statements[identity], err
}
