package han_test

import (
	"testing"
	"unicode/utf8"

	"civicgraph/internal/search/han"
)

func TestSimplify(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "Tianjin": "Tianjin", "天津市": "天津市",
		"長沙市": "长沙市", "廈門": "厦门", "重慶銀行": "重庆银行", "樂亭縣": "乐亭县", "臺灣 台湾": "台湾 台湾", "理髮 發展": "理发 发展", "裏裡里": "里里里",
		"羣峯牀爲衞戶": "群峰床为卫户", "靑淸眞敎旣尙": "青清真教既尚", "說説 錄録 產産": "说说 录录 产产", "皇后以後": "皇后以后",
		// Forms that only Japanese simplified stay.
		"広島駅 渋谷 横浜 桜 沢 円": "広岛駅 渋谷 横浜 桜 沢 円", "東京都": "东京都", "かなカナ": "かなカナ",
	} {
		got := han.Simplify(text)
		if got != want {
			t.Errorf("%s is simplified to %s, want %s", text, got, want)
		}
		if again := han.Simplify(got); again != got || utf8.RuneCountInString(got) != utf8.RuneCountInString(text) {
			t.Errorf("%s is simplified to %s and that to %s", text, got, again)
		}
	}
}

func TestSimplifiedFormsStay(t *testing.T) {
	t.Parallel()
	mapped := 0
	for r := rune(0x2E80); r < 0x32000; r++ {
		to := han.SimplifyRune(r)
		if to != r {
			mapped++
		}
		if han.SimplifyRune(to) != to || !han.Is(to) && to != r {
			t.Fatalf("%c is simplified to %c, and that to %c", r, to, han.SimplifyRune(to))
		}
	}
	if mapped < 3000 {
		t.Errorf("%d characters have a simplified form", mapped)
	}
}
