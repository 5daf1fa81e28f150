package graph

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// hostileDocument is a document that costs more than its size suggests.
type hostileDocument struct {
	name, text string
	// code is the code of the first error, "" if the document is accepted. limit is the limit that the error names, if any.
	code, limit string
}

// hostileDocuments returns small documents, the largest that the limits accept, and larger ones.
func hostileDocuments() []hostileDocument {
	const tooLarge, invalid = "TOO_LARGE", codeValidation
	long := strings.Repeat("y", 200<<10)
	return []hostileDocument{
		{"5,000 duplicates", "{" + strings.Repeat("__typename ", 5000) + "}", tooLarge, limitTokens},
		{"duplicates in 1 kB", "{" + strings.Repeat("__typename ", 90) + "}", tooLarge, limitDuplicates},
		{"49 duplicates of 40 fields", "{districts{nodes{" + strings.Repeat(names(40, "f%d "), 49) + "}}}", invalid, ""},
		{"2,000 chained fragments", chained(2000), tooLarge, limitTokens},
		{"35 chained fragments in 1 kB", chained(35), "", ""},
		{"60 chained fragments", chained(60), "", ""},
		{"a cycle of fragments", "{...a} fragment a on Query{...b} fragment b on Query{...a}", invalid, ""},
		{"a fragment that spreads itself, unused", "{__typename} fragment a on Query{...a}", invalid, ""},
		{"two fragments of one name", doubling(20) + names(21, "fragment f%d on District{id}"), invalid, ""},
		{"fragments that double 25 times", doubling(25), tooLarge, limitFields},
		{"fragments that double 5 times", doubling(5), "", ""},
		{"110 fragments at one position", "{" + names(110, "...f%d ") + "}" + names(110, "fragment f%d on Query{b%[1]d:__typename}"), "", ""},
		{"a list 900 deep", "{nodes(ids:" + strings.Repeat("[", 900) + strings.Repeat("]", 900) + "){id}}", tooLarge, limitDepth},
		{"objects 480 deep", "{districts(where:" + nested("{not:", 480, "{}") + "){totalCount}}", tooLarge, limitDepth},
		{"objects 28 deep, 12 times", "{" + names(12, "a%d:districts(where:"+nested("{not:", 28, "{}")+"){totalCount}") + "}", "", ""},
		{"deep objects in 85 operations", "fragment a on Query{districts(where:" + nested("{not:", 28, "{}") + "){totalCount}}" + names(85, "query q%d{...a}"), tooLarge, limitFields},
		{"deep objects in directives", "fragment a on Query @include(if:" + nested("[", 200, "") + "){__typename}" + names(85, "query q%d{...a}"), tooLarge, limitFields},
		{"a default 400 deep", "query($a:DistrictFilter=" + nested("{not:", 400, "{}") + "){districts(where:$a){totalCount}}", tooLarge, limitDepth},
		{"300 nested inline fragments", "{" + nested("...{", 300, "__typename ") + "}", tooLarge, limitDuplicates},
		{"inline fragments with 500 spreads", "{" + nested("...{", 300, strings.Repeat("...a ...b ", 250)) + "} fragment a on Query{__typename} fragment b on Query{__typename}", tooLarge, limitFields},
		{"40 inline fragments around 1,800 fields", "{" + nested("...{", 40, names(1800, "f%d ")) + "}", tooLarge, limitFields},
		{"an unknown field of 60 kB", "{" + long[:60<<10] + "}", invalid, ""},
		{"1,900 unknown fields", "{" + names(1900, strings.Repeat("district", 12)+"%d ") + "}", invalid, ""},
		{"5 fragments on unknown types", "{__typename}" + names(5, "fragment f%d on "+strings.Repeat("Filter", 16)+"%[1]d{id}"), invalid, ""},
		{"280 fragments on unknown types", "{__typename}" + names(280, "fragment f%d on "+strings.Repeat("Filter", 20)+"%[1]d{id}"), invalid, ""},
		{"an unknown type of 200 kB", "{...a}fragment a on " + long + "{id}", invalid, ""},
		{"an unknown field of 200 kB, in 150 operations", "fragment a on Query{" + long + "}" + names(150, "query q%d{...a}"), tooLarge, limitFields},
		{"a string of 200 kB in 28 lists instead of an integer", "{districts(first:" + nested("[", 28, `"`+long+`"`) + "){totalCount}}", invalid, ""},
		{"an enum value of 200 kB", "{districts(orderBy:{field:" + long + "}){totalCount}}", invalid, ""},
		{"130,000 comments", "{__typename" + strings.Repeat("#\n", 120_000) + "}", tooLarge, limitTokens},
		{"a comment of 200 kB", "{__typename}#" + long, "", ""},
		{"280 directives", "{__typename" + strings.Repeat("@include(if:true)", 280) + "}", invalid, ""},
		{"300 variables of another type", "query(" + names(300, "$v%d:Int ") + "){nodes(ids:[" + names(300, "$v%d ") + "]){id}}", invalid, ""},
		{"a string of 250 kB", `{district(slug:"` + strings.Repeat("a", 250<<10) + `"){id}}`, "", ""},
		{"a string of 125,000 lines", `{district(slug:"""` + strings.Repeat(" \n", 125<<10) + `"""){id}}`, "", ""},
		{"escapes", `{district(slug:"` + strings.Repeat(`\u5929`, 40<<10) + `"){id}}`, "", ""},
		{"half surrogate pairs", `{district(slug:"` + strings.Repeat(`\ud83d`, 40<<10) + `"){id}}`, codeParse, ""},
		{"surrogate pairs", `{district(slug:"` + strings.Repeat(`\ud83d\ude00`, 20<<10) + `\ufffd"){id}}`, "", ""},
		{"a number of 200,000 digits", "{districts(first:" + strings.Repeat("9", 200<<10) + "){totalCount}}", invalid, ""},
		{"the exponent 99999", "{projectTotals(where:{investment:{eq:1e99999}}){records}}", invalid, ""},
		{"a NUL", "{__typename\x00}", codeParse, ""},
		{"brackets only", strings.Repeat("{", 1990), codeParse, ""},
		{"types nested 28 deep in the schema", "{__schema{types{fields{type{" + nested("ofType{", 22, "name") + "}}}}}", "", ""},
		{"fields of types of fields", "{__schema{types{fields{type{fields{type{fields{name}}}}}}}}", tooLarge, limitIntrospectionLevels},
		{"200 aliases", "{" + names(200, "a%d:__typename ") + "}", "", ""},
		{"260 aliases", "{" + names(260, "a%d:__typename ") + "}", tooLarge, limitAliases},
		{"a subscription", "subscription{__typename}", invalid, ""},
		{"a mutation", "mutation{__typename}", invalid, ""},
		{"@defer", "{...@defer{__typename}}", codeValidation, ""},
		{"@stream", "{districts{nodes @stream{id}}}", invalid, ""},
		{"nothing but fragments", "fragment a on Query{__typename}", invalid, ""},
	}
}

