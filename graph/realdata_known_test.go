package graph_test

type realAnswer struct{ question, query, want string }

// realAnswers returns queries with the correct answers.
func realAnswers() []realAnswer {
	return []realAnswer{
		{
			"children of Hebei, near and deep",
			`{ district(slug: "cn-13") { near: children { totalCount } deep: children(deep: true) { totalCount } } }`,
			`{"district":{"near":{"totalCount":11},"deep":{"totalCount":2566}}}`,
		},
		{
			"children of Hainan, near and deep",
			`{ district(slug: "cn-46") { near: children { nodes { level } } deep: children(deep: true) { totalCount } } }`,
			`{"district":{"near":{"nodes":[{"level":"CITY"},{"level":"CITY"},{"level":"CITY"},{"level":"CITY"},{"level":"OTHER"}]},"deep":{"totalCount":275}}}`,
		},
		{
			"what Wuqing is part of, nearest first",
			`{ district(slug: "cn-120114") { ancestors { name(languages: ["zh"]) } parent { slug level } } }`,
			`{"district":{"ancestors":[{"name":"市辖区"},{"name":"天津市"},{"name":"中国"}],"parent":{"slug":"cn-1201","level":"OTHER"}}}`,
		},
		{
			"parks of Jiangsu and Shandong",
			`{ jiangsu: district(slug: "cn-32") { deep: parks(deep: true) { totalCount } near: parks { totalCount } } shandong: district(slug: "cn-37") { parks(deep: true) { totalCount } } }`,
			`{"jiangsu":{"deep":{"totalCount":25},"near":{"totalCount":0}},"shandong":{"parks":{"totalCount":14}}}`,
		},
		{
			"seats of Sanders in Vermont",
			`{ official(slug: "us-p-s000033") { before: districts(asOf: "2007-01-03") { totalCount } after: districts(asOf: "2007-01-04") { edges { link { role holds(on: "2007-01-04") } node { slug } } } } }`,
			`{"official":{"before":{"totalCount":0},"after":{"edges":[{"link":{"role":"Senator","holds":"YES"},"node":{"slug":"us-vt"}}]}}}`,
		},
		{
			"committees of Finance", `{ organization(slug: "us-c-ssfi") { parts { totalCount } } }`, `{"organization":{"parts":{"totalCount":6}}}`,
		},
		{
			"projects of Jiangsu and Hebei",
			`{ jiangsu: district(slug: "cn-32") { projects { totalCount } } hebei: district(slug: "cn-13") { projects { totalCount } } }`,
			`{"jiangsu":{"projects":{"totalCount":63}},"hebei":{"projects":{"totalCount":38}}}`,
		},
		{
			"what Huadian owns",
			`{ organization(slug: "org-huadian-power-international-company-limi-a90e2da9") { originatedProjects(first: 1) { totalCount edges { link { role } } } } }`,
			`{"organization":{"originatedProjects":{"totalCount":42,"edges":[{"link":{"role":"owner"}}]}}}`,
		},
		{
			"lines at San Francisco and Palo Alto",
			`{ railLines { totalCount } sf: station(slug: "caltrain-s-ctsf") { railLines { totalCount } } pa: station(slug: "caltrain-s-ctpa") { railLines { totalCount } } }`,
			`{"railLines":{"totalCount":43},"sf":{"railLines":{"totalCount":41}},"pa":{"railLines":{"totalCount":37}}}`,
		},
		{
			"the longest line, from end to end",
			`{ railLine(slug: "caltrain-lo-16apr-d1-p4") { begin: stops(first: 1) { totalCount edges { link { order } node { name } } } end: stops(last: 1) { edges { link { order } node { name } } } } }`,
			`{"railLine":{"begin":{"totalCount":29,"edges":[{"link":{"order":1},"node":{"name":"San Francisco Caltrain"}}]},"end":{"edges":[{"link":{"order":29},"node":{"name":"Gilroy Caltrain"}}]}}}`,
		},
		{
			"who has a code",
			`{ platform: identified(scheme: "gtfs-caltrain", value: "70012") { slug } shared: identified(scheme: "icpsr-prez", value: "99883") { __typename } none: identified(scheme: "gtfs-caltrain", value: "1") { slug } }`,
			`{"platform":{"slug":"caltrain-s-ctsf"},"shared":{"__typename":"Official"},"none":null}`,
		},
		{
			"the motorway",
			`{ project(slug: "oc4ids-bu3kcz-m75-junctions-4-to-5-smart-motorway") { investment { amount currency } startedOn completedOn status origins { totalCount edges { link { role } node { name } } } } }`,
			`{"project":{"investment":{"amount":"40000000","currency":"GBP"},"startedOn":"2016-01-01","completedOn":"2018-12-10","status":"OPERATING","origins":{"totalCount":5,"edges":[` +
				`{"link":{"role":"procuringEntity"},"node":{"name":"Motorways UK"}},{"link":{"role":"buyer"},"node":{"name":"Motorways UK"}},{"link":{"role":"publicAuthority"},"node":{"name":"Motorways UK"}},` +
				`{"link":{"role":"funder"},"node":{"name":"Motorways UK"}},{"link":{"role":"funder"},"node":{"name":"United Nations Development Programme"}}]}}}`,
		},
		{
			"how much there is",
			`{ overview { entities { kind count } figures statements sources } }`,
			`{"overview":{"entities":[{"kind":"OFFICIAL","count":617},{"kind":"DISTRICT","count":45207},{"kind":"PARK","count":397},{"kind":"PROJECT","count":3125},{"kind":"RAIL_LINE","count":43},{"kind":"STATION","count":31},{"kind":"ORGANIZATION","count":871}],"figures":3094,"statements":0,"sources":2176}}`,
		},
	}
}

