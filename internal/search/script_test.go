package search_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"civicgraph/internal/search"
)

// TestMarksTellWordsApart has pairs of different words of a script that differ in marks only. Neither may find the other, except one
// that the other begins with, by characters in their composed form.
func TestMarksTellWordsApart(t *testing.T) {
	t.Parallel()
	for script, pairs := range map[string][][2]string{
		"Katakana":      {{"ハス", "バス"}, {"ハス", "パス"}, {"カス", "ガス"}, {"ウ", "ヴ"}, {"ハ", "バ"}, {"ビル", "ビール"}, {"ト", "ト゚"}, {"ワ", "ヷ"}},
		"half width":    {{"ﾊｽ", "ﾊﾞｽ"}, {"ﾊﾞｽ", "ﾊﾟｽ"}, {"ｳ", "ｳﾞ"}, {"ﾋﾞﾙ", "ﾋﾞｰﾙ"}},
		"Hiragana":      {{"かき", "かぎ"}, {"はし", "ばし"}, {"ふた", "ぶた"}, {"か", "が"}, {"すゝき", "すゞき"}},
		"Devanagari":    {{"दिल", "दाल"}, {"दिल", "दील"}, {"कल", "काल"}, {"मत", "मत्"}, {"सड़क", "सडक"}, {"बांध", "बाध"}, {"जरा", "ज़रा"}},
		"Bengali":       {{"কলা", "কালা"}, {"বাড়ি", "বাডি"}, {"দিন", "দীন"}, {"কে", "কো"}},
		"Gurmukhi":      {{"ਪਿੰਡ", "ਪਿਡ"}, {"ਦਿਨ", "ਦੀਨ"}, {"ਸੇਰ", "ਸ਼ੇਰ"}},
		"Gujarati":      {{"દિન", "દીન"}, {"કલ", "કાલ"}, {"પાણી", "પણ"}},
		"Odia":          {{"ଦିନ", "ଦୀନ"}, {"କଳ", "କଳା"}, {"କେ", "କୋ"}},
		"Tamil":         {{"கிரி", "குரு"}, {"கல்", "கலை"}, {"கெ", "கொ"}, {"பல", "பால்"}},
		"Telugu":        {{"కల", "కాల"}, {"తల", "తాళ"}, {"పిలి", "పులి"}},
		"Kannada":       {{"ಕಲ", "ಕಾಲ"}, {"ಹಳ", "ಹಳೆ"}, {"ಬಿಲ", "ಬಲ"}, {"ಕೆ", "ಕೇ"}},
		"Malayalam":     {{"കല", "കാല"}, {"പുലി", "പിലി"}, {"കെ", "കൊ"}},
		"Sinhala":       {{"මල", "මාල"}, {"ගස", "ගස්"}, {"ක", "කි"}, {"කෙ", "කේ"}, {"කෙ", "කො"}},
		"Thai":          {{"มา", "ม้า"}, {"ปา", "ป่า"}, {"กิน", "กัน"}, {"ใกล", "ใกล้"}, {"สัน", "สั้น"}, {"ขาว", "ข้าว"}},
		"Lao":           {{"ມາ", "ມ້າ"}, {"ກິນ", "ກັນ"}, {"ປາ", "ປ່າ"}},
		"Khmer":         {{"កី", "កូ"}, {"ស្រី", "សរី"}, {"ទិន", "ទុន"}, {"ប៉ា", "បា"}},
		"Myanmar":       {{"မာ", "မာ့"}, {"က", "ကာ"}, {"ပိ", "ပု"}, {"ကျ", "ကြ"}},
		"Tibetan":       {{"ཀི", "ཀུ"}, {"ཁ", "ཁྱ"}, {"བོད", "བེད"}},
		"Ethiopic":      {{"ገና", "ገ፟ና"}},
		"Thaana":        {{"ބަސް", "ބިސް"}, {"މާލެ", "މަލި"}},
		"Nko":           {{"ߓߊ", "ߓߊ߫"}},
		"Balinese":      {{"ᬓᬶ", "ᬓᬸ"}},
		"Javanese":      {{"ꦏꦶ", "ꦏꦸ"}},
		"Sundanese":     {{"ᮊᮤ", "ᮊᮥ"}},
		"Buginese":      {{"ᨀᨗ", "ᨀᨘ"}},
		"Tagalog":       {{"ᜊᜒ", "ᜊᜓ"}},
		"Cham":          {{"ꨆꨪ", "ꨆꨭ"}},
		"Meetei Mayek":  {{"ꯀꯤ", "ꯀꯨ"}},
		"Limbu":         {{"ᤁᤡ", "ᤁᤢ"}},
		"Lepcha":        {{"ᰀᰧ", "ᰀᰬ"}},
		"Tai Tham":      {{"ᨠᩥ", "ᨠᩩ"}},
		"Tai Viet":      {{"ꪀꪱ", "ꪀꪲ"}},
		"New Tai Lue":   {{"ᦀᦱ", "ᦀᦲ"}},
		"Chakma":        {{"𑄇𑄨", "𑄇𑄪"}},
		"Newa":          {{"𑐎𑐶", "𑐎𑐸"}},
		"Saurashtra":    {{"ꢒꢶ", "ꢒꢸ"}},
		"Syloti Nagri":  {{"ꠇꠤ", "ꠇꠥ"}},
		"Adlam":         {{"𞤀", "𞤀𞥄"}},
		"Kayah Li":      {{"ꤊꤦ", "ꤊꤧ"}},
		"Hanifi":        {{"𐴀𐴤", "𐴀𐴥"}},
		"Tirhuta":       {{"𑒏𑒱", "𑒏𑒳"}},
		"Grantha":       {{"𑌕𑌿", "𑌕𑍁"}},
		"Miao":          {{"𖼀𖽔", "𖼀𖽕"}},
		"Pahawh Hmong":  {{"𖬀", "𖬀𖬰"}},
		"Masaram Gondi": {{"𑴌𑴱", "𑴌𑴳"}},
	} {
		for _, pair := range pairs {
			for _, p := range [][2]string{pair, {pair[1], pair[0]}} {
				want := none
				if strings.HasPrefix(norm.NFKC.String(p[1]), norm.NFKC.String(p[0])) {
					want = search.Prefix
				}
				if class := find(p[0], search.Keys(p[1])); class != want {
					t.Errorf("%s: %s finds %s as of class %d, want %d", script, p[0], p[1], class, want)
				}
			}
		}
	}
}

