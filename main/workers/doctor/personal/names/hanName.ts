import type { Detector, Hit } from '../detector.ts';

/** Common family names; a text with a rarer one is not recognized. */
const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武莫孔向汤';
const DOUBLE = '欧阳|司马|诸葛|上官|司徒|东方|夏侯|皇甫|尉迟|公孙|慕容|令狐|端木|长孙|宇文|南宫';
export const SURNAME = `(?:${DOUBLE}|[${SURNAMES}])`;

/** Right before a name: somebody tells his own, or a role that only people have. */
const ROLE =
  /(?:我叫|我是|名叫|叫做|我的名字是|联系人|姓名|收件人|收货人|负责人|客户|顾客|用户|买家|卖家|同事|设计师|工程师|经理|医生|老师|作者|律师|会计|店主|员工|患者|寄给|交给|转给|联系|致电|签名|署名|此致|尊敬的|亲爱的|用户名|昵称|签收人|申请人|持卡人|户名|经办人|学生|家长)[是为]?\s*[:：]?\s*$/u;
/** Right after a name that begins a sentence. */
const ACTS =
  /^(?:说|表示|反映|反馈|来电|打电话|询问|咨询|购买|下单|投诉|要求|申请|提交|昨天|今天|今早|已经|刚刚|女士|先生)/u;

const SEGMENTER = new Intl.Segmenter('zh', { granularity: 'word' });
const CANDIDATE = new RegExp(`(${SURNAME})(?=\\p{Script=Han})`, 'gu');
/** Characters that are in a sentence after a name, not in one. */
const NO_GIVEN =
  /[的了在是和与或及有来去说称叫问想要让给从被把将对等为不也都很已于到这那未没坏好能会要可再又还只就需收付退换买卖寄发用看打个们您你我他她它年月日号元昨今]/u;
/** Characters that given names are made of. */
const OFTEN_GIVEN = new Set(
  '伟强磊军勇杰涛明超鹏辉亮飞斌波浩宇轩博文志建国华平海龙俊峰林刚健康宁安庆东晓小立永新春秋冬雪梅兰竹菊丽娟敏静艳芳娜秀英玉珍萍红霞燕玲桂香凤洁琳云莲真环荣爱妹瑞凡佳嘉琼勤珠翠雅芝婷姣婉娴瑾颖露瑶怡婵雁蓓仪荷丹蓉眉君琴蕊薇菁梦岚苑婕馨瑗琰韵融园艺咏卿聪澜纯悦昭冰爽琬茗羽希欣飘育滢馥筠柔霭凝思雨诗子涵梓一诺晨曦若琪美慧莹倩义兴良山仁贵福生元全胜学祥才发武利清彬富顺信诚先敬震振壮会群豪心邦承乐绍功松善厚裕河哲江政谦亨奇固之轮翰朗伯宏言鸣朋梁栋维启克伦翔旭泽辰士以家致炎德行时泰盛雄琛钧冠策腾楠榕风航弘正日月阳洋卓萱睿彤妍欢芸茜岩峻恒坤煜钰玥雷帅凯威毅鑫森淼鹤鸿虹琦璐璇瑛瑜莎菲蕾茵萌媛嫣娇娥芬芷茹玫兵昊昕晖晗晶晴沛沐润渊滨烨熙珂珊皓祺舒蔚谨贝赫达迪逸铭锋锦霖颜骁骏',
);
/** The ones that stand for anybody, as Jane Doe does. */
const ANYBODY = /^(?:张三|李四|王五|赵六)(?![丰光])/u;
/** Right before a name, and as often before anything else. */
const LOOSE = /(?:^|[\n。！？!?；;，,、：:]|由|给|与|和|跟|找|向|请)\s*$/u;

const isOftenGiven = (character: string): boolean => OFTEN_GIVEN.has(character);

/**
 * Chinese has no capitals and no blanks, so a name shows by what is around it and by this: it is in no dictionary, so its family name is cut
 * off and the rest into single characters or a word of which names are made, where 黄金 (gold) stays whole.
 */
export const findHanNames: Detector = (text) => {
  const hits: Hit[] = [];
  for (const { 0: surname, index: start } of text.matchAll(CANDIDATE)) {
    const before = text.slice(Math.max(0, start - 12), start);
    const cued = ROLE.test(before);
    const anybody = ANYBODY.test(text.slice(start, start + 3));
    if (!cued && !anybody && !LOOSE.test(before)) continue;
    const end = anybody ? start + 2 : endOf(text, start, surname.length);
    if (end === null) continue;
    const name = text.slice(start, end);
    if (!cued && !anybody && !ACTS.test(text.slice(end, end + 4)) && !isWholeName(name, surname.length)) continue;
    hits.push({ start, end, type: 'name', value: name });
  }
  return hits;
};

/** Three characters or more of which names are made. */
const isWholeName = (name: string, surname: number): boolean =>
  name.length === surname + 2 && [...name.slice(surname)].every(isOftenGiven);

/** The end of a name of one or two characters after the family name; `null` where it is none. */
function endOf(text: string, start: number, surname: number): number | null {
  const run = /^\p{Script=Han}{1,12}/u.exec(text.slice(start, start + 12))?.[0] ?? '';
  const segments = [...SEGMENTER.segment(run)].map(({ segment }) => segment);
  if (segments[0]?.length !== surname) return null;
  const [, first = '', second = ''] = segments;
  if (first === '' || NO_GIVEN.test(first[0] as string)) return null;
  if (first.length === 2) return [...first].every(isOftenGiven) ? start + surname + 2 : null;
  if (first.length > 2) return null;
  const given = second.length === 1 && !NO_GIVEN.test(second) ? first + second : first;
  return [...given].some(isOftenGiven) ? start + surname + given.length : null;
}
