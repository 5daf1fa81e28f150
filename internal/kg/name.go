package kg

import (
	"cmp"
	"slices"
	"strings"
)

// NameType is the use of a name.
type NameType uint8

// Uses of a name, by preference.
const (
	Label  NameType = 0
	Alias  NameType = 1
	Former NameType = 2
)

// NameTypes describes the uses by number; the first is the default.
func NameTypes() []EnumValue {
	return []EnumValue{{"LABEL", "The usual name in its language."}, {"ALIAS", "Another name in use."}, {"FORMER", "A name no longer in use."}}
}

// NameTypeNames returns the names of the uses by number.
func NameTypeNames() []string { return []string{"LABEL", "ALIAS", "FORMER"} }

// MarshalText returns the name of the use.
func (t NameType) MarshalText() ([]byte, error) { return []byte(NameTypeNames()[t]), nil }

// Name is one name of an entity, and the time of its use.
type Name struct {
	Text     string      `json:"text"`
	Language string      `json:"language"`
	Type     NameType    `json:"type"`
	From     PartialDate `json:"from,omitempty"`
	Until    PartialDate `json:"until,omitempty"`
}

// Period returns the time of the name's use.
func (n *Name) Period() Period { return Period{From: n.From, Until: n.Until} }

// IsDated reports whether either end of the name's use is known.
func (n *Name) IsDated() bool { return n.From != "" || n.Until != "" }

// DefaultLanguage is the language of the name that is shown by default.
const DefaultLanguage = "en"

// DefaultName returns the name that is shown by default: the preferred one in DefaultLanguage, or else in any.
func DefaultName(names []Name) Name { return NameOn(names, "") }

// NameOn returns the name that is shown by default on a day, as the read path does (store.NamesIn); the zero Name if there are no
// names.
func NameOn(names []Name, day Date) Name {
	if len(names) == 0 {
		return Name{}
	}
	tags := LookupTags([]string{DefaultLanguage})
	ranks := make([]nameRank, len(names))
	for i := range names {
		ranks[i] = rankOf(&names[i], tags, day)
	}
	best := 0
	for i := range ranks {
		if ranks[i].compare(&ranks[best]) < 0 {
			best = i
		}
	}
	return names[best]
}

// nameRank is the order in which names are preferred, the least first; the first name of several that are equal.
type nameRank struct {
	// excluded is 1 if the name was not in use on the day.
	excluded int
	// language is the rank of the language.
	language int
	// day is the rank of the period and use on the day, 0 without a day.
	day int
	// use is the rank of the use, whenever it was; until is the end of the name's use, of which the latest comes first.
	use   int
	until PartialDate
}

func (r *nameRank) compare(other *nameRank) int {
	return cmp.Or(cmp.Compare(r.excluded, other.excluded), cmp.Compare(r.language, other.language), cmp.Compare(r.day, other.day),
		cmp.Compare(r.use, other.use), cmp.Compare(other.until, r.until))
}

// rankOf returns the rank of a name.
func rankOf(n *Name, tags []string, day Date) nameRank {
	r := nameRank{language: languageRank(n.Language, tags), use: int(n.Type), until: n.Until}
	if n.Until != "" {
		r.use += int(Former)
	}
	if day == "" {
		return r
	}
	holds := HoldsUnknown
	if n.IsDated() {
		p := n.Period()
		holds = p.Holds(day)
	}
	switch {
	case holds == HoldsNo:
		r.excluded = 1
	case n.Type == Former && n.Until == "":
		r.day = 6
	case n.Type == Alias && !n.IsDated():
		r.day = 5
	case n.Type == Alias && holds == HoldsUnknown:
		r.day = 4
	case n.Type == Alias:
		r.day = 3
	case !n.IsDated():
		r.day = 2
	case holds == HoldsUnknown:
		r.day = 1
	}
	return r
}

// languageRank returns the rank of a language among those that LookupTags returns.
func languageRank(language string, tags []string) int {
	language = strings.ToLower(language)
	for i, tag := range tags {
		prefix, isPrefix := strings.CutSuffix(tag, "%")
		if language == tag || isPrefix && strings.HasPrefix(language, prefix) {
			if strings.Contains(language, "-latn") {
				return 2*i + 1
			}
			return 2 * i
		}
	}
	return 2 * len(tags)
}

// LookupTags returns the language tags, in lower case, that languages find, the best first. They are looked up as RFC 4647, section 3.4,
// says: each without its last subtags, one by one, and without single letters that would then be last. A tag that ends in `-%` stands for all
// longer ones: last of all, a language finds what is more specific, as zh finds zh-Hant. Chinese tags with a script find those with a
// region where it is written, and the other way round. `*` finds nothing by itself.
func LookupTags(languages []string) []string {
	tags := []string{}
	known := map[string]bool{}
	add := func(tag string) {
		if !known[tag] {
			known[tag] = true
			tags = append(tags, tag)
		}
	}
	for _, language := range languages {
		subtags := rangeOf(language)
		for n := len(subtags); n > 0; n-- {
			if n > 1 && n < len(subtags) && len(subtags[n-1]) == 1 {
				continue
			}
			tag := strings.Join(subtags[:n], "-")
			add(tag)
			for _, equal := range chineseTags(subtags[:n]) {
				add(equal)
			}
		}
		if len(subtags) > 0 {
			add(strings.Join(subtags, "-") + "-%")
		}
	}
	return tags
}

// rangeOf returns the subtags of a language range in lower case, without those that are `*`; nil if it begins with `*`, or no tag can be
// like it.
func rangeOf(language string) []string {
	if strings.HasPrefix(language, "*") {
		return nil
	}
	subtags := slices.DeleteFunc(strings.Split(strings.ToLower(language), "-"), func(s string) bool { return s == "*" })
	for length := len(language); len(subtags) > 1 && length > MaxLanguage; subtags = subtags[:len(subtags)-1] { // of no name
		length -= len(subtags[len(subtags)-1]) + len("-")
	}
	if !validLanguage(strings.Join(subtags, "-")) {
		return nil
	}
	return subtags
}

// chineseTags returns the tags of the regions where the script of a Chinese tag is written, or the tag of the script that is written in
// its region.
func chineseTags(subtags []string) []string {
	if len(subtags) != 2 || subtags[0] != "zh" {
		return nil
	}
	switch subtags[1] {
	case "cn", "sg", "my":
		return []string{"zh-hans-" + subtags[1], "zh-hans"}
	case "tw", "hk", "mo":
		return []string{"zh-hant-" + subtags[1], "zh-hant"}
	case "hans":
		return []string{"zh-cn", "zh-sg", "zh-my"}
	case "hant":
		return []string{"zh-tw", "zh-hk", "zh-mo"}
	}
	return nil
}
