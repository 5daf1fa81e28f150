package search_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/search"
)

// TestPlaces wants the official spelling of places among their keys, in simplified and in traditional characters.
func TestPlaces(t *testing.T) {
	t.Parallel()
	for line := range strings.Lines(`
		佛山市 foshan 喀什地区 kashi 喀什市 kashishi 阿勒泰地区 aletai 泌阳县 biyang 崆峒区 kongtong 茄子河区 qiezihe 穆棱市 muling 绥棱县 suiling
		蚌山区 bengshan 蚌埠市 bengbu 康巴什区 kangbashi 重庆市 chongqing 乌什县 wushi 克什克腾旗 keshiketengqi 阿图什市 atushi 尼勒克县 nileke
		疏勒县 shule 万柏林区 wanbailin 丹棱县 danling 龙圩区 longxu 民乐县 minle 佛冈县 fogang 佛坪县 foping 乐陵市 laoling 大城县 dacheng
		克孜勒苏柯尔克孜自治州 kezilesu 塔什库尔干塔吉克自治县 tashikuergan 什刹海街道 shichahai 什邡市 shifang 东莞市 dongguan 莎车县 shache
		佛堂镇 fotang 千佛山街道 qianfoshan 新圩镇 xinxu 三都镇 sandu 褚河街道 chuhe 卜奎街道 bukui 湾仔街道 wanzi 甘孜 ganzi 乾县 qianxian 乾安县 qianan
		玉龙喀什镇 yulongkashi 筠连县 junlian 六合区 luhe 六安市 luan 台州市 taizhou 丽水市 lishui 亳州市 bozhou 涡阳县 guoyang 歙县 shexian
		長沙市 changsha 廈門市 xiamen 長春市 changchun 樂亭縣 laoting 中國銀行 zhongguoyinhang 重慶市 chongqing 長治 changzhi 樂清 yueqing 樂山 leshan
		單縣 shanxian 曾慶紅 zengqinghong 單于 chanyu 東莞 dongguan 蔚縣 yuxian 烏什縣 wushi 龍圩 longxu 綏棱 suiling 臺州 taizhou 莊行 zhuangxing
		銀行 yinhang 音樂廳 yinyueting 董事長 dongshizhang 秘書長 mishuzhang 調查 diaocha 乾隆 qianlong 乾燥 ganzao 後勤 houqin 麵粉 mianfen 葉城 yecheng
		鐘樓 zhonglou 徵稅 zhengshui 樸素 pusu 蘿蔔 luobu 呂梁 lvliang 綠地 lvdi 臺灣 taiwan 圖們 tumen 薊州 jizhou 寶坻 baodi 澳門 aomen
	`) {
		fields := strings.Fields(line)
		for i := 0; i+1 < len(fields); i += 2 {
			if !isSpelt(fields[i], fields[i+1]) {
				t.Errorf("%s has the keys %v, none is %s", fields[i], search.Keys(fields[i]), fields[i+1])
			}
		}
	}
}

// isSpelt reports whether a key of a name is its spelling, which may end before the word for the level.
func isSpelt(name, spelling string) bool {
	return slices.ContainsFunc(search.Keys(name), func(k search.Key) bool {
		return k.Start == search.Whole && strings.HasPrefix(k.Text, spelling)
	})
}

// TestTraditionalAndSimplified wants that both forms of a name, and other variants, have the same keys.
func TestTraditionalAndSimplified(t *testing.T) {
	t.Parallel()
	for _, forms := range [][]string{
		{"长沙市", "長沙市"}, {"厦门", "廈門"}, {"台湾", "臺灣", "台灣"}, {"里港", "裏港", "裡港"}, {"发展", "發展"}, {"理发", "理髮"}, {"中国银行", "中國銀行", "中國银行"},
		{"群众", "羣眾", "羣衆", "群眾"}, {"山峰", "山峯"}, {"卫生", "衛生", "衞生"}, {"户口", "戶口"}, {"青岛", "靑島", "青島"}, {"吴说", "吳說", "吳説"}, {"广东省", "廣東省"},
		{"东京", "東京"}, {"乐陵市", "樂陵市"}, {"国务院", "國務院"},
	} {
		want := search.Keys(forms[0])
		for _, form := range forms[1:] {
			for _, k := range want {
				if !slices.Contains(search.Keys(form), k) {
					t.Errorf("%s has the key %v, %s only %v", forms[0], k, form, search.Keys(form))
				}
			}
			if class := find(form, search.Keys(forms[0])); class != search.Exact {
				t.Errorf("%s finds %s as of class %d", form, forms[0], class)
			}
		}
	}
}

