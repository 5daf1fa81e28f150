package search_test

import (
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/search"
)

// TestPinyin wants the spelling of whole names among their keys.
func TestPinyin(t *testing.T) {
	t.Parallel()
	for line := range strings.Lines(`
		北京 beijing 天津 tianjin 河北 hebei 山西 shanxi 内蒙古 neimenggu 辽宁 liaoning 吉林 jilin 黑龙江 heilongjiang
		上海 shanghai 江苏 jiangsu 浙江 zhejiang 安徽 anhui 福建 fujian 江西 jiangxi 山东 shandong 河南 henan 湖北 hubei
		湖南 hunan 广东 guangdong 广西 guangxi 海南 hainan 重庆 chongqing 四川 sichuan 贵州 guizhou 云南 yunnan 西藏 xizang
		陕西 shaanxi-shanxi 甘肃 gansu 青海 qinghai 宁夏 ningxia 新疆 xinjiang 香港 xianggang 澳门 aomen 台湾 taiwan
		和平区 hepingqu 河东区 hedongqu 河西区 hexiqu 南开区 nankaiqu 河北区 hebeiqu 红桥区 hongqiaoqu 东丽区 dongliqu
		西青区 xiqingqu 津南区 jinnanqu 北辰区 beichenqu 武清区 wuqingqu 宝坻区 baodiqu 滨海新区 binhaixinqu 宁河区 ninghequ
		静海区 jinghaiqu 蓟州区 jizhouqu 塘沽 tanggu 汉沽 hangu 大港 dagang
		重庆市 chongqingshi 长春 changchun 厦门 xiamen 西藏自治区 xizangzizhiqu 成都 chengdu 蚌埠 bengbu 六安 luan 亳州 bozhou
		番禺 panyu 乐清 yueqing 乐亭 laoting 长沙 changsha 朝阳区 chaoyangqu 东莞 dongguan 深圳 shenzhen 台州 taizhou
		丽水 lishui 百色 baise 荥阳 xingyang 郴州 chenzhou 莆田 putian 首都 shoudu 中国银行 zhongguoyinhang 石家庄 shijiazhuang
		秦皇岛 qinhuangdao 葫芦岛 huludao 吐鲁番 tulufan 单县 shanxian 解放路 jiefanglu 大厦 dasha 朝鲜 chaoxian
		绿地 ludi 绿地 lvdi 旅顺 lvshun 女子 nvzi 略阳 lveyang 滨海新区长江道 binhaixinquchangjiangdao 董事长 dongshizhang
		单志刚 shanzhigang 曾庆红 zengqinghong 任学锋 renxuefeng 张国清 zhangguoqing 廖国勋 liaoguoxun 陈敏尔 chenminer
		查良镛 zhaliangyong 解学智 xiexuezhi 仇和 qiuhe 翟隽 zhaijun 盖茨 gaici 宿迁 suqian 会计 kuaiji 曲阜 qufu
		会展 huizhan 大学 daxue 行政 xingzheng 人民代表大会 renmindaibiaodahui 车站 chezhan 航空 hangkong 园区 yuanqu
		秘鲁 bilu 秘魯 bilu 大月氏 dayuezhi 吐蕃 tubo 吐谷浑 tuyuhun 阿房宫 epanggong 阿房宮 epanggong
	`) {
		fields := strings.Fields(line)
		for i := 0; i+1 < len(fields); i += 2 {
			name := fields[i]
			// The name of Shaanxi is spelt so to tell it from Shanxi; its sound is the same.
			spelt := strings.TrimPrefix(fields[i+1], "shaanxi-")
			if !slices.Contains(search.Keys(name), whole(spelt)) {
				t.Errorf("%s has the keys %v, none is %s", name, search.Keys(name), spelt)
			}
		}
	}
}

func TestPinyinIsCertainWherePhrasesSettleIt(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]string{
		"重庆": "zhongqing", "长春": "zhangchun", "西藏": "xicang", "长江": "zhangjiang", "成都": "chengdou", "宝坻": "baochi",
	} {
		if slices.Contains(search.Keys(name), whole(wrong)) {
			t.Errorf("%s has the key %s", name, wrong)
		}
	}
}
