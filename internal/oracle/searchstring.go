package oracle

import "strings"

// sounds holds the pinyin of the Han characters of the random graphs.
var sounds = map[rune]string{ //nolint:gochecknoglobals // read only
	'中': "zhong", '京': "jing", '人': "ren", '代': "dai", '会': "hui", '关': "guan", '冀': "ji", '北': "bei", '协': "xie", '员': "yuan",
	'哈': "ha", '唐': "tang", '商': "shang", '园': "yuan", '国': "guo", '坻': "di", '城': "cheng", '大': "da", '天': "tian", '委': "wei",
	'学': "xue", '宝': "bao", '尔': "er", '山': "shan", '工': "gong", '市': "shi", '张': "zhang", '技': "ji", '政': "zheng", '村': "cun",
	'民': "min", '河': "he", '治': "zhi", '津': "jin", '海': "hai", '滨': "bin", '科': "ke", '经': "jing", '表': "biao", '议': "yi",
	'财': "cai", '路': "lu", '铁': "tie", '际': "ji", '乙': "yi", '丙': "bing", '武': "wu", '清': "qing", '区': "qu", '第': "di",
}

// searchText returns a search string: names, parts of them, identifiers, and all of these with typos.
func (w *writer) searchText() string {
	if w.chance(5) {
		return pick(w.rand, "", "🚄", " . ", "nobody at all", "AND OR NOT", "%_*\"'", "x")
	}
	if w.chance(40) {
		return w.partOfText()
	}
	t := pick(w.rand, w.oracle.entities...)
	if len(t.record.Names) == 0 {
		return "tianjin"
	}
	text := pick(w.rand, t.record.Names...).Text
	if len(t.record.Identifiers) > 0 && w.chance(20) {
		i := pick(w.rand, t.record.Identifiers...)
		text = pick(w.rand, i.Value, i.Scheme+":"+i.Value, i.Scheme)
	}
	runes := []rune(text)
	switch w.rand.IntN(8) {
	case 6:
		return pick(w.rand, text, text+" ", "the ") + pick(w.rand, "City", "of Tianjin", "区", "District", text)
	case 0, 1:
		runes = runes[:1+w.rand.IntN(len(runes))]
	case 2:
		fields := strings.Fields(text)
		w.rand.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
		runes = []rune(strings.Join(fields[:w.rand.IntN(len(fields)+1)], " "))
	case 3:
		i := w.rand.IntN(len(runes))
		runes = append(runes[:i:i], runes[i+1:]...)
	case 4:
		i := w.rand.IntN(len(runes))
		runes = []rune(firstWord(string(runes[i:])))
	case 5:
		for i, r := range runes {
			if sound, known := sounds[r]; known && w.chance(70) {
				return string(runes[:i]) + sound + string(runes[i+1:])
			}
		}
	}
	return string(runes)
}
