/*
 * Words that are a request when they are the whole text, by language (ISO 639-1), one line each. English and the bare
 * words come from Twilio's and AWS's lists; 47 CFR 64.1200(a)(10) requires that any reasonable wording be honoured.
 */
export type Keywords = {
  /** Also when at most four words follow: "stop texting me". */
  stop: readonly string[];
  /** Only when they are the whole text: in a longer text they mean something else. */
  stopAlone?: readonly string[];
  /** At the beginning of a word anywhere in a longer text: then a person reviews it. */
  perhaps?: readonly string[];
  help?: readonly string[];
  start?: readonly string[];
};

export const KEYWORDS: Readonly<Record<string, Keywords>> = {
  en: { stop: ['stop', 'stopall', 'stop all', 'unsubscribe', 'unsub', 'cancel', 'end', 'quit', 'revoke', 'optout', 'opt out', 'i opt out', 'opt me out', 'remove'], stopAlone: ['td'], help: ['help', 'info'], start: ['start', 'unstop'] },
  ar: { stop: ['توقف', 'قف', 'أوقف', 'إيقاف', 'إلغاء', 'إلغاء الاشتراك', 'الغي الاشتراك', 'توقفوا', 'أوقفوا', 'إلغاء اشتراك'], stopAlone: ['وقف', 'كفى'], help: ['مساعدة'], start: ['ابدأ'] },
  bg: { stop: ['стоп', 'спри', 'отписване', 'спрете', 'откажи'], stopAlone: ['отказ', 'прекрати'], help: ['помощ'] },
  cs: { stop: ['konec', 'zrušit', 'odhlásit', 'ukončit', 'zastavit', 'přestaňte', 'přestaň', 'odhlas', 'rezignuj', 'rezignuji', 'odhlášení'], stopAlone: ['zrušte', 'dost'], help: ['pomoc'] },
  da: { stop: ['stop', 'afmeld', 'frameld', 'stoppe', 'afmelding', 'ophør', 'framelding'], stopAlone: ['slut'], help: ['hjælp'] },
  de: { stop: ['stopp', 'abmelden', 'abbestellen', 'austragen', 'kündigen', 'stoppen', 'stoppt', 'aufhören', 'aufhoeren', 'abmeldung', 'abbestellung', 'widerruf', 'kuendigen', 'kündigung'], stopAlone: ['ende', 'beenden', 'löschen', 'schluss', 'austritt'], help: ['hilfe'] },
  el: { stop: ['στοπ', 'σταμάτα', 'διακοπή', 'διαγραφή', 'σταματήστε', 'σταματήσετε', 'διακόψτε', 'απεγγραφή', 'διαγράψτε με'], stopAlone: ['ακύρωση', 'τέλος'], help: ['βοήθεια'] },
  es: { stop: ['alto todo', 'detener', 'parar', 'cancelar', 'darme de baja', 'dar de baja', 'detén', 'detengan', 'deténganse', 'desuscribir', 'desuscribirme', 'desuscríbeme', 'desuscripción', 'denme de baja', 'dame de baja'], stopAlone: ['alto', 'baja', 'para', 'fin', 'anular', 'eliminar', 'basta', 'salir'], help: ['ayuda'], start: ['comenzar'] },
  fa: { stop: ['توقف', 'ایست', 'لغو', 'لغو اشتراک', 'متوقف', 'لغو کن'], stopAlone: ['بس'], perhaps: ['نمیخواهم', 'نفرستید', 'لغو'], help: ['راهنما', 'کمک'] },
  fi: { stop: ['lopeta', 'peruuta', 'lopettakaa', 'lopetus', 'peruutus'], help: ['apua', 'ohje'] },
  fr: { stop: ['arret', 'arrêt', 'arrêter', 'arrêtez', 'désabonner', 'désabonnement', 'désinscription', 'annuler', 'arrete', 'arretez', 'stopper', 'stoppez', 'cesser', 'cessez', 'résilier', 'désabonnez moi', 'désinscrire', 'désinscrivez moi', 'désabonne moi'], stopAlone: ['fin', 'annulation', 'suffit'], help: ['aide'], start: ['début'] },
  he: { stop: ['עצור', 'הפסק', 'הסר', 'הסירו', 'ביטול', 'להסיר', 'עצרו', 'תפסיקו', 'הפסיקו', 'תפסיק', 'הסר אותי', 'תסירו'], stopAlone: ['די', 'מספיק'], perhaps: ['לא רוצה', 'אל תשלח', 'תפסיק', 'להסיר', 'הסר'], help: ['עזרה'], start: ['התחל'] },
  hi: { stop: ['रोकें', 'रोको', 'बंद करें', 'बंद करो', 'बंद', 'रुको', 'रुकें', 'band karo', 'band kare', 'mat bhejo'], stopAlone: ['बस'], help: ['सहायता', 'मदद'] },
  hr: { stop: ['odjava', 'prekini', 'zaustavi', 'odjavi', 'otkaži', 'zaustavite', 'prekinite', 'prestani', 'prestanite'], stopAlone: ['prekid', 'dosta'], help: ['pomoć'] },
  hu: { stop: ['leiratkozás', 'leiratkozom', 'lemondás', 'leállítás', 'leállít', 'leállítom', 'leiratkozni', 'hagyd abba', 'hagyják abba', 'lemond', 'lemondom'], stopAlone: ['állj', 'elég', 'kilép', 'töröl'], help: ['segítség'] },
  id: { stop: ['berhenti', 'batal', 'hentikan', 'henti', 'batalkan', 'stop'], stopAlone: ['keluar'], help: ['bantuan'] },
  it: { stop: ['ferma', 'fermare', 'annulla', 'cancella', 'disiscrivi', 'disiscrivimi', 'fermati', 'fermatevi', 'smettila', 'smettetela', 'smetti', 'smettete', 'annullare', 'cancellami', 'cancellatemi', 'disiscrizione', 'disdetta', 'disdire'], stopAlone: ['basta'], perhaps: ['non voglio', 'non mi', 'non inviat', 'disiscri'], help: ['aiuto'] },
  ja: { stop: ['停止', '配信停止', '解除', '退会', 'ストップ', '中止', 'お断り'], perhaps: ['やめろ', '止めて', 'とめて', '消して', '削除', '間違', '違います', '放っておいて', 'ほっといて', 'うざい', '興味ない', '興味ありません', 'どこで番号', '辞めて', '送るな', '送ってこないで', 'いりません', '停止', '解除', 'やめて', '送らないで', 'いらない', '不要', '迷惑'], help: ['ヘルプ'], start: ['開始'] },
  ko: { stop: ['중지', '정지', '수신거부', '거부', '그만', '해지', '스톱'], perhaps: ['멈춰', '삭제', '지워', '잘못', '내버려', '싫', '필요없', '필요 없', '원하지', '받고 싶지', '하지 마', '하지마', '연락하지', '번호 어떻게', '관심 없', '누구세요', '차단', '신고', '그만', '거부', '보내지', '중지', '스팸'], help: ['도움말'], start: ['시작'] },
  ms: { stop: ['berhenti', 'batal', 'henti', 'hentikan'], help: ['bantuan'] },
  nb: { stop: ['stopp', 'stopper', 'avmeld', 'slutt', 'avslutt', 'avmelding', 'meld av'], stopAlone: ['slutt'], help: ['hjelp'] },
  nl: { stop: ['stop', 'afmelden', 'uitschrijven', 'opzeggen', 'stoppen', 'stopt', 'afmelding', 'ophouden', 'hou op', 'uitschrijving'], stopAlone: ['einde', 'annuleren', 'beëindigen'], help: ['hulp'] },
  pl: { stop: ['stop', 'rezygnuję', 'wypisz', 'wyłącz', 'anuluj', 'koniec', 'rezygnuje', 'rezygnuj', 'zrezygnuj', 'zakończ', 'zatrzymaj', 'przestań', 'przestańcie', 'wypiszcie', 'rezygnacja'], stopAlone: ['dość', 'usuń'], perhaps: ['nie chcę', 'nie wysyła', 'proszę nie', 'wypis'], help: ['pomoc'] },
  pt: { stop: ['parar', 'pare', 'sair', 'cancelar', 'descadastrar', 'remover', 'cancela', 'descadastre', 'desinscrever', 'cancelamento', 'interromper'], stopAlone: ['fim', 'chega', 'remova'], perhaps: ['não quero', 'não me', 'não envie', 'descadastr'], help: ['ajuda'] },
  ro: { stop: ['opriți', 'oprește', 'dezabonare', 'renunț', 'oprire', 'stopare', 'dezabonează', 'dezaboneaza ma', 'anulare', 'renunţ'], stopAlone: ['gata', 'ajunge'], help: ['ajutor'] },
  ru: { stop: ['стоп', 'остановить', 'отписка', 'отписаться', 'отмена', 'прекратить', 'отпишите', 'отписать', 'остановите', 'прекратите', 'стоп все', 'отказаться'], stopAlone: ['хватит', 'отказ', 'отмените', 'отстаньте', 'отключить', 'отключите'], perhaps: ['не хочу', 'не пиши', 'не присыла', 'не надо', 'не беспоко', 'хватит', 'отпиш', 'отстан', 'прекрат', 'удалите', 'стоп', 'спам'], help: ['помощь', 'справка'], start: ['старт', 'начать'] },
  sk: { stop: ['koniec', 'zrušiť', 'odhlásiť', 'ukončiť', 'zastaviť', 'prestaňte', 'prestaň', 'odhlásenie'], stopAlone: ['dosť'], help: ['pomoc'] },
  sr: { stop: ['стоп', 'одјава', 'прекини', 'одјави', 'прекините', 'престаните'], stopAlone: ['доста'], help: ['помоћ'] },
  sv: { stop: ['stopp', 'avsluta', 'avregistrera', 'stoppa', 'sluta', 'avanmäl', 'avregistrering'], stopAlone: ['slut', 'avbryt'], help: ['hjälp'] },
  th: { stop: ['หยุด', 'ยกเลิก', 'หยุดส่ง'], stopAlone: ['เลิก'], perhaps: ['ไม่ต้องการ', 'ไม่อยาก', 'อย่าส่ง', 'เลิกส่ง', 'หยุดส่ง', 'ลบเบอร์', 'ผิดเบอร์', 'เบอร์ผิด', 'โทรผิด', 'อย่ามายุ่ง', 'รำคาญ', 'ไม่สนใจ', 'ยกเลิก', 'ลบหมายเลข', 'ไม่รับ'], help: ['ช่วยเหลือ'] },
  tr: { stop: ['dur', 'iptal', 'durdur', 'çık', 'durdurun', 'durun', 'iptal et', 'üyelikten çık', 'aboneliği iptal', 'cik'], stopAlone: ['çıkış', 'ayrıl', 'yeter'], perhaps: ['istemiyorum', 'gönderme', 'yazmayın', 'iptal'], help: ['yardım'] },
  uk: { stop: ['стоп', 'зупинити', 'відписатися', 'відписка', 'скасувати', 'зупиніть', 'відпишіть', 'припиніть', 'відмовитися'], stopAlone: ['відмова', 'досить'], perhaps: ['не хочу', 'не пиш', 'не надсила', 'досить', 'припин', 'стоп', 'спам'], help: ['допомога'] },
  ur: { stop: ['بند کریں', 'روکیں', 'بند'], help: ['مدد'] },
  vi: { stop: ['từ chối', 'tuchoi', 'dừng lại', 'ngừng lại', 'ngưng', 'hủy đăng ký', 'thôi gửi'], stopAlone: ['dừng', 'hủy', 'huỷ', 'ngừng'], perhaps: ['đừng gửi', 'không muốn'], help: ['trợ giúp'] },
  zh: { stop: ['停止', '停', '取消', '退订', '退訂', '拒收', '取消订阅', '取消訂閱', '退', '停止发送', '停止發送', '别发了', '別發了'], perhaps: ['不想', '不需要', '勿扰', '勿擾', '别发', '別發', '别给我', '別給我', '删除', '刪除', '移除', '打錯', '发错', '發錯', '错号', '号码错', '號碼錯', '骚擾', '騷擾', '走开', '滚', '投诉', '檢舉', '举报', '哪来的', '怎么有我', '别烦', '別煩', '不感兴趣', '没兴趣', '停止', '退订', '退訂', '取消订阅', '取消訂閱', '拒收', '不要', '别再', '別再', '打错', '骚扰'], help: ['帮助', '幫助'], start: ['开始', '開始'] },
  az: { stop: ['dayandır', 'dayandırın'] },
  be: { stop: ['спыніць', 'адпісацца'] },
  bn: { stop: ['বন্ধ', 'বন্ধ করুন', 'থামুন'] },
  ca: { stop: ['atura', 'atureu', 'aturar', 'donar de baixa'] },
  et: { stop: ['peata', 'lõpeta', 'lõpetage', 'loobun', 'stopp'] },
  hy: { stop: ['դադարեցնել', 'կանգ'] },
  is: { stop: ['hætta', 'hættu', 'hættið', 'stöðva', 'afskrá'] },
  ka: { stop: ['შეწყვეტა', 'გაჩერდი'] },
  kk: { stop: ['тоқтату', 'тоқтат'] },
  lt: { stop: ['stabdyti', 'sustabdyti', 'sustabdykite', 'atsisakau', 'atsisakyti', 'nutraukti', 'baigti'] },
  lv: { stop: ['apturēt', 'apturiet', 'pārtraukt', 'pārtrauciet', 'atteikties', 'atteikšanās', 'beigt'] },
  mk: { stop: ['прекини', 'откажи', 'одјави'] },
  sl: { stop: ['odjava', 'ustavi', 'ustavite', 'prenehajte', 'prekliči'] },
  sq: { stop: ['ndalo', 'ndaloni', 'çregjistrohu'] },
  sw: { stop: ['sitisha', 'jiondoe'] },
  ta: { stop: ['நிறுத்து', 'நிறுத்தவும்'] },
  tl: { stop: ['itigil', 'ihinto', 'tigil', 'tigilan'] },
  uz: { stop: ['toxtat', 'toxtating'] },
}; // prettier-ignore
