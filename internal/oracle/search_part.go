package oracle

import (
	"slices"
	"strings"
)

// partClass is the class of results that lack one word of the query.
const partClass = 5

// isRest reports whether one of the names is the query without one of its words, spaces aside.
func isRest(q string, called []calledName) bool {
	return slices.ContainsFunc(called, func(c calledName) bool { return isRestOf(q, c.keys) })
}

func isRestOf(q string, keys []key) bool {
	return slices.ContainsFunc(restsOf(q), func(rest string) bool { return slices.Contains(keys, key{rest, true}) })
}

// restsOf returns the query without each of its words. One of Han characters alone may lack its beginning or its end. The random graphs
// have no Korean names.
func restsOf(q string) []string {
	words := allWordsOf(q)
	if len(words) > 8 {
		return nil
	}
	var rests []string
	if len(words) == 1 {
		runes := []rune(words[0])
		if !isHan(runes[0]) || len(runes) > 16 {
			return nil
		}
		for length := 2; length < len(runes); length++ {
			rests = append(rests, string(runes[:length]), string(runes[len(runes)-length:]))
		}
		return rests
	}
	for i := range words {
		rests = append(rests, cutKey(strings.Join(slices.Concat(words[:i], words[i+1:]), "")))
	}
	return rests
}

// essentialWords returns the words of a query without particles.
func essentialWords(q string) []string {
	return slices.DeleteFunc(wordsOf(q), func(word string) bool {
		return slices.Contains(strings.Fields("a an and at by for from in of on the to s "+
			"d de des du et l la le les da das del do dos e el las los y dell della di dem den der die und von het van"), word)
	})
}

// commonWords returns for each essential word the number of entities with it.
func commonWords(q string, names map[*entity][]calledName) map[string]int {
	common := map[string]int{}
	for _, word := range essentialWords(q) {
		for _, called := range names {
			if hasWord(word, called) {
				common[word]++
			}
		}
	}
	return common
}

// hasWord reports whether a word of the names begins with a word of a query, or equals a short one.
func hasWord(word string, called []calledName) bool {
	isShort := len([]rune(word)) < 3 && !strings.ContainsFunc(word, isHan)
	for _, c := range called {
		for _, k := range c.keys {
			if isShort && strings.HasPrefix(k.text+" ", word+" ") || !isShort && strings.HasPrefix(k.text, word) {
				return true
			}
		}
	}
	return false
}

// partOf reports whether the names lack at most one essential word of a query. If they lack one, common is the sum of the numbers of
// entities that have the others.
func partOf(q string, called []calledName, entities map[string]int) (common int, ok bool) {
	words := essentialWords(q)
	missing := 0
	for _, word := range words {
		if hasWord(word, called) {
			common += entities[word]
		} else {
			missing++
		}
	}
	if missing == 0 {
		common = 0
	}
	return common, len(wordsOf(q)) > 1 && missing < len(words) && missing < 2
}
