package ingest

// The parts of import lines that the synthetic graph needs.

type syntheticEntity struct {
	Slug         string                `json:"slug"`
	Names        []syntheticName       `json:"names"`
	Summary      string                `json:"summary,omitempty"`
	Location     *syntheticPoint       `json:"location,omitempty"`
	Identifiers  []syntheticIdentifier `json:"identifiers,omitempty"`
	BornOn       string                `json:"bornOn,omitempty"`
	Level        string                `json:"level,omitempty"`
	Population   int                   `json:"population,omitempty"`
	FoundedOn    string                `json:"foundedOn,omitempty"`
	AreaHectares string                `json:"areaHectares,omitempty"`
	Type         string                `json:"type,omitempty"`
	Status       string                `json:"status,omitempty"`
	Investment   *syntheticMoney       `json:"investment,omitempty"`
	StartedOn    string                `json:"startedOn,omitempty"`
	Sectors      []string              `json:"sectors,omitempty"`
	OpenedOn     string                `json:"openedOn,omitempty"`
	LengthKm     string                `json:"lengthKm,omitempty"`
	MaxSpeedKmh  int                   `json:"maxSpeedKmh,omitempty"`
	Citations    []syntheticCitation   `json:"citations"`
}

type syntheticName struct {
	Text     string `json:"text"`
	Language string `json:"language"`
	Type     string `json:"type,omitempty"`
}

type syntheticPoint struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

type syntheticIdentifier struct {
	Scheme string `json:"scheme"`
	Value  string `json:"value"`
}

type syntheticMoney struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

type syntheticCitation struct {
	Source  string `json:"source"`
	Locator string `json:"locator"`
}

type syntheticSourceRecord struct {
	Slug        string   `json:"slug"`
	Title       string   `json:"title"`
	Publisher   string   `json:"publisher"`
	Authors     []string `json:"authors"`
	URL         string   `json:"url"`
	PublishedOn string   `json:"publishedOn"`
	Language    string   `json:"language"`
}

// syntheticRef is a reference to an entity: its slug under the name of its kind.
type syntheticRef map[string]string

func refTo(kind, slug string) syntheticRef { return syntheticRef{kind: slug} }

type syntheticLink struct {
	Kind      string              `json:"kind"`
	From      syntheticRef        `json:"from"`
	To        syntheticRef        `json:"to"`
	Role      string              `json:"role,omitempty"`
	Order     int                 `json:"order,omitempty"`
	Period    *syntheticPeriod    `json:"period,omitempty"`
	Citations []syntheticCitation `json:"citations"`
}

type syntheticPeriod struct {
	From       string `json:"from,omitempty"`
	Until      string `json:"until,omitempty"`
	AttestedOn string `json:"attestedOn,omitempty"`
}

// syntheticWord is a name in several forms.
type syntheticWord struct {
	latin, han, slug string
	sectors          string
}

func syntheticLabels(latin, han string) []syntheticName {
	return []syntheticName{{Text: latin, Language: "en"}, {Text: han, Language: "zh"}}
}

// Kinds of places, which are numbered separately.
const (
	provincePlace = iota + 1
	cityPlace
	districtPlace
	stationPlace
)

// place returns the name of the n-th place of a kind. Two places can have the same name, as real ones do; slugs add the number.
func (s *synthesizer) place(kind, n int) syntheticWord {
	bits := spread(s.seed ^ uint64(kind)<<56 ^ uint64(n))
	first, second := syntheticSyllable(bits), syntheticSyllable(bits>>8)
	if bits>>16&3 > 0 {
		return joined(first, second)
	}
	return joined(first, second, syntheticSyllable(bits>>24))
}

// person returns the name of an official.
func (s *synthesizer) person() syntheticWord {
	family := pick(s, syntheticFamilies())
	given := joined(syntheticSyllable(s.random.Uint64()))
	if !s.chance(3) {
		given = joined(syntheticSyllable(s.random.Uint64()), syntheticSyllable(s.random.Uint64()))
	}
	return syntheticWord{latin: family[0] + " " + given.latin, han: family[1] + given.han, slug: uncapitalised(family[0]) + "-" + given.slug}
}

