package graph_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestFiltersAtTheirLimits sends the largest and the deepest filters that are allowed, and larger ones.
func TestFiltersAtTheirLimits(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	repeated := func(n int, condition string) string { return strings.Repeat(condition+" ", n) }
	nested := func(n int, before, after string) string { return strings.Repeat(before, n) + strings.Repeat(after, n) }
	for name, c := range map[string]struct{ query, refused string }{
		"100 conditions":        {`{ districts(where: {or: [` + repeated(100, `{slug: {contains: "x"}}`) + `]}) { totalCount nodes { slug } } }`, ""},
		"101 conditions":        {`{ districts(where: {or: [` + repeated(101, `{slug: {contains: "x"}}`) + `]}) { totalCount } }`, "at most 100 conditions"},
		"10 relations":          {`{ districts(where: {or: [` + repeated(10, `{parks: {some: {slug: {ne: "x"}}}}`) + `]}) { totalCount nodes { slug } } }`, ""},
		"11 relations":          {`{ districts(where: {or: [` + repeated(11, `{parks: {some: {slug: {ne: "x"}}}}`) + `]}) { totalCount } }`, "at most 10 conditions on relations, names and lists of strings"},
		"11 names":              {`{ districts(where: {or: [` + repeated(11, `{name: {eq: "x"}}`) + `]}) { totalCount } }`, "at most 10 conditions on relations, names and lists of strings"},
		"10 and-ed":             {`{ districts(where: {and: [` + repeated(10, `{parks: {none: {slug: {eq: "x"}}}}`) + `]}) { totalCount nodes { slug } } }`, ""},
		"10 some of any kind":   {`{ officials(where: {and: [` + repeated(10, `{posts: {some: {slug: {contains: "b"}}}}`) + `]}) { totalCount nodes { slug } } }`, ""},
		"10 existing":           {`{ districts(where: {and: [` + repeated(10, `{railLines: {some: {}}}`) + `]}) { totalCount nodes { slug } } }`, ""},
		"7 levels of relations": {`{ districts(where: ` + nested(7, `{children: {some: `, `}}`)[:7*len(`{children: {some: `)] + `{slug: {ne: "x"}}` + strings.Repeat("}}", 7) + `) { totalCount } }`, ""},
		"every, 7 levels":       {`{ districts(where: ` + strings.Repeat(`{ancestors: {every: `, 7) + `{level: {ne: CITY}}` + strings.Repeat("}}", 7) + `) { totalCount } }`, ""},
		"8 levels of relations": {`{ districts(where: ` + strings.Repeat(`{children: {some: `, 8) + `{}` + strings.Repeat("}}", 8) + `) { totalCount } }`, "at most 8 levels"},
		"any kind, 6 levels":    {`{ figures(where: ` + strings.Repeat(`{subjects: {some: {figures: {some: `, 3) + `{}` + strings.Repeat("}}}}", 3) + `) { totalCount } }`, ""},
		"partners of partners":  {`{ parks(where: ` + strings.Repeat(`{partners: {some: `, 7) + `{slug: {ne: "x"}}` + strings.Repeat("}}", 7) + `) { totalCount nodes { slug } } }`, ""},
		"partners, from one":    {`{ parks(where: ` + strings.Repeat(`{partners: {some: `, 7) + `{slug: {eq: "zhongguancun"}}` + strings.Repeat("}}", 7) + `) { totalCount nodes { slug } } }`, ""},
		"lines of lines":        {`{ districts(where: ` + strings.Repeat(`{railLines: {some: {districts: {every: `, 3) + `{slug: {eq: "x"}}` + strings.Repeat("}}}}", 3) + `) { totalCount } }`, ""},
		"500 values":            {`{ districts(where: {slug: {in: [` + repeated(500, `"a"`) + `]}}) { totalCount } }`, ""},
		"501 values":            {`{ districts(where: {slug: {in: [` + repeated(501, `"a"`) + `]}}) { totalCount } }`, "at most 500 values"},
		"a long text":           {fmt.Sprintf(`{ districts(where: {name: {contains: %q}}) { totalCount } }`, strings.Repeat("%", 2000)), ""},
		"a longer text":         {fmt.Sprintf(`{ districts(where: {name: {contains: %q}}) { totalCount } }`, strings.Repeat("%", 2001)), "at most 2000 bytes"},
		"many empty filters":    {`{ districts(where: {and: [` + repeated(101, `{}`) + `]}) { totalCount } }`, "at most 100 conditions"},
		"9 keys":                {`{ districts(orderBy: [` + repeated(9, `{field: NAME}`) + `]) { totalCount } }`, "at most 8 keys"},
		"8 keys":                {`{ projects(orderBy: [` + repeated(8, `{field: STARTED_ON, direction: DESC}`) + `]) { nodes { slug } } }`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := server.answer(t, c.query, nil)
			switch {
			case c.refused == "" && len(r.Errors) > 0:
				t.Errorf("it answers %+v", r.Errors)
			case c.refused != "" && (len(r.Errors) != 1 || !strings.Contains(r.Errors[0].Message, c.refused) || r.Errors[0].Extensions["code"] != "BAD_ARGUMENT"):
				t.Errorf("it answers %+v, want %s", r.Errors, c.refused)
			}
		})
	}
}

// TestCursorsBelongToFilterAndOrder checks that a cursor is accepted only for the list that it is from.
func TestCursorsBelongToFilterAndOrder(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	var first struct {
		Districts struct{ PageInfo struct{ EndCursor string } }
	}
	server.read(t, `{ districts(first: 2, where: {level: {ne: CITY}}, orderBy: {field: NAME}) { pageInfo { endCursor } } }`, nil, &first)
	for arguments, good := range map[string]bool{
		`where: {level: {ne: CITY}}, orderBy: {field: NAME}`:                                    true,
		`where: {level: {ne: CITY}, slug: null}, orderBy: [{field: NAME, direction: ASC}]`:      true,
		`where: {level: {ne: CITY}}, orderBy: {field: SLUG}`:                                    false,
		`where: {level: {ne: CITY}}, orderBy: {field: NAME, direction: DESC}`:                   false,
		`where: {level: {ne: CITY}}, orderBy: [{field: NAME}, {field: SLUG}]`:                   false,
		`where: {level: {ne: CITY}}`:                                                            false,
		`where: {level: {ne: ZONE}}, orderBy: {field: NAME}`:                                    false,
		`orderBy: {field: NAME}`:                                                                false,
		`where: {level: {ne: CITY}}, orderBy: {field: NAME}, asOf: "2023-01-11"`:                false,
		`where: {level: {ne: CITY}}, orderBy: {field: NAME}, before: "AAAAAAAAAAAAAAAAAAAAAAA"`: false,
	} {
		r := server.answer(t, fmt.Sprintf(`{ districts(first: 2, %s, after: %q) { nodes { slug } } }`, arguments, first.Districts.PageInfo.EndCursor), nil)
		if isGood := len(r.Errors) == 0; isGood != good {
			t.Errorf("%s: %s %+v", arguments, r.Data, r.Errors)
		} else if !good && r.Errors[0].Extensions["code"] != "BAD_CURSOR" {
			t.Errorf("%s: %+v", arguments, r.Errors)
		}
	}
}
