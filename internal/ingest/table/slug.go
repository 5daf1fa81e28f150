package table

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"unicode"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// compoundSurnames are the Chinese surnames of two characters that are in use.
var compoundSurnames = []string{
	"欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "夏侯", "东方", "東方", "皇甫", "尉迟", "公孙", "公孫", "慕容", "令狐", "长孙", "宇文", "司徒", "端木", "呼延", "南宫",
}

// makeSlug returns the slug of a name: Latin letters without marks, Han characters in pinyin. The syllables of a run of Han characters
// are joined; those of the name of an official after the surname. Empty if the name has no Latin form.
func makeSlug(kind kg.Code, name string) string {
	words, hans, ok := search.Romanize(name)
	if !ok || len(words) == 0 {
		return ""
	}
	surname := 0
	if kind == kg.KindOfficial && !slices.Contains(hans, false) {
		surname = 1
		if slices.ContainsFunc(compoundSurnames, func(s string) bool { return strings.HasPrefix(name, s) }) {
			surname = 2
		}
	}
	var b strings.Builder
	for i, word := range words {
		if i > 0 && (!hans[i] || !hans[i-1] || i == surname) {
			b.WriteByte('-')
		}
		b.WriteString(word)
	}
	slug := b.String()
	if len(slug) > kg.MaxSlug {
		hash := fnv.New32a()
		_, _ = hash.Write([]byte(slug)) // never fails
		slug = strings.TrimRight(slug[:kg.MaxSlug-9], "-") + fmt.Sprintf("-%08x", hash.Sum32())
	}
	return slug
}

// languageOf returns the language of a name by its script, empty if the script does not say.
func languageOf(name string) string {
	has := func(scripts ...*unicode.RangeTable) bool {
		return strings.ContainsFunc(name, func(r rune) bool { return unicode.In(r, scripts...) })
	}
	switch {
	case has(unicode.Hiragana, unicode.Katakana):
		return "ja"
	case has(unicode.Hangul):
		return "ko"
	case has(unicode.Han):
		return "zh"
	case !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) }):
		return kg.DefaultLanguage
	}
	return ""
}
