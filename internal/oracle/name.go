package oracle

import (
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// nameIn returns the name in the first of the languages that has one, or else in any. Names that were not in use on the day count only if
// there are no others.
func nameIn(names []kg.Name, languages []any, day string) any {
	inUse := slices.DeleteFunc(slices.Clone(names), func(n kg.Name) bool { return day != "" && useOn(n, day) == "NO" })
	if len(inUse) == 0 {
		inUse = names
	}
	for _, language := range languages {
		tag, _ := language.(string)
		if found := inLanguage(inUse, tag); len(found) > 0 {
			return bestName(found, day)
		}
	}
	return bestName(inUse, day)
}

// useOn returns whether a name was in use on a day, UNKNOWN if it has no period.
func useOn(n kg.Name, day string) string {
	return holds(kg.Period{From: n.From, Until: n.Until}, day)
}

// inLanguage returns the names that one language range finds.
func inLanguage(names []kg.Name, asked string) []kg.Name {
	if strings.HasPrefix(asked, "*") || strings.Trim(strings.ToLower(asked), "abcdefghijklmnopqrstuvwxyz-*") != "" {
		return nil
	}
	parts := slices.DeleteFunc(strings.Split(strings.ToLower(asked), "-"), func(part string) bool { return part == "*" })
	tagged := func(passes func(tag string) bool) []kg.Name {
		return slices.DeleteFunc(slices.Clone(names), func(n kg.Name) bool { return !passes(strings.ToLower(n.Language)) })
	}
	for n := len(parts); n > 0; n-- {
		tag := strings.Join(parts[:n], "-")
		for _, one := range append([]string{tag}, sameInChina[tag]...) {
			if found := tagged(func(t string) bool { return t == one }); len(found) > 0 {
				return found
			}
		}
	}
	longer := strings.Join(parts, "-") + "-"
	isLatin := func(tag string) bool { return strings.Contains(tag, "-latn") }
	if found := tagged(func(t string) bool { return strings.HasPrefix(t, longer) && !isLatin(t) }); len(found) > 0 {
		return found
	}
	return tagged(func(t string) bool { return strings.HasPrefix(t, longer) })
}

// sameInChina holds the tags that stand for the Chinese of the same script.
var sameInChina = map[string][]string{ //nolint:gochecknoglobals // read only
	"zh-cn": {"zh-hans-cn", "zh-hans"}, "zh-sg": {"zh-hans-sg", "zh-hans"}, "zh-my": {"zh-hans-my", "zh-hans"}, "zh-tw": {"zh-hant-tw", "zh-hant"},
	"zh-hk": {"zh-hant-hk", "zh-hant"}, "zh-mo": {"zh-hant-mo", "zh-hant"}, "zh-hans": {"zh-cn", "zh-sg", "zh-my"}, "zh-hant": {"zh-tw", "zh-hk", "zh-mo"},
}

// bestName returns the text of the preferred name of the first group that has any.
func bestName(names []kg.Name, day string) any {
	var groups []func(kg.Name) bool
	if day != "" {
		holding := func(uses []kg.NameType, when string) func(kg.Name) bool {
			return func(n kg.Name) bool {
				isOpenFormer := n.Type == kg.Former && n.Until == ""
				return slices.Contains(uses, n.Type) && !isOpenFormer && isDated(n) && useOn(n, day) == when
			}
		}
		undated := func(use kg.NameType) func(kg.Name) bool {
			return func(n kg.Name) bool { return n.Type == use && !isDated(n) }
		}
		main := []kg.NameType{kg.Label, kg.Former}
		groups = append(groups, holding(main, "YES"), holding(main, "UNKNOWN"), undated(kg.Label),
			holding([]kg.NameType{kg.Alias}, "YES"), holding([]kg.NameType{kg.Alias}, "UNKNOWN"), undated(kg.Alias))
	}
	groups = append(groups, func(kg.Name) bool { return true })
	for _, group := range groups {
		var best *kg.Name
		for i, n := range names {
			if group(n) && (best == nil || isPreferred(n, *best)) {
				best = &names[i]
			}
		}
		if best != nil {
			return best.Text
		}
	}
	return nil
}

func isDated(n kg.Name) bool { return n.From != "" || n.Until != "" }

// isPreferred reports whether a name is preferred to an earlier one, whatever the day: a label before an alias before one that ended or
// is former, and of those the last to end.
func isPreferred(n, earlier kg.Name) bool {
	rank := func(n kg.Name) int {
		if n.Until == "" {
			return map[kg.NameType]int{kg.Label: 1, kg.Alias: 2, kg.Former: 3}[n.Type]
		}
		return map[kg.NameType]int{kg.Label: 3, kg.Alias: 4, kg.Former: 5}[n.Type]
	}
	if rank(n) != rank(earlier) {
		return rank(n) < rank(earlier)
	}
	return n.Until > earlier.Until
}
