package sdl

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
	"text/template"

	"civicgraph/internal/kg"
)

// Each template is a part of the schema, in the order of their names. They are SDL with actions for what the kinds decide.
//
//go:embed schema/*.graphqls
var templates embed.FS

// Schema returns the schema in SDL.
func Schema(kinds *kg.Kinds) ([]byte, error) { return write(schema{kinds: kinds}) }

// FlatSchema returns the schema in SDL for code generators that do not know interfaces which implement interfaces: only object
// types implement interfaces there. Objects implement the same ones, so the same documents are valid.
func FlatSchema(kinds *kg.Kinds) ([]byte, error) { return write(schema{kinds: kinds, isFlat: true}) }

func write(data schema) ([]byte, error) {
	parts, err := templates.ReadDir("schema")
	if err != nil {
		return nil, fmt.Errorf("list the templates: %w", err)
	}
	all, err := template.New("").Funcs(template.FuncMap{"describe": describe}).ParseFS(templates, "schema/*.graphqls")
	if err != nil {
		return nil, fmt.Errorf("parse the templates: %w", err)
	}
	var b bytes.Buffer
	for _, part := range parts {
		if err := all.ExecuteTemplate(&b, part.Name(), data); err != nil {
			return nil, fmt.Errorf("write %s: %w", part.Name(), err)
		}
	}
	return append(bytes.TrimSpace(b.Bytes()), '\n'), nil
}

// describe returns a description, joined from its parts, as a string of SDL.
func describe(parts ...string) string {
	text := strings.Join(parts, "")
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(text) + `"`
}

// schema is the data of the templates.
type schema struct {
	kinds  *kg.Kinds
	isFlat bool
}

// Implements returns the clause of an interface that implements others.
func (s schema) Implements(interfaces string) string {
	if s.isFlat {
		return ""
	}
	return " implements " + interfaces
}

// All returns the kinds with root fields, filters and orders: the entities and the source.
func (s schema) All() []kind { return s.of(func(*kg.Kind) bool { return true }) }

// Entities returns the kinds of entity.
func (s schema) Entities() []kind { return s.of((*kg.Kind).IsEntity) }

// Sources returns the source.
func (s schema) Sources() []kind { return s.of(func(k *kg.Kind) bool { return !k.IsEntity() }) }

func (s schema) of(is func(*kg.Kind) bool) []kind {
	var list []kind
	for _, k := range s.kinds.All() {
		if is(k) {
			list = append(list, kind{Kind: k, kinds: s.kinds})
		}
	}
	return list
}

// Links returns the kinds of link.
func (s schema) Links() []kg.LinkDefinition { return kg.LinkDefinitions() }

// OnBehalfOf returns the third end of links.
func (s schema) OnBehalfOf() thirdEnd {
	var kinds []string
	for _, definition := range kg.LinkDefinitions() {
		if definition.OnBehalfOf != nil {
			kinds = append(kinds, "`"+definition.Name+"`")
		}
	}
	to := relation{Relation: kg.Relation{To: kg.OnBehalfOf()}, kinds: s.kinds}.Target()
	return thirdEnd{Type: to.Type, Kinds: strings.Join(kinds, ", ")}
}

// thirdEnd is the third end of links: the type of the entities, and the kinds of link that have it.
type thirdEnd struct{ Type, Kinds string }

// NameTypes returns the uses of a name.
func (s schema) NameTypes() []kg.EnumValue { return kg.NameTypes() }

// Qualifiers returns the qualifiers of a figure.
func (s schema) Qualifiers() []kg.EnumValue { return kg.Qualifiers() }

// FigureTypes returns the types of figure.
func (s schema) FigureTypes() []kg.EnumValue { return kg.FigureTypes() }

// SearchFields returns what a search looks in.
func (s schema) SearchFields() []kg.EnumValue { return kg.SearchFields() }

// Connections returns the types of node of all connections but that of the search.
func (s schema) Connections() []node {
	list := []node{{Type: "Entity", Node: "Entity", HasLink: true, words: "entity", plural: "entities"}}
	for _, k := range s.Entities() {
		list = append(list, node{Type: k.Type(), Node: k.Type(), HasLink: true, words: k.Words(), plural: k.PluralWords()})
	}
	for _, name := range []string{"Link", "Fact", "Figure", "Statement"} {
		lower := strings.ToLower(name)
		list = append(list, node{Type: name, Node: name, words: lower, plural: lower + "s"})
	}
	for _, k := range s.Sources() {
		list = append(list, node{Type: k.Type(), Node: k.Type(), words: k.Words(), plural: k.PluralWords()})
	}
	return list
}

// node is the type of the nodes of a connection.
type node struct {
	// Type begins the names of the connection and the edge, Node is the type of the nodes.
	Type, Node string
	// HasLink means that relations have such connections, so that an edge may have a link.
	HasLink       bool
	words, plural string
}

// Article returns the words for one with an article: "An official".
func (n node) Article() string { return capitalized(kg.WithArticle(n.words)) }

// PluralWords returns the words for several.
func (n node) PluralWords() string { return n.plural }
