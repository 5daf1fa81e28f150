package kg

// Kinds of link.
const (
	HoldsPostIn    LinkKind = 1
	PartOf         LinkKind = 2
	LocatedIn      LinkKind = 3
	Hosts          LinkKind = 4
	BranchOf       LinkKind = 5
	PartnerOf      LinkKind = 6
	OriginatesFrom LinkKind = 7
	Leads          LinkKind = 8
	Serves         LinkKind = 9
)

// linkDefinitions are the kinds of link by number. Their names are sentences, read from `from` to `to`.
var linkDefinitions = []LinkDefinition{
	{
		Kind: HoldsPostIn, Name: "HOLDS_POST_IN", Description: "An official holds a post in a district or organization.",
		Ends: []Ends{between(KindOfficial, KindDistrict, KindOrganization)}, OnBehalfOf: []Code{KindOrganization},
	},
	{
		Kind: PartOf, Name: "PART_OF", Description: "A district, rail line or organization is part of another. There is no day on which links form a cycle.",
		Ends: []Ends{
			between(KindDistrict, KindDistrict),
			between(KindRailLine, KindRailLine),
			between(KindOrganization, KindOrganization),
		},
		IsAcyclic: true,
	},
	{
		Kind: LocatedIn, Name: "LOCATED_IN", Description: "A park, project, station or organization is in a district.",
		Ends: []Ends{
			between(KindPark, KindDistrict),
			between(KindProject, KindDistrict),
			between(KindStation, KindDistrict),
			between(KindOrganization, KindDistrict),
		},
	},
	{
		Kind: Hosts, Name: "HOSTS", Description: "A park hosts a project.",
		Ends: []Ends{between(KindPark, KindProject)}, FansOut: true,
	},
	{
		Kind: BranchOf, Name: "BRANCH_OF", Description: "A park is a branch of another.",
		Ends: []Ends{between(KindPark, KindPark)},
	},
	{
		Kind: PartnerOf, Name: "PARTNER_OF", Description: "Two parks work together. Which of them is `from` means nothing.",
		Ends: []Ends{between(KindPark, KindPark)}, IsSymmetric: true,
	},
	{
		Kind: OriginatesFrom, Name: "ORIGINATES_FROM", Description: "A project comes from a district, park or organization.",
		Ends: []Ends{between(KindProject, KindDistrict, KindPark, KindOrganization)},
	},
	{
		Kind: Leads, Name: "LEADS", Description: "An official leads a project.",
		Ends: []Ends{between(KindOfficial, KindProject)}, FansOut: true,
	},
	{
		Kind: Serves, Name: "SERVES", Description: "A rail line serves a station or district.",
		Ends: []Ends{between(KindRailLine, KindStation, KindDistrict)}, FansOut: true,
	},
}

// relations are the fields that lead from an entity to others over links, by owner and in the order of the schema.
var relations = []Relation{
	edges(KindOfficial, "posts", "Posts: the edge's link has the title as `role` and the period, the node is the district or organization.", out(HoldsPostIn, KindDistrict, KindOrganization)),
	edges(KindOfficial, "districts", "Districts in which the official holds or held a post.", out(HoldsPostIn, KindDistrict)),
	edges(KindOfficial, "organizations", "Organizations in which the official holds or held a post.", out(HoldsPostIn, KindOrganization)),
	edges(KindOfficial, "projects", "Projects that the official leads.", out(Leads, KindProject)),

	single(KindDistrict, "parent", "District that this one is part of.", out(PartOf, KindDistrict)),
	transitive(KindDistrict, "ancestors", "All districts above this one on the day, or without `asOf` at any time, nearest first: each once, and never this one.", out(PartOf, KindDistrict)),
	deep(KindDistrict, "children", "Districts that are part of this one.", in(PartOf, KindDistrict)),
	edges(KindDistrict, "officials", "Officials with a post in the district; the edge's link has title and period.", in(HoldsPostIn, KindOfficial)),
	deep(KindDistrict, "parks", "Parks in the district.", in(LocatedIn, KindPark)),
	deep(KindDistrict, "projects", "Projects in the district.", in(LocatedIn, KindProject)),
	edges(KindDistrict, "originatedProjects", "Projects that come from the district.", in(OriginatesFrom, KindProject)),
	{
		Owner: KindDistrict, Name: "railLines", Description: "Rail lines that serve the district, directly or at a station in it.",
		Steps: []Step{in(Serves, KindRailLine)}, Via: new(in(LocatedIn, KindStation)), Distinct: true, To: []Code{KindRailLine},
	},
	edges(KindDistrict, "stations", "Stations in the district.", in(LocatedIn, KindStation)),
	edges(KindDistrict, "organizations", "Public bodies and other organizations with their seat in the district.", in(LocatedIn, KindOrganization)),

	edges(KindPark, "districts", "Districts in which the park lies.", out(LocatedIn, KindDistrict)),
	edges(KindPark, "projects", "Projects that the park hosts.", out(Hosts, KindProject)),
	edges(KindPark, "originatedProjects", "Projects that come from the park.", in(OriginatesFrom, KindProject)),
	{
		Owner: KindPark, Name: "partners", Description: "Parks that this one works with or is a branch of; the edge's link says which.",
		Steps:    []Step{out(PartnerOf, KindPark), in(PartnerOf, KindPark), out(BranchOf, KindPark)},
		Distinct: true, To: []Code{KindPark},
	},
	edges(KindPark, "branches", "Parks that are branches of this one.", in(BranchOf, KindPark)),

	edges(KindProject, "districts", "Districts in which the project is.", out(LocatedIn, KindDistrict)),
	edges(KindProject, "origins", "Districts, parks and organizations that the project comes from.", out(OriginatesFrom, KindDistrict, KindPark, KindOrganization)),
	edges(KindProject, "parks", "Parks that host the project.", in(Hosts, KindPark)),
	edges(KindProject, "leads", "Officials who lead the project.", in(Leads, KindOfficial)),

	edges(KindRailLine, "stops", "Stops in order: the node is a station, or the district where the source names no station.", out(Serves, KindStation, KindDistrict)),
	{
		Owner: KindRailLine, Name: "districts", Description: "Districts that the line serves, directly or at its stations.",
		Steps: []Step{out(Serves, KindStation, KindDistrict)}, Then: new(out(LocatedIn, KindDistrict)), Distinct: true, To: []Code{KindDistrict},
	},
	single(KindRailLine, "partOf", "Line of which this one is a section.", out(PartOf, KindRailLine)),
	edges(KindRailLine, "sections", "Sections of the line.", in(PartOf, KindRailLine)),

	single(KindStation, "district", "District in which the station is.", out(LocatedIn, KindDistrict)),
	edges(KindStation, "railLines", "Lines that stop at the station.", in(Serves, KindRailLine)),

	edges(KindOrganization, "districts", "Districts in which the organization has its seat.", out(LocatedIn, KindDistrict)),
	edges(KindOrganization, "officials", "Officials with a post in the organization; the edge's link has title and period.", in(HoldsPostIn, KindOfficial)),
	edges(KindOrganization, "originatedProjects", "Projects that come from the organization.", in(OriginatesFrom, KindProject)),
	single(KindOrganization, "partOf", "Organization that this one is part of.", out(PartOf, KindOrganization)),
	edges(KindOrganization, "parts", "Organizations that are part of this one: committees, subsidiaries.", in(PartOf, KindOrganization)),
}