// TestMarksThatFold has words that readers write with and without marks.
func TestMarksThatFold(t *testing.T) {
	t.Parallel()
	for script, pairs := range map[string][][2]string{
		"Latin":    {{"Đà Nẵng", "Da Nang"}, {"Zürich", "Zurich"}, {"tiānjīn", "tianjin"}, {"Łódź", "Lodz"}, {"Çeşme", "Cesme"}},
		"Greek":    {{"Αθήνα", "Αθηνα"}, {"Μαΐου", "Μαιου"}, {"ᾠδή", "ωδη"}},
		"Cyrillic": {{"Орёл", "Орел"}, {"Йошкар", "Иошкар"}, {"Москва́", "Москва"}, {"Київ", "Киів"}},
		"Hebrew":   {{"שָׁלוֹם", "שלום"}, {"יְרוּשָׁלַיִם", "ירושלים"}},
		"Arabic":   {{"مُحَمَّد", "محمد"}, {"القَاهِرَة", "القاهرة"}, {"آل", "ال"}},
		"Syriac":   {{"ܐܳܪܳܡܳܝܳܐ", "ܐܪܡܝܐ"}},
		"Coptic":   {{"ⲁ̅", "ⲁ"}},
		"Han":      {{"葛\U000E0100城", "葛城"}, {"天\u302A", "天"}, {"辻\uFE00", "辻"}},
		"digits":   {{"1\u0301", "1"}, {"3\uFE0F", "3"}},
		"invisible": {
			{"ශ්\u200Dරී", "ශ්රී"}, {"क्\u200Dष", "क्ष"}, {"می\u200Cخواهم", "میخواهم"}, {"ไทย\u200B", "ไทย"}, {"က\uFE00", "က"},
		},
	} {
		for _, pair := range pairs {
			if a, b := search.Fold(pair[0]), search.Fold(pair[1]); a != b || a == "" {
				t.Errorf("%s: %s folds to %q, %s to %q", script, pair[0], a, pair[1], b)
			}
		}
	}
}

