package store

import (
	"strconv"
	"strings"

	"civicgraph/internal/kg"
)

// NamesIn reads the name of each entity in the first of these languages that it has a name in (kg.LookupTags), else in any. Of several
// names it is the label, else an alias, else a former name, and the first of those; one whose use ended comes after those whose use goes
// on. With a day, it is the name of that day, as nameOnDay has it. Rows: index of the entity, text.
func (r *Registry) NamesIn(entities []kg.ID, languages []string, day kg.Date) Query {
	s := r.sql()
	list := s.arg(entities)
	tags := kg.LookupTags(languages)
	rank := "coalesce((SELECT min(2 * w.key) FROM " + s.d.list().of(s.arg(tags)) + " w WHERE lower(n.language) LIKE w.value) + " +
		romanized + ", " + strconv.Itoa(2*len(tags)) + ")"
	on := ""
	if day != "" {
		on = s.arg(string(day))
	}
	s.add("SELECT k.key, (SELECT n.text FROM name n WHERE n.entity_id = k.value ORDER BY ", preference(rank, on), " LIMIT 1)\nFROM ")
	s.eachEntity(list, "k")
	s.add("\nORDER BY k.key")
	return s.done()
}

// romanized is 1 for a name in Latin letters whose tag says so, which comes after others that a language finds: zh finds zh-Hant before
// zh-Latn.
const romanized = "CASE WHEN lower(n.language) LIKE '%-latn%' THEN 1 ELSE 0 END"

// nameOnDay reads the name that is shown by default on a day. Only entities with a name that has a period need a read of their names.
func nameOnDay() Column {
	tags := kg.LookupTags([]string{kg.DefaultLanguage})
	var rank strings.Builder
	rank.WriteString("CASE")
	for i, tag := range tags {
		rank.WriteString(" WHEN lower(n.language) LIKE '" + tag + "' THEN " + strconv.Itoa(2*i) + " + " + romanized)
	}
	rank.WriteString(" ELSE " + strconv.Itoa(2*len(tags)) + " END")
	return computedOn(func(t, day string) string {
		return "CASE WHEN EXISTS (SELECT 1 FROM name d WHERE d.entity_id = " + t + ".id AND d.possible_from <> '')\n    THEN (SELECT n.text FROM name n WHERE n.entity_id = " +
			t + ".id ORDER BY " + preference(rank.String(), day) + " LIMIT 1)\n    ELSE " + t + ".name END"
	})
}

// preference returns the terms by which names n sort, the preferred first, as kg.NameOn has it. language is the SQL of the rank of the
// language, day that of a day; empty for none.
func preference(language, day string) string {
	const always = "n.type + CASE WHEN n.period_until = '' THEN 0 ELSE 2 END, n.period_until DESC, n.position"
	if day == "" {
		return language + ", " + always
	}
	excluded := "n.possible_from <> '' AND (" + day + " < n.possible_from OR " + day + " > n.possible_until)"
	certain := day + " >= n.certain_from AND " + day + " <= n.certain_until"
	return "CASE WHEN " + excluded + " THEN 1 ELSE 0 END, " + language + ", CASE WHEN " + excluded + " THEN 0 WHEN n.type = 2 AND n.period_until = '' THEN 6" +
		" WHEN n.type = 1 AND n.possible_from = '' THEN 5 WHEN n.type = 1 AND NOT (" + certain + ") THEN 4 WHEN n.type = 1 THEN 3" +
		" WHEN n.possible_from = '' THEN 2 WHEN NOT (" + certain + ") THEN 1 ELSE 0 END, " + always
}
