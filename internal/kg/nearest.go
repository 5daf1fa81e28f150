package kg

import "strings"

// maxNearest is the length in bytes of the longest name for which Nearest looks.
const maxNearest = 40

// Nearest returns the known name that was probably meant by an unknown one: the one with the fewest typos, and at most one for
// every three letters. Case, hyphens and underscores do not count. It returns "" if no name is near.
func Nearest(name string, known []string) string {
	if len(name) > maxNearest {
		return ""
	}
	given, best, fewest := plainLetters(name), "", len(name)/3+1
	for _, candidate := range known {
		if n := typos(given, plainLetters(candidate)); n < fewest {
			best, fewest = candidate, n
		}
	}
	return best
}

// suggestion returns a question to append to an error about an unknown name; empty if no known name is near.
func suggestion(name string, known []string) string {
	if near := Nearest(name, known); near != "" {
		return " (did you mean " + near + "?)"
	}
	return ""
}

func plainLetters(s string) string {
	return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(s))
}

// typos returns the number of letters to insert, delete or replace, and of neighbours to swap, that make b of a.
func typos(a, b string) int {
	var beforeLast []int
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			replaced := last[j]
			if a[i] != b[j] {
				replaced++
			}
			row[j+1] = min(replaced, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], beforeLast[j-1]+1)
			}
		}
		beforeLast, last = last, row
	}
	return last[len(b)]
}
