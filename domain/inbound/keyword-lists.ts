/*
 * Words that ask for something when they are the whole text, by language (ISO 639-1). Data: a language is a line.
 * English and the bare words are Twilio's and AWS's lists; 47 CFR 64.1200(a)(10) asks for any reasonable way.
 */
export type Keywords = {
  /** Also when at most four words follow: "stop texting me". */
  stop: readonly string[];
  /** Only when they stand alone: said in another way they mean something else. */
  stopAlone?: readonly string[];
  /** Somewhere in a longer text, at the beginning of a word: somebody reads it. */
  perhaps?: readonly string[];
  help?: readonly string[];
  start?: readonly string[];
};

export const KEYWORDS: Readonly<Record<string, Keywords>> = {
  en: {
    stop: ['stop', 'stopall', 'stop all', 'unsubscribe', 'unsub', 'cancel', 'end', 'quit', 'revoke', 'optout', 'opt out', 'remove'],
    stopAlone: ['td'],
    help: ['help', 'info'],
    start: ['start', 'unstop'],
  },
  ar: {
    stop: ['توقف', 'قف', 'أوقف', 'إيقاف', 'إلغاء', 'إلغاء الاشتراك', 'الغي الاشتراك'],
    stopAlone: ['وقف', 'كفى'],
    help: ['مساعدة'],
    start: ['ابدأ'],
  },
  bg: { stop: ['стоп', 'спри', 'отписване'], help: ['помощ'] },
  cs: { stop: ['konec', 'zrušit', 'odhlásit'], help: ['pomoc'] },
  da: { stop: ['stop', 'afmeld', 'frameld'], help: ['hjælp'] },
  de: { stop: ['stopp', 'abmelden', 'abbestellen', 'austragen', 'kündigen'], stopAlone: ['ende'], help: ['hilfe'] },
  el: { stop: ['στοπ', 'σταμάτα', 'διακοπή', 'διαγραφή'], help: ['βοήθεια'] },
  es: { stop: ['alto todo', 'detener', 'parar', 'cancelar', 'darme de baja', 'dar de baja'], stopAlone: ['alto', 'baja', 'para', 'fin'], help: ['ayuda'], start: ['comenzar'] },
  fa: { stop: ['توقف', 'ایست', 'لغو', 'لغو اشتراک'], stopAlone: ['بس'], perhaps: ['نمیخواهم', 'نفرستید', 'لغو'], help: ['راهنما', 'کمک'] },
  fi: { stop: ['lopeta', 'peruuta'], help: ['apua', 'ohje'] },
  fr: { stop: ['arret', 'arrêt', 'arrêter', 'arrêtez', 'désabonner', 'désabonnement', 'désinscription', 'annuler'], stopAlone: ['fin'], help: ['aide'], start: ['début'] },
  he: { stop: ['עצור', 'הפסק', 'הסר', 'הסירו', 'ביטול', 'להסיר'], perhaps: ['לא רוצה', 'אל תשלח', 'תפסיק', 'להסיר', 'הסר'], help: ['עזרה'], start: ['התחל'] },
  hi: { stop: ['रोकें', 'रोको', 'बंद करें', 'बंद करो', 'बंद'], help: ['सहायता', 'मदद'] },
  hr: { stop: ['odjava', 'prekini', 'zaustavi'], help: ['pomoć'] },
  hu: { stop: ['leiratkozás', 'leiratkozom', 'lemondás', 'leállítás'], stopAlone: ['állj'], help: ['segítség'] },
  id: { stop: ['berhenti', 'batal', 'hentikan'], help: ['bantuan'] },
  it: { stop: ['ferma', 'fermare', 'annulla', 'cancella', 'disiscrivi', 'disiscrivimi'], stopAlone: ['basta'], perhaps: ['non voglio', 'non mi', 'non inviat', 'disiscri'], help: ['aiuto'] },
  ja: { stop: ['停止', '配信停止', '解除', '退会', 'ストップ', '中止', 'お断り'], perhaps: ['停止', '解除', 'やめて', '送らないで', 'いらない', '不要', '迷惑'], help: ['ヘルプ'], start: ['開始'] },
  ko: { stop: ['중지', '정지', '수신거부', '거부', '그만', '해지', '스톱'], perhaps: ['그만', '거부', '보내지', '중지', '스팸'], help: ['도움말'], start: ['시작'] },
  ms: { stop: ['berhenti', 'batal'], help: ['bantuan'] },
  nb: { stop: ['stopp', 'stopper', 'avmeld', 'slutt'], help: ['hjelp'] },
  nl: { stop: ['stop', 'afmelden', 'uitschrijven', 'opzeggen'], help: ['hulp'] },
  pl: { stop: ['stop', 'rezygnuję', 'wypisz', 'wyłącz', 'anuluj', 'koniec'], perhaps: ['nie chcę', 'nie wysyła', 'proszę nie', 'wypis'], help: ['pomoc'] },
  pt: { stop: ['parar', 'pare', 'sair', 'cancelar', 'descadastrar', 'remover'], stopAlone: ['fim'], perhaps: ['não quero', 'não me', 'não envie', 'descadastr'], help: ['ajuda'] },
  ro: { stop: ['opriți', 'oprește', 'dezabonare', 'renunț'], help: ['ajutor'] },
  ru: { stop: ['стоп', 'остановить', 'отписка', 'отписаться', 'отмена', 'прекратить'], stopAlone: ['хватит'], perhaps: ['не хочу', 'не пиши', 'не присыла', 'не надо', 'не беспоко', 'хватит', 'отпиш', 'отстан', 'прекрат', 'удалите', 'стоп', 'спам'], help: ['помощь', 'справка'], start: ['старт', 'начать'] },
  sk: { stop: ['koniec', 'zrušiť', 'odhlásiť'], help: ['pomoc'] },
  sr: { stop: ['стоп', 'одјава', 'прекини'], help: ['помоћ'] },
  sv: { stop: ['stopp', 'avsluta', 'avregistrera'], help: ['hjälp'] },
  th: { stop: ['หยุด', 'ยกเลิก'], help: ['ช่วยเหลือ'] },
  tr: { stop: ['dur', 'iptal', 'durdur', 'çık'], perhaps: ['istemiyorum', 'gönderme', 'yazmayın', 'iptal'], help: ['yardım'] },
  uk: { stop: ['стоп', 'зупинити', 'відписатися', 'відписка', 'скасувати'], perhaps: ['не хочу', 'не пиш', 'не надсила', 'досить', 'припин', 'стоп', 'спам'], help: ['допомога'] },
  ur: { stop: ['بند کریں', 'روکیں', 'بند'], help: ['مدد'] },
  vi: { stop: ['từ chối', 'tuchoi'], stopAlone: ['dừng', 'hủy', 'huỷ', 'ngừng'], perhaps: ['đừng gửi', 'không muốn'], help: ['trợ giúp'] },
  zh: { stop: ['停止', '停', '取消', '退订', '退訂', '拒收', '取消订阅', '取消訂閱', '退'], perhaps: ['停止', '退订', '退訂', '取消订阅', '取消訂閱', '拒收', '不要', '别再', '別再', '打错', '骚扰'], help: ['帮助', '幫助'], start: ['开始', '開始'] },
}; // prettier-ignore
