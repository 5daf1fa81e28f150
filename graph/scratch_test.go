package graph_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
	"civicgraph/internal/plan"
	"civicgraph/internal/store"
)

// What a new kind of entity takes, as docs/architecture.md tells it: its part of the schema, its kind, its relations
// and its migration.

const bridgeSchema = `
type Bridge implements Node & Versioned & Fact & Entity {
  id: ID!
  slug: String!
  formerSlugs: [String!]!
  name(languages: [String!]! = ["en"]): String!
  names: [Name!]!
  summary: String
  identifiers: [Identifier!]!
  location: Point
  links(direction: LinkDirection! = BOTH, kinds: [LinkKind!], where: LinkFilter, asOf: Date, first: Int, after: String, last: Int, before: String): LinkConnection!
  figures(where: FigureFilter, orderBy: [FigureOrder!], first: Int, after: String, last: Int, before: String): FigureConnection!
  statements(where: StatementFilter, orderBy: [StatementOrder!], first: Int, after: String, last: Int, before: String): StatementConnection!
  citations(field: String): [Citation!]!
  version: Int!
  updatedAt: DateTime!
  spanMetres: Int
  openedOn: PartialDate
  districts(where: DistrictFilter, link: LinkFilter, orderBy: [DistrictOrder!], asOf: Date, first: Int, after: String, last: Int, before: String): DistrictConnection!
}
type BridgeConnection { edges: [BridgeEdge!]! nodes: [Bridge!]! pageInfo: PageInfo! totalCount: Int! }
type BridgeEdge { cursor: String! node: Bridge link: Link }
extend type District {
  bridges(deep: Boolean! = false, where: BridgeFilter, link: LinkFilter, orderBy: [BridgeOrder!], asOf: Date, first: Int, after: String, last: Int, before: String): BridgeConnection!
}
extend type Query {
  bridge(slug: String!, asOf: Date): Bridge
  bridges(where: BridgeFilter, orderBy: [BridgeOrder!], asOf: Date, first: Int, after: String, last: Int, before: String): BridgeConnection!
}
input BridgeFilter {
  and: [BridgeFilter!] or: [BridgeFilter!] not: BridgeFilter
  slug: StringFilter name: StringFilter spanMetres: IntFilter openedOn: PartialDateFilter districts: DistrictRelationFilter
}
input BridgeRelationFilter { some: BridgeFilter none: BridgeFilter every: BridgeFilter link: LinkFilter }
extend input DistrictFilter { bridges: BridgeRelationFilter }
extend input EntityFilter { bridge: BridgeFilter }
enum BridgeOrderField { NAME SPAN_METRES OPENED_ON }
input BridgeOrder { field: BridgeOrderField! direction: OrderDirection! = ASC }`

const bridgeCode kg.Code = 20

func bridgeKind() kg.Kind {
	return kg.Kind{
		Code: bridgeCode, Name: "bridge", Plural: "bridges",
		Fields: []kg.Field{
			{Name: "summary", Type: kg.TypeString}, {Name: "location", Type: kg.TypePoint},
			{Name: "spanMetres", Type: kg.TypeInt, Max: 100_000}, {Name: "openedOn", Type: kg.TypePartialDate},
		},
		Links: []kg.LinkRule{{Kind: kg.LocatedIn, To: []kg.Code{kg.KindDistrict}}},
	}
}

func bridgeRelations() []store.KindRelations {
	up := store.Step{Kinds: []kg.LinkKind{kg.LocatedIn}, Far: []kg.Code{kg.KindDistrict}}
	down := store.Step{Kinds: []kg.LinkKind{kg.LocatedIn}, Far: []kg.Code{bridgeCode}, In: true}
	below := store.Step{Kinds: []kg.LinkKind{kg.PartOf}, Far: []kg.Code{kg.KindDistrict}, In: true}
	return []store.KindRelations{
		{Code: bridgeCode, Relations: map[string]store.Relation{
			"districts": {Steps: []store.Step{up}, To: []kg.Code{kg.KindDistrict}},
		}},
		{Code: kg.KindDistrict, Relations: map[string]store.Relation{
			"bridges": {Steps: []store.Step{down}, Recurse: &below, To: []kg.Code{bridgeCode}},
		}},
	}
}

const bridgeMigration = `CREATE TABLE bridge (
  id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, name_key TEXT NOT NULL, summary TEXT,
  location_lat REAL, location_lon REAL, span_metres INTEGER, opened_on TEXT, opened_on_first TEXT, opened_on_last TEXT,
  version INTEGER NOT NULL, updated_at TEXT NOT NULL) STRICT`