// realChoices returns queries with a filter, an order or a search.
func realChoices() []realAnswer {
	return []realAnswer{
		{
			"an alias", `{ search(query: "张江高科技园区", kinds: [PARK], first: 1) { edges { matchedOn node { slug name } } } }`,
			`{"search":{"edges":[{"matchedOn":"张江高科技园区","node":{"slug":"cnpark-83afec45","name":"上海张江高新技术产业开发区"}}]}}`,
		},
		{
			"a name that is there twice", `{ search(query: "朝阳区", kinds: [DISTRICT], first: 3) { edges { score node { name } } } }`,
			`{"search":{"edges":[{"score":1,"node":{"name":"朝阳区"}},{"score":1,"node":{"name":"朝阳区"}},{"score":0.8,"node":{"name":"朝阳区街道"}}]}}`,
		},
		{
			"levels below Hebei",
			`{ district(slug: "cn-13") { t: children(deep: true, where: {level: {eq: TOWNSHIP}}) { totalCount } c: children(deep: true, where: {level: {eq: COUNTY}}) { totalCount }
				d: children(deep: true, where: {level: {eq: DISTRICT}}) { totalCount } z: children(deep: true, where: {level: {eq: ZONE}}) { totalCount } } }`,
			`{"district":{"t":{"totalCount":2365},"c":{"totalCount":118},"d":{"totalCount":49},"z":{"totalCount":23}}}`,
		},
		{
			"presidents",
			`{ organization(slug: "us-executive") { a: officials(link: {role: {eq: "President"}, holdsOn: "1841-04-03"}) { nodes { name } } b: officials(link: {role: {eq: "President"}, holdsOn: "1841-04-04"}) { nodes { name } }
				c: officials(link: {role: {eq: "President"}, holdsOn: "1945-04-11"}) { nodes { name } } d: officials(link: {role: {eq: "President"}, holdsOn: "1945-04-12"}) { nodes { name } } } }`,
			`{"organization":{"a":{"nodes":[{"name":"William Henry Harrison"}]},"b":{"nodes":[{"name":"John Tyler"}]},"c":{"nodes":[{"name":"Franklin Delano Roosevelt"}]},"d":{"nodes":[{"name":"Harry S. Truman"}]}}}`,
		},
		{
			"what is being built, and without a date of completion",
			`{ built: projects(where: {status: {eq: UNDER_CONSTRUCTION}}) { totalCount } undated: projects(where: {completedOn: {isNull: true}}) { totalCount } }`,
			`{"built":{"totalCount":9},"undated":{"totalCount":1970}}`,
		},
		{
			"the most capacity", `{ figures(where: {unit: {eq: "MW"}}, orderBy: {field: VALUE, direction: DESC}, first: 1) { nodes { value subjects { name } } } }`,
			`{"figures":{"nodes":[{"value":"22500","subjects":[{"name":"Three Gorges Dam"}]}]}}`,
		},
		{
			"nuclear plants", `{ projects(where: {sectors: {some: {eq: "nuclear"}}}) { totalCount } projectTotals(groupBy: [SECTOR], where: {sectors: {some: {eq: "nuclear"}}}) { sector records } }`,
			`{"projects":{"totalCount":12},"projectTotals":[{"sector":"nuclear","records":12}]}`,
		},
		{
			"seats in Vermont, and one code of two", `{ official(slug: "us-p-s000033") { districts(where: {slug: {eq: "us-vt-0"}}) { totalCount } } officials(where: {identifier: {scheme: "icpsr-prez", value: "99883"}}) { totalCount } }`,
			`{"official":{"districts":{"totalCount":8}},"officials":{"totalCount":2}}`,
		},
		{
			"parks without a district", `{ parks(where: {districts: {none: {}}}) { totalCount } }`, `{"parks":{"totalCount":196}}`,
		},
		{
			"organizations behind the motorway", `{ organizations(where: {originatedProjects: {some: {slug: {eq: "oc4ids-bu3kcz-m75-junctions-4-to-5-smart-motorway"}}}}) { nodes { name } } }`,
			`{"organizations":{"nodes":[{"name":"United Nations Development Programme"},{"name":"Motorways UK"}]}}`,
		},
	}
}