// names returns n copies of a format, with the numbers from 0.
func names(n int, form string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, form, i)
	}
	return b.String()
}

// nested returns a text in depth pairs of brackets, which open as given.
func nested(opening string, depth int, inside string) string {
	closing := "}"
	if opening == "[" {
		closing = "]"
	}
	return strings.Repeat(opening, depth) + inside + strings.Repeat(closing, depth)
}

func chained(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "fragment f%d on Query{...f%d}", i, i+1)
	}
	return fmt.Sprintf("{...f0}%s fragment f%d on Query{__typename}", &b, n)
}

func doubling(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "fragment f%d on District{a:parent{...f%d}b:parent{...f%d}}", i, i+1, i+1)
	}
	return fmt.Sprintf("{districts{nodes{...f0}}}%s fragment f%d on District{id}", &b, n)
}

// usualDocument is a document of 1 kB as clients send them.
const usualDocument = `query Region($slug: String!, $day: Date) { district(slug: $slug, asOf: $day) { id slug name(languages: ["zh", "en"]) level
  parent { id slug name parent { id slug name } } formerSlugs summary
  officials(first: 50) { totalCount edges { link { kind role holds(on: "2023-01-11") period { from until } citations { locator source { slug title } } } node { id slug name } } }
  parks(first: 20, orderBy: [{ field: FOUNDED_ON, direction: DESC }, { field: NAME }]) { totalCount pageInfo { hasNextPage endCursor }
    nodes { id slug name foundedOn areaHectares projects(first: 5, where: { status: { eq: COMPLETED } }) { nodes { ...Project } } } }
  railLines { nodes { id slug name openedOn lengthKm stops(first: 10) { nodes { id slug name } } } }
  figures(first: 10) { nodes { label value unit qualifier period { from until } citations { locator } } } } }
fragment Project on Project { id slug name status investment { amount currency } startedOn completedOn sectors leads { nodes { id slug name } } citations { locator source { slug } } }`

