package main

// slugs are those of the first source, by the slug that the record files give the same territory or park.
func slugs() map[string]string {
	return map[string]string{
		"cn-11":      "beijing",
		"cn-12":      "tianjin",
		"cn-13":      "hebei",
		"cn-120115":  "baodi",
		"cn-120116":  "binhai",
		"cn-1302":    "tangshan",
		"cn-2301":    "harbin", // not of the region, but of the first source
		zhongguancun: "zhongguancun",
	}
}

// zhongguancun is the zone 中关村科技园区 in the list of parks, the high-tech hub of the first source.
const zhongguancun = "cnpark-5c861974"

// englishNames are the usual English names of the cities of Hebei and of the districts of Beijing and Tianjin, which the
// record files lack, by slug there. The first source names the others.
func englishNames() map[string]string {
	return map[string]string{
		"cn-1301": "Shijiazhuang", "cn-1303": "Qinhuangdao", "cn-1304": "Handan", "cn-1305": "Xingtai", "cn-1306": "Baoding",
		"cn-1307": "Zhangjiakou", "cn-1308": "Chengde", "cn-1309": "Cangzhou", "cn-1310": "Langfang", "cn-1311": "Hengshui",

		"cn-110101": "Dongcheng", "cn-110102": "Xicheng", "cn-110105": "Chaoyang", "cn-110106": "Fengtai",
		"cn-110107": "Shijingshan", "cn-110108": "Haidian", "cn-110109": "Mentougou", "cn-110111": "Fangshan",
		"cn-110112": "Tongzhou", "cn-110113": "Shunyi", "cn-110114": "Changping", "cn-110115": "Daxing",
		"cn-110116": "Huairou", "cn-110117": "Pinggu", "cn-110118": "Miyun", "cn-110119": "Yanqing",

		"cn-120101": "Heping", "cn-120102": "Hedong", "cn-120103": "Hexi", "cn-120104": "Nankai",
		"cn-120105": "Hebei District", // not the province
		"cn-120106": "Hongqiao", "cn-120110": "Dongli", "cn-120111": "Xiqing", "cn-120112": "Jinnan", "cn-120113": "Beichen",
		"cn-120114": "Wuqing", "cn-120117": "Ninghe", "cn-120118": "Jinghai", "cn-120119": "Jizhou",
	}
}

// territory is a province or municipality of the region.
type territory struct {
	slug, english string
	// The southernmost, northernmost, westernmost and easternmost degrees of the territory, rounded outwards.
	south, north, west, east float64
}

// territories are the members of the region.
func territories() []territory {
	return []territory{
		{slug: "cn-11", english: "Beijing", south: 39.4, north: 41.1, west: 115.4, east: 117.6},
		{slug: "cn-12", english: "Tianjin", south: 38.5, north: 40.3, west: 116.7, east: 118.1},
		{slug: "cn-13", english: "Hebei", south: 36.0, north: 42.7, west: 113.4, east: 119.9},
	}
}