const bridgeRecords = `
{"source":{"slug":"s","title":"A report"}}
{"district":{"slug":"city","names":[{"text":"City","language":"en"}],"level":"CITY","citations":[{"source":"s"}]}}
{"district":{"slug":"town","names":[{"text":"Town","language":"en"}],"level":"TOWNSHIP","citations":[{"source":"s"}]}}
{"bridge":{"slug":"long","names":[{"text":"Long Bridge","language":"en"}],"spanMetres":1200,"openedOn":"2022-12","location":{"lat":39.5,"lon":117},"citations":[{"source":"s","locator":"p. 3"}]}}
{"bridge":{"slug":"short","names":[{"text":"Short Bridge","language":"en"}],"spanMetres":30,"citations":[{"source":"s"}]}}
{"link":{"kind":"PART_OF","from":{"district":"town"},"to":{"district":"city"},"citations":[{"source":"s"}]}}
{"link":{"kind":"LOCATED_IN","from":{"bridge":"long"},"to":{"district":"town"},"citations":[{"source":"s"}]}}
{"link":{"kind":"LOCATED_IN","from":{"bridge":"short"},"to":{"district":"town"},"citations":[{"source":"s"}]}}`

// TestNewKind adds a kind of entity in the documented steps and asks it everything that entities answer.
func TestNewKind(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema := gqlparser.MustLoadSchema(
		&ast.Source{Name: "schema.graphqls", Input: string(text)}, &ast.Source{Name: "bridge.graphqls", Input: bridgeSchema})
	registry := store.NewRegistry(kg.NewKinds(bridgeKind()), bridgeRelations()...)
	path := filepath.Join(t.TempDir(), "test.db")
	s, err := store.Open(t.Context(), path, store.Options{Registry: registry, Now: func() time.Time { return testTime }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	execute(t, path, bridgeMigration)
	if _, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines("", strings.NewReader(bridgeRecords))); err != nil {
		t.Fatal(err)
	}

	got := planned(t.Context(), t, schema, s, `{
		bridge(slug: "long") {
			__typename name spanMetres openedOn location { lat lon } version
			citations { locator source { title } }
			links { nodes { kind from { __typename slug } to { slug } } }
			districts { nodes { slug } }
		}
		bridges { totalCount nodes { slug } }
		district(slug: "city") { bridges { totalCount } below: bridges(deep: true) { nodes { slug ... on Entity { names { text } } } } }
		filtered: bridges(where: { spanMetres: { gt: 100 }, openedOn: { lte: "2022" }, districts: { some: { slug: { eq: "town" } } } }) { totalCount }
		sorted: bridges(orderBy: [{ field: SPAN_METRES, direction: DESC }, { field: NAME }]) { nodes { slug } }
		bridged: districts(where: { bridges: { some: { name: { startsWith: "SHORT" } } } }) { nodes { slug } }
		under: district(slug: "city") { bridges(deep: true, where: { not: { openedOn: { isNull: true } } }, orderBy: { field: NAME }) { nodes { slug } } }
		anything: district(slug: "town") { links(kinds: LOCATED_IN, where: { role: { isNull: true } }) { totalCount } }
	}`)
	want := map[string]string{
		"bridge": `{"__typename":"Bridge","name":"Long Bridge","spanMetres":1200,"openedOn":"2022-12","location":{"lat":39.5,"lon":117},"version":1,` +
			`"citations":[{"locator":"p. 3","source":{"title":"A report"}}],` +
			`"links":{"nodes":[{"kind":"LOCATED_IN","from":{"__typename":"Bridge","slug":"long"},"to":{"slug":"town"}}]},"districts":{"nodes":[{"slug":"town"}]}}`,
		"bridges":  `{"totalCount":2,"nodes":[{"slug":"long"},{"slug":"short"}]}`,
		"filtered": `{"totalCount":1}`,
		"sorted":   `{"nodes":[{"slug":"long"},{"slug":"short"}]}`,
		"bridged":  `{"nodes":[{"slug":"town"}]}`,
		"under":    `{"bridges":{"nodes":[{"slug":"long"}]}}`,
		"anything": `{"links":{"totalCount":2}}`,
		"district": `{"bridges":{"totalCount":0},"below":{"nodes":[{"slug":"long","names":[{"text":"Long Bridge"}]},{"slug":"short","names":[{"text":"Short Bridge"}]}]}}`,
	}
	for field, value := range want {
		if string(got[field]) != value {
			t.Errorf("%s is\n%s\nwant\n%s", field, got[field], value)
		}
	}
}

// planned answers a query of a schema by the plan alone.
func planned(ctx context.Context, t *testing.T, schema *ast.Schema, s *store.Store, query string) map[string]json.RawMessage {
	t.Helper()
	document, errs := gqlparser.LoadQueryWithRules(schema, query, nil)
	if errs != nil {
		t.Fatal(errs)
	}
	snapshot, err := s.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer snapshot.Close()
	answers := map[string]json.RawMessage{}
	for _, selection := range document.Operations[0].SelectionSet {
		field, ok := selection.(*ast.Field)
		if !ok {
			t.Fatalf("the query selects a %T", selection)
		}
		answers[field.Alias], err = plan.New(schema, s.Registry(), plan.Options{Now: s.Now, Limits: plan.DefaultLimits()}).Answer(ctx, snapshot, plan.RootField{
			Field: field, Sets: []ast.SelectionSet{field.SelectionSet}, Fragments: document.Fragments,
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
	}
	return answers
}