func newTestDocuments() *documents {
	return newDocuments(newSchema(), DefaultLimits())
}

// problems returns the errors of a document that is not cached.
func (d *documents) problems(text string) []string {
	d.cache = newByteCache[*document](documentCacheBytes)
	_, errs := d.parse(text)
	var all []string
	for _, err := range errs {
		all = append(all, fmt.Sprint(err.Extensions["code"], " ", err.Extensions["limit"], " ", err.Message))
	}
	return all
}

// maxAllocations is how many allocations a document may take. A usual one of 1 kB takes a tenth.
const maxAllocations = 120_000

// TestHostileDocuments checks that each document is refused with the right error, or accepted, for little work. It counts
// allocations, so that nothing may run beside it.
func TestHostileDocuments(t *testing.T) { //nolint:paralleltest // it counts allocations
	docs := newTestDocuments()
	if got := docs.problems(usualDocument); got != nil {
		t.Fatalf("the usual document has the errors %q", got)
	}
	for _, one := range hostileDocuments() {
		got := docs.problems(one.text)
		want := one.code
		if one.limit != "" {
			want += " " + one.limit
		}
		if one.code == "" && got != nil || one.code != "" && (got == nil || !strings.HasPrefix(got[0], want+" ")) {
			t.Errorf("%s: the errors are %.300q, want %s", one.name, got, want)
		}
		if len(got) > maxErrors+1 {
			t.Errorf("%s: it has %d errors", one.name, len(got))
		}
		for _, message := range got {
			if len(message) > maxMessage+100 {
				t.Errorf("%s: an error has %d bytes", one.name, len(message))
			}
		}
		if allocations := testing.AllocsPerRun(1, func() { docs.problems(one.text) }); allocations > maxAllocations {
			t.Errorf("%s: it allocates %.0f times, want at most %d", one.name, allocations, maxAllocations)
		}
	}
}

// TestManyStringsAreReadOnce compares the time for strings that may hold halves of surrogate pairs, behind a long comment, with that for
// others: none may be looked for from the beginning of the document on.
func TestManyStringsAreReadOnce(t *testing.T) { //nolint:paralleltest // it takes time
	fastest := func(character string) time.Duration {
		text := "#" + strings.Repeat("a", 240<<10) + "\n{nodes(ids:[" + strings.Repeat(`"`+character+`" `, 1900) + "]){id}}"
		best := time.Hour
		for range 3 {
			start := time.Now()
			if counts, err := countTokens(text, DefaultLimits().Tokens); err != nil || counts.err != nil {
				t.Fatal(err, counts.err)
			}
			best = min(best, time.Since(start))
		}
		return best
	}
	if plain, suspect := fastest("a"), fastest("\ufffd"); suspect > 20*plain {
		t.Errorf("it takes %s, and %s without U+FFFD", suspect, plain)
	}
}