// TestFormsOfOneWord has the same word in several forms of Unicode, half width and full width.
func TestFormsOfOneWord(t *testing.T) {
	t.Parallel()
	for _, forms := range [][]string{
		{"バス", "ﾊﾞｽ", "ハ\u3099ス", "ハ゛ス", "ハﾞス"},
		{"パス", "ﾊﾟｽ", "ハ\u309Aス", "ハ゜ス", "ハﾟス"},
		{"ぶた", "ふ\u3099た", "ふ゛た"},
		{"ヴァ", "ｳﾞｧ", "ウ\u3099ァ"},
		{"ビール", "ﾋﾞｰﾙ", "ヒ\u3099ール"},
		{"すゞき", "すゝ\u3099き"},
		{"メートル", "㍍", "ﾒｰﾄﾙ"},
		{"ガギ", "ｶﾞｷﾞ", "カ\u3099キ\u3099"},
		{"क़िला", "\u0915\u093C\u093F\u0932\u093E"},
		{"ড়", "\u09A1\u09BC"}, {"কো", "\u0995\u09C7\u09BE"},
		{"ਸ਼ੇਰ", "\u0A38\u0A3C\u0A47\u0A30"},
		{"କୋ", "\u0B15\u0B47\u0B3E"},
		{"கொடி", "\u0B95\u0BC6\u0BBE\u0B9F\u0BBF"},
		{"కై", "\u0C15\u0C46\u0C56"},
		{"ಕೋ", "\u0C95\u0CC6\u0CC2\u0CD5"},
		{"കൊ", "\u0D15\u0D46\u0D3E"},
		{"කෝ", "\u0D9A\u0DD9\u0DCF\u0DCA"},
		{"น้ำ", "น้\u0E4Dา"}, {"ที่", "ท\u0E35\u0E48"},
		{"กุ่", "ก\u0E48\u0E38"}, // marks of different classes have no order
		{"ນ້ຳ", "ນ້\u0ECDາ"}, {"ໜອງ", "ຫນອງ"},
		{"ဦ", "\u1025\u102E"},
		{"གྷ", "\u0F42\u0FB7"}, {"ཀཱི", "ཀ\u0F72\u0F71"},
		{"ᬆ", "\u1B05\u1B35"},
		{"Đà Nẵng", "Đa\u0300 Na\u0306\u0303ng"},
		{"한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8"},
		{"天津１２", "天津12"},
	} {
		want := search.Keys(forms[0])
		for _, form := range forms {
			same := []string{form, norm.NFC.String(form), norm.NFD.String(form)}
			if !strings.ContainsAny(form, "゛゜") { // which are spaces with marks in compatibility forms
				same = append(same, norm.NFKC.String(form), norm.NFKD.String(form))
			}
			for _, f := range same {
				if got := search.Keys(f); !slices.Equal(got, want) || len(got) == 0 {
					t.Errorf("%q has the keys %q, but %q the keys %q", f, got, forms[0], want)
				}
			}
		}
	}
}

func TestHighlightInScriptsWithMarks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, query, want string }{
		{text: "バス停", query: "バス", want: "<em>バス</em>停"},
		{text: "ハ\u3099ス停", query: "バス", want: "<em>ハ\u3099ス</em>停"},
		{text: "ﾊﾞｽ停", query: "バ", want: "<em>ﾊﾞ</em>ｽ停"},
		{text: "ハ゛ス停", query: "バス", want: "<em>ハ゛ス</em>停"},
		{text: "バス ハス", query: "ハス", want: "バス <em>ハス</em>"},
		{text: "दिल दाल", query: "दाल", want: "दिल <em>दाल</em>"},
		{text: "दिल", query: "द", want: "<em>दि</em>ल"},
		{text: "สถานีน้ำ", query: "สถานี", want: "<em>สถานี</em>น้ำ"},
		{text: "กุ่ม", query: "ก\u0E48\u0E38", want: "<em>กุ่</em>ม"},
		{text: "கொடி", query: "கொ", want: "<em>கொ</em>டி"},
		{text: "\u0B95\u0BC6\u0BBE\u0B9F\u0BBF", query: "கொ", want: "<em>\u0B95\u0BC6\u0BBE</em>\u0B9F\u0BBF"},
		{text: "Tia\u0304nji\u0304n", query: "tianjin", want: "<em>Tia\u0304nji\u0304n</em>"},
	} {
		if got := search.Highlight(c.text, c.query); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.query, c.text, got, c.want)
		}
	}
}