// spread mixes the bits of a number evenly (the finalizer of SplitMix64).
func spread(x uint64) uint64 {
	x += 0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

func syntheticSyllable(bits uint64) [2]string {
	all := syntheticSyllables()
	return all[bits%uint64(len(all))]
}

func joined(parts ...[2]string) syntheticWord {
	var w syntheticWord
	for _, part := range parts {
		w.slug += part[0]
		w.han += part[1]
	}
	w.latin = capitalised(w.slug)
	return w
}

func capitalised(s string) string { return string(s[0]-'a'+'A') + s[1:] }

func uncapitalised(s string) string { return string(s[0]-'A'+'a') + s[1:] }

func syntheticSyllables() [][2]string {
	return [][2]string{
		{"qing", "清"}, {"yun", "云"}, {"he", "河"}, {"shan", "山"}, {"lin", "林"}, {"jiang", "江"}, {"hai", "海"}, {"hu", "湖"},
		{"tai", "泰"}, {"ping", "平"}, {"yang", "阳"}, {"ning", "宁"}, {"bei", "北"}, {"nan", "南"}, {"dong", "东"}, {"xi", "西"},
		{"long", "龙"}, {"feng", "丰"}, {"hua", "华"}, {"ming", "明"}, {"gao", "高"}, {"chang", "长"}, {"xin", "新"}, {"jin", "金"},
		{"yu", "玉"}, {"shui", "水"}, {"tian", "田"}, {"guang", "光"}, {"lan", "兰"}, {"zhu", "竹"}, {"song", "松"}, {"mei", "梅"},
	}
}

func syntheticFamilies() [][2]string {
	return [][2]string{
		{"Wang", "王"}, {"Li", "李"}, {"Zhang", "张"}, {"Liu", "刘"}, {"Chen", "陈"}, {"Yang", "杨"}, {"Zhao", "赵"}, {"Huang", "黄"},
		{"Zhou", "周"}, {"Wu", "吴"}, {"Xu", "徐"}, {"Sun", "孙"}, {"Hu", "胡"}, {"Zhu", "朱"}, {"Gao", "高"}, {"Lin", "林"},
	}
}

func syntheticParkUses() [syntheticParksPerPlace]syntheticWord {
	return [...]syntheticWord{
		{latin: "High-Tech Park", han: "高新技术产业园", slug: "high-tech-park"},
		{latin: "Logistics Park", han: "物流园", slug: "logistics-park"},
		{latin: "Science City", han: "科学城", slug: "science-city"},
	}
}

func syntheticBranches() []syntheticWord {
	return []syntheticWord{
		{latin: "Battery Plant", han: "电池厂", slug: "battery-plant", sectors: "batteries, new energy"},
		{latin: "Data Centre", han: "数据中心", slug: "data-centre", sectors: "data services"},
		{latin: "Chip Works", han: "芯片厂", slug: "chip-works", sectors: "semiconductors, electronics"},
		{latin: "Wind Farm", han: "风电场", slug: "wind-farm", sectors: "new energy"},
		{latin: "Steel Works", han: "钢铁厂", slug: "steel-works", sectors: "steel"},
		{latin: "Hospital", han: "医院", slug: "hospital", sectors: "health"},
		{latin: "Cold Store", han: "冷库", slug: "cold-store", sectors: "logistics, food"},
		{latin: "Biotech Laboratory", han: "生物实验室", slug: "biotech-laboratory", sectors: "biotechnology, health"},
	}
}

func syntheticStatuses() []string {
	return []string{"PLANNED", "UNDER_CONSTRUCTION", "OPERATING", "OPERATING", "COMPLETED", "SUSPENDED", "UNKNOWN"}
}
