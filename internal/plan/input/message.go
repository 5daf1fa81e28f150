package input

import (
	"strings"

	"civicgraph/internal/kg"
)

// Sentence returns the problem of a value with a name, such as "variable $where", as a sentence with the path to it.
func (p *Problem) Sentence(name string) string {
	return strings.Join(append([]string{name}, p.Path...), ".") + ": " + p.Message
}

// Suggestion returns a question to append to the sentence: whether a similar name is meant. It is empty if none is similar.
func (p *Problem) Suggestion() string {
	if near := kg.Nearest(p.Given, p.Known); p.Given != "" && near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}