// realCount counts the edges on all pages of a list.
type realCount struct {
	question, root, list, edge string
	// of returns the key that an edge counts for, or "".
	of   func(edge map[string]any) string
	want map[string]int
}

func realCounts() []realCount {
	level := func(edge map[string]any) string { return text(edge, "node", "level") }
	president := func(edge map[string]any) string {
		if text(edge, "link", "role") != "President" {
			return ""
		}
		return text(edge, "node", "name") + " " + text(edge, "link", "holds")
	}
	counts := []realCount{
		{"levels below Hebei", `district(slug: "cn-13")`, "children", "node { level }", level, map[string]int{"CITY": 11}},
		{
			"levels deep below Hebei", `district(slug: "cn-13")`, "children(deep: true)", "node { level }", level,
			map[string]int{"CITY": 11, "DISTRICT": 49, "COUNTY": 118, "ZONE": 23, "TOWNSHIP": 2365},
		},
		{"parks with and without a district", "", "parks", "node { districts { totalCount } }", func(edge map[string]any) string {
			if at(edge, "node", "districts", "totalCount") == 0.0 {
				return "without"
			}
			return "with"
		}, map[string]int{"with": 201, "without": 196}},
		{"what is being built", "", "projects", "node { status }", func(edge map[string]any) string {
			if status := text(edge, "node", "status"); status == "UNDER_CONSTRUCTION" || status == "SUSPENDED" {
				return status
			}
			return ""
		}, map[string]int{"UNDER_CONSTRUCTION": 9, "SUSPENDED": 36}},
		{"seats of Sanders", `official(slug: "us-p-s000033")`, "districts", "node { slug }", func(edge map[string]any) string {
			if text(edge, "node", "slug") == "us-vt-0" {
				return "us-vt-0"
			}
			return ""
		}, map[string]int{"us-vt-0": 8}},
		{"seats on a committee, on any day", `organization(slug: "us-c-ssfi", asOf: "1900-01-01")`, "officials", `link { holds(on: "1900-01-01") }`, func(edge map[string]any) string {
			return map[bool]string{true: "", false: "known"}[text(edge, "link", "holds") == "UNKNOWN"]
		}, map[string]int{}},
	}
	for day, name := range map[string]string{
		"1841-04-03": "William Henry Harrison", "1841-04-04": "John Tyler", "1945-04-11": "Franklin Delano Roosevelt", "1945-04-12": "Harry S. Truman",
	} {
		counts = append(counts, realCount{
			"the president on " + day, `organization(slug: "us-executive", asOf: "` + day + `")`, "officials",
			`link { role holds(on: "` + day + `") } node { name }`, president, map[string]int{name + " YES": 1},
		})
	}
	return counts
}
