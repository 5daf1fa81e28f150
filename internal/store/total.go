package store

import (
	"strconv"

	"civicgraph/internal/kg"
)

// ProjectGroupBy is a property that projects can be grouped by.
type ProjectGroupBy uint8

// Properties that projects can be grouped by.
const (
	ByStatus ProjectGroupBy = iota
	ByDistrict
	ByPark
	BySector
	ByOrigin
	ByStartYear
)

// ParseProjectGroupBy returns the property with a name in the schema.
func ParseProjectGroupBy(name string) (ProjectGroupBy, bool) {
	for i, n := range [...]string{"STATUS", "DISTRICT", "PARK", "SECTOR", "ORIGIN", "START_YEAR"} {
		if n == name {
			return ProjectGroupBy(i), true
		}
	}
	return 0, false
}

// MaxTotals is the maximal number of sums that are read. Sums of two currencies in one group are two.
const MaxTotals = 10_000

// ProjectTotals reads counts and sums of the projects of a RecordList, on its day.
type ProjectTotals struct {
	RecordList
	// By has no repetitions. A project counts once in every group that it belongs to.
	By []ProjectGroupBy
}

// Columns of the rows of ProjectTotals, behind the keys of the groups.
const (
	TotalCurrency = iota // NULL for projects without an investment
	TotalRecords
	TotalProjects
	TotalMillions // of the sum of the investments, in millions of 1/10000
	TotalRest     // of that sum, in 1/10000
)

// Read reads a row for each group and currency, at most MaxTotals+1, in no order. Rows: the keys of the group, then the columns from
// TotalCurrency on. The sum has two parts, because it may overflow an integer.
func (p *ProjectTotals) Read() Query {
	var s sqlBuilder
	s.add("SELECT ")
	for _, by := range p.By {
		s.add(by.column(), ", ")
	}
	s.add("t.investment_currency, count(*), sum(t.project_count),\n",
		"  coalesce(sum(t.investment_amount / 1000000), 0), coalesce(sum(t.investment_amount % 1000000), 0)\nFROM project t")
	for _, by := range p.By {
		p.join(&s, by)
	}
	s.add("\nWHERE TRUE")
	p.filtered(&s, strategy{scansAll: true})
	s.add("\nGROUP BY 1")
	for i := range p.By {
		s.add(", ", strconv.Itoa(i+2))
	}
	s.add("\nLIMIT ", s.arg(int64(MaxTotals+1)))
	return s.done()
}

func (by ProjectGroupBy) column() string {
	switch by {
	case ByStatus:
		return "t.status"
	case ByDistrict:
		return "district.to_id"
	case ByPark:
		return "park.from_id"
	case BySector:
		return "sector.value"
	case ByOrigin:
		return "origin.to_id"
	case ByStartYear:
		return "CAST(substr(t.started_on, 1, 4) AS INTEGER)"
	}
	panic("store: unknown property to group by")
}

// join adds the join that leads to the groups of a project, without repetitions.
func (p *ProjectTotals) join(s *sqlBuilder, by ProjectGroupBy) {
	switch by {
	case ByDistrict:
		p.joinLinks(s, "district", kg.Step{Kinds: []kg.LinkKind{kg.LocatedIn}, Far: []kg.Code{kg.KindDistrict}})
	case ByPark:
		p.joinLinks(s, "park", kg.Step{Kinds: []kg.LinkKind{kg.Hosts}, Far: []kg.Code{kg.KindPark}, In: true})
	case ByOrigin:
		p.joinLinks(s, "origin", kg.Step{Kinds: []kg.LinkKind{kg.OriginatesFrom}})
	case BySector:
		s.add("\nLEFT JOIN json_each(t.sectors) sector ON sector.key = (\n",
			"  SELECT min(other.key) FROM json_each(t.sectors) other WHERE other.value = sector.value)")
	case ByStatus, ByStartYear:
	}
}

// joinLinks joins the links of a step from the project, one for each entity that it leads to.
func (p *ProjectTotals) joinLinks(s *sqlBuilder, alias string, step kg.Step) {
	far := ".to_id"
	if step.In {
		far = ".from_id"
	}
	s.add("\nLEFT JOIN link ", alias, " ON ")
	s.matchFrom(step, alias, "t.id", p.AsOf)
	s.add(" AND NOT EXISTS (\n  SELECT 1 FROM link other WHERE ")
	s.matchFrom(step, "other", "t.id", p.AsOf)
	s.add(" AND other", far, " = ", alias, far, " AND other.id < ", alias, ".id)")
}