// TestJapanese wants that Japanese names keep their own simplified characters and kana.
func TestJapanese(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		query, name string
		want        search.Class
	}{
		{"東京都", "東京都", search.Exact}, {"広島", "広島県", search.Prefix}, {"広島", "廣島縣", none}, {"広島", "广岛", none},
		{"渋谷駅", "渋谷駅", search.Exact}, {"沢", "金沢", search.Words}, {"つくば", "つくば市", search.Prefix}, {"ツクバ", "つくば市", none},
	} {
		if class := find(c.query, search.Keys(c.name)); class != c.want {
			t.Errorf("%s finds %s as of class %d, want %d", c.query, c.name, class, c.want)
		}
	}
}

func TestHighlightOfOtherForms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, query, want string }{
		{text: "長沙市", query: "长沙", want: "<em>長沙</em>市"},
		{text: "长沙市", query: "長沙", want: "<em>长沙</em>市"},
		{text: "臺灣銀行", query: "台湾", want: "<em>臺灣</em>銀行"},
		{text: "湖南省長沙市", query: "changsha", want: "湖南省<em>長沙</em>市"},
		{text: "中國銀行", query: "yinhang", want: "中國<em>銀行</em>"},
		{text: "三都镇", query: "sandou", want: "<em>三都</em>镇"},
		{text: "佛山市", query: "foshan", want: "<em>佛山</em>市"},
	} {
		if got := search.Highlight(c.text, c.query); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.query, c.text, got, c.want)
		}
	}
}

// TestOfficialSpellings holds the keys of all Chinese divisions against their official spelling. han/misses.txt lists the exceptions.
func TestOfficialSpellings(t *testing.T) {
	t.Parallel()
	file, err := os.Open("../../../shared/data/cn-divisions.jsonl.gz")
	if os.IsNotExist(err) {
		t.Skip("NOT TESTED: cn-divisions.jsonl.gz is not there; it lies beside the checkout, in shared/data")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	listed, err := os.ReadFile("han/misses.txt")
	if err != nil {
		t.Fatal(err)
	}
	spelt, missed := 0, 0
	lines := bufio.NewScanner(unzipped)
	for lines.Scan() {
		name, spelling := spellingOf(t, lines.Bytes())
		if spelling == "" {
			continue
		}
		spelt++
		isListed := strings.Contains(string(listed), "\n"+name+" "+spelling+"\n")
		isMissing := !isSpelt(name, strings.ReplaceAll(search.Fold(spelling), " ", ""))
		switch {
		case isMissing && !isListed:
			t.Errorf("%s has the keys %v, none is %s", name, search.Keys(name), spelling)
		case isListed && !isMissing:
			t.Errorf("%s has the key %s, but is listed among the exceptions", name, spelling)
		}
		if isMissing {
			missed++
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if spelt < 30_000 || missed > 20 {
		t.Errorf("%d of %d spellings are missing", missed, spelt)
	}
}

// spellingOf returns the Chinese name of a district and its pinyin, or empty strings.
func spellingOf(t *testing.T, line []byte) (name, spelling string) {
	t.Helper()
	var record struct {
		District struct {
			Names []struct{ Text, Language string }
		}
	}
	if err := json.Unmarshal(line, &record); err != nil {
		t.Fatal(err)
	}
	for _, n := range record.District.Names {
		switch n.Language {
		case "zh":
			name = n.Text
		case "zh-Latn-pinyin":
			spelling = n.Text
		}
	}
	return name, spelling
}
