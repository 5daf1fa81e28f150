package store

import (
	"slices"

	"civicgraph/internal/kg"
)

// chunk is what is known of the records that the records of a chunk mean, as they are after those put so far: as the database has them,
// with the changes that are not sent yet.
type chunk struct {
	// firstNew is the running number of the first record that the chunk adds. The database knows nothing of it and of later ones.
	firstNew   int64
	entities   map[kg.ID]*entityState
	series     map[linkSeries]*seriesState
	figures    map[figureIdentity]*figureState
	statements map[statementIdentity]*statementState
	// current are current slugs by key, as far as they were needed.
	current map[kg.ID]string
	// levels are the links of hierarchies that were read.
	levels map[kg.LinkKind]*hierarchyLinks

	// updates change rows that the database has, in order.
	updates []Query
	// added are the records whose rows are not sent yet, recited those whose citations changed, renamed those whose names did.
	added, recited []*recordState
	renamed        []*entityState
}

func newChunk() *chunk {
	return &chunk{
		entities: map[kg.ID]*entityState{}, series: map[linkSeries]*seriesState{}, figures: map[figureIdentity]*figureState{},
		statements: map[statementIdentity]*statementState{}, current: map[kg.ID]string{}, levels: map[kg.LinkKind]*hierarchyLinks{},
	}
}

// recordState is what all records have.
type recordState struct {
	id kg.ID
	// row are the values of the record's row, in the order of the table's columns, until it is sent; nil if the database has it.
	row []any
	// citations are in the order of their keys. dropped are the keys of those that the database still has.
	citations []citation
	dropped   []kg.ID
	isRecited bool
}

// citation is one that a record has.
type citation struct {
	kg.Citation

	id, source kg.ID
	// current is the current slug of the source.
	current string
	// isStored means that the database has it.
	isStored bool
}

// entityState is an entity or a source.
type entityState struct {
	recordState

	// slug is the current one.
	slug string
	// values are the known values of its fields. Those of a new one are derived from given, the record that adds it, when they are needed.
	values      map[string]any
	given       *kg.Record
	names       []kg.Name
	identifiers []kg.Identifier
	formerSlugs []string
	// storedNames is how many of the names, from the first, the database has. replacesNames means that it has others, to be deleted.
	storedNames   int
	replacesNames bool
	isRenamed     bool
}

// figureState is a figure.
type figureState struct {
	recordState

	label, qualifier, wording string
	value                     kg.Decimal
}

// statementState is a statement.
type statementState struct {
	recordState

	topics   []string
	subjects []kg.ID
}

// linkState is a link.
type linkState struct {
	recordState

	period kg.Period
	note   string
	behalf kg.ID
}

// seriesState are the links of a series.
type seriesState struct {
	// windows are the starts of which all links are known.
	windows []startWindow
	links   []*linkState
}

// startWindow is a range of starts of links, as strings, both inclusive.
type startWindow struct{ first, last string }

// afterDates sorts after the rest of a date.
const afterDates = "~"

// windowsOf returns the starts of the links of a series that may be meant by a period: all if it has no start, else none and those of the
// same year.
func windowsOf(p kg.Period) []startWindow {
	if p.From == "" {
		return []startWindow{{"", afterDates}}
	}
	year := string(p.From)[:len("2016")]
	return []startWindow{{}, {year, year + afterDates}}
}

// add adds a link that was read, unless it is known.
func (s *seriesState) add(l *linkState) {
	if !slices.ContainsFunc(s.links, func(known *linkState) bool { return known.id == l.id }) {
		s.links = append(s.links, l)
	}
}

// near returns the links of windows in the order of their keys.
func (s *seriesState) near(windows []startWindow) (found []*linkState) {
	for _, l := range s.links {
		from := string(l.period.From)
		if slices.ContainsFunc(windows, func(w startWindow) bool { return w.first <= from && from <= w.last }) {
			found = append(found, l)
		}
	}
	slices.SortFunc(found, func(a, b *linkState) int { return int(a.id.Number() - b.id.Number()) })
	return found
}

// has reports whether all links of a window are known.
func (s *seriesState) has(w startWindow) bool {
	return slices.ContainsFunc(s.windows, func(known startWindow) bool { return known.first <= w.first && w.last <= known.last })
}

// isNew reports whether a record is one that the chunk adds.
func (c *chunk) isNew(id kg.ID) bool { return id.Number() >= c.firstNew }

// recite notes that the citations of a record changed.
func (c *chunk) recite(r *recordState) {
	if !r.isRecited {
		r.isRecited = true
		c.recited = append(c.recited, r)
	}
}

// rename notes that the names of an entity changed.
func (c *chunk) rename(e *entityState) {
	if !e.isRenamed {
		e.isRenamed = true
		c.renamed = append(c.renamed, e)
	}
}
